//! NWB files by pynwb, by h5py and by a laboratory; then 10,000 damaged ones.

use crate::mutate::mutations;
use equipoise::formats::nwb::Nwb;
use equipoise::formats::{Format, FormatError, OpenOptions, Preview, Progress, nwb, open};
use equipoise::recording::{
    Class, ClassMapping, ClassSource, ColumnValues, EpochKind, Interval, Recording, State,
};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/formats/data")
        .join(name)
}

fn read(name: &str) -> Recording {
    open(&data(name), &OpenOptions::default(), &Progress::silent()).unwrap()
}

fn warnings(recording: &Recording) -> Vec<String> {
    recording
        .warnings()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// The one warning that names `object`.
#[track_caller]
fn warning_at<'a>(warnings: &'a [String], object: &str) -> &'a str {
    let found: Vec<&String> = warnings.iter().filter(|w| w.starts_with(object)).collect();
    assert_eq!(found.len(), 1, "{object}: {warnings:#?}");
    found[0]
}

#[test]
fn a_laboratorys_file_of_2_4() {
    let recording = read("A8604-211122.nwb");
    // As h5py reads it.
    assert_eq!(recording.units().len(), 3);
    assert_eq!(recording.trains().spike_count(), 21_354);
    let counts: Vec<usize> = (0..3).map(|u| recording.trains().unit(u).len()).collect();
    assert_eq!(counts, [11_020, 4_690, 5_644]);
    assert_eq!(recording.trains().unit(0)[0], 0.030_333);
    assert_eq!(recording.trains().unit(2)[5_643], 1_087.221_833);
    assert_eq!(recording.units()[0].group.as_deref(), Some("group0_psb"));
    let epochs = recording.epochs();
    assert_eq!(epochs.len(), 1);
    assert_eq!(epochs[0].kind, EpochKind::State(State::Wake));
    assert_eq!(epochs[0].stop_s, 1_087.528_9);
    let location = recording.columns().iter().find(|c| c.name == "location");
    assert!(matches!(&location.unwrap().values, ColumnValues::Text(t) if t.len() == 3));
    assert!(recording.class_column().is_none());
}

#[test]
fn pynwb_units() {
    let recording = read("nwb_modern.nwb");
    let units = recording.units();
    let ids: Vec<&str> = units.iter().map(|u| u.id.as_str()).collect();
    assert_eq!(ids, ["10", "11", "12", "13", "14"]);
    let (e, i) = (Class::Excitatory, Class::Inhibitory);
    let classes: Vec<Class> = units.iter().map(|u| u.class).collect();
    assert_eq!(classes, [e, e, i, e, Class::Unclassified]);
    assert_eq!(recording.class_column(), Some("cell_type"));
    let source = ClassSource::File("cell_type".into());
    assert_eq!(units[0].class_source, Some(source));
    assert_eq!(units[4].class_source, None);
    for u in 0..5 {
        let count = if u == 3 { 0 } else { 20 + 10 * u };
        let times = recording.trains().unit(u);
        assert_eq!(times.len(), count);
        for (k, t) in times.iter().enumerate() {
            assert!((t - (64.0 + 0.5 * k as f64 + 0.01 * u as f64)).abs() < 1e-9);
        }
    }
    assert_eq!(units[4].quality.as_deref(), Some("mua"));
    assert_eq!(units[0].group.as_deref(), Some("shank1"));
    assert_eq!(units[4].group.as_deref(), Some("shank2"));
    // The channel of the largest waveform is unit % 2 of the unit's own electrodes.
    let electrodes: Vec<_> = units
        .iter()
        .map(|u| u.electrode.as_deref().unwrap())
        .collect();
    assert_eq!(electrodes, ["100", "101", "100", "103", "102"]);
    let wave = units[2].waveform.as_ref().unwrap();
    let expected: Vec<f32> = (0..8).map(|s| (f64::from(s).sin() * 3e-5) as f32).collect();
    assert_eq!(wave.samples, expected);
    let names: Vec<&str> = recording
        .columns()
        .iter()
        .map(|c| c.name.as_str())
        .collect();
    assert_eq!(names, ["cell_type", "depth_um"]);
    let depths = ColumnValues::Number(vec![0.0, 100.0, 200.0, 300.0, 400.0]);
    assert_eq!(recording.columns()[1].values, depths);
    assert_eq!(recording.attribution(), Some("Doe, Jane, Balance, Test"));
    assert_eq!(warnings(&recording), ["1 units have no spikes"]);
}

#[test]
fn pynwb_epochs() {
    let recording = read("nwb_modern.nwb");
    let of = |kind: fn(&EpochKind) -> bool| -> Vec<(String, f64, f64)> {
        let epochs = recording.epochs().iter().filter(|e| kind(&e.kind));
        epochs
            .map(|e| (e.label.clone(), e.start_s, e.stop_s))
            .collect()
    };
    let states = of(|k| matches!(k, EpochKind::State(_)));
    let labels: Vec<&str> = states.iter().map(|s| s.0.as_str()).collect();
    assert_eq!(labels, ["WAKE", "NREM", "REM", "NREM"]);
    assert_eq!((states[3].1, states[3].2), (112.0, 128.0));
    assert_eq!(of(|k| *k == EpochKind::Trial).len(), 2);
    let periods = of(|k| *k == EpochKind::Period);
    assert_eq!(periods[0], ("maze".into(), 64.0, 90.0));
    assert_eq!(periods[1], ("rest, home".into(), 90.0, 128.0));
    // From the observed intervals; nothing lies outside them.
    assert_eq!(recording.span(), Interval::new(64.0, 130.0));
}

#[test]
fn pynwb_fields_by_window() {
    let recording = read("nwb_modern.nwb");
    let field = |name: &str| recording.fields().iter().find(|f| f.name == name).unwrap();
    let lfp = field("lfp");
    assert_eq!((lfp.rate_hz, lfp.start_s, lfp.samples), (62.5, 64.0, 4000));
    assert_eq!(lfp.channels, ["100", "101", "102"]);
    let places = lfp.positions_um.as_ref().unwrap();
    assert_eq!(places[2], [20.0, 40.0, 0.0]);
    assert_eq!(lfp.unit, "V");
    let expected = |channel: usize, sample: u64| {
        let stored = (sample + 1000 * channel as u64) as f64;
        (stored * 1e-6 * (channel + 1) as f64 + 0.5) as f32
    };
    // Across chunks of 500 x 2, channels out of order.
    for (channels, window) in [
        (vec![2, 0], 499..1503),
        (vec![1], 3999..4000),
        (vec![0, 1, 2], 0..4000),
        (vec![0], 7..7),
    ] {
        let read = lfp.source.read(&channels, window.clone()).unwrap();
        assert_eq!(read.dim(), (channels.len(), window.clone().count()));
        for (row, &channel) in channels.iter().enumerate() {
            for (column, sample) in window.clone().enumerate() {
                assert_eq!(read[[row, column]], expected(channel, sample));
            }
        }
    }
    let eeg = field("eeg");
    assert!((eeg.rate_hz - 250.0).abs() < 1e-6);
    assert_eq!((eeg.start_s, eeg.samples), (64.0, 128));
    assert_eq!(eeg.channels, ["103"]);
    assert_eq!(eeg.source.read(&[0], 100..101).unwrap()[[0, 0]], 100.0);
}

#[test]
fn the_old_layout() {
    let recording = read("nwb_old.nwb");
    let counts: Vec<usize> = (0..3).map(|u| recording.trains().unit(u).len()).collect();
    assert_eq!(counts, [50, 70, 80]);
    assert_eq!(recording.trains().unit(2)[79], 49.75);
    assert_eq!(recording.class_column(), Some("waveform_class"));
    assert_eq!(recording.count(Class::Excitatory), 2);
    // Noise does not count.
    assert_eq!(recording.count(Class::Inhibitory), 0);
    assert_eq!(recording.units()[1].class, Class::Inhibitory);
    let unit = &recording.units()[1];
    assert_eq!(unit.group.as_deref(), Some("tetrode1"));
    let wave = unit.waveform.as_ref().unwrap();
    assert_eq!(wave.rate_hz, Some(20_000.0));
    assert_eq!(wave.samples[1], (2.0 * 1f64.sin()) as f32);
    let label = ColumnValues::Text(vec!["a".into(), "bb".into(), "ccc".into()]);
    assert_eq!(recording.columns()[0].values, label);
    let rate = recording
        .columns()
        .iter()
        .find(|c| c.name == "rate")
        .unwrap();
    assert_eq!(rate.values, ColumnValues::Number(vec![1.5, 2.5, 3.5]));
    let chips: Vec<&str> = recording.chips().iter().map(|c| &*c.name).collect();
    assert_eq!(chips, ["Wake", "Slow-wave sleep"]);
    // A plain TimeSeries counts where its name says LFP and there is no ElectricalSeries.
    let field = &recording.fields()[0];
    assert_eq!((field.name.as_str(), field.unit.as_str()), ("LFP0", "mV"));
    assert_eq!(field.source.read(&[0], 998..1000).unwrap()[[0, 1]], 1998.0);
}

#[test]
fn noise_is_kept_and_not_included() {
    let recording = read("nwb_old.nwb");
    let included: Vec<bool> = recording.units().iter().map(|u| u.included).collect();
    assert_eq!(included, [true, false, true]);
    assert_eq!(recording.units()[1].quality.as_deref(), Some("Noise"));
    let all = warnings(&recording);
    let said = warning_at(&all, "/units");
    assert!(said.contains("by their quality (Noise)"), "{said}");
}

#[test]
fn what_is_broken_is_named_and_the_rest_is_kept() {
    let recording = read("nwb_broken.nwb");
    let counts: Vec<usize> = (0..4).map(|u| recording.trains().unit(u).len()).collect();
    assert_eq!(counts, [40, 0, 20, 40]);
    let ids: Vec<&str> = recording.units().iter().map(|u| u.id.as_str()).collect();
    assert_eq!(ids, ["7", "8", "9", "3"]);
    let all = warnings(&recording);
    let past = all.iter().find(|w| w.contains("past the data")).unwrap();
    assert!(
        past.starts_with("/units/spike_times_index: 1 rows end past"),
        "{past}"
    );
    assert!(past.contains("100 entries"), "{past}");
    let turned = all.iter().find(|w| w.contains("row above")).unwrap();
    assert!(
        turned.starts_with("/units/spike_times_index: 1 "),
        "{turned}"
    );
    assert!(warning_at(&all, "/units/id").contains("1 units have no id"));
    assert!(warning_at(&all, "/units/cell_type").contains("found shape [3]"));
    assert!(warning_at(&all, "/acquisition/elsewhere").contains("not_here.nwb"));
    assert!(warning_at(&all, "/acquisition/external/data").contains("not_here.dat"));
    assert!(warning_at(&all, "gap: ").contains("a gap of 5 s from 4.1 s to 9.1 s"));
    assert!(warning_at(&all, "/intervals/trials").contains("1 intervals have only"));
    assert_eq!(recording.epochs().len(), 2);
    let [field] = recording.fields() else {
        panic!("{:?}", recording.fields());
    };
    let gap = 41..91;
    assert_eq!(
        (field.samples, field.gaps()),
        (114, std::slice::from_ref(&gap))
    );
}

#[test]
fn units_in_a_processing_module() {
    let recording = read("nwb_elsewhere.nwb");
    let counts: Vec<usize> = (0..recording.units().len())
        .map(|u| recording.trains().unit(u).len())
        .collect();
    assert_eq!(counts, [30, 20]);
    let all = warnings(&recording);
    let read = warning_at(&all, "/processing/ecephys/kilosort");
    assert!(read.contains("none at /units"), "{read}");
    let other = warning_at(&all, "/processing/ecephys/mountainsort");
    assert!(other.contains("left out"), "{other}");
}

#[test]
fn annotations_and_tables_of_events() {
    let recording = read("nwb_elsewhere.nwb");
    let all: Vec<(&str, f64, f64)> = recording
        .epochs()
        .iter()
        .map(|e| (e.label.as_str(), e.start_s, e.stop_s))
        .collect();
    let expected = [
        ("pulses", 0.5, 0.5),
        ("light on", 1.0, 1.0),
        ("left", 1.5, 2.0),
        ("right", 2.0, 2.0),
        ("seizure", 2.5, 2.5),
        ("high", 3.0, 3.0),
        ("low", 3.5, 3.5),
        ("notes", 4.0, 4.0),
        ("licks", 5.0, 5.0),
        ("REM", 6.0, 6.0),
    ];
    assert_eq!(all, expected);
    let kinds = |kind: EpochKind| recording.epochs().iter().filter(|e| e.kind == kind).count();
    // A moment is no state, whatever it is called.
    assert_eq!(kinds(EpochKind::Event), 9);
    assert_eq!(kinds(EpochKind::Seizure), 1);
}

#[test]
fn a_file_with_a_field_only() {
    let recording = read("nwb_field_only.nwb");
    assert!(recording.units().is_empty());
    let field = &recording.fields()[0];
    assert_eq!(
        (field.samples, field.start_s, field.rate_hz),
        (600, 4397.0, 60.0)
    );
    assert_eq!(field.channels, ["left", "right"]);
    let window = field.source.read(&[1, 0], 120..140).unwrap();
    assert_eq!((window[[0, 19]], window[[1, 0]]), (-139.0, 120.0));
    assert!(warning_at(&warnings(&recording), "/processing").contains("channels x samples"));
}

#[test]
fn classes_follow_the_options() {
    let with = |column: &str, labels: &[(&str, Class)]| {
        let mapping = labels.iter().map(|(l, c)| ((*l).to_owned(), *c)).collect();
        let options = OpenOptions {
            class_column: Some(column.into()),
            class_mapping: ClassMapping(mapping),
            ..OpenOptions::default()
        };
        open(&data("nwb_old.nwb"), &options, &Progress::silent())
    };
    let recording = with("label", &[("a", Class::Inhibitory)]).unwrap();
    assert_eq!(recording.class_column(), Some("label"));
    assert_eq!(recording.units()[0].class, Class::Inhibitory);
    let error = with("nothing", &[]).unwrap_err().to_string();
    assert!(error.contains("no units column \"nothing\"") && error.contains("waveform_class"));
}

#[test]
fn errors_name_the_object_and_the_path_comes_last() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("odd.nwb");
    let error = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let (options, quiet) = (OpenOptions::default(), Progress::silent());
        let read = Nwb.read(&path, Preview::None, &options, &quiet);
        let error = read.unwrap_err();
        assert!(error.to_string().ends_with("odd.nwb"), "{error}");
        error.to_string()
    };
    assert!(error(b"not a recording").contains("expected HDF5"));
    assert!(error(b"").contains("expected HDF5"));
    // The times of the spikes lie past the end of what is left of the file.
    let whole = std::fs::read(data("nwb_old.nwb")).unwrap();
    let cut = whole.len() - 16_000;
    let said = error(&whole[..cut]);
    assert!(said.contains("NWB 2: /"), "{said}");
    let missing = open(
        &folder.path().join("gone.nwb"),
        &OpenOptions::default(),
        &Progress::silent(),
    );
    assert!(matches!(missing, Err(FormatError::Io { .. })));
}

#[test]
fn cancelling_stops_and_progress_ascends() {
    let said = Mutex::new(Vec::new());
    let report = |done: f32, _: &str| said.lock().unwrap().push(done);
    let progress = Progress::new(&|| false, &report);
    let options = OpenOptions::default();
    open(&data("nwb_modern.nwb"), &options, &progress).unwrap();
    let steps = said.lock().unwrap().len();
    assert!(said.lock().unwrap().is_sorted(), "{:?}", said.lock());
    // Whenever somebody cancels, nothing comes after it.
    for after in [0, 1, steps / 2, steps - 1] {
        let looks = AtomicUsize::new(0);
        let cancelled = || looks.fetch_add(1, Ordering::Relaxed) >= after;
        let progress = Progress::new(&cancelled, &|_, _| ());
        let read = open(&data("nwb_modern.nwb"), &options, &progress);
        assert!(matches!(read, Err(FormatError::Cancelled)));
    }
}

#[test]
fn recognised_by_its_contents_whatever_its_name() {
    let signature = b"\x89HDF\r\n\x1a\n....";
    assert!(!Nwb.recognises(Path::new("a.NWB"), b"\x89PNG\r\n\x1a\n"));
    assert!(Nwb.recognises(Path::new("a.h5"), signature));
    let mut with_block = vec![0; 1024];
    with_block.extend_from_slice(signature);
    assert!(Nwb.recognises(Path::new("a"), &with_block));
    assert!(!Nwb.recognises(Path::new("a.csv"), b"unit,time"));
    let mut matlab = b"MATLAB 7.3 MAT-file".to_vec();
    matlab.resize(512, 0);
    matlab.extend_from_slice(signature);
    assert!(!Nwb.recognises(Path::new("a.mat"), &matlab));
}

/// Neither a panic nor a hang, whatever is in the file; and what opens can be read.
#[test]
fn ten_thousand_damaged_files() {
    let folder = tempfile::tempdir().unwrap();
    let opened = AtomicUsize::new(0);
    let bases = [
        ("nwb_modern.nwb", 2_500),
        ("nwb_old.nwb", 2_500),
        ("nwb_broken.nwb", 2_000),
        ("nwb_field_only.nwb", 1_500),
        ("nwb_elsewhere.nwb", 1_000),
    ];
    let bases = bases.map(|(name, count)| (std::fs::read(data(name)).unwrap(), count));
    // One of this program's making, whose fields stay in a file beside it.
    let edf = folder.path().join("night.edf");
    std::fs::copy(data("edf/SC4001E0-PSG.edf"), &edf).unwrap();
    let night = open(&edf, &OpenOptions::default(), &Progress::silent()).unwrap();
    let linked = folder.path().join("linked.nwb");
    nwb::write(&night, &linked, nwb::Fields::Linked, &mut |_| ()).unwrap();
    let linked = (std::fs::read(linked).unwrap(), 500);
    for (seed, (base, count)) in (1..).zip(bases.into_iter().chain([linked])) {
        let files: Vec<Vec<u8>> = mutations(&base, count, seed).collect();
        files.par_iter().enumerate().for_each(|(i, bytes)| {
            let path = folder.path().join(format!("{seed}-{i}.nwb"));
            std::fs::write(&path, bytes).unwrap();
            let read = open(&path, &OpenOptions::default(), &Progress::silent());
            if let Ok(recording) = read {
                opened.fetch_add(1, Ordering::Relaxed);
                for field in recording.fields() {
                    // An error is fine here.
                    let _ = field.source.read(&[0], 0..field.samples.min(100));
                }
            }
            std::fs::remove_file(&path).unwrap();
        });
    }
    // Damage somewhere leaves most files open: else this test would test nothing but the opening.
    let opened = opened.into_inner();
    assert!(opened > 2_000 && opened < 10_000, "{opened} opened");
}
