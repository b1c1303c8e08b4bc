//! The ensembles over time at one scale, thinned to the width of a panel.

use crate::analysis::ensembles::columns::{ColumnBreaks, Columns, Extent, columns};
use crate::analysis::{AnalysisError, CountSummary, Normaliser, Selection, Settings, Task};
use crate::recording::{Class, Interval, Pooled, Recording};

/// Ensembles over time. Where there are more bins than pixels, a point stands for `bins_each`
/// successive bins of one interval: their mean, and their smallest and largest value.
#[derive(Clone, Debug, PartialEq)]
pub struct EnsembleTrace {
    pub columns: Columns,
    /// What each point covers.
    pub points: Vec<Interval>,
    /// Excitatory and inhibitory, those that have units; the unclassified only if neither has.
    pub classes: Vec<ClassTrace>,
}

/// The trace of one class, in the chosen normalisation; NaN where that is undefined.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassTrace {
    pub class: Class,
    /// Included units.
    pub units: usize,
    /// Spikes in bins, and in selected time that fills no bin.
    pub spikes: u64,
    pub spikes_left_out: u64,
    pub normaliser: Normaliser,
    pub mean: Vec<f64>,
    pub low: Vec<f64>,
    pub high: Vec<f64>,
}

/// Traces of the ensembles in the selection with at most about `points` points.
///
/// # Errors
/// [`AnalysisError::Cancelled`].
pub fn ensemble_trace(
    recording: &Recording,
    selection: &Selection,
    settings: &Settings,
    points: usize,
    task: &Task<'_>,
) -> Result<EnsembleTrace, AnalysisError> {
    let intervals = selection.intervals(recording);
    let pools = recording.ensembles();
    let classified = pools.pair().iter().any(|pool| pool.unit_count() > 0);
    let observed = if classified {
        recording
            .unit_counts(&intervals)
            .map(|units| units.observed)
    } else {
        [
            recording.observed_units(&pools.unclassified, &intervals),
            0.0,
        ]
    };
    let nobody = Pooled::default();
    let (trains, names) = if classified {
        (pools.pair(), [Class::Excitatory, Class::Inhibitory])
    } else {
        let all = &pools.unclassified;
        ([all, &nobody], [Class::Unclassified; 2])
    };
    let thinned = columns(
        trains.map(Pooled::times_s),
        &intervals,
        settings.scale,
        points,
        ColumnBreaks::BetweenIntervals,
        task,
    )?;
    let cover = |c: usize| {
        let bins = thinned.bins_of(c);
        let first = thinned.bins.interval(bins.start)?;
        let last = thinned.bins.interval(bins.end.checked_sub(1)?)?;
        Some(Interval::new(first.start_s, last.stop_s))
    };
    let (n, sums) = (thinned.sums.moments.bins, &thinned.sums);
    let (mean_e, mean_i) = sums.moments.means();
    let (var_e, var_i, _) = sums.moments.second();
    let summary = |class, units: f64, sum: u128, mean, var: f64, max| CountSummary {
        class,
        units,
        width_s: thinned.bins.width_s(),
        sum: sum as f64,
        mean,
        sd: var.sqrt(),
        max: f64::from(max),
    };
    let of_class = |class, pool: &Pooled, extents: &[Extent], counts: &CountSummary, left_out| {
        let map = settings.normalisation.normaliser(counts);
        let mean = |(c, x): (usize, &Extent)| {
            let bins = thinned.bins_of(c);
            map.apply(x.sum as f64 / (bins.end - bins.start) as f64)
        };
        ClassTrace {
            class,
            units: pool.unit_count(),
            spikes: counts.sum as u64,
            spikes_left_out: left_out,
            normaliser: map,
            mean: extents.iter().enumerate().map(mean).collect(),
            low: extents.iter().map(|x| map.apply(x.min.into())).collect(),
            high: extents.iter().map(|x| map.apply(x.max.into())).collect(),
        }
    };
    let [first, second] = trains;
    let m = &sums.moments;
    let e = summary(names[0], observed[0], m.sum_e, mean_e, var_e, m.max_e);
    let i = summary(names[1], observed[1], m.sum_i, mean_i, var_i, m.max_i);
    let mut classes = vec![
        of_class(names[0], first, &thinned.e, &e, sums.left_out_e),
        of_class(names[1], second, &thinned.i, &i, sums.left_out_i),
    ];
    classes.retain(|c| c.units > 0);
    let points = if n == 0 { 0 } else { thinned.e.len() };
    Ok(EnsembleTrace {
        points: (0..points).filter_map(cover).collect(),
        classes,
        columns: thinned,
    })
}

impl EnsembleTrace {
    /// The point that covers a time.
    pub fn point_at(&self, t_s: f64) -> Option<usize> {
        self.columns.column_of(self.columns.bins.find(t_s)?)
    }
}
