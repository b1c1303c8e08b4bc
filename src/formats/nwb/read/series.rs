//! The samples of one series, read by window from the file.

use crate::formats::hdf5::Dataset;
use crate::recording::{FieldError, FieldSource};
use ndarray::Array2;
use std::ops::Range;

/// Numbers read from the file at a time.
const PIECE: u64 = 1 << 20;

/// Value in the field's unit: stored number x gain of its channel + offset.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    pub gains: Vec<f64>,
    pub offset: f64,
}

pub(super) struct Series {
    data: Dataset,
    scale: Scale,
    channels_first: bool,
}

impl std::fmt::Debug for Series {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Series({} {:?})", self.data.path(), self.data.shape())
    }
}

impl Series {
    pub fn new(data: Dataset, scale: Scale, channels_first: bool) -> Self {
        Self {
            data,
            scale,
            channels_first,
        }
    }
    fn error(&self, message: impl Into<String>) -> FieldError {
        FieldError {
            field: self.data.path().to_owned(),
            message: message.into(),
        }
    }
    /// Range of channels that is read: the whole rows where rows are stored in one piece, for they
    /// are read in one go then.
    fn columns(&self, channels: &[usize]) -> Option<Range<u64>> {
        let low = *channels.iter().min()? as u64;
        let high = *channels.iter().max()? as u64 + 1;
        let all = self.scale.gains.len() as u64;
        if high > all {
            return None;
        }
        let in_one_piece = self.data.chunk().is_none();
        Some(if in_one_piece && !self.channels_first {
            0..all
        } else {
            low..high
        })
    }
    /// Samples to read at a time: whole chunks, and not much more than [`PIECE`] numbers.
    fn step(&self, width: u64) -> u64 {
        let axis = usize::from(self.channels_first);
        let chunk = self.data.chunk().and_then(|c| c.get(axis).copied());
        let chunk = chunk.unwrap_or(1).max(1);
        let wanted = (PIECE / width.max(1)).max(1);
        (wanted / chunk)
            .max(1)
            .saturating_mul(chunk)
            .min(wanted.max(PIECE))
    }
}

impl FieldSource for Series {
    fn read(&self, channels: &[usize], samples: Range<u64>) -> Result<Array2<f32>, FieldError> {
        let count = usize::try_from(samples.end.saturating_sub(samples.start))
            .map_err(|_| self.error("asked for too many samples"))?;
        let mut out = Array2::zeros((channels.len(), count));
        if channels.is_empty() || count == 0 {
            return Ok(out);
        }
        let columns = self
            .columns(channels)
            .ok_or_else(|| self.error("asked for a channel past its end"))?;
        let width = (columns.end - columns.start) as usize;
        let step = self.step(width as u64);
        let mut start = samples.start;
        while start < samples.end {
            // The first piece ends where a chunk ends.
            let end = (start / step + 1).saturating_mul(step).min(samples.end);
            let ranges = match (self.data.shape().len(), self.channels_first) {
                (1, _) => std::iter::once(start..end).collect(),
                (_, false) => vec![start..end, columns.clone()],
                (_, true) => vec![columns.clone(), start..end],
            };
            let values = self
                .data
                .window(&ranges)
                .map_err(|fault| self.error(fault.found))?;
            let rows = (end - start) as usize;
            if values.len() != rows * width {
                return Err(self.error(format!("{} samples for {rows} x {width}", values.len())));
            }
            let at = (start - samples.start) as usize;
            for (mut row, &channel) in out.rows_mut().into_iter().zip(channels) {
                let gain = self.scale.gains.get(channel).copied().unwrap_or(1.0);
                let column = channel - columns.start as usize;
                let (first, stride) = if self.channels_first {
                    (column * rows, 1)
                } else {
                    (column, width)
                };
                let stored = values.iter().skip(first).step_by(stride);
                for (sample, value) in row.iter_mut().skip(at).take(rows).zip(stored) {
                    *sample = (value * gain + self.scale.offset) as f32;
                }
            }
            start = end;
        }
        Ok(out)
    }
}
