//! Two groups of points in the plane by k-means.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Rounds of one start, at most.
const MOST_ROUNDS: usize = 300;

/// Two centres, and which points are nearer to the second.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoMeans {
    pub centres: [[f64; 2]; 2],
    /// By point.
    pub second: Vec<bool>,
    /// Sum of squared distances to the own centre.
    pub spread: f64,
}

fn squared(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

/// The best of `restarts` starts of Lloyd's algorithm, each from two points drawn as in k-means++
/// (Arthur and Vassilvitskii 2007). `None` for fewer than two different points.
pub fn two_means(points: &[[f64; 2]], restarts: usize, seed: u64) -> Option<TwoMeans> {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let mut best: Option<TwoMeans> = None;
    for _ in 0..restarts.max(1) {
        let first = points.get(rng.random_range(0..points.len().max(1)))?;
        let away: Vec<f64> = points.iter().map(|p| squared(*p, *first)).collect();
        let whole: f64 = away.iter().sum();
        if whole <= 0.0 || !whole.is_finite() {
            return None;
        }
        let mut left = rng.random::<f64>() * whole;
        let drawn = away.iter().position(|d| {
            left -= d;
            left < 0.0
        });
        let second = points[drawn.unwrap_or(points.len() - 1)];
        let found = lloyd(points, [*first, second]);
        if best.as_ref().is_none_or(|b| found.spread < b.spread) {
            best = Some(found);
        }
    }
    best
}

fn lloyd(points: &[[f64; 2]], mut centres: [[f64; 2]; 2]) -> TwoMeans {
    let mut second = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let now: Vec<bool> = points
            .iter()
            .map(|p| squared(*p, centres[1]) < squared(*p, centres[0]))
            .collect();
        let settled = now == second;
        second = now;
        if settled {
            break;
        }
        for (group, centre) in centres.iter_mut().enumerate() {
            let own = points
                .iter()
                .zip(&second)
                .filter(|(_, s)| **s == (group == 1));
            let (mut sum, mut n) = ([0.0; 2], 0.0);
            for (p, _) in own {
                sum = [sum[0] + p[0], sum[1] + p[1]];
                n += 1.0;
            }
            // A group that lost all its points stays where it was.
            if n > 0.0 {
                *centre = [sum[0] / n, sum[1] / n];
            }
        }
    }
    let spread = points
        .iter()
        .zip(&second)
        .map(|(p, s)| squared(*p, centres[usize::from(*s)]))
        .sum();
    TwoMeans {
        centres,
        second,
        spread,
    }
}
