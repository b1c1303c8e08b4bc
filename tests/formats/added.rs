//! Several files that make one recording.

use equipoise::formats::{AddedFile, OpenOptions, Progress, nwb, open};
use equipoise::recording::EpochKind;
use std::path::Path;

const HYPNOGRAM: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/formats/data/edf/SC4001EC-Hypnogram.edf"
);

fn spikes(folder: &Path, name: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    let rows = (0..100).map(|j| format!("{},{}.5\n", j % 2, j));
    let text = std::iter::once("unit,time_s\n".to_owned()).chain(rows);
    std::fs::write(&path, text.collect::<String>()).expect("written");
    path
}

#[test]
fn states_of_another_file_come_with_their_offset() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = spikes(dir.path(), "spikes.csv");
    let read = |added: Vec<AddedFile>| {
        let options = OpenOptions {
            added,
            ..OpenOptions::default()
        };
        open(&path, &options, &Progress::silent()).expect("both files")
    };
    let alone = open(
        Path::new(HYPNOGRAM),
        &OpenOptions::default(),
        &Progress::silent(),
    );
    let alone = alone.expect("the hypnogram");
    let both = read(vec![AddedFile {
        offset_s: -100.0,
        ..AddedFile::whole(HYPNOGRAM)
    }]);
    assert_eq!(both.units().len(), 2);
    assert_eq!(both.trains().unit(0)[0], 0.5);
    let starts = |r: &equipoise::recording::Recording| -> Vec<f64> {
        let epochs = r.epochs().iter();
        let states = epochs.filter(|e| matches!(e.kind, EpochKind::State(_)));
        states.map(|e| e.start_s).collect()
    };
    let expected: Vec<f64> = starts(&alone).iter().map(|s| s - 100.0).collect();
    assert!(expected.len() > 100, "a night of states");
    assert_eq!(starts(&both), expected);
    // Nothing was recorded for the rest of the night: rates and windows are of what was.
    assert_eq!(both.span(), read(Vec::new()).span());
    let stop_s = both.span().stop_s;
    let later = expected.iter().filter(|s| **s >= stop_s).count();
    let said = format!("{later} epochs lie outside the recorded time");
    let warnings: Vec<String> = both.warnings().iter().map(ToString::to_string).collect();
    assert!(
        warnings.iter().any(|w| w.starts_with(&said)),
        "{warnings:?}"
    );
    // Saved as NWB, it is the same.
    let nwb = dir.path().join("both.nwb");
    let copied = nwb::Fields::Copied;
    nwb::write(&both, &nwb, copied, &mut |_| ()).expect("written");
    let back = open(&nwb, &OpenOptions::default(), &Progress::silent()).expect("read back");
    assert_eq!((back.span(), back.epochs()), (both.span(), both.epochs()));
}

/// A table of epochs is of itself: what lies beside it is not added once more, and it needs nothing
/// beside it.
#[test]
fn a_table_of_epochs_is_added_by_itself() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = spikes(dir.path(), "spikes.csv");
    let states = "start_s,stop_s,state\n0,1570,WAKE\n1570,1800.5,NREM\n";
    for name in ["epochs.csv", "night.csv"] {
        let other = dir.path().join(name);
        std::fs::write(&other, states).expect("written");
        let options = OpenOptions {
            added: vec![AddedFile {
                offset_s: -0.25,
                ..AddedFile::whole(&other)
            }],
            ..OpenOptions::default()
        };
        let both = open(&path, &options, &Progress::silent()).expect(name);
        assert_eq!(both.units().len(), 2, "{name}");
        let wanted = if name == "epochs.csv" { 4 } else { 2 };
        assert_eq!(both.epochs().len(), wanted, "{name}");
        assert_eq!(both.epochs()[0].start_s, -0.25);
        let [added] = both.added() else {
            panic!("one file was added: {:?}", both.added());
        };
        assert_eq!((added.units, added.fields, added.epochs), (0, 0, 2));
        assert_eq!(added.offset_text(), "0.25 s earlier");
        std::fs::remove_file(&other).expect("removed");
    }
    // By itself it is a recording of epochs, as a hypnogram is.
    let alone = dir.path().join("alone/states.tsv");
    std::fs::create_dir(dir.path().join("alone")).expect("made");
    std::fs::write(&alone, states.replace(',', "\t")).expect("written");
    let alone = open(&alone, &OpenOptions::default(), &Progress::silent()).expect("epochs");
    assert_eq!((alone.units().len(), alone.epochs().len()), (0, 2));
    assert_eq!(alone.span().stop_s, 1800.5);
}

#[test]
fn an_added_file_that_is_not_there_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = spikes(dir.path(), "spikes.csv");
    let options = OpenOptions {
        added: vec![AddedFile::whole("/nowhere/night.edf")],
        ..OpenOptions::default()
    };
    let why = open(&path, &options, &Progress::silent()).expect_err("it is not there");
    assert!(why.to_string().contains("/nowhere/night.edf"), "{why}");
}

#[test]
fn an_offset_is_read_after_the_last_at_sign() {
    let of = |text: &str| {
        let added = AddedFile::parse(text);
        (added.path.display().to_string(), added.offset_s)
    };
    assert_eq!(of("lfp.edf"), ("lfp.edf".into(), 0.0));
    assert_eq!(of("lfp.edf@-12.5"), ("lfp.edf".into(), -12.5));
    assert_eq!(of("a@b/lfp.edf"), ("a@b/lfp.edf".into(), 0.0));
    assert_eq!(of("a@b/lfp.edf@3"), ("a@b/lfp.edf".into(), 3.0));
}

/// Whoever adds a file twice has every unit twice, and hears of it.
#[test]
fn a_file_that_is_added_to_itself_is_said_to_be() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = spikes(dir.path(), "spikes.csv");
    let options = OpenOptions {
        added: vec![AddedFile::whole(&path)],
        ..OpenOptions::default()
    };
    let both = open(&path, &options, &Progress::silent()).expect("both");
    assert_eq!(both.units().len(), 4);
    let warnings: Vec<String> = both.warnings().iter().map(ToString::to_string).collect();
    let said = warnings.iter().any(|w| w.contains("more than once"));
    assert!(said, "{warnings:?}");
}
