//! The files that make up a recording: what is added from others, and when; the sampling rate where
//! no file says it.

use super::controls::{Answer, buttons_ui, rate_field, text_ui};
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::workspace::Source;
use crate::formats::{AddedFile, OpenOptions};
use eframe::egui;
use std::path::PathBuf;

#[derive(Clone, Debug, PartialEq)]
pub struct FilesForm {
    name: String,
    options: OpenOptions,
    /// Path of the file to be added next.
    path: String,
}

impl FilesForm {
    /// `None` for what is no file.
    pub(super) fn new(source: &Source) -> Option<Self> {
        match source {
            Source::File { options, .. } => Some(Self {
                name: source.name(),
                options: options.clone(),
                path: String::new(),
            }),
            Source::Example { .. } | Source::Network(_) => None,
        }
    }

    /// A file that was dropped or chosen.
    pub fn add(&mut self, path: PathBuf) {
        self.options.added.push(AddedFile::whole(path));
    }

    pub(super) fn ui(&mut self, ui: &mut egui::Ui, actions: &mut Vec<Action>) -> Answer {
        ui.set_min_width(560.0);
        ui.label(format!(
            "{} and what is added to it: spikes from one file, the field from another, states from a third. Type paths, choose files, or drop them here.",
            self.name
        ));
        ui.add_space(8.0);
        self.added_ui(ui);
        ui.add_space(4.0);
        let hint = "/data/night.edf";
        let entered = text_ui(ui, &mut self.path, "Path of a file to add", hint);
        let path = self.path.trim().trim_matches(['"', '\'']).to_owned();
        let add = ui
            .horizontal(|ui| {
                let add = ui.add_enabled(!path.is_empty(), egui::Button::new("Add"));
                if ui.button("Choose…").clicked() {
                    actions.push(Action::Run(Command::Open));
                }
                add
            })
            .inner;
        if (add.clicked() || entered) && !path.is_empty() {
            self.options.added.push(AddedFile::whole(path));
            self.path.clear();
            // Enter added it: when it happened may have to be said before it is read.
            return Answer::Stay;
        }
        ui.add_space(8.0);
        rate_ui(ui, &mut self.options.sample_rate_hz);
        stage_ui(ui, &mut self.options.stage_s);
        let strays = "Leave out spikes far outside of all others";
        ui.checkbox(&mut self.options.leave_out_strays, strays)
            .on_hover_text("Such as a glitch of a clock leaves: a warning names them");
        let options = self.options.clone();
        // What was typed and not added yet is meant to be.
        let typed = (!self.path.trim().is_empty()).then(|| AddedFile::whole(self.path.trim()));
        buttons_ui(ui, "Read again", true, move || {
            let mut options = options;
            options.added.extend(typed);
            Action::SetOptions(Box::new(options))
        })
    }

    fn added_ui(&mut self, ui: &mut egui::Ui) {
        let mut gone = None;
        egui::Grid::new("added files")
            .num_columns(6)
            .spacing([12.0, 6.0])
            .show(ui, |ui| {
                for (at, added) in self.options.added.iter_mut().enumerate() {
                    let name = added.path.file_name().unwrap_or_default();
                    let name = name.to_string_lossy().into_owned();
                    ui.label(&name)
                        .on_hover_text(added.path.display().to_string());
                    let named = |response: egui::Response, role, what: &str| {
                        let label = format!("{name}: {what}");
                        response.widget_info(|| egui::WidgetInfo::labeled(role, true, &label));
                        response
                    };
                    let offset = egui::DragValue::new(&mut added.offset_s)
                        .speed(0.01)
                        .max_decimals(6)
                        .prefix("later by ")
                        .suffix(" s");
                    named(ui.add(offset), egui::Role::SpinButton, "later by")
                        .on_hover_text("Its times are so much later on the clock of the recording");
                    for (on, what) in [
                        (&mut added.units, "units"),
                        (&mut added.fields, "fields"),
                        (&mut added.epochs, "epochs"),
                    ] {
                        named(ui.checkbox(on, what), egui::Role::CheckBox, what);
                    }
                    if named(ui.small_button("Remove"), egui::Role::Button, "remove").clicked() {
                        gone = Some(at);
                    }
                    ui.end_row();
                }
            });
        if self.options.added.is_empty() {
            ui.weak("Nothing is added yet.");
        }
        if let Some(at) = gone {
            self.options.added.remove(at);
        }
    }
}

/// The sampling rate, where a person knows it.
fn rate_ui(ui: &mut egui::Ui, rate_hz: &mut Option<f64>) {
    let words = ["Sampling rate of spike times", "Rate"];
    let why = "For sortings whose files do not say it, such as a phy folder without params.py";
    known_ui(ui, rate_hz, 30_000.0, words, why, rate_field);
}

/// The length of a line of a hypnogram, where a person knows it.
fn stage_ui(ui: &mut egui::Ui, stage_s: &mut Option<f64>) {
    let words = ["Length of a line of the hypnogram", "Line"];
    let why = "For hypnograms of one stage a line that do not say it: 30 s or 20 s for people, often 4 s or 10 s for rodents";
    known_ui(ui, stage_s, 30.0, words, why, |stage_s| {
        egui::DragValue::new(stage_s)
            .range(0.1..=3600.0)
            .speed(0.1)
            .max_decimals(3)
            .suffix(" s")
    });
}

/// A number that a person may know, behind a box to tick.
fn known_ui(
    ui: &mut egui::Ui,
    value: &mut Option<f64>,
    usual: f64,
    [question, name]: [&str; 2],
    why: &str,
    field: impl FnOnce(&mut f64) -> egui::DragValue<'_>,
) {
    ui.horizontal(|ui| {
        let mut known = value.is_some();
        ui.checkbox(&mut known, question).on_hover_text(why);
        if known != value.is_some() {
            *value = known.then_some(usual);
        }
        if let Some(value) = value {
            ui.add(field(value))
                .widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, name));
        }
    });
}
