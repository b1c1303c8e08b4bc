//! The transform itself: spectra of two signals at once, and a scale of them on a grid of its own.

use super::scales::{OMEGA0, Scales, morlet_hat, norm};
use rustfft::num_complex::Complex64;
use rustfft::{Fft, FftPlanner};
use std::collections::BTreeMap;
use std::f64::consts::PI;
use std::sync::Arc;

/// Width of the band of a scale s, times s: beyond it the wavelet has less than 3e-7 of its height,
/// and products of two transforms fold back by less than 1e-7 once they are smoothed.
const BAND: f64 = 11.0;

/// Transforms of all lengths that a set of scales needs, for pieces of one length.
pub(super) struct Plans {
    length: usize,
    forward: Arc<dyn Fft<f64>>,
    inverse: BTreeMap<usize, Arc<dyn Fft<f64>>>,
}

/// Samples between two points of the grid that holds all there is of a scale: a power of two.
pub(super) fn thinning(scale_samples: f64) -> usize {
    let most = (2.0 * PI * scale_samples / BAND).max(1.0);
    1 << most.log2().floor() as u32
}

impl Plans {
    /// For pieces of `length` samples, a power of two.
    pub fn new(length: usize, scales_samples: impl Iterator<Item = f64>) -> Self {
        let mut planner = FftPlanner::new();
        let forward = planner.plan_fft_forward(length);
        let inverse = scales_samples
            .map(|s| length / thinning(s).min(length))
            .map(|points| (points, planner.plan_fft_inverse(points)))
            .collect();
        Self {
            length,
            forward,
            inverse,
        }
    }
    pub fn length(&self) -> usize {
        self.length
    }
    /// Spectra of two real signals of at most that length, zeros behind them: positive frequencies.
    pub fn spectra(&self, [a, b]: [&[f64]; 2]) -> [Vec<Complex64>; 2] {
        let n = self.length;
        let mut both: Vec<Complex64> = a
            .iter()
            .zip(b)
            .map(|(a, b)| Complex64::new(*a, *b))
            .collect();
        both.resize(n, Complex64::default());
        self.forward.process(&mut both);
        let half = n / 2;
        // Of a + i b: the even part of the spectrum is that of a, the odd part that of b.
        let mirrored = |k: usize| both[(n - k) % n].conj();
        let a = (0..half).map(|k| (both[k] + mirrored(k)) * 0.5).collect();
        let b = (0..half)
            .map(|k| (both[k] - mirrored(k)) * Complex64::new(0.0, -0.5))
            .collect();
        [a, b]
    }
    /// The transform at one scale (in samples) on every `thin`-th sample, turned by a phase that
    /// goes on evenly and is the same for all signals: products W conj(V) do not see it.
    pub fn scale(&self, spectrum: &[Complex64], scale_samples: f64, thin: usize) -> Vec<Complex64> {
        let points = self.length / thin;
        let turn = 2.0 * PI / self.length as f64;
        let centre = (OMEGA0 / scale_samples / turn).round() as isize;
        let amplitude = norm(scale_samples) / self.length as f64;
        let mut out = vec![Complex64::default(); points];
        let from = (centre - (points / 2) as isize).max(1);
        let to = (centre + points.div_ceil(2) as isize).min(spectrum.len() as isize);
        for k in from..to {
            let weight = amplitude * morlet_hat(scale_samples * turn * k as f64);
            let at = (k - centre).rem_euclid(points as isize) as usize;
            out[at] = spectrum[k as usize] * weight;
        }
        if let Some(inverse) = self.inverse.get(&points) {
            inverse.process(&mut out);
        }
        out
    }
}

/// The transform W of a signal at scale `j`, at every sample, with the norm of Torrence and Compo:
/// `|W|^2` of white noise has the variance of the noise as its mean. Zeros beyond the ends.
pub fn transform(signal: &[f64], rate_hz: f64, scales: &Scales, j: usize) -> Vec<Complex64> {
    let s = scales.scale_s(j as f64) * rate_hz;
    let beyond = (6.0 * s).ceil() as usize;
    let length = (signal.len() + beyond).next_power_of_two();
    let mut planner = FftPlanner::new();
    let mut work: Vec<Complex64> = signal.iter().map(|v| Complex64::new(*v, 0.0)).collect();
    work.resize(length, Complex64::default());
    planner.plan_fft_forward(length).process(&mut work);
    let amplitude = norm(s) / length as f64;
    for (k, value) in work.iter_mut().enumerate() {
        let weight = if (1..length / 2).contains(&k) {
            amplitude * morlet_hat(s * 2.0 * PI * k as f64 / length as f64)
        } else {
            0.0
        };
        *value *= weight;
    }
    planner.plan_fft_inverse(length).process(&mut work);
    work.truncate(signal.len());
    work
}
