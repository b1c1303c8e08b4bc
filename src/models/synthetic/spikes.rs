//! Spikes: each unit an inhomogeneous Poisson process, given the intensity of its class.

use super::{Night, STEP_S};
use crate::models::random::{Purpose, Stream, normal_quantile};
use crate::recording::SpikeTrains;
use rayon::prelude::*;

impl Night {
    /// Rate of each unit in wakefulness in Hz, excitatory units first: the quantiles of a log-normal
    /// at (j + 1/2) / N, scaled to the exact mean, in an order that the seed decides.
    pub(super) fn unit_rates_hz(&self) -> Vec<f64> {
        let of = |class: usize, n: usize, mean_hz: f64, spread: f64| {
            let quantiles: Vec<f64> = (0..n)
                .map(|j| (spread * normal_quantile((j as f64 + 0.5) / n as f64)).exp())
                .collect();
            let scale = mean_hz * n as f64 / quantiles.iter().sum::<f64>();
            Stream::new(self.seed, Purpose::Rates, class)
                .order(n)
                .into_iter()
                .map(move |j| quantiles[j] * scale)
                .collect::<Vec<_>>()
        };
        let mut rates = of(0, self.excitatory, self.rate_e_hz, self.spread_e);
        rates.extend(of(1, self.inhibitory, self.rate_i_hz, self.spread_i));
        rates
    }

    /// The spike trains alone, excitatory units first: what [`Night::recording`] holds, without the
    /// cost of its LFP.
    ///
    /// # Panics
    /// When a parameter is out of its range; see [`Night::check`].
    pub fn trains(&self) -> SpikeTrains {
        self.assert_in_range();
        let regions = self.regions();
        let returns_s: Vec<f64> = regions.iter().map(|r| r.return_time_constant_s).collect();
        let cumulated = self.cumulated(&returns_s);
        let mut of_unit = vec![0; self.excitatory + self.inhibitory];
        for (number, region) in regions.iter().enumerate() {
            for &unit in &region.units {
                of_unit[unit] = number;
            }
        }
        let mut trains: Vec<Vec<f64>> = self
            .unit_rates_hz()
            .par_iter()
            .enumerate()
            .map(|(unit, &rate_hz)| {
                let intensities = if unit < self.excitatory {
                    &cumulated.excitatory
                } else {
                    &cumulated.inhibitory
                };
                train(
                    &intensities[of_unit[unit]],
                    rate_hz,
                    Stream::new(self.seed, Purpose::Spikes, unit),
                )
            })
            .collect();
        self.connect(&mut trains);
        SpikeTrains::from_units(trains)
    }
}

/// Time rescaling: exponential waits on the axis of the cumulated intensity, mapped back to time.
pub fn train(cumulated_s: &[f64], rate_hz: f64, mut stream: Stream) -> Vec<f64> {
    let end = cumulated_s.last().copied().unwrap_or(0.0);
    let expected = end * rate_hz;
    let mut times_s = Vec::with_capacity((expected + 5.0 * expected.sqrt()) as usize + 8);
    let mut step = 0;
    let mut target = 0.0;
    loop {
        target += stream.exponential() / rate_hz;
        if target >= end {
            return times_s;
        }
        step = step_of(cumulated_s, step, target);
        let (low, high) = (cumulated_s[step], cumulated_s[step + 1]);
        times_s.push((step as f64 + (target - low) / (high - low)) * STEP_S);
    }
}

/// The step at whose end the cumulated intensity first exceeds `target`, from `from` on; `target` is
/// below the last value. Strides double, then halve: spikes are some tens of steps apart.
pub fn step_of(cumulated_s: &[f64], from: usize, target: f64) -> usize {
    let last = cumulated_s.len() - 1;
    let mut stride = 1;
    let mut low = from;
    while low + stride < last && cumulated_s[low + stride] <= target {
        low += stride;
        stride *= 2;
    }
    let high = (low + stride).min(last);
    low + cumulated_s[low + 1..=high].partition_point(|&c| c <= target)
}
