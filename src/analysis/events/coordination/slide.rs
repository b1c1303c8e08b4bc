//! Moments of counts in a window that slides over bins.

use std::ops::Range;

/// Whole-number sums over a range of bins that moves on: exact, however long it has moved.
pub(super) struct Slide<'a> {
    e: &'a [u32],
    i: &'a [u32],
    held: Range<usize>,
    sums: [u64; 5],
}

pub(super) struct WindowMoments {
    pub mean_e: f64,
    pub mean_i: f64,
    pub var_e: f64,
    pub var_i: f64,
    covariance: f64,
}

impl<'a> Slide<'a> {
    pub fn new(e: &'a [u32], i: &'a [u32]) -> Self {
        Self {
            e,
            i,
            held: 0..0,
            sums: [0; 5],
        }
    }
    fn terms(&self, j: usize) -> [u64; 5] {
        let (e, i) = (u64::from(self.e[j]), u64::from(self.i[j]));
        [e, i, e * e, i * i, e * i]
    }
    /// Ranges only move forwards.
    pub fn move_to(&mut self, range: Range<usize>) -> &Self {
        if range.start >= self.held.end {
            self.held = range.start..range.start;
            self.sums = [0; 5];
        }
        while self.held.end < range.end {
            let terms = self.terms(self.held.end);
            for (sum, term) in self.sums.iter_mut().zip(terms) {
                *sum += term;
            }
            self.held.end += 1;
        }
        while self.held.start < range.start {
            let terms = self.terms(self.held.start);
            for (sum, term) in self.sums.iter_mut().zip(terms) {
                *sum -= term;
            }
            self.held.start += 1;
        }
        self
    }
    pub fn moments(&self) -> WindowMoments {
        let n = self.held.len() as f64;
        let [e, i, ee, ii, ei] = self.sums.map(|s| s as f64 / n);
        WindowMoments {
            mean_e: e,
            mean_i: i,
            var_e: (ee - e * e).max(0.0),
            var_i: (ii - i * i).max(0.0),
            covariance: ei - e * i,
        }
    }
}

impl WindowMoments {
    /// NaN where a class does not vary.
    pub fn correlation(&self) -> f64 {
        let scale = (self.var_e * self.var_i).sqrt();
        if scale > 0.0 {
            (self.covariance / scale).clamp(-1.0, 1.0)
        } else {
            f64::NAN
        }
    }
}
