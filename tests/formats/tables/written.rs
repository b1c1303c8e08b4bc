//! What is written reads back.

use super::{file, read, says};
use equipoise::formats::{sha256, write_csv};
use equipoise::recording::{
    Class, ClassSource, Column, ColumnValues, Epoch, EpochKind, Parts, Recording, SpikeTrains,
    State, Unit,
};
use tempfile::tempdir;

#[test]
fn hash_of_a_file() {
    let (_folder, path) = file("abc", "abc");
    let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sha256(&path).expect("a hash"), known);
}

#[test]
fn what_is_written_reads_back_the_same() {
    let mut parts = Parts::new("made");
    let mut odd = Unit::new("#2, \"odd\"").with_class(Class::Inhibitory, ClassSource::Hand);
    odd.electrode = Some("7".into());
    odd.group = Some("shank; 1".into());
    odd.quality = Some("good".into());
    parts.units = vec![
        Unit::new("10").with_class(Class::Excitatory, ClassSource::Hand),
        odd,
        Unit::new("silent"),
        Unit::new("é 3"),
    ];
    parts.columns = vec![
        Column {
            name: "depth_um".into(),
            values: ColumnValues::Number(vec![1.5, -2.0, f64::NAN, 1e-7]),
        },
        Column {
            name: "class".into(),
            values: ColumnValues::Text(["wide", "narrow", "", "a,b"].map(String::from).to_vec()),
        },
    ];
    parts.trains = SpikeTrains::from_units(vec![
        vec![0.1, 0.1 + 0.2, 1.0 / 3.0, 1e5 / 7.0],
        vec![-0.5, 5e-324, 123_456.789_012_345_67],
        vec![],
        vec![2.0],
    ]);
    parts.epochs = vec![
        Epoch::state(State::Wake, 0.0, 1.0 / 3.0),
        Epoch::new("NREM", 1.0, 2.5, EpochKind::State(State::SlowWaveSleep)),
        Epoch::state(State::LightSleep, 2.5, 3.0),
        Epoch::new("odd, name", 3.0, 4.0, EpochKind::Seizure),
        Epoch::new("wake", 4.0, 5.0, EpochKind::Event),
        Epoch::new("left", 5.0, 6.0, EpochKind::Trial),
        Epoch::new("RUN", 6.0, 7.0, EpochKind::Period),
    ];
    let recording = Recording::new(parts).expect("a recording");
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("made.csv");
    let paths = write_csv(&recording, &path).expect("written");
    assert_eq!(paths.len(), 3);
    assert_eq!(
        std::fs::read_dir(folder.path())
            .expect("the folder")
            .count(),
        3
    );
    for opened in &paths {
        let again = read(opened).expect("read back");
        assert_eq!(again.trains(), recording.trains());
        assert_eq!(again.epochs(), recording.epochs());
        for (a, b) in again.units().iter().zip(recording.units()) {
            assert_eq!((&a.id, a.class), (&b.id, b.class));
            assert_eq!(
                (&a.electrode, &a.group, &a.quality),
                (&b.electrode, &b.group, &b.quality)
            );
        }
        let names: Vec<&str> = again.columns().iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["class", "depth_um", "class (source)"]);
        let labels = again.columns()[1].values.to_labels();
        assert_eq!(labels, recording.columns()[0].values.to_labels());
        assert!(!says(&again, "left out"), "{:?}", again.warnings());
    }
}
