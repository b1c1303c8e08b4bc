//! What was recognised in a table, shown for confirmation before it is read.

use super::controls::{Answer, buttons_ui};
use crate::app::action::Action;
use crate::app::workspace::Source;
use crate::formats::OpenOptions;
use crate::formats::table::{Guess, Plan, TableChoices, TimeUnit};
use eframe::egui;
use std::path::PathBuf;

#[derive(Clone, Debug, PartialEq)]
pub struct TableForm {
    path: PathBuf,
    plan: Plan,
    choices: TableChoices,
    rate_hz: f64,
    problem: Option<String>,
}

const SEPARATORS: [(char, &str); 5] = [
    (',', "comma"),
    (';', "semicolon"),
    ('\t', "tab"),
    ('|', "bar"),
    (' ', "space"),
];

impl TableForm {
    pub(super) fn new(path: PathBuf, plan: Plan) -> Self {
        let rate_hz = match plan.time_unit.value {
            TimeUnit::Samples {
                rate_hz: Some(rate),
            } => rate,
            _ => 30_000.0,
        };
        Self {
            path,
            plan,
            choices: TableChoices::default(),
            rate_hz,
            problem: None,
        }
    }

    pub(super) fn ui(&mut self, ui: &mut egui::Ui) -> Answer {
        // The table itself where a folder was opened.
        let path = &self.plan.spikes_path;
        let name = path.file_name().unwrap_or(path.as_os_str());
        ui.strong(name.to_string_lossy())
            .on_hover_text(path.display().to_string());
        ui.label("This was recognised. Correct what is wrong; what could not be told for certain is marked.");
        ui.add_space(8.0);
        let before = self.choices.clone();
        egui::Grid::new("table")
            .num_columns(3)
            .spacing([12.0, 6.0])
            .show(ui, |ui| {
                self.shape_ui(ui);
                self.columns_ui(ui);
                self.time_ui(ui);
            });
        if self.choices != before {
            self.problem = self.plan.apply(&self.choices).err().map(|e| e.to_string());
        }
        self.beside_ui(ui);
        ui.add_space(8.0);
        self.preview_ui(ui);
        if let Some(problem) = &self.problem {
            ui.colored_label(ui.visuals().warn_fg_color, problem);
        }
        let unread = matches!(
            self.plan.time_unit.value,
            TimeUnit::Samples { rate_hz: None }
        );
        if unread {
            ui.colored_label(
                ui.visuals().warn_fg_color,
                "Times are numbers of samples: give the sampling rate.",
            );
        }
        let ready = self.problem.is_none() && !unread;
        buttons_ui(ui, "Open", ready, || {
            Action::Open(Source::File {
                path: self.path.clone(),
                options: OpenOptions {
                    table: self.confirmed(),
                    ..OpenOptions::default()
                },
            })
        })
    }

    /// Everything that shows, as choices: what was confirmed does not depend on guessing again.
    fn confirmed(&self) -> TableChoices {
        let name = |at: usize| self.plan.columns.get(at).cloned();
        let text = self.plan.container == crate::formats::table::Container::Text;
        TableChoices {
            separator: text.then_some(self.plan.separator.value),
            decimal_comma: text.then_some(self.plan.decimal_comma.value),
            header: text.then_some(self.plan.has_header.value),
            unit_column: self.plan.unit_column.value.and_then(name),
            time_column: name(self.plan.time_column.value),
            time_unit: Some(self.plan.time_unit.value),
            rate_hz: self.choices.rate_hz,
        }
    }

    fn shape_ui(&mut self, ui: &mut egui::Ui) {
        if self.plan.container != crate::formats::table::Container::Text {
            return;
        }
        let label = ui.label("Columns are separated by");
        let now = self.plan.separator.value;
        let shown = SEPARATORS
            .iter()
            .find(|(c, _)| *c == now)
            .map_or("other", |s| s.1);
        egui::ComboBox::from_id_salt("separator")
            .selected_text(shown)
            .show_ui(ui, |ui| {
                for (separator, name) in SEPARATORS {
                    if ui.selectable_label(separator == now, name).clicked() {
                        self.choices.separator = Some(separator);
                    }
                }
            })
            .response
            .labelled_by(label.id);
        certainty_ui(ui, &self.plan.separator);
        ui.end_row();
        let label = ui.label("Decimal sign");
        let mut comma = self.plan.decimal_comma.value;
        ui.horizontal(|ui| {
            ui.radio_value(&mut comma, false, "point")
                .labelled_by(label.id);
            ui.radio_value(&mut comma, true, "comma")
                .labelled_by(label.id);
        });
        if comma != self.plan.decimal_comma.value {
            self.choices.decimal_comma = Some(comma);
        }
        certainty_ui(ui, &self.plan.decimal_comma);
        ui.end_row();
        let label = ui.label("First row");
        let mut header = self.plan.has_header.value;
        ui.horizontal(|ui| {
            ui.radio_value(&mut header, true, "names the columns")
                .labelled_by(label.id);
            ui.radio_value(&mut header, false, "is data")
                .labelled_by(label.id);
        });
        if header != self.plan.has_header.value {
            self.choices.header = Some(header);
        }
        certainty_ui(ui, &self.plan.has_header);
        ui.end_row();
    }

    fn columns_ui(&mut self, ui: &mut egui::Ui) {
        let columns = self.plan.columns.clone();
        let choose = |ui: &mut egui::Ui, label: &str, now: Option<usize>| {
            let mut chosen = None;
            let label = ui.label(label);
            let shown = now
                .and_then(|at| columns.get(at))
                .map_or("none: one unit", String::as_str);
            egui::ComboBox::from_id_salt(label.id)
                .selected_text(shown)
                .show_ui(ui, |ui| {
                    for (at, name) in columns.iter().enumerate() {
                        if ui.selectable_label(now == Some(at), name).clicked() {
                            chosen = Some(name.clone());
                        }
                    }
                })
                .response
                .labelled_by(label.id);
            chosen
        };
        if let Some(name) = choose(ui, "Unit in column", self.plan.unit_column.value) {
            self.choices.unit_column = Some(name);
        }
        certainty_ui(ui, &self.plan.unit_column);
        ui.end_row();
        if let Some(name) = choose(ui, "Time in column", Some(self.plan.time_column.value)) {
            self.choices.time_column = Some(name);
        }
        certainty_ui(ui, &self.plan.time_column);
        ui.end_row();
    }

    fn time_ui(&mut self, ui: &mut egui::Ui) {
        let label = ui.label("Times are in");
        let now = self.plan.time_unit.value;
        ui.horizontal(|ui| {
            let samples = TimeUnit::Samples {
                rate_hz: Some(self.rate_hz),
            };
            for (unit, name) in [
                (TimeUnit::Seconds, "s"),
                (TimeUnit::Milliseconds, "ms"),
                (TimeUnit::Microseconds, "µs"),
                (samples, "samples"),
            ] {
                let same = std::mem::discriminant(&unit) == std::mem::discriminant(&now);
                if ui.radio(same, name).labelled_by(label.id).clicked() && !same {
                    self.choices.time_unit = Some(unit);
                }
            }
            if matches!(now, TimeUnit::Samples { .. }) {
                let rate = egui::DragValue::new(&mut self.rate_hz)
                    .range(1.0..=1e6)
                    .suffix(" Hz");
                let known = matches!(now, TimeUnit::Samples { rate_hz: Some(_) });
                let response = ui.add(rate).on_hover_text("Samples a second");
                let confirm = !known && ui.button("Use this rate").clicked();
                if response.changed() || confirm {
                    self.choices.rate_hz = Some(self.rate_hz);
                    self.choices.time_unit = Some(TimeUnit::Samples {
                        rate_hz: Some(self.rate_hz),
                    });
                }
            }
        });
        certainty_ui(ui, &self.plan.time_unit);
        ui.end_row();
    }

    fn beside_ui(&self, ui: &mut egui::Ui) {
        let name = |path: &PathBuf| {
            path.file_name()
                .map_or_else(String::new, |n| n.to_string_lossy().into_owned())
        };
        let found: Vec<String> = self
            .plan
            .units_path
            .iter()
            .chain(&self.plan.epochs_paths)
            .map(name)
            .collect();
        ui.add_space(4.0);
        ui.weak(if found.is_empty() {
            "No table of units or epochs lies beside it.".to_owned()
        } else {
            format!("Read with it: {}", found.join(", "))
        });
    }

    fn preview_ui(&self, ui: &mut egui::Ui) {
        egui::ScrollArea::horizontal().show(ui, |ui| {
            egui::Grid::new("preview")
                .striped(true)
                .spacing([16.0, 2.0])
                .show(ui, |ui| {
                    for (at, column) in self.plan.columns.iter().enumerate() {
                        let role = if at == self.plan.time_column.value {
                            " (time)"
                        } else if Some(at) == self.plan.unit_column.value {
                            " (unit)"
                        } else {
                            ""
                        };
                        ui.label(crate::app::theme::strong(&format!("{column}{role}")));
                    }
                    ui.end_row();
                    for row in self.plan.preview.iter().take(6) {
                        for cell in row {
                            ui.label(cell);
                        }
                        ui.end_row();
                    }
                });
        });
    }
}

fn certainty_ui<T>(ui: &mut egui::Ui, guess: &Guess<T>) {
    let because = &guess.because;
    if guess.certain {
        ui.weak(because);
    } else {
        ui.colored_label(
            ui.visuals().warn_fg_color,
            format!("please check: {because}"),
        );
    }
}
