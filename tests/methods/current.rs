//! The estimated synaptic current against the closed forms of shot noise (methods A11).

use crate::common::{in_threads, poisson, random};
use equipoise::analysis::{AnalysisError, Task, current, current_samples};
use equipoise::recording::Interval;
use std::f64::consts::TAU;

const TAU_S: [f64; 2] = [0.005, 0.010];

fn made(trains: [&[f64]; 2], interval: Interval, rate_hz: f64, tau_s: [f64; 2]) -> [Vec<f64>; 2] {
    current(trains, interval, rate_hz, tau_s, &Task::alone()).expect("in range")
}

#[test]
fn a_spike_opens_a_current_that_decays_from_the_first_sample_after_it() {
    let interval = Interval::new(10.0, 10.1);
    // On a sample, between samples, and before the start.
    let e = [9.9985, 10.007, 10.0304];
    let [c_e, c_i] = made([&e, &[]], interval, 1000.0, TAU_S);
    assert_eq!(c_e.len(), current_samples(interval, 1000.0));
    assert_eq!(c_e.len(), 100);
    for (j, &c) in c_e.iter().enumerate() {
        let t = 10.0 + j as f64 / 1000.0;
        let expected: f64 = e
            .iter()
            .filter(|&&s| s <= t + 1e-9)
            .map(|s| (-(t - s) / TAU_S[0]).exp())
            .sum();
        assert!(
            (c - expected).abs() < 1e-9,
            "sample {j}: {c} for {expected}"
        );
    }
    assert!(c_i.iter().all(|&c| c == 0.0));
}

#[test]
fn a_piece_begins_where_the_one_before_it_ended() {
    // Long time constants and many pieces: nothing of what came before is lost at their borders.
    let span = Interval::new(0.0, 400.0);
    let train = poisson(&mut random(3), 50.0, span);
    let (rate_hz, tau_s) = (1000.0, 0.15);
    let [whole, _] = made([&train, &[]], span, rate_hz, [tau_s; 2]);
    let keep = (-1.0 / (rate_hz * tau_s)).exp();
    let (mut held, mut next) = (0.0, 0);
    for (j, &c) in whole.iter().enumerate() {
        let t = j as f64 / rate_hz;
        while next < train.len() && train[next] <= t {
            held += (-(t - train[next]) / tau_s).exp();
            next += 1;
        }
        assert!((c - held).abs() < 1e-9 * held.max(1.0), "sample {j}");
        held *= keep;
    }
    // And a window in the middle knows what came before it.
    let [part, _] = made(
        [&train, &[]],
        Interval::new(200.0, 210.0),
        rate_hz,
        [tau_s; 2],
    );
    for (a, b) in part.iter().zip(&whole[200_000..]) {
        assert!((a - b).abs() < 1e-9 * b.max(1.0));
    }
}

#[test]
fn poisson_trains_have_mean_r_tau_and_variance_r_tau_over_two() {
    let span = Interval::new(0.0, 2000.0);
    let rates = [136.0, 170.0];
    let mut rng = random(11);
    let trains = rates.map(|r| poisson(&mut rng, r, span));
    let currents = made([&trains[0], &trains[1]], span, 1000.0, TAU_S);
    for ((c, r), tau) in currents.iter().zip(rates).zip(TAU_S) {
        // Independent values come every tau: about 2000 / tau of them.
        let n = 2000.0 / tau;
        let mean = c.iter().sum::<f64>() / c.len() as f64;
        let variance = c.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / c.len() as f64;
        let standard_error = (r * tau / 2.0 * 2.0 / n).sqrt();
        assert!((mean - r * tau).abs() < 4.0 * standard_error, "mean {mean}");
        let expected = r * tau / 2.0;
        assert!(
            (variance / expected - 1.0).abs() < 0.02,
            "variance {variance}"
        );
    }
}

#[test]
fn a_poisson_train_has_the_spectrum_of_shot_noise() {
    // Sampled at 10 kHz, so that little is folded back below 100 Hz.
    let (rate_hz, r, tau) = (10_000.0, 200.0, TAU_S[0]);
    let span = Interval::new(0.0, 400.0);
    let train = poisson(&mut random(5), r, span);
    let [c, _] = made([&train, &[]], span, rate_hz, TAU_S);
    let n = rate_hz as usize;
    for band in [[1, 6], [18, 26], [40, 56], [90, 110]] {
        let (mut power, mut expected, mut lines) = (0.0, 0.0, 0.0);
        for f in band[0]..band[1] {
            let f = f64::from(f);
            for second in c.chunks_exact(n) {
                let (mut re, mut im) = (0.0, 0.0);
                for (j, x) in second.iter().enumerate() {
                    let phase = TAU * f * j as f64 / rate_hz;
                    re += (x - r * tau) * phase.cos();
                    im -= (x - r * tau) * phase.sin();
                }
                power += (re * re + im * im) / (rate_hz * n as f64);
                lines += 1.0;
            }
            expected += r * tau * tau / (1.0 + (TAU * f * tau).powi(2)) * 400.0;
        }
        // Periodograms are exponentially distributed: the mean of n has an SD of 1 / sqrt(n).
        let off = power / expected - 1.0;
        assert!(off.abs() < 4.0 / f64::sqrt(lines), "{band:?}: off by {off}");
    }
}

#[test]
fn the_number_of_threads_does_not_show() {
    let span = Interval::new(0.0, 300.0);
    let mut rng = random(7);
    let (e, i) = (
        poisson(&mut rng, 400.0, span),
        poisson(&mut rng, 300.0, span),
    );
    let of = |threads| in_threads(threads, || made([&e, &i], span, 1000.0, TAU_S));
    assert_eq!(of(1), of(2));
}

#[test]
fn what_cannot_be_is_said() {
    let interval = Interval::new(0.0, 1.0);
    let no = |rate_hz, tau_s| current([&[], &[]], interval, rate_hz, tau_s, &Task::alone());
    for (rate_hz, tau_s) in [
        (0.0, TAU_S),
        (1000.0, [0.0, 0.01]),
        (f64::NAN, TAU_S),
        (1e12, TAU_S),
    ] {
        assert!(matches!(
            no(rate_hz, tau_s),
            Err(AnalysisError::NothingToShow(_))
        ));
    }
    let cancelled = Task::new(&|| true, &|_| ());
    let overtaken = current([&[0.5], &[]], interval, 1000.0, TAU_S, &cancelled);
    assert_eq!(overtaken, Err(AnalysisError::Cancelled));
}
