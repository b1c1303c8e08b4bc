//! Blackrock files: a laboratory's spikes, every version of the headers, and damage.

use crate::files::{Files, folder, open, survivors, values, warns};
use equipoise::formats;
use equipoise::recording::EpochKind;
use std::path::{Path, PathBuf};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data/YMV12_excerpt.nev")
}

/// Fixed-size text.
fn text(text: &str, size: usize) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(size, 0);
    bytes
}

/// A packet before its time is known to be of four or eight bytes.
struct Packet(u64, u16, Vec<u8>);

/// A `.nev` of a version, with electrode 3 named and scaled.
fn nev(version: (u8, u8), packets: &[Packet]) -> Vec<u8> {
    let magic = if version.0 >= 3 {
        b"BREVENTS"
    } else {
        b"NEURALEV"
    };
    let time = if version.0 >= 3 { 8 } else { 4 };
    let size: u32 = time + 4 + 8;
    let mut bytes = magic.to_vec();
    bytes.extend([version.0, version.1, 1, 0]);
    for number in [336 + 2 * 32, size, 30_000, 20_000_u32] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(text("", 16 + 32 + 256));
    bytes.extend(2_u32.to_le_bytes());
    let mut wave = b"NEUEVWAV\x03\x00\x01\x01\xf4\x01".to_vec();
    wave.extend([0, 0, 0, 0, 0, 0, 1, 2]);
    wave.resize(32, 0);
    bytes.extend(wave);
    bytes.extend([&b"NEUEVLBL\x03\x00"[..], &text("hip3", 22)].concat());
    for Packet(at, id, body) in packets {
        bytes.extend(&at.to_le_bytes()[..time as usize]);
        bytes.extend(id.to_le_bytes());
        let mut body = body.clone();
        body.resize((size - time - 2) as usize, 0);
        bytes.extend(body);
    }
    bytes
}

fn spike(at: u64, electrode: u16, class: u8, samples: [i16; 4]) -> Packet {
    let body = [class, 0]
        .into_iter()
        .chain(samples.into_iter().flat_map(i16::to_le_bytes));
    Packet(at, electrode, body.collect())
}

fn packets() -> Vec<Packet> {
    vec![
        spike(3_000, 3, 1, [0, -100, 50, 0]),
        spike(6_000, 3, 2, [0, -10, 5, 0]),
        spike(9_000, 3, 1, [0, -200, 150, 0]),
        spike(12_000, 3, 0, [1, 1, 1, 1]),
        spike(15_000, 3, 255, [1, 1, 1, 1]),
        Packet(18_000, 0, vec![1, 0, 7, 0]),
        Packet(21_000, 5_121, vec![0; 10]),
        Packet(24_000, 10_000, vec![0; 10]),
        Packet(27_000, 65_535, b"\0\0\0\0\0\0drug".to_vec()),
        Packet(30_000, 65_534, vec![0; 10]),
    ]
}

/// Header of a `.nsX` of version 2.2 and later: two channels of 0.25 uV, one of 1 mV a step.
fn nsx_header(magic: &[u8], version: u8, period: u32) -> Vec<u8> {
    let mut bytes = magic.to_vec();
    bytes.extend([version, if version == 2 { 3 } else { 0 }]);
    bytes.extend((314 + 3 * 66_u32).to_le_bytes());
    bytes.extend(text("", 16 + 256));
    bytes.extend(period.to_le_bytes());
    bytes.extend(30_000_u32.to_le_bytes());
    bytes.extend(text("", 16));
    bytes.extend(3_u32.to_le_bytes());
    for (id, label, high, unit) in [
        (1_u16, "a", 8191_i16, "uV"),
        (2, "b", 8191, "uV"),
        (129, "ainp1", 5000, "mV"),
    ] {
        bytes.extend(b"CC");
        bytes.extend(id.to_le_bytes());
        bytes.extend(text(label, 16));
        bytes.extend([0, 0]);
        let digital = if unit == "uV" { 32_764_i16 } else { 5000 };
        for limit in [-digital, digital, -high, high] {
            bytes.extend(limit.to_le_bytes());
        }
        bytes.extend(text(unit, 16));
        bytes.extend(text("", 20));
    }
    bytes
}

fn frames(values: std::ops::Range<i16>) -> Vec<u8> {
    values
        .flat_map(|n| [4 * n, -4 * n, n])
        .flat_map(i16::to_le_bytes)
        .collect()
}

/// Data packets of versions 2.2 (times of 4 bytes) and 3 (8 bytes).
fn packet(version: u8, at: u64, says: u32, frames: &[u8]) -> Vec<u8> {
    let time = if version >= 3 { 8 } else { 4 };
    [
        &[1][..],
        &at.to_le_bytes()[..time],
        &says.to_le_bytes(),
        frames,
    ]
    .concat()
}

#[test]
fn a_laboratorys_spikes() {
    let recording = open(&data()).expect("a recording");
    // As a script with struct.unpack reads them.
    let ids: Vec<&str> = recording.units().iter().map(|u| u.id.as_str()).collect();
    assert_eq!(ids, ["1-1", "2-1", "3-1", "4-1"]);
    let counts: Vec<usize> = (0..4).map(|u| recording.trains().unit(u).len()).collect();
    assert_eq!(counts, [24, 15, 119, 42]);
    assert_eq!(recording.trains().unit(0)[0], 9.813_066_666_666_666);
    assert_eq!(recording.trains().unit(3)[41], 46.5736);
    let wave = recording.units()[3].waveform.as_ref().expect("a waveform");
    assert_eq!((wave.samples.len(), wave.rate_hz), (48, Some(30_000.0)));
    assert_eq!([0, 12, 13].map(|s| wave.samples[s]), [9.0, -81.25, -80.25]);
    assert_eq!(recording.units()[0].electrode.as_deref(), Some("chan1"));
}

#[test]
fn spikes_events_and_foreign_packets_of_every_version() {
    for version in [(2, 1), (2, 2), (2, 3), (3, 0)] {
        let folder = folder(&vec![("rat.nev", nev(version, &packets()))]);
        let recording = open(&folder.path().join("rat.nev")).expect("a recording");
        let units: Vec<_> = recording
            .units()
            .iter()
            .map(|u| (u.id.as_str(), u.quality.as_deref(), u.included))
            .collect();
        assert_eq!(
            units,
            [
                ("3-0", Some("unsorted"), false),
                ("3-1", None, true),
                ("3-2", None, true),
                ("3-255", Some("noise"), false)
            ]
        );
        assert_eq!(recording.trains().unit(1), [0.1, 0.3]);
        let wave = recording.units()[1].waveform.as_ref().expect("a waveform");
        // 500 nV a step.
        assert_eq!(wave.samples, [0.0, -75.0, 50.0, 0.0]);
        assert_eq!(wave.rate_hz, Some(20_000.0));
        let epochs: Vec<_> = recording
            .epochs()
            .iter()
            .map(|e| (e.label.as_str(), e.start_s))
            .collect();
        assert_eq!(epochs[..2], [("digital 7", 0.6), ("packet 5121", 0.7)]);
        assert_eq!(epochs[2], ("packet 10000", 0.8));
        assert!(epochs[3].1 == 0.9 && recording.epochs()[3].kind == EpochKind::Event);
        assert!(warns(
            &recording,
            "rat.nev: 2 packets have identifiers above 5120"
        ));
        assert!(warns(&recording, "1 packets are of the amplifier's own"));
    }
}

/// A comment in UTF-16, and the packet that goes on with it, which has no time of its own.
#[test]
fn comments_of_two_bytes_a_letter() {
    let only = [
        spike(3_000, 3, 1, [0; 4]),
        Packet(30_000, 65_535, b"\x01\0\0\0\0\0o\0k\0".to_vec()),
        Packet(0xffff_ffff, 65_535, b"a\0y\0".to_vec()),
    ];
    let folder = folder(&vec![("rat.nev", nev((2, 3), &only))]);
    let recording = open(&folder.path().join("rat.nev")).expect("a recording");
    let epochs = recording.epochs();
    assert_eq!(
        (epochs.len(), epochs[0].label.as_str(), epochs[0].start_s),
        (1, "ok", 1.0)
    );
}

/// Bit 0 of the flags: all waveforms have two bytes a sample, whatever their headers say.
#[test]
fn bytes_of_waveforms_by_the_flags_or_the_electrode() {
    let only = [spike(3_000, 3, 1, [0x0101, -1, 0, 0])];
    let mut of_one = nev((2, 3), &only);
    of_one[336 + 21] = 1;
    let mut by_electrode = of_one.clone();
    by_electrode[10] = 0;
    let folder = folder(&vec![("all.nev", of_one), ("each.nev", by_electrode)]);
    let wave = |name: &str| {
        let recording = open(&folder.path().join(name)).expect(name);
        let wave = recording.units()[0].waveform.clone();
        wave.expect("a waveform").samples
    };
    // 500 nV a step.
    assert_eq!(wave("all.nev"), [128.5, -0.5, 0.0, 0.0]);
    assert_eq!(wave("each.nev"), [0.5, 0.5, -0.5, -0.5, 0.0, 0.0, 0.0, 0.0]);
}

/// Nanoseconds since 1970, and from one sample to the next.
const FIRST: u64 = 1_700_000_000_250_000_000;
const STEP: u64 = 33_320;

/// Spikes, a comment and samples with a pause of a second, by a clock from the network.
fn of_the_day(samples: u64) -> Files {
    let packets = [
        spike(FIRST + 1_000_000_000, 3, 1, [0, -100, 50, 0]),
        spike(FIRST + 2_000_000_033, 3, 1, [0, -100, 50, 0]),
        Packet(FIRST + 500_000_000, 65_535, b"\0\0\0\0\0\0drug".to_vec()),
    ];
    let mut spikes = nev((3, 0), &packets);
    spikes[20..24].copy_from_slice(&1_000_000_000_u32.to_le_bytes());
    let mut field = nsx_header(b"BRSMPGRP", 3, 1);
    field[290..294].copy_from_slice(&1_000_000_000_u32.to_le_bytes());
    for n in 0..samples {
        let late = u64::from(n >= samples / 3 * 2) * 1_000_000_000;
        field.extend(packet(3, FIRST + n * STEP + late, 1, &frames(1..2)));
    }
    vec![("rat.nev", spikes), ("rat.ns6", field)]
}

/// A clock from the network counts nanoseconds since 1970, and its second is not 30,000 samples.
#[test]
fn times_of_the_day_count_from_the_first() {
    let folder = folder(&of_the_day(9_000));
    for opened in ["rat.nev", "rat.ns6"] {
        let recording = open(&folder.path().join(opened)).expect("a recording");
        assert_eq!(recording.trains().unit(0), [1.25, 2.250_000_033]);
        assert_eq!(recording.epochs()[0].start_s, 0.75);
        let said = "counted from 2023-11-14T22:13:20+00:00 (1700000000 s)";
        assert!(warns(&recording, said));
        let field = &recording.fields()[1];
        // What the header says would be 2.4 samples late in the end of the first part.
        let rate_hz = field.rate_hz;
        assert!((rate_hz - 1e9 / STEP as f64).abs() < 1e-6, "{rate_hz}");
        let pause = 1e9 / STEP as f64;
        assert_eq!(field.start_s, 0.25);
        let gap = 6_000..6_000 + pause.round() as u64;
        assert_eq!(field.gaps(), std::slice::from_ref(&gap));
        assert_eq!(field.samples, 9_000 + pause.round() as u64);
        assert!(warns(&recording, "samples come at 30012.005 Hz"));
    }
}

#[test]
fn unsorted_spikes_count_where_there_are_no_others() {
    let only = [spike(3_000, 3, 0, [0; 4]), spike(6_000, 4, 0, [0; 4])];
    let folder = folder(&vec![("rat.nev", nev((2, 3), &only))]);
    let recording = open(&folder.path().join("rat.nev")).expect("a recording");
    assert!(recording.units().iter().all(|u| u.included));
}

#[test]
fn no_spikes_is_a_warning() {
    let only = [Packet(18_000, 0, vec![1, 0, 7, 0])];
    let events = folder(&vec![("rat.nev", nev((2, 3), &only))]);
    let recording = open(&events.path().join("rat.nev")).expect("a recording");
    assert!(recording.units().is_empty());
    assert!(warns(&recording, "rat.nev: holds no spikes"));
    // Nothing at all but the amplifier's own packets.
    let only = [Packet(18_000, 65_534, vec![0; 10])];
    for packets in [&only[..], &[]] {
        let folder = folder(&vec![("rat.nev", nev((2, 3), packets))]);
        let recording = open(&folder.path().join("rat.nev")).expect("a recording");
        assert_eq!(recording.units()[0].electrode.as_deref(), Some("hip3"));
        assert_eq!(recording.trains().spike_count(), 0);
        assert!(warns(&recording, "rat.nev: holds no spikes"));
    }
}

#[test]
fn spikes_fields_and_map_open_together() {
    let mut samples = nsx_header(b"NEURALCD", 2, 30);
    samples.extend(packet(2, 15_000, 200, &frames(0..200)));
    samples.extend(packet(2, 60_000, 0, &frames(0..50)));
    let map = "// Cerebus mapping\n//col row bank elec label\n2 1 A 1 a\n3 1 A 2 b\n4 1 A 3 c\n";
    let files: Files = vec![
        ("rat.nev", nev((2, 3), &packets())),
        ("rat.ns2", samples),
        ("array.cmp", map.into()),
    ];
    let folder = folder(&files);
    for opened in ["rat.nev", "rat.ns2"] {
        let recording = open(&folder.path().join(opened)).expect("a recording");
        assert_eq!(recording.trains().spike_count(), 5, "{opened}");
        let fields: Vec<_> = recording
            .fields()
            .iter()
            .map(|f| {
                (
                    f.name.as_str(),
                    f.start_s,
                    f.samples,
                    f.rate_hz,
                    f.channels.len(),
                )
            })
            .collect();
        assert_eq!(
            fields,
            [
                ("rat.ns2 (mV)", 0.5, 1550, 1000.0, 1),
                ("rat.ns2 (uV)", 0.5, 1550, 1000.0, 2),
            ]
        );
        assert_eq!(
            values(&recording, 1, &[1, 0], 100..102),
            [-100.0, -101.0, 100.0, 101.0]
        );
        assert_eq!(values(&recording, 0, &[0], 1548..1550), [48.0, 49.0]);
        assert_eq!(
            recording.fields()[0].gaps(),
            std::slice::from_ref(&(200..1500))
        );
        let places = recording.fields()[1]
            .positions_um
            .as_ref()
            .expect("positions");
        assert_eq!(places[1], [1200.0, 400.0, 0.0]);
        assert!(recording.fields()[0].positions_um.is_none());
        assert_eq!(recording.columns()[0].name, "x_um");
        assert!(warns(
            &recording,
            "rat.ns2 (mV): has a gap of 1.3 s from 0.7 s to 2 s"
        ));
    }
    let hash = |name: &str| formats::sha256(&folder.path().join(name)).expect("a hash");
    assert_eq!(hash("rat.nev"), hash("rat.ns2"));
}

/// A map and a configuration as the instrument's makers publish them for their own tests.
#[test]
fn the_map_of_an_array_by_its_maker() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data/blackrock");
    let read = |name: &str| std::fs::read(data.join(name)).expect("a file");
    let with = |name: &'static str, contents: Vec<u8>| {
        let folder = folder(&vec![
            ("rat.nev", nev((2, 3), &packets())),
            (name, contents),
        ]);
        open(&folder.path().join("rat.nev")).expect("a recording")
    };
    let map = read("128ChannelManufacturerMapping.cmp");
    let text = String::from_utf8_lossy(&map).into_owned();
    // The line of bank A, electrode 3, in steps of 400 um.
    let own = text
        .lines()
        .map(|l| l.split_whitespace().collect::<Vec<_>>())
        .find(|w| w.get(2..4) == Some(&["A", "3"]))
        .expect("electrode 3");
    let column: f64 = own[0].parse().expect("a column");
    let recording = with("array.cmp", map);
    let x_um = recording.columns().iter().find(|c| c.name == "x_um");
    let x_um = x_um.expect("positions").values.to_labels();
    assert_eq!(x_um[0], (400.0 * column).to_string());

    // No map was loaded into this configuration: its places are all 0.
    let configuration = read("minimal.ccf");
    let recording = with("rat.ccf", configuration.clone());
    assert!(recording.columns().is_empty());
    assert!(warns(&recording, "no map was loaded into it"));
    let text = String::from_utf8_lossy(&configuration).into_owned();
    let item = |v: i32| format!("<position_item Type=\"INT32\">{v}</position_item>");
    let chan = |n: i32| format!("<chan Type=\"UINT32\">{n}</chan>");
    let loaded = text
        .replacen(&chan(1), &chan(3), 1)
        .replacen(&item(0), &item(800), 1)
        .replacen(&item(0), &item(1200), 1);
    let recording = with("rat.ccf", loaded.into_bytes());
    let names: Vec<&str> = recording
        .columns()
        .iter()
        .map(|c| c.name.as_str())
        .collect();
    assert!(
        names.contains(&"x_um") && names.contains(&"y_um"),
        "{names:?}"
    );
    assert_eq!(recording.columns()[0].values.to_labels()[0], "800");
    let recording = with("rat.ccf", b"cbCCF\0\x01binary".to_vec());
    assert!(warns(&recording, "the binary form of older software"));
}

#[test]
fn old_headers_and_a_packet_for_every_sample() {
    let mut old = b"NEURALSG".to_vec();
    old.extend(text("1 kS/s", 16));
    old.extend([30_u32, 2, 11, 12].into_iter().flat_map(u32::to_le_bytes));
    old.extend(
        (0..100_i16)
            .flat_map(|n| [n, -n])
            .flat_map(i16::to_le_bytes),
    );
    let mut single = nsx_header(b"BRSMPGRP", 3, 1);
    for n in 0..100_u64 {
        // A pause of a second after sample 50.
        let at = 30_000 + n + if n > 50 { 30_000 } else { 0 };
        single.extend(packet(3, at, 1, &frames(n as i16..n as i16 + 1)));
    }
    // Two packets of one sample before a long one.
    let mut mixed = nsx_header(b"BRSMPGRP", 3, 1);
    for (at, range) in [(0, 0..1), (1, 1..2), (2, 2..82)] {
        mixed.extend(packet(3, 30_000 + at, range.len() as u32, &frames(range)));
    }
    // Two that were begun and not filled, before one that was not closed.
    let mut empty = nsx_header(b"NEURALCD", 2, 30);
    empty.extend(packet(2, 0, 0, &[]));
    empty.extend(packet(2, 30, 0, &[]));
    empty.extend(packet(2, 300, 50, &frames(0..50)));
    empty.extend(packet(2, 30_000, 0, &frames(0..20)));
    let mut whole = nsx_header(b"BRSMPGRP", 3, 15);
    whole.extend(packet(3, 30_000, 80, &frames(0..80)));
    let folder = folder(&vec![
        ("old.ns2", old),
        ("single.ns6", single),
        ("mixed.ns5", mixed),
        ("whole.ns4", whole),
        ("empty.ns2", empty),
    ]);
    let read = |name: &str| open(&folder.path().join(name)).expect(name);
    let recording = read("old.ns2");
    assert_eq!(recording.fields()[0].channels, ["11", "12"]);
    assert_eq!(recording.fields()[0].rate_hz, 1000.0);
    assert_eq!(values(&recording, 0, &[1], 98..100), [-98.0, -99.0]);
    let recording = read("single.ns6");
    // The second run is where its first sample was.
    let field = &recording.fields()[1];
    assert_eq!((field.start_s, field.rate_hz), (1.0, 30_000.0));
    assert_eq!(field.gaps(), std::slice::from_ref(&(51..30_051)));
    assert_eq!(field.samples, 30_100);
    let found = values(&recording, 1, &[0, 1], 30_060..30_062);
    assert_eq!(found, [60.0, 61.0, -60.0, -61.0]);
    let recording = read("mixed.ns5");
    let samples: Vec<u64> = recording.fields().iter().map(|f| f.samples).collect();
    assert_eq!(samples, [2, 2, 80, 80]);
    assert_eq!(values(&recording, 3, &[0], 78..80), [80.0, 81.0]);
    let recording = read("empty.ns2");
    let field = &recording.fields()[1];
    assert_eq!((field.start_s, field.samples), (0.01, 1010));
    assert_eq!(field.gaps(), std::slice::from_ref(&(50..990)));
    assert_eq!(values(&recording, 1, &[0], 0..2), [0.0, 1.0]);
    assert_eq!(values(&recording, 1, &[0], 990..992), [0.0, 1.0]);
    let recording = read("whole.ns4");
    assert_eq!(
        (recording.fields()[1].samples, recording.fields()[1].rate_hz),
        (80, 2000.0)
    );
}

#[test]
fn headers_that_do_not_fit() {
    let mut nev = nev((2, 3), &packets());
    nev[332..336].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut nsx = nsx_header(b"NEURALCD", 2, 30);
    nsx[310..314].copy_from_slice(&u32::MAX.to_le_bytes());
    let folder = folder(&vec![("a.nev", nev), ("b.ns5", nsx)]);
    for name in ["a.nev", "b.ns5"] {
        let error = open(&folder.path().join(name)).expect_err(name).to_string();
        assert!(
            error.contains("4294967295") && error.ends_with(name),
            "{error}"
        );
    }
}

#[test]
fn ten_thousand_damaged_recordings() {
    let mut samples = nsx_header(b"NEURALCD", 2, 30);
    samples.extend(packet(2, 15_000, 200, &frames(0..200)));
    samples.extend(packet(2, 60_000, 50, &frames(0..50)));
    let mut single = nsx_header(b"BRSMPGRP", 3, 1);
    for n in 0..40 {
        single.extend(packet(3, 30_000 + n, 1, &frames(0..1)));
    }
    let both: Files = vec![("rat.nev", nev((2, 3), &packets())), ("rat.ns2", samples)];
    let mut opened = survivors(&both, "rat.nev", &[], 4_000, 51);
    let real: Files = vec![("real.nev", std::fs::read(data()).expect("a file"))];
    opened += survivors(&real, "real.nev", &[], 3_000, 52);
    let version_3: Files = vec![("rat.nev", nev((3, 0), &packets())), ("rat.ns6", single)];
    opened += survivors(&version_3, "rat.ns6", &[], 2_000, 53);
    opened += survivors(&of_the_day(40), "rat.nev", &[], 1_000, 54);
    assert!(opened > 5_000 && opened < 10_000, "{opened} opened");
}

/// Three hundred packets, one sample lost after each: one field, and what is lost is said.
#[test]
fn many_short_packets_are_one_field_with_gaps() {
    let mut bytes = nsx_header(b"NEURALCD", 2, 30);
    for block in 0..300_u64 {
        let first = (block * 10) as i16;
        bytes.extend(packet(2, block * 11 * 30, 10, &frames(first..first + 10)));
    }
    let folder = folder(&vec![("a.ns2", bytes)]);
    let recording = open(&folder.path().join("a.ns2")).expect("a recording");
    assert_eq!(recording.fields().len(), 2, "one for each unit of voltage");
    let field = &recording.fields()[1];
    assert_eq!((field.samples, field.gaps().len()), (3299, 299));
    assert_eq!(field.extent().stop_s, 3.299);
    let all = field.source.read(&[0], 0..3299).expect("samples");
    for (at, value) in all.iter().enumerate() {
        let stored = at / 11 * 10 + at % 11;
        let expected = if at % 11 == 10 {
            f32::NAN
        } else {
            stored as f32
        };
        assert!(
            *value == expected || value.is_nan() && expected.is_nan(),
            "{at}"
        );
    }
    assert!(warns(&recording, "has 299 gaps of 0.299 s together"));
}
