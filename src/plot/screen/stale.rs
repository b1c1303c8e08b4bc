//! The chip that says a newer drawing is on its way.

use super::text::{SMALL_PT, colour, font, line};
use crate::plot::Theme;
use eframe::egui::{Id, Rect, Ui, pos2, vec2};
use std::time::Duration;

/// A drawing that was in sight before gets a dot at first, and words after this time: quick answers
/// do not flicker.
const QUIET_S: f64 = 0.15;
const FADE_S: f64 = 0.2;

/// Since when a drawing has been stale, and when it was last in sight.
#[derive(Clone, Copy, Default)]
pub(super) struct Staleness {
    since_s: Option<f64>,
    frame: u64,
}

/// Marks what is no drawing as stale, such as the numbers in its place. To be called in every frame.
pub fn stale_ui(ui: &Ui, id: Id, area: Rect, theme: &Theme, stale: bool) {
    let mut memory: Staleness = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    mark_ui(ui, area, theme, stale, &mut memory);
    ui.data_mut(|data| data.insert_temp(id, memory));
}

/// Draws the mark of a stale drawing into its upper right corner.
pub(super) fn mark_ui(ui: &Ui, area: Rect, theme: &Theme, stale: bool, memory: &mut Staleness) {
    let frame = ui.ctx().cumulative_frame_nr();
    let was_in_sight = memory.frame + 1 >= frame;
    memory.frame = frame;
    if !stale {
        memory.since_s = None;
        return;
    }
    let now = ui.input(|i| i.time);
    // What comes into sight, as after a switch of layout, says at once that it is old.
    let quiet_s = if was_in_sight { 0.0 } else { QUIET_S + FADE_S };
    let waited = now - *memory.since_s.get_or_insert(now - quiet_s);
    if waited < QUIET_S {
        let middle = pos2(area.right() - 18.0, area.top() + 16.0);
        ui.painter()
            .circle_filled(middle, 3.0, colour(theme.faint, 0.7));
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
