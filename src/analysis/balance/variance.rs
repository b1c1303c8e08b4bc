//! How the variance of the fluctuations shrinks or grows with the bin (methods A7).

use crate::analysis::ensembles::bins::{Bins, Sink, scan};
use crate::analysis::ensembles::joint::{JointCounts, JointTally};
use crate::analysis::ensembles::moments::Moments;
use crate::analysis::{AnalysisError, Normaliser, Scale, Task};
use crate::recording::Intervals;

/// Stretches of time, equally long and the same at every scale, that are left out in turn when an
/// interval is asked for.
pub const BLOCKS: usize = 20;
/// Student's t at 97.5 % with one degree of freedom less than there are blocks.
const T_95: f64 = 2.093_024_054_408_263;

/// One scale, as far as it is needed for statistics and their intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaleTally {
    pub joint: JointCounts,
    /// Sums over the bins whose middle lies in each of the [`BLOCKS`] stretches of time.
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
    /// Number of the first bin of each block.
    firsts: [u64; BLOCKS],
    sums: Vec<Moments>,
}

impl Blocks {
    fn new(bins: &Bins) -> Self {
        Self {
            firsts: std::array::from_fn(|block| bins.first_after(block as f64 / BLOCKS as f64)),
            sums: vec![Moments::default(); BLOCKS],
        }
    }
    /// The block of a bin, and the first bin after it.
    fn block_of(&self, bin: u64) -> (usize, u64) {
        let after = self.firsts.partition_point(|&first| first <= bin);
        let end = self.firsts.get(after).copied().unwrap_or(u64::MAX);
        (after.saturating_sub(1), end)
    }
    /// Calls `each` with every block that the bins touch, and which of them it holds.
    fn split(&mut self, first: u64, bins: u64, mut each: impl FnMut(&mut Moments, u64, u64)) {
        let mut at = first;
        while at < first + bins {
            let (block, end) = self.block_of(at);
            let end = end.min(first + bins);
            each(&mut self.sums[block], at - first, end - first);
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
        let (block, _) = self.block_of(bin);
        self.sums[block].add(e, i, 1);
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

/// 95 % interval of the slope of Var f, by the jackknife: each of [`BLOCKS`] stretches of time is left
/// out in turn, at all scales together, and the line is fitted anew to what is left. `None` where one
/// of these gives no line. `slope` is that of all blocks, which the interval is around.
///
/// # Errors
/// When overtaken.
pub fn slope_interval(
    measured: &[(&ScaleTally, Normaliser, Normaliser)],
    slope: f64,
    range_s: [f64; 2],
    task: &Task<'_>,
) -> Result<Option<[f64; 2]>, AnalysisError> {
    task.check()?;
    let widths_s: Vec<f64> = measured
        .iter()
        .map(|m| m.0.joint.sums.scale.width_s())
        .collect();
    let without = |left_out: usize| {
        let variances: Vec<f64> = measured
            .iter()
            .map(|(scale, e, i)| {
                let mut sums = Moments::default();
                for (block, own) in scale.blocks.iter().enumerate() {
                    if block != left_out {
                        sums.merge(*own);
                    }
                }
                variance_f(&sums, *e, *i)
            })
            .collect();
        Fit::new(&widths_s, &variances, range_s).map(|fit| fit.slope)
    };
    let Some(slopes) = (0..BLOCKS).map(without).collect::<Option<Vec<f64>>>() else {
        return Ok(None);
    };
    Ok(Some(jackknife(slope, &slopes)).filter(|ends| ends.iter().all(|end| end.is_finite())))
}

/// 95 % interval around what all blocks give, from what is found without each of [`BLOCKS`].
pub(super) fn jackknife(whole: f64, without: &[f64]) -> [f64; 2] {
    let n = without.len() as f64;
    let mean = without.iter().sum::<f64>() / n;
    let squares: f64 = without.iter().map(|x| (x - mean) * (x - mean)).sum();
    let reach = T_95 * ((n - 1.0) / n * squares).sqrt();
    [whole - reach, whole + reach]
}
