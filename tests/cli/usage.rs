use crate::common::equipoise;

#[test]
fn wrong_usage_is_two() {
    for line in [
        &["analyze"][..],
        &["analyze", "a.csv"],
        &["analyze", "--out", "o"],
        &["analyze", "a.csv", "--out", "o", "--normalisation", "mean"],
        &["analyze", "a.csv", "--out", "o", "--from", "x"],
        &[
            "analyze",
            "example:night",
            "--out",
            "o",
            "--from",
            "9",
            "--to",
            "3",
        ],
        &["render", "a.csv", "--out", "a.svg"],
        &["info"],
        &["simulate", "night"],
        &["--nothing"],
    ] {
        equipoise(line).wrong_usage();
    }
}

#[test]
fn help_and_version_are_no_failure() {
    let help = equipoise(["--help"]).done().stdout;
    for command in ["info", "analyze", "render", "report", "simulate", "convert"] {
        assert!(help.contains(command), "{command}");
    }
    let version = equipoise(["--version"]).done().stdout;
    assert_eq!(
        version.trim(),
        concat!("equipoise ", env!("CARGO_PKG_VERSION"))
    );
    let flags = equipoise(["analyze", "--help"]).done().stdout;
    for flag in [
        "--out",
        "--from",
        "--to",
        "--states",
        "--normalisation",
        "--class-column",
        "--class",
        "--separator",
        "--decimal-comma",
        "--header",
        "--time-unit",
        "--rate",
        "--unit-column",
        "--time-column",
    ] {
        assert!(flags.contains(flag), "{flag}");
    }
}

#[test]
fn what_is_done_is_reported_only_when_asked_for() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("units.csv");
    let line = |more: &[&str]| {
        let mut line = vec!["render", "example:rat-w-track", "--view", "browse", "--out"];
        line.push(out.to_str().expect("a path"));
        line.extend(more);
        equipoise(line)
    };
    line(&[]).done();
    let run = line(&["--verbose"]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(run.stderr.contains("DEBUG equipoise::cli"), "{run:?}");
}

/// What a file or its name holds does not steer the terminal.
#[test]
fn control_characters_are_written_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("red\u{1b}[31m.csv");
    let table = "unit,time_s,kind\u{202e}\na,0.5,x\na,1.5,x\n";
    std::fs::write(&path, table).expect("a file");
    let shown = equipoise(["info".as_ref(), path.as_os_str()]).done().stdout;
    assert!(shown.contains("red\\u{1b}[31m"), "{shown}");
    assert!(shown.contains("kind\\u{202e}"), "{shown}");
    let gone = equipoise(["info".as_ref(), path.with_extension("nwb").as_os_str()]);
    for text in [&shown, &gone.stderr] {
        assert!(
            text.chars().all(|c| !c.is_control() || c == '\n'),
            "{text:?}"
        );
    }
}

/// One spike is no rate: the observed time is not known.
#[test]
fn spikes_at_one_time_have_no_rate() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, rows) in [
        ("one.csv", "a,5.0\n"),
        ("same.csv", "a,5.0\na,5.0\nb,5.0\n"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("unit,time_s\n{rows}")).expect("a file");
        let shown = equipoise(["info".as_ref(), path.as_os_str()]).done().stdout;
        assert!(shown.contains("no rate per neuron"), "{shown}");
        let out = folder.path().join(name).with_extension("out");
        let args = [
            "analyze".as_ref(),
            path.as_os_str(),
            "--out".as_ref(),
            out.as_os_str(),
        ];
        equipoise(args);
        let text = std::fs::read_to_string(out.join(name).with_extension("").join("analysis.json"))
            .expect("numbers");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for row in json["raster"].as_array().expect("rows") {
            assert!(
                row["rate_hz"].is_null() && row["rate_in_window_hz"].is_null(),
                "{row}"
            );
        }
        assert!(text.contains("rate_hz is null because all spikes are at one time"));
    }
}

#[test]
fn a_file_outside_of_the_recordings_folder_is_said_and_copied_only_when_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let sorting = folder.path().join("sorting");
    std::fs::create_dir(&sorting).expect("made");
    let array = |name: &str, kind: &str, bytes: &[u8], n: usize| {
        let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({n},), }}");
        let padded = format!("{header:<117}\n");
        let mut file = b"\x93NUMPY\x01\x00\x76\x00".to_vec();
        file.extend(padded.as_bytes());
        file.extend(bytes);
        std::fs::write(sorting.join(name), file).expect("written");
    };
    let times: Vec<u8> = (1..=50_i64).flat_map(|n| (n * 100).to_le_bytes()).collect();
    array("spike_times.npy", "<i8", &times, 50);
    array("spike_clusters.npy", "<i4", &[0; 200], 50);
    let secret = folder.path().join("elsewhere.dat");
    std::fs::write(&secret, vec![7; 40_000]).expect("written");
    let params =
        "dat_path = '../elsewhere.dat'\nn_channels_dat = 2\ndtype = 'int16'\nsample_rate = 1000.\n";
    std::fs::write(sorting.join("params.py"), params).expect("written");
    let out = folder.path().join("out.nwb");
    let convert = |more: &[&str]| {
        let args = ["convert".as_ref(), sorting.as_os_str(), "--out".as_ref()];
        let more = more.iter().map(std::convert::AsRef::as_ref);
        equipoise(args.into_iter().chain([out.as_os_str()]).chain(more))
    };
    let info = equipoise(["info".as_ref(), sorting.as_os_str()]);
    let all = format!("{}{}", info.stdout, info.stderr);
    assert!(all.contains("outside of the recording's folder"), "{all}");
    let refused = convert(&[]);
    refused.failed_with("elsewhere.dat");
    assert!(refused.stderr.contains("--follow-links") && !out.exists());
    assert_eq!(convert(&["--fields", "none"]).status, 0);
    assert_eq!(convert(&["--follow-links"]).status, 0);
    // What another machine holds is not asked for because a file says so.
    let params = params.replace("../elsewhere.dat", "//server/share/elsewhere.dat");
    std::fs::write(sorting.join("params.py"), params).expect("written");
    let info = equipoise(["info".as_ref(), sorting.as_os_str()]);
    assert_eq!(info.status, 0);
    assert!(!info.stdout.contains("elsewhere.dat ("), "{info:?}");
}
