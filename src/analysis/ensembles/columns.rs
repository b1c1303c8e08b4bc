//! Bins put together by columns of a drawing: when there are more bins than pixels.

use super::bins::{Counts, Grid, LeftOut, Sink, scan};
use super::moments::{Moments, ScaleMoments};
use crate::analysis::{AnalysisError, Bins, Scale, Task};
use crate::recording::Intervals;
use std::ops::Range;

/// What one column holds of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    pub sum: u64,
    pub min: u32,
    pub max: u32,
}

/// Runs of `bins_each` bins; the last of a run may hold fewer.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    pub bins: Bins,
    pub bins_each: u64,
    /// Bins and columns of each run.
    pub runs: Vec<Run>,
    pub e: Vec<Extent>,
    pub i: Vec<Extent>,
    /// Sums over all bins, and what is left out.
    pub sums: ScaleMoments,
}

/// Bins that columns are made of without a break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub bins: Range<u64>,
    pub columns: Range<usize>,
}

/// Where a new column must begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnBreaks {
    /// Bins are numbered through: a column may hold bins of two intervals.
    Never,
    /// Time is shown: each interval begins a column.
    BetweenIntervals,
}

impl Columns {
    /// The bins of column `c`.
    pub fn bins_of(&self, c: usize) -> Range<u64> {
        let after = self.runs.partition_point(|r| r.columns.start <= c);
        let Some(run) = after.checked_sub(1).and_then(|at| self.runs.get(at)) else {
            return 0..0;
        };
        let first = run.bins.start + (c - run.columns.start) as u64 * self.bins_each;
        let end = first.saturating_add(self.bins_each);
        first.min(run.bins.end)..end.min(run.bins.end)
    }
    /// The column of a bin.
    pub fn column_of(&self, bin: u64) -> Option<usize> {
        let run = &self.runs[run_of(&self.runs, bin)?];
        Some(run.columns.start + ((bin - run.bins.start) / self.bins_each) as usize)
    }
}

fn run_of(runs: &[Run], bin: u64) -> Option<usize> {
    let after = runs.partition_point(|r| r.bins.start <= bin);
    let at = after.checked_sub(1)?;
    (bin < runs[at].bins.end).then_some(at)
}

fn runs(bins: &Bins, bins_each: u64, breaks: ColumnBreaks) -> Vec<Run> {
    let lengths: Vec<u64> = match breaks {
        ColumnBreaks::Never => vec![bins.len()],
        ColumnBreaks::BetweenIntervals => bins.grids().iter().map(Grid::len).collect(),
    };
    let (mut bin, mut column) = (0, 0);
    let mut runs = Vec::with_capacity(lengths.len());
    for length in lengths.into_iter().filter(|&n| n > 0) {
        let columns = length.div_ceil(bins_each) as usize;
        runs.push(Run {
            bins: bin..bin + length,
            columns: column..column + columns,
        });
        (bin, column) = (bin + length, column + columns);
    }
    runs
}

/// Sum, smallest and largest count of two pooled trains in about `most` columns at most; each
/// interval adds one where they may not go breaks.
///
/// # Errors
/// When overtaken.
pub fn columns(
    trains: [&[f64]; 2],
    intervals: &Intervals,
    scale: Scale,
    most: usize,
    breaks: ColumnBreaks,
    task: &Task<'_>,
) -> Result<Columns, AnalysisError> {
    let plan = Plan::new(intervals, scale, most, breaks);
    let scanned = scan(trains, intervals, &[scale], task, |_, _| plan.tally())?;
    let (tally, left_out) = scanned
        .into_iter()
        .next()
        .map(|(_, tally, left_out)| (tally.extents(), left_out))
        .ok_or_else(|| AnalysisError::Failed("no scale was binned".to_owned()))?;
    Ok(plan.columns(tally, left_out))
}

/// The same of counts of E and I that are at hand, such as permuted bins.
pub fn columns_of_counts(
    [e, i]: [Counts; 2],
    intervals: &Intervals,
    scale: Scale,
    most: usize,
    breaks: ColumnBreaks,
) -> Columns {
    let plan = Plan::new(intervals, scale, most, breaks);
    let mut tally = plan.tally();
    tally.wide(0, &e.counts, &i.counts);
    let tally = tally.extents();
    let left_out = LeftOut {
        excitatory: e.left_out,
        inhibitory: i.left_out,
    };
    plan.columns(tally, left_out)
}

/// Which bins make up a column.
struct Plan {
    scale: Scale,
    bins: Bins,
    bins_each: u64,
    runs: Vec<Run>,
}

impl Plan {
    fn new(intervals: &Intervals, scale: Scale, most: usize, breaks: ColumnBreaks) -> Self {
        let bins = Bins::new(intervals, scale);
        let bins_each = bins.len().div_ceil(most.max(1) as u64).max(1);
        Self {
            scale,
            runs: runs(&bins, bins_each, breaks),
            bins_each,
            bins,
        }
    }
    fn tally(&self) -> ColumnTally<'_> {
        let count = self.runs.last().map_or(0, |r| r.columns.end);
        let empty = Extent {
            sum: 0,
            min: u32::MAX,
            max: 0,
        };
        ColumnTally {
            bins_each: self.bins_each,
            runs: &self.runs,
            e: vec![empty; count],
            i: vec![empty; count],
            sums: Moments::default(),
        }
    }
    fn columns(self, (e, i, sums): Extents, left_out: LeftOut) -> Columns {
        Columns {
            bins_each: self.bins_each,
            e,
            i,
            sums: ScaleMoments::new(self.scale, sums, &self.bins, left_out),
            bins: self.bins,
            runs: self.runs,
        }
    }
}

/// Columns of E and of I, and sums over all bins.
type Extents = (Vec<Extent>, Vec<Extent>, Moments);

struct ColumnTally<'a> {
    bins_each: u64,
    runs: &'a [Run],
    e: Vec<Extent>,
    i: Vec<Extent>,
    sums: Moments,
}

impl ColumnTally<'_> {
    fn extents(self) -> Extents {
        (self.e, self.i, self.sums)
    }
    /// Calls `each` with every column that the bins touch, and which of them it holds.
    fn split(&mut self, first: u64, bins: u64, mut each: impl FnMut(&mut Self, usize, Range<u64>)) {
        let mut at = first;
        while at < first + bins {
            let Some(run) = run_of(self.runs, at).map(|run| &self.runs[run]) else {
                return;
            };
            let within = at - run.bins.start;
            let column = run.columns.start + (within / self.bins_each) as usize;
            let end = (at + self.bins_each - within % self.bins_each)
                .min(run.bins.end)
                .min(first + bins);
            each(self, column, at - first..end - first);
            at = end;
        }
    }
    fn add<T: Copy>(&mut self, first: u64, e: &[T], i: &[T], wide: impl Fn(T) -> u32) {
        self.split(first, e.len() as u64, |own, column, part| {
            let part = part.start as usize..part.end as usize;
            for (columns, counts) in [(&mut own.e, e), (&mut own.i, i)] {
                if let (Some(extent), Some(counts)) =
                    (columns.get_mut(column), counts.get(part.clone()))
                {
                    for &count in counts {
                        extent.include(wide(count));
                    }
                }
            }
        });
    }
}

impl Extent {
    fn include(&mut self, count: u32) {
        self.sum += u64::from(count);
        self.min = self.min.min(count);
        self.max = self.max.max(count);
    }
}

impl Sink for ColumnTally<'_> {
    fn narrow(&mut self, first: u64, e: &[i16], i: &[i16]) {
        self.sums.narrow(first, e, i);
        self.add(first, e, i, |c| u32::from(c.unsigned_abs()));
    }
    fn wide(&mut self, first: u64, e: &[u32], i: &[u32]) {
        self.sums.wide(first, e, i);
        self.add(first, e, i, |c| c);
    }
    fn empty(&mut self, first: u64, bins: u64) {
        self.sums.empty(first, bins);
        self.split(first, bins, |own, column, _| {
            for side in [&mut own.e, &mut own.i] {
                if let Some(extent) = side.get_mut(column) {
                    extent.min = 0;
                }
            }
        });
    }
    fn merge(&mut self, other: Self) {
        self.sums.merge(other.sums);
        for (mine, theirs) in [(&mut self.e, other.e), (&mut self.i, other.i)] {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                mine.sum += theirs.sum;
                mine.min = mine.min.min(theirs.min);
                mine.max = mine.max.max(theirs.max);
            }
        }
    }
}
