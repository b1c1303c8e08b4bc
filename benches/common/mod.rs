//! The reference recording of the numbers to hold: 100 units, 8 h, 20 million spikes.

use equipoise::recording::{Class, ClassSource, Interval, Parts, Recording, SpikeTrains, Unit};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;

pub const DURATION_S: f64 = 8.0 * 3600.0;
const CLOCK_HZ: f64 = 30_000.0;
const SPIKES: f64 = 20e6;
const SEED: u64 = 20_000_000;

/// 80 E and 20 I units with log-normal rates (I five times E) that share a slow drive; spike times
/// are ticks of a 30 kHz clock.
pub fn reference() -> Recording {
    let mut rng = Pcg64::seed_from_u64(SEED);
    let weights: Vec<f64> = (0..100)
        .map(|unit| {
            let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
            let normal = radius * (std::f64::consts::TAU * rng.random::<f64>()).cos();
            (0.8 * normal).exp() * if unit < 80 { 1.0 } else { 5.0 }
        })
        .collect();
    let total: f64 = weights.iter().sum();
    let trains = weights
        .par_iter()
        .enumerate()
        .map(|(unit, weight)| train(SPIKES / DURATION_S * weight / total, SEED + unit as u64))
        .collect();
    let mut parts = Parts::new("reference");
    parts.synthetic = true;
    parts.units = (0..100)
        .map(|unit| {
            let class = if unit < 80 {
                Class::Excitatory
            } else {
                Class::Inhibitory
            };
            Unit::new(unit.to_string()).with_class(class, ClassSource::Model)
        })
        .collect();
    parts.trains = SpikeTrains::from_units(trains);
    parts.span = Some(Interval::new(0.0, DURATION_S));
    Recording::new(parts).expect("units and trains agree")
}

/// A Poisson train whose rate swings by half over 20 s, for all units alike.
fn train(rate_hz: f64, seed: u64) -> Vec<f64> {
    let mut rng = Pcg64::seed_from_u64(seed);
    let mut times = Vec::with_capacity((rate_hz * DURATION_S * 1.1) as usize);
    let mut t = 0.0;
    loop {
        // Thinning of a train with the highest rate.
        t += -(1.0 - rng.random::<f64>()).ln() / (1.5 * rate_hz);
        if t >= DURATION_S {
            return times;
        }
        let share = (1.0 + 0.5 * (std::f64::consts::TAU * t / 20.0).sin()) / 1.5;
        if rng.random::<f64>() < share {
            times.push((t * CLOCK_HZ).floor() / CLOCK_HZ);
        }
    }
}
