//! Sessions of CellExplorer: real ones, and files of both versions side by side.

use super::writer::{MANNERS, V, col, file, one};
use super::{counts, data, ids, read, said};
use equipoise::formats::cellexplorer::Session;
use equipoise::formats::{Format, FormatError, OpenOptions, Progress, fingerprint, open, sha256};
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
        ("eventID", col(&[2.0, 1.0, 0.0])),
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

/// `<session>.spikes.cellinfo.mat` with what the programs of the laboratory put into it.
fn spikes(more: Vec<(&'static str, V)>) -> V {
    let wave = |scale: f64| {
        let samples = (0..40).map(|i| scale * f64::from(i).sin()).collect();
        V::F64(1, 40, samples)
    };
    let mut fields = vec![
        ("UID", V::Packed(1, 2, vec![4, 9])),
        (
            "times",
            V::Cell(vec![col(&[64.5, 70.0, 71.25]), col(&[65.0])]),
        ),
        ("shankID", V::Packed(1, 2, vec![1, 2])),
        ("cluID", V::Packed(1, 2, vec![7, 3])),
        ("rawWaveform", V::Cell(vec![wave(3.0), wave(4.0)])),
        ("filtWaveform", V::Cell(vec![wave(1.0), wave(2.0)])),
        ("maxWaveformCh1", V::Packed(1, 2, vec![13, 64])),
        ("numcells", V::Packed(1, 1, vec![2])),
        ("sr", V::F64(1, 1, vec![20_000.0])),
        ("sessionName", V::Text("rat")),
        ("spindices", V::F64(2, 2, vec![64.5, 65.0, 1.0, 2.0])),
    ];
    fields.extend(more);
    one(fields)
}

fn session(files: &[(&str, &'static str, V)]) -> Recording {
    let folder = tempfile::tempdir().unwrap();
    for (ending, variable, value) in files {
        let path = folder.path().join(format!("rat.{ending}.mat"));
        std::fs::write(path, file(&[(variable, value.clone())], MANNERS[3])).unwrap();
    }
    read(folder.path()).unwrap()
}

/// Times of waveforms are in milliseconds by the book, in seconds in older files, or not there.
#[test]
fn waveforms_of_a_spikes_file() {
    let times = |step: f64| {
        let all = (0..40).map(|i| f64::from(i - 20) * step).collect();
        V::F64(1, 40, all)
    };
    let with = |step| {
        let times = V::Cell(vec![times(step), times(step)]);
        spikes(vec![("timeWaveform", times)])
    };
    for (value, rate_hz) in [
        (with(1.0 / 30.0), 30_000.0),
        (with(1.0 / 30_000.0), 30_000.0),
        (spikes(Vec::new()), 20_000.0),
    ] {
        let recording = session(&[("spikes.cellinfo", "spikes", value)]);
        assert_eq!(
            (ids(&recording), counts(&recording)),
            (vec!["4", "9"], vec![3, 1])
        );
        let unit = &recording.units()[1];
        // The filtered one, and the channel counted from 0.
        let wave = unit.waveform.as_ref().unwrap();
        assert_eq!(
            (wave.samples[1], wave.rate_hz),
            (2.0 * 1f64.sin() as f32, Some(rate_hz))
        );
        assert_eq!(unit.electrode.as_deref(), Some("63"));
        assert_eq!(unit.group.as_deref(), Some("shank 2"));
    }
}

/// A struct array has its units as elements; only the first was read once.
#[test]
fn a_struct_for_each_unit() {
    let unit = |uid: u8, times: &[f64]| vec![V::Packed(1, 1, vec![uid]), col(times)];
    let array = V::Struct(
        vec!["UID", "times"],
        vec![unit(4, &[64.5]), unit(9, &[65.0, 66.0]), unit(11, &[])],
    );
    let recording = session(&[("spikes.cellinfo", "spikes", array)]);
    assert_eq!(ids(&recording), ["4", "9", "11"]);
    assert_eq!(counts(&recording), [1, 2, 0]);
    assert!(said(&recording).contains("1 units have no spikes"));
}

#[test]
fn states_in_other_forms() {
    let pairs = |values: &[f64]| V::F64(values.len() as u32 / 2, 2, values.to_vec());
    let of = |states: V| {
        let recording = session(&[
            ("spikes.cellinfo", "spikes", spikes(Vec::new())),
            ("SleepState.states", "SleepState", states),
        ]);
        let epochs: Vec<(String, f64, f64)> = recording
            .epochs()
            .iter()
            .map(|e| (e.label.clone(), e.start_s, e.stop_s))
            .collect();
        (epochs, said(&recording))
    };
    let epoch = |label: &str, start_s, stop_s| (label.to_owned(), start_s, stop_s);
    // The state of every second: 1 wake, 3 NREM, 5 REM, 0 none.
    let names = ["WAKE", "", "NREM", "", "REM"].map(V::Text);
    let idx = one(vec![
        ("states", col(&[1.0, 1.0, 3.0, 3.0, 3.0, 0.0, 5.0])),
        ("timestamps", col(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])),
        ("statenames", V::Cell(names.to_vec())),
    ]);
    let (epochs, _) = of(one(vec![("idx", idx)]));
    let expected = [
        epoch("Wake", 1.0, 3.0),
        epoch("Slow-wave sleep", 3.0, 6.0),
        epoch("REM", 7.0, 8.0),
    ];
    assert_eq!(epochs, expected);
    // Episodes alone are the states.
    let episodes = one(vec![
        ("WAKEepisode", pairs(&[0.0, 100.0])),
        ("NREMepisode", pairs(&[100.0, 300.0])),
        ("NREMpacket", pairs(&[100.0, 200.0])),
    ]);
    let (epochs, said) = of(one(vec![("ints", episodes)]));
    let expected = [
        epoch("Wake", 0.0, 100.0),
        epoch("Slow-wave sleep", 100.0, 300.0),
    ];
    assert_eq!(epochs, expected);
    assert!(
        said.contains("(NREMpacket)") && !said.contains("episode"),
        "{said}"
    );
    // One interval may be a column; what is no interval is said.
    let odd = one(vec![
        ("WAKEstate", col(&[0.0, 100.0])),
        ("REMstate", col(&[1.0, 2.0, 3.0])),
        ("NREMstate", V::Empty),
    ]);
    let (epochs, said) = of(one(vec![("ints", odd)]));
    assert_eq!(epochs, [epoch("Wake", 0.0, 100.0)]);
    assert!(
        said.contains("1 lists of states are not N x 2 and are left out (REMstate)"),
        "{said}"
    );
}

/// What a laboratory's folder holds: units in MATLAB files, the field and events beside them.
#[test]
fn units_and_the_field_of_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let samples: Vec<u8> = (0..4000_i16).flat_map(i16::to_le_bytes).collect();
    let xml = "<parameters><acquisitionSystem><nBits>16</nBits><nChannels>2</nChannels>\
               <samplingRate>20000</samplingRate></acquisitionSystem><fieldPotentials>\
               <lfpSamplingRate>1250</lfpSamplingRate></fieldPotentials></parameters>";
    let cells = "rat.spikes.cellinfo.mat";
    for (name, bytes) in [
        (cells, file(&[("spikes", spikes(Vec::new()))], MANNERS[0])),
        ("rat.lfp", samples),
        ("rat.xml", xml.into()),
        ("rat.rip.evt", b"1000.5\tripple\n".to_vec()),
    ] {
        std::fs::write(at(name), bytes).unwrap();
    }
    for opened in [folder.path().to_owned(), at(cells), at("rat.lfp")] {
        let recording = read(&opened).unwrap();
        assert_eq!(counts(&recording), [3, 1]);
        let field = &recording.fields()[0];
        assert_eq!((field.rate_hz, field.samples), (1250.0, 2000));
        assert_eq!(field.source.read(&[1], 7..8).unwrap()[[0, 0]], 15.0);
        assert_eq!(recording.epochs()[0].start_s, 1.0005);
    }
    // Whichever is opened, it is the same recording, and known again.
    assert_eq!(sha256(folder.path()).unwrap(), sha256(&at(cells)).unwrap());
    assert_eq!(
        fingerprint(folder.path()).unwrap(),
        fingerprint(&at(cells)).unwrap()
    );
    // Alone it has the hash of its bytes.
    for name in ["rat.lfp", "rat.xml", "rat.rip.evt"] {
        std::fs::remove_file(at(name)).unwrap();
    }
    let bytes = std::fs::read(at(cells)).unwrap();
    let own = folder.path().join("copy.bin");
    std::fs::write(&own, bytes).unwrap();
    assert_eq!(sha256(&at(cells)).unwrap(), sha256(&own).unwrap());
    assert!(sha256(folder.path()).is_ok());
}

/// Older files count samples, `ts`, at their rate `sr`.
#[test]
fn spikes_as_samples() {
    let spikes = |rate: Option<f64>| {
        let lists = V::Cell(vec![col(&[23_649.0, 127_292.0]), col(&[51_937.0])]);
        let mut fields = vec![("UID", V::F64(1, 2, vec![1.0, 2.0])), ("ts", lists)];
        fields.extend(rate.map(|r| ("sr", V::F64(1, 1, vec![r]))));
        one(fields)
    };
    let open = |rate| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rat1.spikes.cellinfo.mat");
        std::fs::write(&path, file(&[("spikes", spikes(rate))], MANNERS[0])).unwrap();
        read(&path).unwrap()
    };
    let recording = open(Some(20_000.0));
    assert_eq!(recording.trains().unit(0), [1.18245, 6.3646]);
    assert_eq!(recording.trains().unit(1), [2.59685]);
    assert!(said(&recording).contains("those of ts, in samples at 20000 Hz"));
    let recording = open(None);
    assert_eq!(recording.trains().spike_count(), 0);
    assert!(said(&recording).contains("neither times nor a rate"));
}
