//! The chip that says a newer drawing is on its way.

use super::text::{SMALL_PT, colour, font, line};
use crate::plot::Theme;
use eframe::egui::{Rect, Ui, pos2, vec2};
use std::time::Duration;

/// Nothing shows before, so that quick answers do not flicker.
const QUIET_S: f64 = 0.15;
const FADE_S: f64 = 0.2;

/// Draws the chip into the upper right corner once the drawing has been stale for a while.
pub(super) fn chip_ui(ui: &Ui, area: Rect, theme: &Theme, stale: bool, since_s: &mut Option<f64>) {
    if !stale {
        *since_s = None;
        return;
    }
    let now = ui.input(|i| i.time);
    let waited = now - *since_s.get_or_insert(now);
    if waited < QUIET_S {
        ui.ctx()
            .request_repaint_after(Duration::from_secs_f64(QUIET_S - waited));
        return;
    }
    let opacity = ((waited - QUIET_S) / FADE_S).clamp(0.0, 1.0) as f32;
    if opacity < 1.0 {
        ui.ctx().request_repaint();
    }
    let ink = colour(theme.faint, opacity);
    let words = line(ui.painter(), "updating…", font(SMALL_PT), ink);
    let size = words.size() + vec2(16.0, 6.0);
    let rect = Rect::from_min_size(pos2(area.right() - size.x - 12.0, area.top() + 8.0), size);
    ui.painter()
        .rect_filled(rect, size.y / 2.0, colour(theme.raised, 0.92 * opacity));
    ui.painter().galley(rect.min + vec2(8.0, 3.0), words, ink);
}
