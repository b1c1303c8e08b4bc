//! Spike times and the cluster of each, put into trains by counting.

use super::NAME;
use super::folder::{CLUSTERS, TEMPLATES_OF_SPIKES, TIMES};
use crate::formats::npy::Array;
use crate::formats::roster::{MOST_UNITS, Scatter};
use crate::formats::{FormatError, Progress};
use crate::recording::{SpikeTrains, Warning};
use std::path::Path;

/// A cluster that cannot be: negative, or no whole number below 2^32 - 1.
const NONE: u32 = u32::MAX;
/// A list of every cluster up to the largest is made when it is not much longer than the spikes.
const SMALL: usize = 1 << 16;

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
    let ids = number(&mut of, &clusters)?;
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
        let fits = v >= 0.0 && v < f64::from(NONE);
        all.push(if fits { v as u32 } else { NONE });
    })?;
    Ok(all)
}

/// Replaces the cluster of every spike by its place in the list of clusters, which is returned.
fn number(of: &mut [u32], array: &Array) -> Result<Vec<u32>, FormatError> {
    let largest = of.iter().filter(|c| **c != NONE).max();
    let Some(&largest) = largest else {
        return Ok(Vec::new());
    };
    let too_many = |ids: &[u32]| {
        let found = format!("{} different numbers", ids.len());
        let expected = format!("at most {MOST_UNITS} clusters");
        FormatError::malformed(
            array.input.path(),
            NAME,
            array.input.name(),
            expected,
            found,
        )
    };
    if (largest as usize) < of.len().saturating_add(SMALL) {
        let mut place = vec![NONE; largest as usize + 1];
        for &cluster in &*of {
            if let Some(place) = place.get_mut(cluster as usize) {
                *place = 0;
            }
        }
        let mut ids = Vec::new();
        for (cluster, place) in (0_u32..).zip(&mut place) {
            if *place == 0 {
                *place = ids.len() as u32;
                ids.push(cluster);
            }
        }
        if ids.len() > MOST_UNITS {
            return Err(too_many(&ids));
        }
        for cluster in of {
            *cluster = place.get(*cluster as usize).copied().unwrap_or(NONE);
        }
        return Ok(ids);
    }
    let mut ids = of.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|c| *c != NONE);
    if ids.len() > MOST_UNITS {
        return Err(too_many(&ids));
    }
    for cluster in of {
        *cluster = ids.binary_search(cluster).map_or(NONE, |at| at as u32);
    }
    Ok(ids)
}
