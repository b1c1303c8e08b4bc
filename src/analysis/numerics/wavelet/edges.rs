//! Ends of the data, and the cone of influence: the values that an end affects.

use std::ops::Range;

/// Two signals made whole, with the places where one of them had nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Edges {
    /// Runs of samples at which a signal is missing, in order.
    gaps: Vec<Range<usize>>,
    samples: usize,
}

impl Edges {
    /// Finds the runs of samples that are not finite in either signal.
    pub fn find([a, b]: [&[f64]; 2]) -> Self {
        let samples = a.len().min(b.len());
        let mut gaps: Vec<Range<usize>> = Vec::new();
        for (at, (a, b)) in a.iter().zip(b).enumerate() {
            if a.is_finite() && b.is_finite() {
                continue;
            }
            match gaps.last_mut() {
                Some(last) if last.end == at => last.end += 1,
                _ => gaps.push(at..at + 1),
            }
        }
        Self { gaps, samples }
    }
    /// Samples that are missing.
    pub fn missing(&self) -> usize {
        self.gaps.iter().map(ExactSizeIterator::len).sum()
    }
    /// Samples from `at` to the nearest end of data, 0 inside a gap. The ends are half a sample
    /// outside the first and last sample.
    pub fn away(&self, at: f64) -> f64 {
        let outer = (at + 0.5).min(self.samples as f64 - 0.5 - at).max(0.0);
        let next = self.gaps.partition_point(|g| (g.end as f64) <= at);
        let before = next.checked_sub(1).and_then(|j| self.gaps.get(j));
        let before = before.map_or(f64::INFINITY, |g| at + 0.5 - g.end as f64);
        let after = self.gaps.get(next);
        let after = after.map_or(f64::INFINITY, |g| g.start as f64 - 0.5 - at);
        outer.min(before).min(after).max(0.0)
    }
}
