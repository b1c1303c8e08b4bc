//! Damaged files: no panic, no hang, no more memory than the file may cost.

use super::writer::{MANNERS, V, col, file, matrix, one};
use super::{data, read};
use crate::mutate::mutations;
use equipoise::formats::FormatError;
use equipoise::formats::Progress;
use equipoise::formats::mat::read_variables;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use rayon::prelude::*;
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};

pub fn damaged(name: &str, base: &[u8], count: usize, seed: u64) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let opened = AtomicUsize::new(0);
    let files: Vec<Vec<u8>> = mutations(base, count, seed).collect();
    files.par_iter().enumerate().for_each(|(i, bytes)| {
        let inner = folder.path().join(i.to_string());
        std::fs::create_dir(&inner).unwrap();
        let path = inner.join(name);
        std::fs::write(&path, bytes).unwrap();
        if read(&path).is_ok() {
            opened.fetch_add(1, Ordering::Relaxed);
        }
        std::fs::remove_dir_all(&inner).unwrap();
    });
    opened.into_inner()
}

fn small() -> Vec<(&'static str, V)> {
    let unit = |at: f64| {
        one(vec![
            ("time", col(&[at, at + 0.5, at + 2.25])),
            ("type", V::Text("pyr")),
        ])
    };
    let signal: Vec<f64> = (0..200).map(|i| f64::from(i).sin()).collect();
    vec![
        (
            "spikes",
            V::Cell(vec![unit(1.0), unit(2.0), V::Empty, unit(64.0)]),
        ),
        (
            "t",
            V::F64(1, 200, (0..200).map(|i| 0.01 * f64::from(i)).collect()),
        ),
        ("lfp", V::F64(1, 200, signal)),
        ("flags", V::Logical(vec![1, 0, 1])),
        ("note", V::Text("a note")),
    ]
}

#[test]
fn ten_thousand_damaged_files_of_v5() {
    let mut opened = 0;
    for (seed, manner) in (1..).zip(MANNERS) {
        opened += damaged("a.mat", &file(&small(), manner), 2_000, seed);
    }
    let session = std::fs::read(data("e14_1m1_200130.cell_metrics.cellinfo.mat")).unwrap();
    opened += damaged("s.cell_metrics.cellinfo.mat", &session, 2_000, 5);
    let idx = one(vec![
        ("states", col(&[1.0, 1.0, 3.0, 0.0, 3.0])),
        ("timestamps", col(&[1.0, 2.0, 3.0, 4.0, 5.0])),
        (
            "statenames",
            V::Cell(vec![V::Text("WAKE"), V::Empty, V::Text("NREM")]),
        ),
    ]);
    let states = one(vec![("idx", idx)]);
    let bytes = file(&[("SleepState", states)], MANNERS[0]);
    opened += damaged("s.SleepState.states.mat", &bytes, 2_000, 6);
    assert!(opened > 2_000 && opened < 12_000, "{opened} opened");
}

#[test]
fn ten_thousand_damaged_files_of_7_3() {
    let mut opened = 0;
    for (seed, name, count) in [
        (1, "everything_7_3.mat", 6_000),
        (2, "mixed.spikes.cellinfo.mat", 4_000),
    ] {
        let base = std::fs::read(data(name)).unwrap();
        opened += damaged(name, &base, count, seed);
    }
    assert!(opened > 2_000 && opened < 10_000, "{opened} opened");
}

/// A variable that inflates to a thousand times the file is left out, and named.
#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = V::F64(1 << 22, 1, vec![0.0; 1 << 22]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.mat");
    let variables = [("bomb", zeros), ("units", V::Cell(vec![col(&[0.5, 1.25])]))];
    std::fs::write(&path, file(&variables, MANNERS[2])).unwrap();
    let length = std::fs::metadata(&path).unwrap().len();
    assert!(length < 1 << 17, "{length}");
    let variables = read_variables(&path, &Progress::silent()).unwrap();
    assert_eq!(variables.get("bomb").unwrap().class(), "double");
    assert!(variables.get("bomb").unwrap().numbers().is_none());
    assert!(
        variables.warnings[0]
            .to_string()
            .starts_with("bomb: it and what stands before it")
    );
    assert_eq!(read(&path).unwrap().trains().unit(0), [0.5, 1.25]);
}

/// Ten to the eighteenth structs, none of which has a field.
#[test]
fn structs_without_fields_take_no_time() {
    let mut bytes = file(
        &[("s", V::Struct(Vec::new(), vec![Vec::new()]))],
        MANNERS[0],
    );
    let dims = bytes
        .windows(8)
        .position(|w| w == [5, 0, 0, 0, 8, 0, 0, 0])
        .unwrap();
    bytes[dims + 8..dims + 12].copy_from_slice(&0x3fff_ffff_u32.to_le_bytes());
    bytes[dims + 12..dims + 16].copy_from_slice(&0x3fff_ffff_u32.to_le_bytes());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.mat");
    std::fs::write(&path, bytes).unwrap();
    assert!(read(&path).unwrap_err().to_string().contains("s ("));
}

/// Cells in cells, without end.
#[test]
fn depth_is_bounded() {
    let mut value = col(&[1.5]);
    for _ in 0..2000 {
        value = V::Cell(vec![value]);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep.mat");
    std::fs::write(&path, file(&[("spikes", value)], MANNERS[2])).unwrap();
    let error = read(&path).unwrap_err().to_string();
    assert!(error.contains("at most 32"), "{error}");
}

/// What a compressed element says of its length and counts is not believed.
#[test]
fn lengths_that_lie() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lie.mat");
    let mut element = matrix("spikes", &V::Cell(vec![col(&[1.5, 2.5])]), false);
    // The dimensions follow the tag and the flags.
    element[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
    element[32..36].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    packer.write_all(&element).unwrap();
    let packed = packer.finish().unwrap();
    let mut bytes = file(&[], MANNERS[0]);
    bytes.extend(15_u32.to_le_bytes());
    bytes.extend((packed.len() as u32).to_le_bytes());
    bytes.extend(packed);
    std::fs::write(&path, bytes).unwrap();
    let error = read(&path).unwrap_err();
    assert!(matches!(error, FormatError::Malformed { .. }), "{error}");
}

#[test]
fn cancelling_stops() {
    let path = data("all_unit.mat");
    for after in [0, 1, 3, 10] {
        let looks = AtomicUsize::new(0);
        let cancelled = || looks.fetch_add(1, Ordering::Relaxed) >= after;
        let progress = Progress::new(&cancelled, &|_, _| ());
        let options = equipoise::formats::OpenOptions::default();
        let read = equipoise::formats::open(&path, &options, &progress);
        assert!(matches!(read, Err(FormatError::Cancelled)), "after {after}");
    }
}

/// Half a million empty cells, in a file a hundredth of their size in memory.
#[test]
fn empty_cells_are_charged_for() {
    let cells = (0..500_000).map(|_| V::Empty).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cells.mat");
    let variables = [
        ("c", V::Cell(cells)),
        ("units", V::Cell(vec![col(&[0.5, 1.25])])),
    ];
    std::fs::write(&path, file(&variables, MANNERS[2])).unwrap();
    let length = std::fs::metadata(&path).unwrap().len();
    assert!(length < 1 << 20, "{length}");
    let variables = read_variables(&path, &Progress::silent()).unwrap();
    assert_eq!(variables.get("c").unwrap().class(), "cell");
    assert!(variables.get("c").unwrap().left_out_bytes() > 0);
    assert_eq!(read(&path).unwrap().trains().unit(0), [0.5, 1.25]);
}
