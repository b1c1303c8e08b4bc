//! Units in the event: the exact test against scipy, and who rises, falls and stops.

use crate::common::{night, poisson, random, recording};
use equipoise::analysis::{
    Change, EventUnits, MarkedEvent, Task, Variability, event_units, normal, rates_differ,
    share_expected_false, two_rates,
};
use equipoise::recording::{Class, Interval, Recording};

#[test]
fn the_test_of_two_rates_is_the_binomial_one() {
    // n = a + b; p = t1 / (t1 + t2); min(1, 2 min(binom.cdf(a, n, p), binom.sf(a - 1, n, p)))
    // with scipy 1.17.1.
    for (a, t1, b, t2, expected) in [
        (10, 100.0, 2, 40.0, 0.577_134_274_724_309_3),
        (300, 300.0, 0, 40.0, 9.856_694_561_670_429e-17),
        (3, 300.0, 5, 40.0, 0.001_854_082_816_008_263),
        (5000, 300.0, 520, 40.0, 2.868_711_232_523_995_6e-8),
        (0, 100.0, 7, 10.0, 1.026_316_236_461_415_9e-7),
        (1_000_000, 1000.0, 998_000, 1000.0, 0.157_299_137_796_473_48),
        (0, 10.0, 0, 10.0, 1.0),
    ] {
        let p = two_rates(a, t1, b, t2);
        assert!(
            (p / expected - 1.0).abs() < 1e-6,
            "{a} {b}: {p} for {expected}"
        );
    }
    assert!(two_rates(3, 0.0, 5, 1.0).is_nan());
}

fn marked() -> MarkedEvent {
    MarkedEvent {
        event: Some(Interval::new(300.0, 340.0)),
        event_is_chosen: true,
        baseline: Some(Interval::new(0.0, 300.0)),
        baseline_is_chosen: true,
    }
}

fn of(recording: &Recording, alpha: f64) -> EventUnits {
    let found = event_units(recording, &marked(), alpha, &Task::alone());
    found.expect("not overtaken").expect("an event")
}

#[test]
fn units_that_rise_fall_stop_and_stay_are_told_apart() {
    let span = Interval::new(0.0, 640.0);
    let mut rng = random(41);
    let mut made = |rates: [f64; 3]| {
        let borders = [0.0, 300.0, 340.0, 640.0];
        let parts = rates.into_iter().enumerate().filter(|(_, hz)| *hz > 0.0);
        let parts = parts
            .flat_map(|(n, hz)| poisson(&mut rng, hz, Interval::new(borders[n], borders[n + 1])));
        parts.collect::<Vec<f64>>()
    };
    let cases = [
        (
            Class::Inhibitory,
            [5.0, 20.0, 5.0],
            Change::Rose,
            Change::Unchanged,
        ),
        (
            Class::Excitatory,
            [5.0, 1.0, 1.0],
            Change::Fell,
            Change::Fell,
        ),
        (
            Class::Excitatory,
            [5.0, 0.0, 5.0],
            Change::Stopped,
            Change::Unchanged,
        ),
        (
            Class::Excitatory,
            [0.0, 0.0, 3.0],
            Change::Silent,
            Change::Rose,
        ),
        (
            Class::Excitatory,
            [4.0, 0.0, 0.0],
            Change::Stopped,
            Change::Stopped,
        ),
    ];
    let units = cases.map(|(class, rates, _, _)| (class, made(rates)));
    let found = of(&recording(units.into(), span), 1e-4);
    for (unit, (_, rates, during, after)) in found.units.iter().zip(cases) {
        assert_eq!(
            (unit.during, unit.after),
            (during, after),
            "{rates:?} {unit:?}"
        );
    }
    assert_eq!(found.after, Some(Interval::new(340.0, 640.0)));
    assert_eq!(found.count(Class::Excitatory, Change::Stopped), 2);
    assert_eq!(found.count(Class::Inhibitory, Change::Rose), 1);
    assert_eq!(found.tested(), 4);
    // Both that stop fall silent at the onset; 9.2 mean intervals are rarer than 1e-4.
    assert_eq!(found.units[2].silent_from_s, Some(300.0));
    assert_eq!(found.units[0].silent_from_s, None);
}

#[test]
fn a_silence_begins_with_the_last_spike_before_it() {
    let mut train: Vec<f64> = (0..300).map(f64::from).collect();
    train.extend([300.5, 305.0, 339.0, 350.0]);
    let one = recording(vec![(Class::Excitatory, train)], Interval::new(0.0, 400.0));
    // At 1 Hz a gap of more than 4.6 s is rarer than 1 %.
    assert_eq!(of(&one, 0.01).units[0].silent_from_s, Some(305.0));
    // 34 s are not rarer than e^-40.
    assert_eq!(of(&one, (-40.0f64).exp()).units[0].silent_from_s, None);
}

#[test]
fn poisson_units_change_by_chance_no_more_often_than_alpha() {
    let span = Interval::new(0.0, 640.0);
    let mut rng = random(43);
    let units = (0..400).map(|_| (Class::Excitatory, poisson(&mut rng, 2.0, span)));
    let found = of(&recording(units.collect(), span), 0.05);
    let changed = found
        .units
        .iter()
        .filter(|u| u.during != Change::Unchanged)
        .count();
    // The test is exact, so conservative: at most 20 expected, 38 is 4 SD above.
    assert!((4..=38).contains(&changed), "{changed}");
}

#[test]
fn in_the_night_excitation_stops_and_inhibition_rises() {
    let marked = MarkedEvent {
        event: Some(Interval::new(1320.0, 1360.0)),
        baseline: Some(Interval::new(1200.0, 1320.0)),
        ..marked()
    };
    let found = event_units(night(), &marked, 0.01, &Task::alone());
    let found = found.expect("not overtaken").expect("an event");
    assert!(found.count(Class::Inhibitory, Change::Rose) >= 18);
    let down = found.count(Class::Excitatory, Change::Fell)
        + found.count(Class::Excitatory, Change::Stopped);
    assert!(down >= 65, "{down}");
}

/// Spikes come in bursts of as many as the Fano factor, all at once: nothing changes in the event.
fn bursting(fano: usize, burst_hz: f64, seed: u64) -> Recording {
    let span = Interval::new(0.0, 640.0);
    let mut rng = random(seed);
    let units = (0..1000).map(|_| {
        let bursts = poisson(&mut rng, burst_hz, span);
        let spikes = bursts
            .iter()
            .flat_map(|&t| (0..fano).map(move |n| t + n as f64 * 1e-3));
        let mut spikes: Vec<f64> = spikes.filter(|t| *t < span.stop_s).collect();
        spikes.sort_by(f64::total_cmp);
        (Class::Excitatory, spikes)
    });
    recording(units.collect(), span)
}

/// At alpha = 1 %, units that are as they were are called changed in at most that share, whatever
/// their Fano factor; with Poisson counts it would be 6 and 19 % of those with 2 and 4.
#[test]
fn units_of_any_fano_factor_change_by_chance_no_more_often_than_alpha() {
    for (fano, seed) in [(1, 51), (2, 52), (4, 53)] {
        let found = of(&bursting(fano, 1.0, seed), 0.01);
        let changed = |u: &&equipoise::analysis::EventUnit| u.during != Change::Unchanged;
        let changed = found.units.iter().filter(changed).count();
        // 10 of 1000, and three standard errors.
        assert!(changed <= 19, "{changed} for {fano}");
        let mean = found.units.iter().map(|u| u.fano).sum::<f64>() / 1000.0;
        assert!((mean / fano as f64 - 1.0).abs() < 0.06, "{mean} for {fano}");
        let poisson = |u: &&equipoise::analysis::EventUnit| {
            let [before, during] = [(u.before_hz, 300.0), (u.during_hz, 40.0)]
                .map(|(hz, s): (f64, f64)| (hz * s).round() as u64);
            two_rates(before, 300.0, during, 40.0) < 0.01
        };
        let naive = found.units.iter().filter(poisson).count();
        assert!(fano == 1 || naive > 40, "{naive} for {fano}");
    }
}

/// A unit whose rate changes much is found, though its Fano factor is 4.
#[test]
fn units_that_burst_and_change_are_found() {
    let span = Interval::new(0.0, 640.0);
    let mut rng = random(54);
    let units = (0..100).map(|_| {
        let bursts = poisson(&mut rng, 2.0, span);
        let spikes = bursts
            .iter()
            .flat_map(|&t| (0..4).map(move |n| t + f64::from(n) * 1e-3));
        let outside = |t: &f64| !(300.0..340.0).contains(t) && *t < span.stop_s;
        let mut spikes: Vec<f64> = spikes.filter(outside).collect();
        spikes.sort_by(f64::total_cmp);
        (Class::Excitatory, spikes)
    });
    let found = of(&recording(units.collect(), span), 0.01);
    assert!(found.count(Class::Excitatory, Change::Stopped) >= 95);
}

#[test]
fn fano_factors_are_variance_over_mean_of_windows() {
    // From the end: 3, 1, 0 and 2 spikes in windows of 1 s; the mean is 1.5, the variance 5 / 3.
    let times = [0.2, 0.3, 2.5, 3.1, 3.5, 3.9];
    let found = Variability::new(&times, Interval::new(0.0, 4.0), 1.0);
    assert!((found.fano - 5.0 / 3.0 / 1.5).abs() < 1e-12);
    assert!(
        Variability::new(&[], Interval::new(0.0, 4.0), 1.0)
            .fano
            .is_nan()
    );
    // Student's t with 3 degrees of freedom has a closed form.
    let exact = two_rates(40, 4.0, 1, 1.0);
    let x = -normal::quantile(exact / 2.0) / found.fano.sqrt() / 3f64.sqrt();
    let beyond = 1.0 - (x / (1.0 + x * x) + x.atan()) * 2.0 / std::f64::consts::PI;
    let p = rates_differ([40, 1], [4.0, 1.0], &found);
    assert!(p > exact && (p / beyond - 1.0).abs() < 1e-9, "{p} {beyond}");
    let window_s = |event| Variability::window_s(Interval::new(0.0, 300.0), event);
    assert_eq!(window_s(Interval::new(300.0, 320.0)), 20.0);
    assert_eq!(window_s(Interval::new(300.0, 400.0)), 30.0);
}

/// By hand: p times 5 over its rank, and the least of that from there on.
#[test]
fn the_share_expected_false_is_that_of_benjamini_and_hochberg() {
    let q = share_expected_false(&[0.01, 0.04, f64::NAN, 0.03, 0.005, 0.9]);
    let expected = [0.025, 0.05, f64::NAN, 0.05, 0.025, 0.9];
    for (q, expected) in q.into_iter().zip(expected) {
        assert!(
            (q - expected).abs() < 1e-12 || (q.is_nan() && expected.is_nan()),
            "{q}"
        );
    }
}
