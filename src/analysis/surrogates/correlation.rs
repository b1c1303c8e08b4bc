//! The cross-correlation of E and I in realisations of a surrogate (methods A5, B5).

use super::{Realisation, Surrogate, SurrogateKind};
use crate::analysis::balance::correlation::{
    Correlogram, ScaleCorrelation, correlogram, correlogram_of_counts,
};
use crate::analysis::balance::statistics::numbers;
use crate::analysis::{AnalysisError, Bins, Scale, Selection, Task};
use crate::recording::Recording;
use rayon::prelude::*;
use std::sync::Arc;

/// The cross-correlation of one realisation at all 32 scales, no finer than is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Lagged {
    most_lag: usize,
    /// A row of 2 m + 1 lags for each scale.
    r: Vec<f32>,
    /// The largest r of each scale, between bins.
    peaks: Vec<f32>,
    /// Where that is, in bins.
    peak_lags: Vec<f32>,
}

impl Lagged {
    fn new(scales: &[ScaleCorrelation]) -> Self {
        let peak = |c: &ScaleCorrelation| c.peak.map_or(f32::NAN, |peak| peak.r as f32);
        let lag = |c: &ScaleCorrelation| c.peak.map_or(f32::NAN, |peak| peak.lag_bins as f32);
        Self {
            most_lag: scales.first().map_or(0, |c| c.most_lag()),
            r: scales
                .iter()
                .flat_map(|c| c.r.iter().map(|&r| r as f32))
                .collect(),
            peaks: scales.iter().map(peak).collect(),
            peak_lags: scales.iter().map(lag).collect(),
        }
    }
    /// Correlation at a lag in bins, at one of the 32 scales; NaN where there is none.
    pub fn r(&self, scale: Scale, lag: i64) -> f64 {
        let most = self.most_lag as i64;
        if lag.abs() > most {
            return f64::NAN;
        }
        let place = row(scale) * (2 * self.most_lag + 1) + (lag + most) as usize;
        self.r.get(place).map_or(f64::NAN, |&r| f64::from(r))
    }
    /// The largest correlation, at one of the 32 scales.
    pub fn peak_r(&self, scale: Scale) -> f64 {
        let peak = self.peaks.get(row(scale));
        peak.map_or(f64::NAN, |&r| f64::from(r))
    }
    /// The lag of the largest correlation in bins, at one of the 32 scales.
    pub fn peak_lag_bins(&self, scale: Scale) -> f64 {
        let lag = self.peak_lags.get(row(scale));
        lag.map_or(f64::NAN, |&lag| f64::from(lag))
    }
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&self.r[..]) + 2 * size_of_val(&self.peaks[..])
    }
}

fn row(scale: Scale) -> usize {
    (scale.k().round() as usize).saturating_sub(1)
}

/// [`BATCH`](crate::analysis::balance::statistics::BATCH) realisations, from number `batch * BATCH` on (fewer at the end).
///
/// # Errors
/// When overtaken.
pub fn correlation_batch(
    recording: &Recording,
    selection: &Selection,
    surrogate: &Surrogate,
    max_lag_bins: usize,
    batch: u32,
    task: &Task<'_>,
) -> Result<Arc<Vec<Lagged>>, AnalysisError> {
    let (kind, seed) = (surrogate.kind, surrogate.seed);
    let numbers = numbers(surrogate, batch);
    task.shared(
        || {
            format!(
                "surrogate correlation {} {selection:?} {max_lag_bins} {kind:?} {seed} {numbers:?}",
                recording.id()
            )
        },
        |all: &Vec<Lagged>| all.iter().map(Lagged::bytes).sum(),
        || {
            let intervals = selection.intervals(recording);
            let scales: Vec<Scale> = Scale::all().collect();
            let one = |number| {
                let spikes = Realisation::new(recording, &intervals, surrogate, number, task)?;
                let at = |&scale: &Scale| {
                    let bins = Bins::new(&intervals, scale);
                    let correlogram = lagged(&spikes, kind, &bins, max_lag_bins, task)?;
                    Ok(ScaleCorrelation { scale, correlogram })
                };
                let all: Result<Vec<_>, AnalysisError> = scales.par_iter().map(at).collect();
                Ok(Lagged::new(&all?))
            };
            numbers.clone().into_par_iter().map(one).collect()
        },
    )
}

/// The cross-correlograms of as many realisations in bins of one width.
///
/// # Errors
/// When overtaken.
pub fn correlogram_batch(
    recording: &Recording,
    selection: &Selection,
    surrogate: &Surrogate,
    width_s: f64,
    max_lag_bins: usize,
    batch: u32,
    task: &Task<'_>,
) -> Result<Arc<Vec<Correlogram>>, AnalysisError> {
    let intervals = selection.intervals(recording);
    let bins = Bins::with_width(&intervals, width_s);
    let one = |number| {
        let spikes = Realisation::new(recording, &intervals, surrogate, number, task)?;
        lagged(&spikes, surrogate.kind, &bins, max_lag_bins, task)
    };
    let numbers = numbers(surrogate, batch).into_par_iter();
    let all: Result<Vec<_>, AnalysisError> = numbers.map(one).collect();
    Ok(Arc::new(all?))
}

/// One realisation in bins of one width.
fn lagged(
    spikes: &Realisation,
    kind: SurrogateKind,
    bins: &Bins,
    max_lag_bins: usize,
    task: &Task<'_>,
) -> Result<Correlogram, AnalysisError> {
    if kind == SurrogateKind::BinPermutation {
        correlogram_of_counts(&spikes.counts(bins, task)?, bins, max_lag_bins, task)
    } else {
        correlogram(spikes.trains(), bins, max_lag_bins, task)
    }
}
