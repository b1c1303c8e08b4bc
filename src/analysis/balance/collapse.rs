//! Collapse curves: the fluctuations f = E - I of one scale, sorted and summed up (Symmetry's Edge,
//! Fig 2B; methods A6).

use crate::analysis::normal;
use crate::analysis::{JointCounts, Normaliser};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Points of a curve: x = 0, 0.005, .., 1.
pub const GRID: usize = 201;

/// The x of grid point `j`.
pub fn grid_x(j: usize) -> f64 {
    j as f64 / (GRID - 1) as f64
}

/// The sorted fluctuations of one scale, summed up. With f in ascending order and its mean taken
/// away, `C_j` is the sum of the first j; the curve is `y = -C_j` against `x = j / n`.
#[derive(Clone, Debug, PartialEq)]
pub struct CollapseCurve {
    /// Number of bins.
    pub n: u64,
    /// Largest y: half the sum of |f|, in the unit of the normalisation.
    pub depth: f64,
    /// Integral of y / depth over x: 2/3 for uniform, 0.7071 for Gaussian, 3/4 for Laplace.
    pub area: f64,
    /// Where y is largest; 0.5 for a symmetric distribution.
    pub x_at_min: f64,
    /// y at the [`GRID`] points, unscaled.
    pub curve: Vec<f64>,
}

impl CollapseCurve {
    /// The curve of the values in `pairs`; `None` without two bins, without spread, or where a
    /// normalisation is undefined.
    pub fn new(joint: &JointCounts, e: Normaliser, i: Normaliser) -> Option<Self> {
        if !(e.is_defined() && i.is_defined()) {
            return None;
        }
        let value =
            |e_count: u32, i_count: u32| e.apply(f64::from(e_count)) - i.apply(f64::from(i_count));
        let values = joint
            .pairs()
            .iter()
            .map(|p| (value(p.e, p.i), p.bins))
            .collect();
        Self::of_values(values)
    }

    /// The same of any values, each with how often it occurs.
    pub fn of_values(mut values: Vec<(f64, u64)>) -> Option<Self> {
        let n: u64 = values.iter().map(|v| v.1).sum();
        if n < 2 {
            return None;
        }
        let total = n as f64;
        values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mean = values.iter().map(|&(v, bins)| v * bins as f64).sum::<f64>() / total;
        // Rounding of the mean: smaller deviations than this are none.
        let least = 1e-12 * values.iter().fold(0.0, |most: f64, v| most.max(v.0.abs()));
        let mut curve = vec![0.0; GRID];
        let (mut before, mut from, mut y, mut next) = (0u64, 0.0, 0.0f64, 0);
        let (mut depth, mut area, mut low, mut high) = (0.0f64, 0.0, 0.0, 0.0);
        for (v, bins) in values {
            let deviation = if (v - mean).abs() <= least {
                0.0
            } else {
                v - mean
            };
            let after = before + bins;
            let to = after as f64 / total;
            let end = y - deviation * bins as f64;
            // Equal values make a straight piece.
            while next < GRID && (grid_x(next) <= to || after == n) {
                let share = (grid_x(next) - from) / (to - from);
                curve[next] = y + (end - y) * share.clamp(0.0, 1.0);
                next += 1;
            }
            area += f64::midpoint(y, end) * (to - from);
            if deviation < 0.0 {
                (depth, low, high) = (end, to, to);
            } else if deviation == 0.0 {
                high = to;
            }
            (before, from, y) = (after, to, end);
        }
        if depth.is_nan() || depth <= 0.0 {
            return None;
        }
        // What is left of rounding at the right end.
        curve[GRID - 1] = 0.0;
        Some(Self {
            n,
            depth,
            area: area / depth,
            x_at_min: f64::midpoint(low, high),
            curve,
        })
    }

    /// The depth a bin: half the mean of |f|, which does not count bins.
    pub fn depth_per_bin(&self) -> f64 {
        self.depth / self.n as f64
    }

    /// y / depth at the grid points.
    pub fn scaled(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        self.curve.iter().map(|y| y / self.depth)
    }
}

/// The master curve at x: that of a Gaussian, `exp(-z^2 / 2)` with z the normal quantile of x.
pub fn master(x: f64) -> f64 {
    let z = normal::quantile(x);
    if z.is_finite() {
        (-0.5 * z * z).exp()
    } else {
        0.0
    }
}

/// Depth of the curve of `n` normal deviates with that SD, as n grows ("Rand Norm").
pub fn normal_depth(n: u64, sd: f64) -> f64 {
    n as f64 * sd * normal::density(0.0)
}

/// Curves put together, each divided by its own depth: what they have in common and how well they
/// fall on one another.
#[derive(Clone, Debug, PartialEq)]
pub struct CollapseSummary {
    /// Mean of the scaled curves.
    pub master: Vec<f64>,
    /// RMS distance of the scaled curves from their master, over curves and x.
    pub distance: f64,
    /// RMS and largest distance from the Gaussian master curve.
    pub gaussian_rms: f64,
    pub gaussian_max: f64,
    /// Depth per bin of the coarsest over that of the finest.
    pub depth_per_bin_ratio: f64,
    /// Mean distance of each curve from each other one (Bhattacharjee and Seno 2001); 0 is perfect.
    pub bhattacharjee_seno: f64,
}

impl CollapseSummary {
    /// Of curves from fine to coarse; `None` for fewer than two.
    pub fn new(curves: &[&CollapseCurve]) -> Option<Self> {
        let (first, last) = (curves.first()?, curves.last()?);
        if curves.len() < 2 {
            return None;
        }
        let scaled: Vec<Vec<f64>> = curves.iter().map(|c| c.scaled().collect()).collect();
        let master: Vec<f64> = (0..GRID)
            .map(|j| scaled.iter().map(|c| c[j]).sum::<f64>() / scaled.len() as f64)
            .collect();
        let gaussian: Vec<f64> = (0..GRID).map(|j| self::master(grid_x(j))).collect();
        let away = |from: &[f64]| -> Vec<f64> {
            let distance =
                |c: &Vec<f64>| -> Vec<f64> { c.iter().zip(from).map(|(a, b)| a - b).collect() };
            scaled.iter().flat_map(distance).collect()
        };
        let from_gaussian = away(&gaussian);
        let mut between = 0.0;
        for (p, a) in scaled.iter().enumerate() {
            for b in &scaled[p + 1..] {
                between += a.iter().zip(b).map(|(a, b)| (a - b).abs()).sum::<f64>();
            }
        }
        let pairs = scaled.len() * (scaled.len() - 1) / 2;
        Some(Self {
            distance: rms(&away(&master)),
            gaussian_rms: rms(&from_gaussian),
            gaussian_max: from_gaussian.iter().fold(0.0, |most, d| most.max(d.abs())),
            depth_per_bin_ratio: last.depth_per_bin() / first.depth_per_bin(),
            bhattacharjee_seno: between / (pairs * GRID) as f64,
            master,
        })
    }

    /// RMS distance of other curves from this master.
    pub fn distance_of(&self, curves: &[&CollapseCurve]) -> f64 {
        let squares = |c: &&CollapseCurve| -> f64 {
            let away = c.scaled().zip(&self.master).map(|(a, b)| (a - b) * (a - b));
            away.sum()
        };
        let sum: f64 = curves.iter().map(squares).sum();
        (sum / (curves.len() * GRID) as f64).sqrt()
    }
}

fn rms(values: &[f64]) -> f64 {
    (values.iter().map(|v| v * v).sum::<f64>() / values.len() as f64).sqrt()
}

/// Standard errors of a scaled curve at the grid points, by bootstrap: bins are drawn anew (as if
/// they were independent), from the distribution in at most a few hundred cells.
pub fn errors(joint: &JointCounts, e: Normaliser, i: Normaliser, seed: u64) -> Vec<f64> {
    const CELLS: usize = 512;
    const REDRAWS: usize = 50;
    let value = |p: &crate::analysis::Pair| e.apply(f64::from(p.e)) - i.apply(f64::from(p.i));
    let mut values: Vec<(f64, u64)> = joint.pairs().iter().map(|p| (value(p), p.bins)).collect();
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let cells: Vec<(f64, Redraw)> = values
        .chunks(values.len().div_ceil(CELLS).max(1))
        .map(|own| {
            let bins: u64 = own.iter().map(|v| v.1).sum();
            let sum: f64 = own.iter().map(|v| v.0 * v.1 as f64).sum();
            (sum / bins as f64, Redraw::new(bins))
        })
        .collect();
    let mut rng = Pcg64::seed_from_u64(seed);
    let (mut sum, mut squares, mut n) = (vec![0.0; GRID], vec![0.0; GRID], 0.0);
    for _ in 0..REDRAWS {
        let drawn = cells
            .iter()
            .map(|(v, redraw)| (*v, redraw.draw(&mut rng)))
            .collect();
        let Some(curve) = CollapseCurve::of_values(drawn) else {
            continue;
        };
        n += 1.0;
        for (j, y) in curve.scaled().enumerate() {
            sum[j] += y;
            squares[j] += y * y;
        }
    }
    sum.iter()
        .zip(squares)
        .map(|(sum, squares)| (squares / n - (sum / n) * (sum / n)).max(0.0).sqrt())
        .collect()
}

/// How often bins that occur so many times occur in a redraw: a Poisson number of that mean.
enum Redraw {
    /// Few: uniform numbers are multiplied until they are below this.
    Below(f64),
    /// Many: a normal number.
    Normal { mean: f64, sd: f64 },
}

impl Redraw {
    fn new(n: u64) -> Self {
        let mean = n as f64;
        if n > 40 {
            let sd = mean.sqrt();
            Self::Normal { mean, sd }
        } else {
            Self::Below((-mean).exp())
        }
    }
    fn draw(&self, rng: &mut Pcg64) -> u64 {
        match self {
            Self::Below(limit) => {
                let (mut product, mut count) = (rng.random::<f64>(), 0);
                while product > *limit {
                    product *= rng.random::<f64>();
                    count += 1;
                }
                count
            }
            Self::Normal { mean, sd } => {
                let z = normal::quantile(rng.random_range(1e-12..1.0 - 1e-12));
                (mean + sd * z).round().max(0.0) as u64
            }
        }
    }
}

/// Quality of a collapse (Houdayer and Hartmann 2004, as in Melchert 2009): the mean square of the
/// distance of each point from the line through the other curves there, in units of the errors.
/// About 1 where curves agree within their errors, much larger where they do not. `None` where no
/// point has an error.
pub fn houdayer_hartmann(curves: &[(Vec<f64>, Vec<f64>)]) -> Option<f64> {
    let (mut sum, mut points) = (0.0, 0u32);
    let weigh = |(_, dy): &(_, Vec<f64>)| dy.iter().map(|dy| 1.0 / (dy * dy)).collect();
    let weights: Vec<Vec<f64>> = curves.iter().map(weigh).collect();
    for (own, (y, dy)) in curves.iter().enumerate() {
        for j in 1..GRID - 2 {
            let x = grid_x(j);
            let [mut k, mut kx, mut ky, mut kxx, mut kxy] = [0.0; 5];
            let others = curves.iter().zip(&weights).enumerate();
            for (_, ((y, dy), weights)) in others.filter(|(other, _)| *other != own) {
                for at in [j, j + 1] {
                    if dy[at] > 0.0 {
                        let (w, x) = (weights[at], grid_x(at));
                        k += w;
                        kx += w * x;
                        ky += w * y[at];
                        kxx += w * x * x;
                        kxy += w * x * y[at];
                    }
                }
            }
            let delta = k * kxx - kx * kx;
            if dy[j] > 0.0 && delta > 0.0 {
                let line = (kxx * ky - kx * kxy + x * (k * kxy - kx * ky)) / delta;
                let line_error = (kxx - 2.0 * x * kx + x * x * k) / delta;
                let away = y[j] - line;
                sum += away * away / (dy[j] * dy[j] + line_error);
                points += 1;
            }
        }
    }
    (points > 0).then(|| sum / f64::from(points))
}
