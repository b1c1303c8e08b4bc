//! Exact binning (methods E.1).
//!
//! Bins of width dt have edges t0 + j dt for j = 0..n with n = floor((t1 - t0)/dt + 1e-6), and a
//! spike at t belongs to bin floor((t - t0)/dt + 1e-6). "Exact" means this formula, evaluated in
//! f64 as it stands, for every spike: sampling clocks put spikes on edges, where any other way of
//! computing the bin misplaces some. The tolerance of a millionth of a bin is what makes spikes on
//! an edge fall into the bin that the edge opens.
//!
//! A selection of several intervals is binned interval by interval, so that no bin straddles a
//! border. The partial last bin of each is left out; [`Bins::left_out_s`] and [`Counts::left_out`]
//! say how much. The formula never decreases with t, which is what the fast ways rest on:
//!
//! - `fill`: counts of a stretch of bins, by a pass over spikes or by looking up the rank of each edge;
//! - `scan`: stretches in parallel into sums that merge exactly;
//! - `lagged`: the same at one scale with neighbouring bins in sight;
//! - `sparse`: long stretches with few spikes, by their spikes alone.

mod fill;
mod lagged;
mod scan;
mod sparse;

pub(in crate::analysis) use fill::zeros;
pub(in crate::analysis) use lagged::{LagSink, MOST_HALO, Place, scan_lagged};
pub(in crate::analysis) use scan::{LeftOut, Sink, scan};

use crate::analysis::{AnalysisError, Scale, Task};
use crate::recording::{Interval, Intervals, Pooled};
use rayon::prelude::*;
use std::ops::Range;

/// Tolerance in bins: a spike this little before an edge counts as on it.
pub const TOLERANCE: f64 = 1e-6;
/// Bins of one interval, at most: beyond it f64 no longer tells neighbouring bins apart. It is more
/// than any scale has, as times lie within [`MOST_S`](crate::recording::MOST_S).
const MOST_BINS: u64 = 1 << 51;
/// Bins that are held as arrays, at most: 33 million, 9.3 h at the finest scale.
pub const MOST_HELD: u64 = 1 << 25;

/// The bins of one interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    start_s: f64,
    stop_s: f64,
    width_s: f64,
    bins: u64,
}

impl Grid {
    fn new(interval: Interval, width_s: f64) -> Self {
        let whole = ((interval.stop_s - interval.start_s) / width_s + TOLERANCE).floor();
        Self {
            start_s: interval.start_s,
            stop_s: interval.stop_s,
            width_s,
            bins: (whole as u64).min(MOST_BINS),
        }
    }
    /// The bin of a spike at `t_s`, which may lie before the first (negative) or after the last.
    pub fn bin_of(&self, t_s: f64) -> i64 {
        let place = (t_s - self.start_s) / self.width_s + TOLERANCE;
        // The floor, without calling for it: towards zero, and one less if that was up.
        let whole = place as i64;
        whole.saturating_sub(i64::from(whole as f64 > place))
    }
    /// Number of whole bins.
    pub fn len(&self) -> u64 {
        self.bins
    }
    pub fn is_empty(&self) -> bool {
        self.bins == 0
    }
    /// Seconds after the last whole bin.
    pub fn left_out_s(&self) -> f64 {
        (self.stop_s - self.start_s - self.bins as f64 * self.width_s).max(0.0)
    }
    /// The spikes of this interval. Those before `from` belong to an earlier interval.
    fn claim(&self, times_s: &[f64], from: usize) -> Claim {
        let rest = &times_s[from..];
        let mut start = rest.partition_point(|&t| t < self.start_s);
        while start > 0 && self.bin_of(rest[start - 1]) >= 0 {
            start -= 1;
        }
        let inside = start + rest[start..].partition_point(|&t| t < self.stop_s);
        let last = self.bins as i64;
        let mut end = start + rest[start..inside].partition_point(|&t| self.bin_of(t) < last);
        while end >= inside && end < rest.len() && self.bin_of(rest[end]) < last {
            end += 1;
        }
        Claim {
            spikes: from + start..from + end,
            left_out: inside.saturating_sub(end),
        }
    }
}

/// Which spikes of a train an interval has.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Claim {
    /// Those in whole bins.
    spikes: Range<usize>,
    /// How many follow in the partial last bin.
    left_out: usize,
}

impl Claim {
    fn end(&self) -> usize {
        self.spikes.end + self.left_out
    }
}

/// The bins of a selection at one width, interval after interval, numbered through.
#[derive(Clone, Debug, PartialEq)]
pub struct Bins {
    width_s: f64,
    grids: Vec<Grid>,
    /// Number of the first bin of each grid, and the number of all bins at the end.
    firsts: Vec<u64>,
}

impl Bins {
    /// Bins of a scale.
    pub fn new(intervals: &Intervals, scale: Scale) -> Self {
        Self::with_width(intervals, scale.width_s())
    }
    /// Bins of any width; there are none when it is not a positive number.
    pub fn with_width(intervals: &Intervals, width_s: f64) -> Self {
        let usable = width_s.is_finite() && width_s > 0.0;
        let grids: Vec<Grid> = intervals
            .as_slice()
            .iter()
            .filter(|_| usable)
            .map(|&i| Grid::new(i, width_s))
            .collect();
        let mut firsts = Vec::with_capacity(grids.len() + 1);
        firsts.push(0);
        let mut total = 0;
        for grid in &grids {
            total += grid.bins;
            firsts.push(total);
        }
        Self {
            width_s,
            grids,
            firsts,
        }
    }
    /// Number of bins.
    pub fn len(&self) -> u64 {
        self.firsts.last().copied().unwrap_or(0)
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    pub fn width_s(&self) -> f64 {
        self.width_s
    }
    /// Seconds in partial last bins.
    pub fn left_out_s(&self) -> f64 {
        self.grids.iter().map(Grid::left_out_s).sum()
    }
    /// One grid an interval of the selection, in order of time.
    pub fn grids(&self) -> &[Grid] {
        &self.grids
    }
    /// Which interval of the selection bin `j` belongs to.
    pub fn interval_index(&self, j: u64) -> Option<usize> {
        (j < self.len()).then(|| self.firsts.partition_point(|&first| first <= j) - 1)
    }
    /// When bin `j` is.
    pub fn interval(&self, j: u64) -> Option<Interval> {
        let of = self.interval_index(j)?;
        let grid = self.grids.get(of)?;
        let within = (j - self.firsts[of]) as f64;
        Some(Interval::new(
            grid.start_s + within * grid.width_s,
            grid.start_s + (within + 1.0) * grid.width_s,
        ))
    }
    /// The bin at a time.
    pub fn find(&self, t_s: f64) -> Option<u64> {
        if t_s.is_nan() {
            return None;
        }
        let after = self
            .grids
            .partition_point(|g| g.start_s <= t_s || g.bin_of(t_s) >= 0);
        let of = after.checked_sub(1)?;
        let within = u64::try_from(self.grids[of].bin_of(t_s)).ok()?;
        (within < self.grids[of].bins).then(|| self.firsts[of] + within)
    }
    /// The bins that start in a stretch of time.
    pub fn starting_in(&self, stretch: Interval) -> Range<u64> {
        let first_from = |t_s: f64| {
            let of = self.grids.partition_point(|g| g.start_s < t_s);
            let Some(before) = of.checked_sub(1) else {
                return 0;
            };
            let grid = &self.grids[before];
            let edge = ((t_s - grid.start_s) / grid.width_s - TOLERANCE).ceil();
            self.firsts[before] + (edge.max(0.0) as u64).min(grid.bins)
        };
        let from = first_from(stretch.start_s);
        from..first_from(stretch.stop_s).max(from)
    }
    /// The bins that lie in a stretch of time as a whole.
    pub fn within(&self, stretch: Interval) -> Range<u64> {
        let last_start_s = stretch.stop_s - self.width_s * (1.0 - 2.0 * TOLERANCE);
        self.starting_in(Interval::new(stretch.start_s, last_start_s))
    }
    /// The first bin whose middle lies after this share of all the time of the selection, parts that
    /// are left out included. So shares mean the same time at every width.
    pub(in crate::analysis) fn first_after(&self, share: f64) -> u64 {
        let seconds = |grid: &Grid| grid.stop_s - grid.start_s;
        let mut rest_s = share * self.grids.iter().map(seconds).sum::<f64>();
        for (grid, &first) in self.grids.iter().zip(&self.firsts) {
            if rest_s < seconds(grid) {
                let within = (rest_s / grid.width_s - 0.5).ceil().max(0.0) as u64;
                return first + within.min(grid.bins);
            }
            rest_s -= seconds(grid);
        }
        self.len()
    }
    /// The time of a run of bins, a stretch for each interval of the selection that has some of them.
    pub(in crate::analysis) fn stretches(&self, bins: Range<u64>) -> Vec<Interval> {
        let mut stretches = Vec::new();
        let mut at = bins.start;
        while let Some(of) = self.interval_index(at).filter(|_| at < bins.end) {
            let end = self.firsts[of + 1].min(bins.end);
            let ends = self.interval(at).zip(self.interval(end - 1));
            stretches.extend(ends.map(|(a, b)| Interval::new(a.start_s, b.stop_s)));
            at = end;
        }
        stretches
    }
    fn claims(&self, times_s: &[f64]) -> Vec<Claim> {
        let mut from = 0;
        self.grids
            .iter()
            .map(|grid| {
                let claim = grid.claim(times_s, from);
                from = from.max(claim.end());
                claim
            })
            .collect()
    }
}

/// Counts of a pooled train, one per bin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub counts: Vec<u32>,
    /// Spikes in partial last bins.
    pub left_out: u64,
}

/// Counts of a pooled train in every bin.
///
/// # Errors
/// As [`count`].
pub fn counts(train: &Pooled, bins: &Bins, task: &Task<'_>) -> Result<Counts, AnalysisError> {
    count(train.times_s(), bins, task)
}

/// Counts of ascending times in every bin.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] above [`MOST_HELD`] bins, and when overtaken.
pub fn count(times_s: &[f64], bins: &Bins, task: &Task<'_>) -> Result<Counts, AnalysisError> {
    if bins.len() > MOST_HELD {
        return Err(AnalysisError::NothingToShow(format!(
            "{} bins are more than can be held at once ({MOST_HELD}). Choose a coarser scale or a shorter window.",
            bins.len()
        )));
    }
    let mut out = vec![0; bins.len() as usize];
    let claims = bins.claims(times_s);
    let mut jobs = Vec::new();
    let mut rest = &mut out[..];
    for (grid, claim) in bins.grids.iter().zip(&claims) {
        let (of_grid, tail) = rest.split_at_mut(grid.bins as usize);
        rest = tail;
        let own = &times_s[claim.spikes.clone()];
        let bins = fill::piece(own.len(), grid.bins);
        for (piece, slice) in of_grid.chunks_mut(bins).enumerate() {
            jobs.push((grid, own, (piece * bins) as u64, slice));
        }
    }
    jobs.into_par_iter().try_for_each_init(
        fill::Scratch::new,
        |scratch, (grid, times_s, first, out)| {
            task.check()?;
            fill::into_wide(scratch, times_s, grid, first, out);
            Ok::<(), AnalysisError>(())
        },
    )?;
    Ok(Counts {
        counts: out,
        left_out: claims.iter().map(|c| c.left_out as u64).sum(),
    })
}
