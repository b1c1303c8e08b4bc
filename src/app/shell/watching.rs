//! Files that change while their recording is open: those that grow are read again, of others it is
//! said. What was read last stays until there is more.

use super::Shell;
use crate::app::apply;
use crate::app::watched::{FilesRead, Refresh, RefreshFound, Watched};
use crate::app::workspace::Source;
use crate::compute::{LoadedRecording, Opening, OpeningState, Watcher};
use crate::formats::{FormatError, Progress};
use eframe::egui;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Files are not read again for so many times as long as reading them took.
const REST: u32 = 5;

impl Shell {
    /// Watches the files of a recording that has just been read from them.
    pub(super) fn watch(&mut self, ctx: &egui::Context, id: u64) {
        let Some(open) = self.state.tabs.get_mut(&id) else {
            return;
        };
        // What was only changed by hand was not read again.
        let Some(files) = open.files.take() else {
            return;
        };
        self.state.unsay_of_files(id);
        let Some(open) = self.state.tabs.get_mut(&id) else {
            return;
        };
        open.watched = None;
        let Some(FilesRead { states, grow }) = files.get().cloned() else {
            return;
        };
        let wake = ctx.clone();
        let watcher = Watcher::start(states.clone(), self.watch_every, move || {
            wake.request_repaint();
        });
        match watcher {
            Ok(watcher) => {
                open.watched = Some(Watched {
                    watcher,
                    grow,
                    shown: states.clone(),
                    tried: states,
                    refresh: None,
                    not_before: Instant::now(),
                    is_partial: false,
                    grown_at: None,
                    said: None,
                    fingerprint: None,
                });
            }
            Err(why) => log::warn!("no thread to watch files with: {why}"),
        }
    }

    /// What has become of files that are watched; true when there is a new recording.
    pub(super) fn take_watched(&mut self, ctx: &egui::Context) -> bool {
        let watched = self.state.tabs.iter();
        // While its recording is read or changed by hand, a tab waits.
        let watched = watched.filter(|(_, t)| t.watched.is_some() && t.opening.is_none());
        let ids: Vec<u64> = watched.map(|(id, _)| *id).collect();
        let mut is_any = false;
        for id in ids {
            is_any |= self.take_refreshed(ctx, id);
            self.look_after(ctx, id);
        }
        is_any
    }

    fn name(&self, id: u64) -> String {
        let mut tabs = self.state.workspace.tabs.iter();
        let tab = tabs.find(|t| t.id == id);
        tab.map(|t| t.source.name()).unwrap_or_default()
    }

    /// Says that files could not be read again.
    pub(super) fn say_not_read(&mut self, id: u64, why: &str) {
        let name = self.name(id);
        let text =
            format!("{name} cannot be read again ({why}). What was read before stays shown.");
        self.state.say_of_files(id, text, true);
    }

    /// Compares files with what is shown of them.
    fn look_after(&mut self, ctx: &egui::Context, id: u64) {
        let Some(open) = self.state.tabs.get_mut(&id) else {
            return;
        };
        let is_shown = open.shown_at.saturating_add(1) >= ctx.cumulative_frame_nr();
        if open.growing_text().is_some() {
            ctx.request_repaint_after(Duration::from_secs(1));
        }
        let Some(watched) = &mut open.watched else {
            return;
        };
        if watched.refresh.is_some() {
            return;
        }
        let seen = watched.watcher.seen();
        // What is written to its end is read at once.
        let at_rest = seen.is_at_rest();
        let is_due = is_shown && (at_rest || Instant::now() >= watched.not_before);
        if seen.files == watched.shown {
            watched.tried = seen.files.clone();
            let is_partial = watched.is_partial;
            if at_rest && is_partial {
                if is_due {
                    self.start_refresh(ctx, id, false);
                }
            } else if at_rest {
                self.state.adopt_identity(id);
            }
            if self
                .state
                .tabs
                .get(&id)
                .is_some_and(|t| t.watched.is_some())
            {
                self.state.unsay_of_files(id);
            }
            return;
        }
        if let Some(path) = seen.files.gone_since(&watched.shown) {
            let path = path.display().to_string();
            let text = format!(
                "{} is not there any more. What was read before stays shown: {path}",
                self.name(id)
            );
            return self.state.say_of_files(id, text, false);
        }
        if !watched.grow {
            let text = format!(
                "{} has changed on disk. Reload (Ctrl+R) reads it again.",
                self.name(id)
            );
            return self.state.say_of_files(id, text, true);
        }
        if seen.files == watched.tried {
            return;
        }
        if is_due {
            watched.tried = seen.files;
            self.start_refresh(ctx, id, !at_rest);
        } else if is_shown {
            let wait = watched.not_before.saturating_duration_since(Instant::now());
            ctx.request_repaint_after(wait);
        }
    }

    /// Reads files again beside what is shown of them; while they grow, without what is not whole at
    /// their end.
    fn start_refresh(&mut self, ctx: &egui::Context, id: u64, is_partial: bool) {
        let mut tabs = self.state.workspace.tabs.iter();
        let Some(tab) = tabs.find(|t| t.id == id) else {
            return;
        };
        let Some(open) = self.state.tabs.get_mut(&id) else {
            return;
        };
        let (Some(loaded), Some(watched)) = (&open.loaded, &mut open.watched) else {
            return;
        };
        let mut source = tab.source.clone();
        if let Source::File { options, .. } = &mut source {
            options.is_growing = is_partial;
        }
        let LoadedRecording {
            recording,
            original,
            ..
        } = loaded.clone();
        let found = Arc::new(OnceLock::new());
        let found_there = Arc::clone(&found);
        let read = move |progress: &Progress<'_>| {
            let mut looked = source.look(progress)?;
            let files = looked.as_ref().map(|l| FilesRead::new(&source, l));
            let fingerprint = looked.as_ref().and_then(|l| l.fingerprint().ok());
            let now = source.read_looked(looked.as_mut(), progress)?;
            let lost = now.lost_since(&original);
            let is_lost = lost.is_some();
            // Set once, here.
            let _ = found_there.set(RefreshFound {
                states: files.map(|f| f.states).unwrap_or_default(),
                fingerprint,
                lost,
            });
            if is_lost {
                return Err(FormatError::Cancelled);
            }
            Ok(Arc::new(now.as_growth_of(&original)))
        };
        let edits = Arc::clone(&tab.edits);
        let edit = {
            let edits = Arc::clone(&edits);
            move |original: &_| Some(edits.apply(original)?.as_growth_of(&recording))
        };
        let wake = ctx.clone();
        let opening = Opening::start(tab.source.name(), read, edit, move || {
            wake.request_repaint();
        });
        match opening {
            Ok(opening) => {
                watched.refresh = Some(Refresh {
                    opening,
                    began: Instant::now(),
                    edits,
                    is_partial,
                    found,
                });
            }
            Err(why) => log::warn!("no thread to read with: {why}"),
        }
    }

    /// Takes files that were read again; true when they are shown.
    fn take_refreshed(&mut self, ctx: &egui::Context, id: u64) -> bool {
        let Some(watched) = self
            .state
            .tabs
            .get_mut(&id)
            .and_then(|t| t.watched.as_mut())
        else {
            return false;
        };
        let Some(refresh) = &watched.refresh else {
            return false;
        };
        let state = refresh.opening.poll();
        if matches!(state, OpeningState::Running) {
            return false;
        }
        let Some(refresh) = watched.refresh.take() else {
            return false;
        };
        watched.not_before = Instant::now() + REST * refresh.began.elapsed();
        let found = refresh.found.get().cloned();
        let lost = found.as_ref().and_then(|f| f.lost.clone());
        match state {
            OpeningState::Done(loaded) => {
                self.show_refreshed(ctx, id, loaded, found, &refresh);
                return true;
            }
            OpeningState::Failed(why) => self.say_not_read(id, &why.text),
            OpeningState::Running | OpeningState::Cancelled => {
                let name = self.name(id);
                let text = lost.map(|lost| {
                    format!(
                        "{name} is not what it was: {lost}. What was read before stays shown; Reload (Ctrl+R) reads it as it is now."
                    )
                });
                if let Some(text) = text {
                    self.state.say_of_files(id, text, true);
                }
            }
        }
        false
    }

    fn show_refreshed(
        &mut self,
        ctx: &egui::Context,
        id: u64,
        loaded: LoadedRecording,
        found: Option<RefreshFound>,
        refresh: &Refresh,
    ) {
        self.state.unsay_of_files(id);
        let mut tabs = self.state.workspace.tabs.iter_mut();
        let Some(tab) = tabs.find(|t| t.id == id) else {
            return;
        };
        let Some(open) = self.state.tabs.get_mut(&id) else {
            return;
        };
        let span = loaded.recording.span();
        tab.settle(&loaded.recording);
        tab.follow(span);
        open.loaded = Some(loaded);
        if let (Some(watched), Some(found)) = (&mut open.watched, found) {
            if found.states != watched.shown {
                watched.grown_at = Some(Instant::now());
            }
            watched.shown = found.states;
            watched.is_partial = refresh.is_partial;
            watched.fingerprint = found.fingerprint;
        }
        let is_unchanged = tab.edits.is_empty();
        let is_other = !Arc::ptr_eq(&tab.edits, &refresh.edits);
        let selected = std::mem::take(&mut tab.selected_units);
        self.state.select_units(id, selected);
        if is_unchanged {
            // Nothing has to be written under another name again and again.
            self.state.adopt_identity(id);
        }
        if is_other {
            apply::apply_edits(self, ctx, id);
        }
    }
}
