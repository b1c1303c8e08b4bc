//! Samples in records, each of which holds a stretch of every signal in turn.

use crate::formats::positional_file::PositionalFile;
use crate::recording::{FieldError, FieldSource};
use ndarray::Array2;
use std::ops::Range;
use std::sync::Arc;

/// Bytes of records read at a time.
const PIECE: u64 = 4 << 20;

/// Where a signal is in a record, and its scale.
#[derive(Clone, Copy, Debug)]
pub(super) struct Channel {
    pub at: u64,
    pub gain: f64,
    pub offset: f64,
}

/// Signals of one rate, over all records.
#[derive(Debug)]
pub(super) struct Samples {
    pub input: Arc<PositionalFile>,
    /// Byte of the first record.
    pub first: u64,
    pub records: u64,
    pub record_bytes: u64,
    /// Samples of each signal in a record; at least 1.
    pub per_record: u64,
    /// Bytes of a sample: 2 or 3.
    pub width: u64,
    pub channels: Vec<Channel>,
}

impl Samples {
    fn error(&self, message: impl std::fmt::Display) -> FieldError {
        FieldError {
            field: self.input.name(),
            message: message.to_string(),
        }
    }
    fn value(bytes: &[u8], channel: &Channel) -> f32 {
        let stored = match *bytes {
            [a, b] => i32::from(i16::from_le_bytes([a, b])),
            // The sign is in the highest byte.
            [a, b, c] => i32::from_le_bytes([0, a, b, c]) >> 8,
            _ => 0,
        };
        (f64::from(stored) * channel.gain + channel.offset) as f32
    }
    /// Bytes of samples `from..to` of a signal in a record.
    fn part(&self, channel: &Channel, from: u64, to: u64) -> Range<usize> {
        let at = |sample: u64| (channel.at + sample * self.width) as usize;
        at(from)..at(to)
    }
}

impl FieldSource for Samples {
    fn read(&self, channels: &[usize], samples: Range<u64>) -> Result<Array2<f32>, FieldError> {
        let per_record = self.per_record.max(1);
        if samples.end > self.records * per_record || samples.start > samples.end {
            return Err(self.error("asked for samples past its end"));
        }
        let wanted: Option<Vec<Channel>> = channels
            .iter()
            .map(|&c| self.channels.get(c).copied())
            .collect();
        let wanted = wanted.ok_or_else(|| self.error("asked for a channel past its end"))?;
        let count = usize::try_from(samples.end - samples.start).map_err(|e| self.error(e))?;
        let mut out = Array2::zeros((wanted.len(), count));
        if count == 0 || wanted.is_empty() {
            return Ok(out);
        }
        let bytes_wanted = wanted.len() as u64 * per_record * self.width;
        // A few signals of many are read each by itself.
        let in_one_go = bytes_wanted * 4 >= self.record_bytes;
        let at_once = if in_one_go {
            (PIECE / self.record_bytes).max(1)
        } else {
            1
        };
        let mut buffer = Vec::new();
        let (mut record, last) = (samples.start / per_record, (samples.end - 1) / per_record);
        while record <= last {
            let records = at_once.min(last + 1 - record);
            let start = self.first + record * self.record_bytes;
            if in_one_go {
                buffer.resize((records * self.record_bytes) as usize, 0);
                self.input
                    .fill(start, &mut buffer)
                    .map_err(|e| self.error(e))?;
            }
            for number in 0..records {
                let begins = (record + number) * per_record;
                let from = samples.start.max(begins) - begins;
                let to = samples.end.min(begins + per_record) - begins;
                let at = (begins + from - samples.start) as usize;
                for (mut row, channel) in out.rows_mut().into_iter().zip(&wanted) {
                    let part = self.part(channel, from, to);
                    let stored = if in_one_go {
                        let skip = (number * self.record_bytes) as usize;
                        buffer.get(skip + part.start..skip + part.end)
                    } else {
                        buffer.resize(part.len(), 0);
                        self.input
                            .fill(start + part.start as u64, &mut buffer)
                            .map_err(|e| self.error(e))?;
                        Some(&buffer[..])
                    };
                    let stored = stored.unwrap_or_default().chunks_exact(self.width as usize);
                    for (sample, bytes) in row.iter_mut().skip(at).zip(stored) {
                        *sample = Self::value(bytes, channel);
                    }
                }
            }
            record += records;
        }
        Ok(out)
    }
}
