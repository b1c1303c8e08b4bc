//! The current of a window against its closed forms and against a field that is made of it.

use crate::common::{in_threads, night, pair, poisson, random};
use equipoise::analysis::{AnalysisError, Sampling, Task, current, current_trace};
use equipoise::models::synthetic::{Night, Remote};
use equipoise::recording::Interval;

const TAU_S: [f64; 2] = [0.005, 0.010];

#[test]
fn moments_and_columns_are_those_of_the_samples() {
    let span = Interval::new(0.0, 60.0);
    let mut rng = random(61);
    let (e, i) = (
        poisson(&mut rng, 100.0, span),
        poisson(&mut rng, 150.0, span),
    );
    let recording = pair(e, i, span);
    let window = Interval::new(10.0, 50.0);
    let sampling = Sampling::Rate(1000.0);
    let made = current_trace(&recording, window, sampling, TAU_S, 40, &Task::alone());
    let made = made.expect("samples");
    assert_eq!(made.samples, 40_000);
    let trains = recording.ensembles().times_s();
    let [c_e, c_i] = current(trains, window, 1000.0, TAU_S, &Task::alone()).expect("samples");
    let c: Vec<f64> = c_e.iter().zip(&c_i).map(|(e, i)| e - i).collect();
    for (trace, values) in made.traces.iter().zip([&c_e, &c_i, &c]) {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
        assert!((trace.total_mean - mean).abs() < 1e-9);
        assert!((trace.total_variance / variance - 1.0).abs() < 1e-9);
        for (column, own) in values.chunks_exact(1000).enumerate() {
            let low = own.iter().copied().fold(f64::INFINITY, f64::min);
            let high = own.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert!((trace.low[column] - low).abs() < 1e-9);
            assert!((trace.high[column] - high).abs() < 1e-9);
            assert!((trace.mean[column] - own.iter().sum::<f64>() / 1000.0).abs() < 1e-9);
        }
    }
    assert!(made.field.is_none() && made.correlation.is_none());
}

#[test]
fn a_field_without_remote_input_is_its_own_current() {
    let of = |remote: Remote, channel| {
        let night = Night {
            remote,
            ..Night::default()
        };
        let recording = night.recording();
        let sampling = Sampling::Field(&recording.fields()[0], channel);
        let window = Interval::new(300.0, 420.0);
        let made = current_trace(&recording, window, sampling, TAU_S, 100, &Task::alone());
        made.expect("samples").correlation.expect("both vary")
    };
    let own = Night::default().remote;
    let alone = Remote {
        slow_sd_uv: 0.0,
        rhythm_sd_uv: 0.0,
        noise_sd_uv: 6.0,
        ..own
    };
    let found = of(alone, 0);
    assert_eq!(found.n, 60_000);
    // The high pass at 0.3 Hz and 6 uV of noise are all that parts them.
    let [low, high] = found.interval.expect("long enough");
    assert!(
        found.r > 0.85 && low < found.r && found.r < high,
        "{found:?}"
    );
    // The deep channel is smaller and as noisy: it correlates less.
    let deep = of(alone, 1).r;
    assert!(deep < found.r && deep > 0.8, "{deep}");
    // What comes from elsewhere takes its part.
    let mixed = of(own, 0).r;
    assert!(0.1 < mixed && mixed < 0.9 * found.r, "{mixed}");
}

#[test]
fn independent_signals_have_an_interval_about_nothing() {
    // Currents of spikes that have nothing to do with the night's field.
    let recording = night();
    let field = &recording.fields()[0];
    let mut held = 0;
    for seed in 0..20 {
        let span = recording.span();
        let mut rng = random(700 + seed);
        let (e, i) = (
            poisson(&mut rng, 136.0, span),
            poisson(&mut rng, 170.0, span),
        );
        let other = pair(e, i, span);
        let window = Interval::new(250.0, 370.0);
        let sampling = Sampling::Field(field, 0);
        let made = current_trace(&other, window, sampling, TAU_S, 10, &Task::alone());
        let found = made.expect("samples").correlation.expect("both vary");
        let [low, high] = found.interval.expect("long enough");
        held += u32::from(low <= 0.0 && 0.0 <= high);
    }
    assert!(held >= 16, "{held} of 20 intervals of 95 % hold 0");
}

#[test]
fn a_window_without_samples_and_threads() {
    let recording = night();
    let field = &recording.fields()[0];
    let before = Interval::new(-10.0, -5.0);
    let sampling = Sampling::Field(field, 0);
    let none = current_trace(recording, before, sampling, TAU_S, 10, &Task::alone());
    assert!(matches!(none, Err(AnalysisError::NothingToShow(_))));
    let made = |threads| {
        in_threads(threads, || {
            let window = Interval::new(1300.0, 1400.0);
            current_trace(recording, window, sampling, TAU_S, 500, &Task::alone())
        })
    };
    assert_eq!(made(1), made(2));
}
