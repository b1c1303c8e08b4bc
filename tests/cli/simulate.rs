//! `simulate` of networks: presets, changes, given networks and trajectories.

use crate::common::{Run, equipoise, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn simulate(dir: &Path, out: &str, args: &[&str]) -> (Run, PathBuf) {
    let out = dir.join(out);
    let place = out.to_str().expect("a path");
    let line = [&["simulate"], args, &["--out", place]].concat();
    (equipoise(line), out)
}

/// It was written, and nothing was said but that a table holds no fields.
#[track_caller]
fn written((run, out): (Run, PathBuf)) -> Vec<u8> {
    assert_eq!(run.status, 0, "{run:?}");
    let said = |line: &str| line.contains("a CSV table cannot hold");
    assert!(run.stderr.lines().all(said), "{run:?}");
    std::fs::read(out).expect("written")
}

#[test]
fn a_network_is_a_recording_with_classes_and_its_seed_decides_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let small = [
        "coba",
        "--set",
        "n=500",
        "--set",
        "p=0.1",
        "--seconds",
        "0.4",
    ];
    let with =
        |more: &[&str], out: &str| written(simulate(dir.path(), out, &[&small[..], more].concat()));
    let driven = with(
        &["--preset", "driven", "--seed", "3", "--threads", "1"],
        "a.csv",
    );
    let again = with(
        &["--preset", "driven", "--seed", "3", "--threads", "2"],
        "b.csv",
    );
    assert!(driven == again);
    assert!(driven != with(&["--preset", "driven", "--seed", "4"], "c.csv"));
    assert!(driven != with(&["--preset", "symmetric", "--seed", "3"], "d.csv"));
    let (run, nwb) = simulate(
        dir.path(),
        "e.nwb",
        &[&small[..], &["--preset", "driven"]].concat(),
    );
    run.done();
    let info = equipoise(["info".as_ref(), nwb.as_os_str()]).done().stdout;
    for words in ["400", "100", "potential", "conductance"] {
        assert!(info.contains(words), "{words}: {info}");
    }
    let out = dir.path().join("out");
    equipoise([
        "analyze".as_ref(),
        dir.path().join("a.csv").as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
        "--surrogate".as_ref(),
        "none".as_ref(),
    ])
    .done();
    let found = json(&out.join("a/analysis.json"));
    assert_eq!(found["units"]["excitatory"], 400);
    assert_eq!(found["units"]["inhibitory"], 100);
}

#[test]
fn help_lists_parameters_and_presets() {
    let help = equipoise(["simulate", "--help"]).done().stdout;
    for words in [
        "night: ",
        "coba: ",
        "rate: ",
        "--preset self-sustained",
        "--preset recurrence-off",
        "dg_e*  6 (0 to 20) nS",
        "tau_d*  10 (1 to 100) tau_m",
        "in_degree  fixed (one of fixed, bernoulli)",
        "Reconstructed",
    ] {
        assert!(help.contains(words), "{words}: {help}");
    }
}

#[test]
fn changes_are_replayed() {
    let dir = tempfile::tempdir().expect("a folder");
    let csv = dir.path().join("changes.csv");
    std::fs::write(&csv, "time_s,name,value\n0.1,drive_hz,300\n0.2,kick,1\n").expect("written");
    let lines = dir.path().join("changes.jsonl");
    std::fs::write(
        &lines,
        "{\"time_s\":0.1,\"name\":\"drive_hz\",\"value\":300}\n{\"time_s\":0.2,\"name\":\"kick\",\"value\":1}\n",
    )
    .expect("written");
    let small = ["coba", "--set", "n=500", "--seconds", "0.3"];
    let with =
        |more: &[&str], out: &str| written(simulate(dir.path(), out, &[&small[..], more].concat()));
    let plain = with(&[], "plain.csv");
    let turned = with(&["--changes", csv.to_str().expect("a path")], "csv.csv");
    assert!(plain != turned);
    assert!(turned == with(&["--changes", lines.to_str().expect("a path")], "lines.csv"));

    std::fs::write(&csv, "0.1,n,600\n").expect("written");
    let args = [&small[..], &["--changes", csv.to_str().expect("a path")]].concat();
    let (run, out) = simulate(dir.path(), "wrong.csv", &args);
    run.failed_with(&csv);
    assert!(run.stderr.contains("line 1: n: parameters are"), "{run:?}");
    assert!(!out.exists());
}

#[test]
fn a_given_network_takes_the_way_that_another_program_says() {
    let dir = tempfile::tempdir().expect("a folder");
    let file =
        json(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/methods/data/small_networks.json"));
    for case in file["cases"].as_array().expect("cases") {
        let network = dir.path().join("network.json");
        std::fs::write(&network, case.to_string()).expect("written");
        let way = dir.path().join("way.csv");
        equipoise([
            "simulate",
            "rate",
            "--network",
            network.to_str().expect("a path"),
            "--seconds",
            "0.4",
            "--trajectory",
            way.to_str().expect("a path"),
        ])
        .done();
        let text = std::fs::read_to_string(&way).expect("written");
        let rows: Vec<Vec<&str>> = text.lines().map(|l| l.split(',').collect()).collect();
        let mut header = String::from("t");
        let (n, n_e) = (
            case["N"].as_u64().expect("N"),
            case["NE"].as_u64().expect("NE"),
        );
        (0..n).for_each(|k| write!(header, ",h{k}").expect("to memory"));
        (0..n_e).for_each(|k| write!(header, ",w{k}").expect("to memory"));
        assert_eq!(rows[0].join(","), header);
        assert_eq!(rows.len(), 402);
        for state in case["rk4"].as_array().expect("states") {
            let t = state["t"].as_f64().expect("a time");
            let row: Vec<f64> = rows[1 + (t / 0.05).round() as usize]
                .iter()
                .map(|cell| cell.parse().expect("a number"))
                .collect();
            assert!((row[0] - t).abs() < 1e-9);
            let both =
                [&state["h"], &state["w"]].map(|list| list.as_array().expect("a list").iter());
            let [h, w] = both;
            for (found, expected) in row[1..].iter().zip(h.chain(w)) {
                let expected = expected.as_f64().expect("a number");
                assert!((found - expected).abs() < 1e-9, "{t}: {found} {expected}");
            }
        }
    }
}

#[test]
fn the_rate_network_has_fields() {
    let dir = tempfile::tempdir().expect("a folder");
    let args = [
        "rate",
        "--set",
        "n=200",
        "--seconds",
        "1",
        "--preset",
        "transition",
    ];
    let (run, nwb) = simulate(dir.path(), "rate.nwb", &args);
    run.done();
    let info = equipoise(["info".as_ref(), nwb.as_os_str()]).done().stdout;
    for words in ["160", "40", "phi", "mean"] {
        assert!(info.contains(words), "{words}: {info}");
    }
}

#[test]
fn what_does_not_go_together_is_wrong_usage() {
    let dir = tempfile::tempdir().expect("a folder");
    for args in [
        &["coba", "--preset", "nothing"][..],
        &["coba", "--set", "j0=1"],
        &["coba", "--set", "p=0.5"],
        &["coba", "--seconds", "-1"],
        &["coba", "--network", "a.json"],
        &["coba", "--trajectory", "a.csv"],
        &["night", "--preset", "driven"],
        &["night", "--seconds", "5"],
    ] {
        let (run, out) = simulate(dir.path(), "a.csv", args);
        run.wrong_usage();
        assert!(!out.exists());
    }
    equipoise(["simulate", "rate"]).wrong_usage();
    let (run, _) = simulate(dir.path(), "b.csv", &["rate", "--network", "no such file"]);
    run.failed_with("no such file");
    let fast = [
        "rate", "--set", "n=500", "--set", "j0=5", "--set", "g_ii=20", "--set", "dt=0.2",
    ];
    let (run, out) = simulate(dir.path(), "c.csv", &fast);
    run.failed_with(&out);
    assert!(
        run.stderr
            .contains("parameter dt: expected a step of at most"),
        "{run:?}"
    );
}
