//! A recording whose file has moved, and one that is put together from two files.

use super::window::{settle, window};
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use equipoise::app::action::Action;
use equipoise::app::command::Command;
use equipoise::app::shell::Shell;
use equipoise::app::workspace::{Edits, Look, Source};
use equipoise::formats::{AddedFile, OpenOptions, nwb};
use equipoise::recording::{Class, ClassSource};
use std::path::Path;

pub fn table(path: &Path, units: usize) {
    let rows = (0..400).map(|j| format!("{},{}\n", j % units, j as f64 * 0.1));
    let text = std::iter::once("unit,time_s\n".to_owned()).chain(rows);
    std::fs::write(path, text.collect::<String>()).expect("written");
}

/// The window on a table that was confirmed.
fn table_window(path: &Path, look: Look) -> Harness<'static, Shell> {
    let mut harness = window(Source::file(path), look);
    if harness.query_by_label("Open table").is_some() {
        harness.get_by_label("Open").click();
        settle(&mut harness);
    }
    harness
}

/// Sets units to a class by hand.
pub fn set_class(harness: &mut Harness<'static, Shell>, units: &[usize], class: Class) {
    let loaded = harness.state().state.loaded().expect("read");
    let units = units.iter().copied();
    let action = Action::set_class(&loaded.recording, units, class);
    harness.state_mut().ask(action);
    settle(harness);
}

#[test]
fn classes_set_by_hand_are_found_again_when_the_file_moves() {
    let dir = tempfile::tempdir().expect("a folder");
    let (first, moved) = (dir.path().join("a.csv"), dir.path().join("b.csv"));
    table(&first, 3);
    let mut harness = table_window(&first, Look::Light);
    set_class(&mut harness, &[1], Class::Inhibitory);
    harness.state_mut().state.keep_edits();
    std::fs::rename(&first, &moved).expect("moved");
    harness.state_mut().ask(Action::Open(Source::file(&moved)));
    settle(&mut harness);
    let loaded = harness.state().state.loaded().expect("read");
    assert_eq!(loaded.recording.units()[1].class, Class::Inhibitory);
    assert_eq!(loaded.original.units()[1].class, Class::Unclassified);
    assert_eq!(harness.state().state.workspace.tabs.len(), 2);
}

/// Several files dropped at once: each table is shown before it is read, and none is lost.
#[test]
fn tables_that_come_together_are_asked_about_one_by_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let example = Source::Example { id: "night".into() };
    let mut harness = window(example, Look::Light);
    let nwb = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data/nwb_modern.nwb");
    let tables = ["a.csv", "b.csv"].map(|name| dir.path().join(name));
    for path in &tables {
        table(path, 3);
        harness.state_mut().ask(Action::Consider(path.clone()));
    }
    harness.state_mut().ask(Action::Consider(nwb));
    settle(&mut harness);
    let tabs = |harness: &Harness<'static, Shell>| harness.state().state.workspace.tabs.len();
    for (at, _) in tables.iter().enumerate() {
        assert_eq!(
            tabs(&harness),
            2 + at,
            "no table is read before it is confirmed"
        );
        harness.get_by_label("Open table");
        harness.get_by_label("Open").click();
        settle(&mut harness);
    }
    assert_eq!(tabs(&harness), 4);
    assert!(harness.query_by_label("Open table").is_none());
}

#[test]
fn a_file_is_added_with_an_offset() {
    let dir = tempfile::tempdir().expect("a folder");
    let (first, other) = (dir.path().join("a.csv"), dir.path().join("c.csv"));
    table(&first, 2);
    table(&other, 4);
    let mut harness = table_window(&first, Look::Dark);
    let units = |harness: &Harness<'static, Shell>| {
        let loaded = harness.state().state.loaded().expect("read");
        loaded.recording.units().len()
    };
    assert_eq!(units(&harness), 2);
    harness
        .state_mut()
        .ask(Action::Run(Command::FilesOfRecording));
    settle(&mut harness);
    // Where nothing can be dropped, files are chosen.
    harness.get_by_label("Choose…");
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
    assert!(harness.state().state.loaded().is_none());
    harness.get_by_label("Sampling rate").focus();
    settle(&mut harness);
    harness.key_press(Key::ArrowDown);
    settle(&mut harness);
    let rate = harness.get_by_label("Sampling rate");
    let rate: f64 = rate.accesskit_node().numeric_value().expect("a number");
    assert!(rate > 1.0 && rate < 30_000.0);
    harness.get_by_label("Read").click();
    settle(&mut harness);
    let loaded = harness.state().state.loaded().expect("read");
    // The first spike of cluster 24, at 30 kHz.
    let first = (64.4427 * 30_000.0_f64).round() / rate;
    let units = loaded.recording.units();
    let unit = units.iter().position(|u| u.id == "24").expect("a unit");
    assert!((loaded.recording.trains().unit(unit)[0] - first).abs() < 1e-9);
}

/// In its place the file is another: what was changed by hand stands, and that is said.
#[test]
fn a_file_that_was_written_anew_is_said_to_be_another() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("a.csv");
    table(&path, 3);
    let mut harness = table_window(&path, Look::Light);
    set_class(&mut harness, &[1], Class::Inhibitory);
    let words = "a.csv is not as it was when it was last open.";
    let id = harness.state().state.workspace.tab().expect("a tab").id;
    harness.state_mut().ask(Action::Reload(id));
    settle(&mut harness);
    assert!(harness.query_by_label_contains(words).is_none());
    table(&path, 2);
    harness.state_mut().ask(Action::Reload(id));
    settle(&mut harness);
    harness.get_by_label_contains(words);
    let recording = &harness.state().state.loaded().expect("read").recording;
    assert_eq!(recording.units()[1].class, Class::Inhibitory);
    assert_eq!(recording.units().len(), 2);
}

/// A file that cannot be read has nothing to undo: the first step leads back to what was changed.
#[test]
fn undo_beside_a_file_that_cannot_be_read_leads_to_what_was_changed() {
    let dir = tempfile::tempdir().expect("a folder");
    let (path, noise) = (dir.path().join("a.csv"), dir.path().join("noise.bin"));
    table(&path, 3);
    std::fs::write(&noise, b"\x00\xff\x13\x37").expect("written");
    let mut harness = table_window(&path, Look::Light);
    set_class(&mut harness, &[1], Class::Inhibitory);
    harness.state_mut().ask(Action::Open(Source::file(&noise)));
    settle(&mut harness);
    assert!(harness.state().state.loaded().is_none());
    let class = |harness: &Harness<'static, Shell>| {
        let loaded = harness.state().state.loaded();
        loaded.map(|l| l.recording.units()[1].class)
    };
    for expected in [Class::Inhibitory, Class::Unclassified] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        settle(&mut harness);
        assert_eq!(class(&harness), Some(expected));
    }
}

/// The tab that was changed last is closed, and beside it is one that cannot be read: undo leads to
/// what was changed before, and redo stays there.
#[test]
fn undo_after_closing_beside_a_file_that_cannot_be_read_leads_to_what_was_changed() {
    let dir = tempfile::tempdir().expect("a folder");
    let named = |name: &str| dir.path().join(name);
    let (first, other, noise) = (named("a.csv"), named("b.csv"), named("noise.bin"));
    table(&first, 3);
    table(&other, 2);
    std::fs::write(&noise, b"\x00\xff\x13\x37").expect("written");
    let mut harness = table_window(&first, Look::Light);
    set_class(&mut harness, &[1], Class::Inhibitory);
    // What stood still for a second is a step of undo.
    harness.run_steps(120);
    for path in [&noise, &other] {
        harness.state_mut().ask(Action::Open(Source::file(path)));
        settle(&mut harness);
    }
    harness.key_press_modifiers(Modifiers::COMMAND, Key::W);
    settle(&mut harness);
    assert!(harness.state().state.loaded().is_none());
    let mut class_after = |key| {
        harness.key_press_modifiers(Modifiers::COMMAND, key);
        settle(&mut harness);
        let loaded = harness.state().state.loaded();
        loaded.map(|l| l.recording.units()[1].class)
    };
    assert_eq!(class_after(Key::Z), Some(Class::Inhibitory));
    assert_eq!(class_after(Key::Z), Some(Class::Unclassified));
    for _ in 0..2 {
        assert_eq!(class_after(Key::Y), Some(Class::Inhibitory));
    }
}

/// What is changed by hand belongs to units and epochs, not to their places: those change when a
/// file is added.
#[test]
fn changes_by_hand_stay_with_their_units_and_epochs_when_files_are_added() {
    let dir = tempfile::tempdir().expect("a folder");
    let (first, other) = (dir.path().join("a.csv"), dir.path().join("c.csv"));
    let states = dir.path().join("early.csv");
    table(&first, 2);
    table(&other, 4);
    std::fs::write(
        dir.path().join("a_epochs.csv"),
        "start,stop,state\n10,20,REM\n20,30,WAKE\n",
    )
    .expect("written");
    std::fs::write(&states, "start,stop,state\n1,5,NREM\n5,9,WAKE\n").expect("written");
    let with = |files: &[&Path]| {
        let added = files.iter().map(|file| AddedFile::whole(*file)).collect();
        Action::SetOptions(Box::new(OpenOptions {
            added,
            ..OpenOptions::default()
        }))
    };
    let mut harness = table_window(&first, Look::Light);
    harness.state_mut().ask(with(&[&states, &other]));
    settle(&mut harness);
    let find = |harness: &Harness<'static, Shell>, id: &str| {
        let units = harness
            .state()
            .state
            .loaded()
            .expect("read")
            .recording
            .clone();
        let unit = units.units().iter().find(|u| u.id == id);
        unit.map(|u| (u.class, u.class_source.clone()))
    };
    let recording = harness
        .state()
        .state
        .loaded()
        .expect("read")
        .recording
        .clone();
    let ids: Vec<&str> = recording.units().iter().map(|u| u.id.as_str()).collect();
    assert_eq!(ids, ["0", "1", "c/0", "c/1", "2", "3"]);
    assert_eq!(recording.epochs().len(), 4);
    set_class(&mut harness, &[1, 4], Class::Inhibitory);
    // The REM sleep of the file is not to be seen.
    let tab = harness.state().state.workspace.tab().expect("a tab");
    let mut edits = Edits::clone(&tab.edits);
    let rem = recording.epochs().iter().find(|e| e.label == "REM");
    edits.set_aside.push(rem.expect("in the file").clone());
    harness.state_mut().ask(Action::SetEdits(Box::new(edits)));
    settle(&mut harness);
    let by_hand = Some((Class::Inhibitory, Some(ClassSource::Hand)));
    let labels = |harness: &Harness<'static, Shell>| {
        let epochs = harness
            .state()
            .state
            .loaded()
            .expect("read")
            .recording
            .clone();
        let labels = epochs.epochs().iter().map(|e| e.label.clone());
        labels.collect::<Vec<_>>()
    };
    assert_eq!(labels(&harness), ["Slow-wave sleep", "Wake", "WAKE"]);
    assert_eq!(find(&harness, "2"), by_hand);
    // Without the states, then without anything added, then with everything again.
    harness.state_mut().ask(with(&[&other]));
    settle(&mut harness);
    assert_eq!(labels(&harness), ["WAKE"]);
    assert_eq!(
        (find(&harness, "1"), find(&harness, "2")),
        (by_hand.clone(), by_hand.clone())
    );
    assert_eq!(find(&harness, "3").expect("unit 3").0, Class::Unclassified);
    harness.state_mut().ask(with(&[]));
    settle(&mut harness);
    assert_eq!(
        (find(&harness, "1"), find(&harness, "2")),
        (by_hand.clone(), None)
    );
    harness.state_mut().ask(with(&[&states, &other]));
    settle(&mut harness);
    assert_eq!(
        (find(&harness, "1"), find(&harness, "2")),
        (by_hand.clone(), by_hand.clone())
    );
    assert_eq!(labels(&harness), ["Slow-wave sleep", "Wake", "WAKE"]);
    // And it is said what is added.
    harness.get_by_label_contains("With early.csv, on the same clock and 1 more");
    harness.get_by_label_contains("Classes: 2 by hand");
    // A guess stands back, and is said to be one.
    harness.state_mut().ask(Action::Run(Command::ClassesByRate));
    settle(&mut harness);
    harness.get_by_label("Set classes").click();
    settle(&mut harness);
    harness.get_by_label_contains("guessed from rate");
    assert_eq!(find(&harness, "2"), by_hand);
}

#[test]
fn the_recording_is_saved_as_nwb_with_what_was_changed_and_never_over_an_open_file() {
    let dir = tempfile::tempdir().expect("a folder");
    let first = dir.path().join("a.csv");
    table(&first, 3);
    let mut harness = table_window(&first, Look::Light);
    set_class(&mut harness, &[2], Class::Excitatory);
    let before = std::fs::read(&first).expect("the table");
    for (path, written) in [(first.clone(), false), (dir.path().join("a.nwb"), true)] {
        let fields = nwb::Fields::Copied;
        let save = Action::SaveNwb { path, fields };
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
