//! EDF, EDF+ and BDF by sleep laboratories and by hand, hypnograms, and damage.

mod hypnograms;

use crate::files::{Files, folder, open, survivors, values, warns};
use equipoise::formats::{self, AddedFile, OpenOptions, Progress};
use equipoise::recording::{EpochKind, State};
use std::path::{Path, PathBuf};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats/data/edf")
        .join(name)
}

/// A signal: label, unit, samples a record.
type Signal = (&'static str, &'static str, usize);

/// A file whose records are given; digital limits are +-1000, physical ones +-500.
fn edf(version: &str, signals: &[Signal], duration: &str, records: &[Vec<u8>]) -> Vec<u8> {
    let is_bdf = version.starts_with("BDF");
    let mut head = Vec::new();
    let mut put = |text: &str, size: usize| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(size, b' ');
        head.extend(bytes);
    };
    put(if is_bdf { "xBIOSEMI" } else { "0" }, 8);
    put("X X X X", 80);
    put("Startdate X", 80);
    put("01.02.24", 8);
    put("22.00.00", 8);
    put(&(256 * (signals.len() + 1)).to_string(), 8);
    put(if version.len() > 3 { version } else { "" }, 44);
    put(&records.len().to_string(), 8);
    put(duration, 8);
    put(&signals.len().to_string(), 4);
    for s in signals {
        put(s.0, 16);
    }
    for _ in signals {
        put("electrode", 80);
    }
    for s in signals {
        put(s.1, 8);
    }
    for limit in ["-500", "500", "-1000", "1000"] {
        for _ in signals {
            put(limit, 8);
        }
    }
    for _ in signals {
        put("", 80);
    }
    for s in signals {
        put(&s.2.to_string(), 8);
    }
    for _ in signals {
        put("", 32);
    }
    if is_bdf {
        head[0] = 0xff;
    }
    for r in records {
        head.extend(r);
    }
    head
}

fn samples(values: impl IntoIterator<Item = i16>) -> Vec<u8> {
    values.into_iter().flat_map(i16::to_le_bytes).collect()
}

fn list(text: &str, size: usize) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(size, 0);
    bytes
}

#[test]
fn a_hypnogram_without_signals() {
    let recording = open(&data("SC4001EC-Hypnogram.edf")).expect("a hypnogram");
    let of = |state| {
        recording
            .epochs()
            .iter()
            .filter(move |e| e.kind == EpochKind::State(state))
    };
    let count = |state| {
        (
            of(state).count(),
            of(state).map(|e| e.stop_s - e.start_s).sum::<f64>(),
        )
    };
    // As a regular expression counts them.
    assert_eq!(count(State::Wake), (12, 59_910.0));
    assert_eq!(count(State::Rem), (6, 3_750.0));
    assert_eq!(count(State::LightSleep), (64, 9_240.0));
    assert_eq!(count(State::SlowWaveSleep), (71, 6_600.0));
    assert!(recording.fields().is_empty());
    assert!(warns(&recording, "1 annotations say \"Sleep stage ?\""));
}

#[test]
fn a_night_with_its_hypnogram_beside() {
    let recording = open(&data("SC4001E0-PSG.edf")).expect("a night");
    let fields: Vec<_> = recording
        .fields()
        .iter()
        .map(|f| (f.name.as_str(), f.rate_hz, f.samples, f.channels.len()))
        .collect();
    assert_eq!(fields[0], ("uV at 100 Hz", 100.0, 6000, 3));
    assert_eq!(fields[1].1, 1.0);
    // As struct.unpack reads the second record.
    assert_eq!(
        values(&recording, 0, &[0], 3000..3003),
        [11.299_634, 18.145_056, 18.801_466]
    );
    assert_eq!(recording.epochs()[0].kind, EpochKind::State(State::Wake));
    assert_eq!(recording.epochs()[0].stop_s, 30_630.0);
    // The hypnogram is of the whole night, the signal of its first minute.
    assert!(warns(&recording, "epochs begin after the last sample"));
    assert!(warns(
        &recording,
        "8 records that the header counts are not in the file"
    ));
    let hash = |name: &str| formats::sha256(&data(name)).expect("a hash");
    assert_ne!(hash("SC4001E0-PSG.edf"), hash("SC4001EC-Hypnogram.edf"));
}

#[test]
fn a_start_between_two_seconds() {
    let recording = open(&data("subsecond.edf")).expect("a recording");
    let field = &recording.fields()[0];
    assert_eq!(
        (field.rate_hz, field.samples, field.start_s),
        (128.0, 12 * 128, 0.394_531_2)
    );
    let second = values(&recording, 0, &[0], 128..131);
    let expected = [
        -2.791_348_134_584_041,
        -7.310_673_685_817_164,
        -11.564_156_557_564_274_f64,
    ];
    assert_eq!(second, expected.map(|v| v as f32));
}

#[test]
fn signals_of_several_rates_and_units() {
    let signals = [
        ("C3", "uV", 4),
        ("Resp", "", 1),
        ("C4", "uV", 4),
        ("Temp", "degC", 4),
    ];
    let record = |r: i16| samples((0..13).map(move |s| 100 * r + s));
    let bytes = edf("EDF", &signals, "2", &[record(0), record(1), record(2)]);
    let folder = folder(&vec![("rat.edf", bytes)]);
    let recording = open(&folder.path().join("rat.edf")).expect("a recording");
    let fields: Vec<_> = recording
        .fields()
        .iter()
        .map(|f| (f.name.as_str(), f.rate_hz, f.samples, f.channels.join(" ")))
        .collect();
    assert_eq!(
        fields,
        [
            ("uV at 2 Hz", 2.0, 12, "C3 C4".to_owned()),
            ("Resp", 0.5, 3, "Resp".to_owned()),
            ("Temp", 2.0, 12, "Temp".to_owned())
        ]
    );
    // Half a unit a step; C4 is the third signal, samples 5 to 8 of a record.
    assert_eq!(values(&recording, 0, &[1, 0], 3..5), [4.0, 52.5, 1.5, 50.0]);
    assert_eq!(values(&recording, 1, &[0], 0..3), [2.0, 52.0, 102.0]);
}

#[test]
fn a_rate_that_is_no_whole_number() {
    let signals = [("C3", "uV", 500)];
    let bytes = edf(
        "EDF",
        &signals,
        "0.999989",
        &[samples((0..500).map(|s| s as i16))],
    );
    let folder = folder(&vec![("rat.edf", bytes)]);
    let recording = open(&folder.path().join("rat.edf")).expect("a recording");
    assert!((recording.fields()[0].rate_hz - 500.0055).abs() < 1e-4);
}

/// A discontinuous file is one field: what was not recorded is NaN, is said, and moves nothing.
#[test]
fn pauses_are_gaps_of_one_field() {
    let signals = [("C3", "uV", 2), ("EDF Annotations", "", 16)];
    let record = |start: &str, more: &str, r: i16| {
        let mut bytes = samples([10 * r, 10 * r + 1]);
        bytes.extend(list(&format!("{start}\u{14}\u{14}\0{more}"), 32));
        bytes
    };
    let records = [
        record("+0.25", "", 0),
        record("+1.25", "+1.5\u{15}0.5\u{14}spindle\u{14}\0", 1),
        record("+10.25", "+12\u{14}7\u{14}lights\u{14}\0", 2),
    ];
    for (version, count) in [("EDF+D", 22), ("EDF+C", 6)] {
        let folder = folder(&vec![("rat.edf", edf(version, &signals, "1", &records))]);
        let recording = open(&folder.path().join("rat.edf")).expect("a recording");
        assert_eq!(recording.fields().len(), 1, "{version}");
        assert_eq!(recording.fields()[0].start_s, 0.25);
        let epochs: Vec<_> = recording
            .epochs()
            .iter()
            .map(|e| (e.label.as_str(), e.start_s, e.stop_s, e.kind))
            .collect();
        let event = EpochKind::Event;
        assert_eq!(
            epochs,
            [
                ("spindle", 1.5, 2.0, event),
                ("7", 12.0, 12.0, event),
                ("lights", 12.0, 12.0, event)
            ]
        );
        assert_eq!(recording.fields()[0].name, "rat");
        assert_eq!(recording.fields()[0].samples, count, "{version}");
        let gaps = recording.fields()[0].gaps();
        if version == "EDF+C" {
            assert!(gaps.is_empty());
            continue;
        }
        assert_eq!(gaps, std::slice::from_ref(&(4..20)));
        assert_eq!(values(&recording, 0, &[0], 0..4), [0.0, 0.5, 5.0, 5.5]);
        let later = values(&recording, 0, &[0], 18..22);
        assert!(later[..2].iter().all(|v| v.is_nan()), "{later:?}");
        assert_eq!(later[2..], [10.0, 10.5]);
        assert!(warns(&recording, "a gap of 8 s from 2.25 s to 10.25 s"));
    }
}

/// Where the clock goes back there is no one order of time: each run of it is a field, which is said.
#[test]
fn a_clock_that_goes_back_begins_a_further_field() {
    let signals = [("C3", "uV", 2), ("EDF Annotations", "", 16)];
    let record = |start: &str, r: i16| {
        let mut bytes = samples([10 * r, 10 * r + 1]);
        bytes.extend(list(&format!("{start}\u{14}\u{14}\0"), 32));
        bytes
    };
    let records = [record("+0", 0), record("+5", 1), record("+2", 2)];
    let folder = folder(&vec![("rat.edf", edf("EDF+D", &signals, "1", &records))]);
    let recording = open(&folder.path().join("rat.edf")).expect("a recording");
    let fields = recording.fields().iter();
    let fields: Vec<_> = fields
        .map(|f| (f.name.as_str(), f.start_s, f.samples, f.gaps().len()))
        .collect();
    assert_eq!(
        fields,
        [("rat part 1", 0.0, 12, 1), ("rat part 2", 2.0, 2, 0)]
    );
    assert_eq!(values(&recording, 1, &[0], 0..2), [10.0, 10.5]);
    assert!(warns(&recording, "2 fields are one signal (rat)"));
}

#[test]
fn samples_of_24_bits() {
    let bytes: Vec<u8> = [1_i32, -2, 70_000, -70_000]
        .iter()
        .flat_map(|v| v.to_le_bytes()[..3].to_vec())
        .collect();
    let bytes = edf("BDF", &[("A1", "uV", 4)], "1", &[bytes]);
    let folder = folder(&vec![("rat.bdf", bytes)]);
    let recording = open(&folder.path().join("rat.bdf")).expect("a recording");
    assert_eq!(
        values(&recording, 0, &[0], 0..4),
        [0.5, -1.0, 35_000.0, -35_000.0]
    );
}

/// The last stage of a scorer who writes only beginnings lasts until the end of the signal.
#[test]
fn stages_without_durations() {
    let signals = [("C3", "uV", 2), ("EDF Annotations", "", 32)];
    let said = "+0\u{14}\u{14}\0+10\u{14}Sleep stage W\u{14}\0+40\u{14}Sleep stage R\u{14}\0";
    let mut record = samples([1, 2]);
    record.extend(list(said, 64));
    let folder = folder(&vec![("rat.edf", edf("EDF+C", &signals, "90", &[record]))]);
    let recording = open(&folder.path().join("rat.edf")).expect("a recording");
    let epochs = recording.epochs().iter();
    let spans: Vec<_> = epochs.map(|e| (e.start_s, e.stop_s)).collect();
    assert_eq!(spans, [(10.0, 40.0), (40.0, 90.0)]);
    assert!(warns(&recording, "2 stages have no duration"));
}

#[test]
fn a_hypnogram_is_put_where_it_begins() {
    let mut hypnogram = edf(
        "EDF+C",
        &[("EDF Annotations", "", 40)],
        "0",
        &[list(
            "+0\u{14}\u{14}\0+0\u{15}30\u{14}Sleep stage W\u{14}\0+30\u{15}60\u{14}Sleep stage R\u{14}\0",
            80,
        )],
    );
    hypnogram[168..184].copy_from_slice(b"01.02.2421.59.45");
    let signal = edf("EDF", &[("C3", "uV", 2)], "30", &vec![samples([1, 2]); 8]);
    let folder = folder(&vec![("rat.edf", signal), ("rat_hypnogram.edf", hypnogram)]);
    let recording = open(&folder.path().join("rat.edf")).expect("a recording");
    let epochs: Vec<_> = recording
        .epochs()
        .iter()
        .map(|e| (e.start_s, e.stop_s))
        .collect();
    assert_eq!(epochs, [(-15.0, 15.0), (15.0, 75.0)]);
    // Added by hand under another name, it is put there as well, and an offset is on top of that.
    let path = folder.path().join("rat_hypnogram.edf");
    let scored = folder.path().join("scored.edf");
    std::fs::rename(path, &scored).expect("renamed");
    let options = OpenOptions {
        added: vec![AddedFile {
            offset_s: 2.0,
            ..AddedFile::whole(&scored)
        }],
        ..OpenOptions::default()
    };
    let path = folder.path().join("rat.edf");
    let recording = formats::open(&path, &options, &Progress::silent()).expect("both");
    let epochs = recording.epochs().iter();
    let epochs: Vec<_> = epochs.map(|e| (e.start_s, e.stop_s)).collect();
    assert_eq!(epochs, [(-13.0, 17.0), (17.0, 77.0)]);
    assert!(warns(
        &recording,
        "begins -15 s after the recording, by the starting times"
    ));
}

#[test]
fn nrem_without_a_stage() {
    let said = "+0\u{14}\u{14}\0+0\u{15}30\u{14}Sleep stage N\u{14}\0+30\u{15}30\u{14}N\u{14}\0";
    let night = edf(
        "EDF+C",
        &[("EDF Annotations", "", 40)],
        "0",
        &[list(said, 80)],
    );
    let folder = folder(&vec![("rat.edf", night)]);
    let recording = open(&folder.path().join("rat.edf")).expect("a recording");
    let kinds: Vec<_> = recording.epochs().iter().map(|e| e.kind).collect();
    // A bare letter may be anything.
    let expected = [EpochKind::State(State::SlowWaveSleep), EpochKind::Event];
    assert_eq!(kinds, expected);
}

#[test]
fn headers_that_cannot_be() {
    let signal = |duration| edf("EDF", &[("C3", "uV", 2)], duration, &[samples([1, 2])]);
    let mut many = signal("1");
    many[252..256].copy_from_slice(b"9999");
    let mut samples_a_record = signal("1");
    samples_a_record[472..480].copy_from_slice(b"-1      ");
    let files: Files = vec![
        ("a.edf", many),
        ("b.edf", samples_a_record),
        ("c.edf", signal("x")),
    ];
    let folder = folder(&files);
    for (name, words) in [
        ("a.edf", "9999"),
        ("b.edf", "signal \"C3\""),
        ("c.edf", "the duration"),
    ] {
        let error = open(&folder.path().join(name)).expect_err(name).to_string();
        assert!(error.contains(words) && error.ends_with(name), "{error}");
    }
}

#[test]
fn ten_thousand_damaged_nights() {
    let read = |name: &str| std::fs::read(data(name)).expect(name);
    let signals = [
        ("C3", "uV", 4),
        ("Resp", "", 1),
        ("EDF Annotations", "", 16),
    ];
    let record = |start: i16| {
        let mut bytes = samples((0..5).map(|s| s + start));
        bytes.extend(list(
            &format!("+{start}\u{14}\u{14}\0+1\u{15}2\u{14}Sleep stage 2\u{14}\0"),
            32,
        ));
        bytes
    };
    let records: Vec<_> = [0, 1, 5, 6].into_iter().map(record).collect();
    let table = "onset,duration,stage\n0,30,W\n30,30,N1\n60,60,N3\n120,30,R\n150,30,MT\n";
    let clock = "1,23:59:00,W\n2,23:59:30,N1\n3,00:00:00,N3\n4,00:00:30,R\n5,00:01:00,W\n";
    let cases: [(Files, &str, usize); 6] = [
        (
            vec![("SC4001EC-Hypnogram.edf", read("SC4001EC-Hypnogram.edf"))],
            "SC4001EC-Hypnogram.edf",
            2_500,
        ),
        (
            vec![("subsecond.edf", read("subsecond.edf"))],
            "subsecond.edf",
            2_500,
        ),
        (
            vec![
                ("rat.edf", edf("EDF+D", &signals, "1", &records)),
                ("rat_hypno.txt", b"W\nW\nN1\nN2\nN3\nR\n".to_vec()),
            ],
            "rat.edf",
            3_000,
        ),
        (vec![("hypno.csv", table.into())], "hypno.csv", 2_000),
        (vec![("hypno.txt", clock.into())], "hypno.txt", 2_000),
        (
            vec![(
                "rat.bdf",
                edf("BDF", &[("A1", "uV", 4)], "1", &vec![vec![7; 12]; 9]),
            )],
            "rat.bdf",
            2_000,
        ),
    ];
    let opened: usize = (61..)
        .zip(&cases)
        .map(|(seed, (files, name, count))| survivors(files, name, &[], *count, seed))
        .sum();
    assert!(opened > 3_000 && opened < 14_000, "{opened} opened");
}

/// Text that is no UTF-8 is Latin-1.
#[test]
fn annotations_with_accents() {
    for word in [&b"Yeux ferm\xe9s"[..], "Yeux fermés".as_bytes()] {
        let mut list = b"+0\x14\x14\0+1\x14".to_vec();
        list.extend(word);
        list.extend(b"\x14\0");
        list.resize(40, 0);
        let signals = [("EDF Annotations", "", 20)];
        let bytes = edf("EDF+C", &signals, "0", &[list]);
        let folder = folder(&vec![("a.edf", bytes)]);
        let recording = open(&folder.path().join("a.edf")).expect("a file");
        assert_eq!(recording.epochs()[0].label, "Yeux fermés");
    }
}
