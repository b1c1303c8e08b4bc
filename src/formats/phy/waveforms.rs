//! Mean waveforms: of the template of each cluster the channel where it is largest.

use super::NAME;
use super::folder::{CLUSTERS, TEMPLATES, TEMPLATES_IND, TEMPLATES_OF_SPIKES};
use super::whitening::{self, INVERSE, MATRIX, Unwhitening};
use crate::formats::npy::{Array, trains};
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
    /// In units of the sorter.
    pub samples: Vec<f32>,
    pub channel: usize,
}

/// What the templates give.
#[derive(Default)]
pub(super) struct Waves {
    /// One entry a cluster; none at all without `templates.npy`.
    pub of_clusters: Vec<Option<Template>>,
    pub are_whitened: bool,
}

pub(super) fn read(
    folder: &Path,
    ids: &[u32],
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Waves, FormatError> {
    let path = folder.join(TEMPLATES);
    if !path.is_file() {
        return Ok(Waves::default());
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
    let undo = Unwhitening::read(folder, progress, warnings)?;
    let stored = Stored {
        all: if array.header.is_fortran {
            Some(array.numbers_f32(progress)?)
        } else {
            None
        },
        array: &array,
        samples: samples as usize,
        channels,
        indices: indices(folder, [count, channels]),
    };
    // Templates of no size have nothing that is largest.
    let wanted: Vec<u64> = match samples * channels {
        0 => Vec::new(),
        _ => wanted.into_iter().collect(),
    };
    let read = |template: &u64| Ok((*template, stored.best(*template, undo.as_ref(), progress)?));
    let found = wanted.par_iter().map(read);
    let found: BTreeMap<u64, Best> = found.collect::<Result<_, FormatError>>()?;
    let left = found.values().filter(|b| !b.is_unwhitened).count();
    let are_whitened = left > 0 && (undo.is_some() || whitening::may_be_whitened(folder));
    if are_whitened {
        warnings.push(as_they_are(undo.as_ref(), left, channels));
    }
    // Merged clusters may have the same template.
    let mut allowance = SMALL_CHANGE.saturating_add(array.input.length());
    let mut all = Vec::with_capacity(ids.len());
    let mut left_out = 0;
    for template in of {
        let template = template.and_then(|t| found.get(&t)?.template.as_ref());
        let Some(template) = template else {
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
    Ok(Waves {
        of_clusters: all,
        are_whitened,
    })
}

/// What is said of templates that are left as the sorter has them.
fn as_they_are(undo: Option<&Unwhitening>, templates: usize, channels: u64) -> Warning {
    let effect = "shapes, classes by them and places of units are those of the whitened signal";
    match undo {
        Some(undo) => Warning::counted(
            templates,
            format!(
                "templates stay whitened, as the whitening matrix is of {} channels and theirs are {channels} or others: {effect}",
                undo.channels
            ),
        ),
        None => Warning::counted(
            templates,
            format!(
                "templates may be whitened, as those of Kilosort are, and neither {INVERSE} nor {MATRIX} is beside them: {effect}"
            ),
        ),
    }
    .at(TEMPLATES)
}

/// Some sorters store only the channels around each template, and which these are.
fn indices(folder: &Path, shape: [u64; 2]) -> Option<Array> {
    let arrays = TEMPLATES_IND.map(|name| Array::open(&folder.join(name), NAME).ok());
    let mut arrays = arrays.into_iter().flatten();
    arrays.find(|a| a.header.shape == shape && !a.header.number.is_text())
}

/// The templates as they lie in the file.
struct Stored<'a> {
    array: &'a Array,
    /// Every number, where templates are fastest, as MATLAB writes them.
    all: Option<Vec<f32>>,
    samples: usize,
    channels: u64,
    indices: Option<Array>,
}

/// What was made of a template.
struct Best {
    /// `None` for a flat one, as an empty template is.
    template: Option<Template>,
    is_unwhitened: bool,
}

impl Stored<'_> {
    /// The numbers of a template, channel after channel.
    fn waves(&self, template: u64, progress: &Progress<'_>) -> Result<Vec<f32>, FormatError> {
        let (samples, channels) = (self.samples, self.channels as usize);
        let mut waves = vec![0.0; samples * channels];
        if let Some(all) = &self.all {
            let [count, ..] = self.array.header.shape[..] else {
                return Ok(waves);
            };
            let own = all.iter().skip(template as usize).step_by(count as usize);
            for (to, v) in waves.iter_mut().zip(own) {
                *to = *v;
            }
            return Ok(waves);
        }
        let size = waves.len() as u64;
        let mut at = 0;
        self.array
            .each(template * size, (template + 1) * size, progress, |v| {
                let place = at % channels * samples + at / channels;
                if let Some(to) = waves.get_mut(place) {
                    *to = v as f32;
                }
                at += 1;
            })?;
        Ok(waves)
    }

    /// The channels of a template; those that only fill up its row are beyond all others.
    fn channels_of(
        &self,
        template: u64,
        progress: &Progress<'_>,
    ) -> Result<Vec<usize>, FormatError> {
        let Some(indices) = &self.indices else {
            return Ok((0..self.channels as usize).collect());
        };
        let mut of = Vec::with_capacity(self.channels as usize);
        for channel in 0..self.channels {
            let at = indices.header.place(&[template, channel]);
            indices.each(at, at + 1, progress, |v| {
                of.push(if v >= 0.0 { v as usize } else { usize::MAX });
            })?;
        }
        Ok(of)
    }

    fn best(
        &self,
        template: u64,
        undo: Option<&Unwhitening>,
        progress: &Progress<'_>,
    ) -> Result<Best, FormatError> {
        let mut waves = self.waves(template, progress)?;
        let mut of = self.channels_of(template, progress)?;
        let mut is_unwhitened = false;
        let is_whole =
            |undo: &&Unwhitening| self.indices.is_some() || undo.channels as u64 == self.channels;
        if let Some(undo) = undo.filter(is_whole) {
            let fills = |c: &usize| *c == usize::MAX;
            let used = of.iter().position(fills).unwrap_or(of.len());
            if of.iter().skip(used).all(fills) {
                of.truncate(used);
                waves.truncate(used * self.samples);
            }
            if let Some(raw) = undo.apply(&waves, self.samples, &of) {
                waves = raw;
                is_unwhitened = true;
            }
        }
        let mut best: Option<(f32, usize, &[f32])> = None;
        for (wave, &channel) in waves.chunks(self.samples).zip(&of) {
            let range = range(wave);
            if channel != usize::MAX && range > best.map_or(0.0, |b| b.0) {
                best = Some((range, channel, wave));
            }
        }
        Ok(Best {
            template: best.map(|(_, channel, wave)| Template {
                samples: wave.to_vec(),
                channel,
            }),
            is_unwhitened,
        })
    }
}

/// Peak to peak; 0 for a flat wave, as in an empty template.
fn range(wave: &[f32]) -> f32 {
    let finite = wave.iter().filter(|v| v.is_finite());
    let (low, high) = finite.fold((f32::INFINITY, f32::NEG_INFINITY), |(low, high), &v| {
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
