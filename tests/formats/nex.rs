//! NeuroExplorer files of both versions, written from the descriptions, and damaged.

use crate::files::{Files, epochs, folder, open, survivors, values, warns};
use equipoise::recording::{EpochKind, State};
use std::path::Path;

/// A variable: its kind, name, count and what else its header says, and its data.
struct Variable {
    kind: i32,
    name: &'static str,
    count: u64,
    rate_hz: f64,
    points: u64,
    fields: i32,
    field_bytes: i32,
    data: Vec<u8>,
}

fn times(values: &[i64], is_long: bool) -> Vec<u8> {
    let bytes = |v: &i64| v.to_le_bytes()[..if is_long { 8 } else { 4 }].to_vec();
    values.iter().flat_map(bytes).collect()
}

fn samples(values: &[i16], is_float: bool) -> Vec<u8> {
    let bytes = |v: &i16| {
        if is_float {
            (f32::from(*v) * 0.5 + 1.0).to_le_bytes().to_vec()
        } else {
            v.to_le_bytes().to_vec()
        }
    };
    values.iter().flat_map(bytes).collect()
}

fn text(text: &str, size: usize) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.resize(size, 0);
    bytes
}

/// Times at 1 kHz; samples are value x 0.5 + 1 mV.
fn variables(is_long: bool, is_float: bool) -> Vec<Variable> {
    let variable = |kind, name, count, data| Variable {
        kind,
        name,
        count,
        rate_hz: 0.0,
        points: 0,
        fields: 0,
        field_bytes: 0,
        data,
    };
    let continuous = |name, values: &[i16]| Variable {
        rate_hz: 100.0,
        points: 6,
        data: [
            times(&[500, 4000], is_long),
            times(&[0, 4], false),
            samples(values, is_float),
        ]
        .concat(),
        ..variable(5, name, 2, Vec::new())
    };
    vec![
        variable(0, "sig001a", 3, times(&[1000, 2000, 3500], is_long)),
        variable(0, "sig001i", 1, times(&[7000], is_long)),
        variable(1, "Start", 2, times(&[100, 200], is_long)),
        variable(
            2,
            "REM",
            2,
            [times(&[0, 5000], is_long), times(&[2500, 8000], is_long)].concat(),
        ),
        Variable {
            rate_hz: 40_000.0,
            points: 4,
            data: [
                times(&[1000, 2000], is_long),
                samples(&[0, -10, 6, 0, 0, -20, 8, 2], is_float),
            ]
            .concat(),
            ..variable(3, "sig001a_wf", 2, Vec::new())
        },
        continuous("AD01", &[0, 2, 4, 6, 8, 10]),
        continuous("AD02", &[0, -2, -4, -6, -8, -10]),
        Variable {
            fields: 1,
            field_bytes: 6,
            data: [
                times(&[600, 700], is_long),
                text("DIO", 64),
                text("00007", 6),
                text("00012", 6),
            ]
            .concat(),
            ..variable(6, "Strobed", 2, Vec::new())
        },
        variable(4, "weights", 0, Vec::new()),
    ]
}

fn nex(variables: &[Variable]) -> Vec<u8> {
    let mut bytes = b"NEX1".to_vec();
    bytes.extend(104_i32.to_le_bytes());
    bytes.extend(text("a comment", 256));
    bytes.extend(1000_f64.to_le_bytes());
    bytes.extend(
        [0, 9000, variables.len() as i32, 0]
            .into_iter()
            .flat_map(i32::to_le_bytes),
    );
    bytes.resize(544, 0);
    let mut at = 544 + 208 * variables.len();
    for v in variables {
        let start = bytes.len();
        bytes.extend([v.kind, 100].into_iter().flat_map(i32::to_le_bytes));
        bytes.extend(text(v.name, 64));
        let numbers = [at as i32, v.count as i32, 1, 1, 0, 0];
        bytes.extend(numbers.into_iter().flat_map(i32::to_le_bytes));
        bytes.extend(
            [0.0, 0.0, v.rate_hz, 0.5]
                .into_iter()
                .flat_map(f64::to_le_bytes),
        );
        let numbers = [v.points as i32, v.fields, v.field_bytes];
        bytes.extend(numbers.into_iter().flat_map(i32::to_le_bytes));
        bytes.extend(1_f64.to_le_bytes());
        bytes.resize(start + 208, 0);
        at += v.data.len();
    }
    for v in variables {
        bytes.extend(&v.data);
    }
    bytes
}

fn nex5(variables: &[Variable], is_long: bool, is_float: bool) -> Vec<u8> {
    let mut bytes = b"NEX5".to_vec();
    bytes.extend(502_i32.to_le_bytes());
    bytes.extend(text("a comment", 256));
    bytes.extend(1000_f64.to_le_bytes());
    bytes.extend(0_i64.to_le_bytes());
    bytes.extend((variables.len() as i32).to_le_bytes());
    bytes.resize(356, 0);
    let mut at = 356 + 244 * variables.len() as u64;
    for v in variables {
        let start = bytes.len();
        bytes.extend([v.kind, 500].into_iter().flat_map(i32::to_le_bytes));
        bytes.extend(text(v.name, 64));
        bytes.extend([at, v.count].into_iter().flat_map(u64::to_le_bytes));
        let types = [i32::from(is_long), i32::from(is_float)];
        bytes.extend(types.into_iter().flat_map(i32::to_le_bytes));
        bytes.extend(v.rate_hz.to_le_bytes());
        bytes.extend(text("mV", 32));
        bytes.extend([0.5, 1.0].into_iter().flat_map(f64::to_le_bytes));
        bytes.extend(v.points.to_le_bytes());
        bytes.extend(0_f64.to_le_bytes());
        bytes.extend(
            [0, v.fields, v.field_bytes, 0]
                .into_iter()
                .flat_map(i32::to_le_bytes),
        );
        bytes.resize(start + 244, 0);
        at += v.data.len() as u64;
    }
    for v in variables {
        bytes.extend(&v.data);
    }
    bytes
}

/// Every version and width.
fn all() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("old.nex", nex(&variables(false, false))),
        ("short.nex5", nex5(&variables(false, false), false, false)),
        ("long.nex5", nex5(&variables(true, true), true, true)),
    ]
}

/// As the package of NeuroExplorer's makers writes a laboratory's spikes.
#[test]
fn files_by_the_makers_of_the_format() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data/nex");
    for (name, markers) in [
        ("wmaze.nex", ["Strobed 00011", "Strobed 00012"]),
        ("wmaze.nex5", ["Strobed 11", "Strobed 12"]),
    ] {
        let recording = open(&data.join(name)).expect(name);
        let units = recording.units().iter().map(|u| u.id.as_str());
        assert_eq!(units.collect::<Vec<_>>(), ["SPK24", "SPK18", "SPK11"]);
        let counts = [206, 14, 36];
        for (unit, count) in counts.into_iter().enumerate() {
            assert_eq!(recording.trains().unit(unit).len(), count, "{name}");
        }
        assert!((recording.trains().unit(2)[0] - 64.516_367).abs() < 1.0 / 30_000.0);
        let wave = recording.units()[0].waveform.as_ref().expect("a waveform");
        // The mean of 20 sines of growing size.
        assert!(
            (wave.samples[1] - 0.105 * 1_f32.sin()).abs() < 1e-4,
            "{name}"
        );
        let epochs = epochs(&recording);
        for expected in [
            ("Run", 64.0, 66.0),
            (markers[0], 65.0, 65.0),
            (markers[1], 66.0, 66.0),
            ("Run", 68.0, 71.5),
            ("Reward", 70.0, 70.0),
            ("Reward", 80.5, 80.5),
        ] {
            assert!(
                epochs.contains(&expected),
                "{name}: {expected:?} in {epochs:?}"
            );
        }
        assert_eq!(recording.fields()[0].samples, 200);
        let values = values(&recording, 0, &[0], 0..200);
        assert!(
            (values[10] - 1_f32.sin()).abs() < 1e-3,
            "{name}: {}",
            values[10]
        );
    }
}

#[test]
fn neurons_and_their_waveforms() {
    let folder = folder(&all());
    for (name, _) in all() {
        let recording = open(&folder.path().join(name)).expect(name);
        let units: Vec<_> = recording
            .units()
            .iter()
            .map(|u| (u.id.as_str(), u.included))
            .collect();
        assert_eq!(units, [("sig001a", true), ("sig001i", false)], "{name}");
        assert_eq!(recording.trains().unit(0), [1.0, 2.0, 3.5]);
        assert_eq!(recording.trains().unit(1), [7.0]);
        let wave = recording.units()[0].waveform.as_ref().expect("a waveform");
        assert_eq!(wave.samples, [1.0, -6.5, 4.5, 1.5], "{name}");
        assert_eq!(wave.rate_hz, Some(40_000.0));
        assert!(warns(
            &recording,
            "1 variables are of kinds that are not read"
        ));
    }
}

/// The names of OmniPlex; and files in which nobody sorted.
#[test]
fn spikes_that_were_not_sorted() {
    let named = |names: [&'static str; 2]| {
        let mut all = variables(false, false);
        all.truncate(2);
        for (variable, name) in all.iter_mut().zip(names) {
            variable.name = name;
        }
        let folder = folder(&vec![("a.nex", nex(&all))]);
        let recording = open(&folder.path().join("a.nex")).expect("a recording");
        let units = recording.units().iter();
        units
            .map(|u| (u.quality.clone(), u.included))
            .collect::<Vec<_>>()
    };
    let unsorted = |included| (Some("unsorted".to_owned()), included);
    let one = named(["SPKC001a", "SPKC001U"]);
    assert_eq!(one, [(None, true), unsorted(false)]);
    let none = named(["SPKC001U", "sig002i"]);
    assert_eq!(none, [unsorted(true), unsorted(true)]);
}

#[test]
fn a_marker_of_two_fields_says_that_one_is_read() {
    let mut all = variables(false, false);
    let marker = all.iter_mut().find(|v| v.kind == 6).expect("a marker");
    marker.fields = 2;
    let second = [text("second", 64), vec![0; 12]].concat();
    marker.data.extend(second);
    let folder = folder(&vec![("a.nex", nex(&all))]);
    let recording = open(&folder.path().join("a.nex")).expect("a recording");
    assert!(warns(&recording, "Strobed: 1 fields of its markers"));
    assert!(epochs(&recording).contains(&("Strobed 00012", 0.7, 0.7)));
}

#[test]
fn events_intervals_and_markers() {
    let folder = folder(&all());
    for (name, _) in all() {
        let recording = open(&folder.path().join(name)).expect(name);
        let epochs = epochs(&recording);
        assert_eq!(
            epochs,
            [
                ("REM", 0.0, 2.5),
                ("Start", 0.1, 0.1),
                ("Start", 0.2, 0.2),
                ("Strobed 00007", 0.6, 0.6),
                ("Strobed 00012", 0.7, 0.7),
                ("REM", 5.0, 8.0)
            ],
            "{name}"
        );
        assert_eq!(recording.epochs()[0].kind, EpochKind::State(State::Rem));
        assert_eq!(recording.epochs()[1].kind, EpochKind::Event);
    }
}

#[test]
fn fragments_of_like_channels_are_one_field() {
    let folder = folder(&all());
    for (name, _) in all() {
        let recording = open(&folder.path().join(name)).expect(name);
        let fields: Vec<_> = recording
            .fields()
            .iter()
            .map(|f| (f.start_s, f.samples, f.rate_hz, f.channels.join(" ")))
            .collect();
        let channels = || "AD01 AD02".to_owned();
        assert_eq!(
            fields,
            [(0.5, 4, 100.0, channels()), (4.0, 2, 100.0, channels())],
            "{name}"
        );
        assert_eq!(
            values(&recording, 0, &[1, 0], 0..4),
            [1.0, 0.0, -1.0, -2.0, 1.0, 2.0, 3.0, 4.0]
        );
        assert_eq!(values(&recording, 1, &[1, 0], 0..2), [-3.0, -4.0, 5.0, 6.0]);
    }
}

#[test]
fn variables_past_the_end_are_left_out() {
    let mut bytes = nex(&variables(false, false));
    // The count of the first neuron.
    bytes[544 + 76..544 + 80].copy_from_slice(&i32::MAX.to_le_bytes());
    let mut many = nex(&variables(false, false));
    many[280..284].copy_from_slice(&i32::MAX.to_le_bytes());
    let folder = folder(&vec![("a.nex", bytes), ("b.nex", many)]);
    let recording = open(&folder.path().join("a.nex")).expect("a recording");
    assert!(warns(&recording, "sig001a: says 2147483647 entries"));
    assert_eq!(recording.units().len(), 1);
    let error = open(&folder.path().join("b.nex"))
        .expect_err("too many")
        .to_string();
    assert!(
        error.contains("2147483647 in ") && error.ends_with("b.nex"),
        "{error}"
    );
}

#[test]
fn ten_thousand_damaged_files() {
    let opened: usize = (81..)
        .zip(all())
        .map(|(seed, (name, bytes))| {
            let files: Files = vec![(name, bytes)];
            survivors(&files, name, &[], 3_334, seed)
        })
        .sum();
    assert!(opened > 4_000 && opened < 10_002, "{opened} opened");
}

/// Data beyond 2 GB begin at a number that is negative when read with a sign; here it lies past the
/// end, and is no excuse to read the headers as spikes.
#[test]
fn offsets_have_no_sign() {
    let all = variables(false, false);
    for at in [2_300_000_000_u32, 0, 600] {
        let mut bytes = nex(&all);
        bytes[544 + 72..544 + 76].copy_from_slice(&at.to_le_bytes());
        let folder = folder(&vec![("long.nex", bytes)]);
        let recording = open(&folder.path().join("long.nex")).expect("a file");
        assert!(!recording.units().is_empty());
        assert!(recording.units().iter().all(|u| u.id != "sig001a"));
        let words = format!("sig001a: says 3 entries at byte {at}, which do not lie in the file");
        assert!(warns(&recording, &words), "{at}");
    }
}
