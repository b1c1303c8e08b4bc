//! The field: what an electrode makes of the synaptic current (methods A11), of input from elsewhere
//! and of noise.

use super::Night;
use crate::models::random::{Purpose, Stream};
use crate::recording::{Field, MemoryField, Pyramid, SpikeTrains};
use ndarray::Array2;
use rayon::prelude::*;
use std::sync::Arc;

/// Samples a second.
pub const RATE_HZ: f64 = 500.0;
/// Decay of the synaptic currents.
pub(super) const TAU_E_S: f64 = 0.005;
pub(super) const TAU_I_S: f64 = 0.010;
/// Corner of the amplifier's high pass.
const HIGH_PASS_HZ: f64 = 0.3;
/// Microvolts a unit of current gives, one per channel.
pub(super) const GAINS_UV: [f64; 2] = [60.0, 42.0];

/// Current of one class at each sample: every spike before it, decayed.
pub fn current(
    trains: &SpikeTrains,
    units: std::ops::Range<usize>,
    tau_s: f64,
    n: usize,
) -> Vec<f32> {
    let mut current = vec![0.0f32; n];
    for unit in units {
        for &t in trains.unit(unit) {
            let next = (t * RATE_HZ).ceil();
            if let Some(at) = current.get_mut(next as usize) {
                *at += (-(next / RATE_HZ - t) / tau_s).exp() as f32;
            }
        }
    }
    let keep = (-1.0 / (RATE_HZ * tau_s)).exp();
    let mut held = 0.0;
    for at in &mut current {
        held = held * keep + f64::from(*at);
        *at = held as f32;
    }
    current
}

/// What the high pass keeps of a sample's step.
fn high_pass_keep() -> f64 {
    1.0 / (1.0 + std::f64::consts::TAU * HIGH_PASS_HZ / RATE_HZ)
}

/// Power that the high pass lets through at a frequency, 0..1.
pub(super) fn high_pass_power(hz: f64) -> f64 {
    let keep = high_pass_keep();
    let cosine = (std::f64::consts::TAU * hz / RATE_HZ).cos();
    keep * keep * 2.0 * (1.0 - cosine) / (1.0 - 2.0 * keep * cosine + keep * keep)
}

impl Night {
    /// Two channels in microvolts: the high pass of gain x (E current - I current) and the remote
    /// input, plus noise.
    pub(super) fn lfp(&self, trains: &SpikeTrains) -> Field {
        let n = (self.duration_s * RATE_HZ).round() as usize;
        let ((e, i), remote) = rayon::join(
            || {
                let all = self.excitatory + self.inhibitory;
                rayon::join(
                    || current(trains, 0..self.excitatory, TAU_E_S, n),
                    || current(trains, self.excitatory..all, TAU_I_S, n),
                )
            },
            || self.remote_input(n),
        );
        let keep = high_pass_keep();
        let mut samples = Array2::zeros((GAINS_UV.len(), n));
        let rows = samples.as_slice_mut().unwrap_or_default();
        rows.par_chunks_mut(n.max(1))
            .zip(GAINS_UV)
            .enumerate()
            .for_each(|(channel, (row, gain_uv))| {
                let mut noise = Stream::new(self.seed, Purpose::Noise, channel);
                // The filter starts settled on the expected current, not with a step.
                let mut before = gain_uv
                    * (self.rate_e_hz * self.excitatory as f64 * TAU_E_S
                        - self.rate_i_hz * self.inhibitory as f64 * TAU_I_S);
                let mut passed = 0.0;
                let inputs = e.iter().zip(&i).zip(&remote);
                for (out, ((e, i), remote)) in row.iter_mut().zip(inputs) {
                    let now = gain_uv * f64::from(e - i) + f64::from(*remote);
                    passed = keep * (passed + now - before);
                    before = now;
                    *out = (passed + self.remote.noise_sd_uv * noise.normal()) as f32;
                }
            });
        Field {
            name: "LFP".into(),
            rate_hz: RATE_HZ,
            start_s: 0.0,
            samples: n as u64,
            channels: vec!["superficial".into(), "deep".into()],
            positions_um: Some(vec![[0.0, 0.0, 300.0], [0.0, 0.0, 900.0]]),
            unit: "uV".into(),
            source: Arc::new(MemoryField(samples)),
            pyramid: Arc::new(Pyramid::new(n as u64)),
        }
    }
}
