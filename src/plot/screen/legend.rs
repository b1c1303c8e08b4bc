//! The legend: our own, from the named layers, so that it equals the exported one.

use super::text::{SMALL_PT, colour, font, line};
use crate::plot::{Layer, Legend, Mark, Plot, Ramp, Stroke, Theme};
use eframe::egui::epaint::PathStroke;
use eframe::egui::{self, Color32, Galley, Rect, Shape, Ui, pos2, vec2};
use std::sync::Arc;

const ROW: f32 = 16.0;
const SWATCH: f32 = 14.0;
const MARGIN: f32 = 8.0;

/// A legend covers at most this share of its plot; a larger one is shown while its sign is pointed at.
const MOST_COVERED: f32 = 0.16;

/// Draws the legend of `plot` into its corner of `area`.
pub(super) fn legend_ui(ui: &Ui, plot: &Plot, area: Rect, theme: &Theme) {
    let named: Vec<(&str, &Layer)> = plot
        .layers
        .iter()
        .filter_map(|layer| Some((layer.name.as_deref()?, layer)))
        .collect();
    if plot.legend == Legend::None || named.is_empty() {
        return;
    }
    let painter = ui.painter().with_clip_rect(area.intersect(ui.clip_rect()));
    let ink = colour(theme.text, 1.0);
    let galleys: Vec<_> = named
        .iter()
        .map(|(name, _)| line(&painter, name, font(SMALL_PT), ink))
        .collect();
    let widest = galleys.iter().map(|g| g.size().x).fold(0.0, f32::max);
    let size = vec2(SWATCH + 6.0 + widest + 12.0, ROW * named.len() as f32 + 6.0);
    let fits = size.x * size.y <= MOST_COVERED * area.width() * area.height()
        && size.x + 2.0 * MARGIN <= area.width()
        && size.y + 2.0 * MARGIN <= area.height();
    let rect = corner(plot.legend, area, size);
    if fits {
        draw(&painter, rect, &named, galleys, theme);
        return;
    }
    let sign = line(&painter, "Key", font(SMALL_PT), colour(theme.accent, 1.0));
    let place = corner(
        plot.legend,
        area.expand(MARGIN - 2.0),
        sign.size() + vec2(8.0, 2.0),
    );
    painter.rect_filled(place, 3.0, colour(theme.page, 0.85));
    painter.galley(place.min + vec2(4.0, 1.0), sign, ink);
    let pointed = ui.input(|i| i.pointer.hover_pos().is_some_and(|p| place.contains(p)));
    if pointed && ui.rect_contains_pointer(place) {
        let screen = ui.ctx().content_rect().shrink(4.0);
        let min = rect
            .min
            .clamp(screen.min, (screen.max - size).max(screen.min));
        let above = ui.ctx().layer_painter(egui::LayerId::new(
            egui::Order::Tooltip,
            egui::Id::unique(("key", plot.id)),
        ));
        let rect = Rect::from_min_size(min, size);
        above.rect_filled(rect, 3.0, colour(theme.page, 1.0));
        draw(&above, rect, &named, galleys, theme);
    }
}

/// A rectangle of that size in the corner.
fn corner(legend: Legend, area: Rect, size: egui::Vec2) -> Rect {
    let inner = area.shrink(MARGIN);
    let min = match legend {
        Legend::None | Legend::TopLeft => inner.left_top(),
        Legend::TopRight => pos2(inner.right() - size.x, inner.top()),
        Legend::BottomRight => inner.right_bottom() - size,
        Legend::BottomLeft => pos2(inner.left(), inner.bottom() - size.y),
    };
    Rect::from_min_size(pos2(min.x.round(), min.y.round()), size)
}

fn draw(
    painter: &egui::Painter,
    rect: Rect,
    named: &[(&str, &Layer)],
    galleys: Vec<Arc<Galley>>,
    theme: &Theme,
) {
    painter.rect_filled(rect, 3.0, colour(theme.page, 0.85));
    for (row, ((_, layer), galley)) in named.iter().zip(galleys).enumerate() {
        let middle = rect.top() + 3.0 + ROW * (row as f32 + 0.5);
        let swatch = Rect::from_center_size(
            pos2(rect.left() + 6.0 + SWATCH / 2.0, middle),
            vec2(SWATCH, 8.0),
        );
        painter.extend(swatch_shapes(&layer.mark, swatch, theme));
        let at = pos2(swatch.right() + 6.0, middle - galley.size().y / 2.0);
        painter.galley(at, galley, colour(theme.text, 1.0));
    }
}

/// What stands for a mark in the legend.
fn swatch_shapes(mark: &Mark, rect: Rect, theme: &Theme) -> Vec<Shape> {
    let middle = rect.center();
    let fill = |colour: Color32| vec![Shape::rect_filled(rect, 1.0, colour)];
    match mark {
        Mark::Points {
            radius_pt,
            filled,
            ink,
            ..
        } => {
            let ink = colour(theme.colour(*ink), 1.0);
            let radius = radius_pt.clamp(2.5, 4.0);
            vec![if *filled {
                Shape::circle_filled(middle, radius, ink)
            } else {
                Shape::circle_stroke(middle, radius, egui::Stroke::new(1.2, ink))
            }]
        }
        Mark::Line { stroke, .. }
        | Mark::Arrows { stroke, .. }
        | Mark::HorizontalLine { stroke, .. } => {
            stroke_shapes(&[rect.left_center(), rect.right_center()], stroke, theme)
        }
        Mark::VerticalLine { stroke, .. } => stroke_shapes(
            &[
                rect.center_top() - vec2(0.0, 1.0),
                rect.center_bottom() + vec2(0.0, 1.0),
            ],
            stroke,
            theme,
        ),
        Mark::Band { ink, opacity, .. } | Mark::Bars { ink, opacity, .. } => {
            fill(colour(theme.colour(*ink), opacity.max(0.15)))
        }
        Mark::Ticks { ink, .. } => {
            let ink = colour(theme.colour(*ink), 1.0);
            [-4.0, 0.0, 3.0]
                .into_iter()
                .map(|dx| {
                    let x = middle.x + dx;
                    Shape::line_segment(
                        [pos2(x, rect.top()), pos2(x, rect.bottom())],
                        egui::Stroke::new(1.0, ink),
                    )
                })
                .collect()
        }
        Mark::Ellipse {
            stroke,
            fill_opacity,
            ..
        } => {
            let points: Vec<_> = (0..=32)
                .map(|j| {
                    let angle = f64::from(j) / 32.0 * std::f64::consts::TAU;
                    middle + vec2(6.5 * angle.cos() as f32, 3.5 * angle.sin() as f32)
                })
                .collect();
            let fill = colour(theme.colour(stroke.ink), *fill_opacity);
            let mut shapes = vec![Shape::convex_polygon(
                points.clone(),
                fill,
                egui::Stroke::NONE,
            )];
            shapes.extend(stroke_shapes(&points, stroke, theme));
            shapes
        }
        Mark::Image { ramp, .. } => (0..SWATCH as usize)
            .map(|j| {
                let f = j as f32 / (SWATCH - 1.0);
                let x = rect.left() + j as f32;
                let part = Rect::from_min_max(pos2(x, rect.top()), pos2(x + 1.0, rect.bottom()));
                Shape::rect_filled(part, 0.0, colour(theme.ramp(*ramp, f, [0.0, 1.0]), 1.0))
            })
            .collect(),
        Mark::Spans { spans, opacity, .. } => spans.first().map_or_else(Vec::new, |(_, _, ink)| {
            fill(colour(theme.colour(*ink), opacity.max(0.15)))
        }),
        Mark::Text { ink, .. } => fill(colour(theme.ramp(Ramp::Ink(*ink), 1.0, [0.0, 1.0]), 1.0)),
    }
}

/// A stroke through `points`, broken as its dash says.
pub(super) fn stroke_shapes(points: &[egui::Pos2], stroke: &Stroke, theme: &Theme) -> Vec<Shape> {
    let ink = colour(theme.colour(stroke.ink), 1.0);
    let width = stroke.width_pt;
    let unit = width.max(1.0);
    let (dashes, gaps): (Vec<f32>, Vec<f32>) = match stroke.dash {
        crate::plot::Dash::Solid => {
            return vec![Shape::line(points.to_vec(), PathStroke::new(width, ink))];
        }
        crate::plot::Dash::Dashed => (vec![4.0 * unit], vec![3.0 * unit]),
        crate::plot::Dash::Dotted => (vec![unit], vec![2.0 * unit]),
        crate::plot::Dash::DashDotted => (vec![5.0 * unit, unit], vec![2.0 * unit, 2.0 * unit]),
    };
    Shape::dashed_line_with_offset(points, egui::Stroke::new(width, ink), &dashes, &gaps, 0.0)
}
