//! The scales of a transform, and the frequencies they stand for.

use std::f64::consts::{PI, SQRT_2};

/// Oscillations of the Morlet wavelet within one e-folding, times 2 pi.
pub const OMEGA0: f64 = 6.0;
/// Fourier period of a scale, in scales: 4 pi / (omega0 + sqrt(2 + omega0^2)) = 1.033.
pub const FOURIER_FACTOR: f64 = 1.033_043_647_749_254;
/// Voices an octave, at most.
const MOST_VOICES: u32 = 48;

/// Scales `s_j = s0 2^(j / voices)`, j = 0 the finest. Rows of a transform are in this order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scales {
    finest_s: f64,
    voices: u32,
    count: usize,
}

impl Scales {
    /// Scales whose Fourier frequencies run from `high_hz` down to `low_hz` or a little beyond, so
    /// many to an octave. The finest is never below two samples, which is about 0.48 `rate_hz`;
    /// `None` where that leaves nothing or the numbers are not positive.
    pub fn new(low_hz: f64, high_hz: f64, voices: u32, rate_hz: f64) -> Option<Self> {
        let finest_s = 1.0 / (FOURIER_FACTOR * high_hz);
        let octaves = (high_hz / low_hz).log2();
        let usable = [low_hz, high_hz, rate_hz, octaves]
            .iter()
            .all(|v| v.is_finite() && *v > 0.0);
        if !usable || !(1..=MOST_VOICES).contains(&voices) {
            return None;
        }
        let shortest_s = 2.0 / rate_hz;
        if finest_s < shortest_s {
            let left = octaves - (shortest_s / finest_s).log2();
            return (left > 0.0).then(|| Self::from_scale(shortest_s, voices, left));
        }
        Some(Self::from_scale(finest_s, voices, octaves))
    }
    /// `s0`, voices and the octaves spanned: floor(octaves x voices) + 1 scales.
    pub fn from_scale(finest_s: f64, voices: u32, octaves: f64) -> Self {
        let count = (octaves * f64::from(voices) + 1e-9).floor() as usize + 1;
        Self {
            finest_s,
            voices,
            count,
        }
    }
    pub fn count(&self) -> usize {
        self.count
    }
    pub fn voices(&self) -> u32 {
        self.voices
    }
    /// Scale `j` in seconds; `j` may lie between two.
    pub fn scale_s(&self, j: f64) -> f64 {
        self.finest_s * (j / f64::from(self.voices)).exp2()
    }
    /// Fourier frequency of scale `j`.
    pub fn frequency_hz(&self, j: f64) -> f64 {
        1.0 / (FOURIER_FACTOR * self.scale_s(j))
    }
    /// The place between the scales that stands for a frequency.
    pub fn place(&self, frequency_hz: f64) -> f64 {
        f64::from(self.voices) * (self.frequency_hz(0.0) / frequency_hz).log2()
    }
    /// The coarsest scale in seconds.
    pub fn coarsest_s(&self) -> f64 {
        self.scale_s(self.count.saturating_sub(1) as f64)
    }
    /// Seconds of signal that what is shown of the coarsest scale depends on, to either side:
    /// beyond it wavelet and smoothing together have a hundred-thousandth of their weight.
    pub fn reach_s(&self) -> f64 {
        6.0 * self.coarsest_s()
    }
    /// How far an end of the data reaches at a scale: the e-folding time of its power, sqrt 2 s.
    pub fn cone_s(&self, j: f64) -> f64 {
        SQRT_2 * self.scale_s(j)
    }
    /// Frequency at which the cone of influence is so many seconds wide.
    pub fn cone_hz(away_s: f64) -> f64 {
        SQRT_2 / (FOURIER_FACTOR * away_s)
    }
}

/// The wavelet in the Fourier domain, without its norm.
pub(super) fn morlet_hat(s_omega: f64) -> f64 {
    let away = s_omega - OMEGA0;
    (-0.5 * away * away).exp()
}

/// Torrence and Compo's norm: the daughter wavelet has unit energy on the grid of samples.
pub(super) fn norm(scale_samples: f64) -> f64 {
    PI.powf(-0.25) * (2.0 * PI * scale_samples).sqrt()
}
