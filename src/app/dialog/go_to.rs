//! Go to a time.

use super::controls::{Answer, buttons_ui, text_ui};
use crate::app::action::Action;
use crate::app::quantity_text::parse_time;
use eframe::egui;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoToForm {
    text: String,
}

impl GoToForm {
    pub(super) fn ui(&mut self, ui: &mut egui::Ui) -> Answer {
        ui.set_min_width(320.0);
        ui.label("Seconds of the recording's clock, or h:mm:ss, or with a unit (ms, s, min, h).");
        ui.add_space(4.0);
        let entered = text_ui(ui, &mut self.text, "Time", "12:34");
        let time = parse_time(&self.text);
        if time.is_none() && !self.text.trim().is_empty() {
            ui.weak("This is not a time yet.");
        }
        let answer = buttons_ui(ui, "Go", time.is_some(), || {
            Action::Seek(time.unwrap_or_default())
        });
        match time {
            Some(t_s) if entered => Answer::Do(Action::Seek(t_s)),
            _ => answer,
        }
    }
}
