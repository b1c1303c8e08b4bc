//! The whole window without a screen, for benches: a frame is layout, drawing and tessellation, as
//! far as the triangles for the graphics card.

use eframe::App;
use eframe::egui::{Context, Pos2, RawInput, Rect};
use equipoise::app::shell::{Shell, Start};
use equipoise::app::workspace::{Look, Source};
use std::time::{Duration, Instant};

/// The window of the program, and a screen of 1600 x 1000, or of another size, that nobody sees.
pub struct Window {
    pub ctx: Context,
    pub shell: Shell,
    pub size: [f32; 2],
    frame: eframe::Frame,
    time_s: f64,
}

impl Window {
    pub fn open(source: Source) -> std::io::Result<Self> {
        let ctx = Context::default();
        let start = Start {
            sources: vec![source],
            look: Some(Look::Light),
            ..Start::default()
        };
        Ok(Self {
            shell: Shell::new(&ctx, start)?,
            frame: eframe::Frame::_new_kittest(),
            ctx,
            size: [1600.0, 1000.0],
            time_s: 0.0,
        })
    }
    /// One frame; how long the UI thread was at it.
    pub fn step(&mut self) -> Duration {
        self.time_s += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, self.size.into())),
            time: Some(self.time_s),
            ..RawInput::default()
        };
        let began = Instant::now();
        self.shell.logic(&self.ctx, &mut self.frame);
        let mut output = self
            .ctx
            .run_ui(input, |ui| self.shell.ui(ui, &mut self.frame));
        let triangles = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = began.elapsed();
        drop(triangles);
        output.textures_delta.clear();
        took
    }
}
