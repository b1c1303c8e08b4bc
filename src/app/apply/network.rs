//! What is asked of a simulated network that runs.

use crate::analysis::Value;
use crate::app::action::NetworkAction;
use crate::app::layout::LayoutName;
use crate::app::shell::Shell;
use crate::app::workspace::{NetworkSource, SidePage, Source, Workspace};
use crate::compute::{Live, LiveStart, Turn};
use crate::models::rate;
use crate::recording::Recording;
use crate::views::{self, About};
use eframe::egui;
use std::sync::Arc;

/// Width of the window on a network that runs.
const WINDOW_S: f64 = 10.0;
/// The network that is shown where none was chosen.
const FIRST: (&str, &str) = ("coba", "self-sustained");
/// The preset of a rate network that is shown with its theory.
const FIRST_RATE: &str = "chaos";

/// Starts the network of a tab; one that was let run before is brought to where it was, and waits.
pub(super) fn start_network(
    shell: &mut Shell,
    ctx: &egui::Context,
    id: u64,
    source: NetworkSource,
) {
    let Some((model, _)) = source.found() else {
        let text = format!(
            "There is no network called \"{}\" in this version.",
            source.model
        );
        shell.state.tabs.entry(id).or_default().failed = Some(text.into());
        return;
    };
    let Some(tab) = shell.state.workspace.tabs.iter_mut().find(|t| t.id == id) else {
        return;
    };
    if tab.window.is_none() {
        tab.follow_s = Some(WINDOW_S);
    }
    let open = shell.state.tabs.entry(id).or_default();
    let before = open.live.take().map(|live| live.status());
    let edits = Arc::clone(&tab.edits);
    let start = LiveStart {
        model,
        values: source.values,
        seed: source.seed,
        running: source.until_s == 0.0,
        changes: source.changes,
        until_s: source.until_s,
        speed: before.map_or(1.0, |status| status.speed),
        edit: Arc::new(move |recording: &Recording| edits.apply(recording)),
    };
    let wake = ctx.clone();
    // Those of an earlier session were shared then, and turned since.
    if start.running {
        for parameter in model.parameters() {
            let value = start.values.get(parameter);
            share(&mut shell.state.workspace, model.id(), parameter.id, &value);
        }
    }
    match Live::start(start, move || wake.request_repaint()) {
        Ok(live) => {
            (open.live, open.loaded, open.failed) = (Some(live), None, None);
            shell.state.outcomes.forget(id);
        }
        Err(error) => open.failed = Some(format!("No thread to simulate with: {error}").into()),
    }
}

/// Shows the layout for networks, with one that runs and its controls.
pub(super) fn show_layout(shell: &mut Shell, ctx: &egui::Context) {
    let workspace = &mut shell.state.workspace;
    workspace.layout.name = LayoutName::Models;
    (workspace.side_open, workspace.side_page) = (true, SidePage::Network);
    let is_network = |source: &Source| matches!(source, Source::Network(_));
    if workspace.tab().is_some_and(|t| is_network(&t.source)) {
        return;
    }
    match workspace.tabs.iter().position(|t| is_network(&t.source)) {
        Some(at) => workspace.active = at,
        None => choose(shell, ctx, FIRST.0, FIRST.1),
    }
}

/// Shows the layout for the theory of the rate network, with one that runs.
pub(super) fn show_rate_chaos(shell: &mut Shell, ctx: &egui::Context) {
    let workspace = &mut shell.state.workspace;
    workspace.layout.name = LayoutName::RateChaos;
    (workspace.side_open, workspace.side_page) = (true, SidePage::Network);
    show_rate_network(shell, ctx);
}

/// Shows a rate network: the present one, one in another tab, or a new one.
pub(super) fn show_rate_network(shell: &mut Shell, ctx: &egui::Context) {
    let workspace = &mut shell.state.workspace;
    let is_rate = |source: &Source| matches!(source, Source::Network(n) if n.model == rate::ID);
    if workspace.tab().is_some_and(|t| is_rate(&t.source)) {
        return;
    }
    match workspace.tabs.iter().position(|t| is_rate(&t.source)) {
        Some(at) => workspace.active = at,
        None => {
            if let Ok(source) = NetworkSource::preset(rate::ID, FIRST_RATE) {
                open_beside(shell, ctx, source);
            }
        }
    }
}

/// Turns a control of the network that shows, where it is of that model and has it.
pub(super) fn turn(shell: &Shell, model: &str, parameter: &str, value: &Value) {
    let Some(tab) = shell.state.workspace.tab() else {
        return;
    };
    let Source::Network(source) = &tab.source else {
        return;
    };
    let live = shell.state.tabs.get(&tab.id);
    let live = live.and_then(|open| open.live.as_ref());
    let known = source
        .found()
        .filter(|(found, _)| found.id() == model && found.live().iter().any(|p| p.id == parameter));
    if let (Some(live), Some(_)) = (live, known) {
        live.turn(Turn::Set {
            name: parameter.to_owned(),
            value: value.clone(),
        });
    }
}

/// Gives all views about a model the same value of a parameter, where they have it.
pub(super) fn share(workspace: &mut Workspace, model: &str, parameter: &str, value: &Value) {
    let all = views::all().iter().map(|view| (view.about(), view.info()));
    for (about, info) in all {
        let known = info.parameters.iter().find(|p| p.id == parameter);
        if let (About::Model(of), Some(known)) = (about, known)
            && of == model
        {
            let values = workspace.values.entry(info.id.to_owned()).or_default();
            values.set(known, value);
        }
    }
}

pub(super) fn apply(shell: &mut Shell, ctx: &egui::Context, action: NetworkAction) {
    if let NetworkAction::Choose { model, preset } = &action {
        return choose(shell, ctx, model, preset);
    }
    let Some(tab) = shell.state.workspace.tab_mut() else {
        return;
    };
    let id = tab.id;
    let Source::Network(source) = &mut tab.source else {
        return;
    };
    let Some(live) = shell
        .state
        .tabs
        .get(&id)
        .and_then(|open| open.live.as_ref())
    else {
        return;
    };
    match action {
        NetworkAction::Run(on) => live.turn(Turn::Run(on)),
        NetworkAction::Step => live.turn(Turn::Step),
        NetworkAction::Kick => live.turn(Turn::Kick),
        NetworkAction::Speed(speed) => live.turn(Turn::Speed(speed.unwrap_or(f64::INFINITY))),
        NetworkAction::Set { parameter, value } => {
            let Some((model, _)) = source.found() else {
                return;
            };
            if model.live().iter().any(|p| p.id == parameter) {
                live.turn(Turn::Set {
                    name: parameter.clone(),
                    value: value.clone(),
                });
                return share(&mut shell.state.workspace, model.id(), &parameter, &value);
            }
            let known = model.parameters().iter().find(|p| p.id == parameter);
            let values = live.status().values;
            source.values = (*values).clone();
            if let Some(parameter) = known {
                source.values.set(parameter, &value);
            }
            restart(shell, ctx, id);
        }
        NetworkAction::Restart { new_seed } => {
            let values = live.status().values;
            source.values = (*values).clone();
            source.seed += u64::from(new_seed);
            restart(shell, ctx, id);
        }
        NetworkAction::Choose { .. } => {}
    }
}

/// From the first step, with the values and the seed of the tab.
fn restart(shell: &mut Shell, ctx: &egui::Context, id: u64) {
    let Some(tab) = shell.state.workspace.tabs.iter_mut().find(|t| t.id == id) else {
        return;
    };
    let Source::Network(source) = &mut tab.source else {
        return;
    };
    (source.until_s, source.changes) = (0.0, Vec::new());
    let width_s = tab.follow_s.or(tab.window.map(|w| w.duration_s()));
    tab.follow_s = Some(width_s.unwrap_or(WINDOW_S));
    let source = source.clone();
    start_network(shell, ctx, id, source);
}

/// Opens a network beside the others, or gives the tab that shows one another.
fn choose(shell: &mut Shell, ctx: &egui::Context, model: &str, preset: &str) {
    let source = match NetworkSource::preset(model, preset) {
        Ok(source) => source,
        Err(text) => return shell.state.show_message(text, true),
    };
    let workspace = &mut shell.state.workspace;
    match workspace.tab_mut() {
        Some(tab) if matches!(tab.source, Source::Network(_)) => {
            let id = tab.id;
            tab.source = Source::Network(source);
            restart(shell, ctx, id);
        }
        _ => open_beside(shell, ctx, source),
    }
}

/// Opens a network in a tab beside the others.
fn open_beside(shell: &mut Shell, ctx: &egui::Context, source: NetworkSource) {
    let id = shell.state.workspace.open(Source::Network(source.clone()));
    let is_there = shell.state.tabs.get(&id).is_some_and(|t| t.live.is_some());
    if !is_there {
        start_network(shell, ctx, id, source);
    }
}

/// Works the edits of a tab into a network's recording as it grows.
pub(super) fn edit_network(shell: &Shell, id: u64) -> bool {
    let tabs = &shell.state.workspace.tabs;
    let live = shell
        .state
        .tabs
        .get(&id)
        .and_then(|open| open.live.as_ref());
    let (Some(live), Some(tab)) = (live, tabs.iter().find(|t| t.id == id)) else {
        return false;
    };
    let edits = Arc::clone(&tab.edits);
    live.turn(Turn::Edit(Arc::new(move |recording: &Recording| {
        edits.apply(recording)
    })));
    true
}
