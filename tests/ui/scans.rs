//! Long work on a model: it is stopped, goes on, and goes on another day.

use super::session::until;
use super::window::{begun, settle};
use eframe::App;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use equipoise::analysis::Value;
use equipoise::app::action::Action;
use equipoise::app::session::SessionFile;
use equipoise::app::shell::{Shell, Start};
use equipoise::app::workspace::Look;
use equipoise::views;

type Window = Harness<'static, Shell>;

/// How much of the phase diagram is done, as its notes say; `None` once that is all.
fn share(harness: &Window) -> Option<f64> {
    let state = &harness.state().state;
    let tab = state.workspace.tab()?.id;
    let mut panels = state.workspace.layout.panels().into_iter();
    let panel = panels.find(|p| p.view == "phase-diagram")?;
    let picture = state.outcomes.get(tab, panel.id)?.picture.as_ref()?;
    let mut notes = picture.sheet.notes.iter();
    notes.find_map(|n| n.strip_suffix(" % done.")?.parse().ok())
}

fn is_there(harness: &Window, label: &str) -> bool {
    harness.query_by_label(label).is_some()
}

#[test]
fn a_scan_is_stopped_goes_on_and_goes_on_another_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let session = SessionFile::in_folder(folder.path());
    let window = || {
        begun(Start {
            session: Some(session.clone()),
            look: Some(Look::Light),
            ..Start::default()
        })
    };
    let mut harness = window();
    settle(&mut harness);
    let view = views::by_id("phase-diagram").expect("a view").info();
    // Long enough that it does not end before it is stopped.
    for (parameter, value) in [("network-units", 200), ("networks", 20), ("steps", 40)] {
        harness.state_mut().ask(Action::SetValue {
            view: view.view_id(),
            parameter: parameter.to_owned(),
            value: Value::Integer(value),
        });
    }
    harness.state_mut().ask(Action::ShowView(view.view_id()));
    until(&mut harness, |h| share(h).is_some_and(|done| done > 0.0));
    harness.get_by_label("Phase diagram: stop").click();
    until(&mut harness, |h| {
        is_there(h, "Phase diagram: continue") && !h.state().is_busy()
    });
    let stopped = share(&harness).expect("not at its end");
    for _ in 0..50 {
        harness.step();
        std::thread::sleep(std::time::Duration::from_millis(4));
    }
    assert_eq!(share(&harness), Some(stopped), "it stays where it is");
    harness.get_by_label("Phase diagram: continue").click();
    until(&mut harness, |h| share(h) > Some(stopped + 1.0));
    assert!(is_there(&harness, "Phase diagram: stop"));
    // Not everything of the last seconds is kept, but most is.
    let kept = stopped;
    harness.state_mut().on_exit(None);
    drop(harness);
    let mut harness = window();
    until(&mut harness, |h| share(h).is_some());
    assert!(
        share(&harness) >= Some(kept),
        "{kept} {:?}",
        share(&harness)
    );
}
