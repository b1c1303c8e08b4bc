//! Surrogates: what they keep, what they destroy, and the statistics that tell them from data.

use crate::common::{poisson, random, recording};
use equipoise::analysis::statistics::{AtScale, Spread, Statistics, statistics, surrogate_batch};
use equipoise::analysis::{
    Bins, JointCounts, Normalisation, Realisation, Scale, Selection, Surrogate, SurrogateKind,
    Task, count,
};
use equipoise::recording::{Class, Epoch, Interval, Intervals, Parts, Recording, State};
use rand::RngExt;

const SPAN: Interval = Interval {
    start_s: 3.0,
    stop_s: 603.0,
};

/// E and I units that share a slow drive, so that their bins are correlated.
fn driven() -> Recording {
    let mut rng = random(9);
    let mut drive = vec![0.0f64; 6001];
    for j in 1..drive.len() {
        drive[j] = 0.97 * drive[j - 1] + 0.25 * (rng.random::<f64>() - 0.5);
    }
    let mut units = Vec::new();
    for (class, count, rate) in [(Class::Excitatory, 12, 4.0), (Class::Inhibitory, 6, 8.0)] {
        for _ in 0..count {
            let all = poisson(&mut rng, 3.0 * rate, SPAN);
            let kept = all.into_iter().filter(|t| {
                let level = drive[((t - SPAN.start_s) * 10.0) as usize];
                rng.random::<f64>() < (1.0 + 2.0 * level).clamp(0.05, 3.0) / 3.0
            });
            units.push((class, kept.collect()));
        }
    }
    recording(units, SPAN)
}

fn surrogate(kind: SurrogateKind) -> Surrogate {
    Surrogate {
        kind,
        seed: 5,
        realisations: 8,
    }
}

fn two() -> Intervals {
    Intervals::from(vec![
        Interval::new(10.0, 200.0),
        Interval::new(300.0, 550.0),
    ])
}

#[test]
fn every_surrogate_keeps_the_spikes_of_each_interval() {
    let recording = driven();
    let intervals = two();
    for kind in SurrogateKind::ALL {
        let made = Realisation::new(&recording, &intervals, &surrogate(kind), 3, &Task::alone())
            .expect("not cancelled");
        for (train, pooled) in made.trains().iter().zip(recording.ensembles().pair()) {
            assert!(train.is_sorted(), "{kind:?}");
            for &interval in intervals.as_slice() {
                let inside = train.iter().filter(|t| interval.contains(**t)).count();
                assert_eq!(inside, pooled.range(interval).len(), "{kind:?}");
            }
        }
        let bins = Bins::new(&intervals, Scale::new(18.0));
        let [e, _] = made.counts(&bins, &Task::alone()).expect("not cancelled");
        let data = count(recording.ensembles().times_s()[0], &bins, &Task::alone()).expect("bins");
        assert_ne!(e.counts, data.counts, "{kind:?} changes something");
    }
}

#[test]
fn the_pooled_permutation_keeps_the_intervals_and_the_ends() {
    let recording = driven();
    let whole = Intervals::from(SPAN);
    let kind = SurrogateKind::IsiPermutation;
    let made = Realisation::new(&recording, &whole, &surrogate(kind), 0, &Task::alone())
        .expect("not cancelled");
    let sorted_gaps = |times: &[f64]| {
        let mut gaps: Vec<f64> = times.windows(2).map(|p| p[1] - p[0]).collect();
        gaps.sort_by(f64::total_cmp);
        gaps
    };
    for (train, data) in made.trains().iter().zip(recording.ensembles().times_s()) {
        assert_eq!(train.first(), data.first());
        assert!((train.last().unwrap() - data.last().unwrap()).abs() < 1e-8);
        let gaps = sorted_gaps(train).into_iter().zip(sorted_gaps(data));
        assert!(gaps.map(|(a, b)| (a - b).abs()).fold(0.0, f64::max) < 1e-9);
    }
}

#[test]
fn permuted_bins_keep_mean_and_sd_exactly_and_lose_the_correlation() {
    let recording = driven();
    let whole = Intervals::from(SPAN);
    let kind = SurrogateKind::BinPermutation;
    let scales = [Scale::new(14.0), Scale::new(22.0)];
    let made = Realisation::new(&recording, &whole, &surrogate(kind), 0, &Task::alone())
        .expect("not cancelled");
    let joint = made
        .joint(&whole, &scales, &Task::alone())
        .expect("not cancelled");
    let data = statistics_of(&recording, Normalisation::Rate);
    for joint in &joint {
        let at = AtScale::new(joint, recording.unit_counts(&whole), Normalisation::Rate);
        let own = data
            .scales
            .iter()
            .find(|s| s.scale == at.scale)
            .expect("a scale");
        assert_eq!(at.balance.sd_e, own.balance.sd_e);
        assert_eq!(at.balance.sd_i, own.balance.sd_i);
        assert_eq!(joint.marginal_e().len(), joint.marginal_e().len());
        let n = at.balance.n_bins as f64;
        assert!(at.balance.r.abs() < 3.5 / n.sqrt(), "{}", at.balance.r);
        assert!(own.balance.r > 0.3, "{}", own.balance.r);
        // The joint histogram is that of the permuted counts.
        let bins = Bins::new(&whole, at.scale);
        let [e, i] = made.counts(&bins, &Task::alone()).expect("counts");
        let again = JointCounts::of_counts([&e, &i], &bins, at.scale, &Task::alone());
        assert_eq!(again.as_ref(), Ok(joint));
    }
}

fn statistics_of(recording: &Recording, normalisation: Normalisation) -> Statistics {
    let selection = Selection::whole(recording);
    let all = statistics(recording, &selection, normalisation, &Task::alone());
    Statistics::clone(&all.expect("not cancelled"))
}

/// Depth of surrogate over depth of data is 1 / sqrt(1 - rho) for Gaussian clouds of equal SDs;
/// here half of the spikes of E and of I are common, so that rho is 1/2.
#[test]
fn the_depth_of_surrogates_is_what_the_lost_correlation_says() {
    let mut rng = random(12);
    let [common, e, i] = [0; 3].map(|_| poisson(&mut rng, 150.0, SPAN));
    let with = |own: Vec<f64>| {
        let mut all = [own, common.clone()].concat();
        all.sort_by(f64::total_cmp);
        all
    };
    let units = vec![(Class::Excitatory, with(e)), (Class::Inhibitory, with(i))];
    let recording = recording(units, SPAN);
    let data = statistics_of(&recording, Normalisation::Rate);
    let made = surrogate_batch(
        &recording,
        &Selection::whole(&recording),
        Normalisation::Rate,
        &surrogate(SurrogateKind::BinPermutation),
        0,
        &Task::alone(),
    )
    .expect("not cancelled");
    for k in [16, 20, 23] {
        let own = &data.scales[k - 1];
        assert!((own.balance.r - 0.5).abs() < 0.06, "{}", own.balance.r);
        let depth = own.collapse.as_ref().expect("a curve").depth;
        let ratios = made
            .iter()
            .map(|s| s.scales[k - 1].collapse.as_ref().unwrap().depth / depth);
        let mean = Spread::new(ratios).expect("numbers").mean;
        let expected = 1.0 / (1.0 - own.balance.r).sqrt();
        assert!(
            (mean / expected - 1.0).abs() < 0.03,
            "k {k}: {mean} {expected}"
        );
    }
}

#[test]
fn poisson_variance_falls_with_the_bin_for_rates_and_rises_for_counts() {
    let mut rng = random(4);
    let span = Interval::new(0.0, 3600.0);
    let recording = recording(
        vec![
            (Class::Excitatory, poisson(&mut rng, 60.0, span)),
            (Class::Inhibitory, poisson(&mut rng, 40.0, span)),
        ],
        span,
    );
    let range = [Scale::new(5.0).width_s(), Scale::new(25.0).width_s()];
    for (normalisation, slope) in [
        (Normalisation::Rate, -1.0),
        (Normalisation::Count, 1.0),
        (Normalisation::Share, 1.0),
    ] {
        let fit = statistics_of(&recording, normalisation)
            .fit(range)
            .expect("a line");
        assert!(
            (fit.slope - slope).abs() < 0.02,
            "{normalisation:?}: {}",
            fit.slope
        );
        assert_eq!(fit.scales, 21);
    }
}

#[test]
fn identical_trains_have_no_variance_and_no_curve() {
    let mut rng = random(4);
    let train = poisson(&mut rng, 20.0, SPAN);
    let recording = recording(
        vec![
            (Class::Excitatory, train.clone()),
            (Class::Inhibitory, train),
        ],
        SPAN,
    );
    let all = statistics_of(&recording, Normalisation::Rate);
    assert!(
        all.scales
            .iter()
            .all(|s| s.balance.var_f == 0.0 && s.collapse.is_none())
    );
    assert!(all.fit([1e-3, 10.0]).is_none() && all.collapse_summary().is_none());
}

#[test]
fn realisations_do_not_depend_on_threads_or_on_one_another() {
    let mut parts = Parts::new("states");
    let base = driven();
    parts.units = base.units().to_vec();
    parts.trains = base.trains().clone();
    parts.epochs = vec![
        Epoch::state(State::Wake, 5.0, 100.0),
        Epoch::state(State::Rem, 100.0, 180.0),
        Epoch::state(State::Wake, 180.0, 220.0),
    ];
    let recording = Recording::new(parts).expect("valid");
    let selection = Selection {
        states: vec!["Wake".into()],
        ..Selection::whole(&recording)
    };
    let run = |kind, threads: usize, batch| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("pool");
        pool.install(|| {
            let task = Task::alone();
            let kind = surrogate(kind);
            let made = surrogate_batch(
                &recording,
                &selection,
                Normalisation::Share,
                &kind,
                batch,
                &task,
            );
            // As text: realisations have no interval of r, and NaN is not equal to itself.
            format!("{:?}", made.expect("not cancelled"))
        })
    };
    for kind in SurrogateKind::ALL {
        let one = run(kind, 1, 1);
        assert_eq!(one, run(kind, 2, 1), "{kind:?}");
        assert_ne!(one, run(kind, 2, 0), "{kind:?}");
    }
}

#[test]
fn spread_is_mean_sd_and_quantiles() {
    let spread = Spread::new((0..=40).map(f64::from).chain([f64::NAN])).expect("numbers");
    assert_eq!(
        (spread.n, spread.mean, spread.low, spread.high),
        (41, 20.0, 1.0, 39.0)
    );
    assert!((spread.sd - 140f64.sqrt()).abs() < 1e-12);
    assert!(Spread::new([f64::NAN]).is_none());
}

/// Where no unit of a class was observed there is nothing in any surrogate, and nothing is lost; the
/// other class, of which one unit was observed all the time, may move everywhere.
#[test]
fn pooled_surrogates_stay_in_the_time_in_which_a_unit_of_the_class_was_observed() {
    let whole = driven();
    // One unit before the other; the last ends within a bin.
    let parts_of = [
        vec![Interval::new(3.0, 103.0)],
        vec![Interval::new(90.0, 150.0), Interval::new(400.0, 450.3)],
    ];
    let seen = [Interval::new(3.0, 150.0), Interval::new(400.0, 450.3)];
    let inside = |t: &f64| seen.iter().any(|i| i.contains(*t));
    let mut parts = Parts::new("partly observed");
    parts.units = whole.units().to_vec();
    let mut trains: Vec<Vec<f64>> = (0..parts.units.len())
        .map(|u| whole.trains().unit(u).to_vec())
        .collect();
    for (at, (unit, train)) in parts.units.iter_mut().zip(&mut trains).enumerate() {
        if unit.class == Class::Excitatory {
            let own = parts_of[at % 2].clone();
            train.retain(|t| own.iter().any(|i| i.contains(*t)));
            unit.observed = Some(own.into());
        }
    }
    parts.trains = equipoise::recording::SpikeTrains::from_units(trains);
    parts.span = Some(SPAN);
    let recording = Recording::new(parts).expect("a recording");
    let pooled = recording.ensembles().pair();
    for kind in [SurrogateKind::IsiPermutation, SurrogateKind::BinPermutation] {
        let task = Task::alone();
        let made = Realisation::new(&recording, &two(), &surrogate(kind), 3, &task)
            .expect("not cancelled");
        for width_s in [0.01, 1.0, 7.0] {
            let bins = Bins::with_width(&two(), width_s);
            let both = made.counts(&bins, &task).expect("counted");
            for ((counts, pooled), class) in both.iter().zip(pooled).zip(["E", "I"]) {
                let own = count(pooled.times_s(), &bins, &task).expect("counted");
                let sum = |c: &[u32]| c.iter().sum::<u32>();
                assert_ne!(counts.counts, own.counts, "{kind:?} {class} {width_s}");
                if kind == SurrogateKind::BinPermutation {
                    assert_eq!(sum(&counts.counts), sum(&own.counts));
                }
            }
            let outside = |j: &usize| {
                let bin = bins.interval(*j as u64).expect("a bin");
                seen.iter().all(|s| s.intersect(&bin).is_none())
            };
            let dark = (0..both[0].counts.len()).filter(outside);
            let dark: Vec<u32> = dark.map(|j| both[0].counts[j]).collect();
            assert!(dark.len() as f64 * width_s > 190.0 && dark.iter().all(|n| *n == 0));
            let lit = both[1].counts.len() - dark.len();
            assert!(both[1].counts.iter().filter(|n| **n > 0).count() > lit.min(300));
        }
        let [e, _] = made.trains();
        assert!(e.iter().all(inside) && e.is_sorted(), "{kind:?}");
        let expected = pooled[0].times_s().iter().filter(|t| two().contains(**t));
        assert_eq!(e.len(), expected.count());
    }
}

/// A spike outside of the time that the file calls observed is a contradiction; it stays.
#[test]
fn a_spike_at_a_time_that_was_not_observed_stays_where_it_is() {
    let mut parts = Parts::new("contradiction");
    let mut unit = equipoise::recording::Unit::new("a");
    unit.class = Class::Excitatory;
    unit.observed = Some([Interval::new(0.0, 10.0)].into());
    parts.units = vec![unit];
    let train = vec![1.0, 2.0, 4.0, 7.0, 15.0];
    parts.trains = equipoise::recording::SpikeTrains::from_units(vec![train]);
    parts.span = Some(Interval::new(0.0, 20.0));
    let recording = Recording::new(parts).expect("a recording");
    let kind = surrogate(SurrogateKind::IsiPermutation);
    let all = Intervals::from(Interval::new(0.0, 20.0));
    for number in 0..20 {
        let made = Realisation::new(&recording, &all, &kind, number, &Task::alone()).expect("made");
        let [e, _] = made.trains();
        assert_eq!((e.len(), e[0], e[3], e[4]), (5, 1.0, 7.0, 15.0));
    }
}

/// A unit that was observed for a part of the time has no spikes outside of it in a surrogate of
/// units either, and none is lost.
#[test]
fn surrogates_of_units_stay_in_the_time_that_was_observed() {
    let whole = driven();
    let observed = [Interval::new(3.0, 103.0), Interval::new(400.0, 450.0)];
    let mut parts = Parts::new("partly observed");
    parts.units = whole.units().to_vec();
    parts.units[0].observed = Some(observed.into());
    let inside = |t: &f64| observed.iter().any(|i| i.contains(*t));
    let mut trains: Vec<Vec<f64>> = (0..parts.units.len())
        .map(|u| whole.trains().unit(u).to_vec())
        .collect();
    trains[0].retain(inside);
    // The other excitatory units are silent, to know whose spikes these are.
    for (unit, train) in parts.units.iter().zip(&mut trains).skip(1) {
        if unit.class == Class::Excitatory {
            train.clear();
        }
    }
    let count = trains[0].len();
    assert!(count > 300);
    parts.trains = equipoise::recording::SpikeTrains::from_units(trains);
    parts.span = Some(SPAN);
    let recording = Recording::new(parts).expect("a recording");
    assert!((recording.rate_hz(0) - count as f64 / 150.0).abs() < 1e-12);
    for kind in [
        SurrogateKind::CircularShift,
        SurrogateKind::UnitIsi,
        SurrogateKind::Dither,
    ] {
        let made = Realisation::new(&recording, &two(), &surrogate(kind), 3, &Task::alone())
            .expect("not cancelled");
        let expected = recording.trains().unit(0).iter();
        let in_selection = |t: &&f64| two().contains(**t);
        assert_eq!(
            made.trains()[0].len(),
            expected.filter(in_selection).count()
        );
        assert!(made.trains()[0].iter().all(inside), "{kind:?}");
        assert_ne!(made.trains()[0], recording.trains().unit(0));
    }
}
