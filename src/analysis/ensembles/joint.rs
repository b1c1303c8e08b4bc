//! The joint histogram: how many bins hold a given number of E and of I spikes. It holds all about a
//! cloud of bins but their order.

use super::bins::{Bins, Counts, LeftOut, Sink, scan, zeros};
use super::moments::{Moments, ScaleMoments};
use super::series::EnsembleSeries;
use crate::analysis::{AnalysisError, Scale, Task};
use crate::recording::{Ensembles, Intervals};
use rayon::prelude::*;

/// The joint distribution of pooled counts at one scale.
#[derive(Clone, Debug, PartialEq)]
pub struct JointCounts {
    /// Ascending by E, then by I; each pair once.
    pairs: Vec<Pair>,
    /// Sums of the same counts, and what is left out.
    pub sums: ScaleMoments,
}

/// So many bins have these counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub e: u32,
    pub i: u32,
    pub bins: u64,
}

/// The joint distribution of the counts of E and I in the bins of `intervals`.
///
/// # Errors
/// When overtaken.
pub fn joint_counts(
    ensembles: &Ensembles,
    intervals: &Intervals,
    scale: Scale,
    task: &Task<'_>,
) -> Result<JointCounts, AnalysisError> {
    joint_counts_at(ensembles.times_s(), intervals, &[scale], task)?
        .pop()
        .ok_or_else(|| AnalysisError::Failed("no scale was binned".to_owned()))
}

/// The same at several scales in one go over the spikes of two trains, whose times ascend.
///
/// # Errors
/// When overtaken.
pub fn joint_counts_at(
    trains: [&[f64]; 2],
    intervals: &Intervals,
    scales: &[Scale],
    task: &Task<'_>,
) -> Result<Vec<JointCounts>, AnalysisError> {
    let scanned = scan(trains, intervals, scales, task, |_, _| JointTally::new())?;
    Ok(scales
        .par_iter()
        .zip(scanned)
        .map(|(&scale, (bins, gathered, left_out))| gathered.into_joint(scale, &bins, left_out))
        .collect())
}

impl JointCounts {
    /// From the counts of every bin, where they are at hand.
    ///
    /// # Errors
    /// When overtaken.
    pub fn of_series(
        series: &EnsembleSeries,
        scale: Scale,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let (e, i) = (&series.excitatory, &series.inhibitory);
        let left_out = LeftOut {
            excitatory: e.left_out,
            inhibitory: i.left_out,
        };
        gather([&e.counts, &i.counts], task)
            .map(|gathered| gathered.into_joint(scale, &series.bins, left_out))
    }
    /// From the counts of E and I in every bin.
    ///
    /// # Errors
    /// When overtaken.
    pub fn of_counts(
        [e, i]: [&Counts; 2],
        bins: &Bins,
        scale: Scale,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let left_out = LeftOut {
            excitatory: e.left_out,
            inhibitory: i.left_out,
        };
        gather([&e.counts, &i.counts], task)
            .map(|gathered| gathered.into_joint(scale, bins, left_out))
    }
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&self.pairs[..])
    }
    /// Every pair of counts that occurs, ascending by E, then by I.
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }
    /// Number of bins.
    pub fn len(&self) -> u64 {
        self.sums.moments.bins
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// How many bins have each count of E, ascending.
    pub fn marginal_e(&self) -> Vec<(u32, u64)> {
        marginal(self.pairs.iter().map(|p| (p.e, p.bins)))
    }
    /// How many bins have each count of I, ascending.
    pub fn marginal_i(&self) -> Vec<(u32, u64)> {
        marginal(self.pairs.iter().map(|p| (p.i, p.bins)))
    }
}

/// Gathers counts of bins that are in no need of a grid.
fn gather([e, i]: [&[u32]; 2], task: &Task<'_>) -> Result<JointTally, AnalysisError> {
    const PIECE: usize = 1 << 18;
    e.par_chunks(PIECE)
        .zip(i.par_chunks(PIECE))
        .map(|(e, i)| {
            task.check()?;
            let mut gathered = JointTally::new();
            gathered.wide(0, e, i);
            Ok::<JointTally, AnalysisError>(gathered)
        })
        .try_reduce(JointTally::new, |mut a, b| {
            a.merge(b);
            Ok(a)
        })
}

/// Puts equal counts together.
fn marginal(counts: impl Iterator<Item = (u32, u64)>) -> Vec<(u32, u64)> {
    let mut all: Vec<(u32, u64)> = counts.collect();
    if !all.is_sorted_by_key(|c| c.0) {
        all.sort_unstable_by_key(|c| c.0);
    }
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    all
}

/// Counts below this go into a table, larger ones into a list.
const SIDE: usize = 64;
/// Entries of the list before equal ones are put together. At most this many pairs, or as many as
/// are distinct, are held.
const LIST: usize = 1 << 19;

type Table = [u64; SIDE * SIDE];

pub(in crate::analysis) struct JointTally {
    /// Two in turn, so that equal neighbours do not wait for each other; none until counts are
    /// small enough for it.
    tables: Option<[Box<Table>; 2]>,
    list: Vec<Pair>,
    compact_at: usize,
}

impl JointTally {
    pub(in crate::analysis) fn new() -> Self {
        Self {
            tables: None,
            list: Vec::new(),
            compact_at: LIST,
        }
    }
    fn tables(&mut self) -> &mut [Box<Table>; 2] {
        self.tables.get_or_insert_with(|| [zeros(), zeros()])
    }
    fn count(&mut self, e: u32, i: u32) {
        let side = SIDE as u32;
        if e < side && i < side {
            self.tables()[0][(e * side + i) as usize] += 1;
        } else {
            self.list.push(Pair { e, i, bins: 1 });
        }
    }
    fn bound(&mut self) {
        if self.list.len() >= self.compact_at {
            compact(&mut self.list);
            self.compact_at = LIST.max(2 * self.list.len());
        }
    }
    pub(in crate::analysis) fn into_joint(
        self,
        scale: Scale,
        bins: &Bins,
        left_out: LeftOut,
    ) -> JointCounts {
        let pairs = self.finish();
        let mut moments = Moments::default();
        for pair in &pairs {
            moments.add(pair.e, pair.i, pair.bins);
        }
        JointCounts {
            pairs,
            sums: ScaleMoments::new(scale, moments, bins, left_out),
        }
    }
    fn finish(mut self) -> Vec<Pair> {
        let tables = self.tables.iter();
        for (place, (a, b)) in tables.flat_map(|[a, b]| a.iter().zip(b.iter())).enumerate() {
            if a + b > 0 {
                self.list.push(Pair {
                    e: (place / SIDE) as u32,
                    i: (place % SIDE) as u32,
                    bins: a + b,
                });
            }
        }
        compact(&mut self.list);
        self.list
    }
}

/// Puts equal pairs together, ascending: in a table fitted to their range, or by sorting where that
/// would be much larger than the list.
fn compact(list: &mut Vec<Pair>) {
    const ROOM: usize = 4;
    let largest = |[e, i]: [u32; 2], p: &Pair| [e.max(p.e), i.max(p.i)];
    let [rows, columns] = list.iter().fold([0; 2], largest).map(|n| n as usize + 1);
    if rows.saturating_mul(columns) <= ROOM * list.len() {
        let mut table = vec![0; rows * columns];
        for pair in list.drain(..) {
            table[pair.e as usize * columns + pair.i as usize] += pair.bins;
        }
        for (e, row) in (0..).zip(table.chunks(columns)) {
            let pairs = (0..).zip(row).filter(|(_, bins)| **bins > 0);
            list.extend(pairs.map(|(i, &bins)| Pair { e, i, bins }));
        }
        return;
    }
    list.sort_unstable_by_key(|p| (p.e, p.i));
    list.dedup_by(|next, kept| {
        let same = (next.e, next.i) == (kept.e, kept.i);
        if same {
            kept.bins += next.bins;
        }
        same
    });
}

impl Sink for JointTally {
    fn narrow(&mut self, _first: u64, e: &[i16], i: &[i16]) {
        let largest = e.iter().chain(i).copied().max().unwrap_or(0);
        if (largest as usize) < SIDE {
            let [first, second] = self.tables();
            let place = |e: i16, i: i16| (e as usize * SIDE + i as usize) % (SIDE * SIDE);
            let (mut e_pairs, mut i_pairs) = (e.chunks_exact(2), i.chunks_exact(2));
            for (e, i) in (&mut e_pairs).zip(&mut i_pairs) {
                first[place(e[0], i[0])] += 1;
                second[place(e[1], i[1])] += 1;
            }
            for (&e, &i) in e_pairs.remainder().iter().zip(i_pairs.remainder()) {
                first[place(e, i)] += 1;
            }
        } else {
            for (&e, &i) in e.iter().zip(i) {
                self.count(u32::from(e.unsigned_abs()), u32::from(i.unsigned_abs()));
            }
            self.bound();
        }
    }
    fn wide(&mut self, _first: u64, e: &[u32], i: &[u32]) {
        for (&e, &i) in e.iter().zip(i) {
            self.count(e, i);
        }
        self.bound();
    }
    fn one(&mut self, _bin: u64, e: u32, i: u32) {
        self.count(e, i);
        self.bound();
    }
    fn empty(&mut self, _first: u64, bins: u64) {
        self.tables()[0][0] += bins;
    }
    fn merge(&mut self, other: Self) {
        match (&mut self.tables, other.tables) {
            (Some(mine), Some(theirs)) => {
                let theirs = theirs.iter().flat_map(|table| table.iter());
                for (mine, theirs) in mine
                    .iter_mut()
                    .flat_map(|table| table.iter_mut())
                    .zip(theirs)
                {
                    *mine += theirs;
                }
            }
            (mine, theirs) => *mine = mine.take().or(theirs),
        }
        self.list.extend(other.list);
        self.bound();
    }
}
