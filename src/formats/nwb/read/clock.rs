//! When the samples of a series were taken.

use super::reader::Reader;
use crate::formats::hdf5::Fault;
use crate::formats::hdf5::{Attributed, Dataset, Group};
use crate::recording::Warning;

/// Timestamps checked in one place, and the number of places.
const WINDOW: u64 = 1024;
const PLACES: u64 = 32;
/// A step between samples may differ this much from the mean step.
const TOLERANCE: f64 = 0.01;
/// No recording lies beyond these: samples a second, seconds.
const RATES_HZ: std::ops::RangeInclusive<f64> = 1e-3..=1e7;
const LATEST_S: f64 = 1e10;
const LONGEST_S: f64 = 1e9;

pub(super) struct Clock {
    pub rate_hz: f64,
    pub start_s: f64,
    /// Samples that have a time.
    pub samples: u64,
}

/// From `starting_time` and its rate, or from `timestamps` when they are regular.
pub(super) fn read(reader: &mut Reader<'_>, group: &Group, samples: u64) -> Result<Clock, Fault> {
    let clock = if let Some(start) = group.dataset("starting_time")? {
        let rate_hz = start.number_attribute("rate").unwrap_or(f64::NAN);
        Clock {
            rate_hz,
            start_s: start.numbers()?.first().copied().unwrap_or(f64::NAN),
            samples,
        }
    } else if let Some(times) = group.dataset("timestamps")? {
        let stamps = times.shape().first().copied().unwrap_or(0);
        if stamps != samples {
            let message = format!("are {stamps} for {samples} samples; the rest is left out");
            reader.warn(Warning::new(message).at(times.path()));
        }
        regular(&times, stamps.min(samples))?
    } else {
        let expected = "starting_time with a rate, or timestamps";
        return Err(Fault::new(group.path(), expected, "neither"));
    };
    let length_s = clock.samples as f64 / clock.rate_hz;
    if !RATES_HZ.contains(&clock.rate_hz)
        || clock.start_s.is_nan()
        || clock.start_s.abs() > LATEST_S
        || length_s > LONGEST_S
    {
        return Err(Fault::new(
            group.path(),
            "a rate between 1 mHz and 10 MHz and a start in seconds",
            format!("{} Hz from {} s", clock.rate_hz, clock.start_s),
        ));
    }
    Ok(clock)
}

/// The rate of regular timestamps, which are checked in places and never read whole.
fn regular(times: &Dataset, samples: u64) -> Result<Clock, Fault> {
    let fault = |found: String| {
        let expected = "regular timestamps (steps within 1 % of their mean, no gaps)";
        Fault::new(times.path(), expected, found)
    };
    if times.shape().len() != 1 || samples < 2 {
        return Err(fault(format!("shape {:?}", times.shape())));
    }
    let at =
        |i: u64, n: u64| times.window(std::slice::from_ref(&(i..i.saturating_add(n).min(samples))));
    let first = at(0, 1)?.first().copied().unwrap_or(f64::NAN);
    let last = at(samples - 1, 1)?.first().copied().unwrap_or(f64::NAN);
    let step_s = (last - first) / (samples - 1) as f64;
    if !(step_s > 0.0 && step_s.is_finite()) {
        return Err(fault(format!("{first} s to {last} s")));
    }
    for place in 0..PLACES {
        let from = (samples as f64 * (place as f64 / PLACES as f64)) as u64;
        let window = at(from, WINDOW)?;
        for pair in window.windows(2) {
            if let &[a, b] = pair
                && exceeds(((b - a) / step_s - 1.0).abs(), TOLERANCE)
            {
                return Err(fault(format!("a step of {} s at {a} s", b - a)));
            }
        }
        // A gap elsewhere shows as a shift here.
        let expected = first + from as f64 * step_s;
        let shift = window.first().map_or(0.0, |t| (t - expected).abs());
        if exceeds(shift, (2.0 * step_s).max(0.02)) {
            return Err(fault(format!("times {shift:.3} s off at {expected:.3} s")));
        }
    }
    Ok(Clock {
        rate_hz: 1.0 / step_s,
        start_s: first,
        samples,
    })
}

/// True also when the value is not a number.
fn exceeds(value: f64, limit: f64) -> bool {
    value.is_nan() || value > limit
}
