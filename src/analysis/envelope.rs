//! A field in a window, thinned to the width of a panel without losing a peak.
//!
//! # Contract
//! - Every sample in the window is read, in blocks; none is skipped. Where there are more than two
//!   samples a column, a column holds the smallest and the largest of its own samples: a deflection
//!   of a single sample is in the picture at any zoom.
//! - Samples that are not finite (gaps are NaN) count as missing: they enter neither extreme nor
//!   mean. A column with nothing but missing samples is NaN and breaks the trace.

use super::{AnalysisError, Task};
use crate::recording::{Field, FieldError, Interval};
use ndarray::ArrayView1;
use std::borrow::Cow;

/// Samples read at once: of 64 interleaved channels of two bytes that is 8 MB, read and unpacked
/// within the 20 ms in which an overtaken analysis has to stop.
const BLOCK: u64 = 1 << 16;

/// Traces of some channels of a field in a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    pub window: Interval,
    /// Samples a channel in the window.
    pub samples: u64,
    pub traces: Vec<Trace>,
}

/// One channel in the window, in the field's unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    pub channel: usize,
    pub shape: TraceShape,
    /// Of the samples in the window that are not missing; NaN where all are.
    pub mean: f64,
    pub low: f32,
    pub high: f32,
    /// Samples that are not finite.
    pub missing: u64,
}

/// What is kept of a channel.
#[derive(Clone, Debug, PartialEq)]
pub enum TraceShape {
    /// Every sample: sample `j` at `first_s + j step_s`. Missing ones are NaN.
    Samples {
        first_s: f64,
        step_s: f64,
        values: Vec<f32>,
    },
    /// Extremes in equal columns over the window.
    Columns { low: Vec<f32>, high: Vec<f32> },
}

/// Reads the window of a field. Channels the field does not have are left out.
///
/// # Errors
/// [`AnalysisError::Cancelled`] between blocks; [`AnalysisError::Field`] when samples cannot be had.
pub fn envelope(
    field: &Field,
    channels: &[usize],
    window: Interval,
    columns: usize,
    task: &Task<'_>,
) -> Result<Envelope, AnalysisError> {
    if !(field.rate_hz.is_finite() && field.rate_hz > 0.0 && field.start_s.is_finite()) {
        return Err(wrong(
            field,
            format!(
                "expected a positive sampling rate and a start, found {} Hz from {} s",
                field.rate_hz, field.start_s
            ),
        ));
    }
    let columns = columns.max(1);
    let channels: Vec<usize> = channels
        .iter()
        .copied()
        .filter(|&c| c < field.channels.len())
        .collect();
    let range = field.sample_range(window);
    let samples = range.end - range.start;
    let edges = (samples > 2 * columns as u64).then(|| column_edges(field, window, columns));
    let mut traces: Vec<Building> = channels
        .iter()
        .map(|&channel| Building::new(channel, edges.as_ref().map(|_| columns)))
        .collect();
    let mut from = range.start;
    while from < range.end && !channels.is_empty() {
        task.check()?;
        let to = (from + BLOCK).min(range.end);
        let block = field.source.read(&channels, from..to)?;
        let expected = (channels.len(), (to - from) as usize);
        if block.dim() != expected {
            return Err(wrong(
                field,
                format!(
                    "expected {expected:?} values from sample {from}, found {:?}",
                    block.dim()
                ),
            ));
        }
        for (trace, row) in traces.iter_mut().zip(block.rows()) {
            trace.extend(&contiguous(&row), from, edges.as_deref());
        }
        from = to;
        task.progress((from - range.start) as f32 / samples as f32);
    }
    let first_s = field.start_s + range.start as f64 / field.rate_hz;
    Ok(Envelope {
        window,
        samples,
        traces: traces
            .into_iter()
            .map(|t| t.finish(first_s, 1.0 / field.rate_hz))
            .collect(),
    })
}

fn wrong(field: &Field, message: String) -> AnalysisError {
    AnalysisError::Field(FieldError {
        field: field.name.clone(),
        message,
    })
}

/// First sample of each column, and the end of the last: each sample of the window is in one.
fn column_edges(field: &Field, window: Interval, columns: usize) -> Vec<u64> {
    let all = field.sample_range(window);
    (0..=columns)
        .map(|c| match c {
            0 => all.start,
            c if c == columns => all.end,
            c => {
                let edge_s = window.start_s + window.duration_s() * (c as f64 / columns as f64);
                let before = Interval::new(window.start_s, edge_s);
                field.sample_range(before).end.clamp(all.start, all.end)
            }
        })
        .collect()
}

fn contiguous<'a>(row: &ArrayView1<'a, f32>) -> Cow<'a, [f32]> {
    match row.to_slice() {
        Some(slice) => Cow::Borrowed(slice),
        None => Cow::Owned(row.to_vec()),
    }
}

/// A trace that grows block by block.
struct Building {
    channel: usize,
    values: Vec<f32>,
    extremes: Option<(Vec<f32>, Vec<f32>)>,
    column: usize,
    total: Extremes,
}

#[derive(Clone, Copy)]
struct Extremes {
    low: f32,
    high: f32,
    sum: f64,
    finite: u64,
    missing: u64,
}

impl Extremes {
    const NONE: Self = Self {
        low: f32::INFINITY,
        high: f32::NEG_INFINITY,
        sum: 0.0,
        finite: 0,
        missing: 0,
    };
    fn of(values: &[f32]) -> Self {
        let mut all = Self::NONE;
        for &v in values {
            if v.is_finite() {
                all.low = all.low.min(v);
                all.high = all.high.max(v);
                all.sum += f64::from(v);
                all.finite += 1;
            }
        }
        all.missing = values.len() as u64 - all.finite;
        all
    }
    fn join(&mut self, other: &Self) {
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
        self.sum += other.sum;
        self.finite += other.finite;
        self.missing += other.missing;
    }
}

impl Building {
    fn new(channel: usize, columns: Option<usize>) -> Self {
        Self {
            channel,
            values: Vec::new(),
            extremes: columns.map(|n| (vec![f32::NAN; n], vec![f32::NAN; n])),
            column: 0,
            total: Extremes::NONE,
        }
    }

    /// Takes the samples from number `from` on; blocks come in order.
    fn extend(&mut self, samples: &[f32], from: u64, edges: Option<&[u64]>) {
        let (Some((low, high)), Some(edges)) = (&mut self.extremes, edges) else {
            self.total.join(&Extremes::of(samples));
            let or_nan = |v: &f32| if v.is_finite() { *v } else { f32::NAN };
            self.values.extend(samples.iter().map(or_nan));
            return;
        };
        let mut rest = samples;
        let mut at = from;
        while !rest.is_empty() && self.column < low.len() {
            let end = edges[self.column + 1];
            let take = (end.saturating_sub(at) as usize).min(rest.len());
            let (part, tail) = rest.split_at(take);
            let extremes = Extremes::of(part);
            if extremes.finite > 0 {
                // NaN so far, or the part of this column in an earlier block.
                low[self.column] = extremes.low.min(low[self.column]);
                high[self.column] = extremes.high.max(high[self.column]);
            }
            self.total.join(&extremes);
            (rest, at) = (tail, at + take as u64);
            if at >= end {
                self.column += 1;
            }
        }
    }

    fn finish(self, first_s: f64, step_s: f64) -> Trace {
        let some = self.total.finite > 0;
        Trace {
            channel: self.channel,
            shape: match self.extremes {
                Some((low, high)) => TraceShape::Columns { low, high },
                None => TraceShape::Samples {
                    first_s,
                    step_s,
                    values: self.values,
                },
            },
            mean: self.total.sum / self.total.finite as f64,
            low: if some { self.total.low } else { f32::NAN },
            high: if some { self.total.high } else { f32::NAN },
            missing: self.total.missing,
        }
    }
}
