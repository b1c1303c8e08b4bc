//! The strokes of a raster: a mesh while they are few, a picture of the plot's own pixels when
//! they are many. Both put the same strokes on the same whole physical pixels; the picture costs
//! its pixels, however many spikes there are, and next to nothing while nothing moves.

use super::super::frame::Frame;
use super::super::text::colour;
use super::{Target, add_rect, visible};
use crate::plot::Rgba;
use eframe::egui::{Color32, ColorImage, Mesh, Rect, TextureHandle, TextureOptions, pos2};

/// A picture pays when there are so many pixels or fewer to a stroke.
const PIXELS_PER_STROKE: usize = 100;

/// Strokes as in [`crate::plot::Mark::Ticks`].
pub struct Strokes<'a> {
    pub xy: &'a [[f64; 2]],
    pub height: f64,
    pub width_pt: f32,
    pub ink: Rgba,
    pub opacity: f32,
}

/// A stroke in physical pixels from the plot's upper left corner: left, top, bottom (exclusive).
type Stroke = [i32; 3];

/// The plot area in physical pixels.
#[derive(Clone, Copy)]
struct Area {
    origin: [f32; 2],
    columns: i32,
    rows: i32,
    pixels_per_point: f32,
}

impl Area {
    fn new(frame: &Frame) -> Self {
        let px = |at: f32| (at * frame.pixels_per_point).round();
        Self {
            origin: [px(frame.rect.left()), px(frame.rect.top())],
            columns: px(frame.rect.width()) as i32,
            rows: px(frame.rect.height()) as i32,
            pixels_per_point: frame.pixels_per_point,
        }
    }
    /// The rectangle in points of columns and rows.
    fn rect(&self, columns: [i32; 2], rows: [i32; 2]) -> Rect {
        let at = |column: i32, row: i32| {
            pos2(
                (self.origin[0] + column as f32) / self.pixels_per_point,
                (self.origin[1] + row as f32) / self.pixels_per_point,
            )
        };
        Rect::from_min_max(at(columns[0], rows[0]), at(columns[1], rows[1]))
    }
}

impl Strokes<'_> {
    /// The mesh, and the texture it shows if it is a picture.
    pub fn mesh(&self, to: &Target<'_>) -> (Mesh, Option<TextureHandle>) {
        let area = Area::new(to.frame);
        let width = self.width_px(&area);
        let strokes = self.strokes(&area, to.frame, to.sorted);
        let pixels = (area.columns * area.rows) as usize;
        let most = to.ctx.input(|input| input.max_texture_side) as i32;
        let fits = area.columns <= most && area.rows <= most;
        if fits && strokes.len() * PIXELS_PER_STROKE > pixels {
            return self.picture(&strokes, &area, to);
        }
        let ink = colour(self.ink, self.opacity);
        let mut mesh = Mesh::default();
        mesh.reserve_vertices(4 * strokes.len());
        mesh.reserve_triangles(2 * strokes.len());
        for [left, top, bottom] in strokes {
            add_rect(
                &mut mesh,
                area.rect([left, left + width], [top, bottom]),
                ink,
            );
        }
        (mesh, None)
    }

    fn width_px(&self, area: &Area) -> i32 {
        ((self.width_pt * area.pixels_per_point).round() as i32).max(1)
    }

    /// The strokes that can be seen, cut to the rows of the area.
    fn strokes(&self, area: &Area, frame: &Frame, sorted: bool) -> Vec<Stroke> {
        let part = &self.xy[visible(self.xy.len(), |j| self.xy[j][0], frame, sorted)];
        let width = self.width_px(area);
        let half = width as f32 / 2.0;
        let mut strokes = Vec::with_capacity(part.len());
        for &[x, y] in part {
            let x = frame.x.px(x) * area.pixels_per_point - area.origin[0];
            let ends = [y - self.height / 2.0, y + self.height / 2.0]
                .map(|y| frame.y.px(y) * area.pixels_per_point - area.origin[1]);
            if !(x.is_finite() && ends[0].is_finite() && ends[1].is_finite()) {
                continue;
            }
            let left = nearest(x - half);
            let (top, bottom) = (nearest(ends[0].min(ends[1])), nearest(ends[0].max(ends[1])));
            // A row may be lower than a pixel.
            let (top, bottom) = (top.max(0), bottom.max(top + 1).min(area.rows));
            if top < bottom && left + width > 0 && left < area.columns {
                strokes.push([left, top, bottom]);
            }
        }
        strokes
    }

    fn picture(
        &self,
        strokes: &[Stroke],
        area: &Area,
        to: &Target<'_>,
    ) -> (Mesh, Option<TextureHandle>) {
        let first = strokes.iter().map(|s| s[1]).min().unwrap_or(0);
        let last = strokes
            .iter()
            .map(|s| s[2])
            .max()
            .unwrap_or(0)
            .max(first + 1);
        let size = [area.columns.max(1) as usize, (last - first) as usize];
        let mut hits = vec![0u8; size[0] * size[1]];
        let width = self.width_px(area);
        for &[left, top, bottom] in strokes {
            let (from, end) = (
                left.max(0) as usize,
                (left + width).clamp(0, area.columns) as usize,
            );
            for row in (top - first) as usize..(bottom - first) as usize {
                for hit in hits
                    .get_mut(row * size[0] + from..row * size[0] + end)
                    .unwrap_or_default()
                {
                    *hit = hit.saturating_add(1);
                }
            }
        }
        let shades = self.shades();
        let image = ColorImage::new(
            size,
            hits.iter().map(|hit| shades[usize::from(*hit)]).collect(),
        );
        let texture = match to.texture {
            Some(texture) => {
                let mut texture = texture.clone();
                texture.set(image, TextureOptions::NEAREST);
                texture
            }
            None => to
                .ctx
                .load_texture("raster", image, TextureOptions::NEAREST),
        };
        let mut mesh = Mesh::with_texture(texture.id());
        let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        mesh.add_rect_with_uv(
            area.rect([0, area.columns], [first, last]),
            uv,
            Color32::WHITE,
        );
        (mesh, Some(texture))
    }

    /// The colour of a pixel by how many strokes lie on it, one over the other.
    pub fn shades(&self) -> [Color32; 256] {
        let clear = 1.0 - self.opacity.clamp(0.0, 1.0);
        std::array::from_fn(|hits| colour(self.ink, 1.0 - clear.powi(hits as i32)))
    }
}

/// The nearest whole number; `f32::round` is a call, and this is asked three times a spike.
#[inline]
pub fn nearest(x: f32) -> i32 {
    let x = x + 0.5;
    let towards_zero = x as i32;
    towards_zero - i32::from(x < towards_zero as f32)
}
