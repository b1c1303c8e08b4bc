//! MAT-files of version 4: by scipy, and by hand in both byte orders.

use super::damage::damaged;
use super::{counts, data, ids, read};
use equipoise::formats::Progress;
use equipoise::formats::mat::{MatValue, read_variables};

/// A matrix with its header; `kind` is 0 for numbers, 1 for text.
fn matrix(big: bool, kind: u32, name: &str, rows: u32, columns: u32, values: &[f64]) -> Vec<u8> {
    let code = kind + if big { 1000 } else { 0 };
    let words = [code, rows, columns, 0, name.len() as u32 + 1];
    let word = |w: u32| {
        if big {
            w.to_be_bytes()
        } else {
            w.to_le_bytes()
        }
    };
    let number = |v: f64| {
        if big {
            v.to_be_bytes()
        } else {
            v.to_le_bytes()
        }
    };
    let mut bytes: Vec<u8> = words.into_iter().flat_map(word).collect();
    bytes.extend(name.bytes());
    bytes.push(0);
    bytes.extend(values.iter().flat_map(|v| number(*v)));
    bytes
}

fn pairs() -> Vec<f64> {
    let ids = (0..12).map(|i| f64::from(i % 3 + 1));
    ids.chain((0..12).map(|i| 64.5 + 0.3 * f64::from(i)))
        .collect()
}

#[test]
fn both_byte_orders() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.mat");
    for big in [false, true] {
        let word: Vec<f64> = "rat".bytes().map(f64::from).collect();
        let mut bytes = matrix(big, 1, "animal", 1, 3, &word);
        bytes.extend(matrix(big, 0, "spks", 12, 2, &pairs()));
        std::fs::write(&path, &bytes).unwrap();
        let recording = read(&path).unwrap();
        assert_eq!(ids(&recording), ["1", "2", "3"]);
        assert_eq!(recording.trains().unit(1), [64.8, 65.7, 66.6, 67.5]);
        let all = read_variables(&path, &Progress::silent()).unwrap();
        assert_eq!((all.version, all.list.len()), ("v4", 2));
        assert_eq!(all.get("animal").and_then(MatValue::text), Some("rat"));
        // What is whole of a cut file is read.
        std::fs::write(&path, &bytes[..bytes.len() - 8]).unwrap();
        let all = read_variables(&path, &Progress::silent()).unwrap();
        assert_eq!((all.list.len(), all.warnings.len()), (1, 1));
    }
}

/// Values from numpy, which wrote it.
#[test]
fn a_file_by_scipy() {
    let all = read_variables(&data("scipy_v4.mat"), &Progress::silent()).unwrap();
    let numbers = |name: &str| -> Vec<f64> {
        let value = all.get(name).unwrap().numbers().unwrap();
        value.data.iter().collect()
    };
    assert_eq!(all.get("i16").unwrap().describe(), "2 x 3 int16");
    assert_eq!(numbers("i16"), [0.0, 3.0, 1.0, 4.0, 2.0, 5.0]);
    assert_eq!(numbers("z"), [1.0, 3.0]);
    assert_eq!(all.get("name").unwrap().text(), Some("hello"));
    let Some(MatValue::Text(text)) = all.get("text") else {
        panic!("text is text");
    };
    assert_eq!(text.rows, ["ab", "cd"]);
    assert_eq!(all.warnings.len(), 1, "z is complex");
    assert_eq!(counts(&read(&data("scipy_v4.mat")).unwrap()), [4, 4, 4]);
}

#[test]
fn ten_thousand_damaged_files_of_v4() {
    let mut bytes = matrix(true, 1, "animal", 1, 3, &[114.0, 97.0, 116.0]);
    bytes.extend(matrix(true, 0, "spks", 12, 2, &pairs()));
    let mut opened = damaged("a.mat", &bytes, 5_000, 41);
    let scipy = std::fs::read(data("scipy_v4.mat")).unwrap();
    opened += damaged("a.mat", &scipy, 5_000, 42);
    assert!(opened > 1_000 && opened < 10_000, "{opened} opened");
}
