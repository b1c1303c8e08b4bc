//! Rates over the whole recording, for the timeline.

use super::sorted::column_counts;
use super::{AnalysisError, Task};
use crate::recording::{Interval, Pooled, Recording};
use rayon::prelude::*;

/// Mean rate per neuron (Hz) in equal columns over the span; a list is empty where the class has
/// no included units.
#[derive(Clone, Debug, PartialEq)]
pub struct Overview {
    pub span: Interval,
    pub e_rate: Vec<f32>,
    pub i_rate: Vec<f32>,
    /// All included units, those without class too.
    pub all_rate: Vec<f32>,
}

/// Rates of the included units in `columns` equal columns. A spike at the very end of the span is
/// counted in the last column. Spikes outside the span (a file may state a shorter one) are not.
///
/// # Errors
/// [`AnalysisError::Cancelled`].
pub fn overview(
    recording: &Recording,
    columns: usize,
    task: &Task<'_>,
) -> Result<Overview, AnalysisError> {
    let span = recording.span();
    let pools = recording.ensembles();
    let counts = [&pools.excitatory, &pools.inhibitory, &pools.unclassified]
        .into_par_iter()
        .map(|pool| {
            task.check()?;
            Ok(count(pool, span, columns))
        })
        .collect::<Result<Vec<_>, AnalysisError>>()?;
    let width_s = span.duration_s() / columns.max(1) as f64;
    let rates = |of: &[usize]| -> Vec<f32> {
        let units: usize = of.iter().map(|&k| counts[k].0).sum();
        if units == 0 {
            return Vec::new();
        }
        (0..columns)
            .map(|c| {
                let spikes: f64 = of.iter().map(|&k| f64::from(counts[k].1[c])).sum();
                (spikes / (units as f64 * width_s)) as f32
            })
            .collect()
    };
    Ok(Overview {
        span,
        e_rate: rates(&[0]),
        i_rate: rates(&[1]),
        all_rate: rates(&[0, 1, 2]),
    })
}

fn count(pool: &Pooled, span: Interval, columns: usize) -> (usize, Vec<u32>) {
    let times = pool.times_s();
    let from = times.partition_point(|&t| t < span.start_s);
    let to = times.partition_point(|&t| t <= span.stop_s).max(from);
    let mut counts = vec![0; columns];
    column_counts(&times[from..to], span.start_s, span.stop_s, &mut counts);
    (pool.unit_count(), counts)
}
