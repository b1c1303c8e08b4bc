//! Power spectral density over time: Hann-windowed segments of a signal, each without its mean, as
//! scipy's `spectrogram` with its defaults has them.

use rustfft::num_complex::Complex64;
use rustfft::{Fft, FftPlanner};
use std::f64::consts::PI;
use std::ops::Range;
use std::sync::Arc;

/// Segments of one length, and how densities come from them.
pub struct Periodogram {
    window: Vec<f64>,
    transform: Arc<dyn Fft<f64>>,
    rate_hz: f64,
    /// One over rate x sum of the squared window.
    norm: f64,
}

impl Periodogram {
    /// Segments of `length` samples, at least two.
    pub fn new(length: usize, rate_hz: f64) -> Self {
        let length = length.max(2);
        let window: Vec<f64> = (0..length)
            .map(|j| 0.5 - 0.5 * (2.0 * PI * j as f64 / length as f64).cos())
            .collect();
        let squares: f64 = window.iter().map(|w| w * w).sum();
        Self {
            transform: FftPlanner::new().plan_fft_forward(length),
            norm: 1.0 / (rate_hz * squares),
            window,
            rate_hz,
        }
    }
    /// Samples of a segment.
    pub fn length(&self) -> usize {
        self.window.len()
    }
    /// Number of frequencies, from 0 to half of the rate.
    pub fn rows(&self) -> usize {
        self.length() / 2 + 1
    }
    pub fn frequency_hz(&self, row: usize) -> f64 {
        row as f64 * self.rate_hz / self.length() as f64
    }
    /// One-sided power spectral density of a segment (unit of the signal squared per Hz), or `None`
    /// where it has another length or samples that are not finite.
    pub fn density(&self, segment: &[f32]) -> Option<Vec<f64>> {
        let n = self.length();
        if segment.len() != n || segment.iter().any(|v| !v.is_finite()) {
            return None;
        }
        let mean = segment.iter().map(|v| f64::from(*v)).sum::<f64>() / n as f64;
        let mut work: Vec<Complex64> = segment
            .iter()
            .zip(&self.window)
            .map(|(v, w)| Complex64::new((f64::from(*v) - mean) * w, 0.0))
            .collect();
        self.transform.process(&mut work);
        let row = |(k, z): (usize, &Complex64)| {
            let twice = k > 0 && 2 * k < n;
            z.norm_sqr() * self.norm * if twice { 2.0 } else { 1.0 }
        };
        Some(work.iter().enumerate().take(self.rows()).map(row).collect())
    }
}

/// Where the segments of a stretch of samples lie: each the next half of a segment on, or, where
/// these were more than `most`, in the middle of `most` equal parts. Whether some of the stretch is
/// in no segment is the second value. Empty for a stretch shorter than a segment.
pub fn segments(stretch: &Range<u64>, length: u64, most: usize) -> (Vec<Range<u64>>, bool) {
    let samples = stretch.end.saturating_sub(stretch.start);
    let length = length.max(1);
    if samples < length {
        return (Vec::new(), false);
    }
    let step = (length / 2).max(1);
    let all = ((samples - length) / step + 1) as usize;
    let most = most.max(1);
    let at = |from: u64| stretch.start + from..stretch.start + from + length;
    if all <= most {
        return ((0..all as u64).map(|j| at(j * step)).collect(), false);
    }
    let part = samples as f64 / most as f64;
    let thinned = (0..most).map(|j| {
        let middle = (j as f64 + 0.5) * part;
        let from = (middle - length as f64 / 2.0).max(0.0) as u64;
        at(from.min(samples - length))
    });
    (thinned.collect(), part > length as f64)
}
