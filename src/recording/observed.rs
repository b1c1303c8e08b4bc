//! The time in which each unit was observed. A unit that was lost, or found, in the middle of a
//! recording fires nothing in the rest of it that anybody knows of.

use super::{Interval, Intervals, Pooled, Recording};

/// How many units an ensemble has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct UnitCount {
    /// All that belong to it.
    pub all: usize,
    /// How many of them were observed at a time, on average over what is analysed: the N of "per
    /// neuron".
    pub observed: f64,
}

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
    /// When any of these units was observed, within the span; `None` where one was all the time, and
    /// where there are none.
    pub fn observed_of_any(&self, units: &[u32]) -> Option<Intervals> {
        let mut all = Vec::new();
        for &unit in units {
            all.extend_from_slice(self.units().get(unit as usize)?.observed.as_deref()?);
        }
        (!units.is_empty()).then(|| Intervals::from(all).clip(self.span()))
    }
    /// The units of E and of I over a time.
    pub fn unit_counts(&self, time: &Intervals) -> [UnitCount; 2] {
        self.ensembles().pair().map(|ensemble| UnitCount {
            all: ensemble.unit_count(),
            observed: self.observed_units(ensemble, time),
        })
    }
    /// How many units of an ensemble were observed at a time, on average.
    pub fn observed_units(&self, ensemble: &Pooled, time: &Intervals) -> f64 {
        let units = ensemble.units().iter().map(|&unit| unit as usize);
        let partly = units.filter(|&unit| self.units()[unit].observed.is_some());
        let lacking_s = |unit| missing_s(&self.observed(unit), time).unwrap_or(0.0);
        ensemble.unit_count() as f64 - partly.map(lacking_s).sum::<f64>() / time.duration_s()
    }
    /// How many included units were not observed in all of a time, and for how long at most.
    pub fn unobserved(&self, time: &Intervals) -> Option<(usize, f64)> {
        let lengths = (0..self.units().len()).filter_map(|unit| {
            let of = self.units().get(unit)?;
            (of.included && of.observed.is_some()).then_some(())?;
            missing_s(&self.observed(unit), time)
        });
        let (count, most_s) = lengths.fold((0, 0.0_f64), |(n, most), s| (n + 1, most.max(s)));
        (count > 0).then_some((count, most_s))
    }
    /// For how many seconds of a time no unit of an ensemble was observed, where there are any.
    pub fn unobserved_s(&self, ensemble: &Pooled, time: &Intervals) -> Option<f64> {
        missing_s(&self.observed_of_any(ensemble.units())?, time)
    }
}

/// Seconds of a time that were not observed, where there are any.
fn missing_s(observed: &Intervals, time: &Intervals) -> Option<f64> {
    /// Less is a matter of rounding.
    const SMALL_S: f64 = 1e-6;
    let missing_s = time.duration_s() - time.common_s(observed);
    (missing_s > SMALL_S).then_some(missing_s)
}

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
