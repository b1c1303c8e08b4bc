//! Layers of very many marks, as pixels.
//!
//! Discs and strokes are stamped into a map of how much of each pixel is covered; everything else
//! goes through tiny-skia. The pixels lie on those of a PNG at the same resolution, so that
//! pictures stay sharp.

use super::frame::{Frame, Rect};
use super::marks::RING_PT;
use super::shapes::{self, Path};
use super::writer::opacity;
use super::{picture, writer::Writer};
use crate::plot::{Ink, Mark, Rgba, Theme};
use resvg::tiny_skia::{
    self, FillRule, Paint, Pixmap, PremultipliedColorU8, StrokeDash, Transform,
};

/// Whether a dense layer of this kind becomes a picture.
pub(super) fn rasterises(mark: &Mark) -> bool {
    matches!(
        mark,
        Mark::Points { .. }
            | Mark::Ticks { .. }
            | Mark::Line { .. }
            | Mark::Band { .. }
            | Mark::Bars { .. }
            | Mark::Spans { .. }
    )
}

/// Dense layers that lie on one another, in one picture of the plot area.
pub(super) struct Canvas {
    pixels: Pixmap,
    /// Pixels in a point.
    scale: f64,
    /// The upper left pixel, in pixels of the page.
    origin: [f64; 2],
}

impl Canvas {
    /// A transparent picture that covers the area; none where there is no area.
    pub(super) fn new(area: Rect, scale: f64) -> Option<Self> {
        let low = [area.x, area.y].map(|v| (v * scale).floor());
        let high = [area.right(), area.bottom()].map(|v| (v * scale).ceil());
        Some(Self {
            pixels: Pixmap::new((high[0] - low[0]) as u32, (high[1] - low[1]) as u32)?,
            scale,
            origin: low,
        })
    }

    fn transform(&self) -> Transform {
        let s = self.scale as f32;
        let [x, y] = self.origin.map(|v| -v as f32);
        Transform::from_row(s, 0.0, 0.0, s, x, y)
    }

    /// Draws a layer over what is there.
    pub(super) fn draw(&mut self, mark: &Mark, frame: &Frame, theme: &Theme) {
        match mark {
            Mark::Points {
                xy,
                radius_pt,
                filled,
                ink,
                opacity,
            } => {
                let colour = theme.colour(*ink);
                let mut cover = Cover::new(&self.pixels, share(colour, *opacity));
                let radius = f64::from(*radius_pt) * self.scale;
                let ring = (!*filled).then_some(RING_PT * self.scale / 2.0);
                for p in xy.iter().filter_map(|p| frame.place(*p)) {
                    let [x, y] = self.pixel(p);
                    cover.disc([x, y], radius, ring);
                }
                cover.paint(&mut self.pixels, colour);
            }
            Mark::Ticks {
                xy,
                height,
                width_pt,
                ink,
                opacity,
            } => {
                let colour = theme.colour(*ink);
                let mut cover = Cover::new(&self.pixels, share(colour, *opacity));
                let half = f64::from(*width_pt) * self.scale / 2.0;
                for [x, top, bottom] in shapes::upright_strokes(frame, xy, *height) {
                    let [x, top] = self.pixel([x, top]);
                    let [_, bottom] = self.pixel([0.0, bottom]);
                    cover.stroke([x - half, x + half], [top, bottom]);
                }
                cover.paint(&mut self.pixels, colour);
            }
            Mark::Line { xy, stroke } => {
                let look = tiny_skia::Stroke {
                    width: stroke.width_pt,
                    line_cap: tiny_skia::LineCap::Round,
                    line_join: tiny_skia::LineJoin::Round,
                    dash: StrokeDash::new(
                        shapes::dashes(stroke).iter().map(|d| *d as f32).collect(),
                        0.0,
                    ),
                    ..tiny_skia::Stroke::default()
                };
                if let Some(path) = shapes::line(frame, xy).to_skia(Transform::identity()) {
                    let paint = paint(theme.colour(stroke.ink), 1.0);
                    let place = self.transform();
                    self.pixels.stroke_path(&path, &paint, &look, place, None);
                }
            }
            _ => {
                for (shape, ink, opacity) in shapes::areas(frame, mark) {
                    self.fill(&shape, theme, ink, opacity);
                }
            }
        }
    }

    fn pixel(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [
            x * self.scale - self.origin[0],
            y * self.scale - self.origin[1],
        ]
    }

    fn fill(&mut self, shape: &Path, theme: &Theme, ink: Ink, share: f32) {
        if let Some(path) = shape.to_skia(self.transform()) {
            let paint = paint(theme.colour(ink), share);
            self.pixels.fill_path(
                &path,
                &paint,
                FillRule::Winding,
                Transform::identity(),
                None,
            );
        }
    }

    /// Puts the picture into the SVG.
    pub(super) fn embed(self, writer: &mut Writer) {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        let straight: Vec<u8> = self
            .pixels
            .pixels()
            .iter()
            .flat_map(|p| {
                let c = p.demultiply();
                [c.red(), c.green(), c.blue(), c.alpha()]
            })
            .collect();
        if let Some(png) = picture::encode(width, height, &straight) {
            let [x, y] = self.origin.map(|v| v / self.scale);
            let r = Rect {
                x,
                y,
                w: f64::from(width) / self.scale,
                h: f64::from(height) / self.scale,
            };
            picture::embed(writer, r, &png);
        }
    }
}

fn share(colour: Rgba, given: f32) -> f32 {
    opacity(colour, given) as f32
}

fn paint([r, g, b, a]: Rgba, given: f32) -> Paint<'static> {
    let mut paint = Paint::default();
    let alpha = share([r, g, b, a], given) * 255.0;
    paint.set_color_rgba8(r, g, b, alpha.round() as u8);
    paint
}

/// How much of each pixel marks of one colour cover, one over the other.
struct Cover {
    width: usize,
    height: usize,
    opacity: f32,
    shares: Vec<f32>,
}

impl Cover {
    fn new(pixels: &Pixmap, opacity: f32) -> Self {
        let (width, height) = (pixels.width() as usize, pixels.height() as usize);
        Self {
            width,
            height,
            opacity,
            shares: vec![0.0; width * height],
        }
    }

    /// The pixels between two places of a side `length` long.
    fn between(from: f64, to: f64, length: usize) -> std::ops::Range<usize> {
        let end = |v: f64| v.clamp(0.0, length as f64) as usize;
        end(from.floor())..end(to.ceil())
    }

    /// A disc, or the ring of that half width around its edge.
    fn disc(&mut self, [x, y]: [f64; 2], radius: f64, ring: Option<f64>) {
        let outer = radius + ring.unwrap_or(0.0);
        // A disc whose edge falls off over a pixel covers pi (r^2 + 1/12), below half a pixel pi / 3:
        // brought back to pi r^2, however small.
        let square = radius * radius;
        let (wide, faint) = match (ring, radius < 0.5) {
            (Some(_), _) => (outer, 1.0),
            (None, true) => (0.5, 3.0 * square),
            (None, false) => (radius, square / (square + 1.0 / 12.0)),
        };
        let columns = Self::between(x - wide - 1.0, x + wide + 1.0, self.width);
        for row in Self::between(y - wide - 1.0, y + wide + 1.0, self.height) {
            let dy = row as f64 + 0.5 - y;
            for column in columns.clone() {
                let distance = (column as f64 + 0.5 - x).hypot(dy);
                let covered = match ring {
                    None => (wide + 0.5 - distance).clamp(0.0, 1.0),
                    Some(half) => {
                        let thin = (2.0 * half).min(1.0);
                        (half.max(0.5) + 0.5 - (distance - radius).abs()).clamp(0.0, 1.0) * thin
                    }
                };
                self.add(row, column, (covered * faint) as f32);
            }
        }
    }

    /// An upright stroke, its edges weighed exactly.
    fn stroke(&mut self, [left, right]: [f64; 2], [top, bottom]: [f64; 2]) {
        let part = |low: f64, high: f64, j: usize| {
            (high.min((j + 1) as f64) - low.max(j as f64)).clamp(0.0, 1.0)
        };
        let columns = Self::between(left, right, self.width);
        for row in Self::between(top, bottom, self.height) {
            let tall = part(top, bottom, row);
            for column in columns.clone() {
                self.add(row, column, (tall * part(left, right, column)) as f32);
            }
        }
    }

    fn add(&mut self, row: usize, column: usize, covered: f32) {
        if let Some(cover) = self.shares.get_mut(row * self.width + column) {
            *cover += (1.0 - *cover) * covered * self.opacity;
        }
    }

    /// Paints what is covered over the pixels.
    fn paint(&self, pixels: &mut Pixmap, [r, g, b, _]: Rgba) {
        for (pixel, cover) in pixels.pixels_mut().iter_mut().zip(&self.shares) {
            if *cover <= 0.0 {
                continue;
            }
            let over = |new: u8, old: u8| {
                (f32::from(new) * cover + f32::from(old) * (1.0 - cover)).round() as u8
            };
            let alpha = over(255, pixel.alpha());
            let [r, g, b] = [
                over(r, pixel.red()),
                over(g, pixel.green()),
                over(b, pixel.blue()),
            ]
            .map(|c| c.min(alpha));
            if let Some(mixed) = PremultipliedColorU8::from_rgba(r, g, b, alpha) {
                *pixel = mixed;
            }
        }
    }
}
