//! Zero-phase filters: Butterworth as second-order sections, and the notch, run forwards and back.
//!
//! Coefficients are those of the bilinear transform with prewarped corners, as in scipy's `butter`
//! and `iirnotch`; [`Filter::run`] is its `sosfiltfilt`: the signal is continued at both ends by its
//! own point reflection, and each direction starts settled.

use rustfft::num_complex::Complex64;
use std::f64::consts::PI;

/// What passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pass {
    /// Frequencies from, to.
    Band(f64, f64),
    High(f64),
    Low(f64),
    /// All but a band around the frequency, which is so many times as wide as it is high.
    Notch {
        hz: f64,
        quality: f64,
    },
}

/// Second-order sections: `b0 b1 b2 a1 a2`, with a0 = 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    sections: Vec<[f64; 5]>,
}

/// Orders are at most this: beyond it sections of a narrow band lose precision.
pub const MOST_ORDER: u32 = 8;

impl Filter {
    /// A filter of that order in each direction (of a band: at each corner). The magnitude at a
    /// corner is 1/2, since it is passed twice. `None` where corners are not ascending within 0 and
    /// half of the rate.
    pub fn new(pass: Pass, order: u32, rate_hz: f64) -> Option<Self> {
        let inside = |hz: f64| hz.is_finite() && hz > 0.0 && hz < rate_hz / 2.0;
        let order = order.clamp(1, MOST_ORDER);
        // Of the analogue prototype, with the sampling rate at 2.
        let warped = |hz: f64| 4.0 * (PI * hz / rate_hz).tan();
        let sections = match pass {
            Pass::Notch { hz, quality } if inside(hz) && quality > 0.0 => {
                let w = 2.0 * PI * hz / rate_hz;
                let gain = 1.0 / (1.0 + (w / quality / 2.0).tan());
                let middle = -2.0 * gain * w.cos();
                vec![[gain, middle, gain, middle, 2.0 * gain - 1.0]]
            }
            Pass::Low(hz) if inside(hz) => {
                let w = warped(hz);
                let poles = prototype(order).map(|p| p * w).collect();
                sections(poles, Zeros::HalfRate, 0.0)
            }
            Pass::High(hz) if inside(hz) => {
                let w = warped(hz);
                let poles = prototype(order).map(|p| w / p).collect();
                sections(poles, Zeros::Constant, PI)
            }
            Pass::Band(low, high) if inside(low) && inside(high) && low < high => {
                let (low, high) = (warped(low), warped(high));
                let (width, middle) = (high - low, (low * high).sqrt());
                let poles = prototype(order).flat_map(|p| {
                    let half = p * (width / 2.0);
                    let root = (half * half - middle * middle).sqrt();
                    [half + root, half - root]
                });
                let centre = 2.0 * (middle / 4.0).atan();
                sections(poles.collect(), Zeros::Both, centre)
            }
            _ => return None,
        };
        Some(Self { sections })
    }
    /// The sections `b0 b1 b2 a1 a2`, with a0 = 1.
    pub fn sections(&self) -> &[[f64; 5]] {
        &self.sections
    }
    /// Samples by which a signal is continued at each end.
    pub fn reflected(&self) -> usize {
        let n = self.sections.len();
        let zero = |at: usize| self.sections.iter().filter(|s| s[at] == 0.0).count();
        3 * (2 * n + 1 - zero(2).min(zero(4)))
    }
    /// Samples after which the filter has forgotten what was before: its slowest mode has fallen to
    /// a thousandth.
    pub fn settles(&self) -> usize {
        let slowest = self.sections.iter().map(|s| {
            let root = (Complex64::from(s[3] * s[3] - 4.0 * s[4])).sqrt();
            let poles = [(-s[3] + root) / 2.0, (-s[3] - root) / 2.0];
            poles[0].norm().max(poles[1].norm())
        });
        let slowest = slowest.fold(0.0, f64::max).min(1.0 - 1e-9);
        (1e-3_f64.ln() / slowest.max(1e-3).ln()).ceil() as usize + 1
    }
    /// Share of the amplitude that passes both ways at a frequency.
    pub fn gain(&self, hz: f64, rate_hz: f64) -> f64 {
        let z = Complex64::from_polar(1.0, -2.0 * PI * hz / rate_hz);
        self.sections
            .iter()
            .map(|[b0, b1, b2, a1, a2]| {
                let over = |c: [f64; 3]| c[0] + z * (c[1] + z * c[2]);
                (over([*b0, *b1, *b2]) / over([1.0, *a1, *a2])).norm_sqr()
            })
            .product()
    }
    /// Filters forwards and back. Too short a signal (as [`Self::reflected`] or less) is continued
    /// as far as it goes. Samples have to be finite.
    pub fn run(&self, signal: &[f64]) -> Vec<f64> {
        let n = signal.len();
        let (Some(first), Some(last)) = (signal.first(), signal.last()) else {
            return Vec::new();
        };
        let by = self.reflected().min(n - 1);
        let before = signal[1..=by].iter().rev().map(|v| 2.0 * first - v);
        let after = signal[n - 1 - by..n - 1]
            .iter()
            .rev()
            .map(|v| 2.0 * last - v);
        let mut work: Vec<f64> = before.chain(signal.iter().copied()).chain(after).collect();
        self.forwards(&mut work);
        work.reverse();
        self.forwards(&mut work);
        work.reverse();
        work.drain(..by);
        work.truncate(n);
        work
    }
    /// One direction, transposed direct form II, settled on the first value.
    fn forwards(&self, signal: &mut [f64]) {
        let mut level = signal.first().copied().unwrap_or(0.0);
        for [b0, b1, b2, a1, a2] in &self.sections {
            let constant = (b0 + b1 + b2) / (1.0 + a1 + a2);
            // What the two delays hold once a constant has gone through for ever.
            let mut hold = [constant - b0, b2 - a2 * constant].map(|h| h * level);
            for value in signal.iter_mut() {
                let x = *value;
                let y = b0 * x + hold[0];
                hold = [b1 * x - a1 * y + hold[1], b2 * x - a2 * y];
                *value = y;
            }
            level *= constant;
        }
    }
}

/// Poles of the analogue Butterworth low pass with its corner at 1.
fn prototype(order: u32) -> impl Iterator<Item = Complex64> {
    let n = f64::from(order);
    (0..order)
        .map(move |k| -Complex64::from_polar(1.0, PI * (2.0 * f64::from(k) + 1.0 - n) / (2.0 * n)))
}

/// Where the zeros of a digital filter are.
#[derive(Clone, Copy)]
enum Zeros {
    HalfRate,
    Constant,
    Both,
}

/// Sections from analogue poles, by the bilinear transform; the whole has gain 1 at `unity_rad`.
fn sections(analogue: Vec<Complex64>, zeros: Zeros, unity_rad: f64) -> Vec<[f64; 5]> {
    let digital = analogue.into_iter().map(|p| (4.0 + p) / (4.0 - p));
    let (real, complex): (Vec<_>, Vec<_>) = digital.partition(|p| p.im.abs() < 1e-12);
    let mut denominators: Vec<[f64; 2]> = complex
        .iter()
        .filter(|p| p.im > 0.0)
        .map(|p| [-2.0 * p.re, p.norm_sqr()])
        .collect();
    let mut real: Vec<f64> = real.iter().map(|p| p.re).collect();
    real.sort_by(f64::total_cmp);
    denominators.extend(real.chunks(2).map(|pair| match pair {
        [p, q] => [-(p + q), p * q],
        _ => [-pair[0], 0.0],
    }));
    // Those near the unit circle last, where their ringing is not amplified any more.
    denominators.sort_by(|a, b| a[1].total_cmp(&b[1]));
    let z = Complex64::from_polar(1.0, -unity_rad);
    denominators
        .into_iter()
        .map(|[a1, a2]| {
            let single = a2 == 0.0;
            let b = match (zeros, single) {
                (Zeros::HalfRate, true) => [1.0, 1.0, 0.0],
                (Zeros::HalfRate, false) => [1.0, 2.0, 1.0],
                (Zeros::Constant, true) => [1.0, -1.0, 0.0],
                (Zeros::Constant, false) => [1.0, -2.0, 1.0],
                (Zeros::Both, _) => [1.0, 0.0, -1.0],
            };
            let over = |c: [f64; 3]| c[0] + z * (c[1] + z * c[2]);
            let gain = (over([1.0, a1, a2]) / over(b)).norm();
            [b[0] * gain, b[1] * gain, b[2] * gain, a1, a2]
        })
        .collect()
}
