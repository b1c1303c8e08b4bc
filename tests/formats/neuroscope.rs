//! Sessions of NeuroScope: a laboratory's spikes, every kind of file, and damage.

use crate::files::{Files, epochs, folder, open, open_at_rate, survivors, warns};
use equipoise::formats::{self, FormatError};
use equipoise::recording::{Class, EpochKind, State};
use std::path::Path;

const XML: &str = "<?xml version='1.0'?>\n<parameters version=\"1.0\">\n<acquisitionSystem><nBits>16</nBits>\
    <nChannels>3</nChannels><samplingRate>20000</samplingRate><voltageRange>20</voltageRange>\
    <amplification>1000</amplification><offset>0</offset></acquisitionSystem>\
    <fieldPotentials><lfpSamplingRate>1250</lfpSamplingRate></fieldPotentials>\
    <spikeDetection><channelGroups><group><channels><channel>0</channel><channel>2</channel></channels>\
    <nSamples>4</nSamples></group><group><channels><channel>1</channel></channels></group></channelGroups>\
    </spikeDetection></parameters>\n";

fn samples(values: impl IntoIterator<Item = i16>) -> Vec<u8> {
    values.into_iter().flat_map(i16::to_le_bytes).collect()
}

/// Six spikes in two groups, waveforms of the first, fields, states and events.
fn session() -> Files {
    // Spike n of group 1: channel 0 is (0, -n, n, 0), channel 2 ten times that.
    let wave = |n: i16| [0, 0, -n, -10 * n, n, 10 * n, 0, 0];
    vec![
        ("rat.xml", XML.into()),
        ("rat.res.1", b"20000\n30000\n40000\n60000\n".to_vec()),
        ("rat.clu.1", b"3\n2\n3\n2\n0\n".to_vec()),
        (
            "rat.spk.1",
            samples([10, 20, 30, 40].into_iter().flat_map(wave)),
        ),
        ("rat.res.2", b"10000\r\n20000\r\n".to_vec()),
        ("rat.clu.2", b"1\r\n1\r\n1\r\n".to_vec()),
        ("rat.eeg", samples((0..400).flat_map(|n| [n, -n, 2 * n]))),
        (
            "rat.dat",
            samples((0..300).flat_map(|n| [n, n, n]).chain([7])),
        ),
        ("rat.sts.REM", b"1250 2500\n5000 6250\n".to_vec()),
        ("rat.sts.SWS", b"2500\t5000\n".to_vec()),
        (
            "rat.rip.evt",
            b"100.5\tRipple start 1\n120\tRipple peak 1\n150\tRipple stop 1\nx\n900 stimulus\n"
                .to_vec(),
        ),
    ]
}

#[test]
fn a_laboratorys_spikes() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data/neuroscope");
    for opened in ["", "wmaze.xml", "wmaze.res.1", "wmaze.clu.1"] {
        let recording = open(&data.join(opened)).expect("a session");
        let units = recording.units();
        let ids: Vec<&str> = units.iter().map(|u| u.id.as_str()).collect();
        let expected = ["2", "3", "5", "6", "7", "10", "11", "19", "20", "21", "23"];
        assert_eq!(ids, expected.map(|c| format!("1-{c}")));
        // As a script of five lines counts them.
        let counts: Vec<usize> = (0..11).map(|u| recording.trains().unit(u).len()).collect();
        assert_eq!(counts, [117, 242, 5, 173, 48, 1, 55, 63, 8, 115, 173]);
        assert_eq!(recording.trains().unit(0)[0], 87.9781);
        assert_eq!(recording.trains().unit(10)[172], 411.101_033_333_333_3);
        assert!(
            units
                .iter()
                .all(|u| u.included && u.group.as_deref() == Some("1"))
        );
        assert_eq!(recording.name(), "wmaze");
    }
    assert_eq!(
        formats::sha256(&data).expect("a hash"),
        formats::sha256(&data.join("wmaze.res.1")).expect("a hash")
    );
}

#[test]
fn events_of_any_name() {
    let mut files = session();
    files.retain(|(name, _)| *name != "rat.rip.evt");
    files.push(("rat.ripples.evt", b"100 one\n".to_vec()));
    files.push(("rat.evt.sti", b"200 two\n".to_vec()));
    files.push(("rattle.evt", b"300 other session\n".to_vec()));
    let folder = folder(&files);
    let recording = open(&folder.path().join("rat.xml")).expect("a session");
    let all = epochs(&recording);
    assert_eq!(all[..2], [("one", 0.1, 0.1), ("two", 0.2, 0.2)]);
    assert!(all.iter().all(|e| e.0 != "other session"));
}

/// Ripples with stimuli in them, and an interval of each that lacks its other end.
#[test]
fn intervals_of_several_kinds_overlap() {
    let text = "100 Ripple start 1\n110 Stim on\n120 Ripple peak 1\n140 Stim off\n150 Ripple stop 1\n\
        200 Ripple start 1\n210 Stim off\n220 Ripple start 1\n230 Ripple stop 1\n300 Stim on\n";
    let mut files = session();
    files.retain(|(name, _)| !name.contains(".evt") && !name.contains(".sts"));
    files.push(("rat.all.evt", text.into()));
    let folder = folder(&files);
    let recording = open(folder.path()).expect("a session");
    assert_eq!(
        epochs(&recording),
        [
            ("Ripple 1", 0.1, 0.15),
            ("Stim", 0.11, 0.14),
            ("Ripple peak 1", 0.12, 0.12),
            ("Ripple 1 start", 0.2, 0.2),
            ("Stim off", 0.21, 0.21),
            ("Ripple 1", 0.22, 0.23),
            ("Stim start", 0.3, 0.3),
        ]
    );
}

/// The sleep states that buzcode keeps beside a session, and the units of CellExplorer.
#[test]
fn matlab_files_beside_a_session() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data/mat");
    let mat = |name: &str| std::fs::read(data.join(name)).expect(name);
    let mut files: Files = session();
    files.push((
        "rat.SleepState.states.mat",
        mat("mixed.SleepState.states.mat"),
    ));
    let with_states = folder(&files);
    for opened in ["", "rat.xml", "rat.res.1", "rat.eeg"] {
        let recording = open(&with_states.path().join(opened)).expect("a session");
        assert_eq!(recording.units().len(), 4, "{opened}");
        assert_eq!(recording.fields().len(), 2);
        let states: Vec<_> = epochs(&recording)
            .into_iter()
            .filter(|e| e.1 > 1000.0)
            .map(|e| (e.1, e.2))
            .collect();
        assert_eq!(
            states,
            [(4397.0, 4400.0), (4400.0, 4405.0), (4406.0, 4407.0)]
        );
        // Of two sources of states one is read.
        assert!(warns(&recording, "3 states of .sts files are left out"));
        assert!(epochs(&recording).iter().all(|e| e.0 != "REM"));
    }
    let hash = |folder: &tempfile::TempDir| formats::sha256(folder.path()).expect("a hash");
    let before = hash(&with_states);
    files.push(("rat.spikes.cellinfo.mat", mat("mixed.spikes.cellinfo.mat")));
    files.push((
        "rat.cell_metrics.cellinfo.mat",
        mat("mixed.cell_metrics.cellinfo.mat"),
    ));
    let whole = folder(&files);
    assert_ne!(hash(&whole), before);
    let recording = open(whole.path()).expect("a session");
    let ids: Vec<&str> = recording.units().iter().map(|u| u.id.as_str()).collect();
    assert_eq!(ids, ["3", "1", "2"]);
    assert_eq!(recording.trains().unit(1)[1], 4397.25);
    assert_eq!(recording.class_column(), Some("putativeCellType"));
    assert_eq!(recording.units()[1].class, Class::Inhibitory);
    assert_eq!(recording.fields().len(), 2);
    assert!(warns(&recording, "2 groups of .res and .clu are left out"));
    // A damaged one is said, and the clusters are read.
    std::fs::write(whole.path().join("rat.cell_metrics.cellinfo.mat"), b"no").expect("damage");
    let recording = open(whole.path()).expect("a session");
    assert!(warns(&recording, "rat.cell_metrics.cellinfo.mat: left out"));
    assert_eq!(recording.units()[1].id, "1-2");
}

/// A session that Kilosort sorted, in a folder of its own.
#[test]
fn a_sorting_beside_fields_gives_the_units() {
    let mut files = session();
    files.retain(|(name, _)| {
        [".res.", ".clu.", ".spk."]
            .iter()
            .all(|n| !name.contains(n))
    });
    let folder = folder(&files);
    let fields_only = open(folder.path()).expect("a session");
    assert!(fields_only.units().is_empty());
    let hash = || formats::sha256(folder.path()).expect("a hash");
    let before = hash();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data/phy_wmaze");
    let below = folder.path().join("Kilosort_2021-06-01");
    std::fs::create_dir(&below).expect("a folder");
    let copy = |name: &str| std::fs::copy(data.join(name), below.join(name)).expect("a copy");
    copy("spike_times.npy");
    copy("spike_clusters.npy");
    copy("cluster_cell_type.tsv");
    assert_ne!(hash(), before);
    // 20 kHz by the session, as no params.py says it.
    let recording = open(&folder.path().join("rat.xml")).expect("a session");
    assert_eq!(recording.trains().spike_count(), 400);
    let unit = recording.units().iter().position(|u| u.id == "24");
    let unit = unit.expect("a unit");
    let first = (64.4427 * 30_000.0_f64).round() / 20_000.0;
    assert_eq!(recording.trains().unit(unit)[0], first);
    assert_eq!(recording.units()[unit].class, Class::Inhibitory);
    assert_eq!(recording.fields().len(), 2);
    assert!(warns(&recording, "Kilosort_2021-06-01: holds a sorting"));
    // By its own params.py where there is one.
    copy("params.py");
    let recording = open(folder.path()).expect("a session");
    assert_eq!(recording.trains().unit(unit)[0], 64.4427);
}

#[test]
fn waveforms_of_a_length_that_the_parameters_do_not_say() {
    let whole = folder(&session());
    let mut files = session();
    files[0].1 = XML.replace("<nSamples>4</nSamples>", "").into();
    let bare = folder(&files);
    let waves = |folder: &tempfile::TempDir| {
        let recording = open(folder.path()).expect("a session");
        let units = recording.units().iter();
        units.map(|u| u.waveform.clone()).collect::<Vec<_>>()
    };
    assert!(waves(&whole)[1].is_some());
    assert_eq!(waves(&whole), waves(&bare));
}

/// As amplifiers have them whose clock is divided: 500.0056 Hz is no 500 Hz.
#[test]
fn sampling_rates_that_are_not_whole() {
    let mut files = session();
    let xml = XML
        .replace("1250", "500.0056")
        .replace("20000", "20000.224");
    files[0].1 = xml.into();
    let folder = folder(&files);
    let recording = open(folder.path()).expect("a session");
    assert_eq!(recording.fields()[1].rate_hz, 500.0056);
    assert_eq!(recording.fields()[1].extent().stop_s, 400.0 / 500.0056);
    assert_eq!(recording.trains().unit(1)[0], 20_000.0 / 20_000.224);
    let rem = epochs(&recording).into_iter().find(|e| e.0 == "REM");
    assert_eq!(rem, Some(("REM", 1250.0 / 500.0056, 2500.0 / 500.0056)));
}

/// Klusters takes the last feature as the time.
#[test]
fn the_last_feature_is_the_time_where_there_is_no_other() {
    let mut files = session();
    files.retain(|(name, _)| *name != "rat.res.1");
    let features = b"3\n5 -7 20000\n6 -8 30000\n5 -9 40000\n4 -1 60000\n".to_vec();
    files.push(("rat.fet.1", features));
    let folder = folder(&files);
    for opened in ["", "rat.clu.1", "rat.fet.1"] {
        let recording = open(&folder.path().join(opened)).expect("a session");
        assert_eq!(recording.trains().unit(1), [1.0, 2.0], "{opened}");
        assert!(warns(
            &recording,
            "rat.fet.1: has no spike times (.res) beside it"
        ));
    }
}

#[test]
fn clusters_zero_and_one_are_kept_and_not_included() {
    let folder = folder(&session());
    let recording = open(folder.path()).expect("a session");
    let units: Vec<_> = recording
        .units()
        .iter()
        .map(|u| (u.id.as_str(), u.quality.as_deref(), u.included))
        .collect();
    assert_eq!(
        units,
        [
            ("1-0", Some("noise"), false),
            ("1-2", None, true),
            ("1-3", None, true),
            ("2-1", Some("mua"), false)
        ]
    );
    assert_eq!(recording.trains().unit(1), [1.0, 2.0]);
    assert_eq!(recording.trains().unit(3), [0.5, 1.0]);
    assert_eq!(recording.units()[3].group.as_deref(), Some("2"));
    assert!(warns(
        &recording,
        "2 units are kept but not included, by their quality (mua, noise)"
    ));
}

#[test]
fn mean_waveforms_on_the_largest_channel() {
    let folder = folder(&session());
    let recording = open(folder.path()).expect("a session");
    let unit = &recording.units()[1];
    assert_eq!(unit.electrode.as_deref(), Some("2"));
    let wave = unit.waveform.as_ref().expect("a waveform");
    // The mean of spikes 10 and 30 on channel 2, at 20 V / 2^16 / 1000 a step.
    let gain = 20.0 / 65_536.0 / 1000.0 * 1e6;
    let expected = [0.0, -200.0 * gain, 200.0 * gain, 0.0].map(|v| v as f32);
    assert_eq!(wave.samples, expected);
    assert_eq!(wave.rate_hz, Some(20_000.0));
}

#[test]
fn fields_by_window() {
    let folder = folder(&session());
    let recording = open(&folder.path().join("rat.eeg")).expect("a session");
    let fields = recording.fields();
    let names: Vec<_> = fields
        .iter()
        .map(|f| (f.name.as_str(), f.rate_hz, f.samples))
        .collect();
    assert_eq!(
        names,
        [("rat.dat", 20_000.0, 300), ("rat.eeg", 1250.0, 400)]
    );
    let window = fields[1].source.read(&[2, 1], 100..102).expect("samples");
    let gain = 20.0 / 65_536.0 / 1000.0 * 1e6;
    let expected = [200.0, 202.0, -100.0, -101.0].map(|v| (v * gain) as f32);
    assert_eq!(window.as_slice().expect("in order"), expected);
    assert_eq!(fields[1].unit, "uV");
    assert!(warns(&recording, "rat.dat: 2 bytes at its end"));
}

#[test]
fn states_and_events() {
    let folder = folder(&session());
    let recording = open(&folder.path().join("rat.rip.evt")).expect("a session");
    let epochs = epochs(&recording);
    assert_eq!(
        epochs,
        [
            ("Ripple 1", 0.1005, 0.15),
            ("Ripple peak 1", 0.12, 0.12),
            ("stimulus", 0.9, 0.9),
            ("REM", 1.0, 2.0),
            ("SWS", 2.0, 4.0),
            ("REM", 4.0, 5.0)
        ]
    );
    assert_eq!(
        recording.epochs()[4].kind,
        EpochKind::State(State::SlowWaveSleep)
    );
    assert_eq!(recording.epochs()[0].kind, EpochKind::Event);
    assert!(warns(
        &recording,
        "rat.rip.evt: 1 lines do not begin with a time"
    ));
}

#[test]
fn spikes_without_parameters() {
    let files: Files = session()
        .into_iter()
        .filter(|f| f.0 == "rat.res.1" || f.0 == "rat.clu.1")
        .collect();
    let folder = folder(&files);
    let error = open(folder.path()).expect_err("no rate").to_string();
    assert!(error.contains("--sample-rate HZ"), "{error}");
    let error = open(folder.path()).expect_err("no rate");
    assert!(matches!(error, FormatError::NoRate { .. }));
    let recording = open_at_rate(&folder.path().join("rat.res.1"), 10_000.0).expect("a session");
    assert_eq!(recording.trains().unit(1), [2.0, 4.0]);
}

/// Parameters of the amplifier's own name; of two files nobody said which.
#[test]
fn parameters_of_another_name() {
    let mut files = session();
    files.retain(|(name, _)| name.contains(".res.") || name.contains(".clu."));
    files.push(("amplifier.xml", XML.into()));
    files.push(("notes.xml", b"<?xml version='1.0'?><notes/>".to_vec()));
    let one = folder(&files);
    for opened in ["", "rat.res.1"] {
        let recording = open(&one.path().join(opened)).expect("a session");
        assert_eq!(recording.trains().unit(1), [1.0, 2.0]);
        assert!(warns(
            &recording,
            "amplifier.xml: is read, the only parameters"
        ));
    }
    files.push(("other.xml", XML.into()));
    let error = open(folder(&files).path()).expect_err("no rate");
    assert!(matches!(error, FormatError::NoRate { .. }), "{error}");
}

#[test]
fn what_does_not_fit_is_said() {
    let mut files = session();
    files[1].1 = b"20000\n30000\n40000\n".to_vec();
    files[5].1 = b"1 1".to_vec();
    files.push(("rat.clu.9", b"1\n2\n".to_vec()));
    let folder = folder(&files);
    let recording = open(folder.path()).expect("a session");
    for words in [
        "rat.clu.1: 1 spikes have only a time",
        "rat.clu.2: does not begin with the number of clusters",
        "rat.clu.9: has no spike times",
        "rat.spk.1: is left out: expected 3 spikes of 4 samples x 2 channels, found 64 bytes",
    ] {
        assert!(
            warns(&recording, words),
            "{words}: {:#?}",
            recording.warnings()
        );
    }
    assert!(recording.units().iter().all(|u| u.waveform.is_none()));
    assert_eq!(recording.trains().spike_count(), 5);
}

#[test]
fn a_file_of_fifty_gigabytes_opens_at_once() {
    let mut files = session();
    files.retain(|f| f.0 != "rat.dat");
    let folder = folder(&files);
    // A hole on the disk, not fifty gigabytes.
    let large = std::fs::File::create(folder.path().join("rat.dat")).expect("a file");
    if large.set_len(50 << 30).is_err() {
        return;
    }
    let recording = open(folder.path()).expect("a session");
    let field = &recording.fields()[0];
    assert_eq!(field.samples, (50_u64 << 30) / 6);
    let end = field
        .source
        .read(&[0], field.samples - 10..field.samples)
        .expect("the end");
    assert_eq!(end.len(), 10);
}

#[test]
fn a_table_beside_a_session_is_still_a_table() {
    let mut files = session();
    files.push(("spikes.csv", b"unit,time_s\na,0.5\nb,1.5\n".to_vec()));
    files.push(("other.dat", b"unit,time_s\na,0.5\nb,1.5\n".to_vec()));
    let folder = folder(&files);
    for name in ["spikes.csv", "other.dat"] {
        let recording = open(&folder.path().join(name)).expect(name);
        assert_eq!(recording.units().len(), 2, "{name}");
    }
}

#[test]
fn ten_thousand_damaged_sessions() {
    let states = "tests/formats/data/mat/mixed.SleepState.states.mat";
    let states = Path::new(env!("CARGO_MANIFEST_DIR")).join(states);
    let mut files = session();
    let states = std::fs::read(states).expect("states");
    files.push(("rat.SleepState.states.mat", states));
    let opened = survivors(&files, "rat.xml", &[], 10_000, 41);
    assert!(opened > 5_000 && opened < 10_000, "{opened} opened");
}
