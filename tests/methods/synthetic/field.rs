//! The field: what the current makes of it, by frequency and state, and what coherence shows.

use super::night;
use crate::common::{asked, night as demonstration};
use equipoise::analysis::{Task, Value, current};
use equipoise::models::synthetic::{Night, Remote};
use equipoise::recording::{Interval, State};
use std::f64::consts::TAU;

/// Samples of a segment: 2 s, so that frequencies are half a hertz apart.
const SEGMENT: usize = 1000;

/// Component of a segment under a Hann window at a frequency.
fn component(samples: &[f64], hz: f64) -> [f64; 2] {
    let mean = samples.iter().sum::<f64>() / samples.len() as f64;
    let mut sum = [0.0; 2];
    for (j, value) in samples.iter().enumerate() {
        let window = 1.0 - (TAU * j as f64 / samples.len() as f64).cos();
        let phase = TAU * hz * j as f64 / 500.0;
        sum[0] += window * (value - mean) * phase.cos();
        sum[1] -= window * (value - mean) * phase.sin();
    }
    sum
}

/// Squared coherence of the current and each channel over all segments of a state in some nights.
fn coherences(state: State, frequencies: &[f64], nights: &[Night]) -> Vec<[f64; 2]> {
    // Of each frequency: power of the current, of the channels, and both cross spectra.
    let mut sums = vec![[0.0; 7]; frequencies.len()];
    for night in nights {
        let recording = night.recording();
        let field = &recording.fields()[0];
        for &interval in night.truth().intervals(state).as_slice() {
            let trains = recording.ensembles().times_s();
            let taus = [0.005, 0.010];
            let [e, i] = current(trains, interval, 500.0, taus, &Task::alone()).unwrap();
            let difference: Vec<f64> = e.iter().zip(&i).map(|(e, i)| e - i).collect();
            let samples = field
                .source
                .read(&[0, 1], field.sample_range(interval))
                .unwrap();
            let channels = [0, 1].map(|channel| -> Vec<f64> {
                samples.row(channel).iter().map(|&v| f64::from(v)).collect()
            });
            let last = difference.len().min(channels[0].len()) - SEGMENT;
            for from in (0..=last).step_by(SEGMENT / 2) {
                let part = from..from + SEGMENT;
                for (sum, &hz) in sums.iter_mut().zip(frequencies) {
                    let c = component(&difference[part.clone()], hz);
                    sum[0] += c[0] * c[0] + c[1] * c[1];
                    for (channel, samples) in channels.iter().enumerate() {
                        let f = component(&samples[part.clone()], hz);
                        sum[1 + channel] += f[0] * f[0] + f[1] * f[1];
                        sum[3 + 2 * channel] += c[0] * f[0] + c[1] * f[1];
                        sum[4 + 2 * channel] += c[1] * f[0] - c[0] * f[1];
                    }
                }
            }
        }
    }
    let of = |sum: &[f64; 7], channel: usize| {
        let cross = sum[3 + 2 * channel].powi(2) + sum[4 + 2 * channel].powi(2);
        cross / (sum[0] * sum[1 + channel])
    };
    sums.iter().map(|sum| [of(sum, 0), of(sum, 1)]).collect()
}

#[test]
fn coherence_of_current_and_field_is_that_of_the_truth() {
    let frequencies = [1.0, 3.0, 6.0, 10.0, 14.0, 30.0, 60.0, 100.0, 150.0, 220.0];
    let nights = [1, 2, 3].map(night);
    let truth = nights[0].truth();
    for state in [State::Wake, State::SlowWaveSleep] {
        let found = coherences(state, &frequencies, &nights);
        for (found, hz) in found.iter().zip(frequencies) {
            let expected = truth.field_coherence(state, hz);
            for (channel, (found, expected)) in found.iter().zip(expected).enumerate() {
                let place = format!("{}, {hz} Hz, channel {channel}", state.name());
                println!("{place}: {found:.3}, expected {expected:.3}");
                // Some 500 segments that do not overlap.
                let off = (found - expected).abs();
                assert!(off < 0.07, "{place}: {found}, expected {expected}");
            }
        }
    }
    let wake = |hz: f64| truth.field_coherence(State::Wake, hz)[0];
    // It has bands: little where remote input is strong, much where the current is.
    assert!(
        wake(2.0) < 0.3 && wake(10.0) < 0.2,
        "{} {}",
        wake(2.0),
        wake(10.0)
    );
    assert!(wake(30.0) > 0.65, "{}", wake(30.0));
}

#[test]
fn without_remote_input_the_field_is_the_current() {
    let none = Remote {
        slow_sd_uv: 0.0,
        rhythm_sd_uv: 0.0,
        noise_sd_uv: 0.0,
        ..Night::default().remote
    };
    let alone = Night {
        remote: none,
        ..night(1)
    };
    for [superficial, deep] in coherences(State::Rem, &[2.0, 40.0, 200.0], &[alone]) {
        assert!(superficial > 0.999 && deep > 0.999, "{superficial} {deep}");
    }
}

/// What the view of coherence says of the bands in a window of the demonstration.
fn bands(window: Interval) -> Vec<(String, f64)> {
    let mut asked = asked(demonstration(), 20.0);
    asked.selection.window = window;
    asked.set("coherence", "surrogates", &Value::Integer(25));
    let exports = asked.export("coherence");
    let bands = exports[0].json["bands"].as_array().expect("a list").clone();
    let of = |band: &serde_json::Value| {
        let name = band["name"].as_str().expect("a name").to_owned();
        band["r2"].as_f64().map(|r2| (name, r2))
    };
    bands.iter().filter_map(of).collect()
}

#[test]
fn the_view_of_coherence_shows_bands_and_the_seizure() {
    let r2 = |bands: &[(String, f64)], name: &str| {
        let found = bands.iter().find(|(band, _)| band == name);
        found.unwrap_or_else(|| panic!("{name}")).1
    };
    let wake = bands(Interval::new(1270.0, 1310.0));
    let seizure = bands(Interval::new(1320.0, 1360.0));
    println!("wake {wake:?}\nseizure {seizure:?}");
    // Smoothing over few periods makes R^2 of what is independent 0.3 to 0.4.
    assert!(wake.iter().all(|(_, r2)| *r2 < 0.8), "{wake:?}");
    assert!(r2(&wake, "gamma") > r2(&wake, "alpha") + 0.2, "{wake:?}");
    assert!(r2(&wake, "theta") < 0.5, "{wake:?}");
    assert!(
        r2(&seizure, "theta") > r2(&wake, "theta") + 0.25,
        "{seizure:?}"
    );
    assert!(
        r2(&seizure, "theta") > r2(&seizure, "alpha") + 0.1,
        "{seizure:?}"
    );
}
