//! Red noise: the AR(1) process that a signal is compared with.

use crate::analysis::normal;
use rand::RngExt;
use rand_pcg::Pcg64;

/// `x(t) = coefficient x(t - 1) + sd z(t)` with z standard normal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ar1 {
    pub coefficient: f64,
    pub sd: f64,
}

/// Coefficients are kept this far from 1, where the process would never settle.
const MOST: f64 = 0.9999;

impl Ar1 {
    /// The estimate of Grinsted's toolbox (`ar1nv`): the autocovariances at lag 1 and 0, each over
    /// its own number of terms. Samples that are not finite are left out. NaN where nothing varies.
    pub fn fit(signal: &[f64]) -> Self {
        let there = || signal.iter().filter(|v| v.is_finite());
        let n = there().count() as f64;
        let mean = there().sum::<f64>() / n;
        let c0 = there().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n;
        let products = signal
            .windows(2)
            .map(|w| (w[0] - mean) * (w[1] - mean))
            .filter(|p| p.is_finite());
        let (sum, pairs) = products.fold((0.0, 0.0), |(sum, n), p| (sum + p, n + 1.0));
        let coefficient = (sum / pairs / c0).clamp(-MOST, MOST);
        Self {
            coefficient,
            sd: ((1.0 - coefficient * coefficient) * c0).sqrt(),
        }
    }
    /// `n` samples of unit variance; the process has settled before the first.
    pub(super) fn noise(self, n: usize, rng: &mut Pcg64) -> Vec<f64> {
        let mut normal = || normal::quantile(rng.random::<f64>().max(f64::MIN_POSITIVE));
        let g = self.coefficient;
        let step = (1.0 - g * g).sqrt();
        let mut x = normal();
        (0..n)
            .map(|_| {
                let now = x;
                x = g * x + step * normal();
                now
            })
            .collect()
    }
}
