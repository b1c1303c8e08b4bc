//! Saving a list as a file: all epochs, marks among them, or what was turned on a network.

use super::controls::{Answer, buttons_ui, replaced_ui, text_ui};
use crate::app::action::Action;
use crate::app::state::State;
use crate::app::workspace::Source;
use eframe::egui;
use std::path::PathBuf;

/// What is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    Epochs,
    Changes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListForm {
    list: List,
    path: String,
}

impl ListForm {
    pub(super) fn epochs() -> Self {
        Self::new(List::Epochs)
    }
    pub(super) fn changes() -> Self {
        Self::new(List::Changes)
    }
    fn new(list: List) -> Self {
        Self {
            list,
            path: String::new(),
        }
    }
    pub(super) fn title(&self) -> &'static str {
        match self.list {
            List::Epochs => "Save epochs",
            List::Changes => "Save changes",
        }
    }
    pub(super) fn ui(&mut self, ui: &mut egui::Ui, state: &State) -> Answer {
        ui.set_min_width(460.0);
        let (help, ending) = match self.list {
            List::Epochs => (
                "All epochs of the recording and what was marked by hand: start_s, stop_s, label, \
                 kind. Beside a table of spikes, a file of this name is read with it.",
                "epochs.csv",
            ),
            List::Changes => (
                "What was turned on the network and when, a line each. \"equipoise simulate \
                 --changes FILE\" with the same network and seed runs it again.",
                "changes.jsonl",
            ),
        };
        if self.path.is_empty() {
            self.path = proposal(state, ending).display().to_string();
        }
        ui.label(help);
        ui.add_space(4.0);
        let entered = text_ui(ui, &mut self.path, "Path", ending);
        let path = PathBuf::from(self.path.trim());
        replaced_ui(ui, &path);
        let ready = !self.path.trim().is_empty();
        let save = || match self.list {
            List::Epochs => Action::SaveEpochs(path.clone()),
            List::Changes => Action::SaveChanges(path.clone()),
        };
        let answer = buttons_ui(ui, "Save", ready, save);
        if entered && ready {
            return Answer::Do(save());
        }
        answer
    }
}

/// Beside the recording's file, or in the working folder.
fn proposal(state: &State, ending: &str) -> PathBuf {
    let tab = state.workspace.tab();
    match tab.map(|t| &t.source) {
        Some(Source::File { path, .. }) => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            path.with_file_name(format!("{stem}_{ending}"))
        }
        Some(Source::Example { id }) => PathBuf::from(format!("{id}_{ending}")),
        Some(Source::Network(network)) => PathBuf::from(format!("{}_{ending}", network.preset)),
        None => PathBuf::from(ending),
    }
}
