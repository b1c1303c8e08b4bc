//! Recordings at the edge of what there can be, through the whole report.

#[path = "../methods/edges/recordings.rs"]
mod recordings;

use crate::common::{equipoise, of_recordings};
use equipoise::formats::nwb::{self, Fields};
use recordings::{edges, not_finite};
use std::path::Path;

/// What takes its time whatever the recording.
const QUICKLY: [&str; 4] = [
    "--set",
    "coherence.surrogates=20",
    "--set",
    "coherence.from-hz=8",
];

/// Whether there is a report; if not, one line says why.
fn reported(file: &Path, out: &Path) -> bool {
    let paths = [file.as_os_str(), "--out".as_ref(), out.as_os_str()];
    let args = QUICKLY.iter().map(AsRef::as_ref);
    let run = equipoise(std::iter::once("report".as_ref()).chain(paths).chain(args));
    assert!(!run.stderr.contains("panicked"), "{run:?}");
    if run.status != 0 {
        assert_eq!(run.status, 1, "{run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
    }
    run.status == 0
}

/// Every number of a table is one, or its cell is empty.
fn check_tables(name: &str, folder: &Path) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "csv" || e == "svg") {
            let text = std::fs::read_to_string(&path).expect("text");
            assert_eq!(not_finite(&text), None, "{name}: {}", path.display());
        }
    }
}

#[test]
fn nothing_at_the_edge_breaks_a_report() {
    let mut reports = 0;
    for (name, recording) in edges() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("edge.nwb");
        nwb::write(&recording, &file, Fields::Copied, &mut |_| ()).expect("written");
        let report = folder.path().join("report");
        if reported(&file, &report) {
            reports += 1;
            let page = std::fs::read_to_string(report.join("index.html")).expect("the page");
            for view in of_recordings() {
                let section = format!("<section id=\"{}\">", view.info().id);
                assert!(page.contains(&section), "{name}: {section}");
            }
            // The recipe in the page, its remarks and its tables.
            assert_eq!(not_finite(&page), None, "{name}: the page");
            check_tables(name, &report);
        }
    }
    assert!(reports >= 9, "{reports} reports");
}
