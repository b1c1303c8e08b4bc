//! The window itself: one pass a frame over logic, drawing and actions.

mod arrivals;

use super::action::Action;
use super::apply;
use super::centre::centre_ui;
use super::command::Command;
use super::dialog::{self, Dialog};
use super::export::Exporting;
use super::open::{Considering, FileDialog};
use super::outcomes::Outcomes;
use super::panel::PanelContext;
use super::proposals::{Proposal, Proposing};
use super::session::SessionFile;
use super::time_control::TimeControl;
use super::units_table::StatsOf;
use super::workspace::{Edits, Look, Source, Tab, Workspace};
use super::{side, status, theme, timeline, top_bar};
use crate::analysis::{Settings, Values};
use crate::compute::{Engine, Failure, FirstLook, Loaded, Opening};
use crate::formats::OpenOptions;
use crate::plot::{Sheet, Theme};
use crate::recording::Interval;
use crate::views::Marks;
use eframe::egui;
use egui::util::undoer::Undoer;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Bytes of outcomes kept: within the 500 MB that the program may use beside the spikes.
const CACHE_BYTES: usize = 160 << 20;
/// How often the workspace is saved while it changes.
const SAVE_EVERY: Duration = Duration::from_secs(5);

/// What is known of a tab beyond the workspace: the recording on its way, there, or not to be had.
#[derive(Default)]
pub struct OpenTab {
    pub opening: Option<Opening>,
    pub loaded: Option<Loaded>,
    pub failed: Option<Failure>,
    /// By what the recording is known again, and what was changed by hand in it elsewhere; set by
    /// the thread that reads it.
    pub known: Arc<OnceLock<Known>>,
    /// Candidates for seizures that wait to be taken.
    pub proposals: Vec<Proposal>,
    pub proposing: Option<Proposing>,
    /// Statistics of the units, once the units table was open.
    pub unit_stats: Option<StatsOf>,
}

/// A recording that is known by its contents.
#[derive(Clone, Debug)]
pub struct Known {
    pub fingerprint: String,
    /// Edits that were kept of it, where the tab had none of its own.
    pub edits: Option<Edits>,
}

/// A remark that stays until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub text: String,
    pub error: bool,
}

/// What undo takes back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undoable {
    pub tab: u64,
    pub window: Option<Interval>,
    pub states: Vec<String>,
    pub settings: Settings,
    pub edits: Edits,
    pub values: BTreeMap<String, Values>,
}

/// How the window is started.
#[derive(Default)]
pub struct Start {
    pub sources: Vec<Source>,
    /// Where the session is kept; `None` to keep none (tests, screenshots).
    pub session: Option<SessionFile>,
    /// Overrides what the session says.
    pub look: Option<Look>,
}

/// The program's window.
pub struct Shell {
    pub workspace: Workspace,
    pub(super) tabs: BTreeMap<u64, OpenTab>,
    pub(super) engine: Engine,
    pub(super) outcomes: Outcomes,
    pub(super) time: TimeControl,
    pub(super) marks: Marks,
    pub(super) dialog: Option<Dialog>,
    pub(super) messages: Vec<Message>,
    pub(super) undoer: Undoer<Undoable>,
    pub(super) exporting: Vec<Exporting>,
    pub(super) theme: Theme,
    actions: Vec<Action>,
    session: Option<SessionFile>,
    saved: (String, Instant),
    file_dialog: Option<FileDialog>,
    pub(super) considering: Vec<Considering>,
    /// The tab whose units get classes from connections once all pairs are tested.
    pub(super) awaits_connections: Option<u64>,
}

impl Shell {
    /// Makes the window, and starts opening what is to be opened: the files given, or what was
    /// open last, or the demonstration.
    ///
    /// # Errors
    /// When the system gives no thread for the engine.
    pub fn new(ctx: &egui::Context, start: Start) -> std::io::Result<Self> {
        theme::install_fonts(ctx);
        let wake = ctx.clone();
        let engine = Engine::start(CACHE_BYTES, move || wake.request_repaint())?;
        let (loaded, said) = start
            .session
            .as_ref()
            .map_or((None, None), SessionFile::load);
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
            }
        }
        if workspace.tabs.is_empty() && actions.is_empty() {
            workspace.open(Source::Example { id: "night".into() });
        }
        let theme = Theme::light();
        let mut shell = Self {
            workspace,
            tabs: BTreeMap::new(),
            engine,
            outcomes: Outcomes::default(),
            time: TimeControl::default(),
            marks: Marks::default(),
            dialog: None,
            messages: said
                .map(|text| Message { text, error: true })
                .into_iter()
                .collect(),
            undoer: Undoer::default(),
            exporting: Vec::new(),
            theme,
            actions,
            session: start.session,
            saved: (String::new(), Instant::now()),
            file_dialog: None,
            considering: Vec::new(),
            awaits_connections: None,
        };
        shell.follow_look(ctx, true);
        let ids: Vec<u64> = shell.workspace.tabs.iter().map(|t| t.id).collect();
        for id in ids {
            apply::start_opening(&mut shell, ctx, id);
        }
        Ok(shell)
    }

    /// What can be seen of a recording that is still being read.
    #[must_use]
    pub fn first_look(&self) -> Option<&FirstLook> {
        let tab = self.workspace.tab()?;
        self.tabs.get(&tab.id)?.opening.as_ref()?.first_look()
    }
    /// The recording that shows, when it is there.
    #[must_use]
    pub fn loaded(&self) -> Option<&Loaded> {
        self.tabs.get(&self.workspace.tab()?.id)?.loaded.as_ref()
    }
    /// What a detector proposes in a tab.
    #[must_use]
    pub fn proposals(&self, tab: u64) -> &[Proposal] {
        self.tabs.get(&tab).map_or(&[], |t| &t.proposals)
    }
    pub(super) fn open_tab(&self) -> Option<&OpenTab> {
        self.tabs.get(&self.workspace.tab()?.id)
    }
    pub(super) fn open_tab_mut(&mut self) -> Option<&mut OpenTab> {
        let id = self.workspace.tab()?.id;
        self.tabs.get_mut(&id)
    }
    /// Asks for an action as a control does; it is applied in the next frame.
    pub fn ask(&mut self, action: Action) {
        self.actions.push(action);
    }
    /// The brushed stretch of time.
    #[must_use]
    pub fn brush(&self) -> Option<Interval> {
        self.marks.brush
    }
    /// True while a file is being read or an outcome is on its way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.engine.progress().is_some()
            || self.tabs.values().any(|t| {
                let stats = t.unit_stats.as_ref().is_some_and(StatsOf::is_running);
                t.opening.is_some() || t.proposing.is_some() || stats
            })
            || !self.exporting.is_empty()
            || self.considering.iter().any(|c| !c.asks())
            || !self.actions.is_empty()
    }
    /// True when a view shows the outcome of what is selected and set now.
    #[must_use]
    pub fn is_current(&self, view: &str) -> bool {
        let shown = |tab: &Tab| {
            let shown = self.outcomes.of(tab.id, view)?;
            Some(!shown.stale && shown.drawn.is_some())
        };
        self.workspace.tab().and_then(shown).unwrap_or(false)
    }
    /// What a view shows now, current or not.
    #[must_use]
    pub fn sheet(&self, view: &str) -> Option<&Sheet> {
        let tab = self.workspace.tab()?;
        Some(&self.outcomes.of(tab.id, view)?.drawn.as_ref()?.sheet)
    }
    pub(super) fn say(&mut self, text: impl Into<String>, error: bool) {
        let message = Message {
            text: text.into(),
            error,
        };
        if !self.messages.contains(&message) {
            self.messages.push(message);
        }
    }
    pub(super) fn ask_for_files(&mut self, ctx: &egui::Context) {
        match FileDialog::start(ctx) {
            Ok(dialog) => self.file_dialog = Some(dialog),
            Err(error) => {
                self.say(
                    format!("The file dialog could not be started: {error}"),
                    true,
                );
            }
        }
    }

    /// Takes the theme that the person or the system wants.
    fn follow_look(&mut self, ctx: &egui::Context, first: bool) {
        let dark = match self.workspace.look {
            Look::Light => false,
            Look::Dark => true,
            Look::System => ctx.system_theme() == Some(egui::Theme::Dark),
        };
        if first || dark != self.theme.dark {
            self.theme = if dark { Theme::dark() } else { Theme::light() };
            theme::apply(ctx, &self.theme);
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
                self.marks.brush = None;
            }
            for command in Command::ALL {
                for shortcut in command.shortcuts() {
                    if pressed(ctx, shortcut) {
                        self.actions.push(Action::Run(command));
                    }
                }
            }
        }
        if self.time.playing
            && let Some(recording) = self.loaded().map(|l| l.recording.clone())
            && let Some(tab) = self.workspace.tab_mut()
            && let Some(window) = tab.window
        {
            let dt_s = f64::from(ctx.input(|i| i.stable_dt)).min(0.1);
            let step = self
                .time
                .step(dt_s, tab.playhead_s, window, recording.span());
            tab.playhead_s = step.playhead_s;
            tab.window = Some(step.window);
            if self.time.playing {
                ctx.request_repaint();
            }
        }
    }

    fn draw(&mut self, ui: &mut egui::Ui) {
        let mut actions = std::mem::take(&mut self.actions);
        top_bar::top_bar_ui(ui, self, &mut actions);
        if self.loaded().is_some() {
            timeline::timeline_ui(ui, self, &mut actions);
            status::status_ui(ui, self, &mut actions);
            if self.workspace.side_open {
                side::side_ui(ui, self, &mut actions);
            }
        } else {
            status::status_ui(ui, self, &mut actions);
        }
        self.centre(ui, &mut actions);
        if let Some(dialog) = self.dialog.take() {
            self.dialog = dialog::dialog_ui(ui, dialog, self, &mut actions);
        }
        let is_added = matches!(self.dialog, Some(Dialog::Files(_)));
        dialog::drop_hint_ui(ui, &self.theme, is_added);
        self.actions = actions;
    }

    fn centre(&mut self, ui: &mut egui::Ui, actions: &mut Vec<Action>) {
        let frame = egui::Frame::new().fill(theme::colour(self.theme.surround));
        let (Some(loaded), Some(tab)) = (self.loaded().cloned(), self.workspace.tab().cloned())
        else {
            egui::CentralPanel::default()
                .frame(frame)
                .show(ui, |ui| super::welcome::welcome_ui(ui, self, actions));
            return;
        };
        let mut layout = std::mem::take(&mut self.workspace.layout);
        let mut pointed = None;
        egui::CentralPanel::default().frame(frame).show(ui, |ui| {
            centre_ui(
                ui,
                &mut layout,
                &mut PanelContext {
                    workspace: &self.workspace,
                    tab: &tab,
                    recording: &loaded.recording,
                    outcomes: &mut self.outcomes,
                    theme: &self.theme,
                    marks: &self.marks,
                    actions,
                    pointed: &mut pointed,
                },
            );
        });
        self.workspace.layout = layout;
        if self.marks.bin != pointed {
            self.marks.bin = pointed;
            ui.request_repaint();
        }
    }

    /// Asks the engine for what shows.
    fn request(&mut self) {
        let (Some(loaded), Some(tab)) = (self.loaded().cloned(), self.workspace.tab().cloned())
        else {
            return;
        };
        let views: Vec<_> = self
            .workspace
            .layout
            .views()
            .into_iter()
            .filter(|v| !self.workspace.help_open.contains(v.info().id))
            .collect();
        self.outcomes.update(
            &self.engine,
            &self.workspace,
            &tab,
            &loaded.recording,
            &views,
        );
    }

    pub(super) fn undoable(&self) -> Option<Undoable> {
        let tab = self.workspace.tab()?;
        Some(Undoable {
            tab: tab.id,
            window: tab.window,
            states: tab.states.clone(),
            settings: tab.settings.clone(),
            edits: tab.edits.clone(),
            values: self.workspace.values.clone(),
        })
    }

    /// Keeps what was changed by hand under the fingerprints of the files.
    pub fn keep_edits(&mut self) {
        for (id, tab) in &self.tabs {
            let edits = self.workspace.tabs.iter().find(|t| t.id == *id);
            let edits = edits.map(|t| t.edits.clone());
            let known = tab.known.get().filter(|_| tab.loaded.is_some());
            if let (Some(known), Some(edits)) = (known, edits) {
                self.workspace.keep_edits(&known.fingerprint, &edits);
            }
        }
    }

    fn save_now(&mut self) {
        self.keep_edits();
        let Some(session) = &self.session else {
            return;
        };
        if let Err(error) = session.save(&self.workspace) {
            log::warn!("the session could not be saved: {error}");
        }
    }

    /// Saves when something changed and the last save is a while ago.
    fn save_if_changed(&mut self) {
        if self.session.is_none() || self.saved.1.elapsed() < SAVE_EVERY {
            return;
        }
        let now = serde_json::to_string(&self.workspace).unwrap_or_default();
        if now != self.saved.0 {
            self.save_now();
            self.saved.0 = now;
        }
        self.saved.1 = Instant::now();
    }
}

/// Whether exactly this shortcut was pressed; takes the key from the input.
pub(super) fn pressed(ctx: &egui::Context, shortcut: egui::KeyboardShortcut) -> bool {
    ctx.input_mut(|input| {
        let mut found = false;
        input.events.retain(|event| {
            let hit = matches!(event, egui::Event::Key { key, pressed: true, modifiers, .. }
                if *key == shortcut.logical_key
                    && modifiers.command == shortcut.modifiers.command
                    && modifiers.alt == shortcut.modifiers.alt
                    && modifiers.shift == shortcut.modifiers.shift);
            found |= hit;
            !hit
        });
        found
    })
}

impl eframe::App for Shell {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.receive(ctx);
        self.listen(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.follow_look(&ctx, false);
        self.draw(ui);
        for action in std::mem::take(&mut self.actions) {
            apply::apply(self, &ctx, action);
            ctx.request_repaint();
        }
        self.request();
        if let Some(state) = self.undoable() {
            self.undoer.feed_state(ctx.input(|i| i.time), &state);
        }
        self.save_if_changed();
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.save_now();
    }

    /// Sizes of panels and the like are remembered in the session file, not by egui.
    fn persist_egui_memory(&self) -> bool {
        false
    }
}
