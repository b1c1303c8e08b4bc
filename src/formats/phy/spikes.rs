//! Spike times and the cluster of each, put into trains by counting.

use super::folder::{CLUSTERS, TEMPLATES_OF_SPIKES, TIMES};
use super::{NAME, trains};
use crate::formats::assemble::MOST_UNITS;
use crate::formats::npy::Array;
use crate::formats::{FormatError, Progress};
use crate::recording::{SpikeTrains, Warning};
use std::path::Path;

/// What the arrays give.
pub(super) struct Spikes {
    /// Numbers of the clusters that have spikes, ascending.
    pub ids: Vec<u32>,
    pub trains: SpikeTrains,
}

/// Reads the sorting of a folder. The spikes are held once, as times.
pub(super) fn read(
    folder: &Path,
    rate_hz: f64,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Spikes, FormatError> {
    let times = Array::open(&folder.join(TIMES), NAME)?;
    let count = times.list().ok_or_else(|| times.not("a list of times"))?;
    let own = folder.join(CLUSTERS);
    let clusters = if own.is_file() {
        own
    } else {
        folder.join(TEMPLATES_OF_SPIKES)
    };
    let clusters = Array::open(&clusters, NAME)?;
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
        return Err(FormatError::malformed(path, NAME, object, expected, found));
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
    let per_second = if is_float && trains::has_fractions(&times, &pieces, progress)? {
        let what = "are floating-point numbers with fractions, which are taken to be seconds";
        warnings.push(Warning::new(what).at(TIMES));
        1.0
    } else {
        rate_hz
    };
    let trains = trains::trains(&times, &clusters, &pieces, &counted, per_second, progress)?;
    Ok(Spikes {
        ids: counted.clusters.ids,
        trains,
    })
}
