//! All pairs of the units of a recording, piece by piece.

use super::{Bands, Connection, Correlogram, Options, Pair, Pairs, Test, Verdict};
use crate::analysis::{AnalysisError, Selection, Task};
use crate::recording::{Intervals, Recording};
use rayon::prelude::*;
use std::sync::Arc;

/// A unit with fewer spikes in the selection is not tested.
pub const FEWEST_SPIKES: usize = 50;
/// Units that are tested, at most; pairs grow with the square.
pub const MOST_UNITS: usize = 1024;
/// Steps through spikes that make a piece: some tenths of a second.
const PIECE: f64 = 1e8;
/// What a pair costs besides its spikes, in such steps.
const OVERHEAD: f64 = 1e4;

/// The pairs to be tested.
pub struct Tests<'a> {
    recording: &'a Recording,
    options: Options,
    intervals: Intervals,
    /// Tested units by their place in the file.
    units: Arc<[usize]>,
    /// Spikes of each in the selection.
    spikes: Arc<[usize]>,
    pub left_out: LeftOut,
}

/// Units that are not tested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Left out of the ensembles by hand.
    pub excluded: usize,
    /// With fewer than [`FEWEST_SPIKES`].
    pub few_spikes: usize,
    /// Beyond the first [`MOST_UNITS`].
    pub beyond: usize,
}

/// One pair in full: lags are those of `post` after `pre`.
#[derive(Clone, Debug, PartialEq)]
pub struct TestedPair {
    pub pre: usize,
    pub post: usize,
    /// Spikes of both in the selection.
    pub spikes: [usize; 2],
    pub same_electrode: bool,
    pub counts: Correlogram,
    pub bands: Bands,
    pub verdict: Verdict,
}

impl<'a> Tests<'a> {
    /// All pairs of included units with enough spikes in `intervals`.
    ///
    /// # Errors
    /// When overtaken.
    pub fn new(
        recording: &'a Recording,
        intervals: Intervals,
        options: Options,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let (mut units, mut spikes) = (Vec::new(), Vec::new());
        let mut left_out = LeftOut::default();
        for (unit, about) in recording.units().iter().enumerate() {
            task.check()?;
            let inside = intervals.as_slice().iter();
            let inside = inside.map(|i| recording.trains().unit_in(unit, *i).len());
            let count: usize = inside.sum();
            if !about.included {
                left_out.excluded += 1;
            } else if count < FEWEST_SPIKES {
                left_out.few_spikes += 1;
            } else if units.len() == MOST_UNITS {
                left_out.beyond += 1;
            } else {
                units.push(unit);
                spikes.push(count);
            }
        }
        Ok(Self {
            recording,
            options,
            intervals,
            units: units.into(),
            spikes: spikes.into(),
            left_out,
        })
    }

    /// Tested units by their place in the file, ascending.
    pub fn units(&self) -> &[usize] {
        &self.units
    }

    /// Nothing tested yet.
    pub fn blank(&self) -> Pairs {
        Pairs::blank(Arc::clone(&self.units), Arc::clone(&self.spikes))
    }

    /// Some pairs more; `None` when all are tested.
    ///
    /// # Errors
    /// When overtaken.
    pub fn with_next_piece(
        &self,
        before: &Pairs,
        task: &Task<'_>,
    ) -> Result<Option<Pairs>, AnalysisError> {
        if before.is_complete() {
            return Ok(None);
        }
        let piece = task.shared(
            || {
                let (id, intervals) = (self.recording.id(), &self.intervals);
                format!(
                    "connections {id} {intervals:?} {:?} {}",
                    self.options,
                    before.done()
                )
            },
            |piece: &Vec<[Verdict; 2]>| size_of_val(&piece[..]),
            || {
                self.piece(before)
                    .into_par_iter()
                    .map(|pair| self.tested(pair, task).map(|tested| tested.1))
                    .collect()
            },
        )?;
        let pairs = before.with(piece);
        task.progress(pairs.done() as f32 / pairs.count().max(1) as f32);
        Ok(Some(pairs))
    }

    /// All pairs at once.
    ///
    /// # Errors
    /// When overtaken.
    pub fn all(&self, task: &Task<'_>) -> Result<Pairs, AnalysisError> {
        let mut pairs = self.blank();
        while let Some(more) = self.with_next_piece(&pairs, task)? {
            pairs = more;
        }
        Ok(pairs)
    }

    /// The next pairs, as many as a person likes to wait for.
    fn piece(&self, before: &Pairs) -> Vec<[usize; 2]> {
        let times = match self.options.test {
            Test::Convolution => 0.0,
            Test::Jitter => self.options.jitters as f64,
        };
        let reach_s = 2.0 * self.options.lags().reach_s();
        let reach = reach_s / self.intervals.duration_s().max(1e-9);
        let (mut pairs, mut steps) = (Vec::new(), 0.0);
        let mut next = before.pair(before.done());
        while let Some([a, b]) = next.filter(|_| steps < PIECE) {
            let [n, m] = [a, b].map(|place| self.spikes[place] as f64);
            let near = n * m * reach;
            steps += OVERHEAD + n + m + near + times * (near + m.min(near));
            pairs.push([a, b]);
            let row = [a, b + 1];
            let below = [a + 1, a + 2];
            next = [row, below].into_iter().find(|p| p[1] < self.units.len());
        }
        pairs
    }

    fn tested(
        &self,
        [a, b]: [usize; 2],
        task: &Task<'_>,
    ) -> Result<(Correlogram, [Verdict; 2]), AnalysisError> {
        self.with_pair([a, b], |pair| pair.test(&self.options, task))
    }

    fn with_pair<T>(&self, places: [usize; 2], work: impl FnOnce(&Pair<'_>) -> T) -> T {
        let units = places.map(|place| self.units[place]);
        let trains = units.map(|unit| {
            let inside = self.intervals.as_slice().iter();
            let of = |i| self.recording.trains().unit_in(unit, i);
            inside.map(|i| of(*i)).collect::<Vec<_>>()
        });
        work(&Pair {
            first: &trains[0],
            second: &trains[1],
            same_electrode: self.is_same_electrode(units),
            number: (units[0] as u64) << 32 | units[1] as u64,
        })
    }

    fn is_same_electrode(&self, units: [usize; 2]) -> bool {
        let [a, b] = units.map(|unit| &self.recording.units()[unit]);
        a.electrode.is_some() && a.electrode == b.electrode && a.group == b.group
    }

    /// Pairs whose central bin is masked; `None` where no electrode is known.
    pub fn masked(&self) -> Option<usize> {
        let units = self.recording.units();
        let mut electrodes: Vec<_> = (self.units.iter())
            .filter(|unit| units[**unit].electrode.is_some())
            .map(|unit| (&units[*unit].group, &units[*unit].electrode))
            .collect();
        electrodes.sort_unstable();
        let pairs = |n: usize| n * (n - 1) / 2;
        let together = electrodes.chunk_by(|a, b| a == b);
        (!electrodes.is_empty()).then(|| together.map(|c| pairs(c.len())).sum())
    }

    /// One pair in full, units by their place in the file; `None` where they are no two that are
    /// tested.
    ///
    /// # Errors
    /// When overtaken.
    pub fn show(
        &self,
        [pre, post]: [usize; 2],
        task: &Task<'_>,
    ) -> Result<Option<TestedPair>, AnalysisError> {
        let place = |unit| self.units.binary_search(&unit).ok();
        let (Some(a), Some(b)) = (place(pre), place(post)) else {
            return Ok(None);
        };
        if a == b {
            return Ok(None);
        }
        let (ordered, turned) = ([a.min(b), a.max(b)], a > b);
        let (mut counts, verdicts) = self.tested(ordered, task)?;
        let bands = |pair: &Pair<'_>| pair.bands(&counts, &self.options, task);
        let mut bands = self.with_pair(ordered, bands)?;
        if turned {
            counts = counts.reversed();
            for line in [&mut bands.predictor, &mut bands.low, &mut bands.high] {
                line.reverse();
            }
            if let Some(global) = &mut bands.global {
                global.reverse();
            }
        }
        Ok(Some(TestedPair {
            pre,
            post,
            spikes: [a, b].map(|place| self.spikes[place]),
            same_electrode: self.is_same_electrode([pre, post]),
            counts,
            bands,
            verdict: verdicts[usize::from(turned)],
        }))
    }
}

/// All connections of a selection, the least p first.
///
/// # Errors
/// When overtaken.
pub fn connections(
    recording: &Recording,
    selection: &Selection,
    options: Options,
    task: &Task<'_>,
) -> Result<Vec<Connection>, AnalysisError> {
    let tests = Tests::new(recording, selection.intervals(recording), options, task)?;
    Ok(tests.all(task)?.connections())
}
