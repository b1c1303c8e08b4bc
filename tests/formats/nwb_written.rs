//! NWB files written by this program, read back by it.

use equipoise::formats::nwb::Fields;
use equipoise::formats::{AddedFile, OpenOptions, Progress, nwb, open, rat_w_track};
use equipoise::models::examples;
use equipoise::recording::{
    Class, ClassSource, Column, ColumnValues, Epoch, EpochKind, Field, Interval, MemoryField,
    Parts, Pyramid, Recording, SpikeTrains, State, Unit, Warning, Waveform,
};
use ndarray::array;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn through(recording: &Recording, fields: Fields) -> (Recording, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{}.nwb", recording.name()));
    let lost = nwb::write(recording, &path, fields, &mut |_| ()).unwrap();
    let options = OpenOptions::default();
    let read = open(&path, &options, &Progress::silent()).unwrap();
    // Fields are read by window from the open file, which stays readable on every system here.
    same_fields(recording, &read, fields == Fields::Copied);
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
    let (read, lost) = through(&night, Fields::Copied);
    same(&night, &read);
    assert_eq!(lost, Vec::<String>::new());
    assert!(read.is_synthetic());
    let rat = rat_w_track().unwrap();
    let (read, _) = through(&rat, Fields::Copied);
    same(&rat, &read);
    let (read, _) = through(&night, Fields::LeftOut);
    same(&night, &read);
}

#[test]
fn every_corner_comes_back() {
    let mut parts = Parts::new("corners");
    let wave = |n: usize| Waveform {
        samples: (0..n).map(|i| (i as f32).sin()).collect(),
        rate_hz: Some(20_000.0),
        is_whitened: false,
    };
    parts.units = vec![
        Unit::new("1.2").with_class(Class::Excitatory, ClassSource::Hand),
        Unit::new("ünit").with_class(Class::Inhibitory, ClassSource::Waveform),
        Unit::new("").with_class(Class::Inhibitory, ClassSource::CrossCorrelogram),
        Unit::new("7").with_class(Class::Excitatory, ClassSource::File("kind".into())),
        Unit::new("8"),
        Unit::new("9").with_class(Class::Inhibitory, ClassSource::Rate),
        Unit::new("10").with_class(Class::Excitatory, ClassSource::Model),
        Unit::new("11").with_class(Class::Unclassified, ClassSource::Hand),
    ];
    parts.units[0].waveform = Some(wave(8));
    parts.units[3].waveform = Some(wave(5));
    parts.units[5].waveform = Some(Waveform {
        rate_hz: None,
        ..wave(8)
    });
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
        vec![65.0],
        vec![],
        vec![66.0],
    ]);
    let long = "x".repeat(70_000);
    parts.columns = vec![
        Column {
            name: "kind".into(),
            values: ColumnValues::Text(
                ["pyr", "int", "", long.as_str(), "pyr", "", "", "x"]
                    .map(String::from)
                    .to_vec(),
            ),
        },
        Column {
            name: "depth_um".into(),
            values: ColumnValues::Number(vec![
                1.5,
                f64::NAN,
                -0.25,
                f64::INFINITY,
                1e-300,
                0.0,
                -0.0,
                8.0,
            ]),
        },
    ];
    // Names that NWB, or this program, uses for something else.
    let taken = [
        "quality",
        "cell_type",
        "unit_name",
        "shank",
        "kind_index",
        "a/b",
        "a_b",
        "id",
        "included",
    ];
    parts.columns.extend(taken.map(|name| Column {
        name: name.into(),
        values: ColumnValues::Text((0..8).map(|u| format!("{name} {u}")).collect()),
    }));
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
    let (read, lost) = through(&recording, Fields::Copied);
    assert_eq!(lost, Vec::<String>::new());
    same(&recording, &read);
}

/// The order is that of the recording, not of the names, and NWB's own rules for names do not show.
#[test]
fn fields_come_back_in_their_order_with_what_was_said_of_them() {
    let mut parts = Parts::new("fields");
    let field = |name: &str, unit: &str, first: f32| Field {
        name: name.into(),
        rate_hz: 100.0,
        start_s: 3.5,
        samples: 3,
        channels: vec!["A".into(), "B/C".into()],
        positions_um: None,
        unit: unit.into(),
        source: Arc::new(MemoryField(array![[first, 2.0, 3.0], [4.0, 5.0, f32::MAX]])),
        pyramid: Arc::new(Pyramid::new(3)),
    };
    parts.fields = vec![
        field("z", "uV", 1.0),
        field("a/b", "", -1.0),
        field("a_b", "degC", 0.5),
    ];
    parts.warnings = vec![
        Warning::counted(100, "rows are laid one after another").at("lfp"),
        Warning::new("two\nlines"),
    ];
    let recording = Recording::new(parts).unwrap();
    let (read, lost) = through(&recording, Fields::Copied);
    assert_eq!(lost, Vec::<String>::new());
    let names: Vec<&str> = read.fields().iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names, ["z", "a/b", "a_b"]);
    let said: Vec<String> = read.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        ["lfp: 100 rows are laid one after another", "two lines"]
    );
    // And the second time as the first.
    let (again, _) = through(&read, Fields::Copied);
    assert_eq!(again.warnings(), read.warnings());
}

const NIGHT: &str = "tests/formats/data/edf/SC4001E0-PSG.edf";

/// Saves an EDF file with its fields by reference; gives the folder, the NWB file and the EDF file.
fn by_reference() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let edf = folder.path().join("night.edf");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(NIGHT);
    std::fs::copy(source, &edf).unwrap();
    let recording = quiet(&edf);
    assert!(recording.fields().len() > 1);
    let nwb = folder.path().join("night.nwb");
    let lost = nwb::write(&recording, &nwb, Fields::Linked, &mut |_| ()).unwrap();
    assert_eq!(lost, Vec::<String>::new());
    let size = |path: &Path| std::fs::metadata(path).unwrap().len();
    let copied = folder.path().join("copied.nwb");
    nwb::write(&recording, &copied, Fields::Copied, &mut |_| ()).unwrap();
    let fields = recording.fields().iter();
    let bytes: u64 = fields
        .map(|f| 4 * f.samples * f.channels.len() as u64)
        .sum();
    assert!(size(&copied) > bytes && size(&nwb) + bytes < size(&copied) + 8192);
    std::fs::remove_file(copied).unwrap();
    same_fields(&recording, &quiet(&nwb), true);
    (folder, nwb, edf)
}

fn quiet(path: &Path) -> Recording {
    open(path, &OpenOptions::default(), &Progress::silent()).unwrap()
}

fn said(recording: &Recording, words: &str) -> bool {
    let warnings = recording.warnings().iter();
    warnings.map(ToString::to_string).any(|w| w.contains(words))
}

#[test]
fn fields_by_reference_are_found_where_both_files_go() {
    let (folder, nwb, edf) = by_reference();
    let moved = tempfile::tempdir().unwrap();
    let [nwb, edf] = [nwb, edf].map(|path| {
        let to = moved.path().join(path.file_name().unwrap());
        std::fs::rename(path, &to).unwrap();
        to
    });
    drop(folder);
    let (direct, read) = (quiet(&edf), quiet(&nwb));
    same_fields(&direct, &read, true);
    let remarks =
        |r: &Recording| -> Vec<String> { r.warnings().iter().map(ToString::to_string).collect() };
    assert_eq!(remarks(&read), remarks(&direct));
    // Saved once more, they refer to the samples, not to the file in between.
    let second = moved.path().join("second.nwb");
    nwb::write(&read, &second, Fields::Linked, &mut |_| ()).unwrap();
    std::fs::remove_file(&nwb).unwrap();
    same_fields(&direct, &quiet(&second), true);
}

#[test]
fn of_fields_whose_file_is_gone_or_another_it_is_said() {
    let (_folder, nwb, edf) = by_reference();
    let mut bytes = std::fs::read(&edf).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&edf, &bytes).unwrap();
    let changed = quiet(&nwb);
    assert!(!changed.fields().is_empty());
    assert!(
        said(&changed, "no longer as it was"),
        "{:?}",
        changed.warnings()
    );
    // A file of nothing but what is gone is no recording; what is missing is named.
    let hidden = edf.with_extension("hidden");
    std::fs::rename(&edf, &hidden).unwrap();
    let why = open(&nwb, &OpenOptions::default(), &Progress::silent()).unwrap_err();
    assert!(why.to_string().contains("night.edf"), "{why}");
    std::fs::rename(&hidden, &edf).unwrap();
    let spikes = nwb.with_file_name("spikes.csv");
    let rows: Vec<String> = (0..50).map(|j| format!("{},{}.5\n", j % 2, j)).collect();
    std::fs::write(&spikes, format!("unit,time_s\n{}", rows.concat())).unwrap();
    let both = OpenOptions {
        added: vec![AddedFile {
            offset_s: -7.25,
            ..AddedFile::whole(&edf)
        }],
        ..OpenOptions::default()
    };
    let both = open(&spikes, &both, &Progress::silent()).unwrap();
    nwb::write(&both, &nwb, Fields::Linked, &mut |_| ()).unwrap();
    let read = quiet(&nwb);
    same_fields(&both, &read, true);
    assert_eq!(read.fields()[0].start_s, both.fields()[0].start_s);
    assert!(said(&read, "night.edf (EDF"), "{:?}", read.warnings());
    assert!(said(&read, "7.25 s earlier"), "{:?}", read.warnings());
    std::fs::remove_file(&edf).unwrap();
    let gone = quiet(&nwb);
    assert!(gone.fields().is_empty());
    assert_eq!(gone.units().len(), 2);
    let path = edf.canonicalize().unwrap_or(edf);
    assert!(
        said(&gone, "neither there nor beside"),
        "{:?}",
        gone.warnings()
    );
    assert!(said(&gone, &path.file_name().unwrap().to_string_lossy()));
}

/// What is in no file cannot stay in one.
#[test]
fn fields_without_a_file_are_copied_and_that_is_said() {
    let night = (examples::find("night").unwrap().open)().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("night.nwb");
    let lost = nwb::write(&night, &path, Fields::Linked, &mut |_| ()).unwrap();
    assert_eq!(lost.len(), night.fields().len());
    assert!(lost[0].contains("is copied"), "{lost:?}");
    same_fields(&night, &quiet(&path), true);
}

#[test]
fn other_readings_of_the_classes_go_before() {
    let rat = rat_w_track().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rat.nwb");
    nwb::write(&rat, &path, Fields::Copied, &mut |_| ()).unwrap();
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
    assert!(nwb::write(&rat, path, Fields::Copied, &mut |_| ()).is_err());
}
