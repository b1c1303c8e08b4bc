//! What arrives from other threads: outcomes, recordings, proposals, files chosen and written.

use super::Shell;
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::dialog::Dialog;
use crate::app::open::{FileDialog, Question};
use crate::app::proposals::Proposing;
use crate::app::unit_stats::RecordingStats;
use crate::app::workspace::{Edits, Source};
use crate::compute::{OpeningState, Poll};
use crate::views::connection_classes;
use eframe::egui;

impl Shell {
    /// What has arrived since the last frame.
    pub(super) fn receive(&mut self, ctx: &egui::Context) {
        let ready: Vec<_> = self.engine.drain().collect();
        for published in ready {
            self.state.outcomes.receive(published);
        }
        self.take_recordings();
        self.take_proposals();
        self.take_unit_stats(ctx);
        self.take_written();
        self.take_chosen(ctx);
        self.take_considered();
        self.take_connections();
    }

    /// Asks again for classes from connections that were still being tested.
    fn take_connections(&mut self) {
        let Some(tab) = self.awaits_connections else {
            return;
        };
        if self.state.workspace.tab().is_none_or(|t| t.id != tab) {
            self.awaits_connections = None;
            return;
        }
        let shown = self.state.outcome("connections").filter(|s| !s.stale);
        let is_there = shown.is_some_and(|s| {
            let drawn = s.drawn.as_ref();
            s.error.is_some() || drawn.and_then(connection_classes).is_some()
        });
        if is_there {
            let again = Action::Run(Command::ClassesFromConnections);
            self.actions.push(again);
        }
    }

    fn take_recordings(&mut self) {
        let mut arrived = Vec::new();
        for (id, tab) in &mut self.state.tabs {
            let Some(opening) = &tab.opening else {
                continue;
            };
            match opening.poll() {
                OpeningState::Running => continue,
                OpeningState::Done(loaded) => {
                    tab.failed = None;
                    arrived.push((*id, loaded.recording.clone(), tab.identity.get().cloned()));
                    tab.loaded = Some(loaded);
                }
                OpeningState::Failed(why) => tab.failed = Some(why),
                OpeningState::Cancelled => {
                    tab.failed = Some("Reading was cancelled.".to_owned().into());
                }
            }
            tab.opening = None;
        }
        let mut said = Vec::new();
        for (id, recording, identity) in arrived {
            let Some(tab) = self.state.workspace.tabs.iter_mut().find(|t| t.id == id) else {
                continue;
            };
            if let Some(identity) = identity {
                let before = tab.fingerprint.replace(identity.fingerprint.clone());
                let changed = before.is_some_and(|before| before != identity.fingerprint);
                if changed && tab.edits != Edits::default() {
                    said.push(format!(
                        "{} is not as it was when it was last open. What was changed by hand stands where unit and epoch are still there.",
                        tab.source.name()
                    ));
                }
                if let Some(kept) = identity.edits.filter(|_| tab.edits == Edits::default()) {
                    tab.edits = kept;
                }
            }
            tab.settle(&recording);
        }
        for text in said {
            self.state.say(text, false);
        }
    }

    /// What a detector has found by now.
    fn take_proposals(&mut self) {
        let mut said = Vec::new();
        for tab in self.state.tabs.values_mut() {
            match tab.proposing.as_ref().and_then(Proposing::poll) {
                None => continue,
                Some(Ok(found)) if found.is_empty() => said.push((
                    "No stretch leaves what is usual for this recording: nothing is proposed."
                        .to_owned(),
                    false,
                )),
                Some(Ok(found)) => tab.proposals = found,
                Some(Err(text)) => said.push((text, true)),
            }
            tab.proposing = None;
        }
        for (text, error) in said {
            self.state.say(text, error);
        }
    }

    /// Statistics of units that are there by now; those of a recording that has gone are given up,
    /// and those that the table waits for begun.
    fn take_unit_stats(&mut self, ctx: &egui::Context) {
        for tab in self.state.tabs.values_mut() {
            let loaded = tab.loaded.as_ref();
            let of_it = |s: &RecordingStats| loaded.is_some_and(|l| s.is_of(&l.original));
            tab.unit_stats = tab.unit_stats.take().filter(of_it);
            if let Some(stats) = &mut tab.unit_stats {
                stats.receive();
            }
        }
        let wanted = matches!(self.dialog, Some(Dialog::Units(_)));
        if let Some(tab) = self
            .state
            .open_tab_mut()
            .filter(|t| wanted && t.unit_stats.is_none())
        {
            let original = tab.loaded.as_ref().map(|l| &l.original);
            tab.unit_stats = original.map(|o| RecordingStats::start(o, ctx));
        }
    }

    /// Files that are written, or could not be.
    fn take_written(&mut self) {
        let mut finished = Vec::new();
        self.exporting.retain(|exporting| {
            let said = exporting.poll();
            let running = said.is_none();
            finished.extend(said);
            running
        });
        for said in finished {
            match said {
                Ok(text) => self.state.say(text, false),
                Err(text) => self.state.say(text, true),
            }
        }
    }

    /// Files that were chosen in the system's dialog.
    fn take_chosen(&mut self, ctx: &egui::Context) {
        if let Some(Poll::Ready(chosen)) = self.file_dialog.as_ref().map(FileDialog::poll) {
            self.file_dialog = None;
            match (chosen, &mut self.dialog) {
                (Some(paths), Some(Dialog::Files(form))) => {
                    for path in paths {
                        form.add(path);
                    }
                }
                (Some(paths), _) => {
                    self.actions.extend(paths.into_iter().map(Action::Consider));
                }
                // No dialog could be shown, or it was closed: a path field is the other way.
                (None, Some(Dialog::Files(_))) => {}
                (None, _) => self.dialog = Some(Dialog::path()),
            }
            ctx.request_repaint();
        }
    }

    /// Files that were looked at: tables are confirmed before they are read, one after the other.
    fn take_considered(&mut self) {
        // What was looked at and not opened after all takes memory for nothing.
        if self.dialog.is_none() && self.actions.is_empty() && self.considering.is_empty() {
            self.looked.clear();
        }
        let actions = &mut self.actions;
        let dialog = &mut self.dialog;
        let looked = &mut self.looked;
        let remembered = &self.state.workspace.mat_choices;
        let mut has_none = false;
        self.considering.retain_mut(|considering| {
            if !considering.look() || (considering.asks() && dialog.is_some()) {
                return true;
            }
            let path = considering.path.clone();
            looked.extend(considering.take_looked().map(|file| (path.clone(), file)));
            match considering.take() {
                Some(Question::Table(plan)) => *dialog = Some(Dialog::table(path, *plan)),
                Some(Question::Variables(plan, is_identity)) => {
                    let before = remembered.get(&plan.signature());
                    *dialog = Some(Dialog::variables(path, *plan, is_identity, before));
                }
                None if considering.for_variables => has_none = true,
                None => actions.push(Action::Open(Source::file(path))),
            }
            false
        });
        if has_none {
            self.state.say(
                "This recording is not read from the variables of a MATLAB file.",
                true,
            );
        }
    }
}
