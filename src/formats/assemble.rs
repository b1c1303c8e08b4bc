//! From spikes and numbers of clusters to units and trains, for several formats.

use super::OpenOptions;
use crate::recording::{Column, ColumnValues, SpikeTrains, Warning};

/// More than this are no units.
pub(super) const MOST_UNITS: usize = 100_000;

/// Puts spikes that come in any order of units into trains; the order within a unit is kept.
pub(super) struct TrainBuilder {
    times_s: Vec<f64>,
    next: Vec<usize>,
    ends: Vec<usize>,
}

impl TrainBuilder {
    /// For units with so many spikes each.
    pub(super) fn new(counts: &[usize]) -> Self {
        let mut total = 0;
        let mut next = Vec::with_capacity(counts.len());
        let mut ends = Vec::with_capacity(counts.len());
        for count in counts {
            next.push(total);
            total += count;
            ends.push(total);
        }
        Self {
            times_s: vec![0.0; total],
            next,
            ends,
        }
    }
    /// One more spike of a unit. Those beyond its count, or of a unit that does not exist, are ignored.
    pub(super) fn push_spike(&mut self, unit: usize, time_s: f64) {
        let (Some(next), Some(&end)) = (self.next.get_mut(unit), self.ends.get(unit)) else {
            return;
        };
        if *next < end
            && let Some(slot) = self.times_s.get_mut(*next)
        {
            *slot = time_s;
            *next += 1;
        }
    }
    pub(super) fn into_trains(self) -> SpikeTrains {
        SpikeTrains::from_ragged(self.times_s, &self.ends).unwrap_or_default()
    }
}

/// Stands for what is no number of a cluster: negative, or not a whole number below 2^32 - 1.
pub(super) const NO_CLUSTER: u32 = u32::MAX;
/// The table of places may be longer than the spikes by so many entries.
const SMALL: usize = 1 << 16;

/// The number of a cluster.
pub(super) fn cluster_number(v: f64) -> u32 {
    // What is negative, no whole number or too large does not come back as it was.
    let whole = v as u32;
    if f64::from(whole) == v {
        whole
    } else {
        NO_CLUSTER
    }
}

/// Clusters in ascending order, each once, and the place of each.
#[derive(Debug)]
pub(super) struct ClusterIndex {
    pub ids: Vec<u32>,
    /// The place of every number up to the largest; empty where that would be too long.
    place: Vec<u32>,
}

impl ClusterIndex {
    /// The table of places is not made much longer than the number of `spikes`.
    pub(super) fn new(mut ids: Vec<u32>, spikes: usize) -> Self {
        ids.sort_unstable();
        ids.dedup();
        ids.retain(|c| *c != NO_CLUSTER);
        ids.shrink_to_fit();
        let largest = ids.last().map_or(0, |c| *c as usize);
        let mut place = Vec::new();
        if largest < spikes.saturating_add(SMALL) {
            place.resize(largest + 1, NO_CLUSTER);
            for (at, id) in (0_u32..).zip(&ids) {
                place[*id as usize] = at;
            }
        }
        Self { ids, place }
    }
    /// [`NO_CLUSTER`] for a cluster that is not there.
    pub(super) fn place(&self, cluster: u32) -> u32 {
        if self.place.is_empty() {
            let found = self.ids.binary_search(&cluster);
            return found.map_or(NO_CLUSTER, |at| at as u32);
        }
        self.place
            .get(cluster as usize)
            .copied()
            .unwrap_or(NO_CLUSTER)
    }
}

/// The clusters that occur, in any order and perhaps more than once.
pub(super) fn distinct_clusters(of: &[u32]) -> Vec<u32> {
    let known = of.iter().filter(|c| **c != NO_CLUSTER);
    let largest = known.max().map_or(0, |c| *c as usize);
    if largest >= of.len().saturating_add(SMALL) {
        return of.to_vec();
    }
    let mut is_there = vec![false; largest + 1];
    for &cluster in of {
        if let Some(is_there) = is_there.get_mut(cluster as usize) {
            *is_there = true;
        }
    }
    let all = (0_u32..).zip(is_there);
    all.filter_map(|(id, is)| is.then_some(id)).collect()
}

/// Replaces the cluster of every spike by its place in the ascending list of clusters, which is
/// returned.
pub(super) fn number_clusters(of: &mut [u32]) -> Vec<u32> {
    let numbered = ClusterIndex::new(distinct_clusters(of), of.len());
    for cluster in of {
        *cluster = numbered.place(*cluster);
    }
    numbered.ids
}

/// The sampling rate, from a person or else from the file's `object`; it is never guessed.
pub(super) fn rate_hz(
    written: Option<f64>,
    options: &OpenOptions,
    object: &str,
    warnings: &mut Vec<Warning>,
) -> Option<f64> {
    let is_rate = |r: &f64| r.is_finite() && *r > 0.0;
    let written = written.filter(is_rate);
    let said = options.sample_rate_hz.filter(is_rate);
    if let (Some(said), Some(written)) = (said, written)
        && said != written
    {
        let what = format!("says {written} Hz; {said} Hz is used, as was asked for");
        warnings.push(Warning::new(what).at(object));
    }
    said.or(written)
}

/// A column: numbers where every cell that is not missing is one, else text.
pub(super) fn column(name: impl Into<String>, cells: Vec<String>) -> Column {
    let is_missing = |cell: &str| {
        cell.is_empty()
            || ["nan", "na", "none", "null"]
                .iter()
                .any(|m| cell.eq_ignore_ascii_case(m))
    };
    let number = |cell: &str| cell.parse::<f64>().ok().filter(|v| v.is_finite());
    let has_one = cells.iter().any(|c| number(c).is_some());
    let numeric = has_one && cells.iter().all(|c| is_missing(c) || number(c).is_some());
    let values = if numeric {
        let numbers = cells.iter().map(|c| number(c).unwrap_or(f64::NAN));
        ColumnValues::Number(numbers.collect())
    } else {
        ColumnValues::Text(cells)
    };
    Column {
        name: name.into(),
        values,
    }
}
