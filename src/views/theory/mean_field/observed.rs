//! What is seen of a network for comparison with mean-field theory: moments, autocovariance and
//! distributions of its inputs and rates.

use crate::models::rate::theory::MeanFieldState;
use crate::models::rate::{RateNetwork, phi};
use std::collections::VecDeque;

/// From one sample to the next, in time constants.
pub const SAMPLE: f64 = 0.5;
/// Lags of the autocovariance, a sample apart.
const LAGS: usize = 81;
/// Inputs that are counted, and how finely.
pub const INPUTS: [f64; 2] = [-25.0, 25.0];
pub const INPUT_BARS: usize = 200;
pub const RATE_BARS: usize = 25;

/// Sums over samples and the units of one class.
#[derive(Clone)]
pub struct OfClass {
    units: usize,
    samples: u64,
    h: f64,
    phi: f64,
    /// Sums of products with what was so many samples before, and how many samples those are of.
    products: Vec<(f64, u64)>,
    /// The last samples, the newest first.
    before: VecDeque<Vec<f64>>,
    pub inputs: Vec<u64>,
    pub rates: Vec<u64>,
}

impl OfClass {
    fn new(units: usize) -> Self {
        Self {
            units,
            samples: 0,
            h: 0.0,
            phi: 0.0,
            products: vec![(0.0, 0); LAGS],
            before: VecDeque::new(),
            inputs: vec![0; INPUT_BARS],
            rates: vec![0; RATE_BARS],
        }
    }

    fn see(&mut self, h: &[f64]) {
        self.samples += 1;
        self.before.push_front(h.to_vec());
        self.before.truncate(LAGS);
        for (sum, before) in self.products.iter_mut().zip(&self.before) {
            sum.0 += h.iter().zip(before).map(|(a, b)| a * b).sum::<f64>();
            sum.1 += 1;
        }
        for &h in h {
            let rate = phi(h);
            self.h += h;
            self.phi += rate;
            let place = (h - INPUTS[0]) / (INPUTS[1] - INPUTS[0]) * INPUT_BARS as f64;
            self.inputs[(place.max(0.0) as usize).min(INPUT_BARS - 1)] += 1;
            self.rates[((rate * RATE_BARS as f64) as usize).min(RATE_BARS - 1)] += 1;
        }
    }

    fn count(&self) -> f64 {
        (self.samples * self.units as u64) as f64
    }
    pub fn mean_h(&self) -> f64 {
        self.h / self.count()
    }
    pub fn mean_phi(&self) -> f64 {
        self.phi / self.count()
    }
    /// Of h, over units and samples; NaN before the first.
    pub fn variance(&self) -> f64 {
        let first = self.autocovariance();
        first.first().map_or(f64::NAN, |[_, variance]| *variance)
    }
    /// Lags in time constants and the autocovariance about the mean over all units and samples.
    pub fn autocovariance(&self) -> Vec<[f64; 2]> {
        let mean = self.mean_h();
        let of = |(lag, (sum, samples)): (usize, &(f64, u64))| {
            let product = sum / (*samples * self.units as u64) as f64;
            [lag as f64 * SAMPLE, product - mean * mean]
        };
        let known = self.products.iter().filter(|(_, samples)| *samples > 0);
        known.enumerate().map(of).collect()
    }
    /// Half width at half maximum of the autocovariance above 0, in time constants.
    pub fn half_width(&self) -> Option<f64> {
        let values: Vec<f64> = self.autocovariance().iter().map(|[_, c]| *c).collect();
        MeanFieldState::half_width(&values, SAMPLE)
    }
}

/// Sums over the samples so far.
#[derive(Clone)]
pub struct Observed {
    /// E and I.
    pub classes: [OfClass; 2],
    w: f64,
    every: u64,
    seen: u64,
}

impl Observed {
    pub fn new(network: &RateNetwork) -> Self {
        let p = network.parameters();
        Self {
            classes: [p.n_e, p.n - p.n_e].map(OfClass::new),
            w: 0.0,
            every: ((SAMPLE / p.dt).round() as u64).max(1),
            seen: 0,
        }
    }

    /// The network before a step.
    pub fn see(&mut self, network: &RateNetwork) {
        if self.seen.is_multiple_of(self.every) {
            let (h, w) = (network.h(), network.w());
            let (e, i) = h.split_at(w.len());
            for (class, h) in self.classes.iter_mut().zip([e, i]) {
                class.see(h);
            }
            self.w += w.iter().sum::<f64>() / w.len().max(1) as f64;
        }
        self.seen += 1;
    }

    /// Mean over units and samples; NaN before the first.
    pub fn mean_w(&self) -> f64 {
        self.w / self.classes[0].samples as f64
    }
}
