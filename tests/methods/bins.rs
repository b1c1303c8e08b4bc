//! Binning (methods E.1): against the formula spike by spike, and against integer ticks.

use crate::common::{Naive, naive, pair, poisson, random, recording};
use equipoise::analysis::{
    Bins, JointCounts, Moments, Scale, Selection, Settings, Task, correlation, counts,
    ensemble_series, joint_counts, moments,
};
use equipoise::recording::{Class, Interval, Intervals, Recording};
use proptest::prelude::*;
use rand::RngExt;
use std::collections::BTreeMap;

#[test]
fn spikes_on_clock_ticks_fall_where_integers_say() {
    const SPIKES: u64 = 400_000;
    // 30 ticks a bin: the bin of a tick is its quotient by 30.
    const TICKS_A_BIN: u64 = 30;
    let mut rng = random(11);
    let last = 30_000 * 1200;
    let mut ticks: Vec<u64> = (0..SPIKES).map(|_| rng.random_range(0..last)).collect();
    ticks.sort_unstable();
    let times: Vec<f64> = ticks.iter().map(|&t| t as f64 / 30_000.0).collect();
    let span = Interval::new(0.0, 1200.0);
    let bins = Bins::new(&span.into(), Scale::FINEST);
    assert_eq!(bins.len(), 1_200_000);
    let grid = bins.grids()[0];
    let wrong = |bin: &dyn Fn(f64) -> i64| {
        let wrong = times.iter().zip(&ticks);
        wrong
            .filter(|&(&t, &tick)| bin(t) != (tick / TICKS_A_BIN) as i64)
            .count()
    };
    assert_eq!(wrong(&|t| grid.bin_of(t)), 0);
    // The same data defeat the plain quotient, so that the test can fail.
    assert!(wrong(&|t| (t / 1e-3).floor() as i64) > 1000);
    // And the fast way counts as the formula does.
    let mut expected = vec![0u32; 1_200_000];
    for tick in &ticks {
        expected[(tick / TICKS_A_BIN) as usize] += 1;
    }
    let recording = pair(times, Vec::new(), span);
    let found = counts(&recording.ensembles().excitatory, &bins, &Task::alone());
    assert_eq!(found.expect("not cancelled").counts, expected);
}

#[test]
fn no_bin_straddles_a_border() {
    let intervals = Intervals::from(vec![
        Interval::new(0.0, 0.0105),
        Interval::new(0.02, 0.0234),
    ]);
    let bins = Bins::new(&intervals, Scale::FINEST);
    assert_eq!(bins.len(), 10 + 3);
    assert!((bins.left_out_s() - (0.0005 + 0.0004)).abs() < 1e-12);
    for j in 0..bins.len() {
        let bin = bins.interval(j).expect("bin exists");
        let of = bins.interval_index(j).expect("bin exists");
        let own = intervals.as_slice()[of];
        assert!(bin.start_s >= own.start_s && bin.stop_s <= own.stop_s + 1e-12);
        assert_eq!(bins.find(f64::midpoint(bin.start_s, bin.stop_s)), Some(j));
    }
    assert_eq!(bins.find(0.0102), None);
    assert_eq!(bins.find(0.015), None);
    assert_eq!(bins.interval(13), None);
    assert_eq!(bins.starting_in(Interval::new(0.0085, 0.0215)), 9..12);
    let spikes = vec![0.0, 0.0099, 0.0101, 0.015, 0.02, 0.0225, 0.0233];
    let recording = pair(spikes, vec![], Interval::new(0.0, 1.0));
    let found =
        counts(&recording.ensembles().excitatory, &bins, &Task::alone()).expect("not cancelled");
    assert_eq!(found.counts, [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1]);
    assert_eq!(found.left_out, 2);
}

#[test]
fn windows_without_spikes_or_without_bins() {
    let recording = pair(vec![1.0, 2.0], vec![1.5], Interval::new(0.0, 3.0));
    let whole = moments_of(
        &recording,
        &Interval::new(100.0, 101.0).into(),
        Scale::FINEST,
    );
    assert_eq!((whole.bins, whole.sum_e, whole.sum_i), (1000, 0, 0));
    let none = moments_of(&recording, &Interval::new(1.0, 1.0).into(), Scale::FINEST);
    assert_eq!(none, Moments::default());
    let short = moments_of(&recording, &Interval::new(0.0, 3.0).into(), Scale::COARSEST);
    assert_eq!(short.bins, 0);
}

#[test]
fn a_cancelled_task_stops() {
    let recording = pair(vec![1.0], vec![1.5], Interval::new(0.0, 3.0));
    let (cancelled, progress) = (|| true, |_| ());
    let task = Task::new(&cancelled, &progress);
    let intervals = Interval::new(0.0, 3.0).into();
    assert!(moments(recording.ensembles(), &intervals, &[Scale::FINEST], &task).is_err());
    let bins = Bins::new(&intervals, Scale::FINEST);
    assert!(counts(&recording.ensembles().excitatory, &bins, &task).is_err());
}

#[test]
fn long_empty_stretches_cost_nothing() {
    // A stray spike at 10^9 s leaves 10^12 bins, nearly all of them empty.
    let recording = pair(vec![0.5, 1e9], vec![0.5], Interval::new(0.0, 2e9));
    let found = moments_of(&recording, &Interval::new(0.0, 2e9).into(), Scale::FINEST);
    assert!(found.bins > 1_000_000_000_000);
    assert_eq!((found.sum_e, found.sum_ei, found.max_i), (2, 1, 1));
    let bins = Bins::new(&Interval::new(0.0, 2e9).into(), Scale::FINEST);
    let refused = counts(&recording.ensembles().excitatory, &bins, &Task::alone());
    assert!(refused.is_err());
}

fn moments_of(recording: &Recording, intervals: &Intervals, scale: Scale) -> Moments {
    moments(recording.ensembles(), intervals, &[scale], &Task::alone()).expect("not cancelled")[0]
        .moments
}

/// Compares counts, joint histogram and sums with the formula at every given scale.
fn agrees(recording: &Recording, intervals: &Intervals, scales: &[Scale]) {
    let pooled = recording.ensembles();
    let task = Task::alone();
    let all = moments(pooled, intervals, scales, &task).expect("not cancelled");
    for (&scale, sums) in scales.iter().zip(all) {
        let bins = Bins::new(intervals, scale);
        let [e, i] = [&pooled.excitatory, &pooled.inhibitory].map(|train| {
            let expected: Naive = naive(train.times_s(), intervals, scale);
            let found = counts(train, &bins, &task).expect("not cancelled");
            assert_eq!(found.counts, expected.counts, "scale {}", scale.k());
            assert_eq!(found.left_out, expected.left_out);
            assert!((bins.left_out_s() - expected.left_out_s).abs() < 1e-9);
            expected
        });
        let mut expected = Moments::default();
        let mut histogram = BTreeMap::new();
        for (&e, &i) in e.counts.iter().zip(&i.counts) {
            expected.add(e, i, 1);
            *histogram.entry((e, i)).or_insert(0) += 1;
        }
        assert_eq!(sums.moments, expected, "scale {}", scale.k());
        assert_eq!((sums.left_out_e, sums.left_out_i), (e.left_out, i.left_out));
        let joint = joint_counts(pooled, intervals, scale, &task).expect("not cancelled");
        assert_eq!(joint.sums, sums);
        let found: BTreeMap<(u32, u32), u64> =
            joint.pairs().iter().map(|p| ((p.e, p.i), p.bins)).collect();
        assert_eq!(found, histogram);
        assert_eq!(found.len(), joint.pairs().len());
    }
}

#[test]
fn dense_bursts_and_many_stretches_agree_with_the_formula() {
    let span = Interval::new(-3.0, 97.0);
    let mut rng = random(5);
    let mut e = poisson(&mut rng, 4000.0, span);
    // More spikes at one instant than an i16 holds, and a run of them in one bin of 1 ms.
    e.extend(std::iter::repeat_n(50.0, 40_000));
    e.extend((0..5000).map(|j| 60.0 + f64::from(j) * 1e-7));
    let i = poisson(&mut rng, 700.0, span);
    let recording = pair(e, i, span);
    let scales: Vec<Scale> = Scale::all().chain([Scale::new(7.35)]).collect();
    agrees(&recording, &span.into(), &scales);
    let two = Intervals::from(vec![Interval::new(0.1, 30.0), Interval::new(41.0, 96.9)]);
    agrees(&recording, &two, &scales);
}

#[test]
fn few_spikes_in_long_stretches_agree_with_the_formula() {
    // Two seconds of firing, a spike on an edge of every bin, and a few in the hours around them.
    let span = Interval::new(-400.0, 2600.0);
    let mut rng = random(7);
    let busy = Interval::new(1000.0, 1002.0);
    let mut train = |rate_hz: f64| {
        let mut train = poisson(&mut rng, 0.05, span);
        train.extend(poisson(&mut rng, rate_hz, busy));
        train.extend([-400.0, 0.0, 1.0, 1.0, 2599.999]);
        train.sort_by(f64::total_cmp);
        train
    };
    let recording = pair(train(300.0), train(80.0), span);
    let scales: Vec<Scale> = Scale::all().chain([Scale::new(7.35)]).collect();
    agrees(&recording, &span.into(), &scales);
    let some = Intervals::from(vec![
        Interval::new(-399.5, 600.0),
        Interval::new(900.3, 1001.0),
        Interval::new(1500.0, 2600.0),
    ]);
    agrees(&recording, &some, &scales);
}

#[test]
fn work_grows_with_spikes_and_not_with_the_span() {
    // 3000 spikes in 30,000 years: 10^15 bins at the finest scale, each a job or none.
    let span = Interval::new(0.0, 1e12);
    let train = |from_s: f64| -> Vec<f64> {
        let far = |j: i32| from_s + f64::from(j) * 6.25e8;
        (0..1500).map(far).collect()
    };
    let recording = pair(train(0.25), train(0.25), span);
    let looks = std::sync::atomic::AtomicUsize::new(0);
    let is_cancelled = || {
        looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        false
    };
    let task = Task::new(&is_cancelled, &|_| ());
    let scales: Vec<Scale> = Scale::all().collect();
    let all = moments(recording.ensembles(), &span.into(), &scales, &task).expect("sums");
    for sums in &all {
        let (width_s, found) = (sums.scale.width_s(), sums.moments);
        assert!((found.bins as f64 * width_s / 1e12 - 1.0).abs() < 1e-9);
        assert_eq!((found.sum_e, found.sum_i, found.sum_ei), (1500, 1500, 1500));
        assert_eq!((found.sum_ee, found.max_e), (1500, 1));
        assert_eq!((sums.left_out_e, sums.left_out_i), (0, 0));
    }
    let found = correlation(
        [&train(0.25), &train(0.25)],
        &span.into(),
        &scales,
        100,
        &task,
    );
    for scale in found.expect("correlations") {
        // Two trains of one spike a bin: one in all bins, and nothing at any other lag.
        assert!((scale.at_zero() - 1.0).abs() < 1e-6);
        let others = scale.lags().filter(|(lag, _)| *lag != 0);
        assert!(others.into_iter().all(|(_, r)| r.abs() < 1e-6));
    }
    // A look at each stretch that is gone over.
    let looks = looks.into_inner();
    assert!(looks < 20 * 3000, "{looks} stretches were gone over");
}

#[test]
fn poisson_cv_is_one_over_root_mean() {
    let span = Interval::new(0.0, 4000.0);
    let mut rng = random(3);
    let recording = pair(poisson(&mut rng, 100.0, span), vec![0.0], span);
    for k in [5.0, 12.0, 20.0] {
        let scale = Scale::new(k);
        let sums = moments_of(&recording, &span.into(), scale);
        let (mean, _) = sums.means();
        let cv = sums.second().0.sqrt() / mean;
        let n = sums.bins as f64;
        // The relative standard error of a variance of Poisson counts is sqrt((2 + 1/mean)/n).
        let tolerance = 4.0 * 0.5 * ((2.0 + 1.0 / mean) / n).sqrt();
        assert!((cv * mean.sqrt() - 1.0).abs() < tolerance, "k {k}: {cv}");
    }
}

fn clocked() -> impl Strategy<Value = f64> {
    prop_oneof![
        (0i64..90_000).prop_map(|tick| tick as f64 / 30_000.0),
        (0i64..3_000).prop_map(|ms| ms as f64 * 1e-3),
        -0.5f64..3.5,
        Just(0.0),
        Just(2.999_999_999_9),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn fast_equals_formula(
        e in prop::collection::vec(clocked(), 0..600),
        i in prop::collection::vec(clocked(), 0..600),
        borders in prop::collection::vec(clocked(), 2..7),
        k in 1.0f64..25.0,
    ) {
        let recording = pair(e, i, Interval::new(0.0, 3.0));
        let mut borders = borders;
        borders.sort_by(f64::total_cmp);
        let intervals = Intervals::from(
            borders.chunks_exact(2).map(|b| Interval::new(b[0], b[1])).collect::<Vec<_>>(),
        );
        agrees(&recording, &intervals, &[Scale::new(k), Scale::FINEST, Scale::new(15.0)]);
    }

    #[test]
    fn spikes_are_conserved(
        e in prop::collection::vec(0.0f64..3.0, 0..400),
        k in 1.0f64..32.0,
        stop_s in 0.001f64..3.0,
    ) {
        let inside = e.iter().filter(|&&t| t < stop_s).count() as u64;
        let recording = pair(e, vec![], Interval::new(0.0, 3.0));
        let bins = Bins::new(&Interval::new(0.0, stop_s).into(), Scale::new(k));
        let found = counts(&recording.ensembles().excitatory, &bins, &Task::alone())
            .expect("not cancelled");
        let counted: u64 = found.counts.iter().map(|&c| u64::from(c)).sum();
        // A spike within a millionth of a bin of the end may count as on its edge.
        prop_assert!(counted + found.left_out == inside);
        prop_assert!((bins.len() as f64 * bins.width_s() + bins.left_out_s() - stop_s).abs() < 1e-9);
    }

    #[test]
    fn order_of_units_and_threads_do_not_matter(
        trains in prop::collection::vec(prop::collection::vec(clocked(), 0..80), 2..8),
        k in 1.0f64..25.0,
    ) {
        let span = Interval::new(0.0, 3.0);
        let class = |place: usize| if place.is_multiple_of(3) { Class::Inhibitory } else { Class::Excitatory };
        let units: Vec<_> = trains.into_iter().enumerate().map(|(p, t)| (class(p), t)).collect();
        let mut turned = units.clone();
        turned.reverse();
        let settings = Settings { scale: Scale::new(k), ..Settings::default() };
        let run = |units: Vec<(Class, Vec<f64>)>, threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("pool");
            pool.install(|| {
                let recording = recording(units, span);
                let selection = Selection::whole(&recording);
                let series = ensemble_series(&recording, &selection, &settings, &Task::alone());
                let all: Vec<Scale> = Scale::all().collect();
                let sums = moments(recording.ensembles(), &span.into(), &all, &Task::alone());
                (series.expect("not cancelled"), sums.expect("not cancelled"))
            })
        };
        let one = run(units.clone(), 1);
        prop_assert_eq!(&one, &run(units, 2));
        prop_assert_eq!(&one, &run(turned, 2));
    }
}

#[test]
fn the_joint_histogram_is_the_same_from_spikes_and_from_counts() {
    let span = Interval::new(2.0, 62.0);
    let mut rng = random(11);
    let recording = pair(
        poisson(&mut rng, 900.0, span),
        poisson(&mut rng, 300.0, span),
        span,
    );
    let (selection, task) = (Selection::whole(&recording), Task::alone());
    for k in [1.0, 13.0, 26.0, 32.0] {
        let scale = Scale::new(k);
        let settings = Settings {
            scale,
            ..Settings::default()
        };
        let series = ensemble_series(&recording, &selection, &settings, &task).expect("bins");
        let intervals = selection.intervals(&recording);
        let direct = joint_counts(recording.ensembles(), &intervals, scale, &task);
        assert_eq!(JointCounts::of_series(&series, scale, &task), direct);
    }
}
