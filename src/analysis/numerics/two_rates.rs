//! Whether a unit fires at another rate in one stretch of time than in another: the exact test of
//! two Poisson rates (Przyborowski and Wilenski 1940).
//!
//! Given a + b spikes in all, the number a that falls into the first stretch is binomial with
//! p = T1 / (T1 + T2) where the rates are equal. The p-value is twice the smaller tail, at most 1.

/// Two-sided p-value for `a` spikes in `t1_s` against `b` in `t2_s`; 1 without spikes, NaN where a
/// stretch has no length.
pub fn two_rates(a: u64, t1_s: f64, b: u64, t2_s: f64) -> f64 {
    if !(t1_s > 0.0 && t2_s > 0.0) {
        return f64::NAN;
    }
    if a + b == 0 {
        return 1.0;
    }
    let share = t1_s / (t1_s + t2_s);
    let at_most = binomial_at_most(a, a + b, share);
    // P(X >= a) by its own beta function: 1 - (1 - 1e-20) is 0.
    let at_least = if a == 0 {
        1.0
    } else {
        beta(a as f64, (b + 1) as f64, share)
    };
    (2.0 * at_most.min(at_least)).min(1.0)
}

/// Chance that a number distributed as Student's t is further from 0 than `t`, either way.
pub fn student_beyond(t: f64, degrees_of_freedom: f64) -> f64 {
    let share = degrees_of_freedom / (degrees_of_freedom + t * t);
    beta(degrees_of_freedom / 2.0, 0.5, share)
}

/// P(X <= k) for X binomial with n and p.
fn binomial_at_most(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    beta((n - k) as f64, (k + 1) as f64, 1.0 - p)
}

/// The regularised incomplete beta function `I_x(a, b)`, by its continued fraction (Lentz).
fn beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // Where the fraction converges slowly, the other tail converges fast.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta(b, a, 1.0 - x);
    }
    let front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p();
    let tiny = 1e-300;
    let guard = |v: f64| if v.abs() < tiny { tiny } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..100_000u32 {
        let m = f64::from(step);
        for term in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / guard(1.0 + term * d);
            c = guard(1.0 + term / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front.exp() * fraction / a
}

/// Lanczos (g = 7, 9 terms), for x > 0; relative error about 1e-15.
pub(in crate::analysis) fn ln_gamma(x: f64) -> f64 {
    const TERMS: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let sum = TERMS
        .iter()
        .zip(1..)
        .fold(0.999_999_999_999_809_9, |sum, (term, k)| {
            sum + term / (x + f64::from(k))
        });
    let t = x + 7.5;
    0.5 * std::f64::consts::TAU.ln() + (x + 0.5) * t.ln() - t + sum.ln()
}
