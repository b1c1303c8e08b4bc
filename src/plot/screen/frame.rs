//! How data coordinates map to the screen.

use super::super::{Axis, decimal_log};
use eframe::egui::{Pos2, Rect, pos2};

/// One axis on the screen, in f64 so that hours into a recording keep their milliseconds.
///
/// *Axis coordinates* are data coordinates, or their decimal logarithm on a log axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub log: bool,
    /// Axis coordinates at the left or bottom, and at the right or top.
    pub shown: [f64; 2],
    slope: f64,
    offset: f64,
}

impl Scale {
    /// `px` are the screen coordinates of the two ends of `shown`.
    pub fn new(log: bool, shown: [f64; 2], px: [f32; 2]) -> Self {
        let slope = (f64::from(px[1]) - f64::from(px[0])) / (shown[1] - shown[0]);
        Self {
            log,
            shown,
            slope,
            offset: f64::from(px[0]) - shown[0] * slope,
        }
    }
    /// Screen coordinate of a data coordinate, in points; not finite where the data is not.
    #[inline]
    pub fn px(&self, value: f64) -> f32 {
        let value = if self.log { decimal_log(value) } else { value };
        // Far outside, f32 and the tessellator lose their footing; nobody sees the difference.
        (value * self.slope + self.offset).clamp(-1e6, 1e6) as f32
    }
    /// Axis coordinate at a place on the screen.
    pub fn axis_value(&self, px: f32) -> f64 {
        (f64::from(px) - self.offset) / self.slope
    }
    /// Data coordinate at a place on the screen.
    pub fn value(&self, px: f32) -> f64 {
        self.data(self.axis_value(px))
    }
    /// Data coordinate of an axis coordinate.
    pub fn data(&self, at: f64) -> f64 {
        if self.log { 10f64.powf(at) } else { at }
    }
    /// Axis coordinates per point; negative where the axis runs against the screen.
    pub fn per_point(&self) -> f64 {
        1.0 / self.slope
    }
    /// The shown range in data coordinates, in the order of the screen.
    pub fn data_range(&self) -> [f64; 2] {
        self.shown.map(|at| self.data(at))
    }
}

/// The range of an axis in axis coordinates: finite and not empty, whatever it was given.
pub fn axis_range(axis: &Axis, range: [f64; 2]) -> [f64; 2] {
    let mut range = range;
    if axis.log {
        let high = range[0].max(range[1]);
        let high = if high > 0.0 { high } else { 1.0 };
        // A log axis from 0 shows three decades.
        range = range.map(|end| {
            if end > 0.0 {
                end.log10()
            } else {
                high.log10() - 3.0
            }
        });
    }
    if !range.iter().all(|end| end.is_finite()) {
        return [0.0, 1.0];
    }
    if range[0] == range[1] {
        let half = if range[0] == 0.0 {
            0.5
        } else {
            range[0].abs() * 0.1
        };
        return [range[0] - half, range[0] + half];
    }
    range
}

/// The plot area of one plot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    pub rect: Rect,
    pub x: Scale,
    pub y: Scale,
    pub pixels_per_point: f32,
}

impl Frame {
    pub fn new(
        rect: Rect,
        x: (bool, [f64; 2]),
        y: (bool, [f64; 2]),
        pixels_per_point: f32,
    ) -> Self {
        Self {
            rect,
            x: Scale::new(x.0, x.1, [rect.left(), rect.right()]),
            y: Scale::new(y.0, y.1, [rect.bottom(), rect.top()]),
            pixels_per_point,
        }
    }
    #[inline]
    pub fn pos(&self, [x, y]: [f64; 2]) -> Pos2 {
        pos2(self.x.px(x), self.y.px(y))
    }
    /// To the nearest edge between physical pixels, so that thin upright and level things are
    /// crisp.
    #[inline]
    pub fn snap(&self, px: f32) -> f32 {
        (px * self.pixels_per_point).round() / self.pixels_per_point
    }
    /// Width of one physical pixel in points.
    pub fn pixel(&self) -> f32 {
        1.0 / self.pixels_per_point
    }
    /// Data coordinates at a place on the screen.
    pub fn value(&self, pos: Pos2) -> [f64; 2] {
        [self.x.value(pos.x), self.y.value(pos.y)]
    }
}
