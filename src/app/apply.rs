//! The one place where actions change something.

use super::action::Action;
use super::command::Command;
use super::dialog::Dialog;
use super::export::Exporting;
use super::marking;
use super::open::Considering;
use super::proposals::Proposing;
use super::shell::{Shell, Undoable};
use super::time_control::{moved, zoomed};
use super::workspace::{Edits, Look, Source, Workspace};
use crate::analysis::{Normalisation, Scale, Surrogate};
use crate::compute::Opening;
use crate::formats::{self, FormatError, Progress};
use crate::recording::{ClassSource, EpochKind, Interval, Recording};
use crate::views;
use eframe::egui;
use std::path::PathBuf;
use std::sync::Arc;

/// Applies one action.
pub fn apply(shell: &mut Shell, ctx: &egui::Context, action: Action) {
    match action {
        Action::Run(command) => run(shell, ctx, command),
        Action::Open(source) => {
            let id = shell.workspace.open(source);
            start_opening(shell, ctx, id);
            shell.dialog = None;
        }
        Action::Consider(path) => consider(shell, ctx, path),
        Action::ShowTab(at) => {
            if at < shell.workspace.tabs.len() {
                shell.workspace.active = at;
                shell.time.playing = false;
            }
        }
        Action::CloseTab(id) => {
            shell.workspace.close(id);
            shell.tabs.remove(&id);
            shell.outcomes.forget(id);
        }
        Action::Reload(id) => start_opening(shell, ctx, id),
        Action::CancelOpening(id) => {
            if let Some(opening) = shell.tabs.get(&id).and_then(|t| t.opening.as_ref()) {
                opening.cancel();
            }
        }
        Action::SetWindow(window) => set_window(shell, |_, _| window),
        Action::Seek(t_s) => seek(shell, t_s),
        Action::SetScale(scale) => {
            if let Some(tab) = shell.workspace.tab_mut() {
                tab.settings.scale = scale;
            }
        }
        Action::SetSurrogate(surrogate) => set_surrogate(&mut shell.workspace, surrogate),
        Action::SetNormalisation(normalisation) => {
            if let Some(tab) = shell.workspace.tab_mut() {
                tab.settings.normalisation = normalisation;
            }
        }
        Action::ToggleState { label, only } => toggle_state(&mut shell.workspace, label, only),
        Action::SetSpeed(speed) => shell.time.speed = speed,
        Action::SetValue {
            view,
            parameter,
            value,
        } => {
            let known = views::by_id(view)
                .and_then(|v| v.info().parameters.iter().find(|p| p.id == parameter));
            if let Some(parameter) = known {
                let values = shell.workspace.values.entry(view.to_owned()).or_default();
                values.set(parameter, &value);
            }
        }
        Action::ResetValues(view) => {
            shell.workspace.values.remove(view);
        }
        Action::SetClass { units, class } => edit_units(shell, ctx, |edits| {
            edits.classes.extend(units.iter().map(|&u| (u, class)));
        }),
        Action::Include { units, included } => edit_units(shell, ctx, |edits| {
            edits.included.extend(units.iter().map(|&u| (u, included)));
        }),
        Action::TakeClasses { column, mapping } => edit_units(shell, ctx, |edits| {
            edits.column = Some((column, mapping));
            edits.classes.clear();
        }),
        Action::SetEdits(new) => set_edits(shell, ctx, new),
        Action::TakeProposal(at) => take_proposal(shell, ctx, at),
        Action::DismissProposal(at) => {
            if let Some(tab) = shell.open_tab_mut()
                && at < tab.proposals.len()
            {
                tab.proposals.remove(at);
            }
        }
        Action::SetEvent(event) => {
            if let Some(tab) = shell.workspace.tab_mut() {
                tab.settings.event = event;
            }
        }
        Action::SaveEpochs(path) => {
            let wake = ctx.clone();
            match Exporting::epochs(shell, path, move || wake.request_repaint()) {
                Ok(exporting) => shell.exporting.push(exporting),
                Err(text) => shell.say(text, true),
            }
            shell.dialog = None;
        }
        Action::Mark(marks) => shell.marks = marks,
        Action::ShowView(view) => shell.workspace.layout.show(view),
        Action::CloseView(view) => shell.workspace.layout.close(view),
        Action::ToggleHelp(view) => {
            if !shell.workspace.help_open.remove(view) {
                shell.workspace.help_open.insert(view.to_owned());
            }
        }
        Action::ShowNumbers(view, show) => {
            shell.workspace.numbers.insert(view.to_owned(), show);
        }
        Action::SetLayout(layout) => shell.workspace.layout = layout,
        Action::ShowDialog(dialog) => shell.dialog = Some(*dialog),
        Action::CloseDialog => shell.dialog = None,
        Action::SidePage(page) => {
            shell.workspace.side_page = page;
            shell.workspace.side_open = true;
        }
        Action::Export(request) => {
            let wake = ctx.clone();
            match Exporting::start(shell, request, move || wake.request_repaint()) {
                Ok(exporting) => shell.exporting.push(exporting),
                Err(text) => shell.say(text, true),
            }
            shell.dialog = None;
        }
        Action::DismissMessage(at) => {
            if at < shell.messages.len() {
                shell.messages.remove(at);
            }
        }
    }
}

fn run(shell: &mut Shell, ctx: &egui::Context, command: Command) {
    match command {
        Command::Open => shell.ask_for_files(ctx),
        Command::OpenPath => shell.dialog = Some(Dialog::path()),
        Command::CloseTab => {
            if let Some(id) = shell.workspace.tab().map(|t| t.id) {
                apply(shell, ctx, Action::CloseTab(id));
            }
        }
        Command::NextTab => turn_tab(shell, 1),
        Command::PreviousTab => turn_tab(shell, -1),
        Command::ExportView => {
            if let Some(view) = shell.workspace.layout.views().first() {
                shell.dialog = Some(Dialog::export(view.info().id));
            }
        }
        Command::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
        Command::Undo => step_back(shell, ctx, true),
        Command::Redo => step_back(shell, ctx, false),
        Command::PlayPause => play(shell),
        Command::Loop => shell.time.looping = !shell.time.looping,
        Command::Faster => shell.time.change_speed(1),
        Command::Slower => shell.time.change_speed(-1),
        Command::QuarterBack => shift_window(shell, -0.25),
        Command::QuarterForward => shift_window(shell, 0.25),
        Command::WindowBack => shift_window(shell, -1.0),
        Command::WindowForward => shift_window(shell, 1.0),
        Command::TenthBack => shift_window(shell, -0.1),
        Command::TenthForward => shift_window(shell, 0.1),
        Command::NextEpoch => go_to_epoch(shell, true),
        Command::PreviousEpoch => go_to_epoch(shell, false),
        Command::GoToTime => shell.dialog = Some(Dialog::go_to()),
        Command::ZoomIn => zoom(shell, 0.5),
        Command::ZoomOut => zoom(shell, 2.0),
        Command::WholeRecording => set_window(shell, |_, span| span),
        Command::Finer => step_scale(shell, -1.0),
        Command::Coarser => step_scale(shell, 1.0),
        Command::NextNormalisation => {
            if let Some(tab) = shell.workspace.tab_mut() {
                let all = Normalisation::ALL;
                let at = all
                    .iter()
                    .position(|n| *n == tab.settings.normalisation)
                    .unwrap_or(0);
                tab.settings.normalisation = all[(at + 1) % all.len()];
            }
        }
        Command::AllStates => {
            if let Some(tab) = shell.workspace.tab_mut() {
                tab.states.clear();
            }
        }
        Command::ClassesFromColumn => {
            if let Some(loaded) = shell.loaded() {
                shell.dialog = Some(Dialog::classes_from_column(&loaded.recording));
            }
        }
        Command::ClassesByRate => {
            if let Some(loaded) = shell.loaded() {
                shell.dialog = Some(Dialog::classes_by_rate(&loaded.recording));
            }
        }
        Command::MarkSeizure => mark(shell, ctx, EpochKind::Seizure),
        Command::MarkEvent => mark(shell, ctx, EpochKind::Event),
        Command::SetBaseline => {
            let brush = shell.marks.brush.take();
            if let Some(tab) = shell.workspace.tab_mut() {
                tab.settings.baseline = brush;
            }
        }
        Command::ProposeSeizures => propose(shell, ctx),
        Command::SaveEpochs => shell.dialog = Some(Dialog::epochs()),
        Command::SidePanel => shell.workspace.side_open = !shell.workspace.side_open,
        Command::LayoutBrowse => shell.workspace.layout.name = super::centre::LayoutName::Browse,
        Command::LayoutBalance => shell.workspace.layout.name = super::centre::LayoutName::Balance,
        Command::LayoutStates => shell.workspace.layout.name = super::centre::LayoutName::States,
        Command::SwitchSurrogate => switch_surrogate(&mut shell.workspace),
        Command::StopComputing => shell.engine.cancel(),
        Command::ResetLayout => shell.workspace.layout.reset(),
        Command::ResetLooks => {
            let first = Workspace::default();
            shell.workspace.look = first.look;
            shell.workspace.layout = first.layout;
            shell.workspace.side_open = first.side_open;
            shell.workspace.help_open.clear();
            ctx.memory_mut(|m| *m = egui::Memory::default());
            super::theme::install_fonts(ctx);
            super::theme::apply(ctx, &shell.theme);
        }
        Command::SwitchTheme => {
            shell.workspace.look = if shell.theme.dark {
                Look::Light
            } else {
                Look::Dark
            };
        }
        Command::Palette => shell.dialog = Some(Dialog::palette()),
        Command::Keys => shell.dialog = Some(Dialog::Keys),
        Command::About => shell.dialog = Some(Dialog::About),
    }
}

/// Begins to read a tab's recording, with the person's changes to its units applied.
pub fn start_opening(shell: &mut Shell, ctx: &egui::Context, id: u64) {
    let Some(tab) = shell.workspace.tabs.iter().find(|t| t.id == id) else {
        return;
    };
    let source = tab.source.clone();
    start(shell, ctx, id, move |progress| {
        read_source(&source, progress).map(Arc::new)
    });
}

fn start(
    shell: &mut Shell,
    ctx: &egui::Context,
    id: u64,
    read: impl FnOnce(&Progress<'_>) -> Result<Arc<Recording>, FormatError> + Send + 'static,
) {
    let Some(tab) = shell.workspace.tabs.iter().find(|t| t.id == id) else {
        return;
    };
    let edits = tab.edits.clone();
    let wake = ctx.clone();
    let started = Opening::start(
        tab.source.name(),
        read,
        move |original| edited(original, &edits),
        move || wake.request_repaint(),
    );
    match started {
        Ok(opening) => {
            let tab = shell.tabs.entry(id).or_default();
            tab.failed = None;
            tab.opening = Some(opening);
        }
        Err(error) => shell.say(format!("No thread to read with: {error}"), true),
    }
}

fn read_source(source: &Source, progress: &Progress<'_>) -> Result<Recording, FormatError> {
    match source {
        Source::File { path, options } => formats::open(path, options, progress),
        Source::Example { id } => match crate::models::examples::find(id) {
            Some(example) => (example.open)(),
            None => Err(FormatError::malformed(
                std::path::Path::new(id),
                "example",
                "name",
                "a built-in example",
                "none of that name",
            )),
        },
    }
}

/// The recording with a person's changes to its units and marks; `None` when there are none.
fn edited(original: &Recording, edits: &Edits) -> Option<Recording> {
    if *edits == Edits::default() {
        return None;
    }
    let from_column = edits
        .column
        .as_ref()
        .and_then(|(column, mapping)| original.with_class_column(column, mapping).ok());
    let unmarked = from_column.as_ref().unwrap_or(original);
    let all = || marking::epochs(original, edits);
    if edits.classes.is_empty() && edits.included.is_empty() && from_column.is_none() {
        return Some(original.with_epochs(all()));
    }
    let by_hand = unmarked.with_units(|units| {
            for (&at, &class) in &edits.classes {
                if let Some(unit) = units.get_mut(at) {
                    unit.class = class;
                    unit.class_source = Some(ClassSource::Hand);
                }
            }
            for (&at, &included) in &edits.included {
                if let Some(unit) = units.get_mut(at) {
                    unit.included = included;
                }
            }
        });
    let is_marked = !edits.marks.is_empty() || !edits.set_aside.is_empty();
    Some(if is_marked {
        by_hand.with_epochs(all())
    } else {
        by_hand
    })
}

/// Changes the units by hand and pools the ensembles anew, in the background.
fn edit_units(shell: &mut Shell, ctx: &egui::Context, edit: impl FnOnce(&mut Edits)) {
    let Some(tab) = shell.workspace.tab_mut() else {
        return;
    };
    edit(&mut tab.edits);
    let id = tab.id;
    let original = shell
        .tabs
        .get(&id)
        .and_then(|t| t.loaded.as_ref())
        .map(|l| Arc::clone(&l.original));
    if let Some(original) = original {
        start(shell, ctx, id, move |_| Ok(original));
    }
}

/// Marks what is brushed, or a stretch at the playhead.
fn mark(shell: &mut Shell, ctx: &egui::Context, kind: EpochKind) {
    let Some(span) = shell.loaded().map(|l| l.recording.span()) else {
        return;
    };
    let brush = shell.marks.brush.take();
    let Some(tab) = shell.workspace.tab_mut() else {
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
        None => shell.say(
            "Nothing was marked: the stretch is shorter than 10 ms or outside the recording.",
            true,
        ),
    }
}

/// Other edits; the chosen event goes with its mark.
fn set_edits(shell: &mut Shell, ctx: &egui::Context, new: Edits) {
    let Some(tab) = shell.workspace.tab_mut() else {
        return;
    };
    let chosen = tab.settings.event;
    let place = |edits: &Edits| edits.marks.iter().position(|m| Some(m.interval()) == chosen);
    if let (Some(at), None) = (place(&tab.edits), place(&new)) {
        let same_number = new.marks.len() == tab.edits.marks.len();
        let moved = new.marks.get(at).filter(|_| same_number);
        tab.settings.event = moved.map(crate::recording::Epoch::interval);
    }
    edit_units(shell, ctx, |edits| *edits = new);
}

fn propose(shell: &mut Shell, ctx: &egui::Context) {
    let Some(recording) = shell.loaded().map(|l| l.recording.clone()) else {
        return;
    };
    let wake = ctx.clone();
    match Proposing::start(recording, move || wake.request_repaint()) {
        Ok(proposing) => {
            if let Some(tab) = shell.open_tab_mut() {
                tab.proposals.clear();
                tab.proposing = Some(proposing);
            }
        }
        Err(error) => shell.say(format!("No thread to look with: {error}"), true),
    }
}

fn take_proposal(shell: &mut Shell, ctx: &egui::Context, at: usize) {
    let Some(tab) = shell.open_tab_mut() else {
        return;
    };
    if at < tab.proposals.len() {
        let proposal = tab.proposals.remove(at);
        shell.marks.brush = Some(proposal.interval);
        mark(shell, ctx, EpochKind::Seizure);
    }
}

/// Looks at a file: tables are shown for confirmation, everything else is opened at once.
fn consider(shell: &mut Shell, ctx: &egui::Context, path: PathBuf) {
    match Considering::start(ctx, path) {
        Ok(considering) => shell.considering.push(considering),
        Err(error) => shell.say(format!("No thread to read with: {error}"), true),
    }
}

fn set_surrogate(workspace: &mut Workspace, surrogate: Option<Surrogate>) {
    if let Some(tab) = workspace.tab_mut() {
        tab.last_surrogate = surrogate.unwrap_or(tab.last_surrogate);
        tab.settings.surrogate = surrogate;
    }
}

/// On as it was last, or off.
fn switch_surrogate(workspace: &mut Workspace) {
    if let Some(tab) = workspace.tab_mut() {
        tab.settings.surrogate = match tab.settings.surrogate {
            Some(_) => None,
            None => Some(tab.last_surrogate),
        };
    }
}

fn turn_tab(shell: &mut Shell, by: i64) {
    let count = shell.workspace.tabs.len() as i64;
    if count > 0 {
        shell.workspace.active = (shell.workspace.active as i64 + by).rem_euclid(count) as usize;
    }
}

fn toggle_state(workspace: &mut Workspace, label: String, only: bool) {
    let Some(tab) = workspace.tab_mut() else {
        return;
    };
    if only {
        tab.states = if tab.states == [label.clone()] {
            Vec::new()
        } else {
            vec![label]
        };
    } else if let Some(at) = tab.states.iter().position(|s| *s == label) {
        tab.states.remove(at);
    } else {
        tab.states.push(label);
    }
}

fn set_window(shell: &mut Shell, change: impl FnOnce(Interval, Interval) -> Interval) {
    let Some(span) = shell.loaded().map(|l| l.recording.span()) else {
        return;
    };
    if let Some(tab) = shell.workspace.tab_mut() {
        let window = change(tab.window.unwrap_or(span), span);
        let window = zoomed(window, 1.0, window.start_s, span);
        tab.window = Some(window);
        if !window.contains(tab.playhead_s) {
            tab.playhead_s = window.start_s;
        }
    }
}

fn shift_window(shell: &mut Shell, share: f64) {
    set_window(shell, |window, span| {
        moved(window, share * window.duration_s(), span)
    });
}

fn zoom(shell: &mut Shell, factor: f64) {
    let about = shell.workspace.tab().map_or(0.0, |t| t.playhead_s);
    set_window(shell, |window, span| zoomed(window, factor, about, span));
}

/// Moves the playhead; where it is outside, the window comes along, centred on it.
fn seek(shell: &mut Shell, t_s: f64) {
    let Some(span) = shell.loaded().map(|l| l.recording.span()) else {
        return;
    };
    let t_s = t_s.clamp(span.start_s, span.stop_s);
    let inside = shell
        .workspace
        .tab()
        .and_then(|t| t.window)
        .is_some_and(|w| w.contains(t_s));
    if !inside {
        set_window(shell, |window, span| {
            moved(
                window,
                t_s - f64::midpoint(window.start_s, window.stop_s),
                span,
            )
        });
    }
    if let Some(tab) = shell.workspace.tab_mut() {
        tab.playhead_s = t_s;
    }
}

fn step_scale(shell: &mut Shell, by: f64) {
    if let Some(tab) = shell.workspace.tab_mut() {
        let k = tab.settings.scale.k();
        // Between two whole scales, a step goes to the nearer of them in its direction.
        let next = if by > 0.0 {
            (k + 1e-9).floor() + by
        } else {
            (k - 1e-9).ceil() + by
        };
        tab.settings.scale = Scale::new(next);
    }
}

fn play(shell: &mut Shell) {
    shell.time.playing = !shell.time.playing;
    let Some(span) = shell.loaded().map(|l| l.recording.span()) else {
        shell.time.playing = false;
        return;
    };
    // At the end of the recording, play starts at the beginning of the window.
    if let Some(tab) = shell.workspace.tab_mut()
        && let Some(window) = tab.window
        && tab.playhead_s >= span.stop_s.min(window.stop_s)
    {
        tab.playhead_s = window.start_s;
    }
}

fn go_to_epoch(shell: &mut Shell, next: bool) {
    let (Some(loaded), Some(tab)) = (shell.loaded(), shell.workspace.tab()) else {
        return;
    };
    let now = tab.playhead_s;
    let starts = loaded
        .recording
        .epochs()
        .iter()
        .filter(|e| e.kind != EpochKind::Trial)
        .map(|e| e.start_s);
    let target = if next {
        starts.filter(|s| *s > now + 1e-6).min_by(f64::total_cmp)
    } else {
        starts.filter(|s| *s < now - 1e-6).max_by(f64::total_cmp)
    };
    if let Some(t_s) = target {
        seek(shell, t_s);
    }
}

fn step_back(shell: &mut Shell, ctx: &egui::Context, undo: bool) {
    let Some(now) = shell.undoable() else {
        return;
    };
    let state = if undo {
        shell.undoer.undo(&now).cloned()
    } else {
        shell.undoer.redo(&now).cloned()
    };
    let Some(Undoable {
        tab,
        window,
        states,
        settings,
        edits,
        values,
    }) = state
    else {
        return;
    };
    let Some(at) = shell.workspace.tabs.iter().position(|t| t.id == tab) else {
        return;
    };
    shell.workspace.active = at;
    shell.workspace.values = values;
    let there = &mut shell.workspace.tabs[at];
    there.window = window.or(there.window);
    there.states = states;
    there.settings = settings;
    if there.edits != edits {
        edit_units(shell, ctx, |e| *e = edits);
    }
}
