//! Sortings as SpikeInterface 0.105 saved them, of one segment and of two (`make_spikeinterface.py`).

use crate::files::{epochs, open, values, warns};
use equipoise::recording::{Class, ColumnValues, Recording};
use std::path::{Path, PathBuf};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats/data/spikeinterface")
        .join(name)
}

fn pynapple(name: &str) -> Recording {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data/npy");
    open(&folder.join(name)).expect(name)
}

fn ids(recording: &Recording) -> Vec<&str> {
    recording.units().iter().map(|u| u.id.as_str()).collect()
}

/// In every container the units, with and without spikes, in the order of the sorting.
#[test]
fn folders_and_archives_of_one_segment() {
    let inside = |folder: &str, name: &str| data(folder).join(name);
    for path in [
        data("numpy_folder_1"),
        inside("numpy_folder_1", "spikes.npy"),
        inside("numpy_folder_1", "numpysorting_info.json"),
        data("npz_folder_1"),
        inside("npz_folder_1", "sorting_cached.npz"),
        data("segments_1.npz"),
    ] {
        let recording = open(&path).expect("a sorting");
        assert_eq!(ids(&recording), ["9", "2", "5", "11"], "{}", path.display());
        let train = |unit| recording.trains().unit(unit);
        assert_eq!(train(0), [0.04]);
        assert_eq!(train(1), [0.02, 0.05]);
        assert_eq!(train(2), [0.01, 0.03]);
        assert!(train(3).is_empty() && recording.epochs().is_empty());
        assert!(warns(&recording, "1 units have no spikes"));
    }
}

#[test]
fn properties_are_columns_classes_and_quality() {
    for folder in ["numpy_folder_1", "npz_folder_2"] {
        let recording = open(&data(folder)).expect(folder);
        assert_eq!(recording.class_column(), Some("cell_type"));
        let classes: Vec<Class> = recording.units().iter().map(|u| u.class).collect();
        let [e, i] = [Class::Excitatory, Class::Inhibitory];
        assert_eq!(classes, [e, i, e, e]);
        let noise = &recording.units()[2];
        assert_eq!(
            (noise.quality.as_deref(), noise.included),
            (Some("noise"), false)
        );
        let column = |name: &str| {
            let found = recording.columns().iter().find(|c| c.name == name);
            found.expect(name).values.clone()
        };
        assert_eq!(
            column("depth"),
            ColumnValues::Number(vec![10.0, 20.0, 30.5, 40.0])
        );
        // A pickled array of texts, one of them None.
        let areas = ["CA1", "", "CA3", "DG"].map(str::to_owned);
        assert_eq!(column("area"), ColumnValues::Text(areas.into()));
    }
}

/// The second segment begins after the last spike of the first, at sample 501.
#[test]
fn segments_follow_one_another() {
    for name in ["numpy_folder_2", "npz_folder_2", "segments_2.npz"] {
        let recording = open(&data(name)).expect(name);
        assert_eq!(
            recording.trains().unit(1),
            [0.02, 0.05, 0.0701, 0.2001],
            "{name}"
        );
        let marked = [("segment 1", 0.0, 0.0501), ("segment 2", 0.0501, 0.2002)];
        assert_eq!(epochs(&recording), marked, "{name}");
        assert!(warns(&recording, "2 segments follow one another"));
    }
}

/// What pynapple 0.11 keeps pickled.
#[test]
fn metadata_of_pynapple() {
    let group = pynapple("nap_metadata.npz");
    let classes: Vec<Class> = group.units().iter().map(|u| u.class).collect();
    let [e, i] = [Class::Excitatory, Class::Inhibitory];
    assert_eq!(classes, [e, i, e]);
    let names: Vec<&str> = group.columns().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["cell_type", "depth", "area"]);
    let depths = ColumnValues::Number(vec![1.5, 2.0, 3.0]);
    assert_eq!(group.columns()[1].values, depths);
    assert!(!warns(&group, "left out"));
    let sleep = pynapple("nap_labels.npz");
    let labels: Vec<&str> = sleep
        .epochs()
        .iter()
        .map(equipoise::recording::Epoch::chip)
        .collect();
    assert_eq!(labels, ["Wake", "Slow-wave sleep", "REM"]);
    assert_eq!(
        (sleep.epochs()[1].start_s, sleep.epochs()[2].stop_s),
        (10.0, 50.0)
    );
}

/// As after `restrict` to 0 to 5 s and 20 to 25 s: 501 samples each.
#[test]
fn a_signal_with_a_gap() {
    let recording = pynapple("nap_gap.npz");
    let [field] = recording.fields() else {
        panic!("{:?}", recording.fields());
    };
    assert_eq!(
        (field.rate_hz, field.start_s, field.samples),
        (100.0, 0.0, 2501)
    );
    let gap = 501..2000;
    assert_eq!(field.gaps(), [gap]);
    assert!(warns(&recording, "a gap of 14.99 s from 5.01 s to 20 s"));
    let around = values(&recording, 0, &[0], 500..502);
    assert!(around[0] == 500.0 && around[1].is_nan());
    assert_eq!(values(&recording, 0, &[0], 2000..2002), [2000.0, 2001.0]);
}
