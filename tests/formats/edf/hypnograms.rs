//! Hypnograms as text, alone and beside a recording.

use super::{edf, samples};
use crate::files::{Files, folder, open, warns};
use equipoise::formats::{self, AddedFile, OpenOptions, Progress};
use equipoise::recording::{EpochKind, Recording, State};

#[test]
fn hypnograms_as_text() {
    let signal = edf("EDF", &[("C3", "uV", 2)], "30", &vec![samples([1, 2]); 8]);
    let files: Files = vec![
        ("rat.edf", signal),
        ("rat_hypno.txt", b"W\nW\nN1\nN2\nN3\nR\n?\n".to_vec()),
        (
            "visbrain.txt",
            b"*Duration_sec 240\n*Datafile rat\nWake 60.5\nN1 90\nN2 120\nN3 150\nREM 240\n"
                .to_vec(),
        ),
        (
            "numbers_hypno.csv",
            b"Epoch,Stage\n0,0\n1,0\n2,2\n3,3\n4,4\n".to_vec(),
        ),
    ];
    let folder = folder(&files);
    let states = |name: &str| -> Vec<(String, f64, f64)> {
        let recording = open(&folder.path().join(name)).expect(name);
        let all = recording.epochs().iter();
        all.map(|e| (e.label.clone(), e.start_s, e.stop_s))
            .collect()
    };
    let expected = [
        ("Wake", 0.0, 60.0),
        ("Light sleep", 60.0, 120.0),
        ("Slow-wave sleep", 120.0, 150.0),
        ("REM", 150.0, 180.0),
    ]
    .map(|(l, a, b)| (l.to_owned(), a, b));
    assert_eq!(states("rat.edf"), expected);
    assert_eq!(states("rat_hypno.txt"), expected);
    assert_eq!(states("visbrain.txt")[0], ("Wake".to_owned(), 0.0, 60.5));
    assert_eq!(states("visbrain.txt")[3], ("REM".to_owned(), 150.0, 240.0));
    let numbers = states("numbers_hypno.csv");
    assert_eq!(numbers.last(), Some(&("REM".to_owned(), 120.0, 150.0)));
    let recording = open(&folder.path().join("rat.edf")).expect("a recording");
    assert!(warns(&recording, "each line is taken to be 30 s"));
    assert!(warns(&recording, "1 lines say that there is no stage"));
}

#[test]
fn hypnograms_of_numbers_in_other_codes() {
    let numpy: String = [0, 0, 2, 3, -1, 4]
        .map(|stage| format!("{:.18}e+00\n", f64::from(stage)))
        .concat();
    let elan =
        "time_base 20\nsampling_period 0.00390625\nepoch_nb 6\nepoch_list\n0\n1\n2\n3\n4\n6\n";
    let files: Files = vec![
        ("numpy_hypno.txt", numpy.into_bytes()),
        (
            "dreams.txt",
            b"[HypnogramAASM]\n5\n5\n3\n2\n1\n0\n-3\n4\n".to_vec(),
        ),
        ("elan.hyp", elan.into()),
        ("plain.hyp", b"0\n0\n2\n3\n4\n".to_vec()),
    ];
    let folder = folder(&files);
    let states = |name: &str| -> Vec<(State, f64, f64)> {
        let recording = open(&folder.path().join(name)).expect(name);
        assert_eq!(recording.units().len(), 0, "{name}");
        let state = |kind| match kind {
            EpochKind::State(state) => state,
            other => panic!("{name}: {other:?}"),
        };
        let all = recording.epochs().iter();
        all.map(|e| (state(e.kind), e.start_s, e.stop_s)).collect()
    };
    let (wake, light, deep) = (State::Wake, State::LightSleep, State::SlowWaveSleep);
    let expected = [
        (wake, 0.0, 60.0),
        (light, 60.0, 90.0),
        (deep, 90.0, 120.0),
        (State::Rem, 150.0, 180.0),
    ];
    assert_eq!(states("numpy_hypno.txt"), expected);
    let expected = [
        (wake, 0.0, 10.0),
        (light, 10.0, 20.0),
        (deep, 20.0, 30.0),
        (State::Rem, 35.0, 40.0),
    ];
    assert_eq!(states("dreams.txt"), expected);
    let expected = [(wake, 0.0, 20.0), (light, 20.0, 60.0), (deep, 60.0, 100.0)];
    assert_eq!(states("elan.hyp"), expected);
    assert_eq!(
        states("plain.hyp").last(),
        Some(&(State::Rem, 120.0, 150.0))
    );
    let dreams = open(&folder.path().join("dreams.txt")).expect("a hypnogram");
    assert!(warns(&dreams, "each line is taken to be 5 s"));
    let elan = open(&folder.path().join("elan.hyp")).expect("a hypnogram");
    assert!(!warns(&elan, "each line is taken to be"));
}

/// Four-second lines of a rodent: a person says it, or the signal beside does.
#[test]
fn the_length_of_a_line_of_a_hypnogram() {
    let lines = ["W\n"; 8].concat() + &["N\n"; 4].concat() + &["R\n"; 3].concat();
    let signal = edf(
        "EDF",
        &[("C3", "uV", 2)],
        "30",
        &[samples([1, 2]), samples([3, 4])],
    );
    let files: Files = vec![
        ("rat.edf", signal.clone()),
        ("rat_hypno.txt", lines.clone().into_bytes()),
        ("alone.txt", lines.into_bytes()),
        ("other.edf", signal),
    ];
    let folder = folder(&files);
    let read = |name: &str, stage_s: Option<f64>, added: Option<&str>| {
        let options = OpenOptions {
            stage_s,
            added: added
                .map(|n| AddedFile::whole(folder.path().join(n)))
                .into_iter()
                .collect(),
            ..OpenOptions::default()
        };
        formats::open(&folder.path().join(name), &options, &Progress::silent()).expect(name)
    };
    let ends = |recording: &Recording| -> Vec<f64> {
        recording.epochs().iter().map(|e| e.stop_s).collect()
    };
    // 15 lines are as long as 60 s of signal when each is 4 s.
    let fitted = read("rat.edf", None, None);
    assert_eq!(ends(&fitted), [32.0, 48.0, 60.0]);
    assert!(warns(
        &fitted,
        "each line is taken to be 4 s, as the lines then are as long"
    ));
    let alone = read("alone.txt", None, None);
    assert_eq!(ends(&alone), [240.0, 360.0, 450.0]);
    assert!(warns(&alone, "each line is taken to be 30 s"));
    assert!(warns(&alone, "--stage-length"));
    for recording in [
        read("rat.edf", Some(10.0), None),
        read("alone.txt", Some(10.0), None),
        read("other.edf", Some(10.0), Some("alone.txt")),
    ] {
        assert_eq!(ends(&recording), [80.0, 120.0, 150.0]);
        assert!(!warns(&recording, "is taken to be"));
    }
}

/// Of two scorers the first by name is read, and the other is named.
#[test]
fn two_hypnograms_of_one_night() {
    let signal = edf("EDF", &[("C3", "uV", 2)], "30", &vec![samples([1, 2]); 5]);
    let lines = |stage: &str| stage.repeat(5).into_bytes();
    let folder = folder(&vec![
        ("rat.edf", signal),
        ("rat_hypno_b.txt", lines("R\n")),
        ("rat_hypno_a.txt", lines("W\n")),
    ]);
    let recording = open(&folder.path().join("rat.edf")).expect("a recording");
    assert_eq!(recording.epochs().len(), 1);
    assert_eq!(recording.epochs()[0].kind, EpochKind::State(State::Wake));
    assert!(warns(
        &recording,
        "1 hypnograms beside it are not read (rat_hypno_b.txt)"
    ));
}
