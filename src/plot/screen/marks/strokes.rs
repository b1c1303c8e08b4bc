//! Strokes and fills with soft edges, through egui's own tessellator.

use super::super::legend::stroke_shapes;
use super::Target;
use crate::plot::{Dash, Stroke};
use eframe::egui::epaint::{PathShape, Tessellator};
use eframe::egui::{self, Color32, Mesh, Pos2, Rect, Shape, pos2};

fn tessellator(to: &Target<'_>) -> Tessellator {
    let options = to.ctx.tessellation_options(|options| *options);
    // No text and no circles go through it: neither the font's texture nor prepared discs matter.
    Tessellator::new(to.frame.pixels_per_point, options, [1, 1], Vec::new())
}

/// Runs of points, stroked.
pub fn mesh(runs: &[Vec<Pos2>], stroke: &Stroke, to: &Target<'_>) -> Mesh {
    let mut mesh = Mesh::default();
    let mut tessellator = tessellator(to);
    for run in runs {
        for shape in stroke_shapes(run, stroke, to.theme) {
            tessellator.tessellate_shape(shape, &mut mesh);
        }
    }
    mesh
}

/// An upright or level line: on whole physical pixels, so that it is as thin as it says.
pub fn straight(ends: [Pos2; 2], stroke: &Stroke, to: &Target<'_>) -> Mesh {
    let mut mesh = Mesh::default();
    let [a, b] = ends;
    let frame = to.frame;
    if !frame.rect.expand(stroke.width_pt).contains(a)
        || !frame.rect.expand(stroke.width_pt).contains(b)
    {
        return mesh;
    }
    let width = frame.snap(stroke.width_pt).max(frame.pixel());
    let upright = a.x == b.x;
    let edge = frame.snap(if upright { a.x } else { a.y } - width / 2.0);
    if stroke.dash == Dash::Solid {
        let rect = if upright {
            Rect::from_two_pos(pos2(edge, a.y), pos2(edge + width, b.y))
        } else {
            Rect::from_two_pos(pos2(a.x, edge), pos2(b.x, edge + width))
        };
        mesh.add_colored_rect(rect, super::colour(to.theme.colour(stroke.ink), 1.0));
        return mesh;
    }
    let middle = edge + width / 2.0;
    let path = if upright {
        [pos2(middle, a.y), pos2(middle, b.y)]
    } else {
        [pos2(a.x, middle), pos2(b.x, middle)]
    };
    self::mesh(
        &[path.to_vec()],
        &Stroke {
            width_pt: width,
            ..*stroke
        },
        to,
    )
}

/// The inside of a closed convex outline, in data coordinates.
pub fn fill(outline: &[[f64; 2]], ink: Color32, to: &Target<'_>) -> Mesh {
    let mut mesh = Mesh::default();
    let mut points: Vec<Pos2> = outline.iter().skip(1).map(|p| to.frame.pos(*p)).collect();
    // Between two corners at one place there is no direction.
    points.dedup();
    while points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    if is_flat(&points)
        || ink.a() == 0
        || points.iter().any(|p| !(p.x.is_finite() && p.y.is_finite()))
    {
        return mesh;
    }
    let shape = PathShape::convex_polygon(points, ink, egui::Stroke::NONE);
    tessellator(to).tessellate_shape(Shape::Path(shape), &mut mesh);
    mesh
}

/// Whether an outline turns straight back somewhere: then nothing is inside, and such a corner has
/// no outside to be softened.
fn is_flat(points: &[Pos2]) -> bool {
    let n = points.len();
    let turns_back = |j: usize| {
        let (before, after) = (points[(j + n - 1) % n], points[(j + 1) % n]);
        let there = (points[j] - before).normalized();
        (there + (after - points[j]).normalized()).length_sq() < 1e-6
    };
    n < 3 || (0..n).any(turns_back)
}
