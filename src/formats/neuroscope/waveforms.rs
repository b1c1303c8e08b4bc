//! `.spk.N`: the samples around every spike of a group, of which the mean is kept.

use super::parameters::Parameters;
use super::session::Session;
use super::spikes::GroupSpikes;
use crate::formats::assemble::NO_CLUSTER;
use crate::formats::positional_file::{PositionalFile, name_of};
use crate::formats::{FormatError, Progress};
use crate::recording::{Unit, Warning, Waveform};
use std::path::Path;

/// Of longer files, blocks of spikes spread evenly are read that make up about so many bytes.
const MOST_BYTES: u64 = 1 << 30;
/// Bytes of a block.
const BLOCK: u64 = 1 << 20;

/// Gives the units of every group their mean waveforms and the channels where they are largest.
pub(super) fn read(
    session: &Session,
    parameters: &Parameters,
    groups: &[GroupSpikes],
    units: &mut [Unit],
    rate_hz: Option<f64>,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<(), FormatError> {
    for (done, group) in groups.iter().enumerate() {
        progress.report(0.5 + 0.3 * done as f32 / groups.len() as f32, "waveforms");
        let file = session
            .groups
            .get(&group.group)
            .and_then(|g| g.waveforms.as_deref());
        let own = units.get_mut(group.first..group.first + group.units);
        let (Some(path), Some(own)) = (file, own) else {
            continue;
        };
        let described = (group.group as usize)
            .checked_sub(1)
            .and_then(|at| parameters.groups.get(at));
        let is_wide = parameters.is_wide();
        let size = described.filter(|g| !g.channels.is_empty()).and_then(|g| {
            let known = g.samples.or_else(|| {
                let sample = g.channels.len() as u64 * if is_wide { 4 } else { 2 };
                samples_that_fit(path, group.of.len() as u64, sample)
            });
            Some((known?, &g.channels))
        });
        let Some((samples, channels)) = size else {
            let what = "is left out: the .xml does not give its channels and samples (nSamples)";
            warnings.push(Warning::new(what).at(name_of(path)));
            continue;
        };
        let gain = parameters.microvolts().unwrap_or(1.0);
        let shape = Shape {
            samples: samples as usize,
            channels: channels.len(),
            is_wide,
        };
        let Some(means) = means(path, group, shape, progress, warnings)? else {
            continue;
        };
        for (unit, mean) in own.iter_mut().zip(&means) {
            if let Some((channel, wave)) = largest(mean, channels.len()) {
                unit.electrode = channels.get(channel).map(u32::to_string);
                unit.waveform = Some(Waveform {
                    samples: wave.map(|v| (v * gain) as f32).collect(),
                    rate_hz,
                    is_whitened: false,
                });
            }
        }
    }
    Ok(())
}

/// Samples of each spike, where the file has a whole number of them; not all versions of the
/// parameters say it.
fn samples_that_fit(path: &Path, spikes: u64, sample_bytes: u64) -> Option<u64> {
    /// Spikes are never longer.
    const LONGEST: u64 = 4096;
    let bytes = PositionalFile::open(path).ok()?.length();
    let all = spikes.checked_mul(sample_bytes).filter(|b| *b > 0)?;
    let samples = bytes / all;
    (bytes.is_multiple_of(all) && (1..=LONGEST).contains(&samples)).then_some(samples)
}

#[derive(Clone, Copy)]
struct Shape {
    samples: usize,
    channels: usize,
    is_wide: bool,
}

/// Mean of every unit, `[sample x channels + channel]`; `None` where the file does not fit.
fn means(
    path: &Path,
    group: &GroupSpikes,
    shape: Shape,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Option<Vec<Vec<f64>>>, FormatError> {
    let input = PositionalFile::open(path)?;
    let numbers = shape.samples * shape.channels;
    let bytes = numbers as u64 * if shape.is_wide { 4 } else { 2 };
    let spikes = group.of.len() as u64;
    if bytes.checked_mul(spikes) != Some(input.length()) {
        let what = format!(
            "is left out: expected {spikes} spikes of {} samples x {} channels, found {} bytes",
            shape.samples,
            shape.channels,
            input.length()
        );
        warnings.push(Warning::new(what).at(name_of(path)));
        return Ok(None);
    }
    // Spikes that fit, so the sums are at most four times the file.
    let mut sums = vec![Vec::<f64>::new(); group.units];
    let mut counts = vec![0_u64; group.units];
    let in_block = (BLOCK / bytes.max(1)).max(1);
    let one_of = input.length().div_ceil(MOST_BYTES).max(1);
    if one_of > 1 {
        let what = format!("is long: mean waveforms are those of one block in {one_of}");
        warnings.push(Warning::new(what).at(name_of(path)));
    }
    let mut block = 0;
    while block < spikes {
        let end = (block + in_block).min(spikes);
        let mut unit = group.of.iter().skip(block as usize);
        input.pieces(block * bytes, end * bytes, bytes, |piece| {
            progress.check()?;
            for spike in piece.chunks_exact(bytes as usize) {
                let unit = unit.next().copied().unwrap_or(NO_CLUSTER) as usize;
                let (Some(sum), Some(count)) = (sums.get_mut(unit), counts.get_mut(unit)) else {
                    continue;
                };
                *count += 1;
                sum.resize(numbers, 0.0);
                add(sum, spike, shape.is_wide);
            }
            Ok(())
        })?;
        block += in_block * one_of;
    }
    for (sum, count) in sums.iter_mut().zip(counts) {
        for v in sum.iter_mut() {
            *v /= count.max(1) as f64;
        }
    }
    Ok(Some(sums))
}

fn add(sum: &mut [f64], spike: &[u8], is_wide: bool) {
    if is_wide {
        let (numbers, _) = spike.as_chunks::<4>();
        for (sum, bytes) in sum.iter_mut().zip(numbers) {
            *sum += f64::from(i32::from_le_bytes(*bytes));
        }
    } else {
        let (numbers, _) = spike.as_chunks::<2>();
        for (sum, bytes) in sum.iter_mut().zip(numbers) {
            *sum += f64::from(i16::from_le_bytes(*bytes));
        }
    }
}

/// The channel with the largest peak-to-peak range, and its samples.
fn largest(mean: &[f64], channels: usize) -> Option<(usize, impl Iterator<Item = f64>)> {
    let wave = move |c: usize| mean.iter().skip(c).step_by(channels.max(1)).copied();
    let range = |c: usize| {
        let low = wave(c).fold(f64::INFINITY, f64::min);
        wave(c).fold(f64::NEG_INFINITY, f64::max) - low
    };
    (0..channels)
        .map(|c| (range(c), c))
        .filter(|(range, _)| *range > 0.0)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map(|(_, c)| (c, wave(c)))
}
