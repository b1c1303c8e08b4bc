//! The window: it owns what shows, the engine, the session and the open dialog.

mod arrivals;
mod frame;
mod journaling;
mod record;
mod watching;

use super::action::Action;
use super::command::Command;
use super::dialog::Dialog;
use super::export::FileExport;
use super::journal::Journal;
use super::open::{FileDialog, FileInspection};
use super::session::{Saver, SessionFile};
use super::state::{OpenTab, State, UndoPoint};
use super::unit_stats::RecordingStats;
use super::workspace::{Look, Source};
use crate::compute::Engine;
use crate::formats::Looked;
use eframe::egui;
use egui::util::undoer::Undoer;
use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::time::Duration;

/// How often the workspace is saved while it changes.
const SAVE_EVERY_S: f64 = 1.0;

/// How the window is started.
#[derive(Default)]
pub struct Start {
    pub sources: Vec<Source>,
    /// Where the session is kept; `None` to keep none (tests, screenshots).
    pub session: Option<SessionFile>,
    /// Overrides what the session says.
    pub look: Option<Look>,
    /// Bytes that recordings which do not show may take; `None` for a share of what the machine has.
    pub memory_bytes: Option<u64>,
    /// How often the files of what is open are looked at; `None` for once a second.
    pub watch_every: Option<Duration>,
}

/// The program's window.
pub struct Shell {
    pub state: State,
    pub(super) engine: Engine,
    pub(super) dialog: Option<Dialog>,
    undoer: Undoer<UndoPoint>,
    /// What was handed to undo last.
    undo_point: Option<UndoPoint>,
    pub(super) exports: Vec<FileExport>,
    pub(super) inspections: Vec<FileInspection>,
    /// Files that were looked at and are about to be opened.
    pub(super) looked: BTreeMap<PathBuf, Looked>,
    /// The tab whose units get classes once the view that finds them is complete, and the command
    /// that asked for them.
    pub(super) awaits_classes: Option<(u64, Command)>,
    actions: Vec<Action>,
    /// What was done, where it is recorded, and what is still to be done again.
    record: Option<Vec<Action>>,
    replay: VecDeque<Action>,
    saver: Option<Saver>,
    /// Where what is changed by hand is written at once.
    pub(super) journal: Option<Journal>,
    /// The message that changes by hand cannot be saved, until they can.
    unjournaled: Option<u64>,
    save_at_s: f64,
    /// The message that the session cannot be saved, until it can.
    unsaved: Option<u64>,
    watch_every: Duration,
    memory_bytes: u64,
    file_dialog: Option<FileDialog>,
}

impl Shell {
    /// Asks for an action as a control does; it is applied in the next frame.
    pub fn ask(&mut self, action: Action) {
        self.actions.push(action);
    }
    /// True while a file is being read, an outcome is on its way, or something is to be done again.
    pub fn is_busy(&self) -> bool {
        self.is_working() || !self.replay.is_empty()
    }
    fn is_working(&self) -> bool {
        self.work().next().is_some()
    }
    /// What is under way, a few words each.
    pub fn work(&self) -> impl Iterator<Item = &'static str> {
        let is_any = |of: fn(&OpenTab) -> bool| self.state.tabs.values().any(of);
        let stats = |t: &OpenTab| {
            t.unit_stats
                .as_ref()
                .is_some_and(RecordingStats::is_running)
        };
        let starting = |t: &OpenTab| t.live_status.as_ref().is_some_and(|s| s.starting);
        let again = |t: &OpenTab| t.watched.as_ref().is_some_and(|w| w.refresh.is_some());
        [
            (
                self.engine.progress().is_some() || self.state.outcomes.is_behind(),
                "outcomes",
            ),
            (is_any(|t| t.opening.is_some()), "opening"),
            (is_any(starting), "starting networks"),
            (is_any(again), "reading again"),
            (
                is_any(|t| t.seizure_search.is_some()),
                "looking for seizures",
            ),
            (is_any(stats), "statistics of units"),
            (!self.exports.is_empty(), "exporting"),
            (
                self.inspections.iter().any(|c| !c.asks()),
                "looking into files",
            ),
            (!self.actions.is_empty(), "applying actions"),
        ]
        .into_iter()
        .filter_map(|(is_so, what)| is_so.then_some(what))
    }
    /// The same with how far it is: as long as these words change, it goes on.
    pub fn work_said(&self) -> String {
        let outcomes = self.engine.progress().map(|done| format!("{done}"));
        let openings = self.state.tabs.values().filter_map(|t| t.opening.as_ref());
        let openings = openings.map(|opening| {
            let (done, what) = opening.progress();
            format!("{} {done} {what}", opening.name())
        });
        let works = self.work().map(str::to_owned);
        works
            .chain(outcomes)
            .chain(openings)
            .collect::<Vec<_>>()
            .join(", ")
    }
    pub(super) fn ask_for_files(&mut self, ctx: &egui::Context) {
        match FileDialog::start(ctx) {
            Ok(dialog) => self.file_dialog = Some(dialog),
            Err(error) => {
                self.state.show_message(
                    format!("The file dialog could not be started: {error}"),
                    true,
                );
            }
        }
    }

    /// Hands the workspace to the thread that saves it, where something was done and the last time
    /// is a while ago.
    fn save(&mut self, ctx: &egui::Context) {
        let now_s = ctx.input(|i| i.time);
        if let Some(saver) = self.saver.as_ref().filter(|_| now_s >= self.save_at_s) {
            self.state.keep_edits();
            saver.save(self.state.workspace.clone());
            self.save_at_s = now_s + SAVE_EVERY_S;
        }
    }
}
