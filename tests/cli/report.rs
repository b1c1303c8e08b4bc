use crate::common::{equipoise, has_something_for, names, of_recordings, table};
use std::path::Path;

fn page(out: &Path) -> String {
    std::fs::read_to_string(out.join("index.html")).expect("the page")
}

/// Addresses that the page would fetch rather than link to.
fn fetched(html: &str) -> Vec<&str> {
    [
        "src=\"",
        "srcset=\"",
        "<link ",
        "<script",
        "@import",
        "url(",
    ]
    .iter()
    .flat_map(|start| {
        html.match_indices(start)
            .map(|(at, s)| &html[at + s.len()..])
    })
    .filter(|rest| !rest.starts_with("data:"))
    .map(|rest| rest.split('"').next().unwrap_or(rest))
    .collect()
}

#[test]
fn the_report_has_every_view_and_fetches_nothing() {
    let (dir, spikes) = table();
    let out = dir.path().join("report");
    equipoise([
        "report".as_ref(),
        spikes.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
    ])
    .done();
    let html = page(&out);
    let files = names(&out);
    for view in of_recordings() {
        let info = view.info();
        for ending in ["svg", "png"] {
            if !has_something_for(info.id) {
                continue;
            }
            let name = format!("{}.{ending}", info.id);
            assert!(files.contains(&name), "{name} is not in {files:?}");
            let size = std::fs::metadata(out.join(&name)).expect("there").len();
            assert!(size > 1000, "{name}");
        }
        assert!(
            html.contains(&format!("<section id=\"{}\">", info.id)),
            "{}",
            info.id
        );
        for parameter in info.parameters {
            assert!(html.contains(parameter.label), "{}", parameter.label);
        }
        for (heading, _) in info.help.parts() {
            assert!(html.contains(heading), "{heading}");
        }
    }
    let drawn = of_recordings().filter(|v| has_something_for(v.info().id));
    assert_eq!(html.matches("<img ").count(), drawn.count());
    assert!(html.contains("no field"), "it says what is missing");
    assert_eq!(fetched(&html), Vec::<&str>::new());
    assert!(html.contains("left_out_s"), "the numbers are on the page");
}

#[test]
fn without_a_file_it_shows_the_demonstration_and_says_that_it_is_synthetic() {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("a/b");
    equipoise(["report".as_ref(), "--out".as_ref(), out.as_os_str()]).done();
    let html = page(&out);
    assert!(html.contains("Synthetic"), "labelled");
    assert!(html.contains("80 excitatory, 20 inhibitory, 0 unclassified"));
}

#[test]
fn a_view_with_nothing_to_show_says_why_on_the_page() {
    let (dir, spikes) = table();
    std::fs::remove_file(dir.path().join("units.csv")).expect("removed");
    let out = dir.path().join("report");
    equipoise([
        "report".as_ref(),
        spikes.as_os_str(),
        "--out".as_ref(),
        out.as_os_str(),
    ])
    .done();
    let html = page(&out);
    for view in of_recordings() {
        assert!(html.contains(&format!("<section id=\"{}\">", view.info().id)));
    }
    assert!(
        html.contains("class=\"empty\""),
        "no view says that it is empty"
    );
}
