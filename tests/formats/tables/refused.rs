//! Rows left out, and files that are no recording.

use super::{data, file, read, says};
use equipoise::formats::{FormatError, OpenOptions, Progress, open};
use tempfile::tempdir;

#[test]
fn parquet_that_cannot_be_read_says_why() {
    let brotli = read(&data("wmaze_brotli.parquet"))
        .expect_err("a codec")
        .to_string();
    assert!(
        brotli.contains("BROTLI") && brotli.contains("snappy, gzip or zstd"),
        "{brotli}"
    );
    let lists = read(&data("lists.parquet")).expect_err("lists").to_string();
    assert!(
        lists.contains("a Parquet table without a time column"),
        "{lists}"
    );
}

#[test]
fn rows_that_cannot_be_read_are_counted_or_refused() {
    use std::fmt::Write;
    let mut text = String::from("unit,time_s\n");
    for k in 0..200 {
        let _ = writeln!(text, "{},{}", k % 7, f64::from(k) / 16.0);
    }
    let (_folder, path) = file(
        "rat.csv",
        text.replacen("3,0.1875", "3,soon", 1) + "5\n,3\n",
    );
    let recording = read(&path).expect("a recording");
    assert_eq!(recording.trains().spike_count(), 199);
    let warning = "3 rows are left out; the first is line 5, column time_s: expected a number, found \"soon\"";
    assert!(says(&recording, warning), "{:?}", recording.warnings());

    let (_folder, path) = file("rat.csv", format!("{text}{}", "5,x\n".repeat(30)));
    let error = read(&path).expect_err("too many").to_string();
    assert!(
        error.contains("line 202, column time_s") && error.contains("30 of 230 rows"),
        "{error}"
    );

    let numbers = text.split_once('\n').expect("a header").1;
    let (_folder, path) = file(
        "rat.csv",
        format!("unit,time_s\n{}{numbers}", "1,x\n".repeat(3)),
    );
    let error = read(&path).expect_err("first rows").to_string();
    assert!(
        error.contains("line 2, column time_s") && error.contains("first rows"),
        "{error}"
    );

    let (_folder, path) = file("rat.csv", format!("{text}\"{}", "7,1\n".repeat(400_000)));
    let error = read(&path).expect_err("an open quotation mark").to_string();
    assert!(
        error.contains("line 202") && error.contains("quotation mark"),
        "{error}"
    );
}

#[test]
fn what_is_no_recording_is_named() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    let sine = (0..100).fold(String::new(), |text, k| {
        text + &format!("{},{}\n", f64::from(k) * 0.001, k % 5)
    });
    let cases: [(&str, Vec<u8>, &str); 14] = [
        ("image.csv", png.to_vec(), "a PNG image"),
        ("empty.csv", Vec::new(), "an empty file"),
        ("paper.pdf", b"%PDF-1.7\n".to_vec(), "a PDF document"),
        (
            "book.xlsx",
            b"PK\x03\x04\x14\0\x06\0".to_vec(),
            "a ZIP archive",
        ),
        (
            "spikes.csv.gz",
            vec![0x1f, 0x8b, 8, 0, 0, 0],
            "a gzip archive",
        ),
        (
            "a.mat",
            b"MATLAB 5.0 MAT-file, Platform\0\x01IM".to_vec(),
            "a MATLAB v5 file",
        ),
        (
            "noise.bin",
            (0..=255).collect(),
            "binary data that begins with 00 01 02",
        ),
        ("zeros.dat", vec![0; 4096], "nothing but zeros"),
        (
            "cities.csv",
            b"country,city,people\nFR,Paris,2100000\nDE,Berlin,3700000\n".to_vec(),
            "text without a time column (its columns are country, city, people",
        ),
        (
            "words.txt",
            b"It was a dark night.\nThe rain fell.\n".to_vec(),
            "text without a time column",
        ),
        (
            "lfp.csv",
            format!("time_s,value\n{sine}").into(),
            "its times are regular",
        ),
        (
            "noheader.csv",
            b"3,1,4\n1,5,9\n2,6,5\n3,5,8\n".to_vec(),
            "text without a time column",
        ),
        (
            "night.csv",
            b"start_s,stop_s,label\n0,1,run\n1,2,rest\n".to_vec(),
            "a table of epochs",
        ),
        (
            "signal.csv",
            b"time_s,left,right\n0.5,0.25,0.75\n0.7,0.5,0.1\n".to_vec(),
            "no column that names the unit",
        ),
    ];
    for (name, contents, expected) in cases {
        let (_folder, path) = file(name, contents);
        let error = read(&path).expect_err(name);
        assert!(
            matches!(error, FormatError::Unrecognised { .. }),
            "{name}: {error:?}"
        );
        let text = error.to_string();
        assert!(text.contains(expected), "{name}: {text}");
        assert!(
            text.contains("known formats are") && text.contains("CSV, TSV or Parquet"),
            "{text}"
        );
        assert!(
            text.ends_with(&path.display().to_string()),
            "the path comes last: {text}"
        );
    }
    let folder = tempdir().expect("a folder");
    assert!(
        read(folder.path())
            .expect_err("a folder")
            .to_string()
            .contains("a folder")
    );
    let missing = read(&folder.path().join("missing.csv")).expect_err("nothing");
    assert!(matches!(missing, FormatError::Io { .. }), "{missing:?}");
}

#[test]
fn cancelling_stops_reading() {
    let cancelled = || true;
    let report = |_: f32, _: &str| ();
    let progress = Progress::new(&cancelled, &report);
    let error = open(&data("wmaze.csv"), &OpenOptions::default(), &progress);
    assert!(matches!(error, Err(FormatError::Cancelled)));
}
