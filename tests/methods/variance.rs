//! The slope of the variance against bin width.

use crate::common::{poisson, random};
use equipoise::analysis::variance::{Fit, measure, slope_interval};
use equipoise::analysis::{Normaliser, Scale, Task};
use equipoise::recording::{Interval, Intervals};

/// Counts of independent Poisson trains have a variance proportional to the bin width: slope 1. At
/// scales much finer than the blocks that are drawn anew, 95 % of the intervals hold it, and they
/// are as wide as 95 % of a normal distribution with the SD of the slopes.
#[test]
fn the_interval_of_the_slope_has_its_level() {
    const RECORDINGS: u32 = 400;
    let (span, range_s) = (Interval::new(0.0, 400.0), [0.01, 0.1]);
    let scales: Vec<Scale> = (9..=16).map(|k| Scale::new(f64::from(k))).collect();
    let widths_s: Vec<f64> = scales.iter().map(|s| s.width_s()).collect();
    let counts = Normaliser {
        offset: 0.0,
        factor: 1.0,
    };
    let task = Task::alone();
    let (mut held, mut width) = (0, 0.0);
    let mut slopes = Vec::new();
    for seed in 0..u64::from(RECORDINGS) {
        let mut rng = random(seed);
        let (e, i) = (poisson(&mut rng, 10.0, span), poisson(&mut rng, 10.0, span));
        let measured = measure([&e, &i], &Intervals::from(span), &scales, &task);
        let measured = measured.expect("not overtaken");
        let with_maps: Vec<_> = measured.iter().map(|m| (m, counts, counts)).collect();
        let interval = slope_interval(&with_maps, range_s, seed, &task).expect("not overtaken");
        let [low, high] = interval.expect("redraws give lines");
        held += u32::from(low <= 1.0 && 1.0 <= high);
        width += (high - low) / f64::from(RECORDINGS);
        let variance = |m: &equipoise::analysis::variance::ScaleTally| {
            let (e, i, covariance) = m.joint.sums.moments.second();
            e + i - 2.0 * covariance
        };
        let variances: Vec<f64> = measured.iter().map(variance).collect();
        slopes.push(
            Fit::new(&widths_s, &variances, range_s)
                .expect("a line")
                .slope,
        );
    }
    let mean = slopes.iter().sum::<f64>() / f64::from(RECORDINGS);
    let squares: f64 = slopes.iter().map(|s| (s - mean).powi(2)).sum();
    let sd = (squares / f64::from(RECORDINGS)).sqrt();
    assert!((mean - 1.0).abs() < 4.0 * sd / f64::from(RECORDINGS).sqrt());
    // 380 of 400; by chance 371 to 389. At 90 % it would be 360.
    assert!(held >= 371, "{held}");
    // 3.92 SD; at 90 % it would be 3.29.
    let wide = width / sd;
    assert!((3.6..4.2).contains(&wide), "{wide}");
}
