//! A renderer on the CPU: the same picture to the bit wherever it runs, without GPU or display.

use eframe::egui::epaint::{ImageData, Primitive, Vertex};
use eframe::egui::{
    Color32, Context, FullOutput, Mesh, Rect, TextureFilter, TextureId, TextureOptions,
    TexturesDelta, pos2,
};
use egui_kittest::{
    Harness, SnapshotOptions, SnapshotResults, TestRenderer, try_image_snapshot_options,
};
use image::RgbaImage;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use std::collections::HashMap;
use std::path::Path;

/// Subpixels per pixel, as a shift: vertices lie on a grid of 1/256 pixel.
const SHIFT: i64 = 8;

struct Texture {
    size: [usize; 2],
    texels: Vec<Color32>,
    options: TextureOptions,
}

#[derive(Default)]
pub struct CpuRenderer {
    textures: HashMap<TextureId, Texture>,
}

impl TestRenderer for CpuRenderer {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, deltas) in delta.set.drain() {
            for change in deltas {
                let ImageData::Color(image) = &change.image;
                let Some([left, top]) = change.pos else {
                    let texels = image.pixels.clone();
                    self.textures.insert(
                        id,
                        Texture {
                            size: image.size,
                            texels,
                            options: change.options,
                        },
                    );
                    continue;
                };
                let texture = self
                    .textures
                    .get_mut(&id)
                    .expect("part of a texture that is not there");
                for (row, texels) in image.pixels.chunks(image.size[0]).enumerate() {
                    let from = (top + row) * texture.size[0] + left;
                    texture.texels[from..from + texels.len()].copy_from_slice(texels);
                }
            }
        }
        for id in delta.free.drain() {
            self.textures.remove(&id);
        }
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        let scale = output.pixels_per_point;
        let size = ctx.content_rect().size() * scale;
        let mut canvas = Canvas::new(size.x.round() as usize, size.y.round() as usize);
        for primitive in ctx.tessellate(output.shapes.clone(), scale) {
            let Primitive::Mesh(mesh) = &primitive.primitive else {
                return Err("paint callbacks need a GPU".to_owned());
            };
            let texture = self
                .textures
                .get(&mesh.texture_id)
                .ok_or("a texture was freed too early")?;
            canvas.draw(mesh, texture, primitive.clip_rect, scale);
        }
        Ok(canvas.image())
    }
}

struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<[f32; 4]>,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![[0.0, 0.0, 0.0, 255.0]; width * height],
        }
    }

    fn image(&self) -> RgbaImage {
        let bytes = self
            .pixels
            .iter()
            .flat_map(|p| p.map(|c| c.round().clamp(0.0, 255.0) as u8))
            .collect();
        RgbaImage::from_raw(self.width as u32, self.height as u32, bytes)
            .expect("four bytes a pixel")
    }

    fn draw(&mut self, mesh: &Mesh, texture: &Texture, clip: Rect, scale: f32) {
        let edge = |x: f32, most: usize| ((x * scale).round().max(0.0) as usize).min(most) as i64;
        let clip = [
            edge(clip.min.x, self.width),
            edge(clip.min.y, self.height),
            edge(clip.max.x, self.width),
            edge(clip.max.y, self.height),
        ];
        for corners in mesh.indices.chunks_exact(3) {
            let corner = |j: usize| &mesh.vertices[corners[j] as usize];
            self.triangle([corner(0), corner(1), corner(2)], texture, clip, scale);
        }
    }

    fn triangle(
        &mut self,
        mut corners: [&Vertex; 3],
        texture: &Texture,
        clip: [i64; 4],
        scale: f32,
    ) {
        let place = |v: &Vertex| {
            [v.pos.x, v.pos.y]
                .map(|c| (f64::from(c) * f64::from(scale) * f64::from(1 << SHIFT)).round() as i64)
        };
        let area = |p: [[i64; 2]; 3]| cross(p[0], p[1], p[2]);
        let mut at = corners.map(place);
        if area(at) < 0 {
            corners.swap(1, 2);
            at.swap(1, 2);
        }
        let whole = area(at);
        if whole == 0 {
            return;
        }
        let least = |axis: usize| at.iter().map(|p| p[axis]).min().unwrap_or(0) >> SHIFT;
        let most = |axis: usize| (at.iter().map(|p| p[axis]).max().unwrap_or(0) >> SHIFT) + 1;
        // A pixel on an edge belongs to the triangle whose top or left edge that is.
        let bias = [(1, 2), (2, 0), (0, 1)].map(|(a, b): (usize, usize)| {
            let (dx, dy) = (at[b][0] - at[a][0], at[b][1] - at[a][1]);
            i64::from(!(dy < 0 || (dy == 0 && dx > 0)))
        });
        // Most triangles are of one colour.
        let [a, b, c] = corners;
        let even = ((a.uv, a.color) == (b.uv, b.color) && (a.uv, a.color) == (c.uv, c.color))
            .then(|| shade(corners, [1.0, 0.0, 0.0], texture));
        for y in least(1).max(clip[1])..most(1).min(clip[3]) {
            for x in least(0).max(clip[0])..most(0).min(clip[2]) {
                let middle = [x, y].map(|c| (c << SHIFT) + (1 << (SHIFT - 1)));
                let w = [
                    cross(at[1], at[2], middle),
                    cross(at[2], at[0], middle),
                    cross(at[0], at[1], middle),
                ];
                if (0..3).any(|j| w[j] < bias[j]) {
                    continue;
                }
                let share = w.map(|w| w as f32 / whole as f32);
                let ink = even.unwrap_or_else(|| shade(corners, share, texture));
                let pixel = &mut self.pixels[y as usize * self.width + x as usize];
                for (below, above) in pixel.iter_mut().zip(ink) {
                    *below = (above + *below * (1.0 - ink[3] / 255.0)).round();
                }
            }
        }
    }
}

/// The colour of a pixel that lies so near to each corner, premultiplied.
fn shade(corners: [&Vertex; 3], share: [f32; 3], texture: &Texture) -> [f32; 4] {
    let mix =
        |of: &dyn Fn(&Vertex) -> f32| -> f32 { (0..3).map(|j| share[j] * of(corners[j])).sum() };
    let texel = texture.at(mix(&|v| v.uv.x), mix(&|v| v.uv.y));
    std::array::from_fn(|c| texel[c] * mix(&|v| f32::from(v.color.to_array()[c])) / 255.0)
}

fn cross(a: [i64; 2], b: [i64; 2], c: [i64; 2]) -> i64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

impl Texture {
    fn at(&self, u: f32, v: f32) -> [f32; 4] {
        let place = pos2(u * self.size[0] as f32, v * self.size[1] as f32);
        let texel = |x: f32, y: f32| {
            let x = x.clamp(0.0, self.size[0] as f32 - 1.0) as usize;
            let y = y.clamp(0.0, self.size[1] as f32 - 1.0) as usize;
            self.texels[y * self.size[0] + x].to_array().map(f32::from)
        };
        if self.options.magnification == TextureFilter::Nearest {
            return texel(place.x.floor(), place.y.floor());
        }
        let (x, y) = (place.x - 0.5, place.y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (fx, fy) = (x - left, y - top);
        let corners = [
            texel(left, top),
            texel(left + 1.0, top),
            texel(left, top + 1.0),
            texel(left + 1.0, top + 1.0),
        ];
        std::array::from_fn(|c| {
            let upper = corners[0][c] * (1.0 - fx) + corners[1][c] * fx;
            let lower = corners[2][c] * (1.0 - fx) + corners[3][c] * fx;
            upper * (1.0 - fy) + lower * fy
        })
    }
}

/// Two triangles that share an edge cover each pixel once.
#[test]
fn neighbours_leave_no_seam_and_no_overlap() {
    let mut canvas = Canvas::new(20, 20);
    let texture = Texture {
        size: [1, 1],
        texels: vec![Color32::WHITE],
        options: TextureOptions::NEAREST,
    };
    let mut mesh = Mesh::default();
    let ink = Color32::from_rgba_premultiplied(100, 100, 100, 100);
    for corner in [
        pos2(2.5, 2.5),
        pos2(17.5, 4.5),
        pos2(15.5, 17.5),
        pos2(3.5, 14.5),
        pos2(9.5, 9.5),
    ] {
        mesh.colored_vertex(corner, ink);
    }
    for [a, b] in [[0, 1], [1, 2], [2, 3], [3, 0]] {
        mesh.add_triangle(a, b, 4);
    }
    canvas.draw(&mesh, &texture, Rect::EVERYTHING, 1.0);
    let levels: Vec<_> = canvas.pixels.iter().map(|p| p[0] as u8).collect();
    assert!(levels.iter().all(|l| *l == 0 || *l == 100));
    assert_eq!(levels[9 * 20 + 9], 100);
}

/// Where pictures are kept.
const FOLDER: &str = "tests/ui/snapshots";
/// Bytes of a picture in the history of the source, which keeps every one for ever.
const MOST_BYTES: u64 = 200_000;
/// Levels of a channel from one that is kept to the next; the second for a picture that would be
/// too large, and for what is compared with it.
const STEPS: [u32; 2] = [8, 12];

/// The step of the levels of a kept picture.
fn step_of(png: &[u8]) -> Option<u32> {
    let kept = image::load_from_memory(png).ok()?.to_rgb8();
    let is_of = |step: &u32| {
        let mut levels = kept.pixels().flat_map(|pixel| pixel.0);
        levels.all(|level| level == 255 || u32::from(level).is_multiple_of(*step))
    };
    STEPS.into_iter().find(is_of)
}

/// Where pictures are kept, and how exactly they must be met again.
pub fn looks() -> SnapshotOptions {
    SnapshotOptions::new().threshold(0.1).output_path(FOLDER)
}

/// Compares with the picture of that name, both with few levels; one that is renewed
/// (`UPDATE_SNAPSHOTS`) is packed well.
pub fn compare<S>(
    harness: &mut Harness<'_, S>,
    name: &str,
    looks: &SnapshotOptions,
) -> SnapshotResults {
    let rendered = harness.render().expect("a picture");
    let with_step = |step: u32| {
        let mut picture = rendered.clone();
        for pixel in picture.pixels_mut() {
            for level in &mut pixel.0[..3] {
                *level = ((u32::from(*level) + step / 2) / step * step).min(255) as u8;
            }
        }
        picture
    };
    let path = Path::new(FOLDER).join(format!("{name}.png"));
    let before = std::fs::read(&path).ok();
    let step = before.as_deref().and_then(step_of);
    let picture = with_step(step.unwrap_or(STEPS[0]));
    let mut results = SnapshotResults::new();
    results.add(try_image_snapshot_options(&picture, name, looks));
    if std::fs::read(&path).ok() != before {
        let packed = |step| {
            let mut bytes = Vec::new();
            let (best, plain) = (CompressionType::Best, FilterType::NoFilter);
            let encoder = PngEncoder::new_with_quality(&mut bytes, best, plain);
            let picture = image::DynamicImage::ImageRgba8(with_step(step)).to_rgb8();
            picture.write_with_encoder(encoder).expect("a picture");
            bytes
        };
        let is_small = |bytes: &Vec<u8>| bytes.len() as u64 <= MOST_BYTES;
        let kept = STEPS.into_iter().map(packed).find(is_small);
        let kept = kept.expect("a picture that is small enough to keep");
        std::fs::write(&path, kept).expect("a picture that can be renewed");
    }
    results
}

#[test]
fn kept_pictures_are_small() {
    for entry in std::fs::read_dir(FOLDER).expect("the folder") {
        let entry = entry.expect("a picture");
        let bytes = entry.metadata().expect("its length").len();
        // What a failed comparison left is not kept.
        let left = entry.file_name().to_string_lossy().matches('.').count() > 1;
        assert!(
            left || bytes <= MOST_BYTES,
            "{:?}: {bytes} bytes",
            entry.path()
        );
    }
}
