//! Bars, bands and spans.

use super::super::frame::{Frame, Scale};
use super::{Target, add_rect};
use crate::plot::Ink;
use eframe::egui::{Color32, Mesh, Rect, pos2};

/// Bars as in [`crate::plot::Mark::Bars`].
pub struct Bars<'a> {
    pub start: f64,
    pub width: f64,
    pub values: &'a [f64],
    pub base: f64,
    pub along_y: bool,
}

impl Bars<'_> {
    /// Edges lie on whole physical pixels, so that neighbours meet without a seam; bars narrower
    /// than a pixel join the next, which shows the farthest of them from the base on both sides.
    pub fn mesh(&self, ink: Color32, frame: &Frame) -> Mesh {
        let mut mesh = Mesh::default();
        let (bins, heights) = if self.along_y {
            (&frame.y, &frame.x)
        } else {
            (&frame.x, &frame.y)
        };
        let base = heights.px(self.base);
        let mut carried: Option<[f32; 2]> = None;
        let mut draw = |ends: [f32; 2], [low, high]: [f32; 2]| {
            let (from, to) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
            let rect = if self.along_y {
                Rect::from_min_max(pos2(low, from), pos2(high, to))
            } else {
                Rect::from_min_max(pos2(from, low), pos2(to, high))
            };
            add_rect(&mut mesh, rect.intersect(frame.rect.expand(1.0)), ink);
        };
        let mut last = None;
        for j in self.visible(bins) {
            let Some(value) = self.values.get(j).filter(|v| v.is_finite()) else {
                continue;
            };
            let tip = heights.px(*value);
            if !tip.is_finite() {
                continue;
            }
            let mut extent = [base.min(tip), base.max(tip)];
            if let Some(before) = carried.take() {
                extent = [extent[0].min(before[0]), extent[1].max(before[1])];
            }
            let ends = [0.0, 1.0]
                .map(|edge| frame.snap(bins.px(self.start + (j as f64 + edge) * self.width)));
            if ends[0] == ends[1] {
                carried = Some(extent);
                last = Some(ends[0]);
            } else {
                draw(ends, extent);
            }
        }
        if let (Some(extent), Some(at)) = (carried, last) {
            draw([at, at + frame.pixel()], extent);
        }
        mesh
    }
    fn visible(&self, bins: &Scale) -> std::ops::Range<usize> {
        let ends = bins.data_range().map(|at| (at - self.start) / self.width);
        let clamp = |place: f64| place.clamp(0.0, self.values.len() as f64) as usize;
        let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        clamp(low.floor())..clamp(high.ceil() + 1.0)
    }
}

/// The area between two curves, with soft edges above and below.
pub fn band(x: &[f64], low: &[f64], high: &[f64], ink: Color32, frame: &Frame) -> Mesh {
    let mut mesh = Mesh::default();
    let soft = frame.pixel() / 2.0;
    let mut open = false;
    for (x, upper, lower) in columns(x, low, high, frame) {
        if !(x.is_finite() && upper.is_finite() && lower.is_finite()) {
            open = false;
            continue;
        }
        let next = mesh.vertices.len() as u32;
        mesh.colored_vertex(pos2(x, upper - soft), Color32::TRANSPARENT);
        mesh.colored_vertex(pos2(x, upper + soft), ink);
        mesh.colored_vertex(pos2(x, (lower - soft).max(upper + soft)), ink);
        mesh.colored_vertex(
            pos2(x, (lower + soft).max(upper + soft)),
            Color32::TRANSPARENT,
        );
        if open {
            for row in 0..3 {
                let (a, b) = (next - 4 + row, next + row);
                mesh.add_triangle(a, b, a + 1);
                mesh.add_triangle(b, b + 1, a + 1);
            }
        }
        open = true;
    }
    mesh
}

/// Places of a band on the screen `(x, upper, lower)`, its widest in each column of pixels where
/// there are more places than pixels.
fn columns(x: &[f64], low: &[f64], high: &[f64], frame: &Frame) -> Vec<(f32, f32, f32)> {
    let places = x.iter().zip(low).zip(high).map(|((x, low), high)| {
        let (a, b) = (frame.y.px(*low), frame.y.px(*high));
        (frame.x.px(*x), a.min(b), a.max(b))
    });
    if x.len() as f32 <= 2.0 * frame.rect.width() * frame.pixels_per_point {
        // `min` and `max` of f32 overlook what is not a number; here it must break the band.
        return places
            .zip(low.iter().zip(high))
            .map(|((x, a, b), (l, h))| {
                if l.is_nan() || h.is_nan() {
                    (x, f32::NAN, f32::NAN)
                } else {
                    (x, a, b)
                }
            })
            .collect();
    }
    let mut out: Vec<(f32, f32, f32)> = Vec::new();
    let mut column = f32::NAN;
    for ((x, upper, lower), (l, h)) in places.zip(low.iter().zip(high)) {
        let here = (x * frame.pixels_per_point).floor();
        if l.is_nan() || h.is_nan() {
            out.push((x, f32::NAN, f32::NAN));
            column = f32::NAN;
        } else if let (true, Some(last)) = (here == column, out.last_mut()) {
            last.1 = last.1.min(upper);
            last.2 = last.2.max(lower);
        } else {
            out.push((x, upper, lower));
            column = here;
        }
    }
    out
}

/// Upright bands, at least one physical pixel wide.
pub fn spans(
    spans: &[(f64, f64, Ink)],
    y: Option<[f64; 2]>,
    opacity: f32,
    to: &Target<'_>,
) -> Mesh {
    let mut mesh = Mesh::default();
    let frame = to.frame;
    let (top, bottom) = y.map_or((frame.rect.top(), frame.rect.bottom()), |y| {
        let ends = y.map(|end| frame.snap(frame.y.px(end)));
        (ends[0].min(ends[1]), ends[0].max(ends[1]))
    });
    for (from, to_x, ink) in spans {
        let ends = [*from, *to_x].map(|end| frame.snap(frame.x.px(end)));
        let (left, right) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let rect = Rect::from_min_max(
            pos2(left, top),
            pos2(right.max(left + frame.pixel()), bottom),
        );
        add_rect(
            &mut mesh,
            rect.intersect(frame.rect),
            to.colour(*ink, opacity),
        );
    }
    mesh
}
