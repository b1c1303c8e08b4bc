//! Propose seizures: how far, and for how long, a stretch has to leave what is usual.

use super::controls::{Answer, buttons_ui};
use crate::analysis::Values;
use crate::analysis::detector::PARAMETERS;
use crate::app::action::Action;
use crate::app::parameters::parameter_ui;
use eframe::egui;

#[derive(Clone, Debug, PartialEq)]
pub struct ProposeForm {
    /// Values of the detector's parameters.
    values: Values,
}

impl ProposeForm {
    pub(super) fn new(values: Values) -> Self {
        Self { values }
    }

    pub(super) fn ui(&mut self, ui: &mut egui::Ui) -> Answer {
        ui.label("Imbalance and correlation of E and I, and the line length of the first field, are searched for stretches that leave what is usual for this recording. What is found is dotted on the timeline until you take it.");
        ui.add_space(8.0);
        egui::Grid::new("detector").num_columns(2).show(ui, |ui| {
            for parameter in PARAMETERS {
                if let Some(value) = parameter_ui(ui, parameter, &self.values) {
                    self.values.set(parameter, &value);
                }
                ui.end_row();
            }
        });
        if ui.button("Reset").clicked() {
            self.values = Values::default();
        }
        buttons_ui(ui, "Propose", true, || {
            Action::Propose(self.values.chosen(PARAMETERS))
        })
    }
}
