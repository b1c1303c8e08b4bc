//! A time axis `t`, signals sampled along it, and perhaps spikes counted along it.
//!
//! As in the case studies of Kramer and Eden: `t` and `LFP`; or trials, one a row, of a signal `y`
//! and of counts `n`. Trials are laid one after another.

use crate::formats::mat::Variables;
use crate::formats::mat::content::{Content, field};
use crate::formats::mat::leaves::plain;
use crate::formats::mat::value::{MatValue, Numbers};
use crate::recording::{Epoch, EpochKind, Unit, Warning};
use ndarray::Array2;

const FEWEST: usize = 10;
/// A step may differ this much from the mean step.
const TOLERANCE: f64 = 0.01;
/// Spikes that are believed in one sample.
const MOST_A_SAMPLE: f64 = 20.0;

/// A regular time axis.
pub(in crate::formats::mat) struct Axis {
    pub start_s: f64,
    pub rate_hz: f64,
    pub samples: usize,
}

impl Axis {
    /// From a list of times with even steps.
    pub fn from_numbers(numbers: &Numbers) -> Option<Self> {
        let samples = numbers.data.len();
        if !numbers.is_list() || samples < FEWEST {
            return None;
        }
        let (first, last) = (numbers.data.get(0)?, numbers.data.get(samples - 1)?);
        let step = (last - first) / (samples - 1) as f64;
        if !(step > 0.0 && step.is_finite()) {
            return None;
        }
        let even = numbers.data.iter().enumerate().all(|(i, t)| {
            (t - (first + i as f64 * step)).abs() <= TOLERANCE * step.max(1e-12) * 10.0
        });
        even.then(|| Self {
            start_s: first,
            // Times written in decimals make a rate of 999.9999999: that is 1000.
            rate_hz: rounded(1.0 / step),
            samples,
        })
    }
}

pub(super) fn rounded(rate_hz: f64) -> f64 {
    let near = (rate_hz * 1e3).round() / 1e3;
    if ((near - rate_hz) / rate_hz).abs() < 1e-7 {
        near
    } else {
        rate_hz
    }
}

/// How a matrix lies along the axis.
pub(super) enum Along {
    /// One list.
    List,
    /// This many rows, one a trial.
    Trials(usize),
    /// This many columns, one a channel.
    Channels(usize),
    /// This many rows, one a channel.
    Rows(usize),
}

fn along(numbers: &Numbers, samples: usize) -> Option<Along> {
    if numbers.is_list() {
        return (numbers.data.len() == samples).then_some(Along::List);
    }
    match numbers.matrix()? {
        (rows, columns) if columns == samples && rows != samples => Some(Along::Trials(rows)),
        (rows, columns) if rows == samples && columns != samples => Some(Along::Channels(columns)),
        _ => None,
    }
}

/// Whether these are counts of spikes: whole numbers, mostly none.
fn counts(name: &str, numbers: &Numbers) -> bool {
    let name = plain(name);
    let named =
        ["n", "spikes", "spiketrain", "spiketrains", "raster", "spk"].contains(&name.as_str());
    let mut sum = 0.0;
    let whole = numbers.data.iter().all(|v| {
        sum += v;
        v.fract() == 0.0 && (0.0..=MOST_A_SAMPLE).contains(&v)
    });
    named && whole && sum > 0.0
}

/// Signals and counts along the variable `t`; `has_spikes` when units were found elsewhere.
pub(super) fn find(variables: &Variables, has_spikes: bool) -> Option<Content> {
    let (axis_name, axis) = variables.list.iter().find_map(|(name, value)| {
        let named = ["t", "time", "times", "lfptime", "tlfp", "timeaxis"];
        let numbers = value
            .numbers()
            .filter(|_| named.contains(&plain(name).as_str()))?;
        Some((name, Axis::from_numbers(numbers)?))
    })?;
    let mut content = Content {
        used: vec![axis_name.clone()],
        ..Content::default()
    };
    let mut trials = None;
    for (name, value) in variables.list.iter().filter(|(n, _)| n != axis_name) {
        let MatValue::Numbers(numbers) = value else {
            continue;
        };
        let Some(along) = along(numbers, axis.samples) else {
            continue;
        };
        content.used.push(name.clone());
        if let Along::Trials(rows) = along {
            trials = Some(rows);
        }
        if !counts(name, numbers) {
            let samples = laid_out(numbers, &along, axis.samples);
            content
                .fields
                .push(field(name, axis.rate_hz, axis.start_s, samples));
            content.what.push(format!("field {name} along {axis_name}"));
        } else if !has_spikes {
            content.units.push(Unit::new(name.clone()));
            content.trains.push(spikes(numbers, &along, &axis));
            content
                .what
                .push(format!("counts of spikes {name} along {axis_name}"));
        }
    }
    if content.is_empty() {
        return None;
    }
    if let Some(rows) = trials {
        let period_s = axis.samples as f64 / axis.rate_hz;
        content.epochs = (0..rows)
            .map(|row| {
                let start_s = axis.start_s + row as f64 * period_s;
                let label = format!("trial {}", row + 1);
                Epoch::new(label, start_s, start_s + period_s, EpochKind::Trial)
            })
            .collect();
        let what = "rows of a matrix are read as trials, laid one after another in time; \
                    between them there is no continuity";
        content.warnings.push(Warning::counted(rows, what));
    }
    Some(content)
}

/// `[channels x samples]`; trials one after another in one channel.
pub(super) fn laid_out(numbers: &Numbers, along: &Along, samples: usize) -> Array2<f32> {
    let (channels, columns) = match *along {
        Along::List => (1, samples),
        Along::Trials(rows) => (1, rows * samples),
        Along::Channels(channels) | Along::Rows(channels) => (channels, samples),
    };
    let at = |channel: usize, sample: usize| match *along {
        // Column order: the rows of one sample stand together.
        Along::Trials(rows) => (sample % samples) * rows + sample / samples,
        Along::Rows(rows) => sample * rows + channel,
        _ => channel * samples + sample,
    };
    Array2::from_shape_fn((channels, columns), |(channel, sample)| {
        numbers
            .data
            .get(at(channel, sample))
            .map_or(f32::NAN, |v| v as f32)
    })
}

/// Times of the spikes counted, trials one after another; channels together.
fn spikes(numbers: &Numbers, along: &Along, axis: &Axis) -> Vec<f64> {
    let rows = match *along {
        Along::Trials(rows) => rows,
        _ => 1,
    };
    let mut times = Vec::new();
    for row in 0..rows {
        for sample in 0..numbers.data.len() / rows.max(1) {
            let count = numbers.data.get(sample * rows + row).unwrap_or(0.0);
            let place = row * axis.samples + sample % axis.samples;
            let time_s = axis.start_s + place as f64 / axis.rate_hz;
            times.extend(std::iter::repeat_n(time_s, count as usize));
        }
    }
    times
}
