//! Correlograms and both tests on trains whose connections are known.

use super::{SPAN, driven, network, on_electrode, options, silenced, tested, units};
use crate::common::{in_threads, poisson, random};
use equipoise::analysis::connections::{
    Correlogram, Lags, Options, Pair, Sign, Smoother, Test, Tests, connections, correlogram,
    evidence, suggested_classes,
};
use equipoise::analysis::{AnalysisError, Selection, Task};
use equipoise::recording::{Class, Interval, Intervals};

#[test]
fn bins_are_half_open_and_centred_on_zero() {
    let lags = Lags {
        bin_s: 0.001,
        half: 2,
    };
    // Lags of -2.5, -0.5, 0.499, 0.5, 2.499 and 2.5 ms.
    let second = [0.9975, 0.9995, 1.000_499, 1.0005, 1.002_499, 1.0025];
    let task = Task::alone();
    let counts = correlogram(&[&[1.0]], &[&second], lags, &task).expect("not overtaken");
    assert_eq!(counts.counts, [1, 0, 2, 1, 1]);
    // The same as counted one by one, on the ticks of a 30 kHz clock.
    let mut rng = random(8);
    let mut train = || -> Vec<f64> {
        let times = poisson(&mut rng, 50.0, Interval::new(20_000.0, 20_100.0));
        times.iter().map(|t| (t * 30_000.0).floor()).collect()
    };
    let (a, b) = (train(), train());
    let seconds = |train: &[f64]| -> Vec<f64> { train.iter().map(|t| t / 30_000.0).collect() };
    let lags = Options::default().lags();
    let found = correlogram(&[&seconds(&a)], &[&seconds(&b)], lags, &task).expect("not overtaken");
    let mut expected = vec![0u64; lags.count()];
    for a in &a {
        for b in &b {
            // A bin has 12 ticks: its edges are ticks too, and exact.
            let bin = (b - a + 6.0).div_euclid(12.0) + lags.half as f64;
            if bin >= 0.0 && bin < lags.count() as f64 {
                expected[bin as usize] += 1;
            }
        }
    }
    assert_eq!(found.counts, expected);
    assert_eq!(lags.count(), 251);
}

#[test]
fn very_many_lags_are_counted_alike() {
    // 40 kHz each: so dense that lags are not counted one by one.
    let mut rng = random(9);
    let mut train = || poisson(&mut rng, 40_000.0, Interval::new(20.0, 20.2));
    let (mut a, mut b) = (train(), train());
    // As on a clock of 10 kHz, with four spikes at one time, and edges of bins at every fourth tick.
    for train in [&mut a, &mut b] {
        for t in train.iter_mut() {
            *t = (*t * 1e4).round() / 1e4;
        }
    }
    let lags = Options::default().lags();
    let found = correlogram(&[&a], &[&b], lags, &Task::alone()).expect("not overtaken");
    let mut expected = vec![0u64; lags.count()];
    for a in &a {
        for bin in b.iter().filter_map(|b| lags.bin(b - a)) {
            expected[bin] += 1;
        }
    }
    assert_eq!(found.counts, expected);
}

/// numpy: `convolve` of the counts padded with `mode="symmetric"`.
#[test]
fn the_predictor_is_that_of_numpy() {
    let mut counts: Vec<u64> = (0..251).map(|j| 10 + (7 * j * j) % 13).collect();
    for (bin, more) in [(130, 40), (131, 25), (0, 30), (250, 12)] {
        counts[bin] += more;
    }
    let counts = Correlogram {
        bin_s: 0.0004,
        counts,
    };
    let smoother = Smoother::new(0.0004);
    let near = |found: f64, expected: f64| {
        assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
    };
    for (bin, expected) in [
        (0, 17.288_540_075_638_956),
        (1, 17.726_604_787_571_98),
        (60, 15.999_697_171_514_441),
        (125, 17.930_179_019_674_55),
        (130, 17.454_064_493_381_32),
        (135, 17.978_193_573_330_838),
        (249, 16.786_959_916_584_15),
        (250, 16.378_868_355_203_824),
    ] {
        near(smoother.value_at(&counts, bin, |_| false), expected);
    }
    let centre = |bin: usize| bin == 125;
    near(
        smoother.value_at(&counts, 124, centre),
        17.942_005_345_209_73,
    );
    near(
        smoother.value_at(&counts, 125, centre),
        17.955_686_724_115_072,
    );
    let causal = |bin: usize| (127..136).contains(&bin);
    let beyond =
        (127..136).map(|b| counts.counts[b] as f64 - smoother.value_at(&counts, b, causal));
    near(beyond.sum(), 64.909_883_909_936_41);
}

#[test]
fn independent_trains_have_the_expected_counts_and_few_connections() {
    let span = Interval::new(0.0, 200.0);
    let mut rng = random(5);
    let trains: Vec<Vec<f64>> = (0..40).map(|_| poisson(&mut rng, 20.0, span)).collect();
    // Expected: n_pre r_post bin.
    let lags = Options::default().lags();
    let counts =
        correlogram(&[&trains[0]], &[&trains[1]], lags, &Task::alone()).expect("not overtaken");
    let bins = lags.count() as f64;
    let mean = counts.counts.iter().sum::<u64>() as f64 / bins;
    let expected = trains[0].len() as f64 * (trains[1].len() as f64 / 200.0) * lags.bin_s;
    assert!(
        (mean - expected).abs() < 4.0 * (expected / bins).sqrt(),
        "{mean} for {expected}"
    );
    let off = |n: &&u64| (**n as f64 - expected).abs() > 5.0 * expected.sqrt();
    assert_eq!(counts.counts.iter().filter(off).count(), 0);

    let all = trains
        .into_iter()
        .map(|train| (Class::Unclassified, None, train));
    let recording = units(all.collect(), span);
    let found = |alpha: f64| {
        let options = Options {
            alpha,
            ..Options::default()
        };
        let selection = Selection::whole(&recording);
        let found = connections(&recording, &selection, options, &Task::alone());
        (found.expect("not overtaken"), options.chance() * 1560.0)
    };
    assert!(found(0.001).0.len() <= 4);
    // At a coarse level there are enough to be counted: no more than chance, nor far fewer.
    let (found, chance) = found(0.05);
    for sign in [Sign::Excitatory, Sign::Inhibitory] {
        let count = found.iter().filter(|c| c.sign == sign).count() as f64;
        assert!(count < chance + 3.0 * chance.sqrt(), "{count} for {chance}");
    }
    assert!(found.len() as f64 > 0.2 * chance, "{}", found.len());
}

#[test]
fn an_injected_synapse_is_found_by_both_tests_in_its_direction() {
    let mut rng = random(1);
    let pre = poisson(&mut rng, 20.0, SPAN);
    let post = driven(2, &pre, poisson(&mut rng, 20.0, SPAN), 0.02);
    for test in [Test::Convolution, Test::Jitter] {
        for turned in [false, true] {
            let [a, b] = if turned { [&post, &pre] } else { [&pre, &post] };
            let (_, verdicts) = tested(a, b, &options(test));
            let [there, back] = [usize::from(turned), usize::from(!turned)].map(|j| verdicts[j]);
            assert!(there.found && !back.found, "{test:?} {verdicts:?}");
            assert_eq!(there.sign, Sign::Excitatory);
            assert!((there.lag_s - 0.002).abs() < 0.0007, "{}", there.lag_s);
            assert!((there.excess - 0.02).abs() < 0.006, "{}", there.excess);
            assert!(there.p < 0.002);
            if test == Test::Jitter {
                // None of 1000 jittered trains goes as far; the data counts as one of 1001.
                assert!((there.p - 1.0 / 1001.0).abs() < 1e-12, "{}", there.p);
            }
        }
    }
}

#[test]
fn injected_inhibition_is_found_by_both_tests() {
    let mut rng = random(11);
    let pre = poisson(&mut rng, 20.0, SPAN);
    let post = silenced(12, &pre, poisson(&mut rng, 20.0, SPAN), 0.6);
    for test in [Test::Convolution, Test::Jitter] {
        let (_, [there, back]) = tested(&pre, &post, &options(test));
        assert!(there.found && !back.found, "{test:?} {there:?}");
        assert_eq!(there.sign, Sign::Inhibitory);
        assert!(there.excess < -0.01 && there.could_inhibit, "{there:?}");
    }
    // A hundredth of the spikes: too few to tell, and it says so.
    let few: Vec<f64> = pre.iter().copied().step_by(100).collect();
    assert!(!tested(&few, &post, &options(Test::Convolution)).1[0].could_inhibit);
}

/// Half of the spikes of the one are also taken for the other's.
#[test]
fn the_central_bin_is_masked_on_one_electrode() {
    let mut rng = random(21);
    let pre = poisson(&mut rng, 20.0, SPAN);
    let mut post = poisson(&mut rng, 20.0, SPAN);
    post.extend(pre.iter().copied().step_by(2));
    post.sort_unstable_by(f64::total_cmp);
    let pair = |same_electrode| {
        let pair = Pair {
            first: &[&pre],
            second: &[&post],
            same_electrode,
            number: 0,
        };
        let task = Task::alone();
        let options = options(Test::Convolution);
        let (counts, _) = pair.test(&options, &task).expect("not overtaken");
        let bands = pair.bands(&counts, &options, &task).expect("not overtaken");
        bands.predictor[counts.half() + 1]
    };
    let level = 20_000.0 * 30.0 * 0.0004;
    assert!((pair(true) / level - 1.0).abs() < 0.1, "{}", pair(true));
    assert!(pair(false) > 1.5 * level, "{}", pair(false));
    // What is at 0 alone is no connection, masked or not.
    for same in [true, false] {
        let (_, verdicts) = on_electrode(&pre, &post, same, &options(Test::Convolution));
        let excites =
            |v: &&equipoise::analysis::connections::Verdict| v.found && v.sign == Sign::Excitatory;
        assert_eq!(verdicts.iter().filter(excites).count(), 0);
    }
}

/// Spikes of one electrode: within 1.2 ms of one, no other is seen, whichever cell it is of.
fn seen(mut both: Vec<(f64, usize)>) -> [Vec<f64>; 2] {
    both.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut last = f64::NEG_INFINITY;
    let mut seen = [Vec::new(), Vec::new()];
    for (t, cell) in both {
        if t - last > 0.0012 {
            last = t;
            seen[cell].push(t);
        }
    }
    seen
}

/// Both make troughs far below the bounds, on both sides of 0.
#[test]
fn dead_time_and_a_cell_sorted_twice_are_no_inhibition() {
    let mut rng = random(41);
    let mut cell = |of| {
        poisson(&mut rng, 20.0, SPAN)
            .into_iter()
            .map(move |t| (t, of))
    };
    let dead = seen(cell(0).chain(cell(1)).collect());
    // Every spike of the first cell is of the second too, a third of a bin later, and has its
    // refractory time.
    let [one, _] = seen(cell(0).collect());
    let twice: Vec<f64> = one.iter().map(|t| t + 0.000_13).collect();
    for (name, [a, b], coincide) in [("dead", dead, false), ("twice", [one, twice], true)] {
        for test in [Test::Convolution, Test::Jitter] {
            let options = options(test);
            let (counts, verdicts) = tested(&a, &b, &options);
            let pair = Pair {
                first: &[&a],
                second: &[&b],
                same_electrode: false,
                number: 7,
            };
            let bands = pair
                .bands(&counts, &options, &Task::alone())
                .expect("there");
            let bin = counts.half() + 2;
            let low = bands.low[bin];
            assert!((counts.counts[bin] as f64) < low, "{name}: no trough");
            assert!(verdicts.iter().all(|v| !v.found), "{name} {verdicts:?}");
            assert!(verdicts.iter().all(|v| v.coincide == coincide), "{name}");
        }
    }
}

/// By the published rule alone dead time is inhibition both ways.
#[test]
fn without_strict_troughs_dead_time_is_inhibition() {
    let mut rng = random(41);
    let mut cell = |of| {
        let train = poisson(&mut rng, 20.0, SPAN);
        train.into_iter().map(move |t| (t, of))
    };
    let [a, b] = seen(cell(0).chain(cell(1)).collect());
    for (strict_troughs, expected) in [(true, None), (false, Some(Sign::Inhibitory))] {
        let options = Options {
            strict_troughs,
            ..options(Test::Convolution)
        };
        let (_, verdicts) = tested(&a, &b, &options);
        for verdict in verdicts {
            assert_eq!(verdict.found.then_some(verdict.sign), expected);
        }
    }
}

/// A cell split in two: a trough after 0 that is not before it, between peaks on both sides.
#[test]
fn a_trough_among_more_spikes_than_expected_is_no_inhibition() {
    let mut rng = random(51);
    let pre = poisson(&mut rng, 20.0, SPAN);
    let mut post = poisson(&mut rng, 20.0, SPAN);
    for (at, t) in pre.iter().enumerate().filter(|(at, _)| at % 8 == 0) {
        let lag_s = 0.0024 + 0.0008 * f64::from(at as u32 / 8 % 5) / 5.0;
        post.extend([t + lag_s, t - lag_s]);
    }
    post.retain(|t| {
        let after = pre.partition_point(|other| *other < t - 0.0014);
        !pre.get(after).is_some_and(|other| *other <= t - 0.0006)
    });
    post.sort_unstable_by(f64::total_cmp);
    let (counts, [there, _]) = tested(&pre, &post, &options(Test::Convolution));
    let at = |bins: usize| counts.counts[counts.half() + bins];
    assert!(at(2) == 0 && at(6) > 500, "{:?}", counts.counts);
    assert!(!there.found && there.excess > 0.0, "{there:?}");
}

#[test]
fn a_slow_common_drive_is_no_connection() {
    // Both rates swing together over 200 ms.
    let mut rng = random(31);
    let mut train = || -> Vec<f64> {
        let all = poisson(&mut rng, 40.0, SPAN);
        let kept = |t: &f64| (t * 31.4).sin() > -0.2;
        all.into_iter().filter(kept).collect()
    };
    let (a, b) = (train(), train());
    for test in [Test::Convolution, Test::Jitter] {
        let (_, verdicts) = tested(&a, &b, &options(test));
        assert!(verdicts.iter().all(|v| !v.found), "{test:?} {verdicts:?}");
    }
}

#[test]
fn threads_seeds_and_pieces_do_not_matter_but_the_seed_does() {
    let recording = network(Interval::new(0.0, 100.0));
    let run = |threads, seed| {
        in_threads(threads, || {
            let options = Options {
                seed,
                jitters: 200,
                ..options(Test::Jitter)
            };
            let intervals = Selection::whole(&recording).intervals(&recording);
            let tests = Tests::new(&recording, intervals, options, &Task::alone());
            let pairs = tests.expect("made").all(&Task::alone()).expect("tested");
            format!("{pairs:?}")
        })
    };
    assert_eq!(run(1, 1), run(2, 1));
    assert_ne!(run(1, 1), run(1, 2));
}

#[test]
fn units_tell_their_class_by_what_they_do() {
    let recording = network(Interval::new(0.0, 600.0));
    let selection = Selection::whole(&recording);
    let found = connections(&recording, &selection, Options::default(), &Task::alone());
    let found = found.expect("not overtaken");
    let mut pairs: Vec<_> = found.iter().map(|c| (c.pre, c.post, c.sign)).collect();
    pairs.sort_by_key(|c| (c.0, c.1));
    assert_eq!(
        pairs,
        [
            (0, 1, Sign::Excitatory),
            (0, 2, Sign::Excitatory),
            (3, 1, Sign::Inhibitory)
        ]
    );
    let suggested = suggested_classes(&found, recording.units().len());
    let [e, i] = [Class::Excitatory, Class::Inhibitory].map(Some);
    assert_eq!(suggested, [e, None, None, i, None]);
    let all = evidence(&found, 5);
    assert_eq!(all[0].made, [2, 0]);
    assert_eq!(all[1].received, [1, 1]);
    // One that does both suggests nothing.
    let mut both = found.clone();
    both[0].pre = 3;
    both[0].sign = Sign::Excitatory;
    assert_eq!(suggested_classes(&both, 4)[3], None);
    assert!(
        suggested_classes(&found, 1).len() == 1,
        "units beyond are ignored"
    );
}

#[test]
fn no_lag_goes_over_a_gap_and_nothing_breaks_on_odd_input() {
    let train = [0.999, 1.001];
    let lags = Options::default().lags();
    let task = Task::alone();
    let whole = correlogram(&[&train], &[&train], lags, &task).expect("not overtaken");
    assert_eq!(whole.counts.iter().sum::<u64>(), 4);
    let apart = [&train[..1], &train[1..]];
    let apart = correlogram(&apart, &apart, lags, &task).expect("not overtaken");
    assert_eq!(apart.counts.iter().sum::<u64>(), 2);

    // Silent, equal, and simultaneous trains, and settings out of range.
    let wild = Options {
        window_s: f64::NAN,
        alpha: 7.0,
        jitter_s: f64::INFINITY,
        jitters: 0,
        ..options(Test::Jitter)
    };
    let heap = vec![5.0; 3000];
    for options in [wild, options(Test::Convolution)] {
        for [a, b] in [[&[][..], &[][..]], [&heap, &heap], [&heap, &[]]] {
            let (counts, verdicts) = tested(a, b, &options);
            assert_eq!(counts.counts.len(), options.lags().count());
            assert!(verdicts.iter().all(|v| v.p >= 0.0 && v.excess.is_finite()));
        }
    }
    let overtaken = Task::new(&|| true, &|_| ());
    let pair = Pair {
        first: &[&heap],
        second: &[&heap],
        same_electrode: false,
        number: 0,
    };
    let stopped = pair.test(&Options::default(), &overtaken);
    assert_eq!(stopped.map(|_| ()), Err(AnalysisError::Cancelled));
    let none = Intervals::default();
    let recording = network(Interval::new(0.0, 10.0));
    let tests = Tests::new(&recording, none, Options::default(), &task).expect("made");
    assert!(tests.all(&task).expect("nothing to do").is_complete());
}
