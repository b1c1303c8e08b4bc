//! Giving classes to units: from a column of the file, or as a guess from their rates.

use super::controls::{Answer, buttons_ui};
use crate::app::action::Action;
use crate::app::state::State;
use crate::app::workspace::Edits;
use crate::plot::number_text;
use crate::recording::{Class, ClassMapping, Recording, speaks_of_class};
use eframe::egui;
use std::collections::BTreeMap;

/// A column, and what each of its labels stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnForm {
    column: String,
    mapping: ClassMapping,
}

fn counts(recording: &Recording, column: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    if let Some(column) = recording.columns().iter().find(|c| c.name == column) {
        for label in column.values.to_labels() {
            *counts.entry(label).or_insert(0) += 1;
        }
    }
    counts
}

impl ColumnForm {
    pub(super) fn new(recording: &Recording) -> Self {
        let columns = recording.columns();
        let column = recording
            .class_column()
            .map(str::to_owned)
            .or_else(|| {
                columns
                    .iter()
                    .find(|c| speaks_of_class(&c.name))
                    .or_else(|| columns.first())
                    .map(|c| c.name.clone())
            })
            .unwrap_or_default();
        let mut form = Self {
            column,
            mapping: ClassMapping::default(),
        };
        form.suggest(recording);
        form
    }
    fn suggest(&mut self, recording: &Recording) {
        let counts = counts(recording, &self.column);
        self.mapping = ClassMapping::suggest(counts.keys().map(String::as_str));
    }

    pub(super) fn ui(&mut self, ui: &mut egui::Ui, state: &State) -> Answer {
        const MOST_LABELS: usize = 40;
        let Some(loaded) = state.loaded() else {
            return Answer::Close;
        };
        let recording = &loaded.original;
        if recording.columns().is_empty() {
            ui.label("The units table of this recording has no further columns. Classes can be set by hand in Units, or guessed from rates.");
            ui.add_space(8.0);
            return if ui.button("Close").clicked() {
                Answer::Close
            } else {
                Answer::Stay
            };
        }
        let before = self.column.clone();
        let label = ui.label("Column of the units table");
        egui::ComboBox::from_id_salt("class column")
            .width(260.0)
            .selected_text(&self.column)
            .show_ui(ui, |ui| {
                for column in recording.columns() {
                    ui.selectable_value(&mut self.column, column.name.clone(), &column.name);
                }
            })
            .response
            .labelled_by(label.id);
        if self.column != before {
            self.suggest(recording);
        }
        ui.add_space(8.0);
        let counts = counts(recording, &self.column);
        if counts.len() > MOST_LABELS {
            ui.label(format!(
                "This column has {} different values; it hardly names classes.",
                counts.len()
            ));
        } else {
            egui::ScrollArea::vertical()
                .max_height(320.0)
                .show(ui, |ui| {
                    mapping_ui(ui, &counts, &mut self.mapping);
                });
        }
        buttons_ui(ui, "Take classes", counts.len() <= MOST_LABELS, || {
            Action::TakeClasses {
                column: self.column.clone(),
                mapping: self.mapping.clone(),
            }
        })
    }
}

/// One line a label: the label, how many units, and its class.
fn mapping_ui(ui: &mut egui::Ui, counts: &BTreeMap<String, usize>, mapping: &mut ClassMapping) {
    egui::Grid::new("mapping")
        .num_columns(3)
        .striped(true)
        .show(ui, |ui| {
            for (label, n) in counts {
                ui.label(if label.is_empty() { "(empty)" } else { label });
                ui.weak(format!("{n} units"));
                ui.horizontal(|ui| {
                    let class = mapping.0.entry(label.clone()).or_default();
                    for option in Class::ALL {
                        let radio = ui.radio_value(class, option, option.name());
                        radio.widget_info(|| {
                            egui::WidgetInfo::selected(
                                egui::Role::RadioButton,
                                true,
                                *class == option,
                                format!("{label} is {}", option.name()),
                            )
                        });
                    }
                });
                ui.end_row();
            }
        });
}

/// Units at or above a rate are taken as inhibitory.
#[derive(Clone, Debug, PartialEq)]
pub struct RateForm {
    threshold_hz: f64,
}

fn rates_hz(recording: &Recording) -> Vec<f64> {
    let units = 0..recording.units().len();
    units.map(|u| recording.rate_hz(u)).collect()
}

impl RateForm {
    /// About one unit in five is inhibitory in extracellular recordings of cortex (Peyrache et al.
    /// 2012), so the first guess is the 80th percentile.
    pub(super) fn new(recording: &Recording) -> Self {
        let mut rates = rates_hz(recording);
        rates.sort_by(f64::total_cmp);
        let at = rates.len() * 4 / 5;
        Self {
            threshold_hz: rates.get(at).copied().unwrap_or(5.0),
        }
    }

    pub(super) fn ui(&mut self, ui: &mut egui::Ui, state: &State) -> Answer {
        let Some(loaded) = state.loaded() else {
            return Answer::Close;
        };
        let rates = rates_hz(&loaded.original);
        ui.label("A guess where nothing else is known: fast units are taken as inhibitory, the others as excitatory. It stands back wherever a column of the file, connections, waveforms or your hand say more, and views say that they rest on it.");
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let label = ui.label("Inhibitory at or above");
            ui.add(
                egui::DragValue::new(&mut self.threshold_hz)
                    .range(0.0..=1000.0)
                    .speed(0.05)
                    .max_decimals(3)
                    .suffix(" Hz"),
            )
            .labelled_by(label.id);
        });
        let fast = rates.iter().filter(|r| **r >= self.threshold_hz).count();
        ui.label(format!(
            "{} of {} units would be inhibitory; rates run from {} to {} Hz",
            fast,
            rates.len(),
            number_text(rates.iter().copied().fold(f64::INFINITY, f64::min), 3),
            number_text(rates.iter().copied().fold(0.0, f64::max), 3),
        ));
        buttons_ui(ui, "Set classes", !rates.is_empty(), || {
            let mut edits = state
                .workspace
                .tab()
                .map(|t| Edits::clone(&t.edits))
                .unwrap_or_default();
            edits.rate_hz = Some(self.threshold_hz);
            Action::SetEdits(Box::new(edits))
        })
    }
}
