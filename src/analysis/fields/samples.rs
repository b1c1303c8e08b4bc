//! Samples of some channels of a field, re-referenced: what is asked for is read, and no more.

use crate::analysis::detail::envelope::read;
use crate::analysis::{AnalysisError, Task};
use crate::recording::{BLOCK, Field};
use ndarray::{Array2, Axis};
use std::ops::Range;

/// What channels are measured against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reference {
    /// As recorded.
    #[default]
    None,
    /// The mean of all channels of the field at that moment.
    CommonAverage,
    /// The next channel in the order of the file; the last has none and stays as it is.
    Bipolar,
}

impl Reference {
    /// For parameters: ids and words.
    pub const OPTIONS: &'static [(&'static str, &'static str)] = &[
        ("none", "As recorded"),
        ("average", "Common average"),
        ("bipolar", "Bipolar, next channel"),
    ];
    pub fn from_id(id: &str) -> Self {
        match id {
            "average" => Self::CommonAverage,
            "bipolar" => Self::Bipolar,
            _ => Self::None,
        }
    }
    /// Channels that have to be read for these.
    pub fn needs(self, channels: &[usize], of: usize) -> Vec<usize> {
        match self {
            Self::None => channels.to_vec(),
            Self::CommonAverage => (0..of).collect(),
            Self::Bipolar => {
                let next = channels.iter().map(|c| c + 1).filter(|c| *c < of);
                let mut all: Vec<usize> = channels.iter().copied().chain(next).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
        }
    }
}

/// Samples `[channels.len() x samples.len()]` in the field's unit. Channels the field does not have
/// are left out; the range is clipped to the field. Samples that are not finite are NaN; a mean is
/// over the channels that are there.
///
/// # Errors
/// [`AnalysisError::Cancelled`] between blocks; [`AnalysisError::Field`] when samples cannot be had.
pub fn field_samples(
    field: &Field,
    channels: &[usize],
    reference: Reference,
    samples: Range<u64>,
    task: &Task<'_>,
) -> Result<Array2<f32>, AnalysisError> {
    let of = field.channels.len();
    let channels: Vec<usize> = channels.iter().copied().filter(|c| *c < of).collect();
    let end = samples.end.min(field.samples);
    let range = samples.start.min(end)..end;
    let needed = reference.needs(&channels, of);
    let mut out = Array2::zeros((channels.len(), (range.end - range.start) as usize));
    let place = |channel: usize| needed.iter().position(|c| *c == channel);
    let mut from = range.start;
    // Blocks of a million values at most, so that a cancelled reading stops soon.
    let block = (BLOCK * 16 / needed.len().max(1) as u64).clamp(1024, BLOCK);
    while from < range.end && !needed.is_empty() {
        task.check()?;
        let to = (from + block).min(range.end);
        let mut part = read(field, &needed, from..to)?;
        part.mapv_inplace(|v| if v.is_finite() { v } else { f32::NAN });
        let at = (from - range.start) as usize;
        for (row, &channel) in channels.iter().enumerate() {
            let own = place(channel).map(|p| part.row(p));
            let other = match reference {
                Reference::Bipolar => place(channel + 1).map(|p| part.row(p)),
                _ => None,
            };
            let mut out = out.row_mut(row);
            for (j, value) in own.iter().flatten().enumerate() {
                out[at + j] = value - other.as_ref().map_or(0.0, |o| o[j]);
            }
        }
        if reference == Reference::CommonAverage {
            for (j, all) in part.axis_iter(Axis(1)).enumerate() {
                let there = all.iter().filter(|v| v.is_finite());
                let (sum, n) = there.fold((0.0, 0.0), |(s, n), v| (s + f64::from(*v), n + 1.0));
                let mean = (sum / n) as f32;
                out.column_mut(at + j).mapv_inplace(|v| v - mean);
            }
        }
        from = to;
    }
    Ok(out)
}
