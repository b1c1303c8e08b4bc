//! Thin axes with few ticks; hovering over a label shows its definition.

use super::frame::{Frame, Scale};
use super::layout::Room;
use super::text::{BODY_PT, SMALL_PT, block, colour, elided, font, line, semibold};
use crate::plot::{Axis, Plot, Theme, Tick, Ticks, ticks};
use eframe::egui::epaint::TextShape;
use eframe::egui::{Align2, Galley, Id, Rect, Sense, Shape, Stroke, Ui, pos2, vec2};
use std::sync::Arc;

/// Length of a tick, and the gap between it and its words.
const TICK: f32 = 3.0;
const GAP: f32 = 3.0;
/// Height of a line of small text.
const LINE: f32 = 14.0;
/// Height of an axis that has room for words beside it.
const LEAST_LABELLED: f32 = 40.0;
/// Room for a number of four figures, so that zooming seldom asks for more.
const LEAST_WORDS: f32 = 26.0;
/// Room for the half of an end tick's label that overhangs the axis.
const OVERHANG: f32 = 8.0;

/// The ticks of an x axis that is so long.
pub(super) fn ticks_x(axis: &Axis, scale: &Scale, width: f32) -> Vec<Tick> {
    // Times are longer words than numbers.
    let each = if axis.ticks == Ticks::Time {
        84.0
    } else {
        56.0
    };
    ticks(
        axis,
        scale.data_range(),
        ((width / each) as usize).clamp(2, 10),
    )
}

/// The ticks of a y axis that is so high.
pub(super) fn ticks_y(axis: &Axis, scale: &Scale, height: f32) -> Vec<Tick> {
    ticks(
        axis,
        scale.data_range(),
        ((height / 28.0) as usize).clamp(2, 8),
    )
}

/// Words of an x axis. Where height is scarce, clock times below ticks speak for themselves.
fn text_x(axis: &Axis, scarce: bool) -> String {
    if scarce && axis.ticks == Ticks::Time {
        String::new()
    } else {
        axis.text()
    }
}

/// Room that a plot needs above and below its area; known before its width.
pub(super) fn room_upright(plot: &Plot, scarce: bool) -> Room {
    let labels = !matches!(plot.x.ticks, Ticks::None);
    let mut bottom = OVERHANG;
    if labels {
        bottom += TICK + GAP + LINE - OVERHANG;
    }
    if !text_x(&plot.x, scarce).is_empty() {
        bottom += LINE + GAP;
    }
    Room {
        top: if plot.show_title { 22.0 } else { OVERHANG },
        bottom,
        ..Room::default()
    }
}

/// Room that a plot of that height needs to the left and right of its area.
pub(super) fn room_level(ui: &Ui, plot: &Plot, scale: &Scale, height: f32) -> Room {
    let painter = ui.painter();
    let widest = ticks_y(&plot.y, scale, height)
        .iter()
        .map(|tick| {
            line(
                painter,
                &tick.text,
                font(SMALL_PT),
                ui.visuals().text_color(),
            )
            .size()
            .x
        })
        .fold(0.0, f32::max);
    let mut left = OVERHANG;
    if widest > 0.0 {
        left = TICK + GAP + widest.max(LEAST_WORDS);
    }
    if let Some(label) = label_y(ui, &plot.y, height) {
        left += label.size().y + 2.0 * GAP;
    }
    // In steps, so that one more digit seldom moves anything.
    Room {
        left: (left / 8.0).ceil() * 8.0,
        right: 2.0 * OVERHANG,
        ..Room::default()
    }
}

/// The label of an upright axis: in one line, or two where it must, turned when drawn.
fn label_y(ui: &Ui, axis: &Axis, height: f32) -> Option<Arc<Galley>> {
    let text = axis.text();
    if text.is_empty() {
        return None;
    }
    let ink = ui.visuals().text_color();
    // The label may be a little longer than the axis.
    let most = height + 2.0 * OVERHANG;
    let label = block(ui.painter(), &text, font(SMALL_PT), ink, most, 2);
    // Half a word says less than what shows when the pointer rests on the axis.
    let whole = !label.elided && height >= LEAST_LABELLED;
    (whole || height >= 3.0 * LEAST_LABELLED).then_some(label)
}

/// What to draw of both axes.
pub(super) struct Axes<'a> {
    pub plot: &'a Plot,
    pub theme: &'a Theme,
    pub frame: Frame,
    pub id: Id,
    /// Height is scarce.
    pub scarce: bool,
}

impl Axes<'_> {
    /// Draws lines, ticks, labels and the title around the plot area.
    pub fn show_ui(&self, ui: &mut Ui) {
        let rect = self.frame.rect;
        let stroke = Stroke::new(1.0, colour(self.theme.hairline, 1.0));
        if !is_bare(&self.plot.x) {
            ui.painter().hline(rect.x_range(), rect.bottom(), stroke);
            self.x_ui(ui, stroke);
        }
        if !is_bare(&self.plot.y) {
            ui.painter().vline(rect.left(), rect.y_range(), stroke);
            self.y_ui(ui, stroke);
        }
        if self.plot.show_title {
            let font = semibold(ui.painter(), BODY_PT);
            let title = elided(
                ui.painter(),
                &self.plot.title,
                font,
                colour(self.theme.text, 1.0),
                rect.width(),
            );
            let at = pos2(rect.left(), rect.top() - 4.0 - title.size().y);
            ui.painter().galley(at, title, colour(self.theme.text, 1.0));
        }
    }

    fn x_ui(&self, ui: &mut Ui, stroke: Stroke) {
        let rect = self.frame.rect;
        let ink = colour(self.theme.faint, 1.0);
        let painter = ui.painter().clone();
        let mut free_from = f32::NEG_INFINITY;
        let mut marks = ticks_x(&self.plot.x, &self.frame.x, rect.width());
        marks.sort_by(|a, b| self.frame.x.px(a.at).total_cmp(&self.frame.x.px(b.at)));
        for tick in &marks {
            let x = self.frame.snap(self.frame.x.px(tick.at));
            if !rect.x_range().expand(0.5).contains(x) {
                continue;
            }
            let length = if tick.text.is_empty() {
                TICK - 1.0
            } else {
                TICK
            };
            painter.vline(x, rect.bottom()..=rect.bottom() + length, stroke);
            if tick.text.is_empty() {
                continue;
            }
            let words = line(&painter, &tick.text, font(SMALL_PT), ink);
            let left = x - words.size().x / 2.0;
            if left < free_from {
                continue;
            }
            free_from = left + words.size().x + 6.0;
            painter.galley(pos2(left, rect.bottom() + TICK + GAP), words, ink);
        }
        let text = text_x(&self.plot.x, self.scarce);
        let mut foot = rect.bottom()
            + if marks.is_empty() {
                GAP
            } else {
                TICK + GAP + LINE
            };
        if !text.is_empty() {
            let ink = colour(self.theme.text, 1.0);
            let label = block(&painter, &text, font(SMALL_PT), ink, rect.width() + 24.0, 1);
            let size = label.size();
            // A centred galley lies around its place.
            painter.galley(pos2(rect.center().x, foot + 1.0), label, ink);
            foot += size.y + 1.0;
        }
        let zone = Rect::from_min_max(rect.left_bottom(), pos2(rect.right(), foot));
        self.definition_ui(ui, &self.plot.x, zone, "x");
    }

    fn y_ui(&self, ui: &mut Ui, stroke: Stroke) {
        let rect = self.frame.rect;
        let ink = colour(self.theme.faint, 1.0);
        let painter = ui.painter().clone();
        let mut marks = ticks_y(&self.plot.y, &self.frame.y, rect.height());
        marks.sort_by(|a, b| self.frame.y.px(b.at).total_cmp(&self.frame.y.px(a.at)));
        let mut free_to = f32::INFINITY;
        let mut widest: f32 = 0.0;
        for tick in &marks {
            let y = self.frame.snap(self.frame.y.px(tick.at));
            if !rect.y_range().expand(0.5).contains(y) {
                continue;
            }
            let length = if tick.text.is_empty() {
                TICK - 1.0
            } else {
                TICK
            };
            painter.hline(rect.left() - length..=rect.left(), y, stroke);
            let words = line(&painter, &tick.text, font(SMALL_PT), ink);
            widest = widest.max(words.size().x);
            if tick.text.is_empty() || y + words.size().y / 2.0 > free_to {
                continue;
            }
            free_to = y - words.size().y / 2.0 + 1.0;
            let place =
                Align2::RIGHT_CENTER.anchor_size(pos2(rect.left() - TICK - GAP, y), words.size());
            painter.galley(place.min, words, ink);
        }
        let mut edge = rect.left()
            - if widest > 0.0 {
                TICK + GAP + widest
            } else {
                GAP
            };
        if let Some(label) = label_y(ui, &self.plot.y, rect.height()) {
            let ink = colour(self.theme.text, 1.0);
            edge -= GAP + label.size().y;
            let shape = TextShape::new(pos2(self.frame.snap(edge), rect.center().y), label, ink)
                .with_override_text_color(ink)
                .with_angle(-std::f32::consts::FRAC_PI_2);
            painter.add(Shape::Text(shape));
        }
        let zone = Rect::from_min_max(pos2(edge, rect.top()), rect.left_bottom());
        self.definition_ui(ui, &self.plot.y, zone, "y");
    }

    fn definition_ui(&self, ui: &mut Ui, axis: &Axis, zone: Rect, name: &str) {
        if !zone.is_positive() || axis.text().is_empty() {
            return;
        }
        let response = ui.interact(zone, self.id.with(name), Sense::hover());
        response.on_hover_ui(|ui| {
            ui.set_max_width(320.0);
            ui.strong(axis.text());
            if !axis.definition.is_empty() {
                ui.label(&axis.definition);
            }
        });
    }
}

/// An axis without ticks and words has no line either.
fn is_bare(axis: &Axis) -> bool {
    matches!(axis.ticks, Ticks::None) && axis.text().is_empty()
}

/// The focus ring of a plot.
pub(super) fn focus_ring_ui(ui: &Ui, frame: &Frame, theme: &Theme) {
    ui.painter().rect_stroke(
        frame.rect.expand2(vec2(1.0, 1.0)),
        2.0,
        Stroke::new(1.5, colour(theme.accent, 1.0)),
        eframe::egui::StrokeKind::Outside,
    );
}
