//! Saving the recording as NWB, with classes, epochs and what was marked by hand.

use super::{Answer, buttons_ui, text_ui};
use crate::app::action::Action;
use crate::app::shell::Shell;
use crate::app::workspace::Source;
use eframe::egui;
use std::path::PathBuf;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NwbForm {
    path: String,
    without_fields: bool,
}

impl NwbForm {
    pub(super) fn ui(&mut self, ui: &mut egui::Ui, shell: &Shell) -> Answer {
        ui.set_min_width(460.0);
        if self.path.is_empty() {
            self.path = proposal(shell).display().to_string();
        }
        ui.label(
            "Units with their classes and where those come from, waveforms, epochs, what was \
             marked by hand, and fields. Your own file stays as it is.",
        );
        ui.add_space(4.0);
        let entered = text_ui(ui, &mut self.path, "Path", "recording.nwb");
        let path = PathBuf::from(self.path.trim());
        if path.exists() {
            ui.weak("This file is there already and will be replaced.");
        }
        ui.checkbox(&mut self.without_fields, "Leave fields out")
            .on_hover_text("Fields are copied sample by sample; they may be large");
        let ready = !self.path.trim().is_empty();
        let fields = !self.without_fields;
        let save = || Action::SaveNwb {
            path: path.clone(),
            fields,
        };
        let answer = buttons_ui(ui, "Save", ready, save);
        if entered && ready {
            return Answer::Do(save());
        }
        answer
    }
}

/// Beside the recording's file, under a name that is not its own.
fn proposal(shell: &Shell) -> PathBuf {
    match shell.workspace.tab().map(|t| &t.source) {
        Some(Source::File { path, .. }) => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            path.with_file_name(format!("{stem}_equipoise.nwb"))
        }
        Some(Source::Example { id }) => PathBuf::from(format!("{id}.nwb")),
        None => PathBuf::from("recording.nwb"),
    }
}
