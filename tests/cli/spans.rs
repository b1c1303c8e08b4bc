//! Recordings whose span, or whose rates, are out of all proportion: each is analysed, what would
//! need too much is null with its reason, and a stray is named.

use crate::common::{equipoise, json};
use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Tables of spikes and units: E and I in turn.
fn written(folder: &Path, name: &str, units: usize, spikes: &[(usize, f64)]) -> PathBuf {
    let mut text = "unit,time_s\n".to_owned();
    for (unit, t_s) in spikes {
        writeln!(text, "u{unit},{t_s}").expect("to memory");
    }
    let path = folder.join(format!("{name}.csv"));
    std::fs::write(&path, text).expect("written");
    let mut text = "unit,class\n".to_owned();
    for unit in 0..units {
        writeln!(text, "u{unit},{}", ["E", "I"][unit % 2]).expect("to memory");
    }
    std::fs::write(folder.join(format!("{name}_units.csv")), text).expect("written");
    path
}

/// Times of a small generator of our own, so that they are the same on every machine.
fn spread(count: usize, units: usize, to_s: f64) -> Vec<(usize, f64)> {
    let mut state = 17u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(state) / f64::from(u32::MAX)
    };
    let mut all: Vec<(usize, f64)> = (0..count).map(|j| (j % units, next() * to_s)).collect();
    all.sort_by(|a, b| a.1.total_cmp(&b.1));
    all
}

fn analysed(file: &Path, more: &[&str]) -> Value {
    let out = file.with_extension("out");
    let mut args: Vec<std::ffi::OsString> = vec!["analyze".into(), file.into(), "--out".into()];
    args.push((&out).into());
    args.extend(["--surrogate", "none"].map(Into::into));
    args.extend(more.iter().map(Into::into));
    equipoise(args).done();
    json(
        &out.join(file.file_stem().expect("a name"))
            .join("analysis.json"),
    )
}

fn warnings(analysis: &Value, words: &str) -> Vec<String> {
    let all = analysis["warnings"].as_array().expect("a list").iter();
    let all = all.map(|w| w.as_str().expect("text").to_owned());
    all.filter(|w| w.contains(words)).collect()
}

/// Bins at the finest scale, and the correlation there.
fn finest(analysis: &Value) -> (f64, f64) {
    let scale = &analysis["ensemble"]["scales"][0];
    let of = |key: &str| scale[key].as_f64().expect("a number");
    (of("n_bins"), of("r"))
}

#[test]
fn years_are_analysed_and_what_visits_every_sample_is_left_out() {
    const FIVE_YEARS_S: f64 = 157_788_000.0;
    let dir = tempfile::tempdir().expect("a folder");
    let spikes = spread(4000, 6, FIVE_YEARS_S);
    let found = analysed(&written(dir.path(), "years", 6, &spikes), &[]);
    let (bins, r) = finest(&found);
    assert!(bins > 1.5e11 && r.abs() < 0.01, "{bins} bins, r {r}");
    for scales in [
        "collapse",
        "variance",
        "partition",
        "deviation",
        "correlation",
    ] {
        assert!(found[scales].is_object(), "{scales}: {}", found[scales]);
    }
    assert!(found["current"].is_null(), "{}", found["current"]);
    let why = warnings(&found, "current: null");
    assert_eq!(why.len(), 1, "{why:?}");
    assert!(why[0].contains("shorter window"), "{why:?}");
}

#[test]
fn a_stray_is_named_and_can_be_left_out() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut spikes = spread(3000, 6, 300.0);
    spikes.push((0, 1e12));
    let file = written(dir.path(), "stray", 6, &spikes);
    let found = analysed(&file, &[]);
    let (bins, _) = finest(&found);
    assert!((bins / 1e15 - 1.0).abs() < 1e-6, "{bins} bins");
    let named = warnings(&found, "far outside");
    assert_eq!(named.len(), 1, "{named:?}");
    assert!(named[0].contains("unit u0 at 1000000000000 s"), "{named:?}");
    let without = analysed(&file, &["--leave-out-strays"]);
    let (bins, _) = finest(&without);
    assert!((299_000.0..301_000.0).contains(&bins), "{bins} bins");
    assert!(without["current"].is_object());
    // The recipe opens it in the same way.
    assert_eq!(
        without["recipe"]["file"]["File"]["options"]["leave_out_strays"],
        true
    );
}

#[test]
fn rates_beyond_any_cell_take_no_longer() {
    let dir = tempfile::tempdir().expect("a folder");
    // 100 kHz of each unit: 100 ms around every spike hold 10,000 of the other.
    let spikes = spread(100_000, 2, 0.5);
    let found = analysed(&written(dir.path(), "rate", 2, &spikes), &[]);
    assert!(found["connections"].is_object());
    assert!(found["correlation"].is_object());
}
