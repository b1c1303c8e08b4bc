//! One frame: what has arrived, what is drawn, and what was asked for.

use super::{SAVE_EVERY_S, Shell, Start};
use crate::app::action::Action;
use crate::app::apply;
use crate::app::centre::centre_ui;
use crate::app::command::{Command, is_pressed};
use crate::app::dialog::{self, Dialog};
use crate::app::journal::Journal;
use crate::app::layout::Panel;
use crate::app::outcomes::PanelRequest;
use crate::app::panel::{PanelContext, Report};
use crate::app::session::{Saver, SessionFile};
use crate::app::state::State;
use crate::app::time_control::Step;
use crate::app::workspace::{Look, Source};
use crate::app::{memory, side, status, theme, timeline, top_bar, welcome};
use crate::compute::{Engine, LOOK_EVERY};
use crate::formats::OpenOptions;
use crate::plot::Theme;
use eframe::egui;
use egui::util::undoer::Undoer;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// Bytes of outcomes kept: within the 500 MB that the program may use beside the spikes.
const CACHE_BYTES: usize = 160 << 20;

impl Shell {
    /// Makes the window, and starts opening what is to be opened: the files given, or what was
    /// open last; at the first start the demonstration.
    ///
    /// # Errors
    /// When the system gives no thread for the engine.
    pub fn new(ctx: &egui::Context, start: Start) -> std::io::Result<Self> {
        theme::install_fonts(ctx);
        let wake = ctx.clone();
        let engine = Engine::start(CACHE_BYTES, move || wake.request_repaint())?;
        if let Some(session) = &start.session {
            engine.keep_in(session.scans());
        }
        let (loaded, said) = start
            .session
            .as_ref()
            .map_or((None, None), SessionFile::load);
        let is_first_start = loaded.is_none();
        let mut workspace = loaded.unwrap_or_default();
        if let Some(look) = start.look {
            workspace.look = look;
        }
        let mut actions = Vec::new();
        for source in start.sources {
            match source {
                // A table is confirmed first, as when it is opened from the window; not where it was
                // said how to read it.
                Source::File { path, options } if options == OpenOptions::default() => {
                    actions.push(Action::Consider(path));
                }
                source @ Source::File { .. } => actions.push(Action::Open(source)),
                source @ Source::Example { .. } => {
                    workspace.open(source);
                }
                source @ Source::Network(_) => {
                    actions.push(Action::Open(source));
                    actions.push(Action::Run(Command::LayoutModels));
                }
            }
        }
        if is_first_start && workspace.tabs.is_empty() && actions.is_empty() {
            workspace.open(Source::Example { id: "night".into() });
        }
        let mut state = State::new(workspace);
        if let Some(text) = said {
            state.show_message(text, true);
        }
        let wake = ctx.clone();
        let journal = start
            .session
            .as_ref()
            .map(|file| Journal::start(file.journals(), move || wake.request_repaint()));
        let wake = ctx.clone();
        let saver = start
            .session
            .map(|file| Saver::start(file, move || wake.request_repaint()));
        let mut shell = Self {
            state,
            engine,
            dialog: None,
            undoer: Undoer::default(),
            undo_point: None,
            exports: Vec::new(),
            actions,
            record: None,
            replay: VecDeque::new(),
            saver: saver.transpose()?,
            journal: journal.transpose()?,
            unjournaled: None,
            save_at_s: SAVE_EVERY_S,
            unsaved: None,
            watch_every: start.watch_every.unwrap_or(LOOK_EVERY),
            memory_bytes: start.memory_bytes.unwrap_or_else(memory::budget),
            file_dialog: None,
            inspections: Vec::new(),
            looked: BTreeMap::new(),
            awaits_classes: None,
        };
        shell.follow_look(ctx, true);
        shell.open_shown(ctx);
        Ok(shell)
    }

    /// Takes the theme that the person or the system wants.
    fn follow_look(&mut self, ctx: &egui::Context, first: bool) {
        let dark = match self.state.workspace.look {
            Look::Light => false,
            Look::Dark => true,
            Look::System => ctx.system_theme() == Some(egui::Theme::Dark),
        };
        let theme = &mut self.state.theme;
        if first || dark != theme.dark {
            *theme = if dark { Theme::dark() } else { Theme::light() };
            theme::apply(ctx, theme);
        }
    }

    /// Keys, dropped files, passing time.
    fn listen(&mut self, ctx: &egui::Context) {
        let dropped = ctx.input(|i| i.raw.dropped_files.clone());
        for file in dropped {
            let path = file.path().to_owned();
            match &mut self.dialog {
                Some(Dialog::Files(form)) => form.add(path),
                _ => self.actions.push(Action::Consider(path)),
            }
        }
        if !ctx.text_edit_focused() && self.dialog.is_none() {
            if ctx.input(|i| i.key_pressed(egui::Key::Escape)) {
                let brush = self.state.marks.brush;
                self.actions.extend(brush.map(|_| Action::Brush(None)));
            }
            for command in Command::ALL {
                for shortcut in command.shortcuts() {
                    if is_pressed(ctx, shortcut) {
                        self.actions.push(Action::Run(command));
                    }
                }
            }
        }
        let state = &self.state;
        if state.time.playing
            && self.replay.is_empty()
            && let Some(span) = state.loaded().map(|l| l.recording.span())
            && let Some(tab) = state.workspace.tab()
            && let Some(window) = tab.window
        {
            let dt_s = f64::from(ctx.input(|i| i.stable_dt)).min(0.1);
            let Step {
                playhead_s,
                window,
                ends,
            } = state.time.step(dt_s, tab.playhead_s, window, span);
            self.actions.push(Action::Advance {
                playhead_s,
                window,
                ends,
            });
        }
    }

    /// Reads the recordings that show, unless they are there, on their way or not to be had: tabs of
    /// a session, and those that were let go, are read when they are shown.
    fn open_shown(&mut self, ctx: &egui::Context) {
        let workspace = &self.state.workspace;
        let panels = workspace.layout.panels().into_iter();
        let pinned = panels.filter_map(|p| workspace.pins.get(&p.id).map(|pin| pin.tab));
        let mut shown: BTreeSet<u64> = pinned.chain(workspace.tab().map(|t| t.id)).collect();
        shown.retain(|id| workspace.tabs.iter().any(|t| t.id == *id));
        for id in shown {
            let tab = self.state.tabs.entry(id).or_default();
            tab.shown_at = ctx.cumulative_frame_nr();
            if tab.is_unread() {
                apply::start_opening(self, ctx, id);
            }
        }
    }

    fn draw(&mut self, ui: &mut egui::Ui) {
        self.state.computing = self.engine.progress();
        self.state.saving = !self.exports.is_empty();
        let mut actions = std::mem::take(&mut self.actions);
        top_bar::top_bar_ui(ui, &self.state, &mut actions);
        if self.state.loaded().is_some() {
            timeline::timeline_ui(ui, &self.state, &mut actions);
            status::status_ui(ui, &self.state, &mut actions);
            if self.state.workspace.side_open {
                side::side_ui(ui, &self.state, &mut actions);
            }
        } else {
            status::status_ui(ui, &self.state, &mut actions);
        }
        self.centre(ui, &mut actions);
        if let Some(dialog) = self.dialog.take() {
            self.dialog = dialog::dialog_ui(ui, dialog, &self.state, &mut actions);
        }
        let is_added = matches!(self.dialog, Some(Dialog::Files(_)));
        dialog::drop_hint_ui(ui, &self.state.theme, is_added);
        self.actions = actions;
    }

    fn centre(&mut self, ui: &mut egui::Ui, actions: &mut Vec<Action>) {
        let fill = theme::colour(self.state.theme.surround);
        let centre = egui::CentralPanel::default().frame(egui::Frame::new().fill(fill));
        let mut layout = std::mem::take(&mut self.state.workspace.layout);
        let mut report = Report::default();
        centre.show(ui, |ui| {
            let state = &self.state;
            if state.loaded().is_none() {
                welcome::welcome_ui(ui, state, actions);
                return;
            }
            let mut context = PanelContext {
                state,
                names: &layout.names(),
                actions,
                report: &mut report,
            };
            centre_ui(ui, &mut layout, &mut context);
        });
        let state = &mut self.state;
        if report.rearranged {
            actions.push(Action::SetLayout(layout.clone()));
        }
        state.workspace.layout = layout;
        for (panel, size) in report.canvases {
            state.outcomes.set_canvas(panel, size.x, size.y);
        }
        for (tab, panel, zoomed) in report.zooms {
            state.outcomes.set_zoomed(tab, panel, zoomed);
        }
        if state.marks.bin != report.pointed {
            state.marks.bin = report.pointed;
            ui.request_repaint();
        }
    }

    /// Asks the engine for what shows.
    fn request(&mut self) {
        let state = &self.state;
        if state.loaded().is_none() {
            return;
        }
        let wanted = |panel: &Panel| {
            let view = panel.view()?;
            let is_help = state.workspace.help_open.contains(view.info().id);
            let subject = state.subject(panel).filter(|_| !is_help)?;
            Some(PanelRequest {
                tab: subject.tab.id,
                panel: panel.id,
                view,
                recording: Arc::clone(subject.recording),
                recipe: subject.recipe,
            })
        };
        let panels = state.workspace.layout.panels();
        let wanted = panels.iter().filter_map(wanted).collect();
        self.state.outcomes.update(&self.engine, wanted);
    }
}

impl eframe::App for Shell {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.receive(ctx);
        if !self.is_working()
            && self.awaits_classes.is_none()
            && let Some(next) = self.replay.pop_front()
        {
            self.actions.push(next);
        }
        self.listen(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.follow_look(&ctx, false);
        self.draw(ui);
        for action in std::mem::take(&mut self.actions) {
            self.perform(&ctx, action);
            ctx.request_repaint();
            // What was done is saved also where nothing moves afterwards.
            ctx.request_repaint_after(Duration::from_secs_f64(SAVE_EVERY_S));
        }
        self.open_shown(&ctx);
        self.share_edits(&ctx);
        self.journal_edits();
        self.request();
        if let Some(point) = self.state.undo_point(self.undo_point.as_ref()) {
            self.undoer.feed_state(ctx.input(|i| i.time), &point);
            self.undo_point = Some(point);
        }
        self.save(&ctx);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        let ids: Vec<u64> = self.state.tabs.keys().copied().collect();
        for id in ids {
            self.state.adopt_identity(id);
        }
        self.state.keep_edits();
        self.journal_edits();
        if let Some(journal) = self.journal.take() {
            journal.finish();
        }
        if let Some(saver) = self.saver.take() {
            saver.finish(self.state.workspace.clone());
        }
    }

    /// Sizes of panels and the like are remembered in the session file, not by egui.
    fn persist_egui_memory(&self) -> bool {
        false
    }
}
