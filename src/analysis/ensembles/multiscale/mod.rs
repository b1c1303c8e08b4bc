//! The multiscale matrix: pooled counts of E and I in sliding windows of every scale, on one common
//! time grid (methods A1 `Sliding forward`, A9, B4).
//!
//! A window of width dt at t_j covers `[t_j, t_j + dt)`, or `[t_j - dt/2, t_j + dt/2)`, with the
//! tolerance of [binning](crate::analysis::Bins): a spike a millionth of dt before an edge counts as on it.
//! Windows never straddle the border of an interval of the selection; those that would run off it
//! are masked. Counts are integers; z-scores are made from them when asked for.

mod grid;
mod ruler;

pub use grid::TimeGrid;
pub use ruler::Ruler;

use super::bins::Sink;
use crate::analysis::{AnalysisError, Moments, Scale, TOLERANCE, Task};
use crate::recording::Interval;
use rayon::prelude::*;
use std::ops::Range;

/// Count of a masked window.
pub const NO_WINDOW: u32 = u32::MAX;
/// Counts that are held, at most: 2^27, half a gigabyte.
const MOST_COUNTS: usize = 1 << 27;
/// Points between two looks at the task.
const STRIDE: usize = 4096;

/// Where a window lies about its point in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alignment {
    /// From the point on, so that windows of all scales share their start.
    #[default]
    Forward,
    /// Half before, half after.
    Centred,
}

/// Counts of E and I at every point of a grid, at several scales.
#[derive(Clone, Debug, PartialEq)]
pub struct Multiscale {
    pub grid: TimeGrid,
    pub alignment: Alignment,
    /// One per scale, in the order they were asked for.
    pub rows: Vec<Row>,
}

/// One scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub scale: Scale,
    /// Count of each point, [`NO_WINDOW`] where the window runs off; E and I are masked alike.
    pub e: Vec<u32>,
    pub i: Vec<u32>,
    /// Sums over the points that are not masked; `bins` is their number.
    pub moments: Moments,
}

/// Counts of two trains (E, I; ascending times in seconds) in windows of `scales` at every point of
/// `grid`. The trains may be surrogates.
///
/// # Errors
/// [`AnalysisError::NothingToShow`] for more points than can be held, and when overtaken.
pub fn multiscale(
    [e_s, i_s]: [&[f64]; 2],
    grid: TimeGrid,
    scales: &[Scale],
    alignment: Alignment,
    task: &Task<'_>,
) -> Result<Multiscale, AnalysisError> {
    if grid.len().saturating_mul(2 * scales.len()) > MOST_COUNTS {
        return Err(AnalysisError::NothingToShow(format!(
            "{} points at {} scales are more than can be held at once. Choose a longer step or a shorter window.",
            grid.len(),
            scales.len()
        )));
    }
    let starts = |times_s| starts(times_s, &grid, scales, alignment, task);
    let (e_starts, i_starts) = rayon::join(|| starts(e_s), || starts(i_s));
    let (e_starts, i_starts) = (e_starts?, i_starts?);
    let rows = scales
        .par_iter()
        .map(|&scale| {
            let row = |times_s, starts| slide(times_s, starts, &grid, scale, alignment, task);
            let (e, i) = rayon::join(|| row(e_s, &e_starts), || row(i_s, &i_starts));
            let (e, i) = (e?, i?);
            let mut moments = Moments::default();
            for (_, points) in windows(&grid, scale, alignment) {
                moments.wide(0, &e[points.clone()], &i[points]);
            }
            Ok(Row {
                scale,
                e,
                i,
                moments,
            })
        })
        .collect::<Result<_, AnalysisError>>()?;
    Ok(Multiscale {
        grid,
        alignment,
        rows,
    })
}

impl Multiscale {
    /// The ruler of each scale over the points that are not masked.
    pub fn rulers(&self) -> Vec<Ruler> {
        self.rows.iter().map(|r| Ruler::new(&r.moments)).collect()
    }
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let counts = |r: &Row| size_of_val(&r.e[..]) + size_of_val(&r.i[..]);
        size_of::<Self>() + self.rows.iter().map(counts).sum::<usize>()
    }
}

impl Row {
    /// `value(count of E, count of I)` at every point; NaN where masked.
    pub fn map(&self, value: impl Fn(f64, f64) -> f64) -> impl Iterator<Item = f64> {
        self.e.iter().zip(&self.i).map(move |(&e, &i)| {
            if e == NO_WINDOW {
                f64::NAN
            } else {
                value(f64::from(e), f64::from(i))
            }
        })
    }
    /// z-scores of E.
    pub fn z_e(&self, ruler: &Ruler) -> Vec<f32> {
        self.map(|e, _| ruler.z_e(e)).map(|z| z as f32).collect()
    }
    /// z-scores of I.
    pub fn z_i(&self, ruler: &Ruler) -> Vec<f32> {
        self.map(|_, i| ruler.z_i(i)).map(|z| z as f32).collect()
    }
    /// zE - zI, whose variance is 2 (1 - r) with the row's own ruler (methods B4).
    pub fn difference(&self, ruler: &Ruler) -> Vec<f32> {
        let difference = self.map(|e, i| ruler.difference(e, i));
        difference.map(|z| z as f32).collect()
    }
    /// M = z(zE - zI) (methods A9).
    pub fn signed(&self, ruler: &Ruler) -> Vec<f32> {
        let signed = self.map(|e, i| ruler.signed(e, i));
        signed.map(|z| z as f32).collect()
    }
}

/// Seconds from the start of a window to its point.
fn before_s(alignment: Alignment, width_s: f64) -> f64 {
    match alignment {
        Alignment::Forward => 0.0,
        Alignment::Centred => 0.5 * width_s,
    }
}

/// The points of each interval that have a whole window in it.
fn windows(
    grid: &TimeGrid,
    scale: Scale,
    alignment: Alignment,
) -> impl Iterator<Item = (Interval, Range<usize>)> {
    let width_s = scale.width_s();
    let before_s = before_s(alignment, width_s);
    grid.stretches().map(move |(interval, points)| {
        let step_s = grid.step_s();
        let own = whole(
            points.len(),
            step_s,
            interval.duration_s(),
            width_s,
            before_s,
        );
        (interval, points.start + own.start..points.start + own.end)
    })
}

/// How many spikes are before each point, by as much as the tolerance of any scale: from there each
/// scale looks for its own first spike. Windows about a point do not share their start.
fn starts(
    times_s: &[f64],
    grid: &TimeGrid,
    scales: &[Scale],
    alignment: Alignment,
    task: &Task<'_>,
) -> Result<Vec<usize>, AnalysisError> {
    if alignment != Alignment::Forward {
        return Ok(Vec::new());
    }
    let early_s = scales
        .iter()
        .map(|s| TOLERANCE * s.width_s())
        .fold(0.0, f64::max);
    let mut rank = Rank::new(times_s);
    let mut starts = Vec::with_capacity(grid.len());
    for (interval, points) in grid.stretches() {
        for j in 0..points.len() {
            if j % STRIDE == 0 {
                task.check()?;
            }
            let from_s = interval.start_s + j as f64 * grid.step_s();
            starts.push(rank.advance(from_s - early_s));
        }
    }
    Ok(starts)
}

/// Counts of one train at one scale: two ranks that move through it.
fn slide(
    times_s: &[f64],
    starts: &[usize],
    grid: &TimeGrid,
    scale: Scale,
    alignment: Alignment,
    task: &Task<'_>,
) -> Result<Vec<u32>, AnalysisError> {
    let width_s = scale.width_s();
    let before_s = before_s(alignment, width_s);
    let early_s = TOLERANCE * width_s;
    let mut counts = vec![NO_WINDOW; grid.len()];
    let (mut open, mut close) = (Rank::new(times_s), Rank::new(times_s));
    for ((interval, whole), (_, points)) in windows(grid, scale, alignment).zip(grid.stretches()) {
        for (point, count) in whole.clone().zip(&mut counts[whole]) {
            let j = point - points.start;
            if j % STRIDE == 0 {
                task.check()?;
            }
            let from_s = interval.start_s + j as f64 * grid.step_s() - before_s;
            let first = match starts.get(point) {
                Some(&start) => rank_from(times_s, start, from_s - early_s),
                None => open.advance(from_s - early_s),
            };
            let end = close.advance(from_s + width_s - early_s);
            // Never the mark of a masked window, whatever the train.
            *count = u32::try_from(end - first).map_or(NO_WINDOW - 1, |n| n.min(NO_WINDOW - 1));
        }
    }
    Ok(counts)
}

/// How many times lie before an instant, where at least `rank` do and few more.
fn rank_from(times_s: &[f64], mut rank: usize, instant_s: f64) -> usize {
    while times_s.get(rank).is_some_and(|&t| t < instant_s) {
        rank += 1;
    }
    rank
}

/// Which of the points of an interval have a whole window in it.
fn whole(points: usize, step_s: f64, duration_s: f64, width_s: f64, before_s: f64) -> Range<usize> {
    let early_s = TOLERANCE * width_s;
    let room_s = duration_s - width_s + before_s + early_s;
    if room_s < 0.0 {
        return 0..0;
    }
    let from = ((before_s - early_s) / step_s).ceil().max(0.0) as usize;
    let to = ((room_s / step_s).floor() as usize + 1).min(points);
    from.min(to)..to
}

/// How many times lie before an instant; instants ascend.
struct Rank<'a> {
    times_s: &'a [f64],
    rank: usize,
}

impl<'a> Rank<'a> {
    fn new(times_s: &'a [f64]) -> Self {
        Self { times_s, rank: 0 }
    }
    /// A few neighbours at a time, all compared at once; what is far is found in longer and longer
    /// strides, then by halving the last.
    fn advance(&mut self, instant_s: f64) -> usize {
        const NEAR: usize = 8;
        for _ in 0..4 {
            let Some(near) = self.times_s[self.rank..].first_chunk::<NEAR>() else {
                break;
            };
            let before = near.iter().filter(|&&t| t < instant_s).count();
            self.rank += before;
            if before < NEAR {
                return self.rank;
            }
        }
        let rest = &self.times_s[self.rank..];
        let mut stride = 1;
        while stride < rest.len() && rest[stride - 1] < instant_s {
            stride *= 2;
        }
        let from = stride / 2;
        let last = &rest[from..stride.min(rest.len())];
        self.rank += from + last.partition_point(|&t| t < instant_s);
        self.rank
    }
}
