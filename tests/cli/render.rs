use crate::common::{Run, equipoise, has_something_for, names, of_recordings, table};
use equipoise::views::About;
use std::path::Path;

fn render(file: &Path, out: &Path, flags: &[&str]) -> Run {
    let mut args = vec!["render".into(), file.into(), "--out".into(), out.into()];
    args.extend(flags.iter().map(std::ffi::OsString::from));
    equipoise(args)
}

#[test]
fn every_view_is_written_in_every_kind_with_its_metadata() {
    let (dir, spikes) = table();
    let hash = equipoise::formats::sha256(&spikes).expect("readable");
    for view in of_recordings() {
        let id = view.info().id;
        if !has_something_for(id) {
            let out = dir.path().join("nothing.svg");
            render(&spikes, &out, &["--view", id]).failed_with(&spikes);
            assert!(!out.exists());
            continue;
        }
        for ending in ["svg", "pdf", "png", "csv"] {
            let out = dir.path().join(format!("{id}.{ending}"));
            render(
                &spikes,
                &out,
                &["--view", id, "--scale", "22", "--to", "60"],
            )
            .done();
            let bytes = std::fs::read(&out).expect("written");
            let holds = |text: &str| bytes.windows(text.len()).any(|w| w == text.as_bytes());
            let head: &[u8] = match ending {
                "svg" => b"<",
                "pdf" => b"%PDF",
                "png" => b"\x89PNG",
                _ => b"#",
            };
            assert!(bytes.starts_with(head), "{id}.{ending}");
            // PDF compresses it.
            if ending != "pdf" {
                assert!(holds(&hash), "{id}.{ending} without the hash of its file");
                assert!(holds(env!("CARGO_PKG_VERSION")), "{id}.{ending}");
            }
        }
    }
}

/// Views about a model need no recording, and are drawn again from what a figure carries.
#[test]
fn a_view_about_a_model_is_drawn_without_a_recording() {
    let dir = tempfile::tempdir().expect("a folder");
    let (first, again) = (dir.path().join("a.svg"), dir.path().join("b.svg"));
    let models = equipoise::views::all().iter();
    let models = models.filter(|view| view.about() != About::Recording);
    let quick = ["rate-limit", "mean-modes"];
    assert!(models.filter(|v| quick.contains(&v.info().id)).count() == 2);
    for id in quick {
        let set = ["--view", id, "--set", "j0=0.7", "--out"].map(Into::into);
        let run = |more: &[std::ffi::OsString]| {
            let all = [&["render".into()], more].concat();
            equipoise(all).done();
        };
        run(&[&set[..], &[first.clone().into()]].concat());
        let recipe = [
            "--recipe".into(),
            first.clone().into(),
            "--out".into(),
            again.clone().into(),
        ];
        run(&recipe);
        let [a, b] = [&first, &again].map(|path| std::fs::read_to_string(path).expect("written"));
        assert!(a.contains("J0 0.7"), "{id}");
        assert!(
            a.contains("Rate network with depression: theory, no recording"),
            "{id}"
        );
        assert_eq!(a, b, "{id}");
    }
}

#[test]
fn the_page_has_the_size_that_was_asked_for() {
    let (dir, spikes) = table();
    let out = dir.path().join("a.svg");
    let size = [
        "--view",
        "browse",
        "--width-mm",
        "85",
        "--height-mm",
        "60.5",
    ];
    render(&spikes, &out, &size).done();
    let svg = std::fs::read_to_string(&out).expect("text");
    let root = &svg[svg.find("<svg").expect("a root")..];
    let root = &root[..root.find('>').expect("its end")];
    assert!(root.contains("85mm") && root.contains("60.5mm"), "{root}");
}

#[test]
fn the_same_figure_has_the_same_bytes() {
    let (dir, spikes) = table();
    for ending in ["svg", "pdf", "png"] {
        let [a, b] = ["a", "b"].map(|n| {
            let out = dir.path().join(format!("{n}.{ending}"));
            render(&spikes, &out, &["--view", "browse", "--theme", "dark"]).done();
            std::fs::read(&out).expect("written")
        });
        assert!(a == b, "{ending}");
    }
}

#[test]
fn what_cannot_be_written_leaves_nothing() {
    let (dir, spikes) = table();
    let out = dir.path().join("no/such/folder/a.svg");
    render(&spikes, &out, &["--view", "browse"]).failed_with(&out);
    assert_eq!(names(dir.path()), ["epochs.csv", "spikes.csv", "units.csv"]);
}

#[test]
fn parameters_are_checked() {
    let (dir, spikes) = table();
    let out = dir.path().join("a.svg");
    for flags in [
        &["--view", "nothing"][..],
        &["--view", "browse", "--set", "nothing=1"],
        &["--view", "browse", "--set", "nothing"],
        &["--view", "browse", "--scale", "33"],
        &["--view", "browse", "--width-mm", "-1"],
        &["--view", "browse", "--theme", "blue"],
    ] {
        render(&spikes, &out, flags).wrong_usage();
    }
    render(&spikes, &dir.path().join("a.doc"), &["--view", "browse"]).wrong_usage();
    assert!(!out.exists());
}
