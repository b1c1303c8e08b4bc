//! Spike times of all units.

use super::pieces::{Piece, Pieces};
use super::{Interval, is_usable};
use rayon::prelude::*;
use std::sync::Arc;

/// Spike times of every unit. After [`Recording::new`](super::Recording::new) they are finite and
/// ascending. What a recording [grows](super::Recording::grown) by is held beside what was there.
#[derive(Clone, Debug)]
pub struct SpikeTrains {
    pieces: Pieces<Ragged>,
}

/// Times unit after unit in one allocation: `times_s[offsets[u]..offsets[u + 1]]` are those of unit
/// `u`.
#[derive(Clone, Debug, PartialEq)]
struct Ragged {
    times_s: Vec<f64>,
    offsets: Vec<usize>,
}

impl Ragged {
    fn len(&self) -> usize {
        self.offsets.len() - 1
    }
    fn unit(&self, unit: usize) -> &[f64] {
        match (self.offsets.get(unit), self.offsets.get(unit + 1)) {
            (Some(&from), Some(&to)) => &self.times_s[from..to],
            _ => &[],
        }
    }
}

impl Piece for Ragged {
    fn size(&self) -> usize {
        self.times_s.len()
    }
    fn join(pieces: &[Arc<Self>]) -> Self {
        let units = pieces.iter().map(|p| p.len()).max().unwrap_or(0);
        let mut times_s = Vec::with_capacity(pieces.iter().map(|p| p.size()).sum());
        let mut offsets = Vec::with_capacity(units + 1);
        offsets.push(0);
        for unit in 0..units {
            for piece in pieces {
                times_s.extend_from_slice(piece.unit(unit));
            }
            offsets.push(times_s.len());
        }
        Self { times_s, offsets }
    }
}

impl Default for SpikeTrains {
    fn default() -> Self {
        Self::new(Vec::new(), vec![0])
    }
}

impl PartialEq for SpikeTrains {
    fn eq(&self, other: &Self) -> bool {
        self.pieces.all() == other.pieces.all()
    }
}

/// What [`SpikeTrains::mend`] had to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TrainRepairs {
    pub dropped_not_finite: usize,
    pub units_sorted: usize,
}

impl SpikeTrains {
    fn new(times_s: Vec<f64>, offsets: Vec<usize>) -> Self {
        Self {
            pieces: Pieces::new(Ragged { times_s, offsets }),
        }
    }
    /// From a flat array and the end of each unit's part in it (the layout of an NWB ragged
    /// column). Returns `None` when the ends descend or run past the data.
    pub fn from_ragged(mut times_s: Vec<f64>, ends: &[usize]) -> Option<Self> {
        let mut offsets = Vec::with_capacity(ends.len() + 1);
        offsets.push(0);
        for &end in ends {
            if end < offsets[offsets.len() - 1] || end > times_s.len() {
                return None;
            }
            offsets.push(end);
        }
        times_s.truncate(offsets[offsets.len() - 1]);
        Some(Self::new(times_s, offsets))
    }

    /// From one list a unit.
    pub fn from_units(units: Vec<Vec<f64>>) -> Self {
        let mut offsets = Vec::with_capacity(units.len() + 1);
        offsets.push(0);
        let mut times_s = Vec::with_capacity(units.iter().map(Vec::len).sum());
        for unit in units {
            times_s.extend_from_slice(&unit);
            offsets.push(times_s.len());
        }
        Self::new(times_s, offsets)
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(Ragged::len).max().unwrap_or(0)
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Number of spikes of all units together.
    pub fn spike_count(&self) -> usize {
        self.pieces.iter().map(Ragged::size).sum()
    }
    /// Times of one unit in seconds, ascending; empty for a unit that does not exist.
    pub fn unit(&self, unit: usize) -> &[f64] {
        self.pieces.all().unit(unit)
    }
    /// Times of one unit inside an interval.
    pub fn unit_in(&self, unit: usize, interval: Interval) -> &[f64] {
        let all = self.unit(unit);
        let from = all.partition_point(|&t| t < interval.start_s);
        let to = all.partition_point(|&t| t < interval.stop_s);
        &all[from..to.max(from)]
    }
    /// First to last spike.
    pub fn extent(&self) -> Option<Interval> {
        (0..self.len())
            .filter_map(|u| {
                let train = self.unit(u);
                Some(Interval::new(*train.first()?, *train.last()?))
            })
            .reduce(|a, b| Interval::new(a.start_s.min(b.start_s), a.stop_s.max(b.stop_s)))
    }
    pub fn bytes(&self) -> usize {
        let bytes = |p: &Ragged| size_of_val(&p.times_s[..]) + size_of_val(&p.offsets[..]);
        self.pieces.held().map(bytes).sum()
    }
    /// The same trains with what comes after them.
    pub(super) fn grown(&self, more: &Self) -> Self {
        Self {
            pieces: self.pieces.grown(more.pieces.all().clone()),
        }
    }

    /// Leaves out times that are not finite or beyond [`MOST_S`](super::MOST_S), and sorts the units that need it.
    pub(super) fn mend(&mut self) -> TrainRepairs {
        let mut mended = TrainRepairs::default();
        // One pass over most recordings: between usable ends all that is sorted is usable, and what
        // is no number is not sorted.
        let is_good = |unit: &[f64]| {
            let ends = [unit.first(), unit.last()];
            unit.is_sorted() && ends.into_iter().flatten().all(|t| is_usable(*t))
        };
        if (0..self.len())
            .into_par_iter()
            .all(|u| is_good(self.unit(u)))
        {
            return mended;
        }
        let before = self.spike_count();
        if self.pieces.all().times_s.par_iter().any(|t| !is_usable(*t)) {
            let kept: Vec<Vec<f64>> = (0..self.len())
                .map(|u| {
                    self.unit(u)
                        .iter()
                        .copied()
                        .filter(|t| is_usable(*t))
                        .collect()
                })
                .collect();
            *self = Self::from_units(kept);
            mended.dropped_not_finite = before - self.spike_count();
        }
        if self.pieces.only_mut().is_none() {
            self.pieces = Pieces::new(self.pieces.all().clone());
        }
        let Some(ragged) = self.pieces.only_mut() else {
            return mended;
        };
        let mut parts = Vec::with_capacity(ragged.len());
        let mut rest = &mut ragged.times_s[..];
        for pair in ragged.offsets.windows(2) {
            let (unit, tail) = rest.split_at_mut(pair[1] - pair[0]);
            parts.push(unit);
            rest = tail;
        }
        mended.units_sorted = parts
            .into_par_iter()
            .filter_map(|unit| (!unit.is_sorted()).then(|| unit.sort_unstable_by(f64::total_cmp)))
            .count();
        mended
    }
}
