//! From data coordinates to points on the page.

use crate::plot::decimal_log;

/// A rectangle on the page, in points, y down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Rect {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

impl Rect {
    pub(super) fn right(&self) -> f64 {
        self.x + self.w
    }
    pub(super) fn bottom(&self) -> f64 {
        self.y + self.h
    }
    /// Whether the point is inside, or outside by at most `margin`.
    pub(super) fn is_near(&self, [x, y]: [f64; 2], margin: f64) -> bool {
        (self.x - margin..=self.right() + margin).contains(&x)
            && (self.y - margin..=self.bottom() + margin).contains(&y)
    }
}

/// How far outside a plot a point is still placed, in points: renderers count in 32 bits.
pub const FAR_PT: f64 = 20_000.0;

/// Where an axis puts values: `range` on `page`, both from start to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    range: [f64; 2],
    page: [f64; 2],
    log: bool,
    valid: bool,
}

impl Scale {
    /// A range that is empty or not finite gives a scale that places nothing.
    pub fn new(range: [f64; 2], log: bool, page: [f64; 2]) -> Self {
        let ends = range.map(|v| if log { v.log10() } else { v });
        let valid = ends.iter().chain(&page).all(|v| v.is_finite())
            && ends[0] != ends[1]
            && (ends[1] - ends[0]).is_finite();
        Self {
            range: ends,
            page,
            log,
            valid,
        }
    }
    /// Whether it places anything.
    pub fn is_valid(&self) -> bool {
        self.valid
    }
    pub(super) fn is_log(&self) -> bool {
        self.log
    }
    /// Where the value is on the page; none for what is not finite or, on a log axis, not positive.
    pub fn place(&self, value: f64) -> Option<f64> {
        let value = if self.log { decimal_log(value) } else { value };
        if !(self.valid && value.is_finite()) {
            return None;
        }
        let share = (value - self.range[0]) / (self.range[1] - self.range[0]);
        let place = self.page[0] + share * (self.page[1] - self.page[0]);
        let (low, high) = self.ends();
        Some(place.clamp(low - FAR_PT, high + FAR_PT))
    }
    /// As [`Self::place`], but what a log axis cannot show (zero, the base of bars) is below its
    /// lower end.
    pub fn place_from_zero(&self, value: f64) -> Option<f64> {
        if self.log && self.valid && value <= 0.0 {
            let rising = self.range[1] > self.range[0];
            let inwards = (self.page[1] - self.page[0]).signum();
            return Some(if rising {
                self.page[0] - inwards
            } else {
                self.page[1] + inwards
            });
        }
        self.place(value)
    }
    /// The two ends on the page, the smaller first.
    pub(super) fn ends(&self) -> (f64, f64) {
        (
            self.page[0].min(self.page[1]),
            self.page[0].max(self.page[1]),
        )
    }
}

/// A plot area with its two scales.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    pub area: Rect,
    pub x: Scale,
    pub y: Scale,
}

impl Frame {
    pub(super) fn place(&self, [x, y]: [f64; 2]) -> Option<[f64; 2]> {
        Some([self.x.place(x)?, self.y.place(y)?])
    }
}
