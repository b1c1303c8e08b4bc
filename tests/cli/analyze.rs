use crate::common::{equipoise, json, names, table};
use std::path::Path;

const ENSEMBLE: [&str; 18] = [
    "k",
    "dt_s",
    "n_bins",
    "left_out_s",
    "mean_e",
    "sd_e",
    "mean_i",
    "sd_i",
    "r",
    "angle_deg",
    "axis_major",
    "axis_minor",
    "sd_along",
    "sd_across",
    "var_f",
    "n_eff",
    "r_low",
    "r_high",
];

fn analyze(file: &Path, out: &Path, flags: &[&str]) -> serde_json::Value {
    let mut args = vec!["analyze".into(), file.into(), "--out".into(), out.into()];
    args.extend(flags.iter().map(std::ffi::OsString::from));
    // Few, for the sake of time; nothing here depends on how many.
    args.extend(["--realisations", "5"].map(std::ffi::OsString::from));
    equipoise(args).done();
    let stem = file.file_stem().expect("a name");
    json(&out.join(stem).join("analysis.json"))
}

#[test]
fn the_keys_are_those_that_were_promised() {
    let (dir, spikes) = table();
    let out = dir.path().join("out");
    let found = analyze(&spikes, &out, &[]);
    assert_eq!(found["program"]["name"], "equipoise");
    assert_eq!(found["program"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(found["file"]["name"], "spikes.csv");
    let hash = found["file"]["sha256"].as_str().expect("a hash");
    assert!(
        hash.len() == 64 && hash.chars().all(|c| c.is_ascii_hexdigit()),
        "{hash}"
    );
    assert_eq!(found["parameters"]["normalisation"], "rate");
    assert!(found["warnings"].is_array());
    assert_eq!(found["units"]["excitatory"], 3);
    assert_eq!(found["units"]["inhibitory"], 2);
    assert_eq!(found["units"]["unclassified"], 0);

    let scales = found["ensemble"]["scales"].as_array().expect("a list");
    assert_eq!(scales.len(), 32);
    for (j, scale) in scales.iter().enumerate() {
        let mut keys: Vec<_> = scale.as_object().expect("an object").keys().collect();
        keys.sort();
        let mut wanted = ENSEMBLE;
        wanted.sort_unstable();
        assert_eq!(keys, wanted);
        assert_eq!(scale["k"], j as u64 + 1);
        let dt = scale["dt_s"].as_f64().expect("a number");
        assert!((dt - 1e-3 * (0.3 * j as f64).exp()).abs() < 1e-12);
    }

    let csv = std::fs::read_to_string(out.join("spikes/ensemble.csv")).expect("the table");
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some(ENSEMBLE.join(",").as_str()));
    assert_eq!(lines.count(), 32);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (dir, spikes) = table();
    let read = |out: &str, threads: &str| {
        let out = dir.path().join(out);
        let run = crate::common::run(
            std::process::Command::new(env!("CARGO_BIN_EXE_equipoise"))
                .env("RAYON_NUM_THREADS", threads)
                .arg("analyze")
                .arg(&spikes)
                .arg("--out")
                .arg(&out)
                .args(["--realisations", "4"]),
        );
        run.done();
        ["analysis.json", "ensemble.csv"]
            .map(|f| std::fs::read(out.join("spikes").join(f)).expect("written"))
    };
    assert_eq!(read("a", "1"), read("b", "3"));
}

#[test]
fn the_selection_is_what_the_flags_say() {
    let (dir, spikes) = table();
    let out = dir.path().join("out");
    let found = analyze(
        &spikes,
        &out,
        &[
            "--from",
            "50",
            "--to",
            "150.5",
            "--states",
            "wake",
            "--normalisation",
            "share",
        ],
    );
    let selection = &found["selection"];
    assert_eq!(selection["from_s"], 50.0);
    assert_eq!(selection["to_s"], 150.5);
    assert_eq!(selection["states"], serde_json::json!(["Wake"]));
    assert_eq!(
        selection["intervals"],
        serde_json::json!([{ "start_s": 50.0, "stop_s": 100.0 }])
    );
    assert_eq!(found["parameters"]["normalisation"], "share");
    // UnitSum: the mean of n shares is 1 / n, for E and for I.
    let scale = &found["ensemble"]["scales"][19];
    let bins = scale["n_bins"].as_f64().expect("a number");
    assert_eq!(bins, (50.0_f64 / 0.298_867_4).floor());
    for mean in ["mean_e", "mean_i"] {
        let mean = scale[mean].as_f64().expect("a number");
        assert!((mean * bins - 1.0).abs() < 1e-9, "{mean}");
    }
}

#[test]
fn classes_come_from_the_column_and_the_mapping_that_are_named() {
    let (dir, spikes) = table();
    let by_name = analyze(&spikes, &dir.path().join("a"), &["--class-column", "other"]);
    assert_eq!(by_name["units"]["excitatory"], 2);
    assert_eq!(by_name["parameters"]["class_column"], "other");
    let mapped = analyze(
        &spikes,
        &dir.path().join("b"),
        &[
            "--class-column",
            "other",
            "--class",
            "I=excitatory",
            "--class",
            "E=unclassified",
        ],
    );
    assert_eq!(mapped["units"]["excitatory"], 3);
    assert_eq!(mapped["units"]["unclassified"], 2);
}

#[test]
fn what_cannot_be_had_is_null_and_says_why() {
    let (dir, spikes) = table();
    std::fs::remove_file(dir.path().join("units.csv")).expect("removed");
    let found = analyze(&spikes, &dir.path().join("out"), &[]);
    assert_eq!(found["units"]["unclassified"], 5);
    let scales = found["ensemble"]["scales"].as_array().expect("a list");
    assert_eq!(scales.len(), 32);
    assert!(
        scales
            .iter()
            .all(|s| s["r"].is_null() && s["mean_e"].is_null())
    );
    let warnings = found["warnings"].as_array().expect("a list");
    assert!(
        warnings
            .iter()
            .any(|w| w.as_str().is_some_and(|w| w.contains("class"))),
        "{warnings:?}"
    );
}

#[test]
fn a_file_that_fails_leaves_the_others_done() {
    let (dir, spikes) = table();
    let bad = dir.path().join("bad.nwb");
    std::fs::write(&bad, "not a recording").expect("written");
    let out = dir.path().join("out");
    let run = equipoise([
        "analyze".as_ref(),
        bad.as_os_str(),
        spikes.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
        "--surrogate".as_ref(),
        "none".as_ref(),
    ]);
    run.failed_with(&bad);
    assert_eq!(names(&out), ["spikes"]);
}

#[test]
fn files_of_the_same_name_get_folders_of_their_own() {
    let (dir, spikes) = table();
    let (other, again) = table();
    let out = dir.path().join("out");
    let run = equipoise([
        "analyze".as_ref(),
        spikes.as_os_str(),
        again.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
        "--surrogate".as_ref(),
        "none".as_ref(),
    ]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stderr.contains("spikes-2"), "{run:?}");
    assert_eq!(names(&out), ["spikes", "spikes-2"]);
    drop(other);
}

#[test]
fn an_unknown_state_or_column_is_a_failure_that_lists_the_known_ones() {
    let (dir, spikes) = table();
    let out = dir.path().join("out");
    let base = [
        "analyze".as_ref(),
        spikes.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
        "--surrogate".as_ref(),
        "none".as_ref(),
    ];
    let run = equipoise([&base[..], &["--states".as_ref(), "dreaming".as_ref()]].concat());
    run.failed_with(&spikes);
    assert!(run.stderr.contains("Wake"), "{run:?}");
    let run = equipoise([&base[..], &["--class-column".as_ref(), "nothing".as_ref()]].concat());
    run.failed_with(dir.path().join("units.csv"));
    assert!(run.stderr.contains("cell_type"), "{run:?}");
    assert!(!out.exists());
}

fn keys(object: &serde_json::Value) -> Vec<&str> {
    let mut keys: Vec<&str> = object
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

/// Some of what is also worked out for realisations.
const REALISED: [&str; 15] = [
    "collapse.depth.k20",
    "collapse.distance_to_master",
    "collapse.depth_per_bin.k20",
    "collapse.depth_per_bin_ratio",
    "collapse.houdayer_hartmann",
    "collapse.bhattacharjee_seno",
    "variance.slope",
    "partition.excitatory.gini_paper.k3",
    "correlation.peak_lag_s.k20",
    "correlation.peak_r.k20",
    "correlation.r0.k20",
    "mncm.contrast.o1",
    "deviation.rms.k20",
    "deviation.p_above_2.k20",
    "static_balance.ks.k20",
];

#[test]
fn the_statistics_of_balance_have_the_keys_that_were_promised() {
    let (dir, spikes) = table();
    let found = analyze(
        &spikes,
        &dir.path().join("out"),
        &["--normalisation", "share"],
    );
    let collapse = &found["collapse"];
    for name in [
        "distance_to_master",
        "depth_per_bin_ratio",
        "houdayer_hartmann",
        "bhattacharjee_seno",
    ] {
        assert!(collapse[name].is_number(), "{name}: {}", collapse[name]);
    }
    let scale = &collapse["scales"][9];
    let wanted = [
        "area",
        "curve",
        "depth",
        "depth_per_bin",
        "dt_s",
        "k",
        "n_bins",
        "r",
        "x_at_min",
    ];
    assert_eq!(keys(scale), wanted);
    let curve = scale["curve"].as_array().expect("a list");
    assert_eq!(
        (curve.len(), &curve[0], &curve[200]),
        (201, &0.0.into(), &0.0.into())
    );
    let deepest = curve
        .iter()
        .filter_map(serde_json::Value::as_f64)
        .fold(0.0, f64::max);
    let depth = scale["depth"].as_f64().expect("a number");
    assert!(deepest <= depth * (1.0 + 1e-9) && deepest > 0.9 * depth);

    let variance = &found["variance"];
    assert_eq!(
        keys(variance),
        [
            "fit_range_s",
            "scales",
            "scales_fitted",
            "slope",
            "slope_ci"
        ]
    );
    assert_eq!(
        keys(&variance["scales"][0]),
        ["dt_s", "k", "var_e", "var_f", "var_i"]
    );
    let [slope, low, high] = [
        &variance["slope"],
        &variance["slope_ci"][0],
        &variance["slope_ci"][1],
    ]
    .map(|v| v.as_f64().expect("a number"));
    assert!(low <= slope && slope <= high, "{low} {slope} {high}");

    let side = &found["partition"]["scales"][31]["inhibitory"];
    let wanted = [
        "curve",
        "gini_classic",
        "gini_paper",
        "gini_paper_weighted",
        "gini_poisson",
    ];
    assert_eq!(keys(side), wanted);

    let surrogates = &found["surrogates"];
    assert_eq!(keys(surrogates), ["kind", "n", "seed", "statistics"]);
    assert_eq!(
        (&surrogates["kind"], &surrogates["n"]),
        (&"class-shift".into(), &5.into())
    );
    for name in REALISED {
        let numbers = &surrogates["statistics"][name];
        assert_eq!(
            keys(numbers),
            ["mean", "p", "p_corrected", "q025", "q975", "sd"],
            "{name}"
        );
        assert!(numbers["mean"].is_number(), "{name}");
    }
}

#[test]
fn each_of_several_states_is_analysed_by_itself() {
    let (dir, spikes) = table();
    let flags = ["--states", "Wake", "--to", "5", "--surrogate", "none"];
    let without = analyze(&spikes, &dir.path().join("without"), &flags);
    assert!(without.get("surrogates").is_none());
    let flags = ["--states", "Wake,Slow-wave sleep"];
    let found = analyze(&spikes, &dir.path().join("both"), &flags);
    let flags = ["--states", "Wake"];
    let wake = analyze(&spikes, &dir.path().join("wake"), &flags);
    for key in [
        "ensemble",
        "collapse",
        "variance",
        "partition",
        "surrogates",
    ] {
        assert_eq!(found["by_state"]["Wake"][key], wake[key], "{key}");
        assert!(found["by_state"]["Slow-wave sleep"][key].is_object());
    }
    assert!(wake.get("by_state").is_none());
}

#[test]
fn parameters_of_views_are_set_and_written_down() {
    let (dir, spikes) = table();
    let plain = analyze(&spikes, &dir.path().join("a"), &[]);
    let set = [
        "--set",
        "variance.fit-from-k=5",
        "--set",
        "correlation.lags=8",
        "--as",
        "spikes",
        "--threads",
        "1",
    ];
    let changed = analyze(&spikes, &dir.path().join("b"), &set);
    assert_eq!(plain["parameters"]["variance"]["fit-from-k"], 10);
    assert_eq!(changed["parameters"]["variance"]["fit-from-k"], 5);
    assert_eq!(changed["parameters"]["variance"]["fit-to-k"], 30);
    assert_eq!(changed["parameters"]["correlation"]["lags"], 8);
    let slope = |found: &serde_json::Value| found["variance"]["slope"].clone();
    assert!(slope(&plain).is_number() && slope(&plain) != slope(&changed));
    let surrogate = |found: &serde_json::Value| {
        found["surrogates"]["statistics"]["variance.slope"]["mean"].clone()
    };
    assert!(surrogate(&plain).is_number() && surrogate(&plain) != surrogate(&changed));
    // What does not depend on them stays, on however many threads.
    assert_eq!(plain["ensemble"], changed["ensemble"]);
    assert_eq!(plain["partition"], changed["partition"]);
}

#[test]
fn the_folder_of_one_recording_can_be_named() {
    let (dir, spikes) = table();
    let out = dir.path().join("out");
    let line = |files: &[&Path]| {
        let mut args = vec![
            "analyze".into(),
            "--out".into(),
            out.clone().into_os_string(),
        ];
        args.extend(files.iter().map(|f| f.as_os_str().to_owned()));
        args.extend(["--as", "first night", "--surrogate", "none"].map(Into::into));
        equipoise(args)
    };
    line(&[&spikes, &spikes]).wrong_usage();
    assert!(!out.exists());
    line(&[&spikes]).done();
    assert_eq!(names(&out), ["first night"]);
    assert!(out.join("first night/analysis.json").exists());
}

#[test]
fn a_wrong_parameter_is_told_with_those_that_there_are() {
    let (dir, spikes) = table();
    let out = dir.path().join("out");
    for (set, told) in [
        ("nothing.levels=8", "views are browse, ensembles"),
        (
            "variance.nothing=8",
            "view variance: nothing: parameters are fit-from-k",
        ),
        (
            "variance.fit-from-k=x",
            "view variance: fit-from-k: expected a whole number",
        ),
        ("fit-from-k=5", "expected VIEW.PARAMETER=VALUE"),
    ] {
        for command in ["analyze", "report"] {
            let run = equipoise([
                command.as_ref(),
                spikes.as_os_str(),
                "--out".as_ref(),
                out.as_os_str(),
                "--set".as_ref(),
                set.as_ref(),
            ]);
            run.wrong_usage();
            assert!(run.stderr.contains(told), "{run:?}");
        }
    }
    assert!(!out.exists());
}
