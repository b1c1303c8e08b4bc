//! Channels of a field over a window: moments, and extremes for a panel, piece by piece; and the
//! stretches over which channels stay the same.

use super::columns::{Gathering, Parts, SignalTrace, no_samples};
use crate::analysis::detail::envelope::read;
use crate::analysis::{AnalysisError, Task};
use crate::recording::{Field, Interval};
use std::ops::Range;

/// Values that are read at once.
const PIECE: usize = 1 << 18;
/// Steps that are told, at most.
pub const MOST_STEPS: usize = 10_000;

/// Some channels of a field in a window.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldTraces {
    /// From the first sample to the end of the last.
    pub window: Interval,
    pub rate_hz: f64,
    /// Of each channel.
    pub samples: usize,
    /// One a channel, in the field's unit; a sample that is not finite counts nowhere.
    pub traces: Vec<SignalTrace>,
    /// Samples of all channels that are not finite.
    pub missing: usize,
}

/// The samples of a window in pieces, counted from its first.
pub(super) fn pieces(samples: usize, channels: usize) -> impl Iterator<Item = Range<usize>> {
    let piece = (PIECE / channels.max(1)).max(1);
    let starts = (0..samples).step_by(piece);
    starts.map(move |start| start..(start + piece).min(samples))
}

/// The time from a sample of a field to the end of so many.
pub(super) fn extent(field: &Field, first: u64, samples: usize) -> Interval {
    let start_s = field.time_s(first);
    Interval::new(start_s, start_s + samples as f64 / field.rate_hz)
}

/// Channels of a field over a window in at most `columns` columns.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] where the window holds no sample, [`AnalysisError::Field`] where
/// the field cannot be read, and when overtaken.
pub fn field_traces(
    field: &Field,
    channels: &[usize],
    window: Interval,
    columns: usize,
    task: &Task<'_>,
) -> Result<FieldTraces, AnalysisError> {
    let range = field.sample_range(window);
    let samples = (range.end - range.start) as usize;
    if samples == 0 {
        return Err(no_samples());
    }
    let columns = Parts::new(samples, columns);
    let gathering = || Gathering::over(0..columns.count);
    let mut traces: Vec<Gathering> = channels.iter().map(|_| gathering()).collect();
    let mut missing = 0;
    for own in pieces(samples, channels.len()) {
        task.check()?;
        let at = range.start + own.start as u64..range.start + own.end as u64;
        let values = read(field, channels, at)?;
        for (trace, row) in traces.iter_mut().zip(values.rows()) {
            let row: Vec<f64> = row.iter().map(|v| f64::from(*v)).collect();
            missing += trace.extend(&columns, &own, &row);
        }
        task.progress(own.end as f32 / samples as f32);
    }
    Ok(FieldTraces {
        window: extent(field, range.start, samples),
        rate_hz: field.rate_hz,
        samples,
        traces: traces.into_iter().map(Gathering::finish).collect(),
        missing,
    })
}

/// A stretch over which no channel changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// From the first of its samples to the first of the next stretch.
    pub interval: Interval,
    /// One a channel, NaN where there is none.
    pub values: Vec<f64>,
}

/// The stretches of a window over which these channels stay the same, to the last bit; the first
/// [`MOST_STEPS`] of them.
///
/// # Errors
/// [`AnalysisError::Field`] where the field cannot be read, and when overtaken.
pub fn field_steps(
    field: &Field,
    channels: &[usize],
    window: Interval,
    task: &Task<'_>,
) -> Result<Vec<Step>, AnalysisError> {
    let range = field.sample_range(window);
    let mut steps: Vec<Step> = Vec::new();
    let mut last: Vec<u32> = Vec::new();
    for own in pieces((range.end - range.start) as usize, channels.len()) {
        task.check()?;
        let at = range.start + own.start as u64..range.start + own.end as u64;
        let values = read(field, channels, at.clone())?;
        for (sample, column) in at.zip(values.columns()) {
            if !steps.is_empty() && column.iter().map(|v| v.to_bits()).eq(last.iter().copied()) {
                continue;
            }
            let now_s = field.time_s(sample);
            if let Some(before) = steps.last_mut() {
                before.interval.stop_s = now_s;
            }
            if steps.len() == MOST_STEPS {
                return Ok(steps);
            }
            last = column.iter().map(|v| v.to_bits()).collect();
            steps.push(Step {
                interval: Interval::new(now_s, field.time_s(range.end)),
                values: column.iter().map(|v| f64::from(*v)).collect(),
            });
        }
    }
    Ok(steps)
}
