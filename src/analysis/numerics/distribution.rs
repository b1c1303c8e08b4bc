//! Median, mean and quartiles of values, and how well the median is known.

use super::random::random;
use super::sorted::quantile;
use rand::RngExt;
use rayon::prelude::*;

/// How often values are drawn anew.
pub const REDRAWS: u32 = 1000;
/// From so many values on the median has an interval: of fewer even the smallest and the largest
/// have it between them in less than 95 % of samples, which is 1 - 2 / 2^n.
pub const LEAST: usize = 6;

/// The finite of some values.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// Ascending.
    pub values: Vec<f64>,
    /// NaN without values, as are the numbers below.
    pub mean: f64,
    /// Linear between neighbours.
    pub median: f64,
    /// The 25 and 75 % quantiles.
    pub quartiles: [f64; 2],
    /// 95 % of the medians of as many values that are drawn from these with replacement. Of an even
    /// number the lower end is that of the lower of the two in the middle, and the upper that of the
    /// upper: their means would lie closer together than 95 % ask for.
    pub median_interval: Option<[f64; 2]>,
}

impl Distribution {
    pub fn new(values: impl IntoIterator<Item = f64>, seed: u64) -> Self {
        let mut values: Vec<f64> = values.into_iter().filter(|v| v.is_finite()).collect();
        values.sort_unstable_by(f64::total_cmp);
        Self {
            mean: values.iter().sum::<f64>() / values.len() as f64,
            median: quantile(&values, 0.5),
            quartiles: [0.25, 0.75].map(|share| quantile(&values, share)),
            median_interval: median_interval(&values, seed),
            values,
        }
    }
    pub fn n(&self) -> usize {
        self.values.len()
    }
}

fn median_interval(sorted: &[f64], seed: u64) -> Option<[f64; 2]> {
    let n = sorted.len();
    if n < LEAST {
        return None;
    }
    let redrawn = (0..REDRAWS).into_par_iter().map(|redraw| {
        let mut rng = random(seed, redraw, 0);
        let mut times = vec![0_usize; n];
        for _ in 0..n {
            times[rng.random_range(0..n)] += 1;
        }
        // The values at the places around the middle of what was drawn, in order.
        let place = |wanted: usize| {
            let mut so_far = 0;
            let reaches = |times: &usize| {
                so_far += times;
                so_far > wanted
            };
            times
                .iter()
                .position(reaches)
                .map_or(f64::NAN, |at| sorted[at])
        };
        [place((n - 1) / 2), place(n / 2)]
    });
    let (mut lower, mut upper): (Vec<f64>, Vec<f64>) = redrawn.map(Into::into).unzip();
    lower.sort_unstable_by(f64::total_cmp);
    upper.sort_unstable_by(f64::total_cmp);
    Some([quantile(&lower, 0.025), quantile(&upper, 0.975)])
}
