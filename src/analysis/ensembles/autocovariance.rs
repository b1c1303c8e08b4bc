//! How long the pooled rates of E and I remember: their autocovariances, and how many independent
//! bins the bins of a selection are worth for a correlation of the two (Bartlett 1946).
//!
//! Two series that are unrelated, but each slow against the bin, correlate by chance more than
//! independent bins do: the variance of r is `1 / n_eff` with
//! `n_eff = n / (1 + 2 sum over lags l of pairs(l) / n * rho_E(l) * rho_I(l))`, where `rho` are the
//! autocorrelations of each and `pairs(l)` is how many pairs of bins lie l apart within an interval.
//!
//! The autocovariances are measured once for all scales: at every lag for short ones, in ever
//! coarser bins for longer ones, so that work grows with the logarithm of the longest lag. Sums run
//! in a fixed order.

use super::bins::{Bins, count};
use crate::analysis::{AnalysisError, Task};
use crate::recording::{Intervals, Recording};
use rayon::prelude::*;
use std::sync::Arc;

/// The finest bins that are looked at, unless there would be too many.
const FINEST_S: f64 = 1e-3;
/// Bins, at most: 35 min of the finest. Longer selections have coarser ones (14 ms at 8 h), and lags
/// below them the autocovariance of the shortest.
const MOST_BINS: f64 = (1 << 21) as f64;
/// Lags of each resolution; the lower half of all but the finest is that of the one before.
const LAGS: usize = 32;
/// The longest lag.
const REACH_S: f64 = 20.0;
/// The longest lag as a share of the selection: above it chance is most of what is found.
const REACH_SHARE: f64 = 0.1;

/// Autocovariances of the pooled rates of two trains.
#[derive(Clone, Debug, PartialEq)]
pub struct Autocovariances {
    reach_s: f64,
    e: Covariance,
    i: Covariance,
}

/// An autocovariance, linear between its lags, which ascend from 0. What spikes share with
/// themselves at lag 0 is left out.
#[derive(Clone, Debug, Default, PartialEq)]
struct Covariance {
    /// Lag (s), value (Hz^2), its integral from 0, and the integral of that.
    nodes: Vec<[f64; 4]>,
}

impl Covariance {
    fn new(values: &[[f64; 2]]) -> Self {
        let mut nodes: Vec<[f64; 4]> = Vec::with_capacity(values.len() + 1);
        let first = values.first().map(|&[_, value]| [0.0, value, 0.0, 0.0]);
        nodes.extend(first);
        for &[lag_s, value] in values {
            let Some(&[before_s, before, once, twice]) = nodes.last() else {
                break;
            };
            let h = lag_s - before_s;
            let bend = (value - before) / h;
            nodes.push([
                lag_s,
                value,
                once + h * (before + h * bend / 2.0),
                twice + h * (once + h * (before / 2.0 + h * bend / 6.0)),
            ]);
        }
        Self { nodes }
    }
    fn end_s(&self) -> f64 {
        self.nodes.last().map_or(0.0, |node| node[0])
    }
    /// Its integral from 0, integrated once more, at a lag that is not before those asked for with
    /// the same `near`.
    fn twice_integrated(&self, lag_s: f64, near: &mut usize) -> f64 {
        while *near + 2 < self.nodes.len() && self.nodes[*near + 1][0] < lag_s {
            *near += 1;
        }
        let (Some(from), Some(to)) = (self.nodes.get(*near), self.nodes.get(*near + 1)) else {
            return 0.0;
        };
        let (h, bend) = (lag_s - from[0], (to[1] - from[1]) / (to[0] - from[0]));
        from[3] + h * (from[2] + h * (from[1] / 2.0 + h * bend / 6.0))
    }
    /// Covariance of the counts of bins of this width that lie 1, 2, .. bins apart.
    fn of_bins(&self, width_s: f64, lags: usize) -> impl Iterator<Item = f64> {
        let mut near = 0;
        let mut ends = [0.0, self.twice_integrated(width_s, &mut near)];
        (2..lags + 2).map(move |end| {
            let next = self.twice_integrated(end as f64 * width_s, &mut near);
            // The second difference weighs lags by how much two bins overlap once moved so far.
            let covariance = next - 2.0 * ends[1] + ends[0];
            ends = [ends[1], next];
            covariance
        })
    }
}

impl Autocovariances {
    /// Of the trains of E and I within intervals. Times ascend.
    ///
    /// # Errors
    /// When overtaken.
    pub fn new(
        trains: [&[f64]; 2],
        intervals: &Intervals,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let total_s: f64 = intervals
            .as_slice()
            .iter()
            .map(|i| i.stop_s - i.start_s)
            .sum();
        let reach_s = REACH_S.min(REACH_SHARE * total_s);
        let mut width_s = FINEST_S;
        while total_s / width_s > MOST_BINS {
            width_s *= 2.0;
        }
        let bins = Bins::with_width(intervals, width_s);
        let lens: Vec<usize> = bins
            .grids()
            .iter()
            .map(|grid| grid.len() as usize)
            .collect();
        let of = |train| {
            let counts = count(train, &bins, task)?.counts;
            let sum: u64 = counts.iter().map(|&count| u64::from(count)).sum();
            let mean = sum as f64 / counts.len().max(1) as f64;
            let away = counts.iter().map(|&count| (f64::from(count) - mean) as f32);
            autocovariance(away.collect(), lens.clone(), width_s, reach_s, task)
        };
        let [e, i] = trains.map(of);
        let (e, i) = (e?, i?);
        Ok(Self {
            reach_s: reach_s.min(e.end_s()),
            e,
            i,
        })
    }

    /// How many independent bins these bins are worth for the correlation of E and I, whose counts
    /// in them have these variances (n in the denominator): at most as many as there are. NaN where
    /// a class does not vary.
    pub fn effective_bins(&self, bins: &Bins, [var_e, var_i]: [f64; 2]) -> f64 {
        let (n, width_s) = (bins.len() as f64, bins.width_s());
        if !(var_e > 0.0 && var_i > 0.0) {
            return f64::NAN;
        }
        // The covariance at a lag is seen through bins that reach one bin further.
        let lags = ((self.reach_s / width_s).floor() as usize).saturating_sub(1);
        let mut lens: Vec<u64> = bins.grids().iter().map(super::bins::Grid::len).collect();
        lens.sort_unstable();
        // Of the intervals that are longer than the lag: how many, and their bins.
        let (mut short, mut longer) = (0, bins.len());
        let e = self.e.of_bins(width_s, lags);
        let i = self.i.of_bins(width_s, lags);
        let mut sum = 0.0;
        for (lag, (e, i)) in (1u64..).zip(e.zip(i)) {
            while lens.get(short).is_some_and(|&len| len <= lag) {
                longer -= lens[short];
                short += 1;
            }
            let pairs = longer - lag * (lens.len() - short) as u64;
            if pairs == 0 {
                break;
            }
            sum += pairs as f64 / n * (e / var_e) * (i / var_i);
        }
        n / (1.0 + 2.0 * sum).max(1.0)
    }

    /// The correlation time of the slower class: the first lag at which its autocovariance is at most
    /// 1/e of what it is at the shortest. At most the longest lag that is looked at.
    pub fn correlation_time_s(&self) -> f64 {
        let of = |class: &Covariance| {
            let mut nodes = class.nodes.iter();
            let start = nodes.next().map_or(0.0, |node| node[1]);
            let end = nodes.find(|node| node[1] <= start / std::f64::consts::E);
            end.map_or(class.end_s(), |node| node[0])
        };
        of(&self.e).max(of(&self.i)).min(self.reach_s)
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.e.nodes[..]) + size_of_val(&self.i.nodes[..])
    }
}

/// [`Autocovariances`] of a recording within intervals: worked out once for all views and scales
/// that need them.
///
/// # Errors
/// When overtaken.
pub fn autocovariances(
    recording: &Recording,
    intervals: &Intervals,
    task: &Task<'_>,
) -> Result<Arc<Autocovariances>, AnalysisError> {
    task.shared(
        || format!("autocovariances {} {intervals:?}", recording.id()),
        Autocovariances::bytes,
        || Autocovariances::new(recording.ensembles().times_s(), intervals, task),
    )
}

/// Of counts without their mean, interval after interval; `lens` are the bins of each.
fn autocovariance(
    mut away: Vec<f32>,
    mut lens: Vec<usize>,
    mut width_s: f64,
    reach_s: f64,
    task: &Task<'_>,
) -> Result<Covariance, AnalysisError> {
    let mut values = Vec::new();
    let mut first = 1;
    loop {
        let found = (first..LAGS)
            .into_par_iter()
            .map(|lag| {
                task.check()?;
                let (mut sum, mut pairs, mut from) = (0.0, 0, 0);
                for &len in &lens {
                    let own = &away[from..from + len];
                    from += len;
                    if len > lag {
                        sum += dot(&own[..len - lag], &own[lag..]);
                        pairs += len - lag;
                    }
                }
                let value = sum / pairs as f64 / (width_s * width_s);
                Ok((pairs > 0).then_some([lag as f64 * width_s, value]))
            })
            .collect::<Result<Vec<_>, AnalysisError>>()?;
        let all = found.iter().all(Option::is_some);
        values.extend(found.into_iter().flatten());
        // One lag further than the reach, for bins to lie in.
        if !all || (LAGS - 1) as f64 * width_s > reach_s {
            return Ok(Covariance::new(&values));
        }
        (away, lens) = halved(&away, &lens);
        width_s *= 2.0;
        first = LAGS / 2;
    }
}

/// Bins twice as wide; an odd one at the end of an interval goes.
fn halved(away: &[f32], lens: &[usize]) -> (Vec<f32>, Vec<usize>) {
    let mut wide = Vec::with_capacity(away.len() / 2);
    let mut from = 0;
    for &len in lens {
        let (two, _) = away[from..from + len].as_chunks::<2>();
        wide.extend(two.iter().map(|[a, b]| a + b));
        from += len;
    }
    (wide, lens.iter().map(|len| len / 2).collect())
}

/// Sum of products: eight at a time become few instructions, and short runs of them keep f32 exact
/// enough.
fn dot(a: &[f32], b: &[f32]) -> f64 {
    const LANES: usize = 8;
    const RUN: usize = 64 * LANES;
    let run = |(a, b): (&[f32], &[f32])| {
        let mut sums = [0.0f32; LANES];
        let ((a, rest_a), (b, rest_b)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
        for (a, b) in a.iter().zip(b) {
            for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
                *sum += a * b;
            }
        }
        let rest: f32 = rest_a.iter().zip(rest_b).map(|(a, b)| a * b).sum();
        f64::from(sums.iter().sum::<f32>() + rest)
    };
    a.chunks(RUN).zip(b.chunks(RUN)).map(run).sum()
}
