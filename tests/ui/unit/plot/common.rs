//! What tests of marks share.

use eframe::egui::{Rect, pos2};
use equipoise::plot::screen::frame::Frame;

/// A plot area of 200 by 100 points, a pixel to a point.
pub fn frame(x: [f64; 2], y: [f64; 2]) -> Frame {
    let rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(200.0, 100.0));
    Frame::new(rect, (false, x), (false, y), 1.0)
}
