//! What arrives from other threads: outcomes, recordings, proposals, files chosen and written.

use super::Shell;
use crate::app::action::Action;
use crate::app::apply;
use crate::app::dialog::Dialog;
use crate::app::memory::{HeldRecording, to_let_go};
use crate::app::open::{FileDialog, Question};
use crate::app::proposals::SeizureSearch;
use crate::app::session::Saver;
use crate::app::state::SavedTime;
use crate::app::unit_stats::RecordingStats;
use crate::app::workspace::Source;
use crate::compute::{OpeningState, Poll};
use eframe::egui;

impl Shell {
    /// What has arrived since the last frame.
    pub(super) fn receive(&mut self, ctx: &egui::Context) {
        for published in self.engine.drain() {
            self.state.outcomes.receive(published);
        }
        // Of a recording that grows pictures come all the time: one a frame, so that no frame is late
        // for building several.
        let tab = self.state.workspace.tab();
        let follows = tab.is_some_and(|t| t.follow_s.is_some());
        let most = if follows { 1 } else { usize::MAX };
        self.state.outcomes.show_received(most);
        if self.state.outcomes.is_behind() {
            ctx.request_repaint();
        }
        self.take_live(ctx);
        let is_read = self.take_recordings(ctx);
        if self.take_watched(ctx) || is_read {
            self.let_go();
        }
        self.take_proposals();
        self.take_unit_stats(ctx);
        self.take_written();
        self.take_chosen(ctx);
        self.take_inspected(ctx);
        self.take_classes(ctx);
        self.take_saved();
        self.take_journaled(ctx);
    }

    /// Takes classes once the view that they were asked from is complete.
    fn take_classes(&mut self, ctx: &egui::Context) {
        let Some((tab, command)) = self.awaits_classes else {
            return;
        };
        if self.state.workspace.tab().is_some_and(|t| t.id == tab) {
            apply::take_classes(self, ctx, command);
        } else {
            self.awaits_classes = None;
        }
    }

    /// Whether the session could be saved, if that was tried.
    fn take_saved(&mut self) {
        match self.saver.as_ref().and_then(Saver::result) {
            // Said once, however often it is tried again.
            Some(Err(text)) if self.unsaved.is_none() => {
                self.unsaved = Some(self.state.message(text, true));
            }
            Some(Ok(())) => {
                let said = self.unsaved.take();
                self.state.messages.retain(|m| Some(m.id) != said);
            }
            Some(Err(_)) | None => {}
        }
    }

    /// Lets recordings go that were not looked at for long, where all together are too large.
    fn let_go(&mut self) {
        let shown = self.state.workspace.tab().map(|t| t.id);
        let is_written = |id| self.exports.iter().any(|e| e.tab == id);
        let tabs = self.state.tabs.iter().filter(|(_, t)| t.loaded.is_some());
        let held = tabs.map(|(&tab, open)| HeldRecording {
            tab,
            bytes: open.bytes() as u64,
            shown_at: open.shown_at,
            in_use: Some(tab) == shown
                || self.state.workspace.pins.values().any(|p| p.tab == tab)
                || open.opening.is_some()
                || open.live.is_some()
                || open.seizure_search.is_some()
                || is_written(tab),
        });
        let gone = to_let_go(held.collect(), self.memory_bytes);
        if gone.is_empty() {
            return;
        }
        self.state.keep_edits();
        for id in gone {
            self.state.outcomes.forget(id);
            if let Some(open) = self.state.tabs.get_mut(&id) {
                (open.loaded, open.unit_stats, open.watched) = (None, None, None);
            }
        }
    }

    /// What networks have given by now.
    fn take_live(&mut self, ctx: &egui::Context) {
        let mut selected = Vec::new();
        for (id, open) in &mut self.state.tabs {
            let Some(live) = &open.live else {
                continue;
            };
            live.set_shown(open.shown_at.saturating_add(1) >= ctx.cumulative_frame_nr());
            let status = live.status();
            let newest = live.take();
            let mut tabs = self.state.workspace.tabs.iter_mut();
            let Some(tab) = tabs.find(|t| t.id == *id) else {
                continue;
            };
            if let Source::Network(source) = &mut tab.source
                && !status.starting
            {
                source.until_s = status.time_s;
                if source.changes.len() != status.changes.len() {
                    source.changes = status.changes.to_vec();
                }
            }
            if open.loaded.is_none()
                && let Some(problem) = &status.problem
            {
                open.failed = Some(problem.clone().into());
            }
            let starting = status.starting;
            open.live_status = Some(status);
            if let Some(loaded) = newest {
                let span = loaded.recording.span();
                let is_first = open.loaded.is_none();
                let shown = (tab.window, tab.playhead_s);
                if is_first {
                    // The first recording is shorter than that which the session knows.
                    let saved = shown;
                    open.saved_time = Some(SavedTime { saved, shown });
                    tab.settle(&loaded.recording);
                    selected.push((*id, std::mem::take(&mut tab.selected_units)));
                }
                tab.follow(span);
                // What was moved by hand meanwhile stays.
                open.saved_time = open.saved_time.filter(|time| time.shown == shown);
                if let Some(time) = &mut open.saved_time {
                    time.shown = (tab.window, tab.playhead_s);
                }
                open.loaded = Some(loaded);
            }
            if let Some(loaded) = open.loaded.as_ref().filter(|_| !starting)
                && let Some(time) = open.saved_time.take()
                && time.shown == (tab.window, tab.playhead_s)
            {
                let (window, playhead_s) = time.saved;
                (tab.window, tab.playhead_s) = (window.or(tab.window), playhead_s);
                tab.settle(&loaded.recording);
            }
        }
        for (id, names) in selected {
            self.state.select_units(id, names);
        }
    }

    /// Recordings that are read by now; true when there is a new one.
    fn take_recordings(&mut self, ctx: &egui::Context) -> bool {
        let mut arrived = Vec::new();
        let mut failed = Vec::new();
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
                // What was read before stays.
                OpeningState::Failed(why) if tab.loaded.is_some() => failed.push((*id, why.text)),
                OpeningState::Failed(why) => tab.failed = Some(why),
                OpeningState::Cancelled if tab.loaded.is_some() => {}
                OpeningState::Cancelled => {
                    tab.failed = Some("Reading was cancelled.".to_owned().into());
                }
            }
            tab.opening = None;
        }
        let mut said = Vec::new();
        let is_any = !arrived.is_empty();
        for (id, why) in failed {
            self.say_not_read(id, &why);
        }
        for (id, recording, identity) in arrived {
            self.watch(ctx, id);
            let Some(tab) = self.state.workspace.tabs.iter_mut().find(|t| t.id == id) else {
                continue;
            };
            if let Some(identity) = identity {
                let before = tab.fingerprint.replace(identity.fingerprint.clone());
                let changed = before.is_some_and(|before| before != identity.fingerprint);
                if changed && !tab.edits.is_empty() {
                    said.push(format!(
                        "{} is not as it was when it was last open. What was changed by hand stands where unit and epoch are still there.",
                        tab.source.name()
                    ));
                }
                let Some(open) = self.state.tabs.get_mut(&id) else {
                    continue;
                };
                // The first time only: what comes later was changed since.
                if open.journaled.is_none() {
                    if let Some(edits) = identity.edits {
                        tab.edits = edits;
                    }
                    if let Some(problem) = identity.problem {
                        said.push(format!(
                            "What was changed by hand in {} could not be read ({problem}).",
                            tab.source.name()
                        ));
                    }
                    let known = identity.journaled.unwrap_or_default();
                    if let Some(journal) = &self.journal {
                        journal.watch(&identity.fingerprint, &known);
                    }
                    open.journaled = Some(known);
                }
            }
            tab.settle(&recording);
            let selected = std::mem::take(&mut tab.selected_units);
            self.state.select_units(id, selected);
        }
        for text in said {
            self.state.show_message(text, false);
        }
        is_any
    }

    /// What a detector has found by now.
    fn take_proposals(&mut self) {
        let mut said = Vec::new();
        for tab in self.state.tabs.values_mut() {
            match tab.seizure_search.as_ref().and_then(SeizureSearch::poll) {
                None => continue,
                Some(Ok(found)) if found.is_empty() => said.push((
                    "No stretch leaves what is usual for this recording: nothing is proposed."
                        .to_owned(),
                    false,
                )),
                Some(Ok(mut found)) => {
                    for proposal in &mut found {
                        proposal.id = tab.proposed;
                        tab.proposed += 1;
                    }
                    tab.proposals = found;
                }
                Some(Err(text)) => said.push((text, true)),
            }
            tab.seizure_search = None;
        }
        for (text, error) in said {
            self.state.show_message(text, error);
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
        self.exports.retain(|exporting| {
            let said = exporting.poll();
            let running = said.is_none();
            finished.extend(said);
            running
        });
        for said in finished {
            match said {
                Ok(text) => self.state.show_message(text, false),
                Err(text) => self.state.show_message(text, true),
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
    fn take_inspected(&mut self, ctx: &egui::Context) {
        // What was looked at and not opened after all takes memory for nothing.
        if self.dialog.is_none() && self.actions.is_empty() && self.inspections.is_empty() {
            self.looked.clear();
        }
        let mut plain = Vec::new();
        let dialog = &mut self.dialog;
        let looked = &mut self.looked;
        let remembered = &self.state.workspace.mat_choices;
        let mut has_none = false;
        self.inspections.retain_mut(|considering| {
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
                None => plain.push(path),
            }
            false
        });
        for path in plain {
            apply::apply(self, ctx, Action::Open(Source::file(path)));
        }
        if has_none {
            self.state.show_message(
                "This recording is not read from the variables of a MATLAB file.",
                true,
            );
        }
    }
}
