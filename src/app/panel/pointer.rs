//! What the pointer does on a drawing, and the keys that mean the unit under it.

use super::PanelContext;
use crate::app::action::Action;
use crate::app::time_control;
use crate::plot::screen::{SheetResponse, TimeGesture};
use crate::recording::{Class, Interval};
use crate::views::{AnyView, Drawn, Marks};
use eframe::egui;

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
        *context.pointed = picked.interval;
        egui::Tooltip::always_open(
            ui.ctx().clone(),
            ui.layer_id(),
            egui::Id::unique((view.info().id, "picked")),
            egui::PopupAnchor::Pointer,
        )
        .gap(14.0)
        .show(|ui| ui.label(picked.text));
        if let Some(unit) = picked.unit {
            class_by_key(ui, unit, context);
        }
    }
    if let Some(pointer) = &response.clicked
        && let Some(t_s) = clicked_time(view, drawn, pointer.plot, pointer.at, pointer.reach)
    {
        context.actions.push(Action::Seek(t_s));
    }
    if let Some((plot, [from, to], _finished)) = response.brushed
        && drawn.sheet.is_time(plot)
    {
        let brush = Interval::new(from.min(to), from.max(to));
        context.actions.push(Action::Mark(Marks {
            brush: (brush.duration_s() > 0.0).then_some(brush),
            ..context.marks.clone()
        }));
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

/// E, I or U while the pointer is on a unit: its class, by hand.
fn class_by_key(ui: &egui::Ui, unit: usize, context: &mut PanelContext<'_>) {
    if ui.ctx().egui_wants_keyboard_input() {
        return;
    }
    let keys = [
        (egui::Key::E, Class::Excitatory),
        (egui::Key::I, Class::Inhibitory),
        (egui::Key::U, Class::Unclassified),
    ];
    for (key, class) in keys {
        if ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, key)) {
            let units = vec![unit];
            context.actions.push(Action::SetClass { units, class });
        }
    }
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
