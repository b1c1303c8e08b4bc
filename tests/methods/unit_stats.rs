//! Statistics of single trains against closed forms and the obvious way to count.

use crate::common::{in_threads, night, poisson, random, recording};
use equipoise::analysis::unit_stats::{ISI_BINS, LAG_BINS, MOST_LAG_MS};
use equipoise::analysis::{AnalysisError, Task, UnitStats, unit_stats};
use equipoise::recording::{Class, Interval, Parts, Recording};

fn stats(trains: Vec<Vec<f64>>, duration_s: f64) -> Vec<UnitStats> {
    let units = trains.into_iter().map(|t| (Class::Unclassified, t));
    let recording = recording(units.collect(), Interval::new(0.0, duration_s));
    unit_stats(&recording, &Task::alone()).expect("nobody cancels")
}

#[test]
fn a_regular_train_does_not_vary_and_comes_back_at_its_period() {
    let train: Vec<f64> = (0..1000).map(|j| f64::from(j) * 0.01).collect();
    let stats = &stats(vec![train], 10.0)[0];
    assert_eq!(stats.spikes, 1000);
    assert_eq!(stats.rate_hz, 100.0);
    assert!(stats.cv < 1e-9, "{}", stats.cv);
    assert_eq!(stats.violations, 0.0);
    for (bin, &count) in stats.autocorrelogram.iter().enumerate() {
        let lag_ms = bin.abs_diff(MOST_LAG_MS);
        let periods = (lag_ms / 10) as u32;
        let here = lag_ms > 0 && lag_ms % 10 == 0;
        assert_eq!(count, if here { 1000 - periods } else { 0 }, "{lag_ms} ms");
    }
}

#[test]
fn intervals_worked_out_by_hand() {
    // Intervals of 1, 3, 1.5 and 200 ms: mean 51.375 ms.
    let train = vec![1.0, 1.001, 1.004, 1.0055, 1.2055];
    let stats = &stats(vec![train], 2.0)[0];
    let intervals = [1.0, 3.0, 1.5, 200.0];
    let mean = 51.375;
    let spread = intervals
        .map(|i: f64| (i - mean).powi(2))
        .iter()
        .sum::<f64>()
        / 4.0;
    assert!((stats.cv - spread.sqrt() / mean).abs() < 1e-9);
    assert_eq!(stats.violations, 0.5);
    assert_eq!(stats.rate_hz, 2.5);
    // 3 ms is 0.477 decades above 1 ms, 1.5 ms 0.176, 200 ms 2.301. The interval of 1 ms lies on
    // the first edge, where rounding decides.
    assert_eq!(stats.isi_histogram[4], 1);
    assert_eq!(stats.isi_histogram[1], 1);
    assert_eq!(stats.isi_histogram[23], 1);
    let counted: u32 = stats.isi_histogram.iter().sum();
    assert_eq!(counted - stats.isi_histogram[0], 3);
}

#[test]
fn a_poisson_train_varies_as_much_as_its_mean_and_its_correlogram_is_flat() {
    let span = Interval::new(0.0, 2000.0);
    let train = poisson(&mut random(7), 20.0, span);
    let n = train.len() as f64;
    let stats = &stats(vec![train], 2000.0)[0];
    // The CV of n exponential intervals has a standard error of 1 / sqrt(n).
    assert!((stats.cv - 1.0).abs() < 5.0 / n.sqrt(), "{}", stats.cv);
    let short = 1.0 - (-20.0_f64 * 0.002).exp();
    assert!((stats.violations - short).abs() < 5.0 * (short / n).sqrt());
    // Pairs in a bin of 1 ms: n times the rate times the bin.
    let expected = n * 20.0 * 1e-3;
    for (bin, &count) in stats.autocorrelogram.iter().enumerate() {
        let off = (f64::from(count) - expected).abs();
        let pairs_twice = if bin == MOST_LAG_MS { 2.0 } else { 1.0 };
        assert!(
            off < 5.0 * (pairs_twice * expected).sqrt(),
            "{bin}: {count}"
        );
    }
}

/// Every pair, one after the other.
fn naive(train: &[f64]) -> Vec<u32> {
    let mut counts = vec![0; LAG_BINS];
    for (a, &from) in train.iter().enumerate() {
        for &to in &train[a + 1..] {
            let lag = ((to - from) * 1e3 + 0.5).floor() as usize;
            if lag <= MOST_LAG_MS {
                counts[MOST_LAG_MS + lag] += 1;
                counts[MOST_LAG_MS - lag] += 1;
            }
        }
    }
    counts
}

#[test]
fn pairs_are_counted_as_one_would_and_both_ways() {
    let span = Interval::new(0.0, 3.0);
    let mut dense = poisson(&mut random(3), 900.0, span);
    // Many on one another, as a faulty file has them.
    dense.extend([1.5; 200]);
    dense.sort_by(f64::total_cmp);
    let stats = &stats(vec![dense.clone()], 3.0)[0];
    assert_eq!(stats.autocorrelogram.to_vec(), naive(&dense));
    let turned: Vec<u32> = stats.autocorrelogram.iter().rev().copied().collect();
    assert_eq!(turned, stats.autocorrelogram);
}

#[test]
fn too_few_spikes_say_nothing() {
    let trains = vec![vec![], vec![1.0], vec![1.0, 1.001], vec![2.0; 4]];
    let stats = stats(trains, 10.0);
    assert!(
        stats[..3]
            .iter()
            .all(|s| s.cv.is_nan() && s.violations.is_nan())
    );
    assert_eq!(stats[0].rate_hz, 0.0);
    assert_eq!(stats[0].isi_histogram, [0; ISI_BINS]);
    // All at one time: no mean to compare with, but all of them violations.
    assert!(stats[3].cv.is_nan());
    assert_eq!(stats[3].violations, 1.0);
    let mut parts = Parts::new("no units");
    parts.epochs.push(equipoise::recording::Epoch::new(
        "a",
        0.0,
        1.0,
        equipoise::recording::EpochKind::Event,
    ));
    let empty = Recording::new(parts).expect("an epoch is something");
    assert_eq!(unit_stats(&empty, &Task::alone()), Ok(Vec::new()));
}

#[test]
fn one_thread_or_two_give_the_same_and_a_cancelled_task_stops() {
    let of = |threads| in_threads(threads, || unit_stats(night(), &Task::alone()));
    let one = of(1).expect("nobody cancels");
    assert_eq!(one.len(), night().units().len());
    let same = format!("{one:?}") == format!("{:?}", of(2).expect("nobody cancels"));
    assert!(same);
    let stopped = unit_stats(night(), &Task::new(&|| true, &|_| ()));
    assert_eq!(stopped, Err(AnalysisError::Cancelled));
}
