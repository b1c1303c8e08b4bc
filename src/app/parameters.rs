//! The controls of a view's parameters, made from their one definition.

use super::action::Action;
use super::entries::entry_ui;
use super::workspace::Workspace;
use crate::analysis::{Kind, Parameter, Value, Values};
use crate::recording::Field;
use crate::views::Info;
use eframe::egui;

/// A column of controls, one a parameter.
pub fn parameters_ui(
    ui: &mut egui::Ui,
    info: &'static Info,
    workspace: &Workspace,
    fields: &[Field],
    actions: &mut Vec<Action>,
) {
    let values = workspace.values(info.id);
    ui.set_min_width(260.0);
    egui::Grid::new((info.id, "parameters"))
        .num_columns(2)
        .spacing([12.0, 6.0])
        .show(ui, |ui| {
            for &parameter in info.parameters {
                let changed = match parameter.kind {
                    Kind::Entry { of, .. } => {
                        ui.label(parameter.label).on_hover_text(parameter.help);
                        entry_ui(ui, parameter, of, info.parameters, &values, fields)
                    }
                    _ => parameter_ui(ui, parameter, &values),
                };
                if let Some(value) = changed {
                    actions.push(Action::SetValue {
                        view: info.id,
                        parameter: parameter.id,
                        value,
                    });
                }
                ui.end_row();
            }
        });
    ui.add_space(4.0);
    if ui
        .button("Reset")
        .on_hover_text("All parameters of this view as at first")
        .clicked()
    {
        actions.push(Action::ResetValues(info.id));
    }
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
