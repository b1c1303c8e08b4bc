//! A network that runs in the window: it is let run and held, its controls are turned, the window
//! follows its end, and the session brings it back.

use super::raster::{compare, looks};
use super::window::{PATIENCE, settle, started, window};
use eframe::App;
use eframe::egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use egui_kittest::{Harness, SnapshotResults};
use equipoise::analysis::Value;
use equipoise::app::action::{Action, NetworkAction};
use equipoise::app::command::Command;
use equipoise::app::session::SessionFile;
use equipoise::app::shell::{Shell, Start};
use equipoise::app::state::State;
use equipoise::app::workspace::{Look, NetworkSource, Source, Tab};
use equipoise::compute::LiveStatus;
use equipoise::models;
use equipoise::recording::Interval;
use std::time::{Duration, Instant};

type Window = Harness<'static, Shell>;

fn small() -> NetworkSource {
    let mut network = NetworkSource::preset("coba", "self-sustained").expect("a network");
    let (model, _) = network.found().expect("a model");
    for (name, text) in [("n", "600"), ("p", "0.05")] {
        let parameter = models::parameter(model.parameters(), name).expect("a parameter");
        let value = parameter.parse(text).expect("in its range");
        network.values.set(parameter, &value);
    }
    network
}

fn state(harness: &Window) -> &State {
    &harness.state().state
}

fn tab(harness: &Window) -> &Tab {
    state(harness).workspace.tab().expect("a tab")
}

fn status(harness: &Window) -> LiveStatus {
    let open = state(harness).open_tab().expect("a tab");
    open.live_status.clone().expect("a network")
}

fn span(harness: &Window) -> Interval {
    let loaded = state(harness).loaded().expect("a recording");
    loaded.recording.span()
}

/// Runs frames until something holds.
fn until(harness: &mut Window, what: &str, holds: impl Fn(&Window) -> bool) {
    let began = Instant::now();
    while !holds(harness) {
        harness.step();
        std::thread::sleep(Duration::from_millis(1));
        assert!(began.elapsed() < PATIENCE, "never: {what}");
    }
}

fn ask(harness: &mut Window, action: NetworkAction) {
    harness.state_mut().ask(Action::Network(action));
    harness.step();
}

/// The window on a network that is held at some time.
fn held() -> Window {
    held_in(Look::Light)
}

fn held_in(look: Look) -> Window {
    let mut network = small();
    // One that was let run before waits when it is opened.
    network.until_s = 0.4;
    let mut harness = window(Source::Network(network), look);
    until(&mut harness, "a recording", |h| state(h).loaded().is_some());
    settle(&mut harness);
    harness
}

#[test]
fn a_network_runs_and_is_held() {
    let mut harness = held();
    assert!(!status(&harness).running);
    let reached = status(&harness).time_s;
    assert!((reached - 0.4).abs() < 1e-6, "{reached}");
    harness.get_by_label("Run").click();
    harness.step();
    until(&mut harness, "more", |h| span(h).stop_s > 0.8);
    assert!(status(&harness).running);
    harness.get_by_label("Pause").click();
    until(&mut harness, "held", |h| !status(h).running);
    settle(&mut harness);
    // What shows is all that there is, and every panel has a drawing of it.
    let stop_s = span(&harness).stop_s;
    assert!((status(&harness).time_s - stop_s).abs() < 1e-9);
    for panel in state(&harness).workspace.layout.panels() {
        let id = tab(&harness).id;
        let outcome = state(&harness).outcomes.get(id, panel.id);
        let outcome = outcome.expect("an outcome");
        assert!(
            !outcome.stale && outcome.picture.is_some(),
            "{}",
            panel.view
        );
    }
    harness.get_by_label("One step").click();
    until(&mut harness, "a step", |h| span(h).stop_s > stop_s);
    assert!((span(&harness).stop_s - stop_s - 0.01).abs() < 1e-9);
    assert!(!status(&harness).running);
}

#[test]
fn what_shows_a_network_that_runs_stops_and_continues() {
    let mut harness = held();
    harness.get_by_label("Run").click();
    until(&mut harness, "more", |h| span(h).stop_s > 0.6);
    harness.state_mut().ask(Action::Run(Command::StopComputing));
    let label = "E-I cross-correlogram: continue";
    until(&mut harness, "stopped", |h| {
        h.query_by_label(label).is_some()
    });
    // What had begun may still come.
    let drawn = |harness: &Window| {
        let panels = state(harness).workspace.layout.panels();
        let panel = panels.into_iter().find(|p| p.view == "cross-correlogram");
        let id = panel.expect("in the layout").id;
        let outcome = state(harness).outcomes.get(tab(harness).id, id);
        let picture = outcome.and_then(|o| o.picture.clone());
        picture.map(|picture| format!("{:?}", picture.sheet))
    };
    let longer = |by_s: f64, harness: &mut Window| {
        let stop_s = span(harness).stop_s + by_s;
        until(harness, "longer", |h| span(h).stop_s > stop_s);
    };
    longer(0.2, &mut harness);
    let stopped = drawn(&harness);
    longer(0.4, &mut harness);
    assert!(stopped == drawn(&harness), "it stays as it was");
    harness.get_by_label(label).click();
    until(&mut harness, "goes on", |h| drawn(h) != stopped);
}

#[test]
fn layout_models_looks_as_it_was_approved() {
    let looks = looks().max_failed_pixels(8);
    let mut results = SnapshotResults::new();
    for (look, name) in [(Look::Light, "light"), (Look::Dark, "dark")] {
        let mut harness = held_in(look);
        let show = Action::Run(Command::LayoutModels);
        harness.state_mut().ask(show);
        settle(&mut harness);
        let name = format!("window_models_{name}");
        results.extend(compare(&mut harness, &name, &looks));
    }
}

/// Where a network stands still nothing acts before its next step; what was turned is kept all the
/// same.
#[test]
fn what_was_turned_at_the_last_moment_is_found_again() {
    let mut harness = held();
    ask(
        &mut harness,
        NetworkAction::Set {
            parameter: "recurrence".to_owned(),
            value: Value::Number(60.0),
        },
    );
    ask(&mut harness, NetworkAction::Kick);
    until(&mut harness, "two changes", |h| {
        status(h).changes.len() == 2
    });
    settle(&mut harness);
    let saved = tab(&harness).source.clone();
    let mut again = window(saved.clone(), Look::Light);
    until(&mut again, "a recording", |h| state(h).loaded().is_some());
    settle(&mut again);
    assert_eq!(status(&again).changes.len(), 2);
    assert_eq!(tab(&again).source, saved);
}

#[test]
fn a_control_that_is_turned_leaves_a_mark_and_replays() {
    let mut harness = held();
    ask(
        &mut harness,
        NetworkAction::Set {
            parameter: "recurrence".to_owned(),
            value: Value::Number(60.0),
        },
    );
    ask(&mut harness, NetworkAction::Kick);
    until(&mut harness, "two changes", |h| {
        status(h).changes.len() == 2
    });
    ask(&mut harness, NetworkAction::Step);
    until(&mut harness, "marks", |h| {
        let loaded = state(h).loaded().expect("a recording");
        loaded.recording.epochs().len() == 2
    });
    settle(&mut harness);
    let Source::Network(kept) = tab(&harness).source.clone() else {
        panic!("the tab has a network");
    };
    assert_eq!(kept.changes.len(), 2);
    assert!((kept.until_s - 0.41).abs() < 1e-9);
    // The list that is saved reads back as what was turned.
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("changes.jsonl");
    let (model, _) = kept.found().expect("a model");
    harness.get_by_label("Save list…").click();
    settle(&mut harness);
    harness.state_mut().ask(Action::SaveChanges(path.clone()));
    settle(&mut harness);
    let saved = std::fs::read_to_string(path).expect("saved");
    let saved = models::Changes::parse(&saved, model).expect("a list");
    assert_eq!(saved.as_slice(), kept.changes);
    // The session brings it back to the same: the list replays.
    let shown = state(&harness).loaded().expect("one").recording.clone();
    let mut again = window(Source::Network(kept), Look::Light);
    until(&mut again, "all of it", |h| {
        state(h).loaded().is_some() && (span(h).stop_s - 0.41).abs() < 1e-9
    });
    let replayed = state(&again).loaded().expect("one").recording.clone();
    assert_eq!(shown.trains(), replayed.trains());
    assert_eq!(shown.epochs().len(), replayed.epochs().len());
    assert!(!status(&again).running);
}

#[test]
fn a_control_goes_back_to_its_default() {
    let mut harness = held();
    let back = "Default of Recurrence";
    let recurrence = |h: &Window| {
        let (model, _) = small().found().expect("a model");
        let parameter = models::parameter(model.parameters(), "recurrence");
        status(h).values.number(parameter.expect("known"))
    };
    ask(
        &mut harness,
        NetworkAction::Set {
            parameter: "recurrence".to_owned(),
            value: Value::Number(60.0),
        },
    );
    until(&mut harness, "turned", |h| recurrence(h) == 60.0);
    settle(&mut harness);
    harness.get_by_label(back).click();
    until(&mut harness, "back", |h| recurrence(h) == 100.0);
    assert_eq!(status(&harness).changes.len(), 2);
}

#[test]
fn a_selected_unit_is_the_cell_whose_input_shows() {
    let mut harness = held();
    let select = |harness: &mut Window, unit: &str| {
        let action = Action::SelectUnits([unit.to_owned()].into());
        harness.state_mut().ask(action);
        harness.step();
        let values = &state(harness).workspace.values;
        values.get("cell-input").cloned().unwrap_or_default()
    };
    let chosen = |values: equipoise::analysis::Values| {
        let info = equipoise::views::by_id("cell-input")
            .expect("a view")
            .info();
        let cell = info.parameters.iter().find(|p| p.id == "cell");
        values.get(cell.expect("a parameter"))
    };
    assert_eq!(
        chosen(select(&mut harness, "I2")),
        Value::Choice("I2".to_owned())
    );
    // What is not recorded changes nothing.
    assert_eq!(
        chosen(select(&mut harness, "E77")),
        Value::Choice("I2".to_owned())
    );
}

#[test]
fn the_window_follows_the_end_until_time_is_moved() {
    let mut harness = held();
    assert!(tab(&harness).follow_s.is_some());
    let end = |h: &Window| tab(h).window.expect("a window").stop_s;
    assert_eq!(end(&harness), span(&harness).stop_s);
    ask(&mut harness, NetworkAction::Step);
    until(&mut harness, "the end", |h| end(h) > 0.405);
    assert_eq!(end(&harness), span(&harness).stop_s);
    // Zooming keeps the end, moving leaves it, End comes back to it.
    harness.key_press(Key::ArrowUp);
    settle(&mut harness);
    assert_eq!(end(&harness), span(&harness).stop_s);
    let width_s = tab(&harness).window.expect("a window").duration_s();
    assert!(width_s < span(&harness).duration_s());
    harness.key_press(Key::ArrowLeft);
    settle(&mut harness);
    assert_eq!(tab(&harness).follow_s, None);
    let before = end(&harness);
    ask(&mut harness, NetworkAction::Step);
    until(&mut harness, "more", |h| span(h).stop_s > 0.415);
    assert_eq!(end(&harness), before);
    harness.key_press(Key::End);
    settle(&mut harness);
    assert_eq!(end(&harness), span(&harness).stop_s);
}

/// It once went no further back than to the time at which a window followed the end.
#[test]
fn undo_leads_back_to_following_the_end_and_past_it() {
    let mut harness = held();
    rest(&mut harness);
    harness.key_press(Key::ArrowUp);
    settle(&mut harness);
    let width_s = tab(&harness).follow_s.expect("a width");
    rest(&mut harness);
    harness.key_press(Key::ArrowLeft);
    settle(&mut harness);
    assert_eq!(tab(&harness).follow_s, None);
    rest(&mut harness);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(tab(&harness).follow_s, Some(width_s));
    let window = tab(&harness).window.expect("a window");
    assert_eq!(window.stop_s, span(&harness).stop_s);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert!(tab(&harness).follow_s.expect("a width") > width_s);
}

/// Undo points are made once things have been still for a second.
fn rest(harness: &mut Window) {
    for _ in 0..90 {
        harness.step();
    }
}

#[test]
fn a_network_starts_again_with_the_values_of_now() {
    let mut harness = held();
    let first = state(&harness).loaded().expect("one").recording.clone();
    let set = |name: &str, value| NetworkAction::Set {
        parameter: name.to_owned(),
        value,
    };
    // What cannot be turned while it runs starts it again.
    ask(&mut harness, set("n", Value::Integer(500)));
    until(&mut harness, "another", |h| {
        state(h)
            .loaded()
            .is_some_and(|l| l.recording.units().len() == 500)
    });
    ask(&mut harness, NetworkAction::Run(false));
    until(&mut harness, "held", |h| !status(h).running);
    assert_ne!(first.units().len(), 500);
    ask(&mut harness, set("n", Value::Integer(600)));
    until(&mut harness, "the first again", |h| {
        state(h)
            .loaded()
            .is_some_and(|l| l.recording.units().len() == 600 && l.recording.span().stop_s > 0.1)
    });
    ask(&mut harness, NetworkAction::Run(false));
    until(&mut harness, "held", |h| !status(h).running);
    settle(&mut harness);
    // The same values and the same seed: the same run, as far as both go.
    let again = state(&harness).loaded().expect("one").recording.clone();
    let both = Interval::new(0.0, first.span().stop_s.min(again.span().stop_s));
    let spikes = |r: &equipoise::recording::Recording| -> Vec<f64> {
        let units = 0..r.units().len();
        units
            .flat_map(|u| r.trains().unit_in(u, both).to_vec())
            .collect()
    };
    assert!(!spikes(&first).is_empty());
    assert_eq!(spikes(&first), spikes(&again));
    let seed = |h: &Window| match &tab(h).source {
        Source::Network(network) => network.seed,
        _ => 0,
    };
    ask(&mut harness, NetworkAction::Restart { new_seed: true });
    assert_eq!(seed(&harness), 2);
}

#[test]
fn the_layout_for_networks_opens_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = SessionFile::in_folder(folder.path());
    let mut harness = started(Start {
        session: Some(session.clone()),
        look: Some(Look::Light),
        ..Start::default()
    });
    harness.state_mut().ask(Action::Run(Command::LayoutModels));
    until(&mut harness, "a network", |h| {
        state(h)
            .open_tab()
            .is_some_and(|t| t.live.is_some() && t.loaded.is_some())
    });
    ask(&mut harness, NetworkAction::Run(false));
    until(&mut harness, "held", |h| !status(h).running);
    settle(&mut harness);
    for control in ["Network", "Preset", "Run", "Kick", "Speed", "Recurrence"] {
        assert!(
            harness.query_all_by_label(control).count() > 0,
            "nothing is called {control}"
        );
    }
    let reached = status(&harness).time_s;
    harness.state_mut().on_exit(None);
    let saved = session.load().0.expect("saved");
    let networks = saved.tabs.iter().filter_map(|t| match &t.source {
        Source::Network(network) => Some(network.until_s),
        _ => None,
    });
    assert_eq!(networks.collect::<Vec<_>>(), [reached]);
}
