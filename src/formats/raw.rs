//! Samples stored as plain binary numbers, read by window and never whole.
//!
//! Each channel has a first byte, and its samples follow each other in strides: channels
//! interleaved (`.dat`, `.eeg`, NSx) have one stride for all, channels stored one after the other a
//! stride of one sample. Numbers are little-endian.

use super::positional_file::PositionalFile;
use crate::recording::{FieldError, FieldSource};
use ndarray::{Array2, ArrayViewMut1};
use std::ops::Range;
use std::sync::Arc;

/// Bytes read at a time.
const PIECE: u64 = 4 << 20;

/// How a sample is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SampleKind {
    I8,
    U8,
    I16,
    U16,
    I32,
    F32,
    F64,
}

impl SampleKind {
    pub(super) fn size(self) -> u64 {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

/// Where a channel lies, and its value: stored number x gain + offset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RawChannel {
    /// Byte of its first sample.
    pub first: u64,
    pub gain: f64,
    pub offset: f64,
}

/// The channels of one field.
#[derive(Debug)]
pub(super) struct Raw {
    input: Arc<PositionalFile>,
    kind: SampleKind,
    stride: u64,
    samples: u64,
    channels: Arc<[RawChannel]>,
    /// Bytes by which every channel begins later.
    later: u64,
}

impl Raw {
    /// `samples` of every channel, `stride` bytes apart. `None` when they do not lie within the
    /// file.
    pub(super) fn new(
        input: Arc<PositionalFile>,
        kind: SampleKind,
        stride: u64,
        samples: u64,
        channels: Vec<RawChannel>,
    ) -> Option<Self> {
        let reach = samples
            .checked_sub(1)?
            .checked_mul(stride)?
            .checked_add(kind.size())?;
        let last = channels.iter().map(|c| c.first).max()?;
        (stride >= kind.size() && last.checked_add(reach)? <= input.length()).then_some(Self {
            input,
            kind,
            stride,
            samples,
            channels: channels.into(),
            later: 0,
        })
    }

    /// The same channels so many bytes later in the file. `None` when they do not lie within it.
    pub(super) fn later(&self, bytes: u64, samples: u64) -> Option<Self> {
        let reach = samples.checked_sub(1)?.checked_mul(self.stride)?;
        let last = self.channels.iter().map(|c| c.first).max()?;
        let end = [reach, self.kind.size(), bytes, last];
        let end = end.into_iter().try_fold(0_u64, u64::checked_add)?;
        (end <= self.input.length()).then(|| Self {
            input: Arc::clone(&self.input),
            channels: Arc::clone(&self.channels),
            later: bytes,
            samples,
            ..*self
        })
    }

    /// Channels interleaved from byte `start` to the end of the file, `gains[c]` a step. `None`
    /// when there is no whole sample.
    pub(super) fn interleaved(
        input: Arc<PositionalFile>,
        kind: SampleKind,
        start: u64,
        gains: &[f64],
    ) -> Option<Self> {
        let stride = kind.size().checked_mul(gains.len() as u64)?;
        let samples = input.length().checked_sub(start)?.checked_div(stride)?;
        let channel = |(c, &gain): (usize, &f64)| RawChannel {
            first: start + c as u64 * kind.size(),
            gain,
            offset: 0.0,
        };
        let channels = gains.iter().enumerate().map(channel).collect();
        Self::new(input, kind, stride, samples, channels)
    }

    /// Samples of each channel.
    pub(super) fn samples(&self) -> u64 {
        self.samples
    }

    fn error(&self, message: impl std::fmt::Display) -> FieldError {
        FieldError {
            field: self.input.name(),
            message: message.to_string(),
        }
    }

    /// Reads channels that lie within one stride of each other.
    fn together(
        &self,
        channels: &[RawChannel],
        samples: &Range<u64>,
        mut rows: Vec<ArrayViewMut1<'_, f32>>,
    ) -> Result<(), FieldError> {
        let size = self.kind.size();
        let low = channels.iter().map(|c| c.first).min().unwrap_or(0);
        let high = channels.iter().map(|c| c.first + size).max().unwrap_or(0);
        let width = high - low;
        let most = (PIECE / self.stride).max(1);
        let mut buffer = Vec::new();
        let mut start = samples.start;
        while start < samples.end {
            let count = most.min(samples.end - start);
            buffer.resize(((count - 1) * self.stride + width) as usize, 0);
            self.input
                .fill(self.later + low + start * self.stride, &mut buffer)
                .map_err(|e| self.error(e))?;
            let at = (start - samples.start) as usize;
            for (row, channel) in rows.iter_mut().zip(channels) {
                let piece = buffer.get((channel.first - low) as usize..);
                let to = row.iter_mut().skip(at).take(count as usize);
                self.unpack(piece.unwrap_or_default(), channel, to);
            }
            start += count;
        }
        Ok(())
    }

    /// One channel of a piece that begins with a sample of it.
    fn unpack<'a>(
        &self,
        piece: &[u8],
        channel: &RawChannel,
        to: impl Iterator<Item = &'a mut f32>,
    ) {
        let stride = self.stride as usize;
        match self.kind {
            SampleKind::I8 => unpack_as(piece, stride, channel, to, |b| {
                f64::from(i8::from_le_bytes(b))
            }),
            SampleKind::U8 => unpack_as(piece, stride, channel, to, |b| {
                f64::from(u8::from_le_bytes(b))
            }),
            SampleKind::I16 => unpack_as(piece, stride, channel, to, |b| {
                f64::from(i16::from_le_bytes(b))
            }),
            SampleKind::U16 => unpack_as(piece, stride, channel, to, |b| {
                f64::from(u16::from_le_bytes(b))
            }),
            SampleKind::I32 => unpack_as(piece, stride, channel, to, |b| {
                f64::from(i32::from_le_bytes(b))
            }),
            SampleKind::F32 => unpack_as(piece, stride, channel, to, |b| {
                f64::from(f32::from_le_bytes(b))
            }),
            SampleKind::F64 => unpack_as(piece, stride, channel, to, f64::from_le_bytes),
        }
    }
}

fn unpack_as<'a, const N: usize>(
    piece: &[u8],
    stride: usize,
    channel: &RawChannel,
    to: impl Iterator<Item = &'a mut f32>,
    value: impl Fn([u8; N]) -> f64,
) {
    for (sample, stored) in to.zip(piece.chunks(stride)) {
        if let Some(bytes) = stored.first_chunk::<N>() {
            *sample = (value(*bytes) * channel.gain + channel.offset) as f32;
        }
    }
}

impl FieldSource for Raw {
    fn read(&self, channels: &[usize], samples: Range<u64>) -> Result<Array2<f32>, FieldError> {
        if samples.end > self.samples || samples.start > samples.end {
            return Err(self.error("asked for samples past its end"));
        }
        let wanted: Option<Vec<RawChannel>> = channels
            .iter()
            .map(|&c| self.channels.get(c).copied())
            .collect();
        let wanted = wanted.ok_or_else(|| self.error("asked for a channel past its end"))?;
        let count = usize::try_from(samples.end - samples.start).map_err(|e| self.error(e))?;
        let mut out = Array2::zeros((channels.len(), count));
        if wanted.is_empty() || count == 0 {
            return Ok(out);
        }
        let low = wanted.iter().map(|c| c.first).min().unwrap_or(0);
        let is_one_row = |c: &RawChannel| c.first - low + self.kind.size() <= self.stride;
        if wanted.iter().all(is_one_row) {
            let rows = out.rows_mut().into_iter().collect();
            self.together(&wanted, &samples, rows)?;
        } else {
            for (row, channel) in out.rows_mut().into_iter().zip(&wanted) {
                self.together(std::slice::from_ref(channel), &samples, vec![row])?;
            }
        }
        Ok(out)
    }
}
