//! A recording whose file has moved, and one that is put together from two files.

use super::window::{settle, window};
use eframe::egui::Key;
use egui_kittest::kittest::{NodeT, Queryable};
use equipoise::app::action::Action;
use equipoise::app::command::Command;
use equipoise::app::workspace::{Look, Source};
use equipoise::recording::Class;
use std::path::Path;

fn table(path: &Path, units: usize) {
    let rows = (0..400).map(|j| format!("{},{}\n", j % units, j as f64 * 0.1));
    let text = std::iter::once("unit,time_s\n".to_owned()).chain(rows);
    std::fs::write(path, text.collect::<String>()).expect("written");
}

#[test]
fn classes_set_by_hand_are_found_again_when_the_file_moves() {
    let dir = tempfile::tempdir().expect("a folder");
    let (first, moved) = (dir.path().join("a.csv"), dir.path().join("b.csv"));
    table(&first, 3);
    let mut harness = window(Source::file(&first), Look::Light);
    if harness.query_by_label("Open table").is_some() {
        harness.get_by_label("Open").click();
        settle(&mut harness);
    }
    harness.state_mut().ask(Action::SetClass {
        units: vec![1],
        class: Class::Inhibitory,
    });
    settle(&mut harness);
    harness.state_mut().keep_edits();
    std::fs::rename(&first, &moved).expect("moved");
    harness.state_mut().ask(Action::Open(Source::file(&moved)));
    settle(&mut harness);
    let loaded = harness.state().loaded().expect("read");
    assert_eq!(loaded.recording.units()[1].class, Class::Inhibitory);
    assert_eq!(loaded.original.units()[1].class, Class::Unclassified);
    assert_eq!(harness.state().workspace.tabs.len(), 2);
}

#[test]
fn a_file_is_added_with_an_offset() {
    let dir = tempfile::tempdir().expect("a folder");
    let (first, other) = (dir.path().join("a.csv"), dir.path().join("c.csv"));
    table(&first, 2);
    table(&other, 4);
    let mut harness = window(Source::file(&first), Look::Dark);
    if harness.query_by_label("Open table").is_some() {
        harness.get_by_label("Open").click();
        settle(&mut harness);
    }
    let units = |harness: &egui_kittest::Harness<'static, equipoise::app::shell::Shell>| {
        let loaded = harness.state().loaded().expect("read");
        loaded.recording.units().len()
    };
    assert_eq!(units(&harness), 2);
    harness
        .state_mut()
        .ask(Action::Run(Command::FilesOfRecording));
    settle(&mut harness);
    let field = harness.get_by_label("Path of a file to add");
    field.type_text(&other.display().to_string());
    settle(&mut harness);
    harness.get_by_label("Add").click();
    settle(&mut harness);
    harness.get_by_label("c.csv: later by");
    harness.get_by_label("Read again").click();
    settle(&mut harness);
    assert_eq!(units(&harness), 6);
}

/// A sorting without `params.py`: the rate is asked for where the recording would be.
#[test]
fn a_sorting_without_a_sampling_rate_asks_for_it() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data/phy_wmaze");
    let dir = tempfile::tempdir().expect("a folder");
    for name in ["spike_times.npy", "spike_clusters.npy"] {
        std::fs::copy(data.join(name), dir.path().join(name)).expect("a copy");
    }
    let mut harness = window(Source::file(dir.path()), Look::Light);
    assert!(harness.state().loaded().is_none());
    harness.get_by_label("Sampling rate").focus();
    settle(&mut harness);
    harness.key_press(Key::ArrowDown);
    settle(&mut harness);
    let rate = harness.get_by_label("Sampling rate");
    let rate: f64 = rate.accesskit_node().numeric_value().expect("a number");
    assert!(rate > 1.0 && rate < 30_000.0);
    harness.get_by_label("Read").click();
    settle(&mut harness);
    let loaded = harness.state().loaded().expect("read");
    // The first spike of cluster 24, at 30 kHz.
    let first = (64.4427 * 30_000.0_f64).round() / rate;
    let units = loaded.recording.units();
    let unit = units.iter().position(|u| u.id == "24").expect("a unit");
    assert!((loaded.recording.trains().unit(unit)[0] - first).abs() < 1e-9);
}

#[test]
fn the_recording_is_saved_as_nwb_with_what_was_changed_and_never_over_an_open_file() {
    let dir = tempfile::tempdir().expect("a folder");
    let first = dir.path().join("a.csv");
    table(&first, 3);
    let mut harness = window(Source::file(&first), Look::Light);
    if harness.query_by_label("Open table").is_some() {
        harness.get_by_label("Open").click();
        settle(&mut harness);
    }
    harness.state_mut().ask(Action::SetClass {
        units: vec![2],
        class: Class::Excitatory,
    });
    settle(&mut harness);
    let before = std::fs::read(&first).expect("the table");
    for (path, written) in [(first.clone(), false), (dir.path().join("a.nwb"), true)] {
        let save = Action::SaveNwb { path, fields: true };
        harness.state_mut().ask(save);
        settle(&mut harness);
        let is_there = dir.path().join("a.nwb").exists();
        assert_eq!(is_there, written);
    }
    assert_eq!(std::fs::read(&first).expect("still there"), before);
    let options = equipoise::formats::OpenOptions::default();
    let quiet = equipoise::formats::Progress::silent();
    let back = equipoise::formats::open(&dir.path().join("a.nwb"), &options, &quiet);
    let back = back.expect("an NWB file");
    assert_eq!(back.units()[2].class, Class::Excitatory);
    assert_eq!(back.trains().spike_count(), 400);
}
