//! The common time grid of all scales.

use crate::analysis::TOLERANCE;
use crate::recording::{Interval, Intervals};
use std::ops::Range;

/// Points in time, evenly spaced from the start of each interval of a selection, numbered through.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeGrid {
    step_s: f64,
    intervals: Vec<Interval>,
    /// Number of the first point of each interval, and the number of all points at the end.
    firsts: Vec<usize>,
}

/// The finest step that is chosen by itself, in seconds.
const FINEST_S: f64 = 1e-3;

impl TimeGrid {
    /// Points at `start + j step_s` in each interval, `j` from 0; none when the step is not a
    /// positive number.
    pub fn new(intervals: &Intervals, step_s: f64) -> Self {
        let usable = step_s.is_finite() && step_s > 0.0;
        let intervals: Vec<Interval> = intervals
            .as_slice()
            .iter()
            .copied()
            .filter(|_| usable)
            .collect();
        let mut firsts = Vec::with_capacity(intervals.len() + 1);
        firsts.push(0);
        let mut total = 0;
        for interval in &intervals {
            let steps = interval.duration_s() / step_s;
            total += ((steps - TOLERANCE).ceil() as usize).max(1);
            firsts.push(total);
        }
        Self {
            step_s,
            intervals,
            firsts,
        }
    }
    /// The finest round step (1, 2 or 5 times a power of ten, from 1 ms) that makes at most so many
    /// points in a stretch of time.
    pub fn step_for(duration_s: f64, most: usize) -> f64 {
        let least = duration_s / most.max(1) as f64;
        let mut power = FINEST_S;
        // 10^12 s is more than a recording can hold.
        while power < 1e12 {
            for step in [power, 2.0 * power, 5.0 * power] {
                if step * (1.0 + 1e-9) >= least {
                    return step;
                }
            }
            power *= 10.0;
        }
        power
    }
    pub fn step_s(&self) -> f64 {
        self.step_s
    }
    /// Number of points.
    pub fn len(&self) -> usize {
        self.firsts.last().copied().unwrap_or(0)
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The intervals, each with the numbers of its points.
    pub fn stretches(&self) -> impl Iterator<Item = (Interval, Range<usize>)> {
        let ranges = self.firsts.windows(2).map(|pair| pair[0]..pair[1]);
        self.intervals.iter().copied().zip(ranges)
    }
    /// When point `j` is.
    pub fn time_s(&self, j: usize) -> Option<f64> {
        if j >= self.len() {
            return None;
        }
        let of = self.firsts.partition_point(|&first| first <= j) - 1;
        Some(self.intervals[of].start_s + (j - self.firsts[of]) as f64 * self.step_s)
    }
    /// Numbers of the points in a stretch of time.
    pub fn within(&self, stretch: Interval) -> Range<usize> {
        let first_from = |t_s: f64| {
            let after = self.intervals.partition_point(|i| i.start_s < t_s);
            let Some(of) = after.checked_sub(1) else {
                return 0;
            };
            let steps = (t_s - self.intervals[of].start_s) / self.step_s - TOLERANCE;
            (self.firsts[of] + steps.ceil().max(0.0) as usize).min(self.firsts[of + 1])
        };
        let from = first_from(stretch.start_s);
        from..first_from(stretch.stop_s).max(from)
    }
}
