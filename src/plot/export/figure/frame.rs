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
    pub(super) fn near(&self, [x, y]: [f64; 2], margin: f64) -> bool {
        (self.x - margin..=self.right() + margin).contains(&x)
            && (self.y - margin..=self.bottom() + margin).contains(&y)
    }
}

/// How far outside a plot a point is still placed, in points: renderers count in 32 bits.
const FAR_PT: f64 = 20_000.0;

/// Where an axis puts values: `range` on `page`, both from start to end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    range: [f64; 2],
    page: [f64; 2],
    log: bool,
    valid: bool,
}

impl Scale {
    /// A range that is empty or not finite gives a scale that places nothing.
    pub(super) fn new(range: [f64; 2], log: bool, page: [f64; 2]) -> Self {
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
    pub(super) fn valid(&self) -> bool {
        self.valid
    }
    pub(super) fn is_log(&self) -> bool {
        self.log
    }
    /// Where the value is on the page; none for what is not finite or, on a log axis, not positive.
    pub(super) fn place(&self, value: f64) -> Option<f64> {
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
    pub(super) fn place_from_zero(&self, value: f64) -> Option<f64> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_placed_on_linear_reversed_and_log_axes() {
        let linear = Scale::new([0.0, 10.0], false, [100.0, 200.0]);
        assert_eq!(linear.place(2.5), Some(125.0));
        assert_eq!(linear.place(f64::NAN), None);
        assert_eq!(linear.place(1e300), Some(200.0 + FAR_PT));
        let down = Scale::new([10.0, 0.0], false, [100.0, 200.0]);
        assert_eq!(down.place(2.5), Some(175.0));
        let log = Scale::new([1.0, 1000.0], true, [0.0, 30.0]);
        assert!((log.place(10.0).unwrap() - 10.0).abs() < 1e-12);
        assert_eq!((log.place(0.0), log.place(-1.0)), (None, None));
        assert_eq!(log.place_from_zero(0.0), Some(-1.0));
        let log_down = Scale::new([1000.0, 1.0], true, [0.0, 30.0]);
        assert_eq!(log_down.place_from_zero(0.0), Some(31.0));
    }

    #[test]
    fn empty_ranges_place_nothing() {
        for range in [[1.0, 1.0], [f64::NAN, 1.0], [0.0, f64::INFINITY]] {
            assert_eq!(Scale::new(range, false, [0.0, 1.0]).place(1.0), None);
        }
        assert!(!Scale::new([0.0, 1.0], true, [0.0, 1.0]).valid());
        assert!(!Scale::new([f64::MIN, f64::MAX], false, [0.0, 1.0]).valid());
    }
}
