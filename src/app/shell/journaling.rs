//! What is changed by hand goes to its journal at once, and what others changed comes from it.

use super::Shell;
use crate::app::apply;
use crate::app::journal::News;
use crate::app::state::Identity;
use crate::app::workspace::Edits;
use crate::views::changes;
use eframe::egui;
use egui::util::undoer::Undoer;
use std::sync::Arc;

impl Shell {
    /// Hands to the journal what was changed since the last time.
    pub(crate) fn journal_edits(&mut self) {
        let Some(journal) = &mut self.journal else {
            return;
        };
        for tab in &self.state.workspace.tabs {
            let Some(open) = self.state.tabs.get_mut(&tab.id) else {
                continue;
            };
            if let Some(before) = &mut open.journaled
                && let Some(identity) = open.identity.get()
                && !Arc::ptr_eq(before, &tab.edits)
            {
                journal.record(&identity.fingerprint, before, &tab.edits);
                *before = Arc::clone(&tab.edits);
            }
        }
    }

    /// Gives what was changed by hand in a tab to those that show the same contents, at once: a
    /// recording has one state, and a step back leads from it whichever tab it was made in.
    pub(super) fn share_edits(&mut self, ctx: &egui::Context) {
        let mut changed = Vec::new();
        for tab in &self.state.workspace.tabs {
            if let Some(open) = self.state.tabs.get(&tab.id)
                && let Some(before) = &open.journaled
                && let Some(identity) = open.identity.get()
                && !Arc::ptr_eq(before, &tab.edits)
            {
                changed.push((identity.fingerprint.clone(), Arc::clone(&tab.edits)));
            }
        }
        for (fingerprint, edits) in changed {
            self.adopt(ctx, &fingerprint, &edits);
        }
    }

    /// Gives these edits to all tabs that show those contents and have others; whether there are any.
    fn adopt(&mut self, ctx: &egui::Context, fingerprint: &str, edits: &Arc<Edits>) -> bool {
        let mut changed = Vec::new();
        for tab in &mut self.state.workspace.tabs {
            let Some(open) = self.state.tabs.get_mut(&tab.id) else {
                continue;
            };
            let is_it = |i: &Identity| i.fingerprint == fingerprint;
            let is_known = open.journaled.is_some();
            if is_known
                && open.identity.get().is_some_and(is_it)
                && !changes(&tab.edits, edits).is_empty()
            {
                tab.edits = Arc::clone(edits);
                open.journaled = Some(Arc::clone(edits));
                changed.push(tab.id);
            }
        }
        for id in &changed {
            apply::apply_edits(self, ctx, *id);
        }
        !changed.is_empty()
    }

    /// What the journal has to tell: changes of other windows and programs, and how saving went.
    pub(super) fn take_journaled(&mut self, ctx: &egui::Context) {
        let Some(journal) = &mut self.journal else {
            return;
        };
        for news in journal.news() {
            match news {
                News::Merged {
                    fingerprint,
                    edits,
                    said,
                    ..
                } => {
                    if self.adopt(ctx, &fingerprint, &edits) {
                        // A step back must not take away what somebody else has done.
                        self.undoer = Undoer::default();
                        self.undo_point = None;
                    }
                    if let Some(text) = said {
                        self.state.show_message(text, false);
                    }
                }
                // Said once, however often it is tried again.
                News::Failed(text) if self.unjournaled.is_none() => {
                    self.unjournaled = Some(self.state.message(text, true));
                }
                News::Failed(_) => {}
                News::Saved => {
                    let said = self.unjournaled.take();
                    self.state.messages.retain(|m| Some(m.id) != said);
                }
            }
        }
    }
}
