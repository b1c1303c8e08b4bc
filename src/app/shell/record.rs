//! Recording actions, and replaying them.

use super::Shell;
use crate::app::action::Action;
use crate::app::apply;
use crate::app::command::Command;
use eframe::egui;

/// Actions that are recorded, at most: hours of work. What comes after them is not recorded.
const MOST: usize = 50_000;

impl Shell {
    /// Records from now on what is done, in place of what was recorded before.
    pub fn record(&mut self) {
        self.record = Some(Vec::new());
    }
    /// What was done since [`Shell::record`].
    pub fn recorded(&self) -> &[Action] {
        self.record.as_deref().unwrap_or_default()
    }
    /// Does all this, one action a frame, each once what the one before set going has come to an
    /// end. Play stands still meanwhile: how time passed is among the actions.
    pub fn replay(&mut self, actions: Vec<Action>) {
        self.replay = actions.into();
    }

    /// Applies what a person asked for, and records it.
    pub(super) fn perform(&mut self, ctx: &egui::Context, action: Action) {
        if let Some(record) = self.record.as_mut().filter(|_| is_recorded(&action)) {
            if record.last().is_some_and(|last| replaces(&action, last)) {
                record.pop();
            }
            if record.len() < MOST {
                record.push(action.clone());
            }
        }
        apply::apply(self, ctx, action);
    }

    /// Undo or redo. How far back a step goes depends on when things stood still, so that what is
    /// recorded is what it brings back.
    pub(in crate::app) fn step_back(&mut self, ctx: &egui::Context, undo: bool) {
        let tabs = &self.state.workspace.tabs;
        let is_there = |id: u64| tabs.iter().any(|t| t.id == id);
        let now = self.state.undo_point(self.undo_point.as_ref());
        // Where no recording shows, nothing can be undone: back to what was changed last.
        let mut now = match (now, &self.undo_point) {
            (Some(now), _) => now,
            (None, Some(last)) if undo && is_there(last.0.tab) => {
                return self.perform(ctx, Action::ShowTab(last.0.tab));
            }
            (None, Some(last)) if undo => last.clone(),
            _ => return,
        };
        loop {
            let before = if undo {
                self.undoer.undo(&now)
            } else {
                self.undoer.redo(&now)
            };
            let Some(before) = before.cloned() else {
                return;
            };
            let tabs = &self.state.workspace.tabs;
            if tabs.iter().any(|t| t.id == before.0.tab) {
                let before = Box::new(before.0.as_ref().clone());
                return self.perform(ctx, Action::Restore(before));
            }
            // What belongs to a recording that was closed is passed over.
            now = before;
        }
    }
}

/// What only asks is left out where the answer is an action of its own, or where it would end the
/// program.
fn is_recorded(action: &Action) -> bool {
    use Command::{Open, Quit, Redo, Undo};
    !matches!(action, Action::Run(Open | Quit | Undo | Redo))
}

/// Whether nothing is left of `last` after an action of the same kind.
fn replaces(action: &Action, last: &Action) -> bool {
    matches!(
        (action, last),
        (Action::Advance { .. }, Action::Advance { .. })
            | (Action::SetScale(_), Action::SetScale(_))
            | (Action::SetLayout(_), Action::SetLayout(_))
            | (Action::Brush(_), Action::Brush(_))
            | (Action::SelectUnits(_), Action::SelectUnits(_))
    )
}
