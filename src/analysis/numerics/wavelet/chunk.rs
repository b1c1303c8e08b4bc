//! One stretch of two signals at all scales: products on their own grids, then smoothed on common
//! ones.

use super::Smoothing;
use super::transform::{Plans, thinning};
use crate::analysis::{AnalysisError, Task};
use rayon::prelude::*;
use std::f64::consts::PI;
use std::ops::Range;

/// `|W_a|^2`, `|W_b|^2`, and `W_a conj(W_b)` as real and imaginary part.
pub(super) type Products = [f32; 4];

/// Where the Gaussian that smooths over time is cut off, in scales (4e-6 of its height).
const CUT: f64 = 5.0;

/// Places that are summed over scales at once, so that they stay near.
const BLOCK: usize = 1024;

/// All that every stretch has in common.
pub(super) struct Engine {
    pub plans: Plans,
    /// Scales in samples, the finest first.
    pub scales: Vec<f64>,
    pub smoothing: Smoothing,
    pub voices: u32,
    /// Samples of signal before what a stretch is to show: a multiple of every grid.
    pub pad: usize,
    /// Samples between two evaluations, at most.
    pub coarsest_step: usize,
    /// Samples between two evaluations where a fraction of them tells enough: up to four scales
    /// apart, but no further than this. 0 for all.
    pub sparse_step: f64,
}

/// Products of each scale, every `thin` samples from the start of the padding on.
pub(super) struct Row {
    pub thin: usize,
    pub products: Vec<Products>,
}

impl Engine {
    /// Transforms both signals of a stretch, padding included, and multiplies.
    pub fn products(
        &self,
        signals: [&[f64]; 2],
        task: &Task<'_>,
    ) -> Result<Vec<Row>, AnalysisError> {
        let [a, b] = self.plans.spectra(signals);
        task.check()?;
        self.scales
            .par_iter()
            .map(|&s| {
                task.check()?;
                let thin = thinning(s).min(self.plans.length());
                let a = self.plans.scale(&a, s, thin);
                let b = self.plans.scale(&b, s, thin);
                let products = a.iter().zip(&b).map(|(a, b)| {
                    let cross = a * b.conj();
                    [a.norm_sqr(), b.norm_sqr(), cross.re, cross.im].map(|v| v as f32)
                });
                Ok(Row {
                    thin,
                    products: products.collect(),
                })
            })
            .collect()
    }

    /// Samples between two evaluations of a scale: a power of two, at most half of the scale unless
    /// fewer are asked for.
    pub fn step(&self, j: usize) -> usize {
        let s = self.scales[j];
        let most = (s / 2.0)
            .max((4.0 * s).min(self.sparse_step))
            .min(self.coarsest_step as f64)
            .max(1.0);
        1 << most.log2().floor() as u32
    }

    /// Smooths over time and scales, and hands `use_row` the number of each scale, the samples
    /// between two evaluations, and the smoothed products from the end of the padding on, over
    /// `samples` samples. What it makes of them comes back in the order of the scales.
    pub fn smoothed<T: Send>(
        &self,
        rows: &[Row],
        samples: usize,
        task: &Task<'_>,
        use_row: impl Fn(usize, usize, &[Products]) -> T + Sync,
    ) -> Result<Vec<T>, AnalysisError> {
        let weights = self.smoothing.over_scales(self.voices);
        let first = Smoothing::first(weights.len());
        let neighbours = |j: usize| -> Range<usize> {
            let from = (j as isize + first).max(0) as usize;
            let to = (j as isize + first + weights.len() as isize).max(0) as usize;
            from..to.min(rows.len())
        };
        let mut out = Vec::with_capacity(rows.len());
        let mut from = 0;
        while from < rows.len() {
            // Scales with a common grid are done together, with their neighbours put on it.
            let step = self.step(from);
            let to = (from..rows.len())
                .find(|&j| self.step(j) != step)
                .unwrap_or(rows.len());
            let needed = neighbours(from).start..neighbours(to - 1).end;
            let points = samples.div_ceil(step);
            let in_time: Vec<Vec<Products>> = needed
                .clone()
                .into_par_iter()
                .map(|m| {
                    task.check()?;
                    Ok(self.over_time(&rows[m], self.scales[m], step, points))
                })
                .collect::<Result<_, AnalysisError>>()?;
            let made: Vec<T> = (from..to)
                .into_par_iter()
                .map(|j| {
                    task.check()?;
                    let mut sum = vec![[0.0f32; 4]; points];
                    for (nth, sum) in sum.chunks_mut(BLOCK).enumerate() {
                        for m in neighbours(j) {
                            let weight = weights[(m as isize - j as isize - first) as usize] as f32;
                            let of = in_time[m - needed.start].iter().skip(nth * BLOCK);
                            for (sum, of) in sum.iter_mut().zip(of) {
                                add(sum, weight, of);
                            }
                        }
                    }
                    Ok(use_row(j, step, &sum))
                })
                .collect::<Result<_, AnalysisError>>()?;
            out.extend(made);
            from = to;
        }
        Ok(out)
    }

    /// A scale's products divided by the scale and smoothed with exp(-t^2 / 2 s^2), at `points`
    /// places `step` samples apart. The products have no more than the grid they are on can hold,
    /// so a sum over that grid is the integral wherever the place lies.
    fn over_time(&self, row: &Row, scale: f64, step: usize, points: usize) -> Vec<Products> {
        let thin = row.thin;
        let cut = (CUT * scale / thin as f64).ceil() as usize;
        let scale_points = scale / thin as f64;
        // Places between two points of the grid repeat after so many steps.
        let phases = (thin / step).max(1);
        let stride = (step / thin).max(1);
        let taps: Vec<Vec<f32>> = (0..phases)
            .map(|phase| {
                let between = (phase * step % thin) as f64 / thin as f64;
                let bell: Vec<f64> = (0..2 * cut + 2)
                    .map(|k| {
                        let away = (k as f64 - cut as f64 - between) / scale_points;
                        (-0.5 * away * away).exp()
                    })
                    .collect();
                // The sum is sqrt(2 pi) s; dividing by what it is keeps coherence within 0 and 1.
                let sum = bell.iter().sum::<f64>();
                debug_assert!((sum / (scale_points * (2.0 * PI).sqrt()) - 1.0).abs() < 1e-4);
                bell.iter().map(|w| (w / (sum * scale)) as f32).collect()
            })
            .collect();
        let width = 2 * cut + 2;
        let first = (self.pad / thin) as isize - cut as isize;
        let mut out = vec![[0.0f32; 4]; points];
        let mut wrapped = Vec::new();
        for (nth, places) in out.chunks_mut(phases).enumerate() {
            let at = first + (nth * stride) as isize;
            let inside = usize::try_from(at).ok();
            let under = inside.and_then(|at| row.products.get(at..at + width));
            let under = if let Some(under) = under {
                under
            } else {
                // The transform goes round: before the first sample comes the last.
                let round = row.products.len() as isize;
                wrapped.clear();
                wrapped.extend(
                    (0..width as isize).map(|k| row.products[(at + k).rem_euclid(round) as usize]),
                );
                &wrapped
            };
            for (place, taps) in places.iter_mut().zip(&taps) {
                *place = weighed(taps, under);
            }
        }
        out
    }
}

/// Sum of weights times products, in a fixed order.
fn weighed(taps: &[f32], products: &[Products]) -> Products {
    // Two sums, so that one addition need not wait for the one before.
    let (mut even, mut odd) = ([0.0; 4], [0.0; 4]);
    for (taps, two) in taps.chunks_exact(2).zip(products.chunks_exact(2)) {
        add(&mut even, taps[0], &two[0]);
        add(&mut odd, taps[1], &two[1]);
    }
    add(&mut even, 1.0, &odd);
    even
}

#[inline]
fn add(sum: &mut Products, weight: f32, product: &Products) {
    sum[0] += weight * product[0];
    sum[1] += weight * product[1];
    sum[2] += weight * product[2];
    sum[3] += weight * product[3];
}
