//! Saving all epochs, marks among them, as a table.

use super::controls::{Answer, buttons_ui, replaced_ui, text_ui};
use crate::app::action::Action;
use crate::app::state::State;
use crate::app::workspace::Source;
use eframe::egui;
use std::path::PathBuf;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EpochsForm {
    path: String,
}

impl EpochsForm {
    pub(super) fn ui(&mut self, ui: &mut egui::Ui, state: &State) -> Answer {
        ui.set_min_width(460.0);
        if self.path.is_empty() {
            self.path = proposal(state).display().to_string();
        }
        ui.label(
            "All epochs of the recording and what was marked by hand: start_s, stop_s, label, kind. \
             Beside a table of spikes, a file of this name is read with it.",
        );
        ui.add_space(4.0);
        let entered = text_ui(ui, &mut self.path, "Path", "epochs.csv");
        let path = PathBuf::from(self.path.trim());
        replaced_ui(ui, &path);
        let ready = !self.path.trim().is_empty();
        let save = || Action::SaveEpochs(path.clone());
        let answer = buttons_ui(ui, "Save", ready, save);
        if entered && ready {
            return Answer::Do(save());
        }
        answer
    }
}

/// Beside the recording's file, or in the working folder.
fn proposal(state: &State) -> PathBuf {
    let tab = state.workspace.tab();
    match tab.map(|t| &t.source) {
        Some(Source::File { path, .. }) => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            path.with_file_name(format!("{stem}_epochs.csv"))
        }
        Some(Source::Example { id }) => PathBuf::from(format!("{id}_epochs.csv")),
        Some(Source::Network(network)) => PathBuf::from(format!("{}_epochs.csv", network.preset)),
        None => PathBuf::from("epochs.csv"),
    }
}
