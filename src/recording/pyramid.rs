//! Smallest and largest sample of each of many short stretches of a field: what a drawing of a
//! whole night needs, kept from the first time the samples were read.
//!
//! It remembers, and changes no result: what is not in it is read from the file and put in.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Samples that are read and put in at once: of 64 interleaved channels of two bytes that is 8 MB,
/// read and unpacked within the 20 ms in which an overtaken analysis has to stop.
pub const BLOCK: u64 = 1 << 16;
/// Cells of a channel, at most (24 bytes each).
const MOST_CELLS: u64 = 1 << 17;
/// Samples of a cell, at least.
const FINEST: u64 = 64;

/// What a stretch of samples comes to. Samples that are not finite are missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extremes {
    /// Infinite while there is no finite sample.
    pub low: f32,
    pub high: f32,
    /// Of the finite samples.
    pub sum: f64,
    pub finite: u64,
    pub missing: u64,
}

impl Extremes {
    pub const NONE: Self = Self {
        low: f32::INFINITY,
        high: f32::NEG_INFINITY,
        sum: 0.0,
        finite: 0,
        missing: 0,
    };
    pub fn new(samples: &[f32]) -> Self {
        let mut all = Self::NONE;
        for &v in samples {
            if v.is_finite() {
                all.low = all.low.min(v);
                all.high = all.high.max(v);
                all.sum += f64::from(v);
                all.finite += 1;
            }
        }
        all.missing = samples.len() as u64 - all.finite;
        all
    }
    pub fn join(&mut self, other: &Self) {
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
        self.sum += other.sum;
        self.finite += other.finite;
        self.missing += other.missing;
    }
}

/// One cell as it is kept.
#[derive(Clone, Copy, Debug)]
struct Cell {
    low: f32,
    high: f32,
    sum: f64,
    finite: u32,
    missing: u32,
}

impl From<&Extremes> for Cell {
    fn from(all: &Extremes) -> Self {
        // A cell holds at most a block of samples.
        let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            low: all.low,
            high: all.high,
            sum: all.sum,
            finite: count(all.finite),
            missing: count(all.missing),
        }
    }
}

impl From<&Cell> for Extremes {
    fn from(cell: &Cell) -> Self {
        Self {
            low: cell.low,
            high: cell.high,
            sum: cell.sum,
            finite: cell.finite.into(),
            missing: cell.missing.into(),
        }
    }
}

/// The cells of one channel, block by block.
type Blocks = BTreeMap<u64, Box<[Cell]>>;

/// The cells of a field, channel by channel, as far as they have been read.
#[derive(Debug)]
pub struct Pyramid {
    cell: u64,
    channels: Mutex<BTreeMap<usize, Blocks>>,
}

impl Pyramid {
    /// Empty, for a field of so many samples.
    pub fn new(samples: u64) -> Self {
        let cell = samples.div_ceil(MOST_CELLS).next_power_of_two();
        Self {
            cell: cell.clamp(FINEST, BLOCK),
            channels: Mutex::default(),
        }
    }
    /// Samples of a cell; cells begin at its multiples. Divides [`BLOCK`].
    pub fn cell(&self) -> u64 {
        self.cell
    }
    /// Those of `channels` of which block number `block` has not been put in.
    pub fn missing(&self, channels: &[usize], block: u64) -> Vec<usize> {
        let kept = self.kept();
        let has = |c: &usize| kept.get(c).is_some_and(|b| b.contains_key(&block));
        channels.iter().copied().filter(|c| !has(c)).collect()
    }
    /// Puts in block number `block` of a channel: its samples, fewer than [`BLOCK`] at the end.
    pub fn put(&self, channel: usize, block: u64, samples: &[f32]) {
        let cells = samples
            .chunks(self.cell as usize)
            .map(|part| Cell::from(&Extremes::new(part)))
            .collect();
        self.kept().entry(channel).or_default().insert(block, cells);
    }
    /// Calls `each` with the number of every cell in `cells` that has been put in, in order.
    pub fn each(&self, channel: usize, cells: Range<u64>, mut each: impl FnMut(u64, &Extremes)) {
        let kept = self.kept();
        let Some(blocks) = kept.get(&channel) else {
            return;
        };
        let in_block = BLOCK / self.cell;
        let touched = cells.start / in_block..cells.end.div_ceil(in_block);
        for (block, own) in blocks.range(touched) {
            for (number, cell) in (block * in_block..).zip(own.iter()) {
                if cells.contains(&number) {
                    each(number, &cell.into());
                }
            }
        }
    }
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let kept = self.kept();
        let blocks = kept.values().flat_map(BTreeMap::values);
        blocks.map(|b| size_of_val(&b[..])).sum()
    }
    /// Usable whatever happened to a thread that held it: blocks are put in whole.
    fn kept(&self) -> MutexGuard<'_, BTreeMap<usize, Blocks>> {
        self.channels.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
