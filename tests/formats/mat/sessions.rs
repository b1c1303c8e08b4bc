//! Sessions of CellExplorer: real ones, and files of both versions side by side.

use super::writer::{MANNERS, V, col, file, one};
use super::{counts, data, ids, read, said};
use equipoise::formats::buzcode::Session;
use equipoise::formats::{Format, FormatError, OpenOptions, Progress, open};
use equipoise::recording::{Class, ClassSource, ColumnValues, EpochKind, Recording, State};

fn texts(recording: &Recording, name: &str) -> Vec<String> {
    let column = recording.columns().iter().find(|c| c.name == name);
    column.unwrap().values.to_labels()
}

fn states(recording: &Recording, state: State) -> usize {
    let kind = EpochKind::State(state);
    recording.epochs().iter().filter(|e| e.kind == kind).count()
}

/// One unit: every cell array is 1 x 1. Values from h5py.
#[test]
fn one_juxtacellular_cell_in_7_3() {
    let recording = read(&data("d611108.cell_metrics.cellinfo.mat")).unwrap();
    assert_eq!(recording.name(), "d611108");
    assert_eq!(counts(&recording), [1982]);
    let times = recording.trains().unit(0);
    assert_eq!((times[0], times[1981]), (0.03895, 240.02165));
    let unit = &recording.units()[0];
    assert_eq!(unit.class, Class::Excitatory);
    assert_eq!(
        unit.class_source,
        Some(ClassSource::File("putativeCellType".into()))
    );
    assert_eq!(unit.group.as_deref(), Some("HIP"));
    assert_eq!(unit.electrode.as_deref(), Some("0"));
    let wave = unit.waveform.as_ref().unwrap();
    assert_eq!((wave.samples.len(), wave.rate_hz), (32, Some(20_000.0)));
    assert_eq!(wave.samples[0], 0.131_603_278_352_062_9_f64 as f32);
    assert_eq!(texts(&recording, "groundTruthClassification"), ["Juxta"]);
    let width = recording
        .columns()
        .iter()
        .find(|c| c.name == "troughToPeak");
    assert_eq!(width.unwrap().values, ColumnValues::Number(vec![0.61]));
}

/// Values from scipy.
#[test]
fn tagged_cells_with_states() {
    let recording = read(&data("YMV01_170818.cell_metrics.cellinfo.mat")).unwrap();
    assert_eq!(counts(&recording), [6599, 6599]);
    let times = recording.trains().unit(0);
    assert_eq!((times[0], times[6598]), (0.0122, 599.6674));
    assert_eq!(recording.count(Class::Inhibitory), 2);
    assert_eq!(
        texts(&recording, "groundTruthClassification"),
        ["PV, VGAT"; 2]
    );
    assert_eq!(recording.units()[0].group.as_deref(), Some("VISp"));
    assert_eq!(recording.units()[0].electrode.as_deref(), Some("62"));
    let found = [State::Wake, State::SlowWaveSleep, State::Rem].map(|s| states(&recording, s));
    assert_eq!(found, [15, 4, 2]);
    let rem = recording
        .epochs()
        .iter()
        .rfind(|e| e.kind == EpochKind::State(State::Rem));
    assert_eq!(rem.map(|e| (e.start_s, e.stop_s)), Some((4525.0, 4568.0)));
    // Both units of this file are the same cell under the same number.
    assert_eq!(ids(&recording), ["1", "1 (2)"]);
    let warnings = said(&recording);
    assert!(
        warnings.contains("1 units have the UID of another unit"),
        "{warnings}"
    );
    assert!(
        warnings.contains("exactly the spike times of another unit"),
        "{warnings}"
    );
    assert!(warnings.contains("(NREMpacket)"), "{warnings}");
}

#[test]
fn waveforms_and_no_spikes() {
    let recording = read(&data("e14_1m1_200130.cell_metrics.cellinfo.mat")).unwrap();
    assert_eq!(ids(&recording), ["31", "33", "43"]);
    assert_eq!(recording.trains().spike_count(), 0);
    assert!(said(&recording).contains("3 units have no spike times in this session"));
    let wave = recording.units()[2].waveform.as_ref().unwrap();
    assert_eq!((wave.samples.len(), wave.rate_hz), (48, Some(30_000.0)));
    assert_eq!(&wave.samples[..2], [4.606_958_f32, 5.519_829_8]);
}

/// Spikes in 7.3, metrics and states in v5; times from 4397 s; a unit without spikes.
#[test]
fn the_files_of_a_session_open_together() {
    for name in [
        "mixed.spikes.cellinfo.mat",
        "mixed.cell_metrics.cellinfo.mat",
        "mixed.SleepState.states.mat",
    ] {
        let recording = read(&data(name)).unwrap();
        assert_eq!(recording.name(), "mixed");
        // In the order of the metrics; what only the spikes have comes after.
        assert_eq!(ids(&recording), ["3", "1", "2"]);
        assert_eq!(counts(&recording), [0, 40, 30]);
        assert_eq!(recording.trains().unit(1)[1], 4397.25);
        let classes: Vec<Class> = recording.units().iter().map(|u| u.class).collect();
        assert_eq!(
            classes,
            [Class::Excitatory, Class::Inhibitory, Class::Unclassified]
        );
        assert_eq!(recording.units()[1].electrode.as_deref(), Some("4"));
        assert_eq!(recording.units()[2].group.as_deref(), Some("shank 1"));
        let wave = recording.units()[2].waveform.as_ref().unwrap();
        assert_eq!(wave.samples[1], (2.0 * 1f64.sin()) as f32);
        assert_eq!(wave.rate_hz, Some(20_000.0));
        // Index 2 of the ground truth is the second unit of the metrics; 9 is nobody.
        assert_eq!(
            texts(&recording, "groundTruthClassification"),
            ["", "PV", ""]
        );
        assert!(said(&recording).contains("1 entries name units beyond"));
        assert_eq!(states(&recording, State::SlowWaveSleep), 2);
        assert_eq!(states(&recording, State::Rem), 0);
    }
}

#[test]
fn a_folder_with_one_session_opens() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "mixed.spikes.cellinfo.mat",
        "mixed.cell_metrics.cellinfo.mat",
    ] {
        std::fs::copy(data(name), folder.path().join(name)).unwrap();
    }
    let recording = read(folder.path()).unwrap();
    assert_eq!(recording.units().len(), 3);
    // Two sessions in one folder: which, nobody said.
    let other = "d611108.cell_metrics.cellinfo.mat";
    std::fs::copy(data(other), folder.path().join(other)).unwrap();
    assert!(matches!(
        read(folder.path()),
        Err(FormatError::Unrecognised { .. })
    ));
    // A damaged file beside the opened one is left out and named.
    std::fs::write(folder.path().join("mixed.spikes.cellinfo.mat"), b"no").unwrap();
    let recording = read(&folder.path().join("mixed.cell_metrics.cellinfo.mat")).unwrap();
    assert_eq!(recording.units().len(), 2);
    assert!(said(&recording).contains("mixed.spikes.cellinfo.mat; it is left out"));
}

/// Ripples with peaks, a manipulation with labels, states of another kind; each in a file of its
/// own beside the cells.
#[test]
fn events_and_other_states_of_a_session() {
    let folder = tempfile::tempdir().unwrap();
    let cells = "mixed.cell_metrics.cellinfo.mat";
    std::fs::copy(data(cells), folder.path().join(cells)).unwrap();
    let pairs = |values: &[f64]| V::F64(values.len() as u32 / 2, 2, values.to_vec());
    let ripples = one(vec![
        // In column order: starts, then stops.
        ("timestamps", pairs(&[4400.0, 4410.0, 4400.5, 4410.25])),
        ("peaks", col(&[4400.2, 4410.1])),
    ]);
    let opto = one(vec![
        ("timestamps", col(&[4420.0, 4421.0, 4422.0])),
        ("eventID", col(&[2.0, 1.0, 9.0])),
        (
            "eventIDlabels",
            V::Cell(vec![V::Text("on"), V::Text("off")]),
        ),
    ]);
    let track = one(vec![(
        "ints",
        one(vec![
            ("REMstate", pairs(&[4430.0, 4440.0])),
            ("arm", pairs(&[4450.0, 4460.0])),
        ]),
    )]);
    for (name, variable, value) in [
        ("mixed.ripples.events.mat", "ripples", &ripples),
        ("mixed.opto.manipulation.mat", "opto", &opto),
        ("mixed.track.states.mat", "track", &track),
        ("other.ripples.events.mat", "ripples", &ripples),
    ] {
        let bytes = file(&[(variable, value.clone())], MANNERS[0]);
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    for opened in ["", cells, "mixed.ripples.events.mat"] {
        let recording = read(&folder.path().join(opened)).unwrap();
        assert_eq!(recording.units().len(), 2, "{opened}");
        let mut found: Vec<(String, f64, f64, EpochKind)> = recording
            .epochs()
            .iter()
            .filter(|e| (4399.0..4470.0).contains(&e.start_s))
            .map(|e| (e.label.clone(), e.start_s, e.stop_s, e.kind))
            .collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1));
        let event =
            |label: &str, start_s, stop_s| (label.to_owned(), start_s, stop_s, EpochKind::Event);
        assert_eq!(
            found,
            [
                event("ripples", 4400.0, 4400.5),
                event("ripples", 4410.0, 4410.25),
                event("off", 4420.0, 4420.0),
                event("on", 4421.0, 4421.0),
                event("opto", 4422.0, 4422.0),
                (
                    "REMstate".into(),
                    4430.0,
                    4440.0,
                    EpochKind::State(State::Rem)
                ),
                ("arm".into(), 4450.0, 4460.0, EpochKind::Period),
            ],
            "{opened}"
        );
    }
}

#[test]
fn classes_from_another_column() {
    let options = OpenOptions {
        class_column: Some("groundTruthClassification".into()),
        ..OpenOptions::default()
    };
    let path = data("YMV01_170818.cell_metrics.cellinfo.mat");
    let recording = open(&path, &options, &Progress::silent()).unwrap();
    assert_eq!(recording.class_column(), Some("groundTruthClassification"));
    assert_eq!(recording.count(Class::Inhibitory), 2);
    let head = std::fs::read(&path).unwrap();
    assert!(Session.recognises(&path, &head[..512]));
    assert!(!Session.recognises(std::path::Path::new("spikes.mat"), &head[..512]));
}
