//! Coherence of red noise: the level that R^2 has to pass, from pairs of AR(1) surrogates.

use super::chunk::Engine;
use super::columns::{self, r2};
use super::transform::Plans;
use super::{Scales, Smoothing};
use crate::analysis::{AnalysisError, Task};
use rand::SeedableRng;
use rand_pcg::Pcg64;

/// Pairs of surrogates that are worked out at once.
pub const BATCH: u32 = 25;
/// Bins of R^2 from 0 to 1.
const BINS: usize = 1000;

/// Where a column is a mean over several moments, a surrogate is longer by so many.
const COLUMNS: usize = 2;

/// Counts of R^2 of surrogates outside the cone of influence, scale by scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    counts: Vec<Vec<u32>>,
    pub surrogates: u32,
}

impl Level {
    /// Adds what other surrogates gave.
    pub fn join(&mut self, other: &Self) {
        for (own, more) in self.counts.iter_mut().zip(&other.counts) {
            for (own, more) in own.iter_mut().zip(more) {
                *own += more;
            }
        }
        self.surrogates += other.surrogates;
    }
    /// R^2 below which a share of the surrogates' values of scale `j` lies; NaN without any.
    pub fn quantile(&self, j: usize, share: f64) -> f64 {
        let Some(counts) = self.counts.get(j) else {
            return f64::NAN;
        };
        let all: u64 = counts.iter().map(|n| u64::from(*n)).sum();
        let wanted = share * all as f64;
        let mut below = 0.0;
        for (bin, n) in counts.iter().enumerate() {
            let n = f64::from(*n);
            if n > 0.0 && below + n >= wanted {
                return (bin as f64 + (wanted - below) / n) / BINS as f64;
            }
            below += n;
        }
        f64::NAN
    }
    pub fn bytes(&self) -> usize {
        self.counts.iter().map(|c| size_of_val(&c[..])).sum()
    }
}

/// What a level is of: the same as of the picture that is compared with it.
#[derive(Clone, Copy, Debug)]
pub struct LevelGrid {
    pub scales: Scales,
    pub smoothing: Smoothing,
    pub rate_hz: f64,
    /// Samples of a column.
    pub width: usize,
}

/// [`BATCH`] pairs of independent red noise with these coefficients, numbers `batch * BATCH` on,
/// but below `most`, in means over columns, as a picture shows them. Each is six coarsest scales long,
/// and longer where columns are, so that every scale has some of it outside the cone. The same seed
/// gives the same numbers.
///
/// # Errors
/// [`AnalysisError::Cancelled`].
pub fn level_batch(
    coefficients: [f64; 2],
    grid: &LevelGrid,
    [batch, most]: [u32; 2],
    seed: u64,
    task: &Task<'_>,
) -> Result<Level, AnalysisError> {
    let LevelGrid {
        scales,
        smoothing,
        rate_hz,
        width,
    } = *grid;
    let in_samples: Vec<f64> = (0..scales.count())
        .map(|j| scales.scale_s(j as f64) * rate_hz)
        .collect();
    let coarsest = in_samples.last().copied().unwrap_or(1.0);
    let finest = in_samples.first().copied().unwrap_or(1.0);
    // A column no longer than two evaluations are apart is a single moment.
    let is_mean = width as f64 > finest / 2.0;
    let longer = if is_mean { COLUMNS * width } else { 0 };
    let samples = (6.0 * coarsest).ceil() as usize + longer;
    // As many zeros between the end and, going round, the beginning.
    let length = (2 * samples).next_power_of_two();
    let engine = Engine {
        plans: Plans::new(length, in_samples.iter().copied()),
        scales: in_samples,
        smoothing,
        voices: scales.voices(),
        pad: 0,
        coarsest_step: usize::MAX,
        // Neighbouring moments say the same: a dozen of each scale and surrogate are enough.
        sparse_step: if is_mean { 0.0 } else { coarsest / 2.0 },
    };
    let mut level = Level {
        counts: vec![vec![0; BINS]; scales.count()],
        surrogates: 0,
    };
    let mut buffers = [vec![], vec![]];
    for nth in batch * BATCH..((batch + 1) * BATCH).min(most) {
        let mut rng =
            Pcg64::seed_from_u64(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(nth));
        for (buffer, coefficient) in buffers.iter_mut().zip(coefficients) {
            let noise = super::Ar1 {
                coefficient,
                sd: f64::NAN,
            };
            *buffer = noise.noise(samples, &mut rng);
        }
        let rows = engine.products([&buffers[0], &buffers[1]], task)?;
        let counts = engine.smoothed(&rows, samples, task, |j, step, products| {
            let cone = scales.cone_s(j as f64) * rate_hz;
            let mut counts = vec![0u32; BINS];
            let mut count = |from: f64, to: f64, value: f64| {
                let outside = from.min(samples as f64 - to) >= cone;
                if outside && value.is_finite() {
                    counts[((value * BINS as f64) as usize).min(BINS - 1)] += 1;
                }
            };
            if width > step {
                let means = columns::smoothed(products, step, width, samples / width).r2;
                for (column, value) in means.into_iter().enumerate() {
                    let from = (column * width) as f64;
                    count(from, from + width as f64, f64::from(value));
                }
            } else {
                for (point, product) in products.iter().enumerate() {
                    let at = (point * step) as f64 + 0.5;
                    count(at, at, r2(product));
                }
            }
            counts
        })?;
        level.join(&Level {
            counts,
            surrogates: 1,
        });
        task.progress((nth + 1) as f32 / most as f32);
    }
    Ok(level)
}
