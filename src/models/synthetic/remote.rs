//! What of the field does not come from the recorded units: input from elsewhere, and noise.

use super::Night;
use super::lfp::RATE_HZ;
use crate::models::random::{Purpose, Stream};
use std::f64::consts::{PI, TAU};

/// Remote input and noise of the field; both channels get the same input, and each its own noise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remote {
    /// Time constant of the slow input, an Ornstein-Uhlenbeck process.
    pub slow_tau_s: f64,
    /// SD of the slow input in microvolts.
    pub slow_sd_uv: f64,
    /// Frequency of the rhythmic input, a resonator that noise drives.
    pub rhythm_hz: f64,
    /// Quality of that resonator: frequency by width.
    pub rhythm_quality: f64,
    /// SD of the rhythmic input in microvolts.
    pub rhythm_sd_uv: f64,
    /// SD of the white noise of a channel in microvolts.
    pub noise_sd_uv: f64,
}

impl Remote {
    /// With all SDs times a factor.
    pub(super) fn times(self, factor: f64) -> Self {
        Self {
            slow_sd_uv: factor * self.slow_sd_uv,
            rhythm_sd_uv: factor * self.rhythm_sd_uv,
            noise_sd_uv: factor * self.noise_sd_uv,
            ..self
        }
    }

    /// How much of the slow input is left a sample later.
    fn slow_keep(&self) -> f64 {
        (-1.0 / (RATE_HZ * self.slow_tau_s)).exp()
    }

    /// The resonator `x[n] = a x[n - 1] + b x[n - 2] + kick`: a, b and the SD of the kick.
    fn resonator(&self) -> [f64; 3] {
        let radius = (-PI * self.rhythm_hz / (self.rhythm_quality * RATE_HZ)).exp();
        let turn = TAU * self.rhythm_hz / RATE_HZ;
        let square = radius * radius;
        let gain = (1.0 + square)
            / ((1.0 - square) * (1.0 - 2.0 * square * (2.0 * turn).cos() + square * square));
        [
            2.0 * radius * turn.cos(),
            -square,
            self.rhythm_sd_uv / gain.sqrt(),
        ]
    }

    /// Two-sided power spectral density of the remote input at a frequency, in uV^2 / Hz.
    pub(super) fn input_density(&self, hz: f64) -> f64 {
        let turn = TAU * hz / RATE_HZ;
        let keep = self.slow_keep();
        let slow = self.slow_sd_uv * self.slow_sd_uv * (1.0 - keep * keep)
            / (1.0 - 2.0 * keep * turn.cos() + keep * keep);
        let [a, b, kick] = self.resonator();
        let (re, im) = (
            1.0 - a * turn.cos() - b * (2.0 * turn).cos(),
            a * turn.sin() + b * (2.0 * turn).sin(),
        );
        (slow + kick * kick / (re * re + im * im)) / RATE_HZ
    }

    /// Two-sided power spectral density of the white noise, in uV^2 / Hz.
    pub(super) fn noise_density(&self) -> f64 {
        self.noise_sd_uv * self.noise_sd_uv / RATE_HZ
    }
}

impl Night {
    /// The remote input in microvolts, one value a sample of the field.
    pub(super) fn remote_input(&self, n: usize) -> Vec<f32> {
        let remote = &self.remote;
        let mut slow = Stream::new(self.seed, Purpose::Remote, 0);
        let mut rhythm = Stream::new(self.seed, Purpose::Remote, 1);
        let keep = remote.slow_keep();
        let kick_uv = remote.slow_sd_uv * (1.0 - keep * keep).sqrt();
        let mut held = remote.slow_sd_uv * slow.normal();
        let [a, b, rhythm_kick_uv] = remote.resonator();
        // The resonator starts at rest and is in full swing after a second.
        let (mut last, mut before) = (0.0, 0.0);
        (0..n)
            .map(|_| {
                held = keep * held + kick_uv * slow.normal();
                let now = a * last + b * before + rhythm_kick_uv * rhythm.normal();
                (last, before) = (now, last);
                (held + now) as f32
            })
            .collect()
    }
}
