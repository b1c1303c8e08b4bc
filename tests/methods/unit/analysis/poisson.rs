use equipoise::analysis::poisson::{at_least, at_most, exactly, quantile};

/// Summed term by term.
fn summed(n: u64, mean: f64) -> f64 {
    (0..=n).map(|k| exactly(k, mean)).sum()
}

#[test]
fn tails_are_the_sums_of_their_terms() {
    for mean in [0.01, 0.7, 3.0, 25.0, 400.0] {
        for n in [0, 1, 2, 5, 20, 30, 380, 420] {
            assert!((at_most(n, mean) - summed(n, mean)).abs() < 1e-10);
            let above = 1.0 - at_most(n, mean);
            assert!((at_least(n + 1, mean) - above).abs() < 1e-10);
        }
    }
    // Far tails keep their digits (scipy.stats.poisson).
    let near = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-9, "{a} for {b}");
    near(at_least(20, 1.0), 1.587_527_601_073_261_6e-19);
    near(at_least(120, 80.3), 2.125_978_958_773_448_7e-5);
    near(at_most(40, 80.3), 4.929_995_326_527_063e-7);
}

#[test]
fn a_quantile_is_the_first_that_reaches_its_share() {
    for mean in [0.0, 1e-3, 0.5, 9.0, 300.0, 1e5] {
        for p in [5e-5, 0.01, 0.5, 0.999, 1.0 - 5e-5] {
            let n = quantile(p, mean);
            assert!(at_most(n, mean) >= p, "{p} of {mean}");
            assert!(n == 0 || at_most(n - 1, mean) < p, "{p} of {mean}");
        }
    }
    assert_eq!(quantile(1.0 - 5e-5, 23.7), 45, "scipy");
    assert_eq!(quantile(5e-5, 23.7), 7, "scipy");
    assert_eq!(quantile(f64::NAN, f64::INFINITY), 0);
}
