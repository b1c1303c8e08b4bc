//! Averages over a standard normal number, by Gauss-Hermite quadrature.

use std::sync::LazyLock;

/// Nodes of every average.
pub const NODES: usize = 128;

/// Nodes and their weights, which add up to 1.
static RULE: LazyLock<Vec<[f64; 2]>> = LazyLock::new(|| rule(NODES));

pub fn nodes() -> &'static [[f64; 2]] {
    &RULE
}

/// The n zeros of the Hermite polynomial of the standard normal, found between those of the polynomials
/// before by halving, and weights 1 / (n p^2) with p the orthonormal polynomial of degree n - 1.
fn rule(n: usize) -> Vec<[f64; 2]> {
    // Orthonormal: sqrt(k + 1) p_{k+1} = x p_k - sqrt(k) p_{k-1}. Scaled down on the way, since it
    // grows far out; signs and ratios stay.
    let last_two = |degree: usize, x: f64| {
        let (mut p, mut before, mut log_scale) = (1.0f64, 0.0f64, 0.0f64);
        for k in 0..degree {
            let k = k as f64;
            (p, before) = ((x * p - k.sqrt() * before) / (k + 1.0).sqrt(), p);
            let size = p.abs().max(before.abs());
            if size > 1e100 {
                (p, before) = (p / size, before / size);
                log_scale += size.ln();
            }
        }
        (p, before, log_scale)
    };
    let bound = 2.0 * (n as f64).sqrt() + 1.0;
    let mut zeros: Vec<f64> = Vec::new();
    for degree in 1..=n {
        let mut edges = vec![-bound];
        edges.append(&mut zeros);
        edges.push(bound);
        zeros = edges
            .windows(2)
            .map(|ends| {
                let (mut low, mut high) = (ends[0], ends[1]);
                let sign = last_two(degree, low).0.is_sign_negative();
                for _ in 0..60 {
                    let middle = 0.5 * (low + high);
                    if last_two(degree, middle).0.is_sign_negative() == sign {
                        low = middle;
                    } else {
                        high = middle;
                    }
                }
                0.5 * (low + high)
            })
            .collect();
    }
    let weight = |x: f64| {
        let (_, before, log_scale) = last_two(n, x);
        // n p^2 may be beyond the largest number; then the weight is 0.
        let log = (n as f64).ln() + 2.0 * (before.abs().ln() + log_scale);
        (-log).exp()
    };
    zeros.into_iter().map(|x| [x, weight(x)]).collect()
}
