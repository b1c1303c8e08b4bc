//! The cross-correlogram of two trains: how often one fires how long after the other.

use crate::analysis::{AnalysisError, TOLERANCE, Task};
use rayon::prelude::*;

/// Steps between two looks at the task: a few hundred microseconds.
const PIECE: usize = 1 << 16;

/// Counts of lags in half-open bins, the middle one centred on 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlogram {
    /// Width of a bin in seconds.
    pub bin_s: f64,
    /// 2 h + 1 counts: bin `j` holds lags of [(j - h - 1/2), (j - h + 1/2)) bins.
    pub counts: Vec<u64>,
}

/// The bins of a correlogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lags {
    pub bin_s: f64,
    /// Bins on each side of the middle one.
    pub half: usize,
}

impl Lags {
    /// Bins in all.
    pub fn count(&self) -> usize {
        2 * self.half + 1
    }
    /// The largest lag that a bin holds, in seconds.
    pub fn reach_s(&self) -> f64 {
        (self.half as f64 + 0.5) * self.bin_s
    }
    /// The bin of a lag, if there is one. Spikes that come from a sampling clock lie on edges: the
    /// tolerance puts them all on the same side.
    pub fn bin(&self, lag_s: f64) -> Option<usize> {
        let at = self.place(lag_s).floor();
        (at >= 0.0 && at < self.count() as f64).then_some(at as usize)
    }
    /// In bins from the first edge; never decreases with the lag.
    fn place(&self, lag_s: f64) -> f64 {
        lag_s / self.bin_s + (self.half as f64 + 0.5 + TOLERANCE)
    }
}

impl Correlogram {
    /// Bins on each side of the middle one.
    pub fn half(&self) -> usize {
        self.counts.len() / 2
    }
    /// Lag in seconds of the middle of a bin.
    pub fn lag_s(&self, bin: usize) -> f64 {
        (bin as f64 - self.half() as f64) * self.bin_s
    }
    /// The other train's: time runs the other way.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self {
            bin_s: self.bin_s,
            counts: self.counts.iter().rev().copied().collect(),
        }
    }
}

/// Lags from each spike of `first` to the spikes of `second` around it; positive: `second` fires
/// after `first`. Both are lists of stretches of time, one list of ascending times in seconds for
/// each; no lag goes from one stretch to another.
///
/// # Errors
/// When overtaken.
pub fn correlogram(
    first: &[&[f64]],
    second: &[&[f64]],
    lags: Lags,
    task: &Task<'_>,
) -> Result<Correlogram, AnalysisError> {
    let mut counts = vec![0; lags.count()];
    for (first, second) in first.iter().zip(second) {
        if pays_by_edges(first, second, lags) {
            for (count, more) in counts.iter_mut().zip(by_edges(first, second, lags, task)?) {
                *count += more;
            }
            continue;
        }
        sweep(
            first,
            second,
            lags.reach_s() + lags.bin_s,
            task,
            |t, near| {
                for other in near {
                    if let Some(bin) = lags.bin(other - t) {
                        counts[bin] += 1;
                    }
                }
                Ok(())
            },
        )?;
    }
    Ok(Correlogram {
        bin_s: lags.bin_s,
        counts,
    })
}

/// Lags that are counted one by one in the time of a step of a pass over both trains.
const LAGS_A_STEP: f64 = 4.0;

/// Whether there are so many lags that a pass over both trains for each edge of a bin takes less
/// time than they do: at rates of 10 kHz and more, and where many spikes are at one time.
fn pays_by_edges(first: &[f64], second: &[f64], lags: Lags) -> bool {
    let (Some(from), Some(to)) = (first.first(), first.last()) else {
        return false;
    };
    let reach_s = 2.0 * lags.reach_s();
    let spikes = [first.len() as f64, second.len() as f64];
    let share = reach_s / (to - from).max(reach_s);
    let near = spikes[0] * spikes[1] * share;
    near > LAGS_A_STEP * lags.count() as f64 * (spikes[0] + spikes[1])
}

/// Counts as differences: how many lags are before each edge, by one pass over both trains.
fn by_edges(
    first: &[f64],
    second: &[f64],
    lags: Lags,
    task: &Task<'_>,
) -> Result<Vec<u64>, AnalysisError> {
    let last_s = |train: &[f64]| train.last().map_or(0.0, |t| t.abs());
    let first_s = |train: &[f64]| train.first().map_or(0.0, |t| t.abs());
    let ends = [first, second].map(|train| first_s(train).max(last_s(train)));
    let slack_s = 16.0 * f64::EPSILON * (ends[0] + ends[1] + lags.reach_s());
    let before = |edge: usize| {
        let (mut sum, mut rank) = (0u64, 0);
        // Only lags this close to the edge, whatever the roundings, are divided.
        let edge_s = (edge as f64 - lags.half as f64 - 0.5 - TOLERANCE) * lags.bin_s;
        let (early_s, late_s) = (edge_s - slack_s, edge_s + slack_s);
        let is_before =
            |lag_s: f64| lag_s < early_s || (lag_s <= late_s && lags.place(lag_s) < edge as f64);
        for piece in first.chunks(PIECE) {
            task.check()?;
            for &t in piece {
                while let Some(other) = second.get(rank)
                    && is_before(other - t)
                {
                    rank += 1;
                }
                sum += rank as u64;
            }
        }
        Ok(sum)
    };
    let edges = 0..lags.count() + 1;
    let sums: Vec<u64> = edges
        .into_par_iter()
        .map(before)
        .collect::<Result<_, AnalysisError>>()?;
    Ok(sums.windows(2).map(|edges| edges[1] - edges[0]).collect())
}

/// Hands each time of `around` to `visit` with those of `others` that lie within `reach_s` of it,
/// in pieces where there are very many. Two pointers: each list is walked through once.
pub(super) fn sweep(
    around: &[f64],
    others: &[f64],
    reach_s: f64,
    task: &Task<'_>,
    mut visit: impl FnMut(f64, &[f64]) -> Result<(), AnalysisError>,
) -> Result<(), AnalysisError> {
    let (mut from, mut to, mut steps) = (0, 0, PIECE);
    for &t in around {
        while others.get(from).is_some_and(|o| *o < t - reach_s) {
            from += 1;
        }
        to = to.max(from);
        while others.get(to).is_some_and(|o| *o <= t + reach_s) {
            to += 1;
        }
        for near in others[from..to].chunks(PIECE) {
            steps += near.len();
            if steps >= PIECE {
                task.check()?;
                steps = 0;
            }
            visit(t, near)?;
        }
        steps += 1;
    }
    Ok(())
}
