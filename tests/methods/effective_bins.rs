//! How many independent bins those of a selection are worth for a correlation.

use crate::common::{naive, poisson, random};
use crate::processes::Process;
use equipoise::analysis::{Autocovariances, Bins, Scale, Task, joint_counts_at};
use equipoise::recording::{Interval, Intervals};

/// Bartlett's sum as it is written, lag by lag, over bins that are held.
fn bartlett(counts: [&[u32]; 2], most_lag: usize) -> f64 {
    let n = counts[0].len();
    let rho = |counts: &[u32]| -> Vec<f64> {
        let mean = counts.iter().map(|&c| f64::from(c)).sum::<f64>() / n as f64;
        let away: Vec<f64> = counts.iter().map(|&c| f64::from(c) - mean).collect();
        let at = |lag: usize| -> f64 {
            let sum: f64 = away.iter().zip(&away[lag..]).map(|(a, b)| a * b).sum();
            sum / (n - lag) as f64
        };
        (0..=most_lag).map(|lag| at(lag) / at(0)).collect()
    };
    let [e, i] = counts.map(rho);
    let sum: f64 = (1..=most_lag)
        .map(|lag| (1.0 - lag as f64 / n as f64) * e[lag] * i[lag])
        .sum();
    n as f64 / (1.0 + 2.0 * sum)
}

/// n, variances and covariance of the counts at a scale, and how many bins it is worth.
fn at(trains: [&[f64]; 2], intervals: &Intervals, k: f64) -> (u64, [f64; 3], f64) {
    let task = Task::alone();
    let memory = Autocovariances::new(trains, intervals, &task).expect("not overtaken");
    let scale = Scale::new(k);
    let joint = joint_counts_at(trains, intervals, &[scale], &task).expect("not overtaken");
    let moments = joint[0].sums.moments;
    let (e, i, both) = moments.second();
    let n_eff = memory.effective_bins(&Bins::new(intervals, scale), [e, i]);
    (moments.bins, [e, i, both], n_eff)
}

#[test]
fn it_is_bartletts_sum_over_all_lags() {
    let span = Interval::new(0.0, 200.0);
    for process in [
        Process::slow(0.5),
        Process::slow(2.0),
        Process::unrelated(0.5),
    ] {
        let [e, i] = process.trains(3, span);
        for k in [14.0, 18.5, 22.0, 26.0] {
            let intervals = Intervals::from(span);
            let scale = Scale::new(k);
            let counts = [&e, &i].map(|train| naive(train, &intervals, scale).counts);
            let most_lag = (20.0 / scale.width_s()) as usize - 1;
            let wanted = bartlett([&counts[0], &counts[1]], most_lag);
            let (n, _, found) = at([&e, &i], &intervals, k);
            assert!(
                (found / wanted - 1.0).abs() < 0.06,
                "{k}: {found} for {wanted} of {n}"
            );
            // Bins that are longer than the rates remember are nearly independent.
            if scale.width_s() < process.tau_s {
                assert!(found < 0.9 * n as f64, "{k}: {found} of {n}");
            }
        }
    }
}

/// Bins of Poisson trains are worth as many as they are, also in a selection of short pieces.
#[test]
fn independent_bins_are_worth_themselves() {
    let pieces = (0..40).map(|j| Interval::new(f64::from(j) * 5.0, f64::from(j) * 5.0 + 3.3));
    let mut rng = random(5);
    let span = Interval::new(0.0, 200.0);
    let (e, i) = (
        poisson(&mut rng, 300.0, span),
        poisson(&mut rng, 100.0, span),
    );
    for intervals in [
        Intervals::from(span),
        Intervals::from(pieces.collect::<Vec<_>>()),
    ] {
        for k in [1.0, 10.0, 20.0, 24.0] {
            let (n, _, n_eff) = at([&e, &i], &intervals, k);
            assert!(
                n_eff <= n as f64 && n_eff > 0.85 * n as f64,
                "{k}: {n_eff} of {n}"
            );
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let span = Interval::new(0.0, 100.0);
    let [e, i] = Process::slow(0.5).trains(1, span);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads")
            .install(|| at([&e, &i], &span.into(), 15.0).2)
    };
    assert_eq!(with(1).to_bits(), with(3).to_bits());
}

/// Without spread there is none, and nothing hangs where there is next to nothing.
#[test]
fn little_gives_little() {
    let span = Interval::new(0.0, 0.01);
    assert!(at([&[], &[]], &span.into(), 1.0).2.is_nan());
    let (n, _, n_eff) = at([&[0.001, 0.0043], &[0.0041]], &span.into(), 1.0);
    assert_eq!(n_eff, n as f64);
    // A spike at 10^12 s.
    let long = Interval::new(0.0, 1e12);
    let (_, _, n_eff) = at([&[1.0, 1e12 - 1.0], &[3.0]], &long.into(), 32.0);
    assert!(n_eff > 0.0, "{n_eff}");
}

/// Of 95 % intervals of r by Fisher's z on so many bins, 90 to 99 % hold the r that is known, at fine
/// and coarse scales, whether rates are steady or fluctuate slowly: of 100 recordings each. Fisher's
/// z on all bins holds it much less often where they fluctuate.
#[test]
fn intervals_of_r_have_their_level() {
    const RECORDINGS: u64 = 100;
    const K: [f64; 3] = [10.0, 20.0, 27.0];
    let span = Interval::new(0.0, 200.0);
    for mut process in [Process::POISSON, Process::slow(0.5), Process::slow(5.0)] {
        process.rates_hz = [500.0, 250.0];
        // At each scale, whether the interval on n_eff bins and that on n bins hold r.
        let of = |seed| {
            let [e, i] = process.trains(seed, span);
            let (trains, intervals) = ([&e[..], &i[..]], Intervals::from(span));
            let task = Task::alone();
            let memory = Autocovariances::new(trains, &intervals, &task).expect("not overtaken");
            let scales = K.map(Scale::new);
            let joint = joint_counts_at(trains, &intervals, &scales, &task).expect("not overtaken");
            [0, 1, 2].map(|place: usize| {
                let (scale, moments) = (scales[place], joint[place].sums.moments);
                let (var_e, var_i, both) = moments.second();
                let n_eff = memory.effective_bins(&Bins::new(&intervals, scale), [var_e, var_i]);
                let r = both / (var_e * var_i).sqrt();
                let away = r.atanh() - process.r(scale.width_s()).atanh();
                let holds = |n: f64| u32::from(away.abs() <= 1.96 / (n - 3.0).max(1e-9).sqrt());
                [holds(n_eff), holds(moments.bins as f64)]
            })
        };
        let all: Vec<[[u32; 2]; 3]> = (0..RECORDINGS).map(of).collect();
        for (place, k) in K.into_iter().enumerate() {
            let held = |which: usize| all.iter().map(|one| one[place][which]).sum::<u32>();
            // 90 % of 100 less two and a half standard errors.
            assert!(held(0) >= 83, "{} at {k} for {process:?}", held(0));
            if process.size > 0.0 && place == 0 {
                assert!(held(1) < 80, "{} at {k} for {process:?}", held(1));
            }
        }
    }
}
