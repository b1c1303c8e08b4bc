//! Choosing a field, a cell, or a channel by its name or on the array's map.

use crate::analysis::{Entry, InputFields, Kind, Parameter, Value, Values};
use crate::recording::Field;
use eframe::egui;

/// Longer side of the map, in points.
const MAP_PT: f32 = 220.0;
/// Radius of an electrode, in points.
const RADIUS_PT: std::ops::RangeInclusive<f32> = 1.5..=8.0;

/// A list of the names there are, below a map where positions are known; the new value when
/// another was chosen. `parameters` are all those of the view: one of them may name the field.
pub fn entry_ui(
    ui: &mut egui::Ui,
    parameter: &Parameter,
    of: Entry,
    parameters: &[&Parameter],
    values: &Values,
    fields: &[Field],
) -> Option<Value> {
    let (names, field): (Vec<&str>, _) = match of {
        Entry::Field => (fields.iter().map(|f| f.name.as_str()).collect(), None),
        Entry::Channel => {
            let field = field_of(parameters, values, fields);
            let names = field.map(|f| f.channels.iter().map(String::as_str).collect());
            (names.unwrap_or_default(), field)
        }
        Entry::Cell => {
            let found = InputFields::first(fields).map(|found| found.names());
            (found.unwrap_or_default(), None)
        }
    };
    let value = values.get(parameter);
    let chosen = of.find(&value, &names, "").ok();
    let shown = match (chosen, &value) {
        (Some(index), _) => names[index].to_owned(),
        (None, _) if names.is_empty() => format!("no {}", of.word()),
        (None, Value::Choice(name)) => format!("no {} {name}", of.word()),
        (None, Value::Integer(number)) => format!("no {} {number}", of.word()),
        _ => String::new(),
    };
    let mut picked = None;
    let combo = egui::ComboBox::from_id_salt(parameter.id)
        .selected_text(shown)
        .height(420.0)
        .show_ui(ui, |ui| {
            if let Some(field) = field.filter(|f| f.channels.len() > 1) {
                picked = map_ui(ui, field, chosen);
            }
            for (index, name) in names.iter().enumerate() {
                if ui.selectable_label(chosen == Some(index), *name).clicked() {
                    picked = Some(index);
                }
            }
        });
    combo
        .response
        .on_hover_text(parameter.help)
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, parameter.label));
    picked.map(|index| {
        // A name is kept, because it means the same in the next recording; twins have numbers.
        let name = names[index];
        if names.iter().filter(|n| **n == name).count() == 1 {
            Value::Choice(name.to_owned())
        } else {
            Value::Integer(index as i64 + 1)
        }
    })
}

/// The field whose channels are meant: the one another parameter names, or the first.
fn field_of<'a>(
    parameters: &[&Parameter],
    values: &Values,
    fields: &'a [Field],
) -> Option<&'a Field> {
    let named = parameters.iter().find(|p| {
        matches!(
            p.kind,
            Kind::Entry {
                of: Entry::Field,
                ..
            }
        )
    });
    match named {
        Some(parameter) => {
            let names: Vec<&str> = fields.iter().map(|f| f.name.as_str()).collect();
            let index = Entry::Field.find(&values.get(parameter), &names, "");
            fields.get(index.ok()?)
        }
        None => fields.first(),
    }
}

/// Places of the channels in the plane in which they spread most, between 0 and 1 along the longer
/// side, upwards; `None` where no positions are known or all are one.
fn plane(field: &Field) -> Option<Vec<[f32; 2]>> {
    let positions = field.positions_um.as_ref()?;
    let range = |axis: usize| {
        positions
            .iter()
            .map(|p| p[axis])
            .filter(|v| v.is_finite())
            .fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], v| {
                [low.min(v), high.max(v)]
            })
    };
    let ranges = [0, 1, 2].map(range);
    let mut axes = [0, 1, 2];
    // Stable: an array in the plane of x and y is seen with x to the right.
    axes.sort_by(|a, b| {
        let spread = |axis: usize| ranges[axis][1] - ranges[axis][0];
        spread(*b).total_cmp(&spread(*a))
    });
    let mut two = [axes[0], axes[1]];
    two.sort_unstable();
    let longest = ranges[axes[0]][1] - ranges[axes[0]][0];
    if !(longest.is_finite() && longest > 0.0) {
        return None;
    }
    let place = |p: &[f64; 3]| two.map(|axis| ((p[axis] - ranges[axis][0]) / longest) as f32);
    Some(positions.iter().map(place).collect())
}

/// Electrodes where they are; the one that was clicked.
fn map_ui(ui: &mut egui::Ui, field: &Field, chosen: Option<usize>) -> Option<usize> {
    let places = plane(field)?;
    let most = places
        .iter()
        .fold([0.0_f32; 2], |m, p| [m[0].max(p[0]), m[1].max(p[1])]);
    let pitch = (most[0].max(0.05) * most[1].max(0.05) / places.len() as f32).sqrt();
    let radius = (0.42 * pitch * MAP_PT).clamp(*RADIUS_PT.start(), *RADIUS_PT.end());
    let margin = RADIUS_PT.end() + 2.0;
    let size = egui::vec2(
        (most[0] * MAP_PT + 2.0 * margin).max(60.0),
        most[1] * MAP_PT + 2.0 * margin,
    );
    ui.label(egui::RichText::new("Array").small().weak());
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let visuals = ui.visuals().clone();
    let mut picked = None;
    for (index, (place, name)) in places.iter().zip(&field.channels).enumerate() {
        if !(place[0].is_finite() && place[1].is_finite()) {
            continue;
        }
        let centre = egui::pos2(
            rect.left() + margin + place[0] * MAP_PT,
            rect.bottom() - margin - place[1] * MAP_PT,
        );
        let area = egui::Rect::from_center_size(centre, egui::Vec2::splat(2.0 * radius + 2.0));
        let response = ui.interact(
            area,
            ui.scope_id().with(("electrode", index)),
            egui::Sense::click(),
        );
        let here = chosen == Some(index);
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::Button, true, here, format!("Electrode {name}"))
        });
        let fill = if here {
            visuals.hyperlink_color
        } else {
            visuals.weak_text_color().gamma_multiply(0.5)
        };
        ui.painter().circle_filled(centre, radius, fill);
        if here || response.hovered() || response.has_focus() {
            // The chosen one has a ring besides its colour.
            let stroke = egui::Stroke::new(1.5, visuals.text_color());
            ui.painter().circle_stroke(centre, radius + 1.5, stroke);
        }
        if response.on_hover_text(name).clicked() {
            picked = Some(index);
        }
    }
    ui.separator();
    picked
}
