//! The variables of a MATLAB file: a person says what is what.

pub mod role;

use super::controls::{Answer, buttons_ui};
use crate::app::action::Action;
use crate::formats::MatChoices;
use crate::formats::mat::{MatPlan, Variable};
use crate::formats::table::TimeUnit;
use eframe::egui;
use role::{Role, pattern};
use std::path::PathBuf;

/// More variables than this can be filtered.
const MANY: usize = 20;

#[derive(Clone, Debug, PartialEq)]
pub struct VariablesForm {
    path: PathBuf,
    plan: MatPlan,
    choices: MatChoices,
    /// Part of the names that are shown.
    filter: String,
    /// Used where no variable is the rate.
    rate_hz: f64,
    /// True when the file is read without asking, too.
    is_known: bool,
    /// True when the choices are those of a file of the same shape.
    remembered: bool,
}

impl VariablesForm {
    pub(super) fn new(
        path: PathBuf,
        plan: MatPlan,
        is_known: bool,
        remembered: Option<&MatChoices>,
    ) -> Self {
        let mut choices = remembered.cloned().unwrap_or_default();
        let number = choices.rate.as_ref().and_then(|r| r.parse().ok());
        if number.is_some() {
            choices.rate = None;
        }
        Self {
            path,
            plan,
            choices,
            filter: String::new(),
            rate_hz: number.unwrap_or(30_000.0),
            is_known,
            remembered: remembered.is_some(),
        }
    }

    pub(super) fn ui(&mut self, ui: &mut egui::Ui) -> Answer {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        ui.strong(name.to_string_lossy())
            .on_hover_text(self.path.display().to_string());
        ui.label(match (self.remembered, self.is_known) {
            (true, _) => "Chosen as for the last file with the same variables.",
            (false, true) => "This file is recognised. What you choose here goes before that.",
            (false, false) => "The layout of this file is not known. Say which variables are what.",
        });
        ui.weak("Choose the spike times or a field first; then what says their units, classes and rate.");
        ui.add_space(8.0);
        self.list_ui(ui);
        self.alike_ui(ui);
        ui.add_space(8.0);
        self.time_ui(ui);
        // Without a choice, what is recognised holds again.
        let ready = !self.choices.is_empty() || self.is_known;
        if !ready {
            ui.weak("Choose spike times or a field.");
        }
        buttons_ui(ui, "Open", ready, || Action::OpenVariables {
            path: self.path.clone(),
            signature: self.plan.signature(),
            choices: Box::new(self.confirmed()),
        })
    }

    /// The choices, with the rate as a number where it is needed and no variable holds it.
    fn confirmed(&self) -> MatChoices {
        let mut choices = self.choices.clone();
        if self.needs_rate() {
            choices.rate = Some(self.rate_hz.to_string());
        }
        choices
    }

    fn needs_rate(&self) -> bool {
        let samples = matches!(self.choices.time_unit, Some(TimeUnit::Samples { .. }));
        self.choices.rate.is_none() && (samples || self.choices.field.is_some())
    }

    fn list_ui(&mut self, ui: &mut egui::Ui) {
        let variables = &self.plan.variables;
        let choices = &mut self.choices;
        if variables.len() > MANY {
            let filter = egui::TextEdit::singleline(&mut self.filter)
                .hint_text("Filter")
                .desired_width(200.0);
            let info = || {
                let label = "Filter the variables";
                egui::WidgetInfo::labeled(egui::Role::TextInput, true, label)
            };
            ui.add(filter).widget_info(info);
            ui.add_space(4.0);
        }
        let filter = self.filter.trim().to_lowercase();
        let fits = |path: &str| path.to_lowercase().contains(&filter);
        let height = (ui.ctx().content_rect().height() - 350.0).max(120.0);
        egui::ScrollArea::both().max_height(height).show(ui, |ui| {
            egui::Grid::new("variables")
                .num_columns(4)
                .striped(true)
                .spacing([12.0, 4.0])
                .show(ui, |ui| {
                    for variable in variables.iter().filter(|v| fits(&v.path)) {
                        row_ui(ui, variable, choices);
                    }
                });
        });
        if self.plan.unlisted > 0 {
            ui.weak(format!("{} more are not listed.", self.plan.unlisted));
        }
    }

    /// One variable a unit is common: the others of its kind are chosen at once.
    fn alike_ui(&mut self, ui: &mut egui::Ui) {
        let choices = &mut self.choices;
        let is_spikes = |choices: &mut MatChoices, path: &str| Role::Spikes.is_of(choices, path);
        let all = &self.plan.variables;
        let Some(one) = all.iter().find(|v| is_spikes(choices, &v.path)) else {
            return;
        };
        let alike: Vec<&str> = (all.iter())
            .filter(|v| v.class == one.class && pattern(&v.path) == pattern(&one.path))
            .map(|v| v.path.as_str())
            .filter(|path| Role::ALL.iter().all(|r| !r.is_of(choices, path)))
            .collect();
        if alike.is_empty() {
            return;
        }
        ui.add_space(4.0);
        let text = format!(
            "Spike times: also the {} others named like {}",
            alike.len(),
            one.path
        );
        if ui.button(text).clicked() {
            for path in alike {
                Role::Spikes.set(choices, path);
            }
        }
    }

    fn time_ui(&mut self, ui: &mut egui::Ui) {
        ui.horizontal(|ui| {
            let label = ui.label("Times are in");
            let samples = TimeUnit::Samples { rate_hz: None };
            for (unit, name) in [
                (TimeUnit::Seconds, "s"),
                (TimeUnit::Milliseconds, "ms"),
                (TimeUnit::Microseconds, "µs"),
                (samples, "samples"),
            ] {
                let now = self.choices.time_unit.unwrap_or(TimeUnit::Seconds);
                if ui.radio(now == unit, name).labelled_by(label.id).clicked() {
                    self.choices.time_unit = Some(unit);
                }
            }
        });
        if self.needs_rate() {
            ui.horizontal(|ui| {
                let label = ui.label("Samples a second");
                let rate = egui::DragValue::new(&mut self.rate_hz)
                    .range(1e-3..=1e7)
                    .suffix(" Hz");
                ui.add(rate).labelled_by(label.id);
            });
        }
    }
}

/// One variable, and the chooser of what it is.
fn row_ui(ui: &mut egui::Ui, variable: &Variable, choices: &mut MatChoices) {
    let label = ui.label(&variable.path);
    let now = Role::ALL
        .into_iter()
        .find(|r| r.is_of(choices, &variable.path));
    let mut chosen = now;
    egui::ComboBox::from_id_salt(("role", &variable.path))
        .width(132.0)
        .selected_text(now.map_or("not used", Role::name))
        .show_ui(ui, |ui| {
            ui.selectable_value(&mut chosen, None, "not used");
            for role in Role::ALL {
                ui.horizontal(|ui| {
                    ui.selectable_value(&mut chosen, Some(role), role.name());
                    ui.weak(role.hint());
                });
            }
        })
        .response
        .labelled_by(label.id);
    ui.label(format!("{} {}", variable.shape, variable.class));
    ui.weak(&variable.first);
    ui.end_row();
    if chosen != now {
        if let Some(before) = now {
            before.unset(choices, &variable.path);
        }
        if let Some(role) = chosen {
            role.set(choices, &variable.path);
        }
    }
}
