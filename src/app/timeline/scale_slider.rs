//! The scale slider: 32 ticks on a log axis, and with Shift the scales between them.

use crate::analysis::{Bins, Scale};
use crate::app::action::Action;
use crate::app::quantity_text;
use crate::app::theme;
use crate::app::workspace::Tab;
use crate::plot::{Ink, Theme};
use crate::recording::{Intervals, Recording};
use eframe::egui;
use egui::{Key, Sense, vec2};

/// Width of the label, so that nothing jumps when a number gets longer.
const LABEL_WIDTH: f32 = 196.0;

/// "k = 20 · 299 ms · 2007 bins".
pub fn label(scale: Scale, intervals: &Intervals) -> String {
    let n = Bins::new(intervals, scale).len() as usize;
    let n_text = if n < 10_000 {
        n.to_string()
    } else {
        quantity_text::count(n)
    };
    format!(
        "k = {} · {} · {n_text} bins",
        scale.k_text(),
        scale.width_text()
    )
}

pub fn scale_slider_ui(
    ui: &mut egui::Ui,
    theme: &Theme,
    tab: &Tab,
    recording: &Recording,
    actions: &mut Vec<Action>,
) {
    let scale = tab.settings.scale;
    let text = label(scale, &tab.selection(recording).intervals(recording));
    ui.label(theme::strong("Scale"));
    let width = (ui.available_width() - LABEL_WIDTH - 8.0).max(120.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, 26.0), Sense::click_and_drag());
    let response = response.on_hover_text(
        "Bin width, fine to coarse. Drag, roll the wheel, or press [ and ]; hold Shift for scales between the 32",
    );
    response.widget_info(|| egui::WidgetInfo::slider(true, scale.k(), format!("Scale, {text}")));
    paint(ui, theme, rect, scale, &response);
    if let Some(next) = asked(ui, rect, scale, &response)
        && next != scale
    {
        actions.push(Action::SetScale(next));
    }
    ui.add_sized(
        [LABEL_WIDTH, 22.0],
        egui::Label::new(text).truncate().halign(egui::Align::LEFT),
    );
}

fn track(rect: egui::Rect) -> egui::Rect {
    rect.shrink2(vec2(8.0, 0.0))
}

fn paint(ui: &egui::Ui, theme: &Theme, rect: egui::Rect, scale: Scale, response: &egui::Response) {
    let track = track(rect);
    let painter = ui.painter_at(rect.expand(2.0));
    let x = |s: Scale| track.left() + track.width() * s.fraction() as f32;
    let y = rect.center().y;
    for s in Scale::all() {
        let tall = (s.k() as u32).is_multiple_of(5) || s.k() == 1.0;
        let half = if tall { 7.0 } else { 4.0 };
        let colour = theme::colour(theme.colour(Ink::FineToCoarse(s.fraction() as f32)));
        painter.line_segment(
            [egui::pos2(x(s), y - half), egui::pos2(x(s), y + half)],
            egui::Stroke::new(1.5, colour),
        );
    }
    painter.line_segment(
        [egui::pos2(track.left(), y), egui::pos2(track.right(), y)],
        egui::Stroke::new(1.0, theme::colour(theme.hairline)),
    );
    let handle = egui::pos2(x(scale), y);
    let accent = theme::colour(theme.accent);
    painter.circle(
        handle,
        7.0,
        accent,
        egui::Stroke::new(2.0, theme::colour(theme.surround)),
    );
    if response.has_focus() {
        painter.circle_stroke(handle, 10.0, egui::Stroke::new(1.5, accent));
    }
}

/// The scale that pointer, wheel, keys or an assistive program ask for.
fn asked(
    ui: &egui::Ui,
    rect: egui::Rect,
    scale: Scale,
    response: &egui::Response,
) -> Option<Scale> {
    let track = track(rect);
    let between = ui.input(|i| i.modifiers.shift);
    let whole = |k: f64| Scale::new(if between { k } else { k.round() });
    if (response.dragged() || response.clicked())
        && let Some(pointer) = response.interact_pointer_pos()
    {
        let share = f64::from((pointer.x - track.left()) / track.width().max(1.0));
        return Some(whole(Scale::at_fraction(share).k()));
    }
    let mut steps = 0.0;
    if response.hovered() {
        let (rolled, notches) = ui.input(|i| {
            let mut notches = 0.0;
            for event in &i.events {
                if let egui::Event::MouseWheel { delta, .. } = event {
                    notches += if delta.y.abs() > delta.x.abs() {
                        delta.y
                    } else {
                        delta.x
                    };
                }
            }
            (notches != 0.0, f64::from(notches))
        });
        if rolled {
            steps -= notches.signum();
        }
    }
    if response.has_focus() {
        ui.ctx().memory_mut(|m| {
            m.set_focus_lock_filter(
                response.id,
                egui::EventFilter {
                    horizontal_arrows: true,
                    ..egui::EventFilter::default()
                },
            );
        });
        ui.input_mut(|i| {
            let any = egui::Modifiers::NONE;
            steps -= i.count_and_consume_key(any, Key::ArrowLeft) as f64;
            steps += i.count_and_consume_key(any, Key::ArrowRight) as f64;
        });
    }
    ui.input(|i| {
        use egui::accesskit::Action as Assist;
        steps -= i.num_accesskit_action_requests(response.id, Assist::Decrement) as f64;
        steps += i.num_accesskit_action_requests(response.id, Assist::Increment) as f64;
    });
    (steps != 0.0).then(|| {
        Scale::new((scale.k() + if between { steps * 0.1 } else { steps }).clamp(1.0, 32.0))
    })
}
