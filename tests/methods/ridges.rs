//! Ridges of signals whose frequency is known at every moment.

use equipoise::analysis::Task;
use equipoise::analysis::ridges::{PathRule, Plane, Ridge, Rule, chains, paths};
use equipoise::analysis::wavelet::{CoherenceOptions, Planes, Scales, Smoothing, coherence};
use std::f64::consts::TAU;

const RATE_HZ: f64 = 500.0;
const LENGTH_S: f64 = 20.0;
const RULE: Rule = Rule {
    most_jump: 2.0,
    least_periods: 3.0,
};

fn scales() -> Scales {
    Scales::new(4.0, 120.0, 12, RATE_HZ).expect("in range")
}

/// From 10 Hz to 80 Hz, the frequency growing by the same factor every second.
fn chirp_hz(t: f64) -> f64 {
    10.0 * 8.0_f64.powf(t / LENGTH_S)
}

fn chirp() -> Vec<f64> {
    let k = 8.0_f64.ln() / LENGTH_S;
    (0..(LENGTH_S * RATE_HZ) as usize)
        .map(|j| (TAU * (chirp_hz(j as f64 / RATE_HZ) - 10.0) / k).sin())
        .collect()
}

fn power(signal: &[f64]) -> Planes {
    let wanted = CoherenceOptions {
        scales: scales(),
        smoothing: Smoothing::Grinsted,
        columns: 400,
        powers: true,
    };
    let core = 0..signal.len();
    coherence([signal, signal], core, RATE_HZ, &wanted, &Task::alone()).expect("it varies")
}

fn with_plane<T>(planes: &Planes, values: &[f32], run: impl FnOnce(&Plane<'_>) -> T) -> T {
    let scales = scales();
    run(&Plane {
        values,
        columns: planes.columns,
        step_s: LENGTH_S / planes.columns as f64,
        frequency_hz: &|place| scales.frequency_hz(place),
    })
}

/// Largest relative distance from the truth, a second from both ends.
fn worst(ridge: &Ridge, columns: usize, truth: impl Fn(f64) -> f64) -> f64 {
    let places = ridge.places.iter().enumerate();
    places
        .map(|(nth, place)| {
            let column = (ridge.first_column + nth) as f64;
            (LENGTH_S * (column + 0.5) / columns as f64, *place)
        })
        .filter(|(t, _)| (1.0..LENGTH_S - 1.0).contains(t))
        .map(|(t, place)| (scales().frequency_hz(f64::from(place)) / truth(t) - 1.0).abs())
        .fold(0.0, f64::max)
}

#[test]
fn a_chirp_is_one_chain_within_two_per_cent() {
    let planes = power(&chirp());
    let values = &planes.power[0];
    let found = with_plane(&planes, values, |p| {
        chains(p, &|_| 1.0, RULE, &Task::alone())
    })
    .expect("not overtaken");
    let longest = found.iter().max_by_key(|r| r.columns()).expect("a chain");
    assert!(longest.columns() > 380, "{}", longest.columns());
    let away = worst(longest, planes.columns, chirp_hz);
    assert!(away < 0.02, "{away}");
}

/// Paths run along rows, which are 6 % of frequency apart.
#[test]
fn two_tones_are_two_paths_and_a_chirp_is_followed() {
    let tones: Vec<f64> = (0..(LENGTH_S * RATE_HZ) as usize)
        .map(|j| {
            let t = j as f64 / RATE_HZ;
            2.0 * (TAU * 60.0 * t).sin() + (TAU * 12.0 * t).sin()
        })
        .collect();
    let rule = PathRule {
        penalty: 10.0,
        ridges: 2,
        band: 8,
        voices: 12,
    };
    let planes = power(&tones);
    let found = with_plane(&planes, &planes.power[0], |p| {
        paths(p, rule, &Task::alone())
    })
    .expect("not overtaken");
    assert_eq!(found.len(), 2);
    // |W|^2 of equal amplitudes grows with the scale: five times the scale against four times the
    // squared amplitude.
    for (ridge, hz) in found.iter().zip([12.0, 60.0]) {
        assert!(worst(ridge, planes.columns, |_| hz) < 0.035, "{hz}");
    }
    let planes = power(&chirp());
    let found = with_plane(&planes, &planes.power[0], |p| {
        paths(p, rule, &Task::alone())
    })
    .expect("not overtaken");
    assert!(worst(&found[0], planes.columns, chirp_hz) < 0.035);
}

#[test]
fn a_path_pays_for_a_detour_and_a_chain_does_not_take_one() {
    // Row 2 throughout, but in columns 5 and 6 row 9 is a little stronger.
    let mut values = vec![0.1f32; 12 * 12];
    for column in 0..12 {
        values[2 * 12 + column] = 0.8;
    }
    for column in 5..7 {
        values[9 * 12 + column] = 1.0;
    }
    let plane = Plane {
        values: &values,
        columns: 12,
        step_s: 1.0,
        frequency_hz: &|_| 10.0,
    };
    let rule = |penalty| PathRule {
        penalty,
        ridges: 1,
        band: 1,
        voices: 12,
    };
    let path = |penalty| paths(&plane, rule(penalty), &Task::alone()).expect("done")[0].clone();
    assert!(path(5.0).places.iter().all(|p| *p == 2.0));
    assert_eq!(path(0.0).places[5], 9.0);
    let found = chains(&plane, &|_| 0.5, RULE, &Task::alone()).expect("done");
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].columns(), found[0].place()), (12, 2.0));
    assert!((found[0].strength() - 0.8).abs() < 1e-6);
}

#[test]
fn chains_that_are_too_short_or_too_weak_are_left_out() {
    let mut values = vec![0.0f32; 3 * 20];
    values[20..30].fill(0.9);
    let found = |threshold: f64, hz: f64| {
        let plane = Plane {
            values: &values,
            columns: 20,
            step_s: 0.1,
            frequency_hz: &|_| hz,
        };
        chains(&plane, &|_| threshold, RULE, &Task::alone())
            .expect("done")
            .len()
    };
    // Ten columns last 1 s: three periods at 3 Hz.
    assert_eq!(found(0.5, 3.0), 1);
    assert_eq!(found(0.5, 2.9), 0);
    assert_eq!(found(0.95, 3.0), 0);
    assert_eq!(found(f64::NAN, 3.0), 0);
}
