//! Tails and quantiles of the Poisson distribution, by the incomplete gamma function.

use super::two_rates::ln_gamma;

/// Steps of a series: enough for means up to about 10^8.
const MOST_STEPS: u32 = 100_000;
const TINY: f64 = 1e-300;

/// Probability of exactly `n` events where `mean` are expected.
pub fn exactly(n: u64, mean: f64) -> f64 {
    if mean > 0.0 {
        front(n as f64, mean)
    } else {
        f64::from(u8::from(n == 0))
    }
}

/// Probability of `n` events or more, 0..=1. Relative error below 1e-9 for means up to 10^6.
pub fn at_least(n: u64, mean: f64) -> f64 {
    match n {
        0 => 1.0,
        _ if mean > 0.0 => incomplete(n as f64, mean)[0],
        _ => 0.0,
    }
}

/// Probability of `n` events or fewer, 0..=1.
pub fn at_most(n: u64, mean: f64) -> f64 {
    if mean > 0.0 {
        incomplete(n as f64 + 1.0, mean)[1]
    } else {
        1.0
    }
}

/// The least n with at most `n` events in a share `p` of cases or more; 0 < `p` < 1.
pub fn quantile(p: f64, mean: f64) -> u64 {
    if !(mean > 0.0 && p > 0.0 && p < 1.0) {
        return 0;
    }
    let (mut below, mut above) = (0u64, (mean + 10.0 * mean.sqrt()) as u64 + 20);
    if at_most(0, mean) >= p {
        return 0;
    }
    while at_most(above, mean) < p && above < u64::MAX / 2 {
        below = above;
        above *= 2;
    }
    while above - below > 1 {
        let middle = u64::midpoint(below, above);
        if at_most(middle, mean) >= p {
            above = middle;
        } else {
            below = middle;
        }
    }
    above
}

/// x^a e^-x / Γ(a + 1).
fn front(a: f64, x: f64) -> f64 {
    (a * x.ln() - x - ln_gamma(a + 1.0)).exp()
}

/// The regularised incomplete gamma functions P(a, x) and Q(a, x).
fn incomplete(a: f64, x: f64) -> [f64; 2] {
    if x < a + 1.0 {
        let p = (front(a, x) * series(a, x)).min(1.0);
        [p, 1.0 - p]
    } else {
        let q = (front(a, x) * a * fraction(a, x)).min(1.0);
        [1.0 - q, q]
    }
}

fn series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for step in 1..MOST_STEPS {
        term *= x / (a + f64::from(step));
        sum += term;
        if term < 1e-16 * sum {
            break;
        }
    }
    sum
}

/// Lentz's continued fraction.
fn fraction(a: f64, x: f64) -> f64 {
    let guard = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / guard(b);
    let mut h = d;
    for step in 1..MOST_STEPS {
        let step = f64::from(step);
        let term = step * (a - step);
        b += 2.0;
        d = 1.0 / guard(term * d + b);
        c = guard(b + term / c);
        h *= c * d;
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    h
}
