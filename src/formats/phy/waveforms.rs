//! Mean waveforms: of the template of each cluster the channel where it is largest.

use super::folder::{CLUSTERS, TEMPLATES, TEMPLATES_IND, TEMPLATES_OF_SPIKES};
use super::{NAME, trains};
use crate::formats::npy::Array;
use crate::formats::{FormatError, Progress, assemble};
use crate::recording::Warning;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

/// Memory for waveforms that does not depend on the size of the templates.
const SMALL_CHANGE: u64 = 1 << 20;
/// Most pairs of cluster and template that are counted.
const MOST_PAIRS: usize = 1 << 22;

/// The largest channel of a template.
#[derive(Clone)]
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
    if array.header.number.is_text() {
        return Err(array.not("templates x samples x channels"));
    }
    let of = templates_of(folder, ids, count, progress, warnings)?;
    let wanted: BTreeSet<u64> = of.iter().flatten().copied().collect();
    let mut found = if samples == 0 || channels == 0 {
        BTreeMap::new()
    } else if array.header.is_fortran {
        by_channel(&array, [count, samples, channels], &wanted, progress)?
    } else {
        by_template(&array, [samples, channels], &wanted, progress)?
    };
    name_channels(folder, &mut found, [count, channels], progress)?;
    // Merged clusters may have the same template.
    let mut allowance = SMALL_CHANGE.saturating_add(array.input.length());
    let mut all = Vec::with_capacity(ids.len());
    let mut left_out = 0;
    for template in of {
        let Some(template) = template.and_then(|t| found.get(&t)) else {
            all.push(None);
            continue;
        };
        if let Some(left) = allowance.checked_sub(samples.saturating_mul(4)) {
            allowance = left;
            all.push(Some(template.clone()));
        } else {
            left_out += 1;
            all.push(None);
        }
    }
    if left_out > 0 {
        let what = "clusters have templates too large for their number; they have no waveform";
        warnings.push(Warning::counted(left_out, what).at(TEMPLATES));
    }
    Ok(all)
}

/// Some sorters store only the channels around each template, and which these are.
fn name_channels(
    folder: &Path,
    found: &mut BTreeMap<u64, Template>,
    shape: [u64; 2],
    progress: &Progress<'_>,
) -> Result<(), FormatError> {
    let arrays = TEMPLATES_IND.map(|name| Array::open(&folder.join(name), NAME).ok());
    let mut arrays = arrays.into_iter().flatten();
    let Some(array) = arrays.find(|a| a.header.shape == shape) else {
        return Ok(());
    };
    for (template, best) in found {
        let at = array.header.place(&[*template, best.channel as u64]);
        array.each(at, at + 1, progress, |v| {
            best.channel = v.max(0.0) as usize;
        })?;
    }
    Ok(())
}

/// Of an array in which the channels are fastest: template after template.
fn by_template(
    array: &Array,
    [samples, channels]: [u64; 2],
    wanted: &BTreeSet<u64>,
    progress: &Progress<'_>,
) -> Result<BTreeMap<u64, Template>, FormatError> {
    let size = samples.saturating_mul(channels);
    let mut found = BTreeMap::new();
    let mut values = Vec::new();
    for &template in wanted {
        values.clear();
        let from = template * size;
        array.each(from, from + size, progress, |v| values.push(v as f32))?;
        let wave = |c: u64| {
            values
                .iter()
                .skip(c as usize)
                .step_by(channels as usize)
                .copied()
        };
        let mut best: Option<(f32, u64)> = None;
        for channel in 0..channels {
            let range = range(wave(channel));
            if range > best.map_or(0.0, |b| b.0) {
                best = Some((range, channel));
            }
        }
        if let Some((_, channel)) = best {
            let best = Template {
                samples: wave(channel).collect(),
                channel: channel as usize,
            };
            found.insert(template, best);
        }
    }
    Ok(found)
}

/// Of an array in which the templates are fastest, as MATLAB writes it: channel after channel.
fn by_channel(
    array: &Array,
    [count, samples, channels]: [u64; 3],
    wanted: &BTreeSet<u64>,
    progress: &Progress<'_>,
) -> Result<BTreeMap<u64, Template>, FormatError> {
    let size = count.saturating_mul(samples);
    let mut found = BTreeMap::<u64, (f32, Template)>::new();
    let mut values = Vec::new();
    for channel in 0..channels {
        values.clear();
        let from = channel * size;
        array.each(from, from + size, progress, |v| values.push(v as f32))?;
        for &template in wanted {
            let wave = || {
                values
                    .iter()
                    .skip(template as usize)
                    .step_by(count as usize)
                    .copied()
            };
            let range = range(wave());
            if range > found.get(&template).map_or(0.0, |b| b.0) {
                let best = Template {
                    samples: wave().collect(),
                    channel: channel as usize,
                };
                found.insert(template, (range, best));
            }
        }
    }
    let found = found.into_iter();
    Ok(found.map(|(t, (_, best))| (t, best)).collect())
}

/// Peak to peak; 0 for a flat wave, as in an empty template.
fn range(wave: impl Iterator<Item = f32>) -> f32 {
    let finite = wave.filter(|v| v.is_finite());
    let (low, high) = finite.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), v| {
        (low.min(v), high.max(v))
    });
    high - low
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
    let (clusters, of_spikes) = (folder.join(CLUSTERS), folder.join(TEMPLATES_OF_SPIKES));
    if !clusters.is_file() || !of_spikes.is_file() {
        return Ok(all);
    }
    let width = templates as usize;
    // phy numbers merged and split clusters after the largest cluster, which may be the number of a
    // template without spikes; of very many, those past the templates must do.
    let past = ids.partition_point(|id| u64::from(*id) < templates);
    let is_few = ids.len().saturating_mul(width) <= MOST_PAIRS;
    let first_new = if is_few { 0 } else { past };
    let new = ids.get(first_new..).unwrap_or_default();
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
            let cluster = assemble::cluster_number(cluster);
            if !(0.0..templates as f64).contains(&template) {
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
    let counts = trains::pieces(spikes)
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
        let most = most.filter(|(_, n)| **n > 0).map(|(at, _)| at as u64);
        *slot = most.or(*slot);
    }
    Ok(all)
}
