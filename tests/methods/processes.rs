//! Pairs of pooled trains whose statistics are known at every bin width: Poisson, or with rates that
//! fluctuate slowly and are partly shared.

use equipoise::recording::Interval;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// E and I with rates `rate * (1 + size * m(t))`; each m is a Gaussian process of unit variance and
/// correlation time `tau_s`, of whose variance `shared` is common to both.
#[derive(Clone, Copy, Debug)]
pub struct Process {
    pub rates_hz: [f64; 2],
    pub size: f64,
    pub tau_s: f64,
    pub shared: f64,
}

impl Process {
    pub const POISSON: Self = Self {
        rates_hz: [1000.0, 500.0],
        size: 0.0,
        tau_s: 1.0,
        shared: 0.0,
    };

    /// Slow fluctuations of a quarter of the rate, of which three quarters are common.
    pub const fn slow(tau_s: f64) -> Self {
        Self {
            size: 0.25,
            tau_s,
            shared: 0.75,
            ..Self::POISSON
        }
    }

    /// Slow fluctuations of each class by itself.
    pub const fn unrelated(tau_s: f64) -> Self {
        Self {
            shared: 0.0,
            ..Self::slow(tau_s)
        }
    }

    /// Variance of the counts of E and of I in bins of this width, and their covariance.
    pub fn second(&self, width_s: f64) -> [f64; 3] {
        let x = width_s / self.tau_s;
        // Of the time integral of m over a bin.
        let slow = self.size.powi(2) * 2.0 * self.tau_s.powi(2) * (x - 1.0 + (-x).exp());
        let [e, i] = self.rates_hz;
        [
            e * width_s + e * e * slow,
            i * width_s + i * i * slow,
            e * i * self.shared * slow,
        ]
    }

    /// Correlation of the counts.
    pub fn r(&self, width_s: f64) -> f64 {
        let [e, i, both] = self.second(width_s);
        both / (e * i).sqrt()
    }

    /// Variance of f = E - I in units of the mean of each.
    pub fn var_f(&self, width_s: f64) -> f64 {
        let [e, i, both] = self.second(width_s);
        let [by_e, by_i] = self.rates_hz.map(|rate| 1.0 / (rate * width_s));
        e * by_e * by_e + i * by_i * by_i - 2.0 * both * by_e * by_i
    }

    /// One realisation.
    pub fn trains(&self, seed: u64, span: Interval) -> [Vec<f64>; 2] {
        let mut rng = Pcg64::seed_from_u64(seed);
        let step_s = self.tau_s / 100.0;
        let keep = (-step_s / self.tau_s).exp();
        let mut own: [f64; 3] = std::array::from_fn(|_| normal(&mut rng));
        let mut left = [0, 1].map(|_| exponential(&mut rng));
        let mut trains = [Vec::new(), Vec::new()];
        let steps = ((span.stop_s - span.start_s) / step_s).ceil() as u64;
        for step in 0..steps {
            let start_s = span.start_s + step as f64 * step_s;
            let end_s = (start_s + step_s).min(span.stop_s);
            for class in 0..2 {
                let m = self.shared.sqrt() * own[2] + (1.0 - self.shared).sqrt() * own[class];
                let rate = (self.rates_hz[class] * (1.0 + self.size * m)).max(0.0);
                let mut t = start_s;
                while left[class] < rate * (end_s - t) {
                    t += left[class] / rate;
                    trains[class].push(t);
                    left[class] = exponential(&mut rng);
                }
                left[class] -= rate * (end_s - t);
            }
            if self.size > 0.0 {
                for m in &mut own {
                    *m = keep * *m + (1.0 - keep * keep).sqrt() * normal(&mut rng);
                }
            }
        }
        trains
    }
}

fn exponential(rng: &mut Pcg64) -> f64 {
    -(1.0 - rng.random::<f64>()).ln()
}

fn normal(rng: &mut Pcg64) -> f64 {
    let radius = (2.0 * exponential(rng)).sqrt();
    radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()
}
