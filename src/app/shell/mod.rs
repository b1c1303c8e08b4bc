//! The window: it owns what shows, the engine, the session and the open dialog.

mod arrivals;
mod frame;

use super::action::Action;
use super::dialog::Dialog;
use super::export::Exporting;
use super::open::{Considering, FileDialog};
use super::session::SessionFile;
use super::state::{State, Undoable};
use super::unit_stats::RecordingStats;
use super::workspace::{Look, Source};
use crate::compute::Engine;
use crate::formats::Looked;
use eframe::egui;
use egui::util::undoer::Undoer;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How often the workspace is saved while it changes.
const SAVE_EVERY: Duration = Duration::from_secs(5);

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
    pub state: State,
    pub(super) engine: Engine,
    pub(super) dialog: Option<Dialog>,
    pub(super) undoer: Undoer<Undoable>,
    pub(super) exporting: Vec<Exporting>,
    pub(super) considering: Vec<Considering>,
    /// Files that were looked at and are about to be opened.
    pub(super) looked: BTreeMap<PathBuf, Looked>,
    /// The tab whose units get classes from connections once all pairs are tested.
    pub(super) awaits_connections: Option<u64>,
    actions: Vec<Action>,
    session: Option<SessionFile>,
    saved: (String, Instant),
    file_dialog: Option<FileDialog>,
}

impl Shell {
    /// Asks for an action as a control does; it is applied in the next frame.
    pub fn ask(&mut self, action: Action) {
        self.actions.push(action);
    }
    /// True while a file is being read or an outcome is on its way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.engine.progress().is_some()
            || self.state.tabs.values().any(|t| {
                let stats = t
                    .unit_stats
                    .as_ref()
                    .is_some_and(RecordingStats::is_running);
                t.opening.is_some() || t.proposing.is_some() || stats
            })
            || !self.exporting.is_empty()
            || self.considering.iter().any(|c| !c.asks())
            || !self.actions.is_empty()
    }
    pub(super) fn ask_for_files(&mut self, ctx: &egui::Context) {
        match FileDialog::start(ctx) {
            Ok(dialog) => self.file_dialog = Some(dialog),
            Err(error) => {
                self.state.say(
                    format!("The file dialog could not be started: {error}"),
                    true,
                );
            }
        }
    }

    fn save_now(&mut self) {
        self.state.keep_edits();
        let Some(session) = &self.session else {
            return;
        };
        if let Err(error) = session.save(&self.state.workspace) {
            log::warn!("the session could not be saved: {error}");
        }
    }

    /// Saves when something changed and the last save is a while ago.
    fn save_if_changed(&mut self) {
        if self.session.is_none() || self.saved.1.elapsed() < SAVE_EVERY {
            return;
        }
        let now = serde_json::to_string(&self.state.workspace).unwrap_or_default();
        if now != self.saved.0 {
            self.save_now();
            self.saved.0 = now;
        }
        self.saved.1 = Instant::now();
    }
}
