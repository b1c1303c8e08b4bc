//! Cross-correlation of E and I over lags and scales (methods B5, E.9).
//!
//! At scale k, `r_k(l) = corr(z E_k(t), z I_k(t + l))` with lags l in bins: a positive lag means
//! that I follows E. The estimator is the biased one: sums over the pairs of bins that lie l apart
//! within one interval of the selection, divided by the number of all bins, with means and SDs of
//! all bins. Sums are of integers, so that they are the same for any number of threads.

mod peak;
mod sums;

pub use peak::Peak;

use crate::analysis::ensembles::bins::{Bins, Counts, MOST_HALO, scan_lagged};
use crate::analysis::{AnalysisError, Scale, Task};
use crate::recording::Intervals;
use rayon::prelude::*;
use sums::Sums;

/// Standard normal quantile at 0.975.
const Z_95: f64 = 1.959_963_984_540_054;

/// The cross-correlation of E and I at one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaleCorrelation {
    pub scale: Scale,
    /// Number of bins.
    pub n: u64,
    /// Correlation at the lags -m..=m in bins; NaN at all of them where `reason` says why, and at
    /// lags that no pair of bins is apart.
    pub r: Vec<f64>,
    /// Where r is largest.
    pub peak: Option<Peak>,
    /// Why there is nothing at this scale, without a full stop.
    pub reason: Option<String>,
}

impl ScaleCorrelation {
    fn nothing(scale: Scale, n: u64, most_lag: usize, reason: String) -> Self {
        Self {
            scale,
            n,
            r: vec![f64::NAN; 2 * most_lag + 1],
            peak: None,
            reason: Some(reason),
        }
    }
    /// The largest lag, in bins.
    pub fn most_lag(&self) -> usize {
        self.r.len() / 2
    }
    /// Lags in bins, each with its r.
    pub fn lags(&self) -> impl ExactSizeIterator<Item = (i64, f64)> + '_ {
        let most = self.most_lag() as i64;
        self.r
            .iter()
            .enumerate()
            .map(move |(place, &r)| (place as i64 - most, r))
    }
    /// Correlation at lag 0.
    pub fn at_zero(&self) -> f64 {
        self.r.get(self.most_lag()).copied().unwrap_or(f64::NAN)
    }
    /// Half the width of the 95 % interval around 0 if E and I, and the bins of each, were
    /// independent: 1.96 / sqrt(n). Neighbouring bins are not independent, so that surrogates give
    /// a wider one.
    pub fn half_if_independent(&self) -> f64 {
        Z_95 / (self.n as f64).sqrt()
    }
}

/// The cross-correlation of two trains, E and I, at several scales. Times ascend; lags go from
/// `-max_lag_bins` to `max_lag_bins`, which is clamped to 1..=1024.
///
/// # Errors
/// When overtaken.
pub fn correlation(
    trains: [&[f64]; 2],
    intervals: &Intervals,
    scales: &[Scale],
    max_lag_bins: usize,
    task: &Task<'_>,
) -> Result<Vec<ScaleCorrelation>, AnalysisError> {
    let most_lag = max_lag_bins.clamp(1, MOST_HALO);
    scales
        .par_iter()
        .map(|&scale| at_scale(trains, intervals, scale, most_lag, task))
        .collect()
}

fn at_scale(
    trains: [&[f64]; 2],
    intervals: &Intervals,
    scale: Scale,
    most_lag: usize,
    task: &Task<'_>,
) -> Result<ScaleCorrelation, AnalysisError> {
    correlated(intervals, scale, most_lag, task, |bins| {
        scan_lagged(trains, bins, most_lag, task, || Sums::new(most_lag))
    })
}

/// The cross-correlation of counts of E and I that are at hand, such as permuted bins.
///
/// # Errors
/// When overtaken, and those of `counts`.
pub fn correlation_of_counts(
    counts: impl Fn(&Bins) -> Result<[Counts; 2], AnalysisError>,
    intervals: &Intervals,
    scale: Scale,
    max_lag_bins: usize,
    task: &Task<'_>,
) -> Result<ScaleCorrelation, AnalysisError> {
    let most_lag = max_lag_bins.clamp(1, MOST_HALO);
    correlated(intervals, scale, most_lag, task, |bins| {
        Sums::of_counts(&counts(bins)?, bins, most_lag, task)
    })
}

fn correlated(
    intervals: &Intervals,
    scale: Scale,
    most_lag: usize,
    task: &Task<'_>,
    sums: impl Fn(&Bins) -> Result<Sums, AnalysisError>,
) -> Result<ScaleCorrelation, AnalysisError> {
    task.check()?;
    let bins = Bins::new(intervals, scale);
    let n = bins.len();
    let nothing = |reason: String| Ok(ScaleCorrelation::nothing(scale, n, most_lag, reason));
    if n < 2 {
        return nothing(format!(
            "the selection holds {n} bins of {}; a correlation needs two",
            scale.width_text()
        ));
    }
    let Some(r) = sums(&bins)?.correlate(&bins) else {
        return nothing("one class has the same count in every bin".to_owned());
    };
    Ok(ScaleCorrelation {
        scale,
        n,
        peak: Peak::highest(&r),
        r,
        reason: None,
    })
}
