//! Bins put together by columns of a drawing: when there are more bins than pixels.

use super::bins::{Sink, scan};
use super::moments::{Moments, ScaleMoments};
use super::{AnalysisError, Bins, Scale, Task};
use crate::recording::{Ensembles, Intervals};

/// What one column holds of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    pub sum: u64,
    pub min: u32,
    pub max: u32,
}

/// Runs of `bins_each` bins; the last may be shorter.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    pub bins: Bins,
    pub bins_each: u64,
    pub e: Vec<Extent>,
    pub i: Vec<Extent>,
    /// Sums over all bins, and what is left out.
    pub sums: ScaleMoments,
}

impl Columns {
    /// Number of bins in column `c`.
    #[must_use]
    pub fn bins_in(&self, c: usize) -> u64 {
        let first = (c as u64).saturating_mul(self.bins_each);
        self.bins.len().saturating_sub(first).min(self.bins_each)
    }
}

/// Sum, smallest and largest count of both classes in at most `most` columns.
///
/// # Errors
/// When overtaken.
pub fn columns(
    ensembles: &Ensembles,
    intervals: &Intervals,
    scale: Scale,
    most: usize,
    task: &Task<'_>,
) -> Result<Columns, AnalysisError> {
    let each = |bins: &Bins| bins.len().div_ceil(most.max(1) as u64).max(1);
    let scanned = scan(ensembles, intervals, &[scale], task, |_, bins| {
        let bins_each = each(bins);
        let empty = Extent {
            sum: 0,
            min: u32::MAX,
            max: 0,
        };
        let count = bins.len().div_ceil(bins_each) as usize;
        Gathered {
            bins_each,
            e: vec![empty; count],
            i: vec![empty; count],
            sums: Moments::default(),
        }
    })?;
    scanned
        .into_iter()
        .next()
        .map(|(bins, gathered, left_out)| Columns {
            bins_each: gathered.bins_each,
            e: gathered.e,
            i: gathered.i,
            sums: ScaleMoments::new(scale, gathered.sums, &bins, left_out),
            bins,
        })
        .ok_or_else(|| AnalysisError::Failed("no scale was binned".to_owned()))
}

struct Gathered {
    bins_each: u64,
    e: Vec<Extent>,
    i: Vec<Extent>,
    sums: Moments,
}

impl Gathered {
    fn add<T: Copy>(&mut self, first: u64, e: &[T], i: &[T], wide: impl Fn(T) -> u32) {
        let mut done = 0;
        while done < e.len() {
            let at = first + done as u64;
            let column = (at / self.bins_each) as usize;
            let left = self.bins_each - at % self.bins_each;
            let end = e.len().min(done.saturating_add(left as usize));
            for (columns, counts) in [(&mut self.e, e), (&mut self.i, i)] {
                if let (Some(extent), Some(counts)) =
                    (columns.get_mut(column), counts.get(done..end))
                {
                    for &count in counts {
                        extent.take(wide(count));
                    }
                }
            }
            done = end;
        }
    }
}

impl Extent {
    fn take(&mut self, count: u32) {
        self.sum += u64::from(count);
        self.min = self.min.min(count);
        self.max = self.max.max(count);
    }
}

impl Sink for Gathered {
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
        if bins == 0 {
            return;
        }
        let columns =
            (first / self.bins_each) as usize..=((first + bins - 1) / self.bins_each) as usize;
        for column in columns {
            for side in [&mut self.e, &mut self.i] {
                if let Some(extent) = side.get_mut(column) {
                    extent.min = 0;
                }
            }
        }
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
