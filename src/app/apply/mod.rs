//! The one place where actions change something.

mod asking;
mod edits;
mod network;
mod opening;

use super::action::{Action, NetworkAction};
use super::command::Command;
use super::dialog::Dialog;
use super::export::FileExport;
use super::layout::PanelId;
use super::shell::Shell;
use super::state::{State, Subject};
use super::time_control::{SHORTEST_S, moved, zoomed};
use super::workspace::{Look, Pin, Source, Workspace};
use crate::analysis::{MarkedEvent, Normalisation, Scale, Surrogate};
use crate::recording::{EpochKind, Interval};
use crate::views;
use asking::{
    ask_for_files_of_recording, ask_for_variables, consider, open, open_variables, set_options,
};
pub use edits::take_classes;
use eframe::egui;
pub use opening::{apply_edits, start_opening};

/// Applies one action.
#[expect(clippy::too_many_lines, reason = "an arm for each action")]
pub fn apply(shell: &mut Shell, ctx: &egui::Context, action: Action) {
    let Some(action) = edits::apply(shell, ctx, action) else {
        return;
    };
    match action {
        Action::Run(command) => run(shell, ctx, command),
        Action::Open(source) => open(shell, ctx, source),
        Action::OpenVariables {
            path,
            signature,
            choices,
        } => open_variables(shell, ctx, path, signature, choices),
        Action::Consider(path) => consider(shell, ctx, path, false),
        Action::ShowTab(id) => {
            let workspace = &mut shell.state.workspace;
            if let Some(at) = workspace.tabs.iter().position(|t| t.id == id) {
                workspace.active = at;
                shell.state.time.playing = false;
            }
        }
        Action::CloseTab(id) => {
            shell.state.unsay_of_files(id);
            shell.state.adopt_identity(id);
            shell.journal_edits();
            shell.state.keep_edits();
            shell.state.workspace.close(id);
            shell.state.tabs.remove(&id);
            shell.state.outcomes.forget(id);
        }
        Action::Network(action) => network::apply(shell, ctx, action),
        Action::Reload(id) => start_opening(shell, ctx, id),
        Action::SetOptions(options) => set_options(shell, ctx, *options),
        Action::CancelOpening(id) => {
            if let Some(opening) = shell.state.tabs.get(&id).and_then(|t| t.opening.as_ref()) {
                opening.cancel();
            }
        }
        Action::SetWindow(window) => set_window(shell, |_, _| window),
        Action::Seek(t_s) => seek(shell, t_s),
        Action::Advance {
            playhead_s,
            window,
            ends,
        } => {
            if let Some(tab) = shell.state.workspace.tab_mut() {
                (tab.playhead_s, tab.window) = (playhead_s, Some(window));
                tab.follow_s = None;
            }
            shell.state.time.playing &= !ends;
        }
        Action::SetScale(scale) => {
            if let Some(tab) = shell.state.workspace.tab_mut() {
                tab.settings.scale = scale;
            }
        }
        Action::SetSurrogate(surrogate) => set_surrogate(&mut shell.state.workspace, surrogate),
        Action::SetNormalisation(normalisation) => {
            if let Some(tab) = shell.state.workspace.tab_mut() {
                tab.settings.normalisation = normalisation;
            }
        }
        Action::ToggleState { label, only } => {
            toggle_state(&mut shell.state.workspace, label, only);
        }
        Action::SetSpeed(speed) => shell.state.time.speed = speed,
        Action::SetValue {
            view,
            parameter,
            value,
        } => {
            let Some(found) = views::by_id(view.as_str()) else {
                return;
            };
            if let views::About::Model(model) = found.about() {
                network::share(&mut shell.state.workspace, model, &parameter, &value);
                network::turn(shell, model, &parameter, &value);
                return;
            }
            let known = found.info().parameters.iter().find(|p| p.id == parameter);
            if let Some(parameter) = known {
                let values = &mut shell.state.workspace.values;
                let values = values.entry(view.as_str().to_owned()).or_default();
                values.set(parameter, &value);
            }
        }
        Action::ResetValues(view) => {
            shell.state.workspace.values.remove(view.as_str());
            if let Some(found) = views::by_id(view.as_str())
                && let views::About::Model(model) = found.about()
            {
                for parameter in found.info().parameters {
                    let first = parameter.default_value();
                    network::share(&mut shell.state.workspace, model, parameter.id, &first);
                    network::turn(shell, model, parameter.id, &first);
                }
            }
        }
        Action::Brush(interval) => shell.state.marks.brush = interval,
        Action::ShowView(view) => {
            shell.state.workspace.layout.show(view.as_str());
            let about = views::by_id(view.as_str()).map(views::AnyView::about);
            if let (Some(views::About::Model(_)), None) = (about, shell.state.workspace.tab()) {
                network::show_rate_network(shell, ctx);
            }
        }
        Action::ClosePanel(panel) => {
            shell.state.workspace.layout.close(panel);
            shell.state.workspace.pins.remove(&panel);
        }
        Action::PinPanel(id) => pin(&mut shell.state, id),
        Action::FollowTab(panel) => {
            shell.state.workspace.pins.remove(&panel);
        }
        Action::SetRecipe { panel, recipe } => {
            if let Some(pin) = shell.state.workspace.pins.get_mut(&panel) {
                pin.recipe = *recipe;
            }
        }
        Action::DuplicatePanel(panel) => {
            let workspace = &mut shell.state.workspace;
            let second = workspace.layout.duplicate(panel);
            if let (Some(second), Some(pin)) = (second, workspace.pins.get(&panel).cloned()) {
                workspace.pins.insert(second, pin);
            }
        }
        Action::HoldPanel { tab, panel, held } => shell.state.outcomes.hold(tab, panel, held),
        Action::ToggleHelp(view) => {
            let view = view.as_str();
            if !shell.state.workspace.help_open.remove(view) {
                shell.state.workspace.help_open.insert(view.to_owned());
            }
        }
        Action::ShowNumbers(view, show) => {
            let view = view.as_str().to_owned();
            shell.state.workspace.numbers.insert(view, show);
        }
        Action::SetLayout(layout) => shell.state.workspace.layout = layout,
        Action::AskExport(panel) => shell.dialog = Some(Dialog::export(panel)),
        Action::CloseDialog => shell.dialog = None,
        Action::SelectUnits(units) => {
            if let Some(id) = shell.state.workspace.tab().map(|t| t.id) {
                shell.state.select_units(id, units);
                shell.state.follow_selection(id);
            }
        }
        Action::SidePage(page) => {
            shell.state.workspace.side_page = page;
            shell.state.workspace.side_open = true;
        }
        Action::Export(request) => {
            let wake = ctx.clone();
            match FileExport::start(&shell.state, request, move || wake.request_repaint()) {
                Ok(exporting) => shell.exports.push(exporting),
                Err(text) => shell.state.show_message(text, true),
            }
            shell.dialog = None;
        }
        Action::DismissMessage(id) => shell.state.messages.retain(|m| m.id != id),
        // Applied above.
        Action::SetClass { .. }
        | Action::Include { .. }
        | Action::TakeClasses { .. }
        | Action::SetEdits(_)
        | Action::Restore(_)
        | Action::Propose(_)
        | Action::TakeProposal(_)
        | Action::DismissProposal(_)
        | Action::SetEvent(_)
        | Action::SetBaseline(_)
        | Action::SaveEpochs(_)
        | Action::SaveChanges(_)
        | Action::SaveNwb { .. } => {}
    }
}

#[expect(clippy::too_many_lines, reason = "an arm for each command")]
fn run(shell: &mut Shell, ctx: &egui::Context, command: Command) {
    match command {
        Command::Open => shell.ask_for_files(ctx),
        Command::OpenPath => shell.dialog = Some(Dialog::path()),
        Command::FilesOfRecording => ask_for_files_of_recording(shell),
        Command::VariablesOfFile => ask_for_variables(shell, ctx),
        Command::CloseTab => {
            if let Some(id) = shell.state.workspace.tab().map(|t| t.id) {
                apply(shell, ctx, Action::CloseTab(id));
            }
        }
        Command::Reload => {
            let tab = shell.state.workspace.tab();
            match tab.map(|t| (t.id, matches!(t.source, Source::Network(_)))) {
                Some((_, true)) => {
                    network::apply(shell, ctx, NetworkAction::Restart { new_seed: false });
                }
                Some((id, false)) => apply(shell, ctx, Action::Reload(id)),
                None => {}
            }
        }
        Command::NextTab => turn_tab(shell, 1),
        Command::PreviousTab => turn_tab(shell, -1),
        Command::ExportView => {
            if let Some(panel) = shell.state.workspace.layout.panels().first() {
                shell.dialog = Some(Dialog::export(panel.id));
            }
        }
        Command::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
        Command::Undo => shell.step_back(ctx, true),
        Command::Redo => shell.step_back(ctx, false),
        Command::PlayPause => play(shell),
        Command::Loop => shell.state.time.looping = !shell.state.time.looping,
        Command::Faster => shell.state.time.change_speed(1),
        Command::Slower => shell.state.time.change_speed(-1),
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
        Command::Follow => follow(shell),
        Command::Finer => step_scale(shell, -1.0),
        Command::Coarser => step_scale(shell, 1.0),
        Command::NextNormalisation => next_normalisation(&mut shell.state.workspace),
        Command::AllStates => {
            if let Some(tab) = shell.state.workspace.tab_mut() {
                tab.states.clear();
            }
        }
        Command::UnitsTable | Command::ClassesFromColumn | Command::ClassesByRate => {
            show_units(shell, command);
        }
        Command::ClassesFromWaveforms | Command::ClassesFromConnections => {
            take_classes(shell, ctx, command);
        }
        Command::MarkSeizure => edits::mark(shell, ctx, EpochKind::Seizure),
        Command::MarkEvent => edits::mark(shell, ctx, EpochKind::Event),
        Command::SetBaseline => edits::set_baseline(shell),
        Command::ProposeSeizures => {
            let values = shell.state.workspace.detector.clone();
            shell.dialog = Some(Dialog::propose(values));
        }
        Command::SaveEpochs => shell.dialog = Some(Dialog::epochs()),
        Command::SaveChanges => shell.dialog = Some(Dialog::changes()),
        Command::SaveNwb => shell.dialog = Some(Dialog::save_nwb()),
        Command::SidePanel => shell.state.workspace.side_open = !shell.state.workspace.side_open,
        Command::LayoutBrowse => {
            shell.state.workspace.layout.name = super::layout::LayoutName::Browse;
        }
        Command::LayoutBalance => {
            shell.state.workspace.layout.name = super::layout::LayoutName::Balance;
        }
        Command::LayoutStates => {
            shell.state.workspace.layout.name = super::layout::LayoutName::States;
        }
        Command::LayoutSeizure => {
            shell.state.workspace.layout.name = super::layout::LayoutName::Seizure;
            show_event(shell);
        }
        Command::LayoutModels => network::show_layout(shell, ctx),
        Command::LayoutRateChaos => network::show_rate_chaos(shell, ctx),
        Command::SwitchSurrogate => switch_surrogate(&mut shell.state.workspace),
        Command::StopComputing => shell.state.outcomes.hold_all(),
        Command::ResetLayout => {
            let workspace = &mut shell.state.workspace;
            for panel in workspace.layout.names().keys() {
                workspace.pins.remove(panel);
            }
            workspace.layout.reset();
        }
        Command::ResetLooks => {
            let first = Workspace::default();
            shell.state.workspace.look = first.look;
            shell.state.workspace.layout = first.layout;
            shell.state.workspace.pins = first.pins;
            shell.state.workspace.side_open = first.side_open;
            shell.state.workspace.help_open.clear();
            ctx.memory_mut(|m| *m = egui::Memory::default());
            super::theme::install_fonts(ctx);
            super::theme::apply(ctx, &shell.state.theme);
        }
        Command::SwitchTheme => {
            shell.state.workspace.look = if shell.state.theme.dark {
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

fn pin(state: &mut State, id: PanelId) {
    let panel = state.workspace.layout.panel(id);
    let subject = panel.as_ref().and_then(|panel| state.subject(panel));
    if let Some(Subject { tab, recipe, .. }) = subject {
        let tab = tab.id;
        state.workspace.pins.insert(id, Pin { tab, recipe });
    }
}

/// What a command shows of the units: the table, or where their classes come from.
fn show_units(shell: &mut Shell, command: Command) {
    let Some(loaded) = shell.state.loaded() else {
        return;
    };
    shell.dialog = Some(match command {
        Command::ClassesFromColumn => Dialog::classes_from_column(&loaded.recording),
        Command::ClassesByRate => Dialog::classes_by_rate(&loaded.recording),
        _ => Dialog::units(),
    });
}

fn next_normalisation(workspace: &mut Workspace) {
    if let Some(tab) = workspace.tab_mut() {
        let all = Normalisation::ALL;
        let at = all.iter().position(|n| *n == tab.settings.normalisation);
        tab.settings.normalisation = all[(at.unwrap_or(0) + 1) % all.len()];
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
    let count = shell.state.workspace.tabs.len() as i64;
    if count > 0 {
        shell.state.workspace.active =
            (shell.state.workspace.active as i64 + by).rem_euclid(count) as usize;
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
    let Some(span) = shell.state.loaded().map(|l| l.recording.span()) else {
        return;
    };
    if let Some(tab) = shell.state.workspace.tab_mut() {
        tab.follow_s = None;
        let window = change(tab.window.unwrap_or(span), span);
        let window = zoomed(window, 1.0, window.start_s, span);
        tab.window = Some(window);
        if !window.contains(tab.playhead_s) {
            tab.playhead_s = window.start_s;
        }
    }
}

/// Moves the window to the event, from its baseline to the return, unless the event is in it.
fn show_event(shell: &mut Shell) {
    /// What is shown after an event: about as long as a return to balance takes.
    const AFTER_S: f64 = 300.0;
    let Some(loaded) = shell.state.loaded().cloned() else {
        return;
    };
    let Some(settings) = shell.state.workspace.tab().map(|t| t.settings.clone()) else {
        return;
    };
    set_window(shell, |window, span| {
        let marked = MarkedEvent::find(&loaded.recording, window, &settings);
        let Some(event) = marked.event.filter(|e| e.intersect(&window).is_none()) else {
            return window;
        };
        let from_s = marked.baseline.map_or(event.start_s, |b| b.start_s);
        let shown = Interval::new(from_s.min(event.start_s), event.stop_s + AFTER_S);
        shown.intersect(&span).unwrap_or(window)
    });
}

fn shift_window(shell: &mut Shell, share: f64) {
    set_window(shell, |window, span| {
        moved(window, share * window.duration_s(), span)
    });
}

/// Keeps the window at the end, as wide as it is.
fn follow(shell: &mut Shell) {
    let Some(span) = shell.state.loaded().map(|l| l.recording.span()) else {
        return;
    };
    if let Some(tab) = shell.state.workspace.tab_mut() {
        tab.follow_s = Some(tab.window.unwrap_or(span).duration_s());
        tab.follow(span);
        shell.state.time.playing = false;
    }
}

fn zoom(shell: &mut Shell, factor: f64) {
    let span = shell.state.loaded().map(|l| l.recording.span());
    // The end stays where it is followed.
    if let (Some(tab), Some(span)) = (shell.state.workspace.tab_mut(), span)
        && let Some(width_s) = tab.follow_s
    {
        // What is wider than the recording shows all of it: from there one zooms in.
        let width_s = match tab.window {
            Some(window) if factor < 1.0 => width_s.min(window.duration_s()),
            _ => width_s,
        };
        tab.follow_s = Some((width_s * factor).max(SHORTEST_S));
        return tab.follow(span);
    }
    let about = shell.state.workspace.tab().map_or(0.0, |t| t.playhead_s);
    set_window(shell, |window, span| zoomed(window, factor, about, span));
}

/// Moves the playhead; where it is outside, the window comes along, centred on it.
fn seek(shell: &mut Shell, t_s: f64) {
    let Some(span) = shell.state.loaded().map(|l| l.recording.span()) else {
        return;
    };
    let t_s = t_s.clamp(span.start_s, span.stop_s);
    let inside = shell
        .state
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
    if let Some(tab) = shell.state.workspace.tab_mut() {
        tab.playhead_s = t_s;
        tab.follow_s = None;
    }
}

fn step_scale(shell: &mut Shell, by: f64) {
    if let Some(tab) = shell.state.workspace.tab_mut() {
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
    shell.state.time.playing = !shell.state.time.playing;
    let Some(span) = shell.state.loaded().map(|l| l.recording.span()) else {
        shell.state.time.playing = false;
        return;
    };
    // At the end of the recording, play starts at the beginning of the window.
    if let Some(tab) = shell.state.workspace.tab_mut()
        && let Some(window) = tab.window
        && tab.playhead_s >= span.stop_s.min(window.stop_s)
    {
        tab.playhead_s = window.start_s;
    }
}

fn go_to_epoch(shell: &mut Shell, next: bool) {
    let (Some(loaded), Some(tab)) = (shell.state.loaded(), shell.state.workspace.tab()) else {
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
