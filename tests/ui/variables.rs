//! The dialog in which a person says what the variables of a MATLAB file are.

#[allow(dead_code, reason = "the readers' tests write more kinds of values")]
#[path = "../formats/mat/writer.rs"]
mod writer;

use super::window::{settle, window};
use eframe::egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use equipoise::app::action::Action;
use equipoise::app::command::Command;
use equipoise::app::shell::Shell;
use equipoise::app::workspace::{Look, Source};
use std::path::Path;
use writer::{MANNERS, V, col, file};

/// One variable a unit, and a list of something else.
fn odd(path: &Path, spikes: usize) {
    let times = |at: f64| -> V {
        let all: Vec<f64> = (0..spikes).map(|i| at + 0.3 * (i * i) as f64).collect();
        col(&all)
    };
    let variables = [
        ("sig001a", times(0.5)),
        ("sig001b", times(0.75)),
        ("sig002a", times(1.25)),
        ("weights", col(&[3.0, 1.0, 2.0])),
    ];
    std::fs::write(path, file(&variables, MANNERS[0])).expect("written");
}

fn choose(harness: &mut Harness<'static, Shell>, variable: &str, role: &str) {
    harness
        .get_by_role_and_label(Role::ComboBox, variable)
        .click();
    settle(harness);
    harness.get_by_label(role).click();
    settle(harness);
}

fn units(harness: &Harness<'static, Shell>) -> usize {
    let loaded = harness.state().state.loaded().expect("read");
    loaded.recording.units().len()
}

#[test]
fn one_variable_a_unit_is_chosen_once_and_remembered() {
    let dir = tempfile::tempdir().expect("a folder");
    let (first, second) = (dir.path().join("a.mat"), dir.path().join("b.mat"));
    odd(&first, 12);
    odd(&second, 30);
    let mut harness = window(Source::file(&first), Look::Light);
    harness.get_by_label("The layout of this file is not known. Say which variables are what.");
    choose(&mut harness, "sig001a", "Spike times");
    harness
        .get_by_label("Spike times: also the 2 others named like sig001a")
        .click();
    settle(&mut harness);
    harness.get_by_label("Open").click();
    settle(&mut harness);
    assert_eq!(units(&harness), 3);
    // Another file of the same shape only has to be confirmed.
    harness.state_mut().ask(Action::Consider(second));
    settle(&mut harness);
    harness.get_by_label("Chosen as for the last file with the same variables.");
    harness.get_by_label("Open").click();
    settle(&mut harness);
    assert_eq!(units(&harness), 3);
    assert_eq!(harness.state().state.workspace.tabs.len(), 2);
}

/// What is recognised is not the last word: the variables can be asked for.
#[test]
fn a_recognised_file_can_be_read_otherwise() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("known.mat");
    let trains = |at: f64| V::Cell(vec![col(&[at, at + 0.5]), col(&[at + 0.25])]);
    let three = V::Cell(vec![col(&[0.5]), col(&[0.75]), col(&[1.5])]);
    let variables = [("spikes", trains(1.0)), ("other", three)];
    std::fs::write(&path, file(&variables, MANNERS[0])).expect("written");
    let mut harness = window(Source::file(&path), Look::Dark);
    assert_eq!(units(&harness), 2);
    let ask = |harness: &mut Harness<'static, Shell>| {
        let state = harness.state_mut();
        state.ask(Action::Run(Command::VariablesOfFile));
        settle(harness);
    };
    ask(&mut harness);
    harness.get_by_label("This file is recognised. What you choose here goes before that.");
    choose(&mut harness, "other", "Spike times");
    harness.get_by_label("Open").click();
    settle(&mut harness);
    assert_eq!(units(&harness), 3);
    assert_eq!(harness.state().state.workspace.tabs.len(), 1);
    // Without a choice, what is recognised holds again.
    ask(&mut harness);
    choose(&mut harness, "other", "not used");
    harness.get_by_label("Open").click();
    settle(&mut harness);
    assert_eq!(units(&harness), 2);
}

/// A choice that cannot be read leads back to the variables.
#[test]
fn a_wrong_choice_is_made_good() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("a.mat");
    odd(&path, 12);
    let mut harness = window(Source::file(&path), Look::Dark);
    choose(&mut harness, "sig002a", "Spike times");
    choose(&mut harness, "weights", "Class");
    harness.get_by_label("Open").click();
    settle(&mut harness);
    harness.get_by_label("a.mat was not opened");
    harness.get_by_label("Variables…").click();
    settle(&mut harness);
    choose(&mut harness, "weights", "not used");
    harness.get_by_label("Open").click();
    settle(&mut harness);
    assert_eq!(units(&harness), 1);
    assert_eq!(harness.state().state.workspace.tabs.len(), 1);
}

#[test]
fn many_variables_are_filtered() {
    const NAMES: [&str; 25] = [
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r",
        "s", "u", "v", "w", "x", "y", "tt1",
    ];
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("many.mat");
    let variables = NAMES.map(|name| (name, col(&[3.0, 1.0, 2.0])));
    std::fs::write(&path, file(&variables, MANNERS[0])).expect("written");
    let mut harness = window(Source::file(&path), Look::Light);
    let filter = (Role::TextInput, "Filter the variables");
    harness.get_by_role_and_label(filter.0, filter.1).focus();
    harness.step();
    harness
        .get_by_role_and_label(filter.0, filter.1)
        .type_text("TT");
    settle(&mut harness);
    assert_eq!(harness.get_all_by_role(Role::ComboBox).count(), 1);
    choose(&mut harness, "tt1", "Spike times");
    harness.get_by_label("Open").click();
    settle(&mut harness);
    assert_eq!(units(&harness), 1);
}
