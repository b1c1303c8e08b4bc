//! Two lists, spike times and the cluster of each, put into trains by counting.

use super::{Array, trains};
use crate::formats::assemble::MOST_UNITS;
use crate::formats::{FormatError, Progress};
use crate::recording::{SpikeTrains, Warning};
use std::path::Path;

/// What the numbers of times mean.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) enum Clock {
    Seconds,
    /// Samples at this rate; numbers with fractions can only be seconds all the same.
    Samples(f64),
}

/// What the arrays give.
pub(in crate::formats) struct ClusterSpikes {
    /// Numbers of the clusters that have spikes, ascending.
    pub ids: Vec<u32>,
    pub trains: SpikeTrains,
}

/// Reads a list of times and the list of the cluster of each. The spikes are held once, as times.
pub(in crate::formats) fn read(
    [times, clusters]: [&Path; 2],
    clock: Clock,
    format: &'static str,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<ClusterSpikes, FormatError> {
    let times = Array::open(times, format)?;
    let count = times.list().ok_or_else(|| times.not("a list of times"))?;
    let clusters = Array::open(clusters, format)?;
    // phy takes floating-point numbers, too.
    let named = clusters
        .list()
        .ok_or_else(|| clusters.not("one number of a cluster for each spike"))?;
    if named != count {
        let more = named.abs_diff(count);
        warnings.push(
            Warning::counted(
                more,
                "spikes have only a time or only a cluster and are left out",
            )
            .at(clusters.input.name()),
        );
    }
    let count = count.min(named);
    progress.report(0.05, "clusters");
    let pieces = trains::pieces(count);
    let counted = trains::count(&clusters, &pieces, progress)?;
    let ids = counted.clusters.ids.len();
    if ids > MOST_UNITS {
        let found = format!("{ids} different numbers");
        let expected = format!("at most {MOST_UNITS} clusters");
        let object = clusters.input.name();
        let path = clusters.input.path();
        return Err(FormatError::malformed(
            path, format, object, expected, found,
        ));
    }
    let lost = count - counted.spikes();
    if lost > 0 {
        let what = "spikes have a number of a cluster that is negative, no whole number or too large and are left out";
        warnings.push(Warning::counted(lost, what).at(clusters.input.name()));
    }
    progress.report(0.2, "spike times");
    // Samples by the documentation, as floating-point numbers too (MATLAB writes doubles). With
    // fractions they can only be seconds.
    let is_float = times.header.number.is_float();
    let per_second = match clock {
        Clock::Seconds => 1.0,
        Clock::Samples(_) if is_float && trains::has_fractions(&times, &pieces, progress)? => {
            let what = "are floating-point numbers with fractions, which are taken to be seconds";
            warnings.push(Warning::new(what).at(times.input.name()));
            1.0
        }
        Clock::Samples(rate_hz) => rate_hz,
    };
    let trains = trains::trains(&times, &clusters, &pieces, &counted, per_second, progress)?;
    Ok(ClusterSpikes {
        ids: counted.clusters.ids,
        trains,
    })
}
