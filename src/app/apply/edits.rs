//! A person's changes to a recording: classes, marked events, and what a detector proposes.

use super::opening::edit_units;
use crate::analysis::detector::Sensitivity;
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::export::FileExport;
use crate::app::marking;
use crate::app::proposals::SeizureSearch;
use crate::app::shell::Shell;
use crate::app::state::State;
use crate::app::workspace::Edits;
use crate::formats::nwb::Fields;
use crate::recording::{Class, ClassSource, EpochKind, Interval, unit_names};
use crate::views;
use eframe::egui;
use std::path::PathBuf;
use std::sync::Arc;

/// Applies an action of this kind; gives back any other.
pub fn apply(shell: &mut Shell, ctx: &egui::Context, action: Action) -> Option<Action> {
    match action {
        Action::SetClass { units, class } => {
            edit_units(shell, ctx, |edits| {
                let each = units.into_iter().map(|unit| (unit, class));
                Arc::make_mut(edits).classes.extend(each);
            });
        }
        Action::Include { units, included } => {
            edit_units(shell, ctx, |edits| {
                let each = units.into_iter().map(|unit| (unit, included));
                Arc::make_mut(edits).included.extend(each);
            });
        }
        Action::TakeClasses { column, mapping } => edit_units(shell, ctx, |edits| {
            let edits = Arc::make_mut(edits);
            edits.column = Some((column, mapping));
            edits.classes.clear();
        }),
        Action::SetEdits(new) => set_edits(shell, ctx, *new),
        Action::Restore(before) => {
            // What is being typed belongs to what showed before.
            if let Some(typing) = ctx.memory(egui::Memory::focused) {
                ctx.data_mut(|d| d.remove_temp::<String>(typing));
                ctx.memory_mut(|m| m.surrender_focus(typing));
            }
            if let Some(edits) = shell.state.restore(*before) {
                edit_units(shell, ctx, |e| *e = edits);
            }
        }
        Action::Propose(values) => {
            shell.state.workspace.detector = values;
            propose(shell, ctx);
        }
        Action::TakeProposal(id) => take_proposal(shell, ctx, id),
        Action::DismissProposal(id) => {
            if let Some(tab) = shell.state.open_tab_mut() {
                tab.proposals.retain(|p| p.id != id);
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
        Action::SaveEpochs(path) => save(shell, ctx, |state, wake| {
            FileExport::epochs(state, path, wake)
        }),
        Action::SaveChanges(path) => save(shell, ctx, |state, wake| {
            FileExport::changes(state, path, wake)
        }),
        Action::SaveNwb { path, fields } => save_nwb(shell, ctx, path, fields),
        other => return Some(other),
    }
    None
}

fn save(
    shell: &mut Shell,
    ctx: &egui::Context,
    start: impl FnOnce(&State, Box<dyn Fn() + Send>) -> Result<FileExport, String>,
) {
    let wake = ctx.clone();
    match start(&shell.state, Box::new(move || wake.request_repaint())) {
        Ok(exporting) => shell.exports.push(exporting),
        Err(text) => shell.state.show_message(text, true),
    }
    shell.dialog = None;
}

/// Takes the classes that a command asks for from the view that finds them, as it is set, once it
/// is complete; it shows until then.
pub fn take_classes(shell: &mut Shell, ctx: &egui::Context, command: Command) {
    let (source, said) = match command {
        Command::ClassesFromWaveforms => (ClassSource::Waveform, None),
        _ => (
            ClassSource::CrossCorrelogram,
            Some(
                "Connections are being tested; classes are taken from them when all pairs are there.",
            ),
        ),
    };
    let Some(giver) = views::by_class_source(&source) else {
        return;
    };
    let view = giver.info().id;
    let state = &mut shell.state;
    let Some(tab) = state.workspace.tab() else {
        return;
    };
    let id = tab.id;
    let is_asked_anew = shell.awaits_classes.take().is_none();
    if is_asked_anew {
        state.workspace.help_open.remove(view);
        state.workspace.layout.show(view);
    }
    let shown = state.outcome(view).filter(|s| !s.stale);
    if let Some(error) = shown.and_then(|s| s.error.as_ref()) {
        let text = error.to_string();
        return state.show_message(text, true);
    }
    let picture = shown.and_then(|s| s.picture.as_ref());
    let Some(found) = picture.and_then(|picture| giver.classes(picture)) else {
        shell.awaits_classes = Some((id, command));
        if let Some(said) = said.filter(|_| is_asked_anew) {
            state.show_message(said, false);
        }
        return;
    };
    let Some(mut edits) = state.workspace.tab().map(|t| Edits::clone(&t.edits)) else {
        return;
    };
    let count = |class| found.iter().filter(|c| **c == Some(class)).count();
    let (e, i) = (count(Class::Excitatory), count(Class::Inhibitory));
    let stand = "Classes of the file and by hand stand.";
    if source == ClassSource::Waveform {
        let rest = found.len() - e - i;
        state.show_message(
            format!("By waveform {e} units are excitatory and {i} inhibitory; {rest} are uncertain or cannot be measured. {stand}"),
            false,
        );
        edits.waveforms = Some(state.workspace.values(view));
    } else {
        state.show_message(
            format!("By their connections {e} units are excitatory and {i} inhibitory. {stand}"),
            false,
        );
        let Some(loaded) = state.loaded() else {
            return;
        };
        let by_unit = unit_names(loaded.original.units()).into_iter().zip(found);
        edits.connections = by_unit.filter_map(|(u, c)| Some((u, c?))).collect();
    }
    set_edits(shell, ctx, edits);
}

fn save_nwb(shell: &mut Shell, ctx: &egui::Context, path: PathBuf, fields: Fields) {
    let wake = ctx.clone();
    match FileExport::nwb(&shell.state, path, fields, move || wake.request_repaint()) {
        Ok(exporting) => shell.exports.push(exporting),
        Err(text) => shell.state.show_message(text, true),
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
        None => shell.state.show_message(
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
    edit_units(shell, ctx, |edits| *edits = Arc::new(new));
}

/// Lets the detector look, in the background.
fn propose(shell: &mut Shell, ctx: &egui::Context) {
    let Some(recording) = shell.state.loaded().map(|l| l.recording.clone()) else {
        return;
    };
    let sensitivity = Sensitivity::from(&shell.state.workspace.detector);
    let wake = ctx.clone();
    match SeizureSearch::start(recording, sensitivity, move || wake.request_repaint()) {
        Ok(seizure_search) => {
            if let Some(tab) = shell.state.open_tab_mut() {
                tab.proposals.clear();
                tab.seizure_search = Some(seizure_search);
            }
        }
        Err(error) => shell
            .state
            .show_message(format!("No thread to look with: {error}"), true),
    }
}

fn take_proposal(shell: &mut Shell, ctx: &egui::Context, id: u64) {
    let Some(tab) = shell.state.open_tab_mut() else {
        return;
    };
    if let Some(at) = tab.proposals.iter().position(|p| p.id == id) {
        let proposal = tab.proposals.remove(at);
        shell.state.marks.brush = Some(proposal.interval);
        mark(shell, ctx, EpochKind::Seizure);
    }
}
