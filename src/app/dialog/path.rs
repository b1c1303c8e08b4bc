//! Opening a file by its path, for where no file dialog can be shown.

use super::controls::{Answer, buttons_ui, text_ui};
use crate::app::action::Action;
use eframe::egui;
use std::path::PathBuf;

/// The path as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathForm {
    pub text: String,
}

impl PathForm {
    pub(super) fn ui(&mut self, ui: &mut egui::Ui) -> Answer {
        ui.set_min_width(480.0);
        ui.label("Path of a recording. A file can also be dropped on the window, or given on the command line.");
        ui.add_space(4.0);
        let entered = text_ui(ui, &mut self.text, "Path", "/data/night.nwb");
        let path = self.path();
        let ready = !path.as_os_str().is_empty();
        let answer = buttons_ui(ui, "Open", ready, || Action::Consider(self.path()));
        if entered && ready {
            return Answer::Do(Action::Consider(path));
        }
        answer
    }
    /// The path, without the quotes that some file managers copy along, and with `~` spelt out.
    pub fn path(&self) -> PathBuf {
        let text = self.text.trim().trim_matches(['"', '\'']);
        let text = text.strip_prefix("file://").unwrap_or(text);
        match (text.strip_prefix("~/"), std::env::var_os("HOME")) {
            (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
            _ => PathBuf::from(text),
        }
    }
}
