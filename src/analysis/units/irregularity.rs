//! How often and how regularly units fire in a selection.
//!
//! Time counts where it is selected and the unit was observed; intervals between spikes count where
//! both spikes lie in the same stretch of that time.

use crate::analysis::{AnalysisError, Task};
use crate::recording::{Class, Interval, Intervals, Recording};
use rayon::prelude::*;

/// A shorter time is no observation.
const LEAST_S: f64 = 1e-3;

/// How a unit fires.
#[derive(Clone, Debug, PartialEq)]
pub struct Irregularity {
    /// Its place in the file.
    pub unit: usize,
    pub class: Class,
    /// In the time that counts.
    pub spikes: usize,
    /// Spikes in selected time in which the unit was not observed, as the file says.
    pub unobserved_spikes: usize,
    pub observed_s: f64,
    /// NaN where the observed time is too short to say.
    pub rate_hz: f64,
    /// Between spikes, within stretches.
    pub intervals: usize,
    /// Standard deviation of the intervals (dividing by their number) by their mean. NaN, as are the
    /// two below, for too few spikes, and where no two intervals lie in a stretch.
    pub cv: f64,
    /// Mean of 2 |a - b| / (a + b) over neighbouring intervals a and b (Holt et al. 1996).
    pub cv2: f64,
    /// Mean of 3 (a - b)^2 / (a + b)^2 over the same (Shinomoto et al. 2003).
    pub lv: f64,
}

/// Standard deviation of intervals, dividing by their number, by their mean.
pub fn cv(intervals_s: impl Iterator<Item = f64> + Clone) -> f64 {
    let add = |(n, sum), isi_s: f64| (n + 1.0, sum + isi_s);
    let (n, sum): (f64, f64) = intervals_s.clone().fold((0.0, 0.0), add);
    let mean = sum / n;
    let squares: f64 = intervals_s.map(|isi_s| (isi_s - mean).powi(2)).sum();
    (squares / n).sqrt() / mean
}

/// Every included unit in the selected time. A unit with fewer than `least_spikes` in it has no
/// measure of irregularity.
///
/// # Errors
/// When overtaken.
pub fn irregularity(
    recording: &Recording,
    selected: &Intervals,
    least_spikes: usize,
    task: &Task<'_>,
) -> Result<Vec<Irregularity>, AnalysisError> {
    let units = recording.units();
    let included = (0..units.len()).filter(|&unit| units[unit].included);
    let included: Vec<usize> = included.collect();
    let of = |unit: usize| {
        task.check()?;
        Ok(of_unit(recording, unit, selected, least_spikes))
    };
    included.into_par_iter().map(of).collect()
}

fn of_unit(
    recording: &Recording,
    unit: usize,
    selected: &Intervals,
    least_spikes: usize,
) -> Irregularity {
    let observed = recording.observed(unit);
    let selected = selected.as_slice().iter();
    let stretches: Vec<Interval> = selected
        .clone()
        .flat_map(|&part| observed.clip(part).as_slice().to_vec())
        .collect();
    let train = |part: &Interval| recording.trains().unit_in(unit, *part);
    let spikes = stretches.iter().map(|part| train(part).len()).sum();
    let all: usize = selected.map(|part| train(part).len()).sum();
    let observed_s: f64 = stretches.iter().map(Interval::duration_s).sum();
    let rate_hz = if observed_s < LEAST_S {
        f64::NAN
    } else {
        spikes as f64 / observed_s
    };
    let pairs = |size: usize| stretches.iter().flat_map(move |p| train(p).windows(size));
    let intervals = || pairs(2).map(|t| t[1] - t[0]);
    // Coincident spikes say nothing of how an interval differs from the next.
    let neighbours = || {
        let both = pairs(3).map(|t| (t[1] - t[0], t[2] - t[1]));
        both.filter(|(a, b)| a + b > 0.0)
    };
    let mean = |of: fn((f64, f64)) -> f64| {
        let (n, sum) = neighbours().fold((0.0, 0.0), |(n, sum), both| (n + 1.0, sum + of(both)));
        sum / n
    };
    let enough = spikes >= least_spikes && pairs(3).next().is_some();
    let or_nan = |value: f64| if enough { value } else { f64::NAN };
    Irregularity {
        unit,
        class: recording.units()[unit].class,
        spikes,
        unobserved_spikes: all - spikes,
        observed_s,
        rate_hz,
        intervals: intervals().count(),
        cv: or_nan(cv(intervals())),
        cv2: or_nan(mean(|(a, b)| 2.0 * (a - b).abs() / (a + b))),
        lv: or_nan(mean(|(a, b)| 3.0 * ((a - b) / (a + b)).powi(2))),
    }
}
