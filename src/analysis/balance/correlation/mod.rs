//! Cross-correlation of E and I over lags and scales (methods B5, E.9).
//!
//! At scale k, `r_k(l) = corr(z E_k(t), z I_k(t + l))` with lags l in bins: a positive lag means
//! that I follows E. The estimator is the biased one: sums over the pairs of bins that lie l apart
//! within one interval of the selection, divided by the number of all bins, with means and SDs of
//! all bins. Sums are of integers, so that they are the same for any number of threads.

mod peak;
mod peak_interval;
mod sums;

pub use peak::Peak;

use crate::analysis::ensembles::bins::{Bins, Counts, MOST_HALO, scan_lagged};
use crate::analysis::ensembles::scale::width_text;
use crate::analysis::{AnalysisError, Autocovariances, Scale, Task};
use crate::recording::Intervals;
use peak_interval::peak_lag_interval;
use rayon::prelude::*;
use std::ops::Deref;
use sums::Sums;

/// Standard normal quantile at 0.975.
const Z_95: f64 = 1.959_963_984_540_054;

/// The cross-correlation of E and I, or of any two trains, in bins of one width.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlogram {
    /// Of a bin.
    pub width_s: f64,
    /// Number of bins.
    pub n: u64,
    /// Variances of the counts of both, n in the denominator; NaN where there are none.
    pub variances: [f64; 2],
    /// How many independent bins these are worth for r (Bartlett 1946); none unless given by
    /// [`Correlogram::with_n_eff`].
    pub n_eff: Option<f64>,
    /// Correlation at the lags -m..=m in bins; NaN at all of them where `reason` says why, and at
    /// lags that no pair of bins is apart.
    pub r: Vec<f64>,
    /// Where r is largest.
    pub peak: Option<Peak>,
    /// 95 % interval of the lag of the peak, in bins; none unless given by
    /// [`Correlogram::with_peak_lag_interval`].
    pub peak_lag_bins: Option<[f64; 2]>,
    /// Why there is nothing, without a full stop.
    pub reason: Option<String>,
}

impl Correlogram {
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
    /// Lag in seconds and r of the peak; NaN without one.
    pub fn peak_s(&self) -> [f64; 2] {
        let peak = self.peak;
        peak.map_or([f64::NAN; 2], |p| [p.lag_bins * self.width_s, p.r])
    }
    /// With the number of independent bins that `bins`, those it is of, are worth.
    #[must_use]
    pub fn with_n_eff(self, memory: &Autocovariances, bins: &Bins) -> Self {
        Self {
            n_eff: Some(memory.effective_bins(bins, self.variances)).filter(|n| !n.is_nan()),
            ..self
        }
    }
    /// With the 95 % interval of the lag of the peak , of these trains and bins: each of
    /// 20 stretches of time is left out in turn. None without a peak or with one at the edge, where a
    /// 20th of the bins are not twice as many as the lags to one side, and above 8 million bins.
    ///
    /// # Errors
    /// When overtaken.
    pub fn with_peak_lag_interval(
        self,
        trains: [&[f64]; 2],
        bins: &Bins,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        Ok(Self {
            peak_lag_bins: peak_lag_interval(trains, bins, &self, task)?,
            ..self
        })
    }
    /// The same in seconds.
    pub fn peak_lag_s(&self) -> Option<[f64; 2]> {
        let ends = self.peak_lag_bins?;
        Some(ends.map(|lag| lag * self.width_s))
    }
    /// Half the width of the 95 % interval of r at one lag if E and I had nothing to do with each
    /// other, but each were as slow as it is: 1.96 / sqrt(`n_eff`).
    pub fn half_if_unrelated(&self) -> f64 {
        self.n_eff.map_or(f64::NAN, |n_eff| Z_95 / n_eff.sqrt())
    }
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&self.r[..])
    }
}

/// A [`Correlogram`] at one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaleCorrelation {
    pub scale: Scale,
    pub correlogram: Correlogram,
}

impl Deref for ScaleCorrelation {
    type Target = Correlogram;
    fn deref(&self) -> &Correlogram {
        &self.correlogram
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
    scales
        .par_iter()
        .map(|&scale| {
            let bins = Bins::new(intervals, scale);
            let correlogram = correlogram(trains, &bins, max_lag_bins, task)?;
            Ok(ScaleCorrelation { scale, correlogram })
        })
        .collect()
}

/// The cross-correlation of two trains in bins of any width: with lags as [`correlation`] has them.
/// Of a train with itself it is 1 at lag 0.
///
/// # Errors
/// When overtaken.
pub fn correlogram(
    trains: [&[f64]; 2],
    bins: &Bins,
    max_lag_bins: usize,
    task: &Task<'_>,
) -> Result<Correlogram, AnalysisError> {
    correlated(bins, max_lag_bins, task, |most_lag| {
        scan_lagged(trains, bins, most_lag, task, || Sums::new(most_lag))
    })
}

/// The cross-correlation of counts of E and I that are at hand, such as permuted bins.
///
/// # Errors
/// When overtaken.
pub fn correlogram_of_counts(
    counts: &[Counts; 2],
    bins: &Bins,
    max_lag_bins: usize,
    task: &Task<'_>,
) -> Result<Correlogram, AnalysisError> {
    correlated(bins, max_lag_bins, task, |most_lag| {
        Sums::of_counts(counts, bins, most_lag, task)
    })
}

fn correlated(
    bins: &Bins,
    max_lag_bins: usize,
    task: &Task<'_>,
    sums: impl Fn(usize) -> Result<Sums, AnalysisError>,
) -> Result<Correlogram, AnalysisError> {
    task.check()?;
    let most_lag = max_lag_bins.clamp(1, MOST_HALO);
    let (n, width_s) = (bins.len(), bins.width_s());
    let nothing = |reason: String| {
        Ok(Correlogram {
            width_s,
            n,
            variances: [f64::NAN; 2],
            n_eff: None,
            r: vec![f64::NAN; 2 * most_lag + 1],
            peak: None,
            peak_lag_bins: None,
            reason: Some(reason),
        })
    };
    if n < 2 {
        return nothing(format!(
            "the selection holds {n} bins of {}; a correlation needs two",
            width_text(width_s)
        ));
    }
    let Some((r, variances)) = sums(most_lag)?.correlate(&[bins]) else {
        return nothing("one class has the same count in every bin".to_owned());
    };
    Ok(Correlogram {
        width_s,
        n,
        variances,
        n_eff: None,
        peak: Peak::highest(&r),
        peak_lag_bins: None,
        r,
        reason: None,
    })
}
