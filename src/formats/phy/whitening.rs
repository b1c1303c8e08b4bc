//! From whitened templates back to the signal of the electrodes.
//!
//! Kilosort finds its templates in data that was made independent from channel to channel: data
//! (samples x channels) times `whitening_mat`. Times `whitening_mat_inv` they are as on the
//! electrodes, which is what phy shows. Source: phylib, `TemplateModel._unwhiten`.

use super::NAME;
use crate::formats::npy::Array;
use crate::formats::{FormatError, Progress};
use crate::recording::Warning;
use std::path::Path;

pub(super) const INVERSE: &str = "whitening_mat_inv.npy";
pub(super) const MATRIX: &str = "whitening_mat.npy";
/// A file that only SpikeInterface writes; its templates are not whitened.
const SPIKEINTERFACE: &str = "channel_map_si.npy";
/// Larger matrices are not inverted: no probe that is sorted as one has so many channels.
const MOST_CHANNELS: usize = 2048;

/// A matrix that undoes whitening, row after row.
#[derive(Debug)]
pub(super) struct Unwhitening {
    pub channels: usize,
    inverse: Vec<f64>,
}

impl Unwhitening {
    /// From whichever of the two matrices is there and can be used.
    pub(super) fn read(
        folder: &Path,
        progress: &Progress<'_>,
        warnings: &mut Vec<Warning>,
    ) -> Result<Option<Self>, FormatError> {
        for name in [INVERSE, MATRIX] {
            let path = folder.join(name);
            if !path.is_file() {
                continue;
            }
            let inverse = match Self::square(&path, progress) {
                Ok(matrix) if name == MATRIX => matrix.inverted(progress)?,
                Ok(matrix) => Some(matrix),
                Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
                Err(why) => {
                    warnings.push(Warning::new(format!("left out: {why}")).at(name));
                    continue;
                }
            };
            if let Some(inverse) = inverse {
                return Ok(Some(inverse));
            }
            let what = "has no inverse that could be worked out and is left out";
            warnings.push(Warning::new(what).at(name));
        }
        Ok(None)
    }

    fn square(path: &Path, progress: &Progress<'_>) -> Result<Self, FormatError> {
        let array = Array::open(path, NAME)?;
        let expected = "channels x channels";
        let &[rows, columns] = array.header.shape.as_slice() else {
            return Err(array.not(expected));
        };
        if rows != columns || rows == 0 || array.header.number.is_text() {
            return Err(array.not(expected));
        }
        let numbers = array.numbers(progress)?;
        if numbers.iter().any(|v| !v.is_finite()) {
            return Err(array.not("finite numbers, channels x channels"));
        }
        let channels = rows as usize;
        let mut matrix = Self {
            channels,
            inverse: numbers,
        };
        if array.header.is_fortran {
            matrix.transpose();
        }
        Ok(matrix)
    }

    fn transpose(&mut self) {
        let n = self.channels;
        for row in 0..n {
            for column in 0..row {
                self.inverse.swap(row * n + column, column * n + row);
            }
        }
    }

    /// The inverse, by elimination with the largest pivot of each column.
    fn inverted(self, progress: &Progress<'_>) -> Result<Option<Self>, FormatError> {
        let n = self.channels;
        if n > MOST_CHANNELS {
            return Ok(None);
        }
        let width = 2 * n;
        let mut both = vec![0.0; n * width];
        let rows = both.chunks_mut(width).zip(self.inverse.chunks(n));
        for (at, (row, own)) in rows.enumerate() {
            let (left, right) = row.split_at_mut(n);
            left.copy_from_slice(own);
            right[at] = 1.0;
        }
        for column in 0..n {
            progress.check()?;
            let size = |row: &usize| both[row * width + column].abs();
            let best = (column..n).max_by(|a, b| size(a).total_cmp(&size(b)));
            let Some(best) = best.filter(|row| size(row) > f64::MIN_POSITIVE) else {
                return Ok(None);
            };
            for at in 0..width {
                both.swap(column * width + at, best * width + at);
            }
            let by = both[column * width + column];
            let pivot: Vec<f64> = both[column * width..][..width]
                .iter()
                .map(|v| v / by)
                .collect();
            for (row, values) in both.chunks_mut(width).enumerate() {
                if row == column {
                    values.copy_from_slice(&pivot);
                    continue;
                }
                let share = values[column];
                if share != 0.0 {
                    for (v, p) in values.iter_mut().zip(&pivot) {
                        *v -= share * p;
                    }
                }
            }
        }
        let inverse: Vec<f64> = both
            .chunks(width)
            .flat_map(|row| &row[n..])
            .copied()
            .collect();
        let is_good = inverse.iter().all(|v| v.is_finite());
        Ok(is_good.then_some(Self {
            channels: n,
            inverse,
        }))
    }

    /// A template, channel after channel, as it is on the electrodes; `of` says which channels they
    /// are. `None` where a channel is not one of the matrix.
    pub(super) fn apply(&self, waves: &[f32], samples: usize, of: &[usize]) -> Option<Vec<f32>> {
        if of.iter().any(|c| *c >= self.channels) {
            return None;
        }
        let mut out = vec![0.0; waves.len()];
        for (wave, from) in waves.chunks(samples).zip(of) {
            // Most channels of a template are empty.
            if wave.iter().all(|v| *v == 0.0) {
                continue;
            }
            let row = self.inverse.get(from * self.channels..)?;
            for (sum, to) in out.chunks_mut(samples).zip(of) {
                let share = *row.get(*to)? as f32;
                for (sum, v) in sum.iter_mut().zip(wave) {
                    *sum += share * v;
                }
            }
        }
        Some(out)
    }
}

/// Whether a sorter that writes no matrix may have whitened the templates.
pub(super) fn may_be_whitened(folder: &Path) -> bool {
    !folder.join(SPIKEINTERFACE).is_file()
}
