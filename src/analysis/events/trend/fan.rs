//! Paths that extrapolate the baseline beyond the event, from two models (methods A12).

use super::{Line, Options, autoregression};
use crate::analysis::numerics::random::random;
use crate::analysis::numerics::sorted::quantile;
use crate::analysis::{AnalysisError, Task, normal};
use rand::{Rng, RngExt};
use rayon::prelude::*;

/// How a path goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FanKind {
    /// S = a + b t + u(t) with u an AR(1) process: shocks pass, and the spread does not grow.
    TrendStationary,
    /// S(n + 1) = S(n) + b + d(n) with d an AR(1) process: shocks stay, and the variance grows as
    /// the number of steps.
    DifferenceStationary,
}

/// Paths of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Fan {
    pub kind: FanKind,
    /// Coefficient and SD of the AR(1) process: of u, or of d per step.
    pub phi: f64,
    pub sd: f64,
    /// Time of the first point of every path, and between two points.
    pub start_s: f64,
    pub step_s: f64,
    /// S along each path.
    pub paths: Vec<Vec<f32>>,
    /// 2.5 and 97.5 % of the paths at each point.
    pub low: Vec<f64>,
    pub high: Vec<f64>,
}

impl Fan {
    /// Paths from `start_s` on, of `steps` steps, made of what `baseline` is about its line.
    pub(super) fn new(
        kind: FanKind,
        baseline: &[f64],
        line: &Line,
        [start_s, step_s]: [f64; 2],
        steps: usize,
        options: &Options,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let (phi, sd) = match kind {
            FanKind::TrendStationary => {
                let [_, _, phi] = autoregression(&line.residuals(baseline, step_s));
                (phi, line.sd)
            }
            FanKind::DifferenceStationary => {
                let d: Vec<f64> = baseline.windows(2).map(|p| p[1] - p[0]).collect();
                let [_, sd, phi] = autoregression(&d);
                (phi, sd)
            }
        };
        let paths = (0..options.paths)
            .into_par_iter()
            .map(|number| {
                task.check()?;
                let mut rng = random(options.seed, number, kind as u64);
                let process = process(&mut rng, phi, sd, steps + 1);
                let mut sum = 0.0;
                let path = process.enumerate().map(|(j, x)| {
                    let trend = line.value_at(start_s + j as f64 * step_s);
                    if kind == FanKind::TrendStationary {
                        return (trend + x) as f32;
                    }
                    let here = (trend + sum) as f32;
                    sum += x;
                    here
                });
                Ok(path.collect())
            })
            .collect::<Result<Vec<Vec<f32>>, AnalysisError>>()?;
        let (low, high) = (0..=steps)
            .into_par_iter()
            .map(|j| {
                let mut at: Vec<f64> = paths.iter().map(|p| f64::from(p[j])).collect();
                at.sort_unstable_by(f64::total_cmp);
                (quantile(&at, 0.025), quantile(&at, 0.975))
            })
            .unzip();
        Ok(Self {
            kind,
            phi,
            sd,
            start_s,
            step_s,
            paths,
            low,
            high,
        })
    }

    /// SD of the paths after `n` steps, in closed form: constant for trend-stationary ones; for
    /// difference-stationary ones the root of `sd^2 (n + 2 sum_k (n - k) phi^k)`, which is
    /// `sd sqrt n` without memory.
    pub fn expected_sd(&self, n: usize) -> f64 {
        if self.kind == FanKind::TrendStationary {
            return self.sd;
        }
        let (mut power, mut sum) = (1.0, n as f64);
        for k in 1..n {
            power *= self.phi;
            sum += 2.0 * (n - k) as f64 * power;
        }
        self.sd * sum.max(0.0).sqrt()
    }
    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let points = self.low.len();
        self.paths.len() * points * size_of::<f32>() + 2 * points * size_of::<f64>()
    }
}

/// A standard normal deviate.
pub(super) fn gauss(rng: &mut impl Rng) -> f64 {
    normal::quantile(rng.random_range(1e-12..1.0 - 1e-12))
}

/// A stationary AR(1) process of mean 0.
pub(super) fn process(
    rng: &mut impl Rng,
    phi: f64,
    sd: f64,
    n: usize,
) -> impl Iterator<Item = f64> {
    let kick = sd * (1.0 - phi * phi).max(0.0).sqrt();
    let mut x = f64::NAN;
    (0..n).map(move |_| {
        x = if x.is_nan() {
            sd * gauss(rng)
        } else {
            phi * x + kick * gauss(rng)
        };
        x
    })
}
