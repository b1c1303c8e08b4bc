//! Folders that are dropped on the window: what is in them opens, where it is one recording.

use crate::files::open;
use equipoise::formats;
use std::path::{Path, PathBuf};
use tempfile::{TempDir, tempdir};

/// A folder with these files of the test data, and a readme.
fn with(names: &[&str]) -> TempDir {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data");
    let folder = tempdir().expect("a folder");
    for name in names {
        let from: PathBuf = data.join(name);
        let to = folder.path().join(from.file_name().expect("a name"));
        std::fs::copy(&from, to).expect("a copy");
    }
    let words = "Recordings of a rat on a track.\nThey are free, as is this text.\n";
    std::fs::write(folder.path().join("LICENSE.txt"), words).expect("a text");
    folder
}

#[test]
fn the_one_recording_in_a_folder_opens() {
    let tables = ["csv", "_units.csv", "_epochs.csv"];
    let tables = tables.map(|n| format!("tables/wmaze{}{n}", if n == "csv" { "." } else { "" }));
    let tables: Vec<&str> = tables.iter().map(String::as_str).collect();
    for (names, opened) in [
        (vec!["nwb_old.nwb"], "nwb_old.nwb"),
        (tables, "wmaze.csv"),
        (
            vec!["YMV12_excerpt.nev", "blackrock/minimal.ccf"],
            "YMV12_excerpt.nev",
        ),
        (
            vec!["edf/SC4001E0-PSG.edf", "edf/SC4001EC-Hypnogram.edf"],
            "SC4001E0-PSG.edf",
        ),
    ] {
        let folder = with(&names);
        let whole = open(folder.path()).unwrap_or_else(|e| panic!("{names:?}: {e}"));
        let file = folder.path().join(opened);
        let alone = open(&file).expect(opened);
        assert_eq!(whole.units(), alone.units(), "{opened}");
        assert_eq!(whole.epochs(), alone.epochs(), "{opened}");
        assert_eq!(whole.fields().len(), alone.fields().len(), "{opened}");
        assert_eq!(whole.origin(), alone.origin(), "{opened}");
        let hash = |path: &Path| formats::sha256(path).expect("a hash");
        assert_eq!(hash(folder.path()), hash(&file), "{opened}");
        let fingerprint = |path: &Path| formats::fingerprint(path).expect("a fingerprint");
        assert_eq!(fingerprint(folder.path()), fingerprint(&file), "{opened}");
    }
}

/// A sorting lies in the folder of what was sorted.
#[test]
fn a_sorting_deep_in_a_folder_opens() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data/phy_wmaze");
    let run = with(&[]);
    let sorting = |path: &str| {
        let folder = run.path().join(path);
        std::fs::create_dir_all(&folder).expect("a folder");
        for entry in std::fs::read_dir(&data).expect("a sorting") {
            let entry = entry.expect("a file");
            std::fs::copy(entry.path(), folder.join(entry.file_name())).expect("a copy");
        }
        folder
    };
    let own = sorting("run_g0_imec0/kilosort4");
    std::fs::write(run.path().join("run_g0_imec0/run.ap.bin"), [0; 64]).expect("raw data");
    let whole = open(run.path()).expect("a sorting");
    let alone = open(&own).expect("a sorting");
    assert_eq!(whole.units(), alone.units());
    let hash = |path: &Path| formats::sha256(path).expect("a hash");
    assert_eq!(hash(run.path()), hash(&own));
    sorting("run_g0_imec1/kilosort4");
    let error = open(run.path()).expect_err("two").to_string();
    let both = "2 recordings (run_g0_imec0/kilosort4, run_g0_imec1/kilosort4)";
    assert!(error.contains(both), "{error}");
}

#[test]
fn of_several_recordings_none_is_guessed() {
    let folder = with(&["nwb_old.nwb", "nwb_modern.nwb", "edf/subsecond.edf"]);
    let error = open(folder.path()).expect_err("three").to_string();
    let expected = "a folder of 3 recordings (nwb_modern.nwb, nwb_old.nwb, subsecond.edf)";
    assert!(error.contains(expected), "{error}");
    // The same spikes twice: which of them, nobody said.
    let twice = with(&["tables/wmaze.csv", "tables/wmaze_units.csv"]);
    let copy = twice.path().join("night.csv");
    std::fs::copy(twice.path().join("wmaze.csv"), copy).expect("a copy");
    let error = open(twice.path()).expect_err("two").to_string();
    assert!(error.contains("(night.csv, wmaze.csv)"), "{error}");
    let empty = with(&[]);
    let error = open(empty.path()).expect_err("none").to_string();
    assert!(error.contains("none of which is a recording"), "{error}");
}
