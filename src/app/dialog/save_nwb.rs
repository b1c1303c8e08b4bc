//! Saving the recording as NWB, with classes, epochs and what was marked by hand.

use super::controls::{Answer, buttons_ui, replaced_ui, text_ui};
use crate::app::action::Action;
use crate::app::state::State;
use crate::app::workspace::Source;
use crate::formats::nwb::Fields;
use crate::recording::Recording;
use eframe::egui;
use std::path::PathBuf;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NwbForm {
    path: String,
    fields: Fields,
    /// Whether what lies outside of the recording's folder may be copied.
    follow: bool,
}

impl NwbForm {
    pub(super) fn ui(&mut self, ui: &mut egui::Ui, state: &State) -> Answer {
        ui.set_min_width(460.0);
        if self.path.is_empty() {
            self.path = proposal(state).display().to_string();
        }
        ui.label(
            "Units with their classes and where those come from, waveforms, epochs, what was \
             marked by hand, and fields. Your own file stays as it is.",
        );
        ui.add_space(4.0);
        let entered = text_ui(ui, &mut self.path, "Path", "recording.nwb");
        let path = PathBuf::from(self.path.trim());
        replaced_ui(ui, &path);
        let recording = state.loaded().map(|l| &l.recording);
        if let Some(recording) = recording.filter(|r| !r.fields().is_empty()) {
            self.fields_ui(ui, recording);
        }
        let outside = recording.and_then(|r| r.outside().first());
        let outside = outside.filter(|_| self.fields == Fields::Copied);
        if let Some(outside) = outside {
            ui.add_space(4.0);
            ui.checkbox(
                &mut self.follow,
                format!(
                    "Copy also what lies outside of the recording's folder: {}",
                    outside.display()
                ),
            );
        }
        let ready = !self.path.trim().is_empty() && (outside.is_none() || self.follow);
        let fields = self.fields;
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

impl NwbForm {
    fn fields_ui(&mut self, ui: &mut egui::Ui, recording: &Recording) {
        let in_files = (0..recording.fields().len()).any(|f| recording.field_file(f).is_some());
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            let label = ui.label("Fields");
            for (choice, name, what) in [
                (
                    Fields::Copied,
                    "copied",
                    "Sample by sample, so that the file is whole by itself; they may be large",
                ),
                (
                    Fields::Linked,
                    "left in their files",
                    "The NWB file says which file each is in, and this program reads it from there; other programs see only where it is",
                ),
                (Fields::LeftOut, "left out", "Without any field"),
            ] {
                let enabled = choice != Fields::Linked || in_files;
                let radio = egui::RadioButton::new(self.fields == choice, name);
                let response = ui.add_enabled(enabled, radio).labelled_by(label.id);
                if response.on_hover_text(what).clicked() {
                    self.fields = choice;
                }
            }
        });
    }
}

/// Beside the recording's file, under a name that is not its own; with its folder, so that one sees
/// where it will be.
fn proposal(state: &State) -> PathBuf {
    let here = |name: String| std::env::current_dir().unwrap_or_default().join(name);
    match state.workspace.tab().map(|t| &t.source) {
        Some(Source::File { path, .. }) => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            path.with_file_name(format!("{stem}_equipoise.nwb"))
        }
        Some(Source::Example { id }) => here(format!("{id}.nwb")),
        Some(Source::Network(network)) => here(format!("{}.nwb", network.preset)),
        None => here("recording.nwb".to_owned()),
    }
}
