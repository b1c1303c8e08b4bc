//! Regularly sampled signals, read by window and never whole.

use super::{Interval, Pyramid};
use ndarray::{Array2, Axis};
use std::ops::Range;
use std::sync::Arc;

/// Why samples could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("field \"{field}\": {message}")]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

/// Where the samples of a field are; readers of formats implement it.
pub trait FieldSource: Send + Sync + std::fmt::Debug {
    /// Samples `[channels.len() x samples.len()]` in the field's unit. `samples` lies within the
    /// field and `channels` are below its number of channels.
    ///
    /// # Errors
    /// When the file can no longer be read.
    fn read(&self, channels: &[usize], samples: Range<u64>) -> Result<Array2<f32>, FieldError>;
    /// Bytes held in memory.
    fn bytes(&self) -> usize {
        0
    }
    /// Samples of the field at which nothing was recorded, in order; they are read as NaN.
    fn gaps(&self) -> &[Range<u64>] {
        &[]
    }
}

/// A regularly sampled signal of one or more channels (LFP, EEG).
#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    /// Samples a second, positive.
    pub rate_hz: f64,
    /// Time of the first sample in seconds.
    pub start_s: f64,
    /// Samples of each channel.
    pub samples: u64,
    /// Names of the channels.
    pub channels: Vec<String>,
    /// Position of each channel in micrometres, where known.
    pub positions_um: Option<Vec<[f64; 3]>>,
    /// Unit of the samples, such as "uV".
    pub unit: String,
    pub source: Arc<dyn FieldSource>,
    /// What has been read of it so far, in short; shared by the copies of a field.
    pub pyramid: Arc<Pyramid>,
}

impl Field {
    pub fn extent(&self) -> Interval {
        Interval::new(
            self.start_s,
            self.start_s + self.samples as f64 / self.rate_hz,
        )
    }
    /// The samples whose times lie in `[start_s, stop_s)`, clipped to the field.
    pub fn sample_range(&self, interval: Interval) -> Range<u64> {
        let index = |t: f64| {
            ((t - self.start_s) * self.rate_hz - 1e-6)
                .ceil()
                .clamp(0.0, self.samples as f64) as u64
        };
        let from = index(interval.start_s);
        from..index(interval.stop_s).max(from)
    }
    /// Samples at which nothing was recorded, in order: they are NaN.
    pub fn gaps(&self) -> &[Range<u64>] {
        self.source.gaps()
    }
    /// Time of a sample in seconds.
    pub fn time_s(&self, sample: u64) -> f64 {
        self.start_s + sample as f64 / self.rate_hz
    }
    /// The samples that were recorded, stretch by stretch.
    pub fn recorded(&self) -> Vec<Range<u64>> {
        let gaps = self.gaps();
        let starts = std::iter::once(0).chain(gaps.iter().map(|g| g.end));
        let ends = gaps.iter().map(|g| g.start).chain([self.samples]);
        starts.zip(ends).map(|(a, b)| a..b).collect()
    }
    pub fn bytes(&self) -> usize {
        self.source.bytes() + self.pyramid.bytes()
    }
}

/// A field held in memory, `[channels x samples]`.
#[derive(Debug)]
pub struct MemoryField(pub Array2<f32>);

impl FieldSource for MemoryField {
    fn read(&self, channels: &[usize], samples: Range<u64>) -> Result<Array2<f32>, FieldError> {
        let past = |what: &str| FieldError {
            field: "in memory".into(),
            message: format!("asked for {what} past its end"),
        };
        let from = usize::try_from(samples.start).map_err(|_| past("samples"))?;
        let to = usize::try_from(samples.end).map_err(|_| past("samples"))?;
        if to > self.0.ncols() || from > to {
            return Err(past("samples"));
        }
        let mut out = Array2::zeros((channels.len(), to - from));
        for (mut row, &channel) in out.rows_mut().into_iter().zip(channels) {
            if channel >= self.0.nrows() {
                return Err(past("a channel"));
            }
            row.assign(&self.0.row(channel).slice_axis(Axis(0), (from..to).into()));
        }
        Ok(out)
    }
    fn bytes(&self) -> usize {
        self.0.len() * size_of::<f32>()
    }
}
