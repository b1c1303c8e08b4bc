//! Mean waveforms: of each unit the one on the channel where it is largest.

use super::reader::Reader;
use super::table::Table;
use crate::formats::hdf5::Fault;
use crate::formats::hdf5::{AttributeOwner, Dataset};
use crate::recording::Waveform;

const NAME: &str = "waveform_mean";
/// Numbers read at a time.
const PIECE: u64 = 1 << 20;

/// A mean waveform and the channel it was taken from, where there were several.
pub(super) type OnChannel = (Waveform, Option<usize>);

/// One entry a unit; none at all when the file has no waveforms.
pub(super) fn read(
    reader: &mut Reader<'_>,
    table: &Table,
    units: usize,
) -> Result<Vec<Option<OnChannel>>, Fault> {
    let Some(data) = table.column(NAME)? else {
        return Ok(Vec::new());
    };
    let rate_hz = data
        .number_attribute("sampling_rate")
        .filter(|r| r.is_finite() && *r > 0.0);
    let kept = |samples: Option<(Vec<f64>, Option<usize>)>| {
        samples.map(|(samples, channel)| {
            let samples = samples.into_iter().map(|v| v as f32).collect();
            (
                Waveform {
                    samples,
                    rate_hz,
                    is_whitened: false,
                },
                channel,
            )
        })
    };
    if let Some(index) = table.index_of(NAME)? {
        let rows = data.shape().first().copied().unwrap_or(0) as usize;
        let ends = reader.ends(&index, rows)?;
        let mut start = 0;
        let mut all = Vec::with_capacity(ends.len());
        for end in ends {
            let values = rows_of(&data, start as u64..end as u64)?;
            let samples = values.len().checked_div(end - start).unwrap_or(0);
            let best = if data.shape().len() == 1 {
                spread(&values).is_some().then_some((values, None))
            } else {
                largest(&values, samples, |row, sample| row * samples + sample)
            };
            all.push(kept(best));
            start = end;
        }
        return Ok(all);
    }
    let shape = data.shape().to_vec();
    match *shape.as_slice() {
        // A lone unit may come without the axis of units.
        [samples] if units == 1 && samples > 1 => {
            let values = rows_of(&data, 0..samples)?;
            let best = spread(&values).is_some().then_some((values, None));
            Ok(vec![kept(best)])
        }
        [n, samples] if n == units as u64 => blocks(&data, n, samples, |values| {
            kept(spread(values).is_some().then(|| (values.to_vec(), None)))
        }),
        [n, samples, channels] if n == units as u64 => {
            let (samples, channels) = (samples as usize, channels as usize);
            blocks(
                &data,
                n,
                samples.saturating_mul(channels) as u64,
                |values| {
                    kept(largest(values, samples, |channel, sample| {
                        sample * channels + channel
                    }))
                },
            )
        }
        _ => Err(Fault::new(
            data.path(),
            format!("{units} units x samples, or {units} units x samples x channels"),
            format!("shape {shape:?}"),
        )),
    }
}

/// Reads several units at a time; `choose` says what of the numbers of each is kept.
fn blocks(
    data: &Dataset,
    units: u64,
    per_unit: u64,
    choose: impl Fn(&[f64]) -> Option<OnChannel>,
) -> Result<Vec<Option<OnChannel>>, Fault> {
    if per_unit == 0 {
        return Ok(Vec::new());
    }
    let chunk = data.chunk().and_then(|c| c.first().copied()).unwrap_or(1);
    let block = (PIECE / per_unit).max(chunk).max(1);
    let mut all = Vec::new();
    let mut start = 0;
    while start < units {
        let end = start.saturating_add(block).min(units);
        let values = rows_of(data, start..end)?;
        for unit in values.chunks_exact(per_unit as usize) {
            let chosen = choose(unit);
            let kept = chosen.as_ref().map_or(0, |(w, _)| w.samples.len());
            data.file().charge(kept as u64 * 4, data.path())?;
            all.push(chosen);
        }
        start = end;
    }
    Ok(all)
}

/// All numbers of some rows; charged for only while they are being read.
fn rows_of(data: &Dataset, rows: std::ops::Range<u64>) -> Result<Vec<f64>, Fault> {
    let mut ranges: Vec<_> = data.shape().iter().map(|&n| 0..n).collect();
    let count = ranges
        .iter()
        .skip(1)
        .fold(rows.end - rows.start, |n, r| n.saturating_mul(r.end));
    let bytes = count.saturating_mul(8);
    if let Some(first) = ranges.first_mut() {
        *first = rows;
    }
    data.file().charge(bytes, data.path())?;
    let values = data.window(&ranges);
    data.file().refund(bytes);
    values
}

/// Peak to peak; `None` when no number is finite.
fn spread<'a>(values: impl IntoIterator<Item = &'a f64>) -> Option<f64> {
    values
        .into_iter()
        .filter(|v| v.is_finite())
        .fold(None, |range, &v| match range {
            None => Some((v, v)),
            Some((low, high)) => Some((v.min(low), v.max(high))),
        })
        .map(|(low, high): (f64, f64)| high - low)
}

/// Of all the channels in `values` (as many as there are `samples` in it) the one with the largest
/// peak-to-peak range; `at` says where a sample of a channel lies.
fn largest(
    values: &[f64],
    samples: usize,
    at: impl Fn(usize, usize) -> usize,
) -> Option<(Vec<f64>, Option<usize>)> {
    let channels = values.len().checked_div(samples)?;
    let wave = |channel: usize| -> Vec<f64> {
        (0..samples)
            .filter_map(|sample| values.get(at(channel, sample)).copied())
            .collect()
    };
    let mut best: Option<(f64, Vec<f64>, usize)> = None;
    for channel in 0..channels {
        let wave = wave(channel);
        let Some(size) = spread(&wave) else { continue };
        if best.as_ref().is_none_or(|(largest, ..)| size > *largest) {
            best = Some((size, wave, channel));
        }
    }
    best.map(|(_, wave, channel)| (wave, (channels > 1).then_some(channel)))
}
