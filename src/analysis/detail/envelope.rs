//! A field in a window, thinned to the width of a panel without losing a peak.
//!
//! # Contract
//! - Every sample in the window counts; none is skipped. Where there are more than two samples a
//!   column, a column holds the smallest and the largest of its own samples: a deflection of a
//!   single sample is in the picture at any zoom.
//! - Where a column spans at least eight cells of the field's [`Pyramid`](crate::recording::Pyramid), its borders are those of
//!   cells: a sample may then show a sixteenth of a column beside its place. The pyramid is filled
//!   block by block on the way, and what it holds is not read again.
//! - Samples that are not finite (gaps are NaN) count as missing: they enter neither extreme nor
//!   mean. A column with nothing but missing samples is NaN and breaks the trace.

use crate::analysis::{AnalysisError, Task};
use crate::recording::{BLOCK, Extremes, Field, FieldError, Interval};
use ndarray::{Array2, ArrayView1};
use std::borrow::Cow;
use std::ops::Range;

/// Cells of the pyramid that a column spans at least, for them to be used.
const CELLS_A_COLUMN: u64 = 8;

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
    let mut edges = (samples > 2 * columns as u64).then(|| column_edges(field, window, columns));
    let cell = field.pyramid.cell();
    let by_cells = !channels.is_empty() && samples / columns as u64 >= CELLS_A_COLUMN * cell;
    if let Some([_, inner @ .., _]) = edges.as_deref_mut().filter(|_| by_cells) {
        for edge in inner {
            *edge = ((*edge + cell / 2) / cell * cell).clamp(range.start, range.end);
        }
    }
    let mut traces: Vec<Building> = channels
        .iter()
        .map(|&channel| Building::new(channel, edges.as_ref().map(|_| columns)))
        .collect();
    if by_cells {
        fill(field, &channels, &range, task)?;
        let whole = range.start.div_ceil(cell)..range.end / cell;
        let (head, tail) = (
            read(field, &channels, range.start..whole.start * cell)?,
            read(field, &channels, whole.end * cell..range.end)?,
        );
        let edges = edges.as_deref().unwrap_or(&[]);
        for (at, trace) in traces.iter_mut().enumerate() {
            trace.extend(&contiguous(&head.row(at)), range.start, Some(edges));
            let channel = trace.channel;
            field
                .pyramid
                .each(channel, whole.clone(), |number, of_cell| {
                    trace.join(of_cell, number * cell, edges);
                });
            trace.extend(&contiguous(&tail.row(at)), whole.end * cell, Some(edges));
        }
    } else if !channels.is_empty() {
        let mut from = range.start;
        while from < range.end {
            task.check()?;
            let to = (from + BLOCK).min(range.end);
            let block = read(field, &channels, from..to)?;
            for (trace, row) in traces.iter_mut().zip(block.rows()) {
                trace.extend(&contiguous(&row), from, edges.as_deref());
            }
            from = to;
            task.progress((from - range.start) as f32 / samples as f32);
        }
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

/// Puts every block that the window touches into the pyramid.
fn fill(
    field: &Field,
    channels: &[usize],
    range: &Range<u64>,
    task: &Task<'_>,
) -> Result<(), AnalysisError> {
    let blocks = range.start / BLOCK..range.end.div_ceil(BLOCK);
    for block in blocks.clone() {
        task.check()?;
        let absent = field.pyramid.missing(channels, block);
        if absent.is_empty() {
            continue;
        }
        let samples = block * BLOCK..((block + 1) * BLOCK).min(field.samples);
        let read = read(field, &absent, samples)?;
        for (&channel, row) in absent.iter().zip(read.rows()) {
            field.pyramid.put(channel, block, &contiguous(&row));
        }
        task.progress((block + 1 - blocks.start) as f32 / (blocks.end - blocks.start) as f32);
    }
    Ok(())
}

/// Samples as the source gives them, if it gives as many as it should.
pub(in crate::analysis) fn read(
    field: &Field,
    channels: &[usize],
    samples: Range<u64>,
) -> Result<Array2<f32>, AnalysisError> {
    let expected = (
        channels.len(),
        samples.end.saturating_sub(samples.start) as usize,
    );
    if expected.1 == 0 {
        return Ok(Array2::zeros(expected));
    }
    let from = samples.start;
    let block = field.source.read(channels, samples)?;
    if block.dim() != expected {
        return Err(wrong(
            field,
            format!(
                "expected {expected:?} values from sample {from}, found {:?}",
                block.dim()
            ),
        ));
    }
    Ok(block)
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
            self.total.join(&Extremes::new(samples));
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
            let extremes = Extremes::new(part);
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

    /// Takes a cell that begins at sample `from`; it lies in one column.
    fn join(&mut self, cell: &Extremes, from: u64, edges: &[u64]) {
        self.total.join(cell);
        let Some((low, high)) = &mut self.extremes else {
            return;
        };
        while edges.get(self.column + 1).is_some_and(|&end| end <= from) {
            self.column += 1;
        }
        if cell.finite > 0
            && let (Some(low), Some(high)) = (low.get_mut(self.column), high.get_mut(self.column))
        {
            *low = cell.low.min(*low);
            *high = cell.high.max(*high);
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
