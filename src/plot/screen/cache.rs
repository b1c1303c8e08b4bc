//! Meshes and textures kept between frames: while nothing moves, a frame costs a copy.

use super::frame::Frame;
use super::marks::{self, Disc};
use crate::plot::{Mark, Theme};
use eframe::egui::{Context, Mesh, TextureHandle};
use std::collections::HashMap;
use std::sync::Arc;

/// Which layer: its plot, and its place among the layers (overlays come after).
pub(super) type LayerKey = (&'static str, usize);

/// A layer as it was last drawn. It holds the mark, so that its data cannot be freed and its
/// address given to other data while it is compared by address.
pub(super) struct CachedLayer {
    pub mark: Mark,
    pub frame: Frame,
    /// x never decreases, so that the visible part is found by bisection.
    pub sorted: bool,
    pub texture: Option<TextureHandle>,
    pub mesh: Arc<Mesh>,
    used: bool,
}

/// The meshes of the layers of one sheet.
#[derive(Default)]
pub struct Cache {
    theme: Option<Theme>,
    layers: HashMap<LayerKey, CachedLayer>,
    discs: HashMap<(u32, bool), (Disc, bool)>,
}

impl Cache {
    /// Everything not asked for until [`Self::end`] will be dropped.
    pub fn start_frame(&mut self, theme: &Theme) {
        if self.theme.as_ref() != Some(theme) {
            self.layers.clear();
            self.theme = Some(theme.clone());
        }
        for drawn in self.layers.values_mut() {
            drawn.used = false;
        }
        for (_, used) in self.discs.values_mut() {
            *used = false;
        }
    }
    pub fn end(&mut self) {
        self.layers.retain(|_, drawn| drawn.used);
        self.discs.retain(|_, (_, used)| *used);
    }
    /// The mesh of a mark, made only if the mark or its frame are not those of the last frame.
    pub fn mesh(
        &mut self,
        ctx: &Context,
        key: LayerKey,
        mark: &Mark,
        frame: &Frame,
        theme: &Theme,
    ) -> Arc<Mesh> {
        let before = self
            .layers
            .remove(&key)
            .filter(|drawn| is_same(&drawn.mark, mark));
        let disc = match mark {
            Mark::Points {
                radius_pt, filled, ..
            } => Some(self.disc(ctx, *radius_pt, *filled, frame.pixels_per_point)),
            _ => None,
        };
        let drawn = match before {
            Some(drawn) if drawn.frame == *frame => CachedLayer {
                used: true,
                ..drawn
            },
            before => {
                let (sorted, texture) = before.map_or_else(
                    || (marks::is_sorted(mark), marks::texture(ctx, mark, theme)),
                    |drawn| (drawn.sorted, drawn.texture),
                );
                let to = marks::Target {
                    ctx,
                    frame,
                    theme,
                    sorted,
                    texture: texture.as_ref(),
                    disc,
                };
                let (mesh, texture) = marks::mesh(mark, &to);
                let mesh = Arc::new(mesh);
                CachedLayer {
                    mark: mark.clone(),
                    frame: *frame,
                    sorted,
                    texture,
                    mesh,
                    used: true,
                }
            }
        };
        let mesh = Arc::clone(&drawn.mesh);
        self.layers.insert(key, drawn);
        mesh
    }
    fn disc(&mut self, ctx: &Context, radius_pt: f32, filled: bool, pixels_per_point: f32) -> Disc {
        let radius_px = (radius_pt * pixels_per_point).clamp(0.3, 64.0);
        let key = ((radius_px * 64.0) as u32, filled);
        let (disc, used) = self
            .discs
            .entry(key)
            .or_insert_with(|| (Disc::new(ctx, radius_px, filled, pixels_per_point), true));
        *used = true;
        disc.clone()
    }
}

/// Whether two marks are the same, by the address of their data: comparing the data would cost as
/// much as drawing it.
pub fn is_same(a: &Mark, b: &Mark) -> bool {
    let (a, b) = (without_data(a), without_data(b));
    a == b
}

/// A mark without its data, and the addresses and lengths of the data.
fn without_data(mark: &Mark) -> (Mark, Vec<(usize, usize)>) {
    fn take_data<T>(data: &mut Arc<[T]>) -> (usize, usize) {
        let place = (data.as_ptr().addr(), data.len());
        *data = Arc::from([]);
        place
    }
    let mut mark = mark.clone();
    let places = match &mut mark {
        Mark::Points { xy, .. } | Mark::Line { xy, .. } | Mark::Ticks { xy, .. } => {
            vec![take_data(xy)]
        }
        Mark::Band { x, low, high, .. } => vec![take_data(x), take_data(low), take_data(high)],
        Mark::Bars { values, .. } => vec![take_data(values)],
        Mark::Image { values, .. } => vec![take_data(values)],
        Mark::Spans { spans, .. } => vec![take_data(spans)],
        _ => Vec::new(),
    };
    (mark, places)
}
