//! Marks as meshes: one per layer, culled to what is visible, so that the window never handles
//! thousands of shapes.

pub mod area;
pub mod dots;
pub mod image;
pub mod raster;
pub mod stroke;
mod strokes;

pub(super) use dots::Disc;
pub(super) use image::texture;

use super::frame::Frame;
use super::text::{colour, font};
use crate::plot::{Anchor, Ink, Mark, Theme, arrow};
use eframe::egui::{Color32, Context, Mesh, Pos2, Rect, Shape, TextureHandle, Ui, pos2, vec2};
use std::ops::Range;

/// What a mark is drawn onto, and with.
pub struct Target<'a> {
    pub ctx: &'a Context,
    pub frame: &'a Frame,
    pub theme: &'a Theme,
    /// x of the mark never decreases.
    pub sorted: bool,
    pub texture: Option<&'a TextureHandle>,
    pub disc: Option<Disc>,
}

impl Target<'_> {
    fn colour(&self, ink: Ink, opacity: f32) -> Color32 {
        colour(self.theme.colour(ink), opacity)
    }
}

/// The mesh of one layer, and the texture it keeps; empty for texts, which are not meshes.
pub(super) fn mesh(mark: &Mark, to: &Target<'_>) -> (Mesh, Option<TextureHandle>) {
    let frame = to.frame;
    let mesh = match mark {
        Mark::Points {
            xy, ink, opacity, ..
        } => to.disc.as_ref().map_or_else(Mesh::default, |disc| {
            dots::points(xy, disc, to.colour(*ink, *opacity), frame, to.sorted)
        }),
        Mark::Ticks {
            xy,
            height,
            width_pt,
            ink,
            opacity,
        } => {
            let ink = to.theme.colour(*ink);
            let strokes = raster::Strokes {
                xy,
                height: *height,
                width_pt: *width_pt,
                ink,
                opacity: *opacity,
            };
            return strokes.mesh(to);
        }
        Mark::Line { xy, stroke } => {
            let part = visible(xy.len(), |j| xy[j][0], frame, to.sorted);
            strokes::mesh(&stroke::polylines(&xy[part], frame), stroke, to)
        }
        Mark::Ellipse {
            centre,
            semi_axes,
            angle_rad,
            stroke,
            fill_opacity,
        } => {
            let outline = stroke::ellipse(*centre, *semi_axes, *angle_rad);
            let mut mesh = strokes::fill(&outline, to.colour(stroke.ink, *fill_opacity), to);
            mesh.append(strokes::mesh(
                &stroke::polylines(&outline, frame),
                stroke,
                to,
            ));
            mesh
        }
        Mark::Arrows { .. } => arrows(mark, to),
        Mark::VerticalLine { x, stroke } => {
            let x = frame.x.px(*x);
            strokes::straight(
                [pos2(x, frame.rect.bottom()), pos2(x, frame.rect.top())],
                stroke,
                to,
            )
        }
        Mark::HorizontalLine { y, stroke } => {
            let y = frame.y.px(*y);
            strokes::straight(
                [pos2(frame.rect.left(), y), pos2(frame.rect.right(), y)],
                stroke,
                to,
            )
        }
        Mark::Band {
            x,
            low,
            high,
            ink,
            opacity,
        } => {
            let n = x.len().min(low.len()).min(high.len());
            let part = visible(n, |j| x[j], frame, to.sorted);
            let (x, low, high) = (&x[part.clone()], &low[part.clone()], &high[part]);
            area::band(x, low, high, to.colour(*ink, *opacity), frame)
        }
        Mark::Bars {
            start,
            width,
            values,
            base,
            along_y,
            ink,
            opacity,
        } => {
            let bars = area::Bars {
                start: *start,
                width: *width,
                values,
                base: *base,
                along_y: *along_y,
            };
            bars.mesh(to.colour(*ink, *opacity), frame)
        }
        Mark::Spans { spans, y, opacity } => area::spans(spans, *y, *opacity, to),
        Mark::Image { x, y, .. } => image::mesh(*x, *y, to),
        Mark::Text { .. } => Mesh::default(),
    };
    (mesh, to.texture.cloned())
}

fn arrows(mark: &Mark, to: &Target<'_>) -> Mesh {
    let Mark::Arrows {
        at,
        angles_rad,
        length_pt,
        stroke,
    } = mark
    else {
        return Mesh::default();
    };
    let seen = to.frame.rect.expand(*length_pt);
    let lines: Vec<Vec<Pos2>> = at
        .iter()
        .map(|at| to.frame.pos(*at))
        .zip(angles_rad.iter())
        .filter(|(middle, _)| seen.contains(*middle))
        .map(|(middle, angle)| {
            let point = |[x, y]: [f64; 2]| middle + vec2(x as f32, -y as f32);
            arrow(*angle, *length_pt).map(point).to_vec()
        })
        .collect();
    strokes::mesh(&lines, stroke, to)
}

/// The words of a text mark.
pub(super) fn text(ui: &Ui, mark: &Mark, frame: &Frame, theme: &Theme) -> Option<Shape> {
    let Mark::Text {
        at,
        text,
        anchor,
        ink,
        size_pt,
        within,
    } = mark
    else {
        return None;
    };
    let at = frame.pos(*at);
    if !(at.x.is_finite() && at.y.is_finite()) {
        return None;
    }
    let ink = colour(theme.colour(*ink), 1.0);
    let galley = ui
        .painter()
        .layout_no_wrap(text.clone(), font(*size_pt), ink);
    let size = galley.size();
    if let Some([from, to]) = within
        && (frame.x.px(*to) - frame.x.px(*from)).abs() < size.x + size_pt / 2.0
    {
        return None;
    }
    let left = match anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => size.x / 2.0,
        Anchor::End => size.x,
    };
    let place = pos2(frame.snap(at.x - left), frame.snap(at.y - size.y / 2.0));
    Some(Shape::galley(place, galley, ink))
}

/// Whether x never decreases; asked once for new data.
pub(super) fn is_sorted(mark: &Mark) -> bool {
    match mark {
        Mark::Points { xy, .. } | Mark::Ticks { xy, .. } | Mark::Line { xy, .. } => {
            xy.is_sorted_by(|a, b| a[0] <= b[0])
        }
        Mark::Band { x, .. } => x.is_sorted_by(|a, b| a <= b),
        _ => false,
    }
}

/// Which of `n` marks may be seen, with one more on each side; all where x is not sorted.
pub fn visible(n: usize, x: impl Fn(usize) -> f64, frame: &Frame, sorted: bool) -> Range<usize> {
    // A disc of a few points reaches in from outside.
    const REACH: f32 = 64.0;
    if !sorted {
        return 0..n;
    }
    let ends = [frame.rect.left() - REACH, frame.rect.right() + REACH].map(|px| frame.x.value(px));
    let (low, high) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
    let first = bisect(n, |j| x(j) < low).saturating_sub(1);
    let last = (bisect(n, |j| x(j) <= high) + 1).min(n);
    first.min(last)..last
}

/// How many of `0..n` come before the first for which `before` is false.
fn bisect(n: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = usize::midpoint(low, high);
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// A rectangle of one colour, without soft edges.
fn add_rect(mesh: &mut Mesh, rect: Rect, colour: Color32) {
    if rect.is_positive() {
        mesh.add_colored_rect(rect, colour);
    }
}
