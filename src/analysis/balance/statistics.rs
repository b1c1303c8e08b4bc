//! The numbers of balance at every scale: of the data, and of as many realisations of a surrogate.

use super::collapse::{self, CollapseCurve, CollapseSummary, houdayer_hartmann};
use super::partition::Gini;
use super::variance::{Fit, ScaleTally, measure};
use crate::analysis::numerics::sorted::quantile;
use crate::analysis::surrogates::{Realisation, Surrogate};
use crate::analysis::{
    AnalysisError, Balance, Deviation, JointCounts, Normalisation, Normaliser, Ruler, Scale,
    Selection, StaticBalance, Task, normalisers,
};
use crate::recording::{Recording, UnitCount};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// Bins that a scale has to have at least to count in what sums up several scales.
pub const ENOUGH_BINS: u64 = 30;
/// Realisations that are worked out at once: they take a second or two.
pub const BATCH: u32 = 4;

/// What one scale comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct AtScale {
    pub scale: Scale,
    pub balance: Balance,
    /// Counts to values, of E and of I.
    pub e: Normaliser,
    pub i: Normaliser,
    /// Missing without spread.
    pub collapse: Option<CollapseCurve>,
    pub excitatory: Gini,
    pub inhibitory: Gini,
    /// z-scores over the same bins.
    pub deviation: Deviation,
    pub static_balance: StaticBalance,
}

impl AtScale {
    pub fn new(joint: &JointCounts, units: [UnitCount; 2], normalisation: Normalisation) -> Self {
        let scale = joint.sums.scale;
        let (e, i) = normalisers(&joint.sums.moments, units, scale.width_s(), normalisation);
        Self {
            scale,
            balance: Balance::new(&joint.sums, units, normalisation),
            e,
            i,
            collapse: CollapseCurve::new(joint, e, i),
            excitatory: Gini::new(&joint.marginal_e()),
            inhibitory: Gini::new(&joint.marginal_i()),
            deviation: Deviation::new(joint, &Ruler::new(&joint.sums.moments)),
            static_balance: StaticBalance::new(joint),
        }
    }
    /// Enough bins, and a curve.
    fn counts(&self) -> Option<&CollapseCurve> {
        self.collapse
            .as_ref()
            .filter(|_| self.balance.n_bins >= ENOUGH_BINS)
    }
    pub fn var_e(&self) -> f64 {
        self.balance.sd_e * self.balance.sd_e
    }
    pub fn var_i(&self) -> f64 {
        self.balance.sd_i * self.balance.sd_i
    }
    fn bytes(&self) -> usize {
        let curve = self
            .collapse
            .as_ref()
            .map_or(0, |c| size_of_val(&c.curve[..]));
        size_of::<Self>() + curve
    }
}

/// All scales, fine to coarse.
#[derive(Clone, Debug, PartialEq)]
pub struct Statistics {
    pub scales: Vec<AtScale>,
}

impl Statistics {
    /// Of the joint histograms of several scales.
    pub fn new(
        joint: &[&JointCounts],
        units: [UnitCount; 2],
        normalisation: Normalisation,
    ) -> Self {
        let scales = joint
            .par_iter()
            .map(|joint| AtScale::new(joint, units, normalisation))
            .collect();
        Self { scales }
    }
    /// The collapse curves of the scales with enough bins.
    pub fn curves(&self) -> Vec<&CollapseCurve> {
        self.scales.iter().filter_map(AtScale::counts).collect()
    }
    /// How well they fall on one another.
    pub fn collapse_summary(&self) -> Option<CollapseSummary> {
        CollapseSummary::new(&self.curves())
    }
    /// The line through log Var f against log width, over the scales with enough bins.
    pub fn fit(&self, range_s: [f64; 2]) -> Option<Fit> {
        let enough = |s: &&AtScale| s.balance.n_bins >= ENOUGH_BINS;
        let (widths_s, variances): (Vec<f64>, Vec<f64>) = self
            .scales
            .iter()
            .filter(enough)
            .map(|s| (s.scale.width_s(), s.balance.var_f))
            .unzip();
        Fit::new(&widths_s, &variances, range_s)
    }
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.scales.iter().map(AtScale::bytes).sum()
    }
}

/// What is measured of a selection at all 32 scales: worked out once for all analyses that need it.
///
/// # Errors
/// When overtaken.
pub fn measured(
    recording: &Recording,
    selection: &Selection,
    task: &Task<'_>,
) -> Result<Arc<Vec<ScaleTally>>, AnalysisError> {
    task.shared(
        || format!("measured {} {selection:?}", recording.id()),
        |all: &Vec<ScaleTally>| all.iter().map(ScaleTally::bytes).sum(),
        || {
            let scales: Vec<Scale> = Scale::all().collect();
            let trains = recording.ensembles().times_s();
            measure(trains, &selection.intervals(recording), &scales, task)
        },
    )
}

/// The statistics of the data at all 32 scales.
///
/// # Errors
/// When overtaken.
pub fn statistics(
    recording: &Recording,
    selection: &Selection,
    normalisation: Normalisation,
    task: &Task<'_>,
) -> Result<Arc<Statistics>, AnalysisError> {
    task.shared(
        || {
            format!(
                "statistics {} {selection:?} {normalisation:?}",
                recording.id()
            )
        },
        Statistics::bytes,
        || {
            let measured = measured(recording, selection, task)?;
            task.check()?;
            let joint: Vec<&JointCounts> = measured.iter().map(|m| &m.joint).collect();
            let units = recording.unit_counts(&selection.intervals(recording));
            Ok(Statistics::new(&joint, units, normalisation))
        },
    )
}

/// Quality of the collapse of the data's curves, [`houdayer_hartmann`] with bootstrap errors.
///
/// # Errors
/// When overtaken.
pub fn collapse_quality(
    recording: &Recording,
    selection: &Selection,
    normalisation: Normalisation,
    task: &Task<'_>,
) -> Result<Arc<Option<f64>>, AnalysisError> {
    task.shared(
        || format!("quality {} {selection:?} {normalisation:?}", recording.id()),
        |_| size_of::<Option<f64>>(),
        || {
            let all = statistics(recording, selection, normalisation, task)?;
            let measured = measured(recording, selection, task)?;
            let joint: Vec<&JointCounts> = measured.iter().map(|m| &m.joint).collect();
            quality(&all, &joint, task)
        },
    )
}

/// Of curves and the joint histograms that they are of, scale by scale.
fn quality(
    all: &Statistics,
    joint: &[&JointCounts],
    task: &Task<'_>,
) -> Result<Option<f64>, AnalysisError> {
    const SEED: u64 = 1;
    let curves = all
        .scales
        .par_iter()
        .zip(joint.par_iter())
        .filter_map(|(at, joint)| Some((at, at.counts()?, joint)))
        .map(|(at, curve, joint)| {
            task.check()?;
            let errors = collapse::errors(joint, at.e, at.i, SEED);
            Ok((curve.scaled().collect(), errors))
        })
        .collect::<Result<Vec<_>, AnalysisError>>()?;
    Ok(houdayer_hartmann(&curves))
}

/// [`collapse_quality`] of [`BATCH`] realisations of a surrogate, from number `batch * BATCH` on
/// (fewer at the end); NaN where there is none.
///
/// # Errors
/// When overtaken.
pub fn quality_batch(
    recording: &Recording,
    selection: &Selection,
    normalisation: Normalisation,
    surrogate: &Surrogate,
    batch: u32,
    task: &Task<'_>,
) -> Result<Arc<Vec<f64>>, AnalysisError> {
    let intervals = selection.intervals(recording);
    let scales: Vec<Scale> = Scale::all().collect();
    let all = surrogate_batch(recording, selection, normalisation, surrogate, batch, task)?;
    let one = |(number, all)| {
        let spikes = Realisation::new(recording, &intervals, surrogate, number, task)?;
        let joint = spikes.joint(&intervals, &scales, task)?;
        let joint: Vec<&JointCounts> = joint.iter().collect();
        Ok(quality(all, &joint, task)?.unwrap_or(f64::NAN))
    };
    let all = numbers(surrogate, batch)
        .into_par_iter()
        .zip(&all[..])
        .map(one);
    all.collect::<Result<_, AnalysisError>>().map(Arc::new)
}

/// The statistics of [`BATCH`] realisations of a surrogate, from number `batch * BATCH` on (fewer
/// at the end), at all 32 scales.
///
/// # Errors
/// When overtaken.
pub fn surrogate_batch(
    recording: &Recording,
    selection: &Selection,
    normalisation: Normalisation,
    surrogate: &Surrogate,
    batch: u32,
    task: &Task<'_>,
) -> Result<Arc<Vec<Statistics>>, AnalysisError> {
    let (kind, seed) = (surrogate.kind, surrogate.seed);
    let numbers = numbers(surrogate, batch);
    task.shared(
        || {
            format!(
                "surrogate {} {selection:?} {normalisation:?} {kind:?} {seed} {numbers:?}",
                recording.id()
            )
        },
        |all: &Vec<Statistics>| all.iter().map(Statistics::bytes).sum(),
        || {
            let intervals = selection.intervals(recording);
            let units = recording.unit_counts(&intervals);
            let scales: Vec<Scale> = Scale::all().collect();
            numbers
                .clone()
                .into_par_iter()
                .map(|number| {
                    let spikes = Realisation::new(recording, &intervals, surrogate, number, task)?;
                    let joint = spikes.joint(&intervals, &scales, task)?;
                    task.check()?;
                    let joint: Vec<&JointCounts> = joint.iter().collect();
                    Ok(Statistics::new(&joint, units, normalisation))
                })
                .collect()
        },
    )
}

/// The numbers of the realisations in a batch.
pub fn numbers(surrogate: &Surrogate, batch: u32) -> Range<u32> {
    let first = batch * BATCH;
    first..(first + BATCH).min(surrogate.realisations)
}

/// How many batches a surrogate has.
pub fn batches(surrogate: &Surrogate) -> u32 {
    surrogate.realisations.div_ceil(BATCH)
}

/// A number over realisations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Realisations that have the number.
    pub n: usize,
    pub mean: f64,
    /// With n in the denominator.
    pub sd: f64,
    /// The 2.5 and 97.5 % quantiles (linear between neighbours).
    pub low: f64,
    pub high: f64,
}

impl Spread {
    /// Of the finite among `values`; `None` without any.
    pub fn new(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().filter(|v| v.is_finite()).collect();
        values.sort_unstable_by(f64::total_cmp);
        let n = values.len();
        n.checked_sub(1)?;
        let mean = values.iter().sum::<f64>() / n as f64;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        Some(Self {
            n,
            mean,
            sd: (squares / n as f64).sqrt(),
            low: quantile(&values, 0.025),
            high: quantile(&values, 0.975),
        })
    }
}
