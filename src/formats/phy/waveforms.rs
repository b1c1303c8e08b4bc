//! Mean waveforms: of the template of each cluster the channel where it is largest.

use super::folder::{CLUSTERS, TEMPLATES, TEMPLATES_IND, TEMPLATES_OF_SPIKES};
use super::{NAME, deal};
use crate::formats::npy::Array;
use crate::formats::{FormatError, Progress, roster};
use crate::recording::Warning;
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;

/// Memory for waveforms that does not depend on the size of the templates.
const SMALL_CHANGE: u64 = 1 << 20;
/// Most pairs of cluster and template that are counted.
const MOST_PAIRS: usize = 1 << 22;

/// The largest channel of a template.
pub(super) struct Template {
    /// In units of the sorter, whitened or not as it wrote them.
    pub samples: Vec<f32>,
    pub channel: usize,
}

/// One entry a cluster; none at all without `templates.npy`.
pub(super) fn read(
    folder: &Path,
    ids: &[u32],
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Option<Template>>, FormatError> {
    let path = folder.join(TEMPLATES);
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let array = Array::open(&path, NAME)?;
    let &[count, samples, channels] = array.header.shape.as_slice() else {
        return Err(array.not("templates x samples x channels"));
    };
    if array.header.is_fortran || array.header.number.is_text() {
        return Err(array.not("templates x samples x channels, the channels fastest"));
    }
    let size = samples.saturating_mul(channels);
    let of = templates_of(folder, ids, count, progress, warnings)?;
    // Some sorters store only the channels around each template, and which these are.
    let channels_of = Array::open(&folder.join(TEMPLATES_IND), NAME)
        .ok()
        .filter(|ind| ind.header.shape == [count, channels] && !ind.header.is_fortran);
    let mut all = Vec::with_capacity(ids.len());
    let mut values = Vec::new();
    // Merged clusters may have the same template.
    let mut allowance = SMALL_CHANGE.saturating_add(array.input.length().saturating_mul(2));
    let mut left_out = 0;
    for template in of {
        progress.check()?;
        let Some(template) = template.filter(|_| size > 0) else {
            all.push(None);
            continue;
        };
        let Some(left) = allowance.checked_sub(samples.saturating_mul(4)) else {
            left_out += 1;
            all.push(None);
            continue;
        };
        allowance = left;
        values.clear();
        let from = template * size;
        array.each(from, from + size, progress, |v| values.push(v as f32))?;
        let mut best = largest(&values, channels as usize);
        if let (Some(best), Some(ind)) = (&mut best, &channels_of) {
            let at = template * channels + best.channel as u64;
            ind.each(at, at + 1, progress, |v| best.channel = v.max(0.0) as usize)?;
        }
        all.push(best);
    }
    if left_out > 0 {
        let what = "clusters have templates too large for their number; they have no waveform";
        warnings.push(Warning::counted(left_out, what).at(TEMPLATES));
    }
    Ok(all)
}

/// The template of each cluster: its own where the cluster is as sorted, else the one that most of
/// its spikes have.
fn templates_of(
    folder: &Path,
    ids: &[u32],
    templates: u64,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Option<u64>>, FormatError> {
    let own = |id: &u32| Some(u64::from(*id)).filter(|id| *id < templates);
    let mut all: Vec<Option<u64>> = ids.iter().map(own).collect();
    // phy gives merged and split clusters numbers after those of the templates.
    let first_new = ids.partition_point(|id| u64::from(*id) < templates);
    let new = ids.get(first_new..).unwrap_or_default();
    let (clusters, of_spikes) = (folder.join(CLUSTERS), folder.join(TEMPLATES_OF_SPIKES));
    if new.is_empty() || !clusters.is_file() || !of_spikes.is_file() {
        return Ok(all);
    }
    let width = templates as usize;
    let pairs = new.len().saturating_mul(width);
    if pairs > MOST_PAIRS {
        let what = "merged clusters have no waveform: there are too many of them";
        warnings.push(Warning::counted(new.len(), what).at(TEMPLATES));
        return Ok(all);
    }
    let clusters = Array::open(&clusters, NAME)?;
    let of_spikes = Array::open(&of_spikes, NAME)?;
    let spikes = clusters.count().min(of_spikes.count()) as usize;
    let of_piece = |mut counts: Vec<u32>, piece: &Range<u64>| {
        let (from, to) = (piece.start, piece.end);
        of_spikes.each_with(&clusters, from, to, progress, |template, cluster| {
            let cluster = roster::cluster(cluster);
            if (cluster as usize) < width || !(0.0..templates as f64).contains(&template) {
                return;
            }
            if let Ok(row) = new.binary_search(&cluster)
                && let Some(count) = counts.get_mut(row * width + template as usize)
            {
                *count = count.saturating_add(1);
            }
        })?;
        Ok::<_, FormatError>(counts)
    };
    let none = || vec![0_u32; pairs];
    let counts = deal::pieces(spikes)
        .par_iter()
        .try_fold(none, of_piece)
        .try_reduce(none, |mut all, more| {
            for (n, more) in all.iter_mut().zip(more) {
                *n = n.saturating_add(more);
            }
            Ok(all)
        })?;
    let rows = counts.chunks(width.max(1));
    for (slot, row) in all.iter_mut().skip(first_new).zip(rows) {
        let most = row
            .iter()
            .enumerate()
            .max_by_key(|(at, n)| (**n, usize::MAX - at));
        *slot = most.filter(|(_, n)| **n > 0).map(|(at, _)| at as u64);
    }
    Ok(all)
}

/// The channel with the largest peak-to-peak range, `values[sample x channels + channel]`; `None`
/// where all are flat (an empty template).
fn largest(values: &[f32], channels: usize) -> Option<Template> {
    let wave = |c: usize| values.iter().skip(c).step_by(channels.max(1)).copied();
    let mut best: Option<(f32, usize)> = None;
    for channel in 0..channels {
        let finite = wave(channel).filter(|v| v.is_finite());
        let (low, high) = finite.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| {
            (low.min(v), high.max(v))
        });
        let range = high - low;
        if range > best.map_or(0.0, |b| b.0) {
            best = Some((range, channel));
        }
    }
    best.map(|(_, channel)| Template {
        samples: wave(channel).collect(),
        channel,
    })
}
