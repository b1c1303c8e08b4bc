//! Rates over the whole recording, for the timeline.

use crate::analysis::numerics::sorted::column_counts;
use crate::analysis::{AnalysisError, Task};
use crate::recording::{Class, Interval, Recording, SpikeTrains, Unit};
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
    let pools = recording.ensembles();
    let trains = [&pools.excitatory, &pools.inhibitory, &pools.unclassified]
        .map(|pool| (pool.unit_count(), vec![pool.times_s()]));
    rates(&trains, recording.span(), columns, task)
}

/// The same of units that are not pooled yet, as a first look at what is being read; their trains
/// are ascending.
///
/// # Errors
/// [`AnalysisError::Cancelled`].
pub fn first_look(
    units: &[Unit],
    trains: &SpikeTrains,
    span: Interval,
    columns: usize,
    task: &Task<'_>,
) -> Result<Overview, AnalysisError> {
    let of = [Class::Excitatory, Class::Inhibitory, Class::Unclassified].map(|class| {
        let own = (0..)
            .zip(units)
            .filter(|(_, u)| u.included && u.class == class);
        let own: Vec<&[f64]> = own.map(|(at, _)| trains.unit(at)).collect();
        (own.len(), own)
    });
    rates(&of, span, columns, task)
}

/// From the number of units of each class and their spikes, in one train or in several.
fn rates(
    of: &[(usize, Vec<&[f64]>); 3],
    span: Interval,
    columns: usize,
    task: &Task<'_>,
) -> Result<Overview, AnalysisError> {
    let counts = of
        .par_iter()
        .map(|(units, trains)| {
            let none = || vec![0; columns];
            let counts = trains
                .par_iter()
                .map(|train| {
                    task.check()?;
                    Ok::<_, AnalysisError>(count(train, span, columns))
                })
                .try_reduce(none, |mut all, more| {
                    for (n, more) in all.iter_mut().zip(more) {
                        *n += more;
                    }
                    Ok(all)
                })?;
            Ok((*units, counts))
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

fn count(times: &[f64], span: Interval, columns: usize) -> Vec<u32> {
    let from = times.partition_point(|&t| t < span.start_s);
    let to = times.partition_point(|&t| t <= span.stop_s).max(from);
    let mut counts = vec![0; columns];
    column_counts(&times[from..to], span.start_s, span.stop_s, &mut counts);
    counts
}
