//! When the samples of a series were taken: a start and a rate, or a time for each of them.
//!
//! Timestamps are written where they are not regular: a sample was lost, a recording paused, a clock
//! was set by another, times were rounded to 32 bits. All of them are read, in pieces. Samples that
//! follow each other at the usual step are a stretch; each stretch begins at its own time.

use super::reader::Reader;
use crate::formats::hdf5::Fault;
use crate::formats::hdf5::{AttributeOwner, Dataset, Group};
use crate::formats::nwb::conventions::{FIELD_RATE, FIELD_START};
use crate::recording::Warning;

/// Timestamps read in one piece.
const PIECE: u64 = 1 << 18;
/// Places at which the usual step is looked for.
const PLACES: u64 = 32;
/// A step between samples may be longer or shorter than it should by this share of it.
const LATE: f64 = 0.75;
/// Samples over which a slow change of the rate is followed.
const SLOW: f64 = 64.0;
/// A stretch whose samples are further from regular times than this, and than two steps, is divided.
const DRIFT_S: f64 = 0.02;
/// Steps that differ by this share of the usual are said.
const UNEVEN: f64 = 0.01;
/// No recording lies beyond these: samples a second, seconds.
const RATES_HZ: std::ops::RangeInclusive<f64> = 1e-3..=1e7;
const LATEST_S: f64 = 1e10;
const LONGEST_S: f64 = 1e9;

/// Samples without a pause.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Run {
    pub start_s: f64,
    /// The number of the first as it is stored.
    pub first: u64,
    pub samples: u64,
}

pub(super) struct Clock {
    pub rate_hz: f64,
    pub runs: Vec<Run>,
}

/// From `starting_time` and its rate, or from `timestamps`.
pub(super) fn read(reader: &mut Reader<'_>, group: &Group, samples: u64) -> Result<Clock, Fault> {
    let clock = if let Some(start) = group.dataset("starting_time")? {
        let rate_hz = start.number_attribute("rate").unwrap_or(f64::NAN);
        let run = Run {
            start_s: start.numbers()?.first().copied().unwrap_or(f64::NAN),
            first: 0,
            samples,
        };
        Clock {
            rate_hz,
            runs: vec![run],
        }
    } else if let Some(times) = group.dataset("timestamps")? {
        let stamps = times.shape().first().copied().unwrap_or(0);
        if stamps != samples {
            let message = format!("are {stamps} for {samples} samples; the rest is left out");
            reader.warn(Warning::new(message).at(times.path()));
        }
        by_timestamps(reader, group, &times, stamps.min(samples))?
    } else {
        let expected = "starting_time with a rate, or timestamps";
        return Err(Fault::new(group.path(), expected, "neither"));
    };
    let is_usable = |run: &Run| {
        let end_s = run.start_s + run.samples as f64 / clock.rate_hz;
        run.start_s.abs() <= LATEST_S && (end_s - run.start_s) <= LONGEST_S
    };
    if !RATES_HZ.contains(&clock.rate_hz) || !clock.runs.iter().all(is_usable) {
        let start_s = clock.runs.first().map_or(f64::NAN, |r| r.start_s);
        return Err(Fault::new(
            group.path(),
            "a rate between 1 mHz and 10 MHz and a start in seconds",
            format!("{} Hz from {start_s} s", clock.rate_hz),
        ));
    }
    Ok(clock)
}

/// What is usual for the timestamps of a series.
struct Usual {
    step_s: f64,
    /// Times were rounded to 32 bits.
    is_rounded: bool,
}

impl Usual {
    /// Seconds by which a time may be wrong for its rounding.
    fn rounding_s(&self, t_s: f64) -> f64 {
        if self.is_rounded {
            t_s.abs() * f64::from(f32::EPSILON)
        } else {
            0.0
        }
    }
    /// From the steps at a few places: the mean of those that are near their median.
    fn from_times(times: &Dataset, samples: u64) -> Result<Self, Fault> {
        let mut steps = Vec::new();
        let mut usual = Self {
            step_s: f64::NAN,
            is_rounded: true,
        };
        let mut latest_s = 0.0_f64;
        for place in 0..PLACES {
            let from = (samples as f64 * (place as f64 / PLACES as f64)) as u64;
            let part = window(times, from, 1024, samples)?;
            usual.is_rounded &= part.iter().all(|t| f64::from(*t as f32) == *t);
            latest_s = part.iter().fold(latest_s, |a, t| a.max(t.abs()));
            steps.extend(part.windows(2).map(|pair| pair[1] - pair[0]));
        }
        steps.retain(|s| s.is_finite());
        steps.sort_unstable_by(f64::total_cmp);
        let median_s = steps.get(steps.len() / 2).copied().unwrap_or(f64::NAN);
        let near_s = 0.5 * median_s.abs() + 2.0 * usual.rounding_s(latest_s);
        steps.retain(|s| (s - median_s).abs() <= near_s);
        usual.step_s = steps.iter().sum::<f64>() / steps.len() as f64;
        Ok(usual)
    }
}

fn window(times: &Dataset, from: u64, count: u64, samples: u64) -> Result<Vec<f64>, Fault> {
    times.window(std::slice::from_ref(
        &(from..from.saturating_add(count).min(samples)),
    ))
}

/// A stretch as it is found: its first and last time, and some between.
struct FoundStretch {
    first: u64,
    first_s: f64,
    last_s: f64,
    samples: u64,
    /// Times of some of its samples: number, time.
    marks: Vec<(u64, f64)>,
    /// By how much a sample comes at most before or after it should.
    uneven_s: f64,
}

impl FoundStretch {
    fn new(first: u64, first_s: f64) -> Self {
        Self {
            first,
            first_s,
            last_s: first_s,
            samples: 1,
            marks: Vec::new(),
            uneven_s: 0.0,
        }
    }
}

fn by_timestamps(
    reader: &mut Reader<'_>,
    group: &Group,
    times: &Dataset,
    samples: u64,
) -> Result<Clock, Fault> {
    if times.shape().len() != 1 || samples < 2 {
        let found = format!("shape {:?}", times.shape());
        return Err(Fault::new(times.path(), "two or more times", found));
    }
    let usual = Usual::from_times(times, samples)?;
    if !(usual.step_s > 0.0 && usual.step_s.is_finite()) {
        let found = format!("a usual step of {} s", usual.step_s);
        return Err(Fault::new(times.path(), "times that ascend", found));
    }
    let stretches = stretches(reader, times, samples, &usual)?;
    let data = group.dataset("data")?;
    let written = |name: &str| data.as_ref().and_then(|d| d.number_attribute(name));
    let (rate_hz, runs, uneven_s) = regular(&stretches, &usual, samples);
    if uneven_s > UNEVEN * usual.step_s {
        let what = format!(
            "are uneven by up to {} ms; samples are shown at regular times, {} a second",
            (uneven_s * 1e6).round() / 1e3,
            (rate_hz * 1e6).round() / 1e6
        );
        reader.warn(Warning::new(what).at(times.path()));
    }
    // This program writes what it read, to the last digit.
    let own = written(FIELD_RATE).zip(written(FIELD_START));
    if let Some((rate_hz, start_s)) = own
        && let Some(first_s) = runs.first().map(|r| r.start_s)
        && (first_s - start_s).abs() * rate_hz < 0.5
    {
        let shift_s = start_s - first_s;
        let shifted = |run: &Run| Run {
            start_s: run.start_s + shift_s,
            ..*run
        };
        let runs = runs.iter().map(shifted).collect();
        return Ok(Clock { rate_hz, runs });
    }
    Ok(Clock { rate_hz, runs })
}

/// The stretches between which a step is not the usual one.
fn stretches(
    reader: &mut Reader<'_>,
    times: &Dataset,
    samples: u64,
    usual: &Usual,
) -> Result<Vec<FoundStretch>, Fault> {
    let mut found: Vec<FoundStretch> = Vec::new();
    let (mut unknown, mut late, mut from) = (0, 0.0, 0);
    while from < samples {
        if reader.is_cancelled() {
            return Err(Fault::new(times.path(), "time to read them", "cancelled"));
        }
        let part = window(times, from, PIECE, samples)?;
        if part.is_empty() {
            break;
        }
        for (at, &t_s) in (from..).zip(&part) {
            let Some(last) = found.last_mut() else {
                if t_s.is_finite() {
                    found.push(FoundStretch::new(at, t_s));
                }
                continue;
            };
            if !t_s.is_finite() {
                // It comes when it should, for all that is known.
                unknown += 1;
                last.samples += 1;
                last.last_s += usual.step_s;
                continue;
            }
            // How much later than the sample before, in steps, with what that was late itself.
            let step = (t_s - last.last_s) / usual.step_s + late - 1.0;
            let limit = LATE + 2.0 * usual.rounding_s(t_s) / usual.step_s;
            if step.abs() > limit {
                found.push(FoundStretch::new(at, t_s));
                late = 0.0;
                let many = samples / 4 + 16;
                if found.len() as u64 > many {
                    let expected = "times at a usual step, but for some gaps";
                    let what = format!("none in the first {} of them", at + 1);
                    return Err(Fault::new(times.path(), expected, what));
                }
                reader
                    .file
                    .charge(size_of::<FoundStretch>() as u64, times.path())?;
                continue;
            }
            // A sample that is late makes the next step short; what lasts is a change of the rate.
            late = step * (1.0 - 1.0 / SLOW);
            last.samples += 1;
            last.last_s = t_s;
            let uneven_s = step.abs() * usual.step_s - 2.0 * usual.rounding_s(t_s);
            last.uneven_s = last.uneven_s.max(uneven_s);
            if at.is_multiple_of(1 << 14) {
                last.marks.push((at, t_s));
            }
        }
        from += part.len() as u64;
    }
    if unknown > 0 {
        let what = "are no numbers; their samples are shown where they would be";
        reader.warn(Warning::counted(unknown, what).at(times.path()));
    }
    Ok(found)
}

/// The rate of all, the stretches at regular times, and by how much the furthest is off.
fn regular(found: &[FoundStretch], usual: &Usual, samples: u64) -> (f64, Vec<Run>, f64) {
    let passed_s: f64 = found.iter().map(|f| f.last_s - f.first_s).sum();
    let steps: u64 = found.iter().map(|f| f.samples - 1).sum();
    let step_s = if steps > 0 && passed_s > 0.0 {
        passed_s / steps as f64
    } else {
        usual.step_s
    };
    let last_s = found.last().map_or(0.0, |f| f.last_s);
    let slack = 0.05 + usual.rounding_s(last_s) / step_s;
    let rate_hz = round_rate(1.0 / step_s, samples, slack);
    let mut runs = Vec::with_capacity(found.len());
    let mut uneven_s = found.iter().fold(0.0_f64, |all, f| all.max(f.uneven_s));
    for stretch in found {
        let mut run = Run {
            start_s: stretch.first_s,
            first: stretch.first,
            samples: stretch.samples,
        };
        let end = stretch.first + stretch.samples;
        let last = (end - 1, stretch.last_s);
        for &(at, t_s) in stretch.marks.iter().chain([&last]) {
            let off_s = t_s - (run.start_s + (at - run.first) as f64 / rate_hz);
            if off_s.abs() > DRIFT_S.max(2.0 / rate_hz) && at > run.first {
                runs.push(Run {
                    samples: at - run.first,
                    ..run
                });
                run = Run {
                    start_s: t_s,
                    first: at,
                    samples: end - at,
                };
            } else if off_s.abs() > 2.0 * usual.rounding_s(t_s) {
                uneven_s = uneven_s.max(off_s.abs());
            }
        }
        runs.push(run);
    }
    (rate_hz, runs, uneven_s)
}

/// The shortest number that a rate can be told from by less than `slack` samples at the end.
fn round_rate(rate_hz: f64, samples: u64, slack: f64) -> f64 {
    let is_same = |other: &f64| (other / rate_hz - 1.0).abs() * samples as f64 <= slack;
    let rounded = (0..7).map(|digits| {
        let by = 10f64.powi(digits);
        (rate_hz * by).round() / by
    });
    rounded
        .filter(|r| *r > 0.0)
        .find(is_same)
        .unwrap_or(rate_hz)
}
