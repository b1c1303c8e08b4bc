//! The controls of a view's parameters, made from their one definition.

use super::entries::entry_ui;
use crate::analysis::{Kind, Parameter, Value, Values};
use crate::recording::Field;
use crate::views::Info;
use eframe::egui;

/// What a person changed among the parameters of a view.
pub enum Change {
    Set(&'static Parameter, Value),
    Reset,
}

/// A column of controls, one for each parameter.
pub fn parameters_ui(
    ui: &mut egui::Ui,
    info: &'static Info,
    values: &Values,
    fields: &[Field],
) -> Option<Change> {
    let mut change = None;
    ui.set_min_width(260.0);
    egui::Grid::new((info.id, "parameters"))
        .num_columns(2)
        .spacing([12.0, 6.0])
        .show(ui, |ui| {
            for &parameter in info.parameters {
                let changed = match parameter.kind {
                    Kind::Entry { of, .. } => {
                        ui.label(parameter.label).on_hover_text(parameter.help);
                        entry_ui(ui, parameter, of, info.parameters, values, fields)
                    }
                    _ => parameter_ui(ui, parameter, values),
                };
                if let Some(value) = changed {
                    change = Some(Change::Set(parameter, value));
                }
                ui.end_row();
            }
        });
    ui.add_space(4.0);
    let reset = ui.button("Reset");
    if reset
        .on_hover_text("All parameters of this view as at first")
        .clicked()
    {
        change = Some(Change::Reset);
    }
    change
}

/// A label and a control; the new value when it was changed. Integers keep their type.
pub fn parameter_ui(ui: &mut egui::Ui, parameter: &Parameter, values: &Values) -> Option<Value> {
    let label = ui.label(parameter.label).on_hover_text(parameter.help);
    let suffix = if parameter.unit.is_empty() {
        String::new()
    } else {
        format!(" {}", parameter.unit)
    };
    match (parameter.kind, values.get(parameter)) {
        (Kind::Number { min, max, .. }, Value::Number(mut v)) => {
            let changed = ui
                .add(
                    egui::DragValue::new(&mut v)
                        .range(min..=max)
                        .speed((max - min) / 400.0)
                        .suffix(suffix),
                )
                .labelled_by(label.id)
                .on_hover_text(parameter.help)
                .changed();
            changed.then_some(Value::Number(v))
        }
        (Kind::Integer { min, max, .. }, Value::Integer(mut v)) => {
            let changed = ui
                .add(
                    egui::DragValue::new(&mut v)
                        .range(min..=max)
                        .speed(((max - min) as f64 / 400.0).max(0.05))
                        .suffix(suffix),
                )
                .labelled_by(label.id)
                .on_hover_text(parameter.help)
                .changed();
            changed.then_some(Value::Integer(v))
        }
        (Kind::Choice { options, .. }, Value::Choice(chosen)) => {
            let shown = options
                .iter()
                .find(|(id, _)| *id == chosen)
                .map_or("", |(_, text)| *text);
            let mut picked = None;
            egui::ComboBox::from_id_salt(parameter.id)
                .selected_text(shown)
                .show_ui(ui, |ui| {
                    for (id, text) in options {
                        if ui.selectable_label(*id == chosen, *text).clicked() {
                            picked = Some(Value::Choice((*id).to_owned()));
                        }
                    }
                })
                .response
                .labelled_by(label.id)
                .on_hover_text(parameter.help);
            picked
        }
        (Kind::Switch { .. }, Value::Switch(mut on)) => {
            let changed = ui
                .checkbox(&mut on, "")
                .labelled_by(label.id)
                .on_hover_text(parameter.help)
                .changed();
            changed.then_some(Value::Switch(on))
        }
        _ => None,
    }
}
