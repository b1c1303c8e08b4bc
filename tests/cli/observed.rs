//! Units that were observed for a part of the time only: what is written of them.

use crate::common::{equipoise, json, table};
use equipoise::formats::nwb::{self, Fields};
use equipoise::formats::{OpenOptions, Progress, open};
use equipoise::recording::{Interval, Parts, Recording};

const SAID: &str = "2 units were not observed in all of the selection, for up to 100 s";
const CLASS: &str = "For 100 s of it no inhibitory unit was observed.";

#[test]
fn the_analysis_and_the_report_say_what_was_not_observed() {
    let (dir, spikes) = table();
    let options = OpenOptions::default();
    let all = open(&spikes, &options, &Progress::silent()).expect("a recording");
    let mut parts = Parts::new("half");
    parts.units = all.units().to_vec();
    parts.trains = all.trains().clone();
    parts.span = Some(Interval::new(0.0, 200.0));
    for unit in &mut parts.units[3..] {
        unit.observed = Some([Interval::new(0.0, 100.0)].into());
    }
    let half = Recording::new(parts).expect("valid");
    let file = dir.path().join("half.nwb");
    nwb::write(&half, &file, Fields::Copied, &mut |_| ()).expect("written");
    let run = |command: &str| {
        let out = dir.path().join(command);
        let paths = [file.as_os_str(), "--out".as_ref(), out.as_os_str()];
        let few = ["--realisations", "3"].map(AsRef::as_ref);
        equipoise(std::iter::once(command.as_ref()).chain(paths).chain(few)).done();
        out
    };
    let analysis = json(&run("analyze").join("half/analysis.json"));
    let warnings = analysis["warnings"].as_array().expect("a list");
    let said = |w: &&serde_json::Value| {
        let text = w.as_str().unwrap_or_default();
        text.contains(SAID) && text.contains(CLASS)
    };
    assert_eq!(warnings.iter().filter(said).count(), 1, "{warnings:?}");
    let page = std::fs::read_to_string(run("report").join("index.html")).expect("the page");
    assert!(page.contains(SAID) && page.contains(CLASS));
}
