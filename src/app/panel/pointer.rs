//! What the pointer does on a drawing, and the keys that mean the unit under it.

use super::PanelContext;
use crate::app::action::Action;
use crate::app::class_commands::class_by_key;
use crate::app::time_control;
use crate::plot::screen::{PlotPointer, SheetResponse, TimeGesture};
use crate::recording::Interval;
use crate::views::{AnyView, Drawn};
use eframe::egui;

/// All of an axis.
const EVERYWHERE: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

/// Turns what the pointer did on a drawing into actions and marks.
pub(super) fn respond(
    ui: &egui::Ui,
    view: &'static dyn AnyView,
    drawn: &Drawn,
    response: &SheetResponse,
    context: &mut PanelContext<'_>,
) {
    if let Some(pointer) = &response.hovered
        && let Some(picked) = view.pick(drawn, pointer.plot, pointer.at, pointer.reach)
    {
        context.report.pointed = picked.interval;
        egui::Tooltip::always_open(
            ui.ctx().clone(),
            ui.layer_id(),
            egui::Id::unique((view.info().id, "picked")),
            egui::PopupAnchor::Pointer,
        )
        .gap(14.0)
        .show(|ui| {
            ui.label(&picked.text);
            let selected = &context.tab.selected_units;
            if selected.len() > 1 && picked.unit.is_some_and(|unit| selected.contains(&unit)) {
                ui.label(format!(
                    "{} are selected: the keys class all",
                    selected.len()
                ));
            }
        });
    }
    units(ui, view, drawn, response, context);
    if let Some(pointer) = &response.clicked
        && let Some(t_s) = clicked_time(view, drawn, pointer.plot, pointer.at, pointer.reach)
    {
        context.actions.push(Action::Seek(t_s));
    }
    if let Some((plot, [from, to], _finished)) = response.brushed
        && drawn.sheet.is_time(plot)
    {
        let brush = Interval::new(from.min(to), from.max(to));
        let brush = (brush.duration_s() > 0.0).then_some(brush);
        context.actions.push(Action::Brush(brush));
    }
    if let Some((plot, range, _finished)) = response.brushed
        && !drawn.sheet.is_time(plot)
    {
        let view_id = view.info().id;
        for (parameter, value) in view.brushed(plot, range) {
            context.actions.push(Action::SetValue {
                view: view_id,
                parameter,
                value,
            });
        }
    }
    if let Some((plot, at)) = response.grabbed {
        for (parameter, value) in view.grabbed(drawn, plot, at) {
            context.actions.push(Action::SetValue {
                view: view.info().id,
                parameter,
                value,
            });
        }
    }
    let (Some(gesture), Some(window)) = (&response.scrolled_time, context.tab.window) else {
        return;
    };
    let span = context.recording.span();
    context.actions.push(Action::SetWindow(match *gesture {
        TimeGesture::Pan { by_s } => time_control::moved(window, by_s, span),
        TimeGesture::Zoom { factor, about_s } => {
            time_control::zoomed(window, 1.0 / factor, about_s, span)
        }
    }));
}

/// What the pointer does with units: a click selects one, Ctrl-click one more or less, a brush those
/// of a stretch; E, I or U class the unit under the pointer, or all that are selected.
fn units(
    ui: &egui::Ui,
    view: &'static dyn AnyView,
    drawn: &Drawn,
    response: &SheetResponse,
    context: &mut PanelContext<'_>,
) {
    let mut selected = context.tab.selected_units.clone();
    if let Some((plot, range, _)) = response.brushed {
        let within = view.units_within(drawn, plot, range);
        if !within.is_empty() {
            let units = within.into_iter().collect();
            context.actions.push(Action::SelectUnits(units));
        }
    }
    let pick = |pointer: &PlotPointer| view.pick(drawn, pointer.plot, pointer.at, pointer.reach);
    if let Some(unit) = response
        .clicked
        .as_ref()
        .and_then(pick)
        .and_then(|p| p.unit)
    {
        if !ui.input(|i| i.modifiers.command) {
            selected.clear();
        } else if selected.remove(&unit) {
            context.actions.push(Action::SelectUnits(selected));
            return;
        }
        selected.insert(unit);
        context.actions.push(Action::SelectUnits(selected.clone()));
    }
    let Some(pointer) = &response.hovered else {
        return;
    };
    let pointed = pick(pointer).and_then(|p| p.unit);
    let meant: Vec<usize> = match pointed {
        Some(unit) if !selected.contains(&unit) => vec![unit],
        Some(_) => selected.into_iter().collect(),
        // Beside the points of a drawing of units.
        None if !view
            .units_within(drawn, pointer.plot, EVERYWHERE)
            .is_empty() =>
        {
            selected.into_iter().collect()
        }
        None => Vec::new(),
    };
    class_by_key(ui, &meant, context.actions);
}

/// The time that a click asks for: the time under it, or that of the dot it hit.
fn clicked_time(
    view: &'static dyn AnyView,
    drawn: &Drawn,
    plot: &str,
    at: [f64; 2],
    reach: [f64; 2],
) -> Option<f64> {
    if drawn.sheet.is_time(plot) {
        return Some(at[0]);
    }
    view.pick(drawn, plot, at, reach)?
        .interval
        .map(|i| i.start_s)
}
