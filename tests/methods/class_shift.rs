//! The surrogate that turns all of E against I, and what p says of E and I that are unrelated.

use crate::common::{asked, recording};
use crate::processes::Process;
use equipoise::analysis::{
    Realisation, Scale, Surrogate, SurrogateKind, Task, joint_counts_at, significance,
};
use equipoise::compute::SharedStore;
use equipoise::recording::{Class, Interval, Intervals, Recording};
use equipoise::views::surrogates;

const SPAN: Interval = Interval {
    start_s: 0.0,
    stop_s: 200.0,
};

/// Two E units of half of the spikes each, and one of I.
fn made(process: &Process, seed: u64) -> Recording {
    let [e, i] = process.trains(seed, SPAN);
    let half = |odd: usize| e.iter().skip(odd).step_by(2).copied().collect();
    let units = vec![
        (Class::Excitatory, half(0)),
        (Class::Excitatory, half(1)),
        (Class::Inhibitory, i),
    ];
    recording(units, SPAN)
}

fn surrogate(kind: SurrogateKind, realisations: u32) -> Surrogate {
    Surrogate {
        kind,
        seed: 7,
        realisations,
    }
}

/// By how much `turned` is `train` turned round within an interval; `None` if it is not.
fn turned_by(train: &[f64], turned: &[f64], within: Interval) -> Option<f64> {
    let span_s = within.duration_s();
    let inside = |all: &[f64]| -> Vec<f64> {
        let own = all.iter().filter(|t| within.contains(**t));
        own.map(|t| t - within.start_s).collect()
    };
    let (train, turned) = (inside(train), inside(turned));
    assert_eq!(train.len(), turned.len());
    (0..train.len()).find_map(|first| {
        let by = (turned[first] - train[0]).rem_euclid(span_s);
        let fits = |(place, t): (usize, &f64)| {
            let to = turned[(first + place) % turned.len()];
            let away = (t + by - to).rem_euclid(span_s);
            away.min(span_s - away) < 1e-9
        };
        train.iter().enumerate().all(fits).then_some(by)
    })
}

/// I stays; E is turned round as a whole, in each interval by an amount of its own, and never by less
/// than the coarsest scale.
#[test]
fn all_of_e_is_turned_round_together() {
    let mut process = Process::slow(0.5);
    process.rates_hz = [40.0, 20.0];
    let recording = made(&process, 1);
    let [e, i] = recording.ensembles().times_s();
    let pieces = [Interval::new(5.0, 95.0), Interval::new(110.0, 190.0)];
    let intervals = Intervals::from(pieces.to_vec());
    let mut amounts = Vec::new();
    for number in 0..10 {
        let kind = surrogate(SurrogateKind::ClassShift, 10);
        let one = Realisation::new(&recording, &intervals, &kind, number, &Task::alone());
        let one = one.expect("not overtaken");
        let [turned, stays] = one.trains();
        let selected = i.iter().copied().filter(|t| intervals.contains(*t));
        assert!(stays.iter().copied().eq(selected));
        for piece in pieces {
            let by = turned_by(e, turned, piece).expect("turned as a whole");
            let least_s = Scale::COARSEST.width_s();
            assert!(
                (least_s..=piece.duration_s() - least_s).contains(&by),
                "{by}"
            );
            amounts.push(by);
        }
    }
    amounts.sort_by(f64::total_cmp);
    assert!(amounts.windows(2).all(|two| two[1] - two[0] > 1e-6));
    assert!(amounts[19] - amounts[0] > 40.0);
}

/// What is slow in each class is turned by more: with a correlation time of 5 s by more than 11 s and
/// about that.
#[test]
fn slow_classes_are_turned_by_more() {
    let least = |process: &Process| {
        let recording = made(process, 2);
        let [e, _] = recording.ensembles().times_s();
        let store = SharedStore::new(1 << 20);
        let task = Task::alone().with_store(&store);
        let by = |number| {
            let kind = surrogate(SurrogateKind::ClassShift, 60);
            let one = Realisation::new(&recording, &SPAN.into(), &kind, number, &task);
            let by = turned_by(e, one.expect("not overtaken").trains()[0], SPAN);
            let by = by.expect("turned as a whole");
            by.min(SPAN.duration_s() - by)
        };
        (0..60).map(by).fold(f64::INFINITY, f64::min)
    };
    let with = |tau_s: f64| {
        let mut process = Process::slow(tau_s);
        process.rates_hz = [200.0, 100.0];
        least(&process)
    };
    let (fast, slow) = (with(0.1), with(5.0));
    // Of 60 even amounts, the least is 1.5 s above the bound on average.
    assert!((11.0..17.0).contains(&fast), "{fast}");
    assert!((13.0..30.0).contains(&slow), "{slow}");
}

/// p of r at some scales and corrected over them, by 19 realisations.
fn p_of_r(process: &Process, seed: u64, kind: SurrogateKind, k: [f64; 3]) -> ([f64; 3], f64) {
    const REALISATIONS: u32 = 19;
    let (store, intervals) = (SharedStore::new(64 << 20), Intervals::from(SPAN));
    let task = Task::alone().with_store(&store);
    let recording = made(process, seed);
    let scales = k.map(Scale::new);
    let r = |trains: [&[f64]; 2]| -> Vec<f64> {
        let joint = joint_counts_at(trains, &intervals, &scales, &task).expect("not overtaken");
        let of = |(e, i, both): (f64, f64, f64)| both / (e * i).sqrt();
        joint.iter().map(|j| of(j.sums.moments.second())).collect()
    };
    let data = r(recording.ensembles().times_s());
    let made: Vec<Vec<f64>> = (0..REALISATIONS)
        .map(|number| {
            let kind = surrogate(kind, REALISATIONS);
            let one = Realisation::new(&recording, &intervals, &kind, number, &task);
            r(one.expect("not overtaken").trains())
        })
        .collect();
    let realised: Vec<Vec<f64>> = (0..3)
        .map(|place| made.iter().map(|one| one[place]).collect())
        .collect();
    let family: Vec<(f64, &[f64])> = data
        .into_iter()
        .zip(realised.iter().map(|all| &all[..]))
        .collect();
    let found = significance(&family);
    let found = [0, 1, 2].map(|place: usize| found[place].expect("r varies"));
    let any = found.iter().map(|s| s.p_corrected).fold(1.0, f64::min);
    (found.map(|s| s.p), any)
}

/// E and I that have nothing to do with each other, but are each slow: 5 in 100 are called related at
/// p = 0.05, at each scale and at any of them, where the pooled permutation calls far more.
#[test]
fn unrelated_classes_are_called_related_as_often_as_p_says() {
    const RECORDINGS: u64 = 100;
    let mut process = Process::unrelated(1.0);
    process.rates_hz = [200.0, 100.0];
    let k = [15.0, 20.0, 25.0];
    let called = |kind| {
        let mut called = [0; 4];
        for seed in 0..RECORDINGS {
            let (each, any) = p_of_r(&process, seed, kind, k);
            for (called, p) in called.iter_mut().zip(each.into_iter().chain([any])) {
                *called += u32::from(p <= 0.05);
            }
        }
        called
    };
    let shifted = called(SurrogateKind::ClassShift);
    // 5 of 100, and three standard errors.
    assert!(shifted.iter().all(|n| *n <= 11), "{shifted:?}");
    assert!(shifted.iter().sum::<u32>() > 0, "{shifted:?}");
    let pooled = called(SurrogateKind::IsiPermutation);
    assert!(pooled[0] > 20 && pooled[3] > 20, "{pooled:?}");
}

/// Three quarters of what is slow in common is found nearly always.
#[test]
fn related_classes_are_found() {
    let mut process = Process::slow(1.0);
    process.rates_hz = [200.0, 100.0];
    let found = |seed: &u64| {
        let kind = SurrogateKind::ClassShift;
        p_of_r(&process, *seed, kind, [15.0, 20.0, 25.0]).1 <= 0.05
    };
    assert!((0..20).filter(found).count() >= 19);
}

/// By hand: the mean of 5, 1, 2, 3, 4 is 3, from which 5 and 1 are equally far. In the second row the
/// data lie in the middle, and one realisation far out, which is the largest of both.
#[test]
fn p_is_the_share_that_lies_as_far_out() {
    let (first, second) = ([1.0, 2.0, 3.0, 4.0], [2.9, 3.1, 13.0, -7.0]);
    let found = significance(&[(5.0, &first[..]), (3.0, &second[..])]);
    let p = |place: usize| {
        let found = found[place].expect("values differ");
        [found.p, found.p_corrected]
    };
    // In SDs: sqrt 2 of the first data; of the second row sqrt 2.5 of two realisations.
    assert_eq!(p(0), [2.0 / 5.0, 4.0 / 5.0]);
    assert_eq!(p(1), [1.0, 1.0]);
    // Missing realisations count in neither; without spread or without data there is none.
    let some = [f64::NAN, 2.0, 3.0, 3.0];
    let found = significance(&[(5.0, &some[..])])[0].expect("values differ");
    assert_eq!(found.p, 1.0 / 4.0);
    assert_eq!(significance(&[(f64::NAN, &first[..])]), [None]);
    assert_eq!(significance(&[(0.1 + 0.2, &[0.3, 0.3][..])]), [None]);
    assert_eq!(significance(&[(1.0, &[][..])]), [None]);
}

/// Each statistic of the views has p of its own and one for all scales.
#[test]
fn every_statistic_has_its_p() {
    let mut process = Process::slow(1.0);
    process.rates_hz = [200.0, 100.0];
    let recording = made(&process, 4);
    let asked = asked(&recording, 20.0).with_surrogate(SurrogateKind::ClassShift, 19);
    let values = |_: &str| equipoise::analysis::Values::default();
    let store = SharedStore::new(64 << 20);
    let all = surrogates(&asked.input(), &values, &Task::alone().with_store(&store));
    let json = all.expect("not overtaken").expect("a surrogate").json();
    let p = |name: &str, key: &str| json["statistics"][name][key].as_f64();
    for name in ["ensemble.r", "variance.var_f", "correlation.peak_r"] {
        assert_eq!(p(&format!("{name}.k20"), "p"), Some(0.05), "{name}");
        let corrected = p(&format!("{name}.k20"), "p_corrected").expect("a share");
        assert!((0.05..=0.3).contains(&corrected), "{name} {corrected}");
    }
    // I is what it was.
    assert_eq!(p("ensemble.sd_i.k20", "p"), None);
}
