//! What outlives a moment: the session on the disk, recordings that were let go, and a list of
//! actions that does the same again.

use super::window::{PATIENCE, drag, night, place, settle, started};
use eframe::App;
use eframe::egui::{Event, Key, Modifiers, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT, Queryable};
use equipoise::app::action::Action;
use equipoise::app::session::SessionFile;
use equipoise::app::shell::{Shell, Start};
use equipoise::app::workspace::{Look, Source, Workspace};
use equipoise::recording::Class;
use std::time::{Duration, Instant};

type Window = Harness<'static, Shell>;

/// Runs frames until something holds.
pub fn until(harness: &mut Window, holds: impl Fn(&Window) -> bool) {
    let began = Instant::now();
    while !holds(harness) {
        harness.step();
        std::thread::sleep(Duration::from_millis(1));
        assert!(began.elapsed() < PATIENCE, "it never came to that");
    }
}

fn example(id: &str) -> Source {
    Source::Example { id: id.to_owned() }
}

#[test]
fn a_session_that_cannot_be_saved_is_said_once_until_it_can() {
    let folder = tempfile::tempdir().expect("a folder");
    let blocked = folder.path().join("config");
    std::fs::write(&blocked, "a file where the folder should be").expect("written");
    let session = SessionFile::in_folder(&blocked);
    let mut harness = started(Start {
        session: Some(session.clone()),
        look: Some(Look::Light),
        ..Start::default()
    });
    let said = |harness: &Window| {
        let said = harness.query_all_by_label_contains("The session cannot be saved");
        said.count()
    };
    until(&mut harness, |h| said(h) == 1);
    // It is tried again and again.
    for _ in 0..650 {
        harness.step();
    }
    assert_eq!(said(&harness), 1);
    std::fs::remove_file(&blocked).expect("removed");
    until(&mut harness, |h| said(h) == 0);
    assert_eq!(session.load().0.expect("saved").tabs.len(), 1);
    // The last change is saved on the way out.
    harness.key_press(Key::CloseBracket);
    settle(&mut harness);
    harness.state_mut().on_exit(None);
    let k = session.load().0.expect("saved").tabs[0].settings.scale.k();
    assert_eq!(k, 21.0);
}

#[test]
fn tabs_are_read_when_they_are_shown_and_let_go_when_memory_is_short() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = SessionFile::in_folder(folder.path());
    let mut workspace = Workspace::default();
    let [night, rat] = ["night", "rat-w-track"].map(|id| workspace.open(example(id)));
    session.save(&workspace).expect("saved");
    let mut harness = started(Start {
        session: Some(session),
        look: Some(Look::Light),
        memory_bytes: Some(0),
        ..Start::default()
    });
    let is_there = |harness: &Window, id: u64| {
        let tabs = &harness.state().state.tabs;
        tabs.get(&id).is_some_and(|t| t.loaded.is_some())
    };
    let there = |harness: &Window| [is_there(harness, night), is_there(harness, rat)];
    assert_eq!(there(&harness), [false, true], "only what shows is read");
    let show = |harness: &mut Window, id| {
        harness.state_mut().ask(Action::ShowTab(id));
        settle(harness);
    };
    show(&mut harness, night);
    assert_eq!(there(&harness), [true, false], "the other makes room");
    // What was changed by hand is there when it comes back.
    let loaded = harness.state().state.loaded().expect("read");
    let set = Action::set_class(&loaded.recording, [0], Class::Unclassified);
    harness.state_mut().ask(set);
    settle(&mut harness);
    show(&mut harness, rat);
    assert_eq!(there(&harness), [false, true]);
    show(&mut harness, night);
    assert_eq!(there(&harness), [true, false]);
    let loaded = harness.state().state.loaded().expect("read again");
    assert_eq!(loaded.recording.units()[0].class, Class::Unclassified);
    assert_eq!(loaded.original.units()[0].class, Class::Excitatory);
}

#[test]
fn two_windows_keep_each_others_classes_whoever_closes_last() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = SessionFile::in_folder(folder.path());
    let window = || {
        started(Start {
            session: Some(session.clone()),
            look: Some(Look::Light),
            ..Start::default()
        })
    };
    let set = |harness: &mut Window, units: std::ops::Range<usize>, class| {
        let loaded = harness.state().state.loaded().expect("read");
        let action = Action::set_class(&loaded.recording, units, class);
        harness.state_mut().ask(action);
        settle(harness);
    };
    let class_of = |harness: &Window, unit: usize| {
        let loaded = harness.state().state.loaded();
        loaded.map(|l| l.recording.units()[unit].class)
    };
    let (mut first, mut second) = (window(), window());
    set(&mut first, 0..10, Class::Unclassified);
    // The other window sees it without being touched, and says so.
    until(&mut second, |h| class_of(h, 9) == Some(Class::Unclassified));
    let said = second.query_all_by_label_contains("Changed in another window");
    assert_eq!(said.count(), 1);
    // And back; what was set here stays.
    set(&mut second, 20..21, Class::Unclassified);
    until(&mut first, |h| class_of(h, 20) == Some(Class::Unclassified));
    assert_eq!(class_of(&first, 3), Some(Class::Unclassified));
    first.state_mut().on_exit(None);
    // A kill here would cost nothing: the second window never gets to save its session.
    drop(second);
    let mut third = window();
    settle(&mut third);
    for unit in [0, 9, 20] {
        assert_eq!(class_of(&third, unit), Some(Class::Unclassified), "{unit}");
    }
    // What is taken back stays taken back.
    third.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut third);
    set(&mut third, 0..10, Class::Excitatory);
    third.state_mut().on_exit(None);
    let mut fourth = window();
    settle(&mut fourth);
    assert_eq!(class_of(&fourth, 0), Some(Class::Excitatory));
}

/// All that a session keeps, and where play stands.
fn outcome(harness: &Window) -> (serde_json::Value, String) {
    let state = &harness.state().state;
    let workspace = serde_json::to_value(&state.workspace).expect("plain data");
    (
        workspace,
        format!("{:?} {:?}", state.time, state.marks.brush),
    )
}

fn show_by_palette(harness: &mut Window, what: &str) {
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.step();
    harness.event(Event::Text(what.to_owned()));
    harness.step();
    harness.key_press(Key::Enter);
    settle(harness);
}

#[test]
fn what_was_done_by_keys_and_clicks_is_done_again_from_its_record() {
    let mut harness = night(Look::Light);
    harness.state_mut().record();
    let before = outcome(&harness);
    let press = |harness: &mut Window, modifiers, key| {
        harness.key_press_modifiers(modifiers, key);
        settle(harness);
    };
    let slider = place(&harness, "Scale, k = 20").center();
    let to = slider + vec2(80.0, 0.0);
    drag(&mut harness, slider, to, Modifiers::SHIFT);
    harness.get_by_label("Slow-wave sleep").click();
    settle(&mut harness);
    // A stretch is brushed and marked, undone, and something else is marked.
    let plot = place(&harness, "Raster");
    let at = |share: f32| pos2(plot.left() + share * plot.width(), plot.center().y);
    drag(&mut harness, at(0.31), at(0.57), Modifiers::SHIFT);
    for _ in 0..90 {
        harness.step();
    }
    press(&mut harness, Modifiers::NONE, Key::M);
    press(&mut harness, Modifiers::COMMAND, Key::Z);
    press(&mut harness, Modifiers::SHIFT, Key::M);
    // Time passes.
    press(&mut harness, Modifiers::NONE, Key::ArrowRight);
    harness.key_press(Key::Space);
    for _ in 0..20 {
        harness.step();
    }
    press(&mut harness, Modifiers::NONE, Key::Space);
    // Units are selected, classed and left out.
    for (name, modifiers) in [("E03", Modifiers::NONE), ("E05", Modifiers::SHIFT)] {
        let mut rows = harness.query_all_by_label_contains(name);
        let is_row = |row: &egui_kittest::Node<'_>| {
            let label = row.accesskit_node().label();
            label.is_some_and(|label| label.starts_with(name))
        };
        let row = rows.find(is_row).expect("in the list");
        row.click_modifiers(modifiers);
        drop(rows);
        settle(&mut harness);
    }
    harness.get_by_label("Set class Inhibitory").click();
    settle(&mut harness);
    harness.get_by_label("Include unit E01").click();
    settle(&mut harness);
    // Panels come, are resized, and say what they are about.
    show_by_palette(&mut harness, "show collapse");
    let border = place(&harness, "Browse: close");
    let border = pos2(border.right() + 10.0, border.bottom() + 200.0);
    drag(
        &mut harness,
        border,
        border + vec2(-70.0, 0.0),
        Modifiers::NONE,
    );
    harness.get_by_label("Balance plane: help").click();
    settle(&mut harness);
    show_by_palette(&mut harness, "classes from waveforms");
    press(&mut harness, Modifiers::COMMAND, Key::Num2);

    let done = harness.state().recorded().to_vec();
    for kind in ["restore", "advance", "set-layout", "select-units", "brush"] {
        let is_kind = |action: &Action| {
            let value = serde_json::to_value(action).expect("plain data");
            value.get(kind).is_some()
        };
        assert!(done.iter().any(is_kind), "no {kind} among {done:?}");
    }
    let text = serde_json::to_string(&done).expect("plain data");
    let again: Vec<Action> = serde_json::from_str(&text).expect("as it was written");
    assert_eq!(again, done);
    let mut other = night(Look::Light);
    assert_eq!(outcome(&other), before);
    other.state_mut().replay(again);
    settle(&mut other);
    assert_ne!(outcome(&other), before);
    assert_eq!(outcome(&other), outcome(&harness));
}
