//! The 32 time scales, and those between them (methods A1).

use serde::{Deserialize, Serialize};

/// A time scale: `k` in 1..=32, with bin width `exp(0.3 (k - 1))` ms. Fractions lie between the
/// 32 of *Symmetry's Edge*.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(from = "f64")]
pub struct Scale(f64);

impl From<f64> for Scale {
    fn from(k: f64) -> Self {
        Self::new(k)
    }
}

impl Scale {
    /// Number of whole scales.
    pub const COUNT: usize = 32;
    pub const FINEST: Self = Self(1.0);
    pub const COARSEST: Self = Self(32.0);

    /// A scale; `k` is clamped to 1..=32, and what is not a number becomes 20.
    pub fn new(k: f64) -> Self {
        Self(if k.is_nan() { 20.0 } else { k.clamp(1.0, 32.0) })
    }
    /// The 32 whole scales, fine to coarse.
    pub fn all() -> impl ExactSizeIterator<Item = Self> + Clone {
        (1..=32u8).map(|k| Self(f64::from(k)))
    }
    pub fn k(self) -> f64 {
        self.0
    }
    /// Bin width in seconds, not rounded.
    pub fn width_s(self) -> f64 {
        (0.3 * (self.0 - 1.0)).exp() * 1e-3
    }
    /// 0 at the finest, 1 at the coarsest: the position on a slider and in the colours.
    pub fn fraction(self) -> f64 {
        (self.0 - 1.0) / 31.0
    }
    /// The scale at that position, which is brought into 0..=1.
    pub fn at_fraction(fraction: f64) -> Self {
        Self::new(1.0 + 31.0 * fraction)
    }
    /// "299 ms", "1.34 s": three figures.
    pub fn width_text(self) -> String {
        width_text(self.width_s())
    }
    /// "20" for whole scales, "20.4" between them.
    pub fn k_text(self) -> String {
        if (self.0 - self.0.round()).abs() < 1e-9 {
            format!("{:.0}", self.0)
        } else {
            format!("{:.1}", self.0)
        }
    }
}

/// A bin width with three figures: "1.00 ms", "299 ms", "1.34 s".
pub fn width_text(width_s: f64) -> String {
    let ms = width_s * 1e3;
    if ms < 999.5 {
        match ms {
            x if x < 9.995 => format!("{x:.2} ms"),
            x if x < 99.95 => format!("{x:.1} ms"),
            x => format!("{x:.0} ms"),
        }
    } else if ms < 9995.0 {
        format!("{:.2} s", ms / 1e3)
    } else {
        format!("{:.1} s", ms / 1e3)
    }
}

impl Default for Scale {
    fn default() -> Self {
        Self(20.0)
    }
}
