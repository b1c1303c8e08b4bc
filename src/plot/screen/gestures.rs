//! What the pointer does to a sheet: pan, zoom, brush, reset.

use super::TimeGesture;
use super::frame::Frame;
use super::ranges::{Zooms, group_x, group_y};
use crate::plot::{Panel, Sheet};
use eframe::egui::{CursorIcon, Id, PointerButton, Pos2, Response, Ui, Vec2};
use std::collections::HashMap;

/// Points of wheel that zoom by a factor e.
const WHEEL_PER_E: f32 = 240.0;

/// A brush in the making: its plot, and where it began (axis coordinate).
pub(super) type Brush = Option<(&'static str, f64)>;

/// A finished or growing stretch of x: plot, data coordinates from and to, finished.
pub(super) type BrushedRange = (&'static str, [f64; 2], bool);

/// Where a handle was dragged to: plot, and data coordinates.
pub(super) type HandlePlace = (&'static str, [f64; 2]);

/// How near to a handle a pointer holds it, in points.
const REACH: f32 = 7.0;

/// Whether a place is near a curve.
fn is_near(curve: &[[f64; 2]], frame: &Frame, pos: Pos2) -> bool {
    curve.windows(2).any(|ends| {
        let [a, b] = [ends[0], ends[1]].map(|p| frame.pos(p));
        let (along, away) = (b - a, pos - a);
        let length = along.length_sq().max(1e-6);
        let share = (away.dot(along) / length).clamp(0.0, 1.0);
        (away - along * share).length() < REACH
    })
}

/// The widget of a plot.
pub(super) fn widget_id(sheet: Id, plot: &str) -> Id {
    sheet.with(("plot", plot))
}

/// What of the last frame gestures are read from, and what they change.
pub(super) struct Gestures<'a> {
    pub sheet: &'a Sheet,
    pub id: Id,
    /// Time panels are moved by whoever owns the window.
    pub window_given: bool,
    pub frames: &'a HashMap<&'static str, Frame>,
    pub zooms: &'a mut Zooms,
    pub brush: &'a mut Brush,
    /// The plot whose handle is being dragged.
    pub grab: &'a mut Option<&'static str>,
}

#[derive(Default)]
pub(super) struct GestureEffect {
    pub time: Option<TimeGesture>,
    pub brushed: Option<BrushedRange>,
    pub grabbed: Option<HandlePlace>,
    pub reset: bool,
}

impl Gestures<'_> {
    /// Reads the gestures of this frame before anything is drawn, so that the drawing follows the
    /// hand without a frame between.
    pub fn apply(&mut self, ui: &Ui) -> GestureEffect {
        let mut effect = GestureEffect::default();
        for panel in &self.sheet.panels {
            let Some(frame) = self.frames.get(panel.plot.id) else {
                continue;
            };
            let Some(response) = ui.ctx().read_response(widget_id(self.id, panel.plot.id)) else {
                continue;
            };
            let time = self.window_given && self.sheet.is_time(panel.plot.id);
            if !self.grabs(ui, panel, frame, &response, &mut effect)
                && !self.brushes(ui, panel, frame, &response, &mut effect)
            {
                self.pans(
                    panel,
                    frame,
                    response
                        .dragged_by(PointerButton::Primary)
                        .then(|| response.drag_delta()),
                    time,
                    &mut effect,
                );
            }
            self.wheel(ui, panel, frame, &response, time, &mut effect);
            if response.double_clicked() {
                self.zooms.clear();
                effect.reset = true;
            }
        }
        effect
    }

    /// A drag that begins on the plot's handle. Says whether this is one.
    fn grabs(
        &mut self,
        ui: &Ui,
        panel: &Panel,
        frame: &Frame,
        response: &Response,
        effect: &mut GestureEffect,
    ) -> bool {
        let id = panel.plot.id;
        let Some(handle) = &panel.plot.handle else {
            return false;
        };
        let (origin, latest) = ui.input(|i| (i.pointer.press_origin(), i.pointer.latest_pos()));
        let reaches = |pos: Option<Pos2>| pos.is_some_and(|pos| is_near(handle, frame, pos));
        let is_grabbed = *self.grab == Some(id);
        if is_grabbed || (response.hovered() && reaches(latest)) {
            ui.set_cursor_icon(CursorIcon::Grab);
        }
        if response.drag_started_by(PointerButton::Primary) && reaches(origin) {
            *self.grab = Some(id);
        } else if !is_grabbed {
            return false;
        }
        if let (true, Some(latest)) = (response.dragged() || response.drag_stopped(), latest) {
            let inside = frame.rect.clamp(latest);
            effect.grabbed = Some((id, frame.value(inside)));
        }
        if response.drag_stopped() || !response.dragged() {
            *self.grab = None;
        }
        true
    }

    /// Shift and drag: a stretch of x. Says whether the drag is a brush.
    fn brushes(
        &mut self,
        ui: &Ui,
        panel: &Panel,
        frame: &Frame,
        response: &Response,
        effect: &mut GestureEffect,
    ) -> bool {
        let id = panel.plot.id;
        let (origin, latest, shift) = ui.input(|i| {
            (
                i.pointer.press_origin(),
                i.pointer.latest_pos(),
                i.modifiers.shift,
            )
        });
        let clamped = |pos: Pos2| {
            frame
                .x
                .axis_value(pos.x.clamp(frame.rect.left(), frame.rect.right()))
        };
        if let (true, true, Some(origin)) = (
            response.drag_started_by(PointerButton::Primary),
            shift,
            origin,
        ) {
            *self.brush = Some((id, clamped(origin)));
        }
        let Some((_, from)) = self.brush.filter(|(plot, _)| *plot == id) else {
            return false;
        };
        let finished = response.drag_stopped();
        if let (true, Some(latest)) = (finished || response.dragged(), latest) {
            let ends = [from, clamped(latest)].map(|at| frame.x.data(at));
            effect.brushed = Some((id, [ends[0].min(ends[1]), ends[0].max(ends[1])], finished));
        }
        if finished || !response.dragged() {
            *self.brush = None;
        }
        true
    }

    fn pans(
        &mut self,
        panel: &Panel,
        frame: &Frame,
        delta: Option<Vec2>,
        time: bool,
        effect: &mut GestureEffect,
    ) {
        let Some(delta) = delta.filter(|d| *d != Vec2::ZERO) else {
            return;
        };
        let by = [
            -f64::from(delta.x) * frame.x.per_point(),
            -f64::from(delta.y) * frame.y.per_point(),
        ];
        if time {
            effect.time = Some(TimeGesture::Pan { by_s: by[0] });
            return;
        }
        let [x, y] = self.own_axes(panel);
        if x {
            self.zooms
                .set_x(self.sheet, panel, frame.x.shown.map(|end| end + by[0]));
        }
        if y {
            self.zooms
                .set_y(self.sheet, panel, frame.y.shown.map(|end| end + by[1]));
        }
    }

    /// Wheel and pinch zoom about the pointer; a sideways wheel pans.
    fn wheel(
        &mut self,
        ui: &Ui,
        panel: &Panel,
        frame: &Frame,
        response: &Response,
        time: bool,
        effect: &mut GestureEffect,
    ) {
        let Some(pointer) = ui
            .input(|i| i.pointer.hover_pos())
            .filter(|_| response.contains_pointer())
        else {
            return;
        };
        let (pinch, wheel) = ui.input(|i| (i.zoom_delta(), i.smooth_scroll_delta));
        let factor = f64::from(pinch) * f64::from(wheel.y / WHEEL_PER_E).exp();
        if factor == 1.0 && wheel.x == 0.0 {
            return;
        }
        // The page around the sheet must not scroll as well.
        ui.input_mut(|i| i.smooth_scroll_delta = Vec2::ZERO);
        if factor == 1.0 {
            self.pans(panel, frame, Some(Vec2::new(wheel.x, 0.0)), time, effect);
        } else if time {
            effect.time = Some(TimeGesture::Zoom {
                about_s: frame.x.value(pointer.x),
                factor,
            });
        } else {
            self.zoom(
                panel,
                [frame.x.axis_value(pointer.x), frame.y.axis_value(pointer.y)],
                factor,
            );
        }
    }

    fn zoom(&mut self, panel: &Panel, about: [f64; 2], factor: f64) {
        let scaled = |shown: [f64; 2], about: f64| shown.map(|end| about + (end - about) / factor);
        let middle = |shown: [f64; 2]| f64::midpoint(shown[0], shown[1]);
        let Some(frame) = self.frames.get(panel.plot.id) else {
            return;
        };
        // A panel with equal units that shares an axis would undo a zoom along that axis alone.
        for other in self.sheet.panels.iter().filter(|p| p.plot.equal_aspect) {
            let shares_x = group_x(self.sheet, other) == group_x(self.sheet, panel);
            let shares_y = group_y(self.sheet, other) == group_y(self.sheet, panel);
            if let (true, Some(there)) = (shares_x || shares_y, self.frames.get(other.plot.id)) {
                let x = if shares_x {
                    about[0]
                } else {
                    middle(there.x.shown)
                };
                let y = if shares_y {
                    about[1]
                } else {
                    middle(there.y.shown)
                };
                self.zooms
                    .set_x(self.sheet, other, scaled(there.x.shown, x));
                self.zooms
                    .set_y(self.sheet, other, scaled(there.y.shown, y));
            }
        }
        let [x, y] = self.own_axes(panel);
        if x {
            self.zooms
                .set_x(self.sheet, panel, scaled(frame.x.shown, about[0]));
        }
        if y {
            self.zooms
                .set_y(self.sheet, panel, scaled(frame.y.shown, about[1]));
        }
    }

    /// Which axes of a panel move under the hand: where only one is shared with other panels,
    /// that one (the other is counted, as in the margins of a cloud).
    fn own_axes(&self, panel: &Panel) -> [bool; 2] {
        let others = |same: &dyn Fn(&Panel) -> bool| {
            self.sheet.panels.iter().filter(|p| same(p)).count() > 1
        };
        let x = others(&|p| group_x(self.sheet, p) == group_x(self.sheet, panel));
        let y = others(&|p| group_y(self.sheet, p) == group_y(self.sheet, panel));
        if x == y { [true, true] } else { [x, y] }
    }
}
