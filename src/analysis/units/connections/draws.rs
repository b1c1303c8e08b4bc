//! The innermost loop of the jitter test: many jittered copies of one train, counted at once.
//!
//! Lags are whole numbers, [`FRACTIONS`] to a bin, so that a step is an addition, a shift and a
//! count. A bin of 0.5 ms is divided into steps of 0.1 us: finer than any clock that sorts spikes.

use super::{Lags, Options};
use crate::analysis::numerics::random::random;
use crate::analysis::{AnalysisError, TOLERANCE, Task};
use rand::RngExt;
use rand_pcg::Pcg64;
use rayon::prelude::*;

/// Lags that are jittered together: little memory, whatever the trains hold.
pub(super) const BLOCK: usize = 1 << 12;
/// Parts of a bin, as a power of two.
const FRACTIONS: u32 = 12;
/// Bins of a row: more than the widest window with the widest jitter has. A power of two, so that
/// no index leaves it.
const ROW: usize = 1 << 11;

/// Lags as whole numbers.
#[derive(Clone, Copy)]
pub(super) struct Ruler {
    lags: Lags,
}

impl Ruler {
    /// The first bin in the middle of the first half of a row, so that jittered lags stay in it.
    fn first(self) -> usize {
        (ROW - self.lags.count()) / 2
    }
    /// A lag in parts of a bin from the start of a row.
    pub(super) fn fixed(self, lag_s: f64) -> i32 {
        let middle = (self.first() + self.lags.half) as f64 + 0.5 + TOLERANCE;
        ((lag_s / self.lags.bin_s + middle) * f64::from(1 << FRACTIONS)).floor() as i32
    }
}

/// Lags on their way through all surrogates; those of one spike move together.
#[derive(Default)]
pub(super) struct Block {
    pub lags: Vec<i32>,
    /// Where the lags of each spike begin. The first spike may have begun in the block before.
    starts: Vec<usize>,
    goes_on: bool,
}

impl Block {
    pub(super) fn push(&mut self, lag: i32, is_first: bool) {
        if is_first || self.starts.is_empty() {
            self.goes_on |= !is_first;
            self.starts.push(self.lags.len());
        }
        self.lags.push(lag);
    }
    /// Empty, and the spike it ended with may go on.
    pub(super) fn go_on(&mut self) {
        self.lags.clear();
        self.starts.clear();
        self.goes_on = false;
    }
}

/// One surrogate on its way through the spikes.
struct Draw {
    rng: Pcg64,
    offset: i32,
}

/// Jittered copies, and what they count.
pub(super) struct Draws {
    pub ruler: Ruler,
    /// Half the range of the jitter, in parts of a bin.
    reach: u32,
    each: Vec<Draw>,
    /// A row per surrogate.
    rows: Vec<u32>,
}

impl Draws {
    pub(super) fn new(lags: Lags, options: &Options, number: u64) -> Self {
        let draw = |k: usize| Draw {
            rng: random(options.seed, k as u32, number),
            offset: 0,
        };
        let parts = f64::from(1 << FRACTIONS);
        Self {
            ruler: Ruler { lags },
            reach: (options.jitter_s / lags.bin_s * parts).round() as u32,
            each: (0..options.jitters).map(draw).collect(),
            rows: vec![0; ROW * options.jitters],
        }
    }

    pub(super) fn add(&mut self, block: &Block, task: &Task<'_>) -> Result<(), AnalysisError> {
        let reach = self.reach;
        let ends = block.starts.iter().skip(1).copied();
        let ends: Vec<usize> = ends.chain([block.lags.len()]).collect();
        self.rows
            .par_chunks_exact_mut(ROW)
            .zip(&mut self.each)
            .with_min_len(32)
            .try_for_each(|(row, draw)| {
                task.check()?;
                let Ok(row) = <&mut [u32; ROW]>::try_from(row) else {
                    return Ok(());
                };
                let mut keeps = block.goes_on;
                for (&start, &end) in block.starts.iter().zip(&ends) {
                    if !keeps {
                        // Of [0, 2 reach), each as likely as any other to 1 in 2^10.
                        let at = (u64::from(draw.rng.random::<u32>()) * u64::from(2 * reach)) >> 32;
                        draw.offset = at as i32 - reach as i32;
                    }
                    keeps = false;
                    for lag in &block.lags[start..end] {
                        let bin = (lag + draw.offset) >> FRACTIONS;
                        let count = &mut row[bin as usize % ROW];
                        *count = count.saturating_add(1);
                    }
                }
                Ok(())
            })
    }

    /// The bins of each surrogate, one after the other.
    pub(super) fn counts(self) -> Vec<u32> {
        let (first, count) = (self.ruler.first(), self.ruler.lags.count());
        let rows = self.rows.chunks_exact(ROW);
        rows.flat_map(|row| &row[first..first + count])
            .copied()
            .collect()
    }
}
