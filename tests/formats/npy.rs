//! NumPy arrays as numpy writes them, in each layout, and damaged.

use crate::files::{Files, epochs, folder, npy, open, open_at_rate, survivors, values, warns};
use equipoise::formats::FormatError;
use equipoise::recording::{Class, ColumnValues, Recording};
use std::path::{Path, PathBuf};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats/data/npy")
        .join(name)
}

/// Units and their spikes, as numpy counts them in the same arrays.
const N: usize = 7;
const IDS: [u32; N] = [11, 12, 15, 18, 20, 22, 24];
const COUNTS: [usize; N] = [36, 29, 7, 14, 4, 4, 206];

fn counts(recording: &Recording) -> Vec<usize> {
    (0..recording.units().len())
        .map(|u| recording.trains().unit(u).len())
        .collect()
}

#[test]
fn every_spike_with_its_unit() {
    for name in [
        "together.npz",
        "pynapple.npz",
        "pairs.npy",
        "pairs_fortran.npy",
    ] {
        let recording = open(&data(name)).expect(name);
        let ids: Vec<&str> = recording.units().iter().map(|u| u.id.as_str()).collect();
        assert_eq!(ids, IDS.map(|id| id.to_string()), "{name}");
        assert_eq!(counts(&recording), COUNTS, "{name}");
        let last = recording.trains().unit(N - 1);
        assert_eq!(
            (last[0], last[last.len() - 1]),
            (64.4427, 66.785_333),
            "{name}"
        );
    }
}

#[test]
fn texts_with_one_entry_a_unit_are_columns() {
    let recording = open(&data("together.npz")).expect("an archive");
    assert_eq!(recording.class_column(), Some("cell_type"));
    assert_eq!(recording.units()[N - 1].class, Class::Inhibitory);
    let recording = open(&data("pynapple.npz")).expect("an archive");
    assert!(!warns(&recording, "arrays are neither"));
}

#[test]
fn samples_with_their_rate_and_units_by_name() {
    let recording = open(&data("samples.npz")).expect("an archive");
    let mut names = IDS.map(|id| id.to_string());
    names.sort();
    let ids: Vec<&str> = recording.units().iter().map(|u| u.id.as_str()).collect();
    assert_eq!(ids, names);
    let of = |id: u32| {
        ids.iter()
            .position(|i| *i == id.to_string())
            .expect("a unit")
    };
    let train = recording.trains().unit(of(24));
    assert_eq!((train.len(), train[0]), (COUNTS[N - 1], 64.4427));
}

#[test]
fn one_array_a_unit() {
    let recording = open(&data("each.npz")).expect("an archive");
    let all: Vec<_> = recording.units().iter().map(|u| u.id.clone()).collect();
    assert_eq!(all, IDS.map(|id| format!("unit {id}")));
    assert_eq!(counts(&recording), COUNTS);
    let recording = open(&data("alone.npy")).expect("an array");
    assert_eq!(recording.units()[0].id, "alone");
    assert_eq!(counts(&recording), [COUNTS[N - 1]]);
}

#[test]
fn samples_without_a_rate_say_what_to_do() {
    let times: Vec<u8> = [10_000_i64, 20_000]
        .iter()
        .flat_map(|t| t.to_le_bytes())
        .collect();
    let folder = folder(&vec![("a.npy", npy("<i8", "(2,)", &times))]);
    let path = folder.path().join("a.npy");
    let error = open(&path).expect_err("no rate");
    assert!(matches!(error, FormatError::NoRate { .. }));
    let error = error.to_string();
    assert!(
        error.contains("--sample-rate HZ") && error.ends_with("a.npy"),
        "{error}"
    );
    let recording = open_at_rate(&path, 20_000.0).expect("an array");
    assert_eq!(recording.trains().unit(0), [0.5, 1.0]);
}

#[test]
fn arrays_that_are_no_spikes() {
    let files: Files = vec![
        ("cube.npy", npy("<f8", "(2, 2, 2)", &[0; 64])),
        ("long.npy", npy("<f8", "(1000000000000,)", &[0; 64])),
        ("text.npy", npy("<U4", "(4,)", &[0; 64])),
        (
            "empty.npz",
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec(),
        ),
        (
            "cut.npz",
            std::fs::read(data("each.npz")).expect("a file")[..900].to_vec(),
        ),
    ];
    let folder = folder(&files);
    for (name, _) in &files {
        let error = open(&folder.path().join(name)).expect_err(name).to_string();
        assert!(error.ends_with(name), "{error}");
    }
}

#[test]
fn ten_thousand_damaged_arrays() {
    let names = [
        "together.npz",
        "samples.npz",
        "each.npz",
        "pynapple.npz",
        "pairs.npy",
    ];
    let opened: usize = (71..)
        .zip(names)
        .map(|(seed, name)| {
            let files: Files = vec![(name, std::fs::read(data(name)).expect(name))];
            survivors(&files, name, &[], 2_000, seed)
        })
        .sum();
    assert!(opened > 1_500 && opened < 10_000, "{opened} opened");
}

/// Objects as pynapple itself saves them.
#[test]
fn what_pynapple_saves() {
    let group = open(&data("nap_group.npz")).expect("a group");
    let ids: Vec<&str> = group.units().iter().map(|u| u.id.as_str()).collect();
    // Unit 99 never fired.
    assert_eq!(ids, ["11", "12", "15", "18", "20", "22", "24", "99"]);
    assert_eq!(group.trains().unit(6).len(), 206);
    assert!(group.trains().unit(7).is_empty());
    // Spikes end at 66.8 s; it was observed for longer.
    assert_eq!((group.span().start_s, group.span().stop_s), (60.0, 100.0));
    let support = [("support", 60.0, 68.0), ("support", 70.0, 100.0)];
    assert_eq!(epochs(&group), support);
    let depths = (0..8).map(|unit| f64::from(unit) * 10.0).collect();
    assert_eq!(group.columns()[0].values, ColumnValues::Number(depths));

    let one = open(&data("nap_ts.npz")).expect("times");
    assert_eq!((one.units().len(), one.trains().spike_count()), (1, 206));

    let tsd = open(&data("nap_tsd.npz")).expect("a signal");
    let field = &tsd.fields()[0];
    assert!(tsd.units().is_empty());
    assert!((field.rate_hz - 100.0).abs() < 1e-9 && field.samples == 200);
    assert_eq!(values(&tsd, 0, &[0], 10..11), [1_f64.sin() as f32]);

    let frame = open(&data("nap_frame.npz")).expect("signals");
    assert_eq!(frame.fields()[0].start_s, 5.0);
    assert_eq!(values(&frame, 0, &[0, 1], 7..9), [7.0, 8.0, -7.0, -8.0]);

    let intervals = open(&data("nap_intervals.npz")).expect("intervals");
    let all = [("interval", 60.0, 68.0), ("interval", 70.0, 100.0)];
    assert_eq!(epochs(&intervals), all);
}

#[test]
fn what_spikeinterface_saves() {
    let (theirs, ours) = (data("spikeinterface.npz"), data("together.npz"));
    let (theirs, ours) = (open(&theirs).expect("theirs"), open(&ours).expect("ours"));
    let ids = |r: &Recording| r.units().iter().map(|u| u.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&theirs), ids(&ours));
    for unit in 0..ours.units().len() {
        let pairs = theirs
            .trains()
            .unit(unit)
            .iter()
            .zip(ours.trains().unit(unit));
        let far = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        // To a sample at 30 kHz.
        assert!(far < 1e-4, "{far}");
    }
}

/// Time first, unit second: nothing is made of it silently.
#[test]
fn pairs_the_wrong_way_round() {
    let numbers: Vec<u8> = (0..40)
        .flat_map(|n| [0.013 * f64::from(n), f64::from(n % 4)])
        .flat_map(f64::to_le_bytes)
        .collect();
    let folder = folder(&vec![("swapped.npy", npy("<f8", "(40, 2)", &numbers))]);
    let error = open(&folder.path().join("swapped.npy")).expect_err("no units");
    assert!(
        error.to_string().contains("the unit, a whole number"),
        "{error}"
    );
}
