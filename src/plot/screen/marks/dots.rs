//! Points and the strokes of a raster: thousands of them, one mesh.

use super::super::frame::Frame;
use super::{add_rect, visible};
use eframe::egui::{
    Color32, ColorImage, Context, Mesh, Rect, TextureHandle, TextureOptions, pos2, vec2,
};

/// A soft-edged disc or ring as a texture, one texel to a physical pixel: four vertices a point
/// where an outline would need twenty.
#[derive(Clone)]
pub struct Disc {
    texture: TextureHandle,
    /// Half the side of the square, in points.
    half: f32,
}

impl Disc {
    pub fn new(ctx: &Context, radius_px: f32, filled: bool, pixels_per_point: f32) -> Self {
        let side = 2 * (radius_px.ceil() as usize + 2);
        let middle = side as f32 / 2.0;
        // Half the width of a ring's stroke.
        let ring = (0.6 * pixels_per_point).max(0.5);
        let alpha = |distance: f32| {
            let inside = if filled {
                radius_px - distance
            } else {
                ring - (distance - (radius_px - ring)).abs()
            };
            (inside + 0.5).clamp(0.0, 1.0)
        };
        let pixels = (0..side * side)
            .map(|j| {
                let (x, y) = (
                    (j % side) as f32 + 0.5 - middle,
                    (j / side) as f32 + 0.5 - middle,
                );
                let a = (alpha(x.hypot(y)) * 255.0).round() as u8;
                Color32::from_rgba_premultiplied(a, a, a, a)
            })
            .collect();
        let image = ColorImage::new([side, side], pixels);
        Self {
            texture: ctx.load_texture("disc", image, TextureOptions::LINEAR),
            half: middle / pixels_per_point,
        }
    }
}

pub(super) fn points(
    xy: &[[f64; 2]],
    disc: &Disc,
    ink: Color32,
    frame: &Frame,
    sorted: bool,
) -> Mesh {
    let mut mesh = Mesh::with_texture(disc.texture.id());
    let part = &xy[visible(xy.len(), |j| xy[j][0], frame, sorted)];
    mesh.reserve_vertices(4 * part.len());
    mesh.reserve_triangles(2 * part.len());
    let half = vec2(disc.half, disc.half);
    let seen = frame.rect.expand(disc.half);
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    for &at in part {
        let at = frame.pos(at);
        // False also for what is not finite.
        if seen.contains(at) {
            mesh.add_rect_with_uv(Rect::from_min_max(at - half, at + half), uv, ink);
        }
    }
    mesh
}

/// Upright strokes on whole physical pixels. Opaque strokes that fall on the same pixels are
/// drawn once: a raster of millions costs no more than its pixels.
pub(super) fn ticks(
    xy: &[[f64; 2]],
    height: f64,
    width_pt: f32,
    ink: Color32,
    frame: &Frame,
    sorted: bool,
) -> Mesh {
    let part = &xy[visible(xy.len(), |j| xy[j][0], frame, sorted)];
    let mut mesh = Mesh::default();
    let width_px = (width_pt * frame.pixels_per_point).round().max(1.0);
    let width = width_px / frame.pixels_per_point;
    let seen = frame.rect.expand(width);
    let mut taken = (ink.a() == 255).then(|| Taken::new(&seen, frame.pixels_per_point));
    for &[x, y] in part {
        let x = frame.x.px(x);
        if !(x >= seen.left() && x <= seen.right()) {
            continue;
        }
        let (a, b) = (frame.y.px(y - height / 2.0), frame.y.px(y + height / 2.0));
        let (top, bottom) = (a.min(b), a.max(b));
        if !(bottom >= seen.top() && top <= seen.bottom()) {
            continue;
        }
        let left = frame.snap(x - width / 2.0);
        let (top, bottom) = (frame.snap(top), frame.snap(bottom));
        if taken.as_mut().is_some_and(|taken| taken.put(left, top)) {
            continue;
        }
        let bottom = bottom.max(top + frame.pixel());
        add_rect(
            &mut mesh,
            Rect::from_min_max(pos2(left, top), pos2(left + width, bottom)),
            ink,
        );
    }
    mesh
}

/// Which pixels already have the upper end of a stroke.
struct Taken {
    bits: Vec<u64>,
    origin: [f32; 2],
    columns: usize,
    rows: usize,
    pixels_per_point: f32,
}

impl Taken {
    fn new(seen: &Rect, pixels_per_point: f32) -> Self {
        let columns = (seen.width() * pixels_per_point) as usize + 2;
        let rows = (seen.height() * pixels_per_point) as usize + 2;
        Self {
            bits: vec![0; (columns * rows).div_ceil(64)],
            origin: [seen.left(), seen.top()],
            columns,
            rows,
            pixels_per_point,
        }
    }
    /// Puts a stroke there and says whether there was one; strokes cut off above share a row.
    fn put(&mut self, x: f32, y: f32) -> bool {
        let column = ((x - self.origin[0]) * self.pixels_per_point).round() as usize;
        let row = ((y - self.origin[1]) * self.pixels_per_point).round();
        if row < 0.0 {
            return false;
        }
        let place = (row as usize).min(self.rows - 1) * self.columns + column.min(self.columns - 1);
        let Some(word) = self.bits.get_mut(place / 64) else {
            return false;
        };
        let bit = 1 << (place % 64);
        let was = *word & bit != 0;
        *word |= bit;
        was
    }
}

#[cfg(test)]
mod tests {
    use super::super::frame_for_tests;
    use super::*;

    #[test]
    fn opaque_ticks_on_the_same_pixels_are_drawn_once() {
        let frame = frame_for_tests([0.0, 1.0], [0.0, 10.0]);
        let xy: Vec<_> = (0..100_000)
            .map(|j| [f64::from(j) * 1e-5, f64::from(j % 10) + 0.5])
            .collect();
        let mesh = ticks(&xy, 0.8, 1.0, Color32::BLACK, &frame, true);
        // 200 columns and the one that the last half pixel rounds to, in ten rows.
        assert!((2000..=2010).contains(&(mesh.vertices.len() / 4)));
        let each = ticks(&xy, 0.8, 1.0, Color32::from_black_alpha(100), &frame, true);
        assert_eq!(each.vertices.len() / 4, 100_000);
    }

    #[test]
    fn what_is_outside_or_not_finite_is_left_out() {
        let frame = frame_for_tests([0.0, 1.0], [0.0, 1.0]);
        let disc = Disc::new(&Context::default(), 2.0, true, 1.0);
        let xy = [
            [0.5, 0.5],
            [f64::NAN, 0.5],
            [0.5, f64::INFINITY],
            [7.0, 0.5],
            [0.5, -3.0],
        ];
        assert_eq!(
            points(&xy, &disc, Color32::BLACK, &frame, false)
                .vertices
                .len(),
            4
        );
        assert_eq!(
            ticks(&xy, 0.1, 1.0, Color32::BLACK, &frame, false)
                .vertices
                .len(),
            4
        );
    }
}
