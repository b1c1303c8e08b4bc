//! Sorts spikes in the order of the file into trains, on all cores.
//!
//! The file is cut into pieces. Counting the spikes of every cluster in every piece tells where in
//! each train those of a piece belong; then the pieces are read at the same time.

use super::Array;
use crate::formats::assemble::{self, ClusterIndex};
use crate::formats::{FormatError, Progress};
use crate::recording::SpikeTrains;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Spikes a piece.
const PIECE: usize = 4 << 20;

/// Spikes `0..count`, in pieces.
pub(in crate::formats) fn pieces(count: usize) -> Vec<Range<u64>> {
    let starts = (0..count).step_by(PIECE);
    starts
        .map(|from| from as u64..(from + PIECE).min(count) as u64)
        .collect()
}

/// How many spikes each cluster has.
pub(in crate::formats) struct ClusterCounts {
    pub clusters: ClusterIndex,
    /// A list a piece, one number a cluster.
    counts: Vec<Vec<u32>>,
}

impl ClusterCounts {
    /// Spikes that have a cluster.
    pub(in crate::formats) fn spikes(&self) -> usize {
        let all = self.counts.iter().flatten();
        all.map(|n| *n as usize).sum()
    }
}

/// The clusters of the spikes, and how many each has in every piece.
pub(in crate::formats) fn count(
    array: &Array,
    pieces: &[Range<u64>],
    progress: &Progress<'_>,
) -> Result<ClusterCounts, FormatError> {
    let in_piece = |piece: &Range<u64>| -> Result<_, FormatError> {
        let mut of = Vec::with_capacity((piece.end - piece.start) as usize);
        array.each(piece.start, piece.end, progress, |v| {
            of.push(assemble::cluster_number(v));
        })?;
        let ids = assemble::number_clusters(&mut of);
        let mut counts = vec![0_u32; ids.len()];
        for &at in &of {
            if let Some(count) = counts.get_mut(at as usize) {
                *count += 1;
            }
        }
        Ok((ids, counts))
    };
    let own: Vec<(Vec<u32>, Vec<u32>)> = pieces
        .par_iter()
        .map(in_piece)
        .collect::<Result<_, FormatError>>()?;
    let spikes = pieces.last().map_or(0, |p| p.end as usize);
    let ids = own.iter().flat_map(|(ids, _)| ids).copied().collect();
    let clusters = ClusterIndex::new(ids, spikes);
    let spread = |(ids, counts): &(Vec<u32>, Vec<u32>)| {
        let mut all = vec![0; clusters.ids.len()];
        for (id, count) in ids.iter().zip(counts) {
            if let Some(slot) = all.get_mut(clusters.place(*id) as usize) {
                *slot = *count;
            }
        }
        all
    };
    let counts = own.iter().map(spread).collect();
    Ok(ClusterCounts { clusters, counts })
}

/// Whether any number is not whole.
pub(in crate::formats) fn has_fractions(
    array: &Array,
    pieces: &[Range<u64>],
    progress: &Progress<'_>,
) -> Result<bool, FormatError> {
    let in_piece = |piece: &Range<u64>| -> Result<bool, FormatError> {
        let mut found = false;
        array.each(piece.start, piece.end, progress, |v| {
            found |= v.is_finite() && v.fract() != 0.0;
        })?;
        Ok(found)
    };
    let all: Vec<bool> = pieces.par_iter().map(in_piece).collect::<Result<_, _>>()?;
    Ok(all.contains(&true))
}

/// The trains of the clusters, in the order of their numbers.
pub(in crate::formats) fn trains(
    times: &Array,
    clusters: &Array,
    pieces: &[Range<u64>],
    counted: &ClusterCounts,
    per_second: f64,
    progress: &Progress<'_>,
) -> Result<SpikeTrains, FormatError> {
    let units = counted.clusters.ids.len();
    let mut times_s = vec![0.0; counted.spikes()];
    let mut ends = Vec::with_capacity(units);
    let mut slots: Vec<Vec<&mut [f64]>> =
        pieces.iter().map(|_| Vec::with_capacity(units)).collect();
    let (mut rest, mut end) = (&mut times_s[..], 0);
    for unit in 0..units {
        for (slots, counts) in slots.iter_mut().zip(&counted.counts) {
            let own = counts.get(unit).map_or(0, |n| *n as usize);
            let (slot, after) = rest.split_at_mut(own);
            slots.push(slot);
            rest = after;
            end += own;
        }
        ends.push(end);
    }
    let done = AtomicUsize::new(0);
    pieces
        .par_iter()
        .zip(slots)
        .try_for_each(|(piece, mut slots)| {
            times.each_with(
                clusters,
                piece.start,
                piece.end,
                progress,
                |time, cluster| {
                    let place = counted.clusters.place(assemble::cluster_number(cluster));
                    let slot = slots.get_mut(place as usize);
                    if let Some(first) = slot.and_then(|s| s.split_off_first_mut()) {
                        *first = time / per_second;
                    }
                },
            )?;
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress.report(0.2 + 0.5 * done as f32 / pieces.len() as f32, "spike times");
            Ok(())
        })?;
    Ok(SpikeTrains::from_ragged(times_s, &ends).unwrap_or_default())
}
