//! What the pointer does on a drawing, and the keys that mean the unit under it.

use super::{Content, PanelContext};
use crate::analysis::Value;
use crate::app::action::Action;
use crate::app::class_commands::class_by_key;
use crate::app::parameters::Change;
use crate::app::state::State;
use crate::app::time_control;
use crate::plot::screen::{PlotPointer, SheetResponse, TimeGesture};
use crate::recording::Interval;
use crate::views::{AnyView, PickedPlace, Picture};
use eframe::egui;

/// All of an axis.
const EVERYWHERE: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

/// Turns what the pointer did on a drawing into actions and marks. Time and units of a recording
/// that does not show are not those of the other views: there only the drawing itself answers.
pub(super) fn respond(
    ui: &egui::Ui,
    content: &Content<'_>,
    picture: &Picture,
    response: &SheetResponse,
    context: &mut PanelContext<'_>,
) {
    let view = content.view;
    let picked = response
        .hovered
        .as_ref()
        .and_then(|p| pick(view, picture, p));
    if let Some(picked) = &picked {
        hint_ui(ui, content, picked, context.state);
    }
    if content.is_shown {
        context.report.pointed = picked
            .as_ref()
            .and_then(|p| p.interval)
            .or(context.report.pointed);
        units(ui, content, picture, response, context);
        if let Some(pointer) = &response.clicked
            && let Some(t_s) = clicked_time(view, picture, pointer)
        {
            context.actions.push(Action::Seek(t_s));
        }
    }
    if let Some((plot, [from, to], _finished)) = response.brushed {
        if !picture.sheet.is_time(plot) {
            set_values(content, view.brushed(plot, [from, to]), context);
        } else if content.is_shown {
            let brush = Interval::new(from.min(to), from.max(to));
            let brush = (brush.duration_s() > 0.0).then_some(brush);
            context.actions.push(Action::Brush(brush));
        }
    }
    if let Some((plot, at)) = response.grabbed {
        set_values(content, view.grabbed(picture, plot, at), context);
    }
    let Some(gesture) = &response.scrolled_time else {
        return;
    };
    let (span, mut recipe) = (
        content.subject.recording.span(),
        content.subject.recipe.clone(),
    );
    let window = &mut recipe.selection.window;
    *window = match *gesture {
        TimeGesture::Pan { by_s } => time_control::moved(*window, by_s, span),
        TimeGesture::Zoom { factor, about_s } => {
            time_control::zoomed(*window, 1.0 / factor, about_s, span)
        }
    };
    context.actions.push(if content.is_pinned {
        content.set_recipe(recipe)
    } else {
        Action::SetWindow(recipe.selection.window)
    });
}

fn pick(
    view: &'static dyn AnyView,
    picture: &Picture,
    pointer: &PlotPointer,
) -> Option<PickedPlace> {
    view.pick(picture, pointer.plot, pointer.at, pointer.reach)
}

fn set_values(
    content: &Content<'_>,
    values: Vec<(&'static str, Value)>,
    context: &mut PanelContext<'_>,
) {
    for (id, value) in values {
        let mut parameters = content.info().parameters.iter();
        if let Some(parameter) = parameters.find(|p| p.id == id) {
            context
                .actions
                .push(content.change(Change::Set(parameter, value)));
        }
    }
}

/// What is under the pointer.
fn hint_ui(ui: &egui::Ui, content: &Content<'_>, picked: &PickedPlace, state: &State) {
    egui::Tooltip::always_open(
        ui.ctx().clone(),
        ui.layer_id(),
        egui::Id::unique((content.id, "picked")),
        egui::PopupAnchor::Pointer,
    )
    .gap(14.0)
    .show(|ui| {
        ui.label(&picked.text);
        let selected = state.selected_units(content.subject.tab.id);
        let is_selected = picked.unit.is_some_and(|unit| selected.contains(&unit));
        if content.is_shown && selected.len() > 1 && is_selected {
            let count = selected.len();
            ui.label(format!("{count} are selected: the keys class all"));
        }
    });
}

/// What the pointer does with units: a click selects one, Ctrl-click one more or less, a brush those
/// of a stretch; E, I or U class the unit under the pointer, or all that are selected.
fn units(
    ui: &egui::Ui,
    content: &Content<'_>,
    picture: &Picture,
    response: &SheetResponse,
    context: &mut PanelContext<'_>,
) {
    let view = content.view;
    let (tab, recording) = (content.subject.tab.id, content.subject.recording);
    let mut selected = context.state.selected_units(tab).clone();
    if let Some((plot, range, _)) = response.brushed {
        let within = view.units_within(picture, plot, range);
        if !within.is_empty() {
            let action = Action::select_units(recording, within);
            context.actions.push(action);
        }
    }
    let clicked = response
        .clicked
        .as_ref()
        .and_then(|p| pick(view, picture, p));
    if let Some(unit) = clicked.and_then(|p| p.unit) {
        if !ui.input(|i| i.modifiers.command) {
            selected.clear();
        } else if selected.remove(&unit) {
            let action = Action::select_units(recording, selected);
            context.actions.push(action);
            return;
        }
        selected.insert(unit);
        let action = Action::select_units(recording, selected.iter().copied());
        context.actions.push(action);
    }
    let Some(pointer) = &response.hovered else {
        return;
    };
    let pointed = pick(view, picture, pointer).and_then(|p| p.unit);
    let meant: Vec<usize> = match pointed {
        Some(unit) if !selected.contains(&unit) => vec![unit],
        Some(_) => selected.into_iter().collect(),
        // Beside the points of a drawing of units.
        None if !view
            .units_within(picture, pointer.plot, EVERYWHERE)
            .is_empty() =>
        {
            selected.into_iter().collect()
        }
        None => Vec::new(),
    };
    class_by_key(ui, recording, &meant, context.actions);
}

/// The time that a click asks for: the time under it, or that of the dot it hit.
fn clicked_time(
    view: &'static dyn AnyView,
    picture: &Picture,
    pointer: &PlotPointer,
) -> Option<f64> {
    if picture.sheet.is_time(pointer.plot) {
        return Some(pointer.at[0]);
    }
    let interval = pick(view, picture, pointer)?.interval;
    interval.map(|i| i.start_s)
}
