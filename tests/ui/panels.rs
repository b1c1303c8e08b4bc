//! Panels: they follow their tab or are pinned, stand twice, and say when they are not current.

use super::window::{night, settle};
use eframe::egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use equipoise::analysis::{Scale, Surrogate};
use equipoise::app::action::Action;
use equipoise::app::command::Command;
use equipoise::app::layout::PanelId;
use equipoise::app::shell::Shell;
use equipoise::app::state::State;
use equipoise::app::workspace::{Look, Source, Workspace};
use equipoise::plot::Sheet;
use equipoise::recording::Interval;
use std::sync::Arc;

fn state<'a>(harness: &'a Harness<'static, Shell>) -> &'a State {
    &harness.state().state
}

fn ask(harness: &mut Harness<'static, Shell>, action: Action) {
    harness.state_mut().ask(action);
    settle(harness);
}

/// Undo points are made once things have been still for a second.
fn rest(harness: &mut Harness<'static, Shell>) {
    for _ in 0..90 {
        harness.step();
    }
}

/// The panels that show a view, in the order of their ids.
fn panels(harness: &Harness<'static, Shell>, view: &str) -> Vec<PanelId> {
    let panels = state(harness).workspace.layout.panels();
    let panels = panels.iter().filter(|panel| panel.shows(view));
    panels.map(|panel| panel.id).collect()
}

/// What a panel shows, current or not.
fn last(harness: &Harness<'static, Shell>, id: PanelId) -> Option<Arc<Sheet>> {
    let state = state(harness);
    let panel = state.workspace.layout.panel(id)?;
    let outcome = (state.outcomes).get(state.subject(&panel)?.tab.id, id)?;
    Some(Arc::clone(&outcome.picture.as_ref()?.sheet))
}

fn sheet(harness: &Harness<'static, Shell>, id: PanelId) -> Arc<Sheet> {
    last(harness, id).expect("a drawing")
}

fn from_menu(harness: &mut Harness<'static, Shell>, title: &str, entry: &str) {
    let titles = harness.query_all_by_label(title);
    let top = |node: &egui_kittest::Node<'_>| node.rect().top();
    let title = titles.min_by(|a, b| top(a).total_cmp(&top(b)));
    title.expect("a title").click_secondary();
    settle(harness);
    harness.get_by_label(entry).click();
    settle(harness);
}

#[test]
fn what_is_not_current_is_marked_in_the_first_frame_after_a_switch_of_layout() {
    let mut harness = night(Look::Light);
    let layouts = [
        Command::LayoutSeizure,
        Command::LayoutStates,
        Command::LayoutBalance,
        Command::LayoutBrowse,
    ];
    for layout in layouts {
        ask(&mut harness, Action::Run(layout));
    }
    let (mut window, mut seen) = (30.0, 0);
    for layout in layouts {
        // Each time another scale, surrogate and window, so that nothing is kept of them.
        window += 30.0;
        let seed = window as u64;
        let surrogate = Surrogate {
            seed,
            realisations: 4,
            ..Surrogate::default()
        };
        let shell = harness.state_mut();
        shell.ask(Action::SetScale(Scale::new(window / 10.0)));
        shell.ask(Action::SetSurrogate(Some(surrogate)));
        shell.ask(Action::SetWindow(Interval::new(0.0, window)));
        shell.ask(Action::Run(layout));
        harness.step();
        harness.step();
        let marked = harness.query_all_by_label_contains(", updating").count();
        let panels = state(&harness).workspace.layout.panels();
        let state = state(&harness);
        let tab = state.workspace.tab().expect("a tab").id;
        // What was quick is current already.
        let old = |id| state.outcomes.get(tab, id).is_some_and(|o| o.stale);
        let drawn = |id| Some(last(&harness, id)?.panels.len());
        let panels = panels.iter().filter(|panel| old(panel.id));
        let plots: usize = panels.filter_map(|panel| drawn(panel.id)).sum();
        assert_eq!(marked, plots, "{layout:?}");
        seen += marked;
    }
    assert!(seen > 0, "something takes longer than a frame");
}

#[test]
fn a_pinned_panel_keeps_its_scale_while_another_follows() {
    let mut harness = night(Look::Light);
    ask(&mut harness, Action::SetScale(Scale::new(24.0)));
    from_menu(&mut harness, "Balance plane", "Show a second time");
    let [first, second] = panels(&harness, "balance-plane")[..] else {
        panic!("the view stands twice");
    };
    harness.get_by_label("Balance plane 2: close");
    rest(&mut harness);
    from_menu(&mut harness, "Balance plane", "Pin this panel");
    let pinned = sheet(&harness, first);
    rest(&mut harness);
    ask(&mut harness, Action::SetScale(Scale::new(20.0)));
    assert!(Arc::ptr_eq(&sheet(&harness, first), &pinned));
    assert_ne!(sheet(&harness, second).notes, pinned.notes);
    // It says so, and in what it differs: the width of its bins.
    harness.get_by_label("Balance plane: pinned");
    let width = Scale::new(24.0).width_text();
    harness.get_by_label(&width);

    // As saved and read again.
    let workspace = &state(&harness).workspace;
    let text = serde_json::to_string(workspace).expect("plain data");
    let mut read: Workspace = serde_json::from_str(&text).expect("as written");
    read.mend();
    assert_eq!(read.pins, workspace.pins);
    assert_eq!(read.pins.keys().collect::<Vec<_>>(), [&first]);
    assert_eq!(read.layout.panels(), workspace.layout.panels());

    // The scale is taken back, then the pin.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert!(!state(&harness).workspace.pins.is_empty());
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert!(state(&harness).workspace.pins.is_empty());
    assert_eq!(
        harness.query_all_by_label("Balance plane: pinned").count(),
        0
    );
    ask(&mut harness, Action::SetScale(Scale::new(12.0)));
    assert_eq!(sheet(&harness, first).notes, sheet(&harness, second).notes);
}

#[test]
fn a_pinned_panel_shows_its_recording_when_another_one_shows() {
    let mut harness = night(Look::Light);
    let [ensembles] = panels(&harness, "ensembles")[..] else {
        panic!("one panel");
    };
    ask(&mut harness, Action::PinPanel(ensembles));
    let before = sheet(&harness, ensembles);
    let id = "rat-w-track".to_owned();
    ask(&mut harness, Action::Open(Source::Example { id }));
    assert!(Arc::ptr_eq(&sheet(&harness, ensembles), &before));
    let night = state(&harness).workspace.tabs[0].source.name();
    assert!(harness.query_all_by_label_contains(&night).count() > 1);
    harness.get_by_label("Ensembles: pinned").click();
    settle(&mut harness);
    // That recording has no classes, and so no ensembles.
    assert!(last(&harness, ensembles).is_none());
}

#[test]
fn selected_units_are_saved_and_taken_back() {
    let mut harness = night(Look::Light);
    rest(&mut harness);
    harness.get_by_label("E01 · Array").click();
    settle(&mut harness);
    let tab = state(&harness).workspace.tab().expect("a tab");
    assert_eq!(tab.selected_units.len(), 1);
    let text = serde_json::to_string(tab).expect("plain data");
    let read: equipoise::app::workspace::Tab = serde_json::from_str(&text).expect("as written");
    assert_eq!(read.selected_units, tab.selected_units);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    let tab = state(&harness).workspace.tab().expect("a tab");
    assert!(tab.selected_units.is_empty());
}
