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
