//! NWB files written by this program, read back by it.

use equipoise::formats::nwb::Nwb;
use equipoise::formats::{Format, OpenOptions, Progress, nwb_write, open, rat_w_track};
use equipoise::models::examples;
use equipoise::recording::{
    Class, ClassSource, Column, ColumnValues, Epoch, EpochKind, Interval, Parts, Recording,
    SpikeTrains, State, Unit, Waveform,
};
use std::path::Path;

fn through(recording: &Recording, with_fields: bool) -> (Recording, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{}.nwb", recording.name()));
    let lost = nwb_write::write(recording, &path, with_fields, &mut |_| ()).unwrap();
    let options = OpenOptions::default();
    let read = Nwb.read(&path, &options, &Progress::silent()).unwrap();
    // Fields are read by window from the open file, which stays readable on every system here.
    same_fields(recording, &read, with_fields);
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing but the file");
    (read, lost)
}

fn same_fields(one: &Recording, other: &Recording, with_fields: bool) {
    if !with_fields {
        assert!(other.fields().is_empty());
        return;
    }
    assert_eq!(one.fields().len(), other.fields().len());
    for field in one.fields() {
        let own = other
            .fields()
            .iter()
            .find(|f| f.name == field.name)
            .unwrap();
        assert_eq!(field.channels, own.channels);
        assert_eq!(field.unit, own.unit);
        assert_eq!(field.positions_um, own.positions_um);
        assert_eq!((field.rate_hz, field.start_s), (own.rate_hz, own.start_s));
        assert_eq!(field.samples, own.samples);
        let all: Vec<usize> = (0..field.channels.len()).collect();
        let window = 0..field.samples.min(50_000);
        let (a, b) = (
            field.source.read(&all, window.clone()),
            own.source.read(&all, window),
        );
        assert_eq!(a.unwrap(), b.unwrap());
    }
}

#[track_caller]
fn same(one: &Recording, other: &Recording) {
    assert_eq!(one.units(), other.units());
    assert_eq!(one.trains(), other.trains());
    assert_eq!(one.epochs(), other.epochs());
    assert_eq!(one.span(), other.span());
    assert_eq!(one.class_column(), other.class_column());
    assert_eq!(one.attribution(), other.attribution());
    assert_eq!(one.is_synthetic(), other.is_synthetic());
    let sorted = |r: &Recording| {
        let mut columns = r.columns().to_vec();
        columns.sort_by(|a, b| a.name.cmp(&b.name));
        format!("{columns:?}")
    };
    assert_eq!(sorted(one), sorted(other));
}

#[test]
fn built_in_examples_come_back_as_they_were() {
    let night = (examples::find("night").unwrap().open)().unwrap();
    let (read, lost) = through(&night, true);
    same(&night, &read);
    assert_eq!(lost, Vec::<String>::new());
    assert!(read.is_synthetic());
    let rat = rat_w_track().unwrap();
    let (read, _) = through(&rat, true);
    same(&rat, &read);
    let (read, _) = through(&night, false);
    same(&night, &read);
}

#[test]
fn every_corner_comes_back() {
    let mut parts = Parts::new("corners");
    let wave = |n: usize| Waveform {
        samples: (0..n).map(|i| (i as f32).sin()).collect(),
        rate_hz: Some(20_000.0),
    };
    parts.units = vec![
        Unit::new("1.2").with_class(Class::Excitatory, ClassSource::Hand),
        Unit::new("ünit").with_class(Class::Inhibitory, ClassSource::Waveform),
        Unit::new("").with_class(Class::Inhibitory, ClassSource::CrossCorrelogram),
        Unit::new("7").with_class(Class::Excitatory, ClassSource::File("kind".into())),
        Unit::new("8"),
    ];
    parts.units[0].waveform = Some(wave(8));
    parts.units[3].waveform = Some(wave(8));
    parts.units[1].group = Some("CA1/2".into());
    parts.units[1].electrode = Some("12".into());
    parts.units[2].quality = Some("good".into());
    parts.units[4].included = false;
    parts.trains = SpikeTrains::from_units(vec![
        vec![64.5, 70.25],
        vec![],
        vec![4397.125],
        vec![64.0; 3],
        vec![],
    ]);
    let long = "x".repeat(70_000);
    parts.columns = vec![
        Column {
            name: "kind".into(),
            values: ColumnValues::Text(
                ["pyr", "int", "", long.as_str(), "pyr"]
                    .map(String::from)
                    .to_vec(),
            ),
        },
        Column {
            name: "depth_um".into(),
            values: ColumnValues::Number(vec![1.5, f64::NAN, -0.25, f64::INFINITY, 1e-300]),
        },
    ];
    parts.class_column = Some("kind".into());
    parts.epochs = vec![
        Epoch::state(State::LightSleep, 64.0, 70.0),
        Epoch::new("NREM", 70.0, 80.0, EpochKind::State(State::SlowWaveSleep)),
        Epoch::new("spasm", 71.0, 72.0, EpochKind::Seizure),
        Epoch::new("wake", 73.0, 74.0, EpochKind::Event),
        Epoch::new("left", 75.0, 76.0, EpochKind::Trial),
        Epoch::new("RUN", 76.0, 90.0, EpochKind::Period),
    ];
    parts.span = Some(Interval::new(60.0, 4400.0));
    parts.attribution = Some("A. Person, CC-BY 4.0".into());
    let recording = Recording::new(parts).unwrap();
    let (read, lost) = through(&recording, true);
    assert_eq!(lost, Vec::<String>::new());
    same(&recording, &read);
}

#[test]
fn other_readings_of_the_classes_go_before() {
    let rat = rat_w_track().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rat.nwb");
    nwb_write::write(&rat, &path, true, &mut |_| ()).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(&bytes[..8], b"\x89HDF\r\n\x1a\n");
    if let Some(column) = rat
        .columns()
        .iter()
        .find(|c| matches!(c.values, ColumnValues::Text(_)))
    {
        let options = OpenOptions {
            class_column: Some(column.name.clone()),
            ..OpenOptions::default()
        };
        let read = open(&path, &options, &Progress::silent()).unwrap();
        assert_eq!(read.class_column(), Some(column.name.as_str()));
    }
}

#[test]
fn a_file_that_cannot_be_written_is_absent() {
    let rat = rat_w_track().unwrap();
    let path = Path::new("/nonexistent/folder/rat.nwb");
    assert!(nwb_write::write(&rat, path, true, &mut |_| ()).is_err());
}
