//! The time in which each unit was observed. A unit that was lost, or found, in the middle of a
//! recording fires nothing in the rest of it that anybody knows of.

use super::{Interval, Intervals, Recording};

impl Recording {
    /// When a unit was observed, within the span.
    pub fn observed(&self, unit: usize) -> Intervals {
        let own = self.units().get(unit).and_then(|u| u.observed.as_deref());
        match own {
            Some(own) => Intervals::from(own.to_vec()).clip(self.span()),
            None => self.span().into(),
        }
    }
    /// Spikes a second of the time in which a unit was observed.
    pub fn rate_hz(&self, unit: usize) -> f64 {
        /// A shorter time is no observation.
        const LEAST_S: f64 = 1e-3;
        let spikes = self.trains().unit(unit).len() as f64;
        let is_whole = |u: &super::Unit| u.observed.is_none();
        let observed_s = if self.units().get(unit).is_none_or(is_whole) {
            self.span().duration_s()
        } else {
            self.observed(unit).duration_s()
        };
        if observed_s < LEAST_S {
            return f64::NAN;
        }
        spikes / observed_s
    }
    /// How many included units with a class were not observed in all of a time, and for how long at
    /// most.
    pub fn unobserved(&self, time: &Intervals) -> Option<(usize, f64)> {
        let lengths = (0..self.units().len()).filter_map(|unit| {
            let of = self.units().get(unit)?;
            (of.included && of.observed.is_some()).then_some(())?;
            let observed = self.observed(unit);
            let parts = time.as_slice().iter();
            let seen: f64 = parts.map(|&part| observed.clip(part).duration_s()).sum();
            let missing_s = time.duration_s() - seen;
            (missing_s > SMALL_S).then_some(missing_s)
        });
        let (count, most_s) = lengths.fold((0, 0.0_f64), |(n, most), s| (n + 1, most.max(s)));
        (count > 0).then_some((count, most_s))
    }
}

/// Less is a matter of rounding.
const SMALL_S: f64 = 1e-6;

/// Spikes of a train that lie outside of intervals, whose ends count as inside.
pub(super) fn outside(times_s: &[f64], observed: &[Interval]) -> usize {
    let inside = |t: f64| observed.iter().any(|i| i.start_s <= t && t <= i.stop_s);
    let before = |t: f64| times_s.partition_point(|&other| other < t);
    if observed.len() <= 8 {
        return times_s.iter().filter(|t| !inside(**t)).count();
    }
    let merged = Intervals::from(observed.to_vec());
    let seen = merged.as_slice().iter();
    let seen: usize = seen
        .map(|i| before(i.stop_s.next_up()) - before(i.start_s))
        .sum();
    times_s.len().saturating_sub(seen)
}
