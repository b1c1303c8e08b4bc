//! Spike times and the cluster of each, put into trains by counting.

use super::NAME;
use super::folder::{CLUSTERS, TEMPLATES_OF_SPIKES, TIMES};
use crate::formats::npy::Array;
use crate::formats::roster::{self, MOST_UNITS, Scatter};
use crate::formats::{FormatError, Progress};
use crate::recording::{SpikeTrains, Warning};
use std::path::Path;

/// What the arrays give.
pub(super) struct Spikes {
    /// Numbers of the clusters that have spikes, ascending.
    pub ids: Vec<u32>,
    pub trains: SpikeTrains,
}

/// Reads the sorting of a folder. The spikes are held once as times (8 bytes) and, until they are
/// sorted, once as numbers of clusters (4 bytes).
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
    let named = clusters
        .list()
        .filter(|_| clusters.header.number.is_integer())
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
    let mut of = clusters_of(&clusters, count, progress)?;
    let ids = roster::number(&mut of);
    if ids.len() > MOST_UNITS {
        let found = format!("{} different numbers", ids.len());
        let expected = format!("at most {MOST_UNITS} clusters");
        let object = clusters.input.name();
        let path = clusters.input.path();
        return Err(FormatError::malformed(path, NAME, object, expected, found));
    }
    let mut counts = vec![0_usize; ids.len()];
    for &unit in &of {
        if let Some(count) = counts.get_mut(unit as usize) {
            *count += 1;
        }
    }
    let lost = count - counts.iter().sum::<usize>();
    if lost > 0 {
        let what =
            "spikes have a number of a cluster that is negative or too large and are left out";
        warnings.push(Warning::counted(lost, what).at(clusters.input.name()));
    }
    progress.report(0.3, "spike times");
    let mut scatter = Scatter::new(&counts);
    let mut unit = of.iter();
    // Kilosort and SpikeInterface may also write seconds, as floating-point numbers.
    let per_second = if times.header.number.is_float() {
        let what = "are floating-point numbers, which are taken to be seconds";
        warnings.push(Warning::new(what).at(TIMES));
        1.0
    } else {
        rate_hz
    };
    times.each(0, count as u64, progress, |time| {
        if let Some(&unit) = unit.next() {
            scatter.put(unit as usize, time / per_second);
        }
    })?;
    Ok(Spikes {
        ids,
        trains: scatter.into_trains(),
    })
}

/// The cluster of every spike.
pub(super) fn clusters_of(
    array: &Array,
    count: usize,
    progress: &Progress<'_>,
) -> Result<Vec<u32>, FormatError> {
    let mut all = Vec::with_capacity(count);
    array.each(0, count as u64, progress, |v| {
        all.push(roster::cluster(v));
    })?;
    Ok(all)
}
