//! Sums over bins of the counts of both classes: all that means, SDs and r need, as integers.

use super::bins::{Bins, LeftOut, Sink, scan};
use crate::analysis::{AnalysisError, Scale, Task};
use crate::recording::{Ensembles, Intervals};

/// Exact sums of pooled counts over the bins of a selection at one scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moments {
    /// Number of bins.
    pub bins: u64,
    pub sum_e: u128,
    pub sum_i: u128,
    pub sum_ee: u128,
    pub sum_ii: u128,
    pub sum_ei: u128,
    pub max_e: u32,
    pub max_i: u32,
}

/// The moments at one scale, and what they leave out.
#[derive(Clone, Debug, PartialEq)]
pub struct ScaleMoments {
    pub scale: Scale,
    pub moments: Moments,
    /// Seconds in partial last bins.
    pub left_out_s: f64,
    /// Spikes in partial last bins.
    pub left_out_e: u64,
    pub left_out_i: u64,
}

/// Moments of the joint distribution of E and I at several scales, in one go over the spikes.
///
/// # Errors
/// When overtaken.
pub fn moments(
    ensembles: &Ensembles,
    intervals: &Intervals,
    scales: &[Scale],
    task: &Task<'_>,
) -> Result<Vec<ScaleMoments>, AnalysisError> {
    let scanned = scan(ensembles.times_s(), intervals, scales, task, |_, _| {
        Moments::default()
    })?;
    Ok(scales
        .iter()
        .zip(scanned)
        .map(|(&scale, (bins, moments, left_out))| {
            ScaleMoments::new(scale, moments, &bins, left_out)
        })
        .collect())
}

impl ScaleMoments {
    pub(in crate::analysis) fn new(
        scale: Scale,
        moments: Moments,
        bins: &Bins,
        left_out: LeftOut,
    ) -> Self {
        Self {
            scale,
            moments,
            left_out_s: bins.left_out_s(),
            left_out_e: left_out.excitatory,
            left_out_i: left_out.inhibitory,
        }
    }
}

impl Moments {
    /// Adds `times` bins with these counts.
    pub fn add(&mut self, e: u32, i: u32, times: u64) {
        let (e_wide, i_wide, times_wide) = (u128::from(e), u128::from(i), u128::from(times));
        self.bins += times;
        self.sum_e += e_wide * times_wide;
        self.sum_i += i_wide * times_wide;
        self.sum_ee += e_wide * e_wide * times_wide;
        self.sum_ii += i_wide * i_wide * times_wide;
        self.sum_ei += e_wide * i_wide * times_wide;
        if times > 0 {
            self.max_e = self.max_e.max(e);
            self.max_i = self.max_i.max(i);
        }
    }
    /// Mean count of E and of I; NaN without bins.
    pub fn means(&self) -> (f64, f64) {
        let n = self.bins as f64;
        (self.sum_e as f64 / n, self.sum_i as f64 / n)
    }
    /// Variance of the counts of E, of I, and their covariance, with n in the denominator. The
    /// numerators are integers, so that nothing cancels.
    pub fn second(&self) -> (f64, f64, f64) {
        let n = i128::from(self.bins);
        let numerator = |sum_xy: u128, sum_x: u128, sum_y: u128| {
            let product = |a: u128, b: u128| (a as i128).checked_mul(b as i128);
            match (product(n as u128, sum_xy), product(sum_x, sum_y)) {
                (Some(a), Some(b)) => (a - b) as f64,
                // Beyond 10^38: no recording comes near.
                _ => n as f64 * sum_xy as f64 - sum_x as f64 * sum_y as f64,
            }
        };
        let over = (self.bins as f64) * (self.bins as f64);
        (
            numerator(self.sum_ee, self.sum_e, self.sum_e) / over,
            numerator(self.sum_ii, self.sum_i, self.sum_i) / over,
            numerator(self.sum_ei, self.sum_e, self.sum_i) / over,
        )
    }
}

impl Sink for Moments {
    fn narrow(&mut self, _first: u64, e: &[i16], i: &[i16]) {
        // A stretch holds at most i16::MAX spikes of a class, so that i32 holds each of these.
        let (mut sum_e, mut sum_i, mut sum_ee, mut sum_ii, mut sum_ei) = (0i32, 0, 0i32, 0, 0);
        let (mut max_e, mut max_i) = (0i16, 0i16);
        for (&e, &i) in e.iter().zip(i) {
            max_e = max_e.max(e);
            max_i = max_i.max(i);
            let (e, i) = (i32::from(e), i32::from(i));
            sum_e += e;
            sum_i += i;
            sum_ee += e * e;
            sum_ii += i * i;
            sum_ei += e * i;
        }
        let wide = |x: i32| u128::from(x.unsigned_abs());
        self.merge(Self {
            bins: e.len() as u64,
            sum_e: wide(sum_e),
            sum_i: wide(sum_i),
            sum_ee: wide(sum_ee),
            sum_ii: wide(sum_ii),
            sum_ei: wide(sum_ei),
            max_e: u32::from(max_e.unsigned_abs()),
            max_i: u32::from(max_i.unsigned_abs()),
        });
    }
    fn wide(&mut self, _first: u64, e: &[u32], i: &[u32]) {
        // Below 2^24, u64 holds the sums of so many squares.
        const PIECE: usize = 1 << 14;
        for (e, i) in e.chunks(PIECE).zip(i.chunks(PIECE)) {
            if e.iter().chain(i).any(|&count| count >> 24 > 0) {
                e.iter().zip(i).for_each(|(&e, &i)| self.add(e, i, 1));
                continue;
            }
            let (mut sum_e, mut sum_i, mut sum_ee, mut sum_ii, mut sum_ei) = (0u64, 0, 0u64, 0, 0);
            for (&e, &i) in e.iter().zip(i) {
                let (e, i) = (u64::from(e), u64::from(i));
                sum_e += e;
                sum_i += i;
                sum_ee += e * e;
                sum_ii += i * i;
                sum_ei += e * i;
            }
            self.merge(Self {
                bins: e.len().min(i.len()) as u64,
                sum_e: sum_e.into(),
                sum_i: sum_i.into(),
                sum_ee: sum_ee.into(),
                sum_ii: sum_ii.into(),
                sum_ei: sum_ei.into(),
                max_e: e.iter().copied().max().unwrap_or(0),
                max_i: i.iter().copied().max().unwrap_or(0),
            });
        }
    }
    fn one(&mut self, _bin: u64, e: u32, i: u32) {
        self.add(e, i, 1);
    }
    fn empty(&mut self, _first: u64, bins: u64) {
        self.add(0, 0, bins);
    }
    fn merge(&mut self, other: Self) {
        self.bins += other.bins;
        self.sum_e += other.sum_e;
        self.sum_i += other.sum_i;
        self.sum_ee += other.sum_ee;
        self.sum_ii += other.sum_ii;
        self.sum_ei += other.sum_ei;
        self.max_e = self.max_e.max(other.max_e);
        self.max_i = self.max_i.max(other.max_i);
    }
}
