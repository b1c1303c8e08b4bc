//! What one frame of the window costs the UI thread: building the shapes and tessellating them.
//!
//! `cargo bench --bench frames`

#[path = "../tests/ui/gallery.rs"]
mod gallery;

use criterion::{Criterion, criterion_group, criterion_main};
use eframe::egui::{Context, Id, Pos2, RawInput, Rect, vec2};
use equipoise::app::theme;
use equipoise::plot::screen::ScreenSheet;
use equipoise::plot::{Sheet, Theme};

/// A window on one sheet.
struct Window {
    ctx: Context,
    theme: Theme,
    sheet: Sheet,
}

impl Window {
    fn new(sheet: Sheet) -> Self {
        let (ctx, theme) = (Context::default(), Theme::light());
        theme::install_fonts(&ctx);
        theme::apply(&ctx, &theme);
        Self { ctx, theme, sheet }
    }
    /// One frame at 1600 x 1000, to the triangles that go to the graphics card.
    fn frame(&self, window: Option<[f64; 2]>) -> usize {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, vec2(1600.0, 1000.0))),
            ..RawInput::default()
        };
        let mut output = self.ctx.run_ui(input, |ui| {
            ScreenSheet {
                sheet: &self.sheet,
                theme: &self.theme,
                id: Id::unique("bench"),
                overlays: &[],
                playhead_s: Some(1810.0),
                window,
                stale: false,
            }
            .show_ui(ui);
        });
        output.textures_delta.clear();
        self.ctx
            .tessellate(output.shapes, output.pixels_per_point)
            .len()
    }
}

fn frames(c: &mut Criterion) {
    let cloud = gallery::cloud(20_000);
    let zoomed = Window::new(cloud.clone());
    let still = Window::new(cloud);
    c.bench_function("cloud of 20 000 points, still", |b| {
        b.iter(|| still.frame(None));
    });
    // Another theme each frame: no mesh can be kept, as while the plot is dragged.
    let mut dark = false;
    let mut zoomed = zoomed;
    c.bench_function("cloud of 20 000 points, all new", |b| {
        b.iter(|| {
            dark = !dark;
            zoomed.theme = if dark { Theme::dark() } else { Theme::light() };
            zoomed.frame(None)
        });
    });
    let browse = Window::new(gallery::browse(50_000, 2000, 4000));
    c.bench_function("raster of 50 000, bars, field, still", |b| {
        b.iter(|| browse.frame(Some([1800.0, 1860.0])));
    });
    let mut shift = 0.0;
    c.bench_function("raster of 50 000, bars, field, scrubbing", |b| {
        b.iter(|| {
            shift = (shift + 0.01) % 5.0;
            browse.frame(Some([1800.0 + shift, 1860.0 + shift]))
        });
    });
}

criterion_group!(benches, frames);
criterion_main!(benches);
