//! Points: thousands of them, one mesh.

use super::super::frame::Frame;
use super::visible;
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

/// The mesh of points as in [`crate::plot::Mark::Points`].
pub fn points(xy: &[[f64; 2]], disc: &Disc, ink: Color32, frame: &Frame, sorted: bool) -> Mesh {
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
