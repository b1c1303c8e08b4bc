//! `theory`: its JSON, its reasons, and what it refuses.

use crate::common::{Run, equipoise, json};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::Value as Json;
use std::path::Path;

fn theory(out: &Path, args: &[&str]) -> Run {
    let place = out.to_str().expect("a path");
    equipoise([&["theory", "rate"], args, &["--out", place]].concat())
}

fn found(args: &[&str]) -> Json {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("theory.json");
    theory(&out, args).done();
    json(&out)
}

#[track_caller]
fn close(found: &Json, expected: f64, tolerance: f64) {
    let value = found.as_f64().expect("a number");
    assert!((value - expected).abs() < tolerance, "{value} {expected}");
}

#[test]
fn what_theory_says_of_a_size_and_of_the_limit() {
    let at = found(&["--set", "n=1000", "--set", "j0=0.1"]);
    close(&at["fixed_point"]["phi_e"], 0.40627, 1e-5);
    close(&at["fixed_point"]["phi_i"], 0.51742, 1e-5);
    close(&at["fixed_point"]["w"], 0.32989, 1e-5);
    close(&at["limit"]["w"], 0.6, 1e-12);
    close(&at["critical"]["j0"], 0.682_993_928_5, 1e-6);
    close(&at["critical"]["omega"], 0.0, 1e-12);
    close(&at["mean_modes"][2][0], -0.408_809_695_052_149_7, 1e-8);
    assert!(at["static_branch"].is_null());
    let reason = at["static_branch_reason"].as_str().expect("a reason");
    assert!(reason.contains("0.68299"), "{reason}");
    assert!(at.get("spectrum").is_none() && at.get("exponents").is_none());

    let at = found(&["--set", "n=inf", "--set", "j0=1"]);
    assert_eq!(at["parameters"]["n"], "inf");
    assert_eq!(at["limit"], at["fixed_point"]);
    close(&at["static_branch"]["s_e"], 0.156_473_735_6, 1e-6);
    assert!(at["mean_modes"].is_null() && at["mean_modes_reason"].is_string());

    let at = found(&["--set", "n=1000000", "--set", "g_ei=10"]);
    assert!(at["limit"].is_null());
    let reason = at["limit_reason"].as_str().expect("a reason");
    assert!(
        reason.contains("1.1111") && reason.contains("between 0 and 1"),
        "{reason}"
    );
}

#[test]
fn a_network_has_a_spectrum_and_exponents() {
    let args = [
        "--set",
        "n=100",
        "--set",
        "j0=0.4",
        "--set",
        "c=0.2",
        "--spectrum",
        "--exponents",
        "2",
    ];
    let long = ["--time", "200", "--transient", "200"];
    let at = found(&[&args[..], &long].concat());
    let spectrum = at["spectrum"].as_array().expect("a list");
    assert_eq!(spectrum.len(), 180);
    let leading = spectrum[0][0].as_f64().expect("a number");
    close(&at["exponents"][0], leading, 5e-3);
    assert_eq!(at["exponents"].as_array().expect("a list").len(), 2);
    assert!(at["exponent_errors"][0].as_f64().expect("a number") < 0.01);
    assert_eq!(at["regime"], "homogeneous fixed point");
    // Another seed is another network.
    let other = found(&[&args[..], &long, &["--seed", "2"]].concat());
    assert!(other["spectrum"] != at["spectrum"]);
    let threads = ["--threads", "2"];
    assert!(found(&[&args[..], &long, &threads].concat()) == at);
}

#[test]
fn what_is_refused_says_what_was_expected() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("theory.json");
    for (args, words) in [
        (
            &["--set", "n=inf", "--spectrum"][..],
            "expected a number of units",
        ),
        (
            &["--set", "n=some"],
            "expected inf or a whole number from 10",
        ),
        (
            &["--set", "n=5000", "--spectrum"],
            "expected at most 2000 units, found 5000",
        ),
        (&["--set", "n=50", "--exponents", "1"], "n: "),
        (&["--set", "j9=1"], "parameters are"),
        (&["--set", "j0=x"], "j0"),
        (&["--exponents", "9"], "9"),
        (&["--time", "10"], "--exponents"),
    ] {
        let run = theory(&out, args);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.stderr.contains(words), "{words}: {run:?}");
        assert!(!out.exists());
    }
    let run = equipoise(["theory", "rate", "--out", "theory.txt"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains(".json"), "{run:?}");
    let missing = dir.path().join("none.json");
    let place = missing.to_str().expect("a path");
    theory(&out, &["--network", place]).failed_with(&missing);
}

/// Parts of a scan are the scan, and a table of either kind holds the same rows.
#[test]
fn a_scan_is_the_sum_of_its_parts() {
    let dir = tempfile::tempdir().expect("a folder");
    let scan = |name: &str, more: &[&str]| {
        let out = dir.path().join(name);
        let shared = [
            "scan",
            "rate",
            "--grid",
            "j0=0.5:1.5:0.5",
            "--grid",
            "i0=0:0.3:0.3",
            "--n",
            "100",
            "--realisations",
            "2",
            "--transient",
            "40",
            "--time",
            "60",
            "--out",
        ];
        let place = out.to_str().expect("a path");
        equipoise([&shared[..], &[place], more].concat()).done();
        out
    };
    let rows = |path: &Path| -> Vec<String> {
        let text = std::fs::read_to_string(path).expect("a table");
        text.lines().map(str::to_owned).collect()
    };
    let whole = rows(&scan("whole.csv", &["--onsets"]));
    assert_eq!(whole.len(), 1 + 3 * 2 * 2);
    assert!(
        whole[0].starts_with("n,seed,j0,i0,regime,exponent1,error1"),
        "{}",
        whole[0]
    );
    assert!(
        whole[1].starts_with("100,1,0.5,0,homogeneous fixed point,-"),
        "{}",
        whole[1]
    );
    let mut parts = vec![whole[0].clone()];
    for part in ["1/5", "2/5", "3/5", "4/5", "5/5"] {
        let found = rows(&scan("part.csv", &["--onsets", "--part", part]));
        parts.extend_from_slice(&found[1..]);
    }
    assert_eq!(parts, whole);

    let table = std::fs::File::open(scan("whole.parquet", &["--onsets"])).expect("a file");
    let table = SerializedFileReader::new(table).expect("a Parquet table");
    let header: Vec<&str> = whole[0].split(',').collect();
    let mut count = 0;
    for (row, line) in table.get_row_iter(None).expect("rows").zip(&whole[1..]) {
        let row = row.expect("a row");
        let cells: Vec<&str> = line.split(',').collect();
        for (((name, field), wanted), cell) in row.get_column_iter().zip(&header).zip(&cells) {
            assert_eq!(name, wanted);
            match field {
                Field::Double(value) if value.is_nan() => assert!(cell.is_empty()),
                Field::Double(value) => assert_eq!(*value, cell.parse::<f64>().expect("a number")),
                Field::Long(value) => assert_eq!(value.to_string(), *cell),
                Field::Str(text) => assert_eq!(text, cell),
                other => panic!("{other:?}"),
            }
        }
        count += 1;
    }
    assert_eq!(count, whole.len() - 1);
}

#[test]
fn a_scan_says_what_it_cannot_do() {
    for (more, words) in [
        (
            ["--grid", "c=0.1:0.2:0.1", "--out", "a.csv"],
            "leaves the connections as they are (j0",
        ),
        (
            ["--grid", "j0=1:9:1", "--out", "a.csv"],
            "from 0 to 5, found \"6\"",
        ),
        (
            ["--grid", "j0=1:0:1", "--out", "a.csv"],
            "NAME=FROM:TO:STEP",
        ),
        (
            ["--grid", "j0=0:5:0", "--out", "a.csv"],
            "NAME=FROM:TO:STEP",
        ),
        (
            ["--grid", "j0=0:5:0.0000001", "--out", "a.csv"],
            "at most 10000000",
        ),
        (["--grid", "j0=1", "--out", "a.txt"], ".parquet or .csv"),
    ] {
        let run = equipoise([&["scan", "rate"][..], &more].concat());
        run.wrong_usage();
        assert!(run.stderr.contains(words), "{run:?}");
    }
}
