//! How the variance of the fluctuations shrinks or grows with the bin (methods A7).

use crate::analysis::ensembles::bins::{Bins, Sink, scan};
use crate::analysis::ensembles::joint::{JointCounts, JointTally};
use crate::analysis::ensembles::moments::Moments;
use crate::analysis::{AnalysisError, Normaliser, Scale, Task};
use crate::recording::Intervals;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Stretches of time that are drawn anew together when an interval is asked for.
pub const BLOCKS: usize = 40;
/// Redraws for an interval.
const REDRAWS: usize = 400;

/// One scale, as far as it is needed for statistics and their intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaleTally {
    pub joint: JointCounts,
    /// Sums over each of [`BLOCKS`] stretches of bins that follow one another; the last may be
    /// empty.
    pub blocks: Vec<Moments>,
}

/// Joint histograms and sums of blocks at several scales, in one go over the spikes.
///
/// # Errors
/// When overtaken.
pub fn measure(
    trains: [&[f64]; 2],
    intervals: &Intervals,
    scales: &[Scale],
    task: &Task<'_>,
) -> Result<Vec<ScaleTally>, AnalysisError> {
    let scanned = scan(trains, intervals, scales, task, |_, bins| JointAndBlocks {
        joint: JointTally::new(),
        blocks: Blocks::new(bins),
    })?;
    Ok(scales
        .iter()
        .zip(scanned)
        .map(|(&scale, (bins, both, left_out))| ScaleTally {
            joint: both.joint.into_joint(scale, &bins, left_out),
            blocks: both.blocks.sums,
        })
        .collect())
}

impl ScaleTally {
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.joint.bytes() + size_of_val(&self.blocks[..])
    }
}

struct JointAndBlocks {
    joint: JointTally,
    blocks: Blocks,
}

impl Sink for JointAndBlocks {
    fn narrow(&mut self, first: u64, e: &[i16], i: &[i16]) {
        self.joint.narrow(first, e, i);
        self.blocks.narrow(first, e, i);
    }
    fn wide(&mut self, first: u64, e: &[u32], i: &[u32]) {
        self.joint.wide(first, e, i);
        self.blocks.wide(first, e, i);
    }
    fn one(&mut self, bin: u64, e: u32, i: u32) {
        self.joint.one(bin, e, i);
        self.blocks.one(bin, e, i);
    }
    fn empty(&mut self, first: u64, bins: u64) {
        self.joint.empty(first, bins);
        self.blocks.empty(first, bins);
    }
    fn merge(&mut self, other: Self) {
        self.joint.merge(other.joint);
        self.blocks.merge(other.blocks);
    }
}

struct Blocks {
    bins_each: u64,
    sums: Vec<Moments>,
}

impl Blocks {
    fn new(bins: &Bins) -> Self {
        Self {
            bins_each: bins.len().div_ceil(BLOCKS as u64).max(1),
            sums: vec![Moments::default(); BLOCKS],
        }
    }
    /// Calls `each` with every block that the bins touch, and which of them it holds.
    fn split(&mut self, first: u64, bins: u64, mut each: impl FnMut(&mut Moments, u64, u64)) {
        let mut at = first;
        while at < first + bins {
            let block = at / self.bins_each;
            let end = ((block + 1) * self.bins_each).min(first + bins);
            if let Some(sums) = self.sums.get_mut(block as usize) {
                each(sums, at - first, end - first);
            }
            at = end;
        }
    }
}

impl Sink for Blocks {
    fn narrow(&mut self, first: u64, e: &[i16], i: &[i16]) {
        self.split(first, e.len() as u64, |sums, from, to| {
            let own = from as usize..to as usize;
            sums.narrow(0, &e[own.clone()], &i[own]);
        });
    }
    fn wide(&mut self, first: u64, e: &[u32], i: &[u32]) {
        self.split(first, e.len() as u64, |sums, from, to| {
            let own = from as usize..to as usize;
            sums.wide(0, &e[own.clone()], &i[own]);
        });
    }
    fn one(&mut self, bin: u64, e: u32, i: u32) {
        if let Some(sums) = self.sums.get_mut((bin / self.bins_each) as usize) {
            sums.add(e, i, 1);
        }
    }
    fn empty(&mut self, first: u64, bins: u64) {
        self.split(first, bins, |sums, from, to| sums.empty(0, to - from));
    }
    fn merge(&mut self, other: Self) {
        for (mine, theirs) in self.sums.iter_mut().zip(other.sums) {
            mine.merge(theirs);
        }
    }
}

/// A straight line through log variance against log width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    pub slope: f64,
    /// Natural logarithm of the variance at a width of 1 s.
    pub intercept: f64,
    /// Scales that took part.
    pub scales: usize,
}

impl Fit {
    /// Least squares over the widths in `range_s`, ends included; scales without variance are left
    /// out. `None` for fewer than two.
    pub fn new(widths_s: &[f64], variances: &[f64], range_s: [f64; 2]) -> Option<Self> {
        let slack = 1e-9;
        let points: Vec<[f64; 2]> = widths_s
            .iter()
            .zip(variances)
            .filter(|(w, v)| {
                (range_s[0] * (1.0 - slack)..=range_s[1] * (1.0 + slack)).contains(*w)
                    && **v > 0.0
                    && v.is_finite()
            })
            .map(|(w, v)| [w.ln(), v.ln()])
            .collect();
        let n = points.len() as f64;
        if points.len() < 2 {
            return None;
        }
        let mean = |axis: usize| points.iter().map(|p| p[axis]).sum::<f64>() / n;
        let (x, y) = (mean(0), mean(1));
        let sum = |a: usize, b: usize| {
            let by = |p: &[f64; 2]| (p[a] - [x, y][a]) * (p[b] - [x, y][b]);
            points.iter().map(by).sum::<f64>()
        };
        let slope = sum(0, 1) / sum(0, 0);
        slope.is_finite().then_some(Self {
            slope,
            intercept: y - slope * x,
            scales: points.len(),
        })
    }
    /// The line at a width.
    pub fn value_at(&self, width_s: f64) -> f64 {
        (self.intercept + self.slope * width_s.ln()).exp()
    }
}

/// Slope between each scale and the next, at the geometric mean of their widths.
pub fn local_slopes(widths_s: &[f64], variances: &[f64]) -> Vec<[f64; 2]> {
    widths_s
        .windows(2)
        .zip(variances.windows(2))
        .map(|(w, v)| {
            let slope = (v[1] / v[0]).ln() / (w[1] / w[0]).ln();
            [(w[0] * w[1]).sqrt(), slope]
        })
        .collect()
}

/// Variance of f of these sums, with the maps from counts to values held fixed.
fn variance_f(sums: &Moments, e: Normaliser, i: Normaliser) -> f64 {
    let (var_e, var_i, cov) = sums.second();
    let (e, i) = (e.factor, i.factor);
    (var_e * e * e + var_i * i * i - 2.0 * cov * e * i).max(0.0)
}

/// 95 % interval of the slope of Var f: blocks of time are drawn with replacement, the same at all
/// scales, and the line is fitted anew. `None` where fewer than half of the redraws give a line.
///
/// # Errors
/// When overtaken.
pub fn slope_interval(
    measured: &[(&ScaleTally, Normaliser, Normaliser)],
    range_s: [f64; 2],
    seed: u64,
    task: &Task<'_>,
) -> Result<Option<[f64; 2]>, AnalysisError> {
    let widths_s: Vec<f64> = measured
        .iter()
        .map(|m| m.0.joint.sums.scale.width_s())
        .collect();
    let mut rng = Pcg64::seed_from_u64(seed);
    let mut slopes = Vec::with_capacity(REDRAWS);
    for _ in 0..REDRAWS {
        task.check()?;
        let chosen: Vec<usize> = (0..BLOCKS).map(|_| rng.random_range(0..BLOCKS)).collect();
        let variances: Vec<f64> = measured
            .iter()
            .map(|(scale, e, i)| {
                let mut sums = Moments::default();
                for &block in &chosen {
                    if let Some(block) = scale.blocks.get(block) {
                        sums.merge(*block);
                    }
                }
                variance_f(&sums, *e, *i)
            })
            .collect();
        slopes.extend(Fit::new(&widths_s, &variances, range_s).map(|fit| fit.slope));
    }
    if slopes.len() < REDRAWS / 2 {
        return Ok(None);
    }
    slopes.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| slopes[((slopes.len() - 1) as f64 * share).round() as usize];
    Ok(Some([at(0.025), at(0.975)]))
}
