//! A person's changes to a recording: classes, marked events, and what a detector proposes.

use super::opening::edit_units;
use crate::analysis::waveforms::classify;
use crate::app::action::Action;
use crate::app::export::Exporting;
use crate::app::marking;
use crate::app::proposals::Proposing;
use crate::app::shell::Shell;
use crate::app::workspace::Edits;
use crate::formats::nwb::Fields;
use crate::recording::{Class, EpochKind, Interval, unit_names};
use crate::views::connection_classes;
use eframe::egui;
use std::path::PathBuf;

/// Applies an action of this kind; gives back any other.
pub fn apply(shell: &mut Shell, ctx: &egui::Context, action: Action) -> Option<Action> {
    match action {
        Action::SetClass { units, class } => {
            let names = names(shell, &units);
            edit_units(shell, ctx, |edits| {
                edits.classes.extend(names.into_iter().map(|u| (u, class)));
            });
        }
        Action::Include { units, included } => {
            let names = names(shell, &units);
            edit_units(shell, ctx, |edits| {
                let each = names.into_iter().map(|u| (u, included));
                edits.included.extend(each);
            });
        }
        Action::TakeClasses { column, mapping } => edit_units(shell, ctx, |edits| {
            edits.column = Some((column, mapping));
            edits.classes.clear();
        }),
        Action::SetEdits(new) => set_edits(shell, ctx, *new),
        Action::TakeProposal(at) => take_proposal(shell, ctx, at),
        Action::DismissProposal(at) => {
            if let Some(tab) = shell.state.open_tab_mut()
                && at < tab.proposals.len()
            {
                tab.proposals.remove(at);
            }
        }
        Action::SetEvent(event) => {
            if let Some(tab) = shell.state.workspace.tab_mut() {
                tab.settings.event = event;
            }
        }
        Action::SetBaseline(baseline) => {
            if let Some(tab) = shell.state.workspace.tab_mut() {
                tab.settings.baseline = baseline;
            }
        }
        Action::SaveEpochs(path) => save(shell, ctx, path),
        Action::SaveNwb { path, fields } => save_nwb(shell, ctx, path, fields),
        other => return Some(other),
    }
    None
}

/// Names of units of the recording that shows.
fn names(shell: &Shell, units: &[usize]) -> Vec<String> {
    let Some(loaded) = shell.state.loaded() else {
        return Vec::new();
    };
    let names = unit_names(loaded.original.units());
    let name = |unit: &usize| names.get(*unit).cloned();
    units.iter().filter_map(name).collect()
}

fn save(shell: &mut Shell, ctx: &egui::Context, path: PathBuf) {
    let wake = ctx.clone();
    match Exporting::epochs(&shell.state, path, move || wake.request_repaint()) {
        Ok(exporting) => shell.exporting.push(exporting),
        Err(text) => shell.state.say(text, true),
    }
    shell.dialog = None;
}

/// Takes classes from waveforms as the view of them is set, and shows that view.
pub fn take_waveforms(shell: &mut Shell, ctx: &egui::Context) {
    let values = shell.state.workspace.values("waveforms");
    let Some(loaded) = shell.state.loaded() else {
        return;
    };
    let options = crate::analysis::waveforms::Options::from(&values);
    match classify(loaded.original.units(), &options) {
        Ok(grouping) => {
            let class = |class| {
                let units = 0..grouping.fast.len();
                units.filter(|u| grouping.class(*u) == Some(class)).count()
            };
            let (e, i) = (class(Class::Excitatory), class(Class::Inhibitory));
            let rest = grouping.fast.len() - e - i;
            shell.state.say(
                format!("By waveform {e} units are excitatory and {i} inhibitory; {rest} are uncertain or cannot be measured. Classes of the file and by hand stand."),
                false,
            );
            if let Some(mut edits) = shell.state.workspace.tab().map(|t| t.edits.clone()) {
                edits.waveforms = Some(values);
                set_edits(shell, ctx, edits);
            }
            shell.state.workspace.layout.show("waveforms");
        }
        Err(error) => shell.state.say(error.to_string(), true),
    }
}

/// Takes classes from the connections as their view shows them, once all pairs are tested.
pub fn take_connections(shell: &mut Shell, ctx: &egui::Context) {
    let Some(tab) = shell.state.workspace.tab() else {
        return;
    };
    let (id, mut edits) = (tab.id, tab.edits.clone());
    let is_asked_anew = shell.awaits_connections.take().is_none();
    let shown = shell.state.outcome("connections").filter(|s| !s.stale);
    if let Some(error) = shown.and_then(|s| s.error.as_ref()) {
        shell.state.say(error.to_string(), true);
        return;
    }
    let drawn = shown.and_then(|s| s.drawn.as_ref());
    let Some(found) = drawn.and_then(connection_classes) else {
        shell.awaits_connections = Some(id);
        if is_asked_anew {
            shell.state.workspace.layout.show("connections");
            shell.state.say(
                "Connections are being tested; classes are taken from them when all pairs are there.",
                false,
            );
        }
        return;
    };
    let Some(original) = shell.state.loaded().map(|l| l.original.clone()) else {
        return;
    };
    let by_unit = unit_names(original.units()).into_iter().zip(&found);
    edits.connections = by_unit.filter_map(|(u, c)| Some((u, (*c)?))).collect();
    let count = |class| edits.connections.values().filter(|c| **c == class).count();
    shell.state.say(
        format!(
            "By their connections {} units are excitatory and {} inhibitory. Classes of the file and by hand stand.",
            count(Class::Excitatory),
            count(Class::Inhibitory)
        ),
        false,
    );
    set_edits(shell, ctx, edits);
}

fn save_nwb(shell: &mut Shell, ctx: &egui::Context, path: PathBuf, fields: Fields) {
    let wake = ctx.clone();
    match Exporting::nwb(&shell.state, path, fields, move || wake.request_repaint()) {
        Ok(exporting) => shell.exporting.push(exporting),
        Err(text) => shell.state.say(text, true),
    }
    shell.dialog = None;
}

/// What is brushed becomes the baseline; with nothing brushed it is found again.
pub fn set_baseline(shell: &mut Shell) {
    let brush = shell.state.marks.brush.take();
    if let Some(tab) = shell.state.workspace.tab_mut() {
        tab.settings.baseline = brush;
    }
}

/// Marks what is brushed, or a stretch at the playhead.
pub fn mark(shell: &mut Shell, ctx: &egui::Context, kind: EpochKind) {
    let Some(span) = shell.state.loaded().map(|l| l.recording.span()) else {
        return;
    };
    let brush = shell.state.marks.brush.take();
    let Some(tab) = shell.state.workspace.tab_mut() else {
        return;
    };
    let here = Interval::new(tab.playhead_s, tab.playhead_s + marking::AT_PLAYHEAD_S);
    match marking::marked(&tab.edits, kind, brush.unwrap_or(here), span) {
        Some(edits) => {
            // What was just marked is what one wants to look at.
            if let (EpochKind::Seizure, Some(mark)) = (kind, edits.marks.last()) {
                tab.settings.event = Some(mark.interval());
            }
            set_edits(shell, ctx, edits);
        }
        None => shell.state.say(
            "Nothing was marked: the stretch is shorter than 10 ms or outside the recording.",
            true,
        ),
    }
}

/// Other edits; the chosen event goes with its mark.
fn set_edits(shell: &mut Shell, ctx: &egui::Context, new: Edits) {
    let Some(tab) = shell.state.workspace.tab_mut() else {
        return;
    };
    let chosen = tab.settings.event;
    let place = |edits: &Edits| {
        edits
            .marks
            .iter()
            .position(|m| Some(m.interval()) == chosen)
    };
    if let (Some(at), None) = (place(&tab.edits), place(&new)) {
        let same_number = new.marks.len() == tab.edits.marks.len();
        let moved = new.marks.get(at).filter(|_| same_number);
        tab.settings.event = moved.map(crate::recording::Epoch::interval);
    }
    edit_units(shell, ctx, |edits| *edits = new);
}

/// Lets the detector look, in the background.
pub fn propose(shell: &mut Shell, ctx: &egui::Context) {
    let Some(recording) = shell.state.loaded().map(|l| l.recording.clone()) else {
        return;
    };
    let wake = ctx.clone();
    match Proposing::start(recording, move || wake.request_repaint()) {
        Ok(proposing) => {
            if let Some(tab) = shell.state.open_tab_mut() {
                tab.proposals.clear();
                tab.proposing = Some(proposing);
            }
        }
        Err(error) => shell
            .state
            .say(format!("No thread to look with: {error}"), true),
    }
}

fn take_proposal(shell: &mut Shell, ctx: &egui::Context, at: usize) {
    let Some(tab) = shell.state.open_tab_mut() else {
        return;
    };
    if at < tab.proposals.len() {
        let proposal = tab.proposals.remove(at);
        shell.state.marks.brush = Some(proposal.interval);
        mark(shell, ctx, EpochKind::Seizure);
    }
}
