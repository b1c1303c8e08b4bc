//! Signals in columns over a window, as lines and bands.

use crate::analysis::SignalTrace;
use crate::plot::{Ink, Mark, Plot};
use crate::recording::Interval;
use std::sync::Arc;

/// Means in the middles of the columns, through a map of their values.
pub fn line(trace: &SignalTrace, window: Interval, value: impl Fn(f64) -> f64) -> Arc<[[f64; 2]]> {
    let times = times(trace, window).into_iter();
    times
        .zip(&trace.mean)
        .map(|(t, m)| [t, value(*m)])
        .collect()
}

fn times(trace: &SignalTrace, window: Interval) -> Vec<f64> {
    let columns = trace.mean.len();
    let width_s = window.duration_s() / columns as f64;
    let middle = |j: usize| window.start_s + (j as f64 + 0.5) * width_s;
    (0..columns).map(middle).collect()
}

/// The column that holds a time.
pub fn column_at(trace: &SignalTrace, window: Interval, t_s: f64) -> Option<usize> {
    let columns = trace.mean.len();
    let place = (t_s - window.start_s) / window.duration_s() * columns as f64;
    (place >= 0.0 && place < columns as f64).then_some(place as usize)
}

/// From the smallest to the largest sample of each column, through a map that may turn them round;
/// nothing where a column has one sample.
pub fn add_band(
    plot: &mut Plot,
    trace: &SignalTrace,
    (window, samples): (Interval, usize),
    (ink, opacity): (Ink, f32),
    value: impl Fn(f64) -> f64,
) {
    if samples <= trace.mean.len() {
        return;
    }
    let side = |of: &[f64]| -> Arc<[f64]> { of.iter().map(|v| value(*v)).collect() };
    let (mut low, mut high) = (side(&trace.low), side(&trace.high));
    if value(1.0) < value(0.0) {
        std::mem::swap(&mut low, &mut high);
    }
    plot.add(Mark::Band {
        x: times(trace, window).into(),
        low,
        high,
        ink,
        opacity,
    });
}

/// What lines and bands mean where there are more samples than columns.
pub fn note(window: Interval, samples: usize, columns: usize) -> Option<String> {
    (samples > columns).then(|| {
        format!(
            "Lines are means over {}; bands run from the smallest to the largest sample.",
            super::wording::seconds(window.duration_s() / columns as f64)
        )
    })
}

/// The smallest and the largest of all samples.
pub fn extremes(traces: &[SignalTrace]) -> impl Iterator<Item = f64> {
    traces
        .iter()
        .flat_map(|t| t.low.iter().chain(&t.high).copied())
}
