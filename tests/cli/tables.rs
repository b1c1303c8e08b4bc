//! `info`, `simulate` and `convert`.

use crate::common::{equipoise, json, names, table};
use std::path::Path;

#[test]
fn info_says_what_is_in_a_file() {
    let (_dir, spikes) = table();
    let said = equipoise(["info".as_ref(), spikes.as_os_str()])
        .done()
        .stdout;
    for part in [
        "spikes.csv",
        "3 excitatory",
        "2 inhibitory",
        "Wake: 1 epoch, 100 s",
        "cell_type",
    ] {
        assert!(said.contains(part), "\"{part}\" is not in:\n{said}");
    }
}

#[test]
fn info_knows_the_examples() {
    let said = equipoise(["info", "example:night"]).done().stdout;
    assert!(
        said.contains("Synthetic") && said.contains("80 excitatory"),
        "{said}"
    );
    let said = equipoise(["info", "example:rat-w-track"]).done().stdout;
    assert!(said.contains("nelpy"), "{said}");
    let run = equipoise(["info", "example:nothing"]);
    run.wrong_usage();
    assert!(run.stderr.contains("rat-w-track"), "{run:?}");
}

#[test]
fn a_file_that_is_no_recording_or_is_not_there() {
    let dir = tempfile::tempdir().expect("a folder");
    let absent = dir.path().join("absent.nwb");
    equipoise(["info".as_ref(), absent.as_os_str()]).failed_with(&absent);
    let picture = dir.path().join("picture.nwb");
    std::fs::write(&picture, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").expect("written");
    let run = equipoise(["info".as_ref(), picture.as_os_str()]);
    run.failed_with(&picture);
    assert!(
        run.stderr.contains("NWB"),
        "known formats are named: {run:?}"
    );
    equipoise(["info".as_ref(), dir.path().as_os_str()]).failed_with(dir.path());
}

/// What is read is never written over.
#[test]
fn convert_leaves_the_file_that_it_reads() {
    let (dir, spikes) = table();
    let nwb = dir.path().join("a.nwb");
    let convert = |from: &Path, out: &Path| {
        let words = ["convert".as_ref(), from.as_os_str(), "--out".as_ref()];
        equipoise(words.into_iter().chain([out.as_os_str()]))
    };
    convert(&spikes, &nwb).done();
    for path in [&spikes, &nwb] {
        let before = std::fs::read(path).expect("readable");
        convert(path, path).wrong_usage();
        assert_eq!(std::fs::read(path).expect("readable"), before);
    }
}

/// A guess is one wherever it goes: into the numbers, the page, every figure, and an NWB file.
#[test]
fn classes_guessed_from_rates_are_marked_everywhere() {
    let dir = tempfile::tempdir().expect("a folder");
    let spikes = dir.path().join("plain.csv");
    // Units of 1 and of 4 spikes a second, no two alike.
    let row = |j: u32| {
        let unit = if j.is_multiple_of(5) {
            j / 5 % 2
        } else {
            2 + j % 2
        };
        let t_s = f64::from(j) * 0.1 + f64::from(j * 7919 % 97) / 1000.0;
        format!("{unit},{t_s}\n")
    };
    let rows: Vec<String> = (0..600).map(row).collect();
    std::fs::write(&spikes, format!("unit,time_s\n{}", rows.concat())).expect("written");
    let out = dir.path().join("report");
    equipoise([
        "report".as_ref(),
        spikes.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
        "--rate-classes".as_ref(),
        "2.5".as_ref(),
    ])
    .done();
    let mark = "Heuristic: the class of 4 units is guessed from its rate.";
    let page = std::fs::read_to_string(out.join("index.html")).expect("a page");
    assert!(page.contains(mark));
    assert!(page.contains("guessed from rate (4)"));
    let files = std::fs::read_dir(&out).expect("the folder");
    let paths: Vec<_> = files.map(|f| f.expect("a file").path()).collect();
    let figures = paths
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "svg"));
    let mut count = 0;
    for figure in figures {
        let svg = std::fs::read_to_string(figure).expect("a figure");
        assert!(svg.contains(mark), "{}", figure.display());
        count += 1;
    }
    assert!(count >= 8, "{count} figures of {paths:?}");
    let nwb = dir.path().join("plain.nwb");
    let convert = [
        "convert".as_ref(),
        spikes.as_os_str(),
        "--rate-classes".as_ref(),
        "2.5".as_ref(),
        "--out".as_ref(),
        nwb.as_os_str(),
    ];
    equipoise(convert).done();
    equipoise([
        "analyze".as_ref(),
        nwb.as_os_str(),
        "--out".as_ref(),
        dir.path().as_os_str(),
        "--realisations".as_ref(),
        "2".as_ref(),
    ])
    .done();
    let found = json(&dir.path().join("plain/analysis.json"));
    assert_eq!(found["units"]["classes_from"]["guessed from rate"], 4);
    let warnings = found["warnings"].as_array().expect("a list");
    assert!(warnings.iter().any(|w| w == mark), "{warnings:?}");
}

#[test]
fn convert_and_back_keeps_every_spike() {
    let (dir, spikes) = table();
    let out = dir.path().join("copy/again.csv");
    std::fs::create_dir(dir.path().join("copy")).expect("made");
    equipoise([
        "convert".as_ref(),
        spikes.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
    ])
    .done();
    let count = |file: &std::path::Path| {
        let said = equipoise(["info".as_ref(), file.as_os_str()]).done().stdout;
        said.lines()
            .find(|l| l.starts_with("Units"))
            .map(ToOwned::to_owned)
    };
    assert!(count(&spikes).is_some());
    assert_eq!(count(&spikes), count(&out));
    let to = |out: &std::path::Path| {
        equipoise([
            "convert".as_ref(),
            spikes.as_os_str(),
            "--out".as_ref(),
            out.as_os_str(),
        ])
    };
    let nwb = dir.path().join("copy/again.nwb");
    to(&nwb).done();
    assert_eq!(count(&spikes), count(&nwb));
    to(std::path::Path::new("a.edf")).wrong_usage();
}

#[test]
fn a_model_run_is_a_recording_and_its_seed_decides_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let simulate = |name: &str, seed: &str| {
        let out = dir.path().join(name);
        std::fs::create_dir_all(out.parent().expect("a parent")).expect("made");
        let args = ["simulate", "night", "--seed", seed, "--out"].map(AsRef::as_ref);
        let run = equipoise([&args[..], &[out.as_os_str()]].concat());
        assert_eq!(run.status, 0, "{run:?}");
        // What a table cannot hold is said, and nothing else.
        let said = |line: &str| line.contains("a CSV table cannot hold");
        assert!(run.stderr.lines().all(said), "{run:?}");
        assert!(run.stderr.contains("fields (1)"), "{run:?}");
        std::fs::read(&out).expect("written")
    };
    let first = simulate("a/night.csv", "3");
    assert!(first == simulate("b/night.csv", "3"));
    assert!(first != simulate("c/night.csv", "4"));
    let night = dir.path().join("a/night.csv");
    let out = dir.path().join("out");
    equipoise([
        "analyze".as_ref(),
        night.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
        "--to".as_ref(),
        "100".as_ref(),
        "--surrogate".as_ref(),
        "none".as_ref(),
    ])
    .done();
    let found = json(&out.join("night/analysis.json"));
    assert_eq!(found["units"]["excitatory"], 80);
    assert_eq!(found["units"]["inhibitory"], 20);
}

#[test]
fn a_model_or_parameter_that_is_not_there_is_wrong_usage() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("a.csv");
    let run = equipoise([
        "simulate".as_ref(),
        "day".as_ref(),
        "--out".as_ref(),
        out.as_os_str(),
    ]);
    run.wrong_usage();
    assert!(run.stderr.contains("night"), "models are listed: {run:?}");
    equipoise([
        "simulate".as_ref(),
        "night".as_ref(),
        "--set".as_ref(),
        "nothing=1".as_ref(),
        "--out".as_ref(),
        out.as_os_str(),
    ])
    .wrong_usage();
    assert_eq!(names(dir.path()), Vec::<String>::new());
}
