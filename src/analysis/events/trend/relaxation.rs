//! The time constant with which the imbalance relaxes after an event.
//!
//! The deviation D of S after its extreme is taken as an exponential approach, D(t) = D(end) +
//! (D(extreme) - D(end)) exp(-t / tau), whether it ends at the line itself (S returns) or at a parallel line
//! (only the imbalance does). Since S is a random walk with memory (E.11), its levels are anything
//! but independent; the fit is to its increments, dD/dt = A exp(-t / tau) + noise, by least squares.

use super::Options;
use crate::analysis::numerics::random::random;
use crate::analysis::numerics::sorted::quantile;
use crate::analysis::{AnalysisError, Task};
use rand::RngExt;
use rayon::prelude::*;

/// An exponential return.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relaxation {
    /// `None` where the best time constant is at the limit of what can be estimated: shorter than a
    /// few steps or much longer than what was seen.
    pub tau_s: Option<f64>,
    /// Central 95 % over refits with blocks of the residuals in random order; infinite, or 0, where
    /// it reaches the border.
    pub interval_s: Option<[f64; 2]>,
    /// dD/dt at the start, in the unit of S per second.
    pub amplitude: f64,
    /// Time of the extreme of D in the event, from which on the fit is made.
    pub from_s: f64,
    /// Bins fitted, and their width.
    pub n: usize,
    pub bin_s: f64,
    pub refits: u32,
}

impl Relaxation {
    pub(super) fn after(self, from_s: f64) -> Self {
        Self { from_s, ..self }
    }
}

/// Bins that a fit needs.
const FEWEST: usize = 20;
/// Time constants that are tried.
const TRIED: usize = 121;
/// Blocks of residuals keep what is slower than a bin together.
const BLOCK_S: f64 = 60.0;
const BIN_S: f64 = 5.0;
const PURPOSE: u64 = 8;

/// Fits dD/dt after the extreme; `before` is the same in the baseline, whose mean is what a refit
/// takes as the asymptote. `None` with fewer than 20 bins.
///
/// # Errors
/// When overtaken.
pub fn relaxation(
    after: &[f64],
    before: &[f64],
    step_s: f64,
    options: &Options,
    task: &Task<'_>,
) -> Result<Option<Relaxation>, AnalysisError> {
    let each = (BIN_S / step_s).round().max(1.0) as usize;
    let bin_s = each as f64 * step_s;
    let binned = |values: &[f64]| -> Vec<f64> {
        let mean = |c: &[f64]| c.iter().sum::<f64>() / c.len() as f64;
        values.chunks_exact(each).map(mean).collect()
    };
    let values = binned(after);
    let n = values.len();
    if n < FEWEST {
        return Ok(None);
    }
    let ladder = Ladder::new(n, bin_s);
    let best = ladder.fit(&values);
    let model: Vec<f64> = (0..n)
        .map(|j| best.amplitude * ladder.shape(best.at, j))
        .collect();
    let left: Vec<f64> = values.iter().zip(&model).map(|(v, m)| v - m).collect();
    let block = ((BLOCK_S / bin_s).round() as usize).clamp(1, n / 4);
    let asymptote = binned(before).len().max(1);
    let mut refits: Vec<f64> = (0..options.refits)
        .into_par_iter()
        .map(|number| {
            task.check()?;
            let mut rng = random(options.seed, number, PURPOSE);
            let mut draw = |count: usize| {
                let mut drawn = Vec::with_capacity(count + block);
                while drawn.len() < count {
                    let from = rng.random_range(0..=n - block);
                    drawn.extend_from_slice(&left[from..from + block]);
                }
                drawn.truncate(count);
                drawn
            };
            // The baseline, too, is one of many that might have been.
            let shift = draw(asymptote).iter().sum::<f64>() / asymptote as f64;
            let noise = draw(n);
            let made: Vec<f64> = model
                .iter()
                .zip(noise)
                .map(|(m, e)| m + e - shift)
                .collect();
            let refit = ladder.fit(&made);
            Ok(ladder.tau_s(refit.at))
        })
        .collect::<Result<_, AnalysisError>>()?;
    refits.sort_unstable_by(f64::total_cmp);
    let interval = [quantile(&refits, 0.025), quantile(&refits, 0.975)];
    let [shortest, longest] = ladder.ends();
    let open = [
        if interval[0] <= shortest * 1.01 {
            0.0
        } else {
            interval[0]
        },
        if interval[1] >= longest * 0.99 {
            f64::INFINITY
        } else {
            interval[1]
        },
    ];
    Ok(Some(Relaxation {
        tau_s: (best.at > 0 && best.at < TRIED - 1).then(|| ladder.tau_s(best.at)),
        interval_s: (!refits.is_empty()).then_some(open),
        amplitude: best.amplitude,
        from_s: f64::NAN,
        n,
        bin_s,
        refits: options.refits,
    }))
}

/// Time constants from two bins to five times what is seen, evenly on a log axis, and the shape of
/// each.
struct Ladder {
    n: usize,
    taus_s: Vec<f64>,
    /// exp(-t / tau) at the middle of each bin, one row a time constant.
    shapes: Vec<f64>,
    squares: Vec<f64>,
}

struct Fit {
    at: usize,
    amplitude: f64,
}

impl Ladder {
    fn new(n: usize, bin_s: f64) -> Self {
        let ends = [2.0 * bin_s, 5.0 * n as f64 * bin_s];
        let ratio = (ends[1] / ends[0]).ln() / (TRIED - 1) as f64;
        let taus_s: Vec<f64> = (0..TRIED)
            .map(|k| ends[0] * (ratio * k as f64).exp())
            .collect();
        let shapes: Vec<f64> = taus_s
            .iter()
            .flat_map(|tau| (0..n).map(move |j| (-(j as f64 + 0.5) * bin_s / tau).exp()))
            .collect();
        let squares = shapes
            .chunks_exact(n)
            .map(|shape| shape.iter().map(|x| x * x).sum())
            .collect();
        Self {
            n,
            taus_s,
            shapes,
            squares,
        }
    }
    fn shape(&self, at: usize, j: usize) -> f64 {
        self.shapes[at * self.n + j]
    }
    fn tau_s(&self, at: usize) -> f64 {
        self.taus_s[at]
    }
    fn ends(&self) -> [f64; 2] {
        [self.taus_s[0], self.taus_s[TRIED - 1]]
    }
    /// Least squares is where the explained sum of squares is largest.
    fn fit(&self, values: &[f64]) -> Fit {
        let (mut best, mut most) = (
            Fit {
                at: 0,
                amplitude: 0.0,
            },
            f64::NEG_INFINITY,
        );
        let rows = self.shapes.chunks_exact(self.n).zip(&self.squares);
        for (at, (shape, squares)) in rows.enumerate() {
            let cross: f64 = shape.iter().zip(values).map(|(x, v)| x * v).sum();
            let explained = cross * cross / squares;
            if explained > most {
                most = explained;
                best = Fit {
                    at,
                    amplitude: cross / squares,
                };
            }
        }
        best
    }
}
