//! Two groups of points in the plane as a mixture of two Gaussians.

use super::TwoMeans;
use std::f64::consts::TAU;

/// Rounds, at most, and the gain in log likelihood per point at which they end.
const MOST_ROUNDS: usize = 500;
const SETTLED: f64 = 1e-9;
/// Added to both variances, so that no group closes in on a single point.
const LEAST_VARIANCE: f64 = 1e-3;

/// One group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gaussian {
    pub share: f64,
    pub mean: [f64; 2],
    /// Variance of x, covariance, variance of y.
    pub covariance: [f64; 3],
}

/// Both groups.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoGaussians {
    pub groups: [Gaussian; 2],
    /// Of all points.
    pub log_likelihood: f64,
}

impl Gaussian {
    /// Logarithm of share times density.
    pub fn log_weight(&self, p: [f64; 2]) -> f64 {
        let [a, b, d] = self.covariance;
        let determinant = a * d - b * b;
        let (x, y) = (p[0] - self.mean[0], p[1] - self.mean[1]);
        let distance = (d * x * x - 2.0 * b * x * y + a * y * y) / determinant;
        self.share.ln() - TAU.ln() - 0.5 * (determinant.ln() + distance)
    }
    /// From points with weights.
    fn from_points(points: &[[f64; 2]], weight: impl Fn(usize) -> f64) -> Self {
        let (mut n, mut sum) = (0.0, [0.0; 2]);
        for (j, p) in points.iter().enumerate() {
            let w = weight(j);
            n += w;
            sum = [sum[0] + w * p[0], sum[1] + w * p[1]];
        }
        let n = n.max(f64::MIN_POSITIVE);
        let mean = sum.map(|s| s / n);
        let mut covariance = [0.0; 3];
        for (j, p) in points.iter().enumerate() {
            let (x, y, w) = (p[0] - mean[0], p[1] - mean[1], weight(j) / n);
            covariance[0] += w * x * x;
            covariance[1] += w * x * y;
            covariance[2] += w * y * y;
        }
        covariance[0] += LEAST_VARIANCE;
        covariance[2] += LEAST_VARIANCE;
        Self {
            share: (n / points.len() as f64).clamp(1e-9, 1.0),
            mean,
            covariance,
        }
    }
}

impl TwoGaussians {
    /// Logarithm of the odds that a point is of the second group.
    pub fn log_odds(&self, p: [f64; 2]) -> f64 {
        self.groups[1].log_weight(p) - self.groups[0].log_weight(p)
    }
}

/// Expectation and maximisation, begun from two means; groups keep their order.
pub fn two_gaussians(points: &[[f64; 2]], start: &TwoMeans) -> TwoGaussians {
    let own = |group: bool| {
        Gaussian::from_points(points, |j| f64::from(u8::from(start.second[j] == group)))
    };
    let mut found = TwoGaussians {
        groups: [own(false), own(true)],
        log_likelihood: f64::NEG_INFINITY,
    };
    for _ in 0..MOST_ROUNDS {
        let mut second = Vec::with_capacity(points.len());
        let mut log_likelihood = 0.0;
        for p in points {
            let [a, b] = [0, 1].map(|g| found.groups[g].log_weight(*p));
            let most = a.max(b);
            let both = most + ((a - most).exp() + (b - most).exp()).ln();
            second.push((b - both).exp());
            log_likelihood += both;
        }
        let gained = log_likelihood - found.log_likelihood;
        found.log_likelihood = log_likelihood;
        if gained < SETTLED * points.len() as f64 {
            break;
        }
        found.groups = [
            Gaussian::from_points(points, |j| 1.0 - second[j]),
            Gaussian::from_points(points, |j| second[j]),
        ];
    }
    found
}
