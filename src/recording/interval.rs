//! Half-open time intervals, and sorted sets of them.

use serde::{Deserialize, Serialize};

/// `[start_s, stop_s)` in seconds of the recording's clock.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub start_s: f64,
    pub stop_s: f64,
}

impl Interval {
    pub const fn new(start_s: f64, stop_s: f64) -> Self {
        Self { start_s, stop_s }
    }
    pub fn duration_s(&self) -> f64 {
        (self.stop_s - self.start_s).max(0.0)
    }
    pub fn contains(&self, t_s: f64) -> bool {
        self.start_s <= t_s && t_s < self.stop_s
    }
    /// The common part, when it has a length.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        let both = Self::new(
            self.start_s.max(other.start_s),
            self.stop_s.min(other.stop_s),
        );
        (both.stop_s > both.start_s).then_some(both)
    }
}

/// Intervals that are finite, of positive length, sorted and disjoint (touching ones are kept
/// apart only if they were apart when given: overlapping and touching ones are merged).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Vec<Interval>")]
pub struct Intervals(Vec<Interval>);

impl From<Vec<Interval>> for Intervals {
    fn from(mut list: Vec<Interval>) -> Self {
        list.retain(|i| i.start_s.is_finite() && i.stop_s.is_finite() && i.stop_s > i.start_s);
        list.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
        let mut merged: Vec<Interval> = Vec::with_capacity(list.len());
        for next in list {
            match merged.last_mut() {
                Some(last) if next.start_s <= last.stop_s => {
                    last.stop_s = last.stop_s.max(next.stop_s);
                }
                _ => merged.push(next),
            }
        }
        Self(merged)
    }
}

impl From<Interval> for Intervals {
    fn from(one: Interval) -> Self {
        vec![one].into()
    }
}

impl Intervals {
    pub fn as_slice(&self) -> &[Interval] {
        &self.0
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn duration_s(&self) -> f64 {
        self.0.iter().map(Interval::duration_s).sum()
    }
    /// From the first start to the last stop.
    pub fn extent(&self) -> Option<Interval> {
        Some(Interval::new(
            self.0.first()?.start_s,
            self.0.last()?.stop_s,
        ))
    }
    /// The parts inside `window`.
    #[must_use]
    pub fn clip(&self, window: Interval) -> Self {
        Self(self.0.iter().filter_map(|i| i.intersect(&window)).collect())
    }
    /// How long both last at once.
    pub fn common_s(&self, other: &Self) -> f64 {
        let (mut own, mut others) = (&self.0[..], &other.0[..]);
        let mut common_s = 0.0;
        while let ([a, own_rest @ ..], [b, other_rest @ ..]) = (own, others) {
            common_s += a.intersect(b).map_or(0.0, |both| both.duration_s());
            if a.stop_s < b.stop_s {
                own = own_rest;
            } else {
                others = other_rest;
            }
        }
        common_s
    }
    pub fn contains(&self, t_s: f64) -> bool {
        let after = self.0.partition_point(|i| i.start_s <= t_s);
        after > 0 && self.0[after - 1].contains(t_s)
    }
}
