//! Matrices as one texture.

use super::super::text::colour;
use super::Target;
use crate::plot::theme::{along, opacity};
use crate::plot::{Mark, Ramp, Theme};
use eframe::egui::epaint::Vertex;
use eframe::egui::{Color32, ColorImage, Context, Mesh, TextureHandle, TextureOptions, Vec2, pos2};

/// The texture of an image mark, one texel a value; `None` for other marks and for images whose
/// numbers of rows, columns and values contradict one another.
pub fn texture(ctx: &Context, mark: &Mark, theme: &Theme) -> Option<TextureHandle> {
    let Mark::Image {
        columns,
        rows,
        values,
        ramp,
        range,
        ..
    } = mark
    else {
        return None;
    };
    let (columns, rows) = (*columns, *rows);
    if columns == 0 || rows == 0 || columns.checked_mul(rows) != Some(values.len()) {
        return None;
    }
    let most = ctx.input(|input| input.max_texture_side).max(1);
    let step = [columns.div_ceil(most), rows.div_ceil(most)];
    let size = [columns.div_ceil(step[0]), rows.div_ceil(step[1])];
    let image = Image {
        values,
        columns,
        rows,
        step,
        size,
    };
    let range = *range;
    // A loop for each ramp: what is asked of every texel is decided before.
    let of = |ramp: Ramp| {
        move |value: f32| {
            let [r, g, b, a] = theme.ramp(ramp, value, range);
            Color32::from_rgba_unmultiplied(r, g, b, a)
        }
    };
    let pixels = match ramp {
        Ramp::Sequential => image.texels(of(Ramp::Sequential)),
        Ramp::Diverging => image.texels(of(Ramp::Diverging)),
        // Of an ink there are as many colours as opacities; to mix each anew took most of a frame.
        Ramp::Ink(_) => {
            let inks: [Color32; 256] = std::array::from_fn(|j| {
                let along = j as f32 / 255.0;
                colour(theme.ramp(*ramp, along, [0.0, 1.0]), 1.0)
            });
            image.texels(|value| {
                let along = along(value, range);
                along.map_or(Color32::TRANSPARENT, |f| inks[usize::from(opacity(f))])
            })
        }
    };
    let image = ColorImage::new(size, pixels);
    Some(ctx.load_texture("matrix", image, TextureOptions::NEAREST))
}

/// A matrix, and how many of its rows and columns are one texel.
struct Image<'a> {
    values: &'a [f32],
    columns: usize,
    rows: usize,
    step: [usize; 2],
    size: [usize; 2],
}

impl Image<'_> {
    fn texels(&self, colour: impl Fn(f32) -> Color32) -> Vec<Color32> {
        let ([width, height], step) = (self.size, self.step);
        if step == [1, 1] {
            return self.values.iter().map(|v| colour(*v)).collect();
        }
        let texel = |j: usize| {
            let at = [j % width * step[0], j / width * step[1]];
            colour(mean(self.values, self.columns, self.rows, at, step))
        };
        (0..width * height).map(texel).collect()
    }
}

/// Mean of the numbers of a block of a matrix that is larger than a texture can be.
pub fn mean(values: &[f32], columns: usize, rows: usize, at: [usize; 2], step: [usize; 2]) -> f32 {
    let mut sum = 0.0;
    let mut n = 0.0;
    for row in at[1]..(at[1] + step[1]).min(rows) {
        for column in at[0]..(at[0] + step[0]).min(columns) {
            if let Some(value) = values.get(row * columns + column).filter(|v| v.is_finite()) {
                sum += f64::from(*value);
                n += 1.0;
            }
        }
    }
    (sum / n) as f32
}

/// The rectangle that shows the texture: column 0 at `x[0]`, row 0 at `y[0]`, whichever way the
/// axes run.
pub fn mesh(x: [f64; 2], y: [f64; 2], to: &Target<'_>) -> Mesh {
    let Some(texture) = to.texture else {
        return Mesh::default();
    };
    let mut mesh = Mesh::with_texture(texture.id());
    for (u, v) in [(0, 0), (1, 0), (1, 1), (0, 1)] {
        let pos = to.frame.pos([x[u], y[v]]);
        if !(pos.x.is_finite() && pos.y.is_finite()) {
            return Mesh::default();
        }
        mesh.vertices.push(Vertex {
            pos,
            uv: pos2(0.0, 0.0) + Vec2::new(u as f32, v as f32),
            color: Color32::WHITE,
        });
    }
    mesh.add_triangle(0, 1, 2);
    mesh.add_triangle(0, 2, 3);
    mesh
}
