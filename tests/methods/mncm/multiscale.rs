//! The multiscale matrix: against the definition, window by window.

use super::forward;
use crate::common::{poisson, random};
use equipoise::analysis::{
    Alignment, FIXED_SPAN, LevelMatrix, MASKED, Multiscale, NO_WINDOW, Scale, Signal, Task,
    TimeGrid, multiscale,
};
use equipoise::recording::{Interval, Intervals};
use proptest::prelude::*;
use rand::RngExt;

/// The count of one window as methods A1 and E.1 say it, spike by spike.
fn naive(times_s: &[f64], interval: Interval, from_s: f64, width_s: f64) -> Option<u32> {
    let tolerance = 1e-6 * width_s;
    if from_s < interval.start_s - tolerance || from_s + width_s > interval.stop_s + tolerance {
        return None;
    }
    let inside = |t: f64| ((t - from_s) / width_s + 1e-6).floor() == 0.0;
    Some(times_s.iter().filter(|&&t| inside(t)).count() as u32)
}

fn check(found: &Multiscale, trains: [&[f64]; 2], alignment: Alignment) {
    for row in &found.rows {
        let width_s = row.scale.width_s();
        let before_s = match alignment {
            Alignment::Forward => 0.0,
            Alignment::Centred => width_s / 2.0,
        };
        for (interval, points) in found.grid.stretches() {
            for (n, j) in points.enumerate() {
                let at = interval.start_s + n as f64 * found.grid.step_s();
                assert_eq!(found.grid.time_s(j), Some(at));
                for (times, counts) in trains.iter().zip([&row.e, &row.i]) {
                    let known = naive(times, interval, at - before_s, width_s);
                    let k = row.scale.k();
                    assert_eq!(counts[j], known.unwrap_or(NO_WINDOW), "k {k}, point {j}");
                }
            }
        }
    }
}

#[test]
fn sliding_counts_are_those_of_the_definition() {
    let mut rng = random(3);
    let span = Interval::new(0.0, 40.0);
    // One train on the ticks of a clock, so that spikes fall on edges of the grid and of bins.
    let mut clocked: Vec<f64> = (0..3000)
        .map(|_| f64::from(rng.random_range(0..40 * 1000)) / 1000.0)
        .collect();
    clocked.sort_by(f64::total_cmp);
    let free = poisson(&mut rng, 50.0, span);
    let intervals = Intervals::from(vec![
        Interval::new(0.0, 12.5),
        Interval::new(12.75, 13.0),
        Interval::new(20.001, 39.9),
    ]);
    let scales = [1.0, 4.3, 12.0, 20.0, 28.0, 32.0].map(Scale::new);
    for alignment in [Alignment::Forward, Alignment::Centred] {
        for step_s in [0.01, 0.0371] {
            let grid = TimeGrid::new(&intervals, step_s);
            let trains = [&clocked[..], &free[..]];
            let found = multiscale(trains, grid, &scales, alignment, &Task::alone());
            check(&found.expect("not overtaken"), trains, alignment);
        }
    }
}

#[test]
fn windows_that_run_off_are_masked() {
    let span = Interval::new(5.0, 35.0);
    let mut rng = random(5);
    let e = poisson(&mut rng, 50.0, span);
    let i = poisson(&mut rng, 50.0, span);
    let matrix = forward(&e, &i, span, 0.1);
    let rulers = matrix.rulers();
    let levels = LevelMatrix::new(&matrix, &rulers, Signal::Difference, FIXED_SPAN, 16);
    for ((row, ruler), levels) in matrix.rows.iter().zip(&rulers).zip(levels.rows()) {
        let whole = ((30.0 - row.scale.width_s()) / 0.1 + 1e-6).floor() as usize + 1;
        let whole = whole.min(300);
        assert_eq!(row.moments.bins, whole as u64);
        let signed = row.signed(ruler);
        assert!(signed[..whole].iter().all(|m| m.is_finite()));
        assert!(signed[whole..].iter().all(|m| m.is_nan()));
        assert!(levels[..whole].iter().all(|&l| l < 16));
        assert!(levels[whole..].iter().all(|&l| l == MASKED));
    }
}

#[test]
fn identical_trains_have_no_difference() {
    let span = Interval::new(0.0, 60.0);
    let train = poisson(&mut random(7), 80.0, span);
    let matrix = forward(&train, &train, span, 0.05);
    for (row, ruler) in matrix.rows.iter().zip(matrix.rulers()) {
        let none = |values: &[f32]| values.iter().all(|m| *m == 0.0 || m.is_nan());
        assert!(none(&row.signed(&ruler)));
        assert!(none(&row.difference(&ruler)));
        assert!(row.moments.bins > 0);
    }
}

#[test]
fn independent_trains_differ_by_two_variances() {
    let span = Interval::new(0.0, 2000.0);
    let mut rng = random(13);
    let (e, i) = (poisson(&mut rng, 60.0, span), poisson(&mut rng, 30.0, span));
    let matrix = forward(&e, &i, span, 0.05);
    for (row, ruler) in matrix.rows.iter().zip(matrix.rulers()) {
        let moments = |values: Vec<f32>| {
            let kept: Vec<f64> = values
                .into_iter()
                .map(f64::from)
                .filter(|v| !v.is_nan())
                .collect();
            let n = kept.len() as f64;
            let mean = kept.iter().sum::<f64>() / n;
            (
                mean,
                kept.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n,
            )
        };
        let (mean, variance) = moments(row.difference(&ruler));
        // As many independent windows as there is room for.
        let windows = (2000.0 / row.scale.width_s()).min(40_000.0);
        let k = row.scale.k();
        assert!(mean.abs() < 1e-5, "k {k}: {mean}");
        let within = 2.0 * 4.0 / windows.sqrt();
        assert!((variance - 2.0).abs() < within, "k {k}: {variance}");
        let (mean, variance) = moments(row.signed(&ruler));
        assert!(mean.abs() < 1e-5 && (variance - 1.0).abs() < 1e-4);
    }
}

#[test]
fn a_class_that_does_not_vary_has_no_levels() {
    let span = Interval::new(0.0, 10.0);
    let e = poisson(&mut random(17), 80.0, span);
    let matrix = forward(&e, &[], span, 0.05);
    let rulers = matrix.rulers();
    let of = |signal| LevelMatrix::new(&matrix, &rulers, signal, FIXED_SPAN, 16);
    assert!(of(Signal::I).rows().iter().flatten().all(|&l| l == MASKED));
    assert!(
        of(Signal::Difference)
            .rows()
            .iter()
            .flatten()
            .all(|&l| l == MASKED)
    );
    assert!(of(Signal::E).rows()[0].iter().any(|&l| l < 16));
}

#[test]
fn steps_are_round_and_enough() {
    for (duration_s, most, step_s) in [
        (30.0, 60_000, 0.001),
        (60.0, 60_000, 0.001),
        (61.0, 60_000, 0.002),
        (1800.0, 60_000, 0.05),
        (28_800.0, 60_000, 0.5),
    ] {
        let found = TimeGrid::step_for(duration_s, most);
        assert!((found / step_s - 1.0).abs() < 1e-9, "{found} for {step_s}");
        let grid = TimeGrid::new(&Interval::new(2.0, 2.0 + duration_s).into(), found);
        assert!(grid.len() <= most);
    }
    assert!(TimeGrid::new(&Interval::new(0.0, 1.0).into(), f64::NAN).is_empty());
}

proptest! {
    /// Where the step is the width of a window, windows tile the interval: every spike that is not
    /// beyond the last one is counted once.
    #[test]
    fn tiling_windows_conserve_spikes(
        ticks in prop::collection::vec(0u32..30_000, 0..300),
        k in 1u8..=32,
        start in 0u32..1000,
    ) {
        let scale = Scale::new(f64::from(k));
        let interval = Interval::new(f64::from(start) / 1000.0, 25.0);
        let mut times: Vec<f64> = ticks.iter().map(|&t| f64::from(t) / 1000.0).collect();
        times.sort_by(f64::total_cmp);
        let grid = TimeGrid::new(&interval.into(), scale.width_s());
        let found = multiscale([&times, &[]], grid, &[scale], Alignment::Forward, &Task::alone());
        let found = found.expect("not overtaken");
        let bins = equipoise::analysis::Bins::new(&interval.into(), scale);
        let binned = equipoise::analysis::count(&times, &bins, &Task::alone());
        let counts: Vec<u32> = found.rows[0].e.iter().copied().filter(|&c| c != NO_WINDOW).collect();
        prop_assert_eq!(counts, binned.expect("not overtaken").counts);
        let points = found.grid.within(interval);
        prop_assert_eq!(points, 0..found.grid.len());
    }
}
