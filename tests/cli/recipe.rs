//! What a figure or a table carries draws it again.

use crate::common::{Run, equipoise, json, table};
use equipoise::compute::Provenance;
use std::ffi::OsString;
use std::path::Path;

fn render(flags: &[&dyn AsRef<std::ffi::OsStr>]) -> Run {
    let mut args = vec![OsString::from("render")];
    args.extend(flags.iter().map(|f| f.as_ref().to_owned()));
    equipoise(args)
}

fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("written")
}

/// A figure with parameters, a surrogate, classes that are not those of the file, a selection and a
/// page that are not the usual ones.
fn figure(spikes: &Path, out: &Path) {
    render(&[
        &spikes,
        &"--view",
        &"variance",
        &"--out",
        &out,
        &"--set",
        &"fit-from-k=7",
        &"--scale",
        &"12.5",
        &"--surrogate",
        &"dither",
        &"--surrogate-seed",
        &"9",
        &"--realisations",
        &"3",
        &"--class-column",
        &"other",
        &"--class",
        &"i=excitatory",
        &"--rate-classes",
        &"6",
        &"--from",
        &"10.3",
        &"--to",
        &"170.1",
        &"--states",
        &"Wake,SWS",
        &"--normalisation",
        &"zscore",
        &"--width-mm",
        &"121.7",
        &"--theme",
        &"dark",
        &"--numbers",
    ])
    .done();
}

#[test]
fn a_figure_of_any_kind_draws_itself_again_to_the_same_bytes() {
    let (dir, spikes) = table();
    for ending in ["svg", "pdf", "png", "csv"] {
        let first = dir.path().join(format!("first.{ending}"));
        figure(&spikes, &first);
        let again = dir.path().join(format!("again.{ending}"));
        render(&[&"--recipe", &first, &"--out", &again]).done();
        assert!(bytes(&first) == bytes(&again), "{ending}");
        // And from the recording wherever it is now.
        let elsewhere = tempfile::tempdir().expect("a folder");
        let carried = elsewhere.path().join(format!("figure.{ending}"));
        std::fs::copy(&first, &carried).expect("copied");
        std::fs::remove_file(&again).expect("removed");
        render(&[&"--recipe", &carried, &"--out", &again, &spikes]).done();
        assert!(bytes(&first) == bytes(&again), "{ending} from elsewhere");
    }
    // One kind from another, and from the recipe alone.
    let svg = dir.path().join("first.svg");
    let png = dir.path().join("other.png");
    render(&[&"--recipe", &svg, &"--out", &png]).done();
    assert!(bytes(&png) == bytes(&dir.path().join("first.png")));
    let recipe = Provenance::read(&bytes(&svg)).expect("one");
    let alone = dir.path().join("recipe.json");
    std::fs::write(&alone, recipe.json()).expect("written");
    render(&[&"--recipe", &alone, &"--out", &png]).done();
    assert!(bytes(&png) == bytes(&dir.path().join("first.png")));
}

#[test]
fn the_words_of_a_figure_have_the_surrogate_and_the_edits() {
    let (dir, spikes) = table();
    let out = dir.path().join("a.csv");
    figure(&spikes, &out);
    let text = String::from_utf8(bytes(&out)).expect("text");
    for line in [
        "# surrogate: dither, 3 realisations, seed 9",
        "# edits: classes from the column other, classes guessed from rates at 6 Hz",
        "# fit-from-k: 7",
        "# fit-to-k: 30",
        "# window_s: 10.3 to 170.1",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}");
    }
    let recipe = Provenance::read(text.as_bytes()).expect("one");
    assert_eq!(recipe.edits.rate_hz, Some(6.0));
    assert_eq!(recipe.recipe.settings.surrogate.expect("one").seed, 9);
    assert_eq!(recipe.figure.expect("one").width_mm, 121.7);
}

#[test]
fn an_analysis_draws_each_of_its_views() {
    let (dir, spikes) = table();
    let out = dir.path().join("out");
    let line = [
        "--surrogate",
        "unit-isi",
        "--realisations",
        "2",
        "--set",
        "variance.fit-to-k=25",
    ];
    let mut args: Vec<OsString> = vec!["analyze".into(), spikes.clone().into(), "--out".into()];
    args.push(out.clone().into());
    args.extend(line.map(OsString::from));
    equipoise(args).done();
    let analysis = out.join("spikes/analysis.json");
    let recipe = &json(&analysis)["recipe"];
    assert_eq!(
        recipe["recipe"]["source"]["recording"]["sha256"],
        json(&analysis)["file"]["sha256"]
    );
    assert_eq!(recipe["values"]["variance"]["fit-to-k"], 25);
    let [all, flags] = ["a.svg", "b.svg"].map(|name| dir.path().join(name));
    render(&[&"--recipe", &analysis, &"--out", &all]).wrong_usage();
    render(&[
        &"--recipe",
        &analysis,
        &"--view",
        &"variance",
        &"--out",
        &all,
    ])
    .done();
    render(&[
        &spikes,
        &"--view",
        &"variance",
        &"--out",
        &flags,
        &"--surrogate",
        &"unit-isi",
        &"--realisations",
        &"2",
        &"--set",
        &"fit-to-k=25",
    ])
    .done();
    assert!(bytes(&all) == bytes(&flags));
}

#[test]
fn a_recipe_that_cannot_be_followed_says_why() {
    let (dir, spikes) = table();
    let svg = dir.path().join("a.svg");
    let out = dir.path().join("b.svg");
    figure(&spikes, &svg);
    // Another recording.
    let (_other, others) = table();
    std::fs::write(&others, "unit,time_s\n0,1.5\n1,2.5\n").expect("written");
    let [hash, found] = [&spikes, &others].map(|p| equipoise::formats::sha256(p).expect("there"));
    let run = render(&[&"--recipe", &svg, &"--out", &out, &others]);
    run.failed_with(&others);
    assert!(
        run.stderr.contains(&hash) && run.stderr.contains(&found),
        "{run:?}"
    );
    // None, broken ones, flags that it has itself.
    render(&[&"--recipe", &spikes, &"--out", &out]).failed_with(&spikes);
    let broken = dir.path().join("broken.json");
    for text in ["{\"recipe\": 3", "{\"view\": \"variance\"}", "{}"] {
        std::fs::write(&broken, text).expect("written");
        render(&[&"--recipe", &broken, &"--out", &out]).failed_with(&broken);
    }
    render(&[&"--recipe", &svg, &"--out", &out, &"--scale", &"3"]).wrong_usage();
    render(&[&"--recipe", &svg, &"--out", &out, &"--view", &"browse"]).wrong_usage();
    assert!(!out.exists());
    // One from the future is followed as far as it is understood.
    let text = String::from_utf8(bytes(&svg)).expect("text");
    let this = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    let newer = dir.path().join("newer.svg");
    std::fs::write(&newer, text.replace(&this, "\"version\":\"99.1.0\"")).expect("written");
    let run = render(&[&"--recipe", &newer, &"--out", &out]);
    assert_eq!(run.status, 0, "{run:?}");
    assert!(
        run.stderr.contains("version 99.1.0, which is newer"),
        "{run:?}"
    );
    assert!(bytes(&out) == bytes(&svg));
    // The recording is gone.
    std::fs::remove_file(&spikes).expect("removed");
    render(&[&"--recipe", &svg, &"--out", &out]).failed_with(&spikes);
}
