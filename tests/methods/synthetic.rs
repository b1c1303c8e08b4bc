//! The synthetic night against its own ground truth, and that truth against numbers made elsewhere.

mod field;
mod planted;
mod regions;

use equipoise::analysis::Scale;
use equipoise::models::synthetic::{ExpectedCovariance, Night};
use equipoise::recording::{Interval, SpikeTrains, State};
use rayon::prelude::*;
use std::sync::LazyLock;

const SEEDS: u64 = 24;
const SCALES: [f64; 4] = [12.0, 18.0, 24.0, 28.0];
/// Bins of the return after the seizure.
const RETURN_BIN_S: f64 = 10.0;

/// Second moments of (E, I): var E, var I, cov, in Hz^2.
type Moments = [f64; 3];

/// What one night gives.
struct Measured {
    /// About the true mean, by state and scale.
    about_truth: Vec<[Moments; 4]>,
    /// About the sample's own mean.
    about_sample: Vec<[Moments; 4]>,
    /// E - I relative to wakefulness, in bins after the seizure.
    after_seizure: Vec<f64>,
}

static NIGHTS: LazyLock<Vec<Measured>> =
    LazyLock::new(|| (1..=SEEDS).into_par_iter().map(measure).collect());

fn night(seed: u64) -> Night {
    Night {
        seed,
        ..Night::default()
    }
}

/// Pooled rate per neuron of a range of units in whole bins from the start of an interval.
fn rates_hz(
    trains: &SpikeTrains,
    units: std::ops::Range<usize>,
    interval: Interval,
    width_s: f64,
) -> Vec<f64> {
    let bins = (interval.duration_s() / width_s).floor() as usize;
    let mut rates = vec![0.0; bins];
    let per_spike = 1.0 / (units.len() as f64 * width_s);
    for unit in units {
        for t in trains.unit_in(unit, interval) {
            if let Some(rate) = rates.get_mut(((t - interval.start_s) / width_s) as usize) {
                *rate += per_spike;
            }
        }
    }
    rates
}

/// Moments of pairs about a mean.
fn moments(e: &[f64], i: &[f64], (mean_e, mean_i): (f64, f64)) -> Moments {
    let n = e.len() as f64;
    let mut sums = [0.0; 3];
    for (e, i) in e.iter().zip(i) {
        let (e, i) = (e - mean_e, i - mean_i);
        sums[0] += e * e;
        sums[1] += i * i;
        sums[2] += e * i;
    }
    sums.map(|s| s / n)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Mean and its standard error.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = mean(values);
    let square = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
    (mean, (square / (n - 1.0) / n).sqrt())
}

fn measure(seed: u64) -> Measured {
    let night = night(seed);
    let truth = night.truth();
    let trains = night.trains();
    let (ne, all) = (night.excitatory, night.excitatory + night.inhibitory);
    let (mut about_truth, mut about_sample) = (Vec::new(), Vec::new());
    for state in State::ALL {
        let of_scale = SCALES.map(|k| {
            let width_s = Scale::new(k).width_s();
            let (mut e, mut i) = (Vec::new(), Vec::new());
            for &interval in truth.intervals(state).as_slice() {
                e.extend(rates_hz(&trains, 0..ne, interval, width_s));
                i.extend(rates_hz(&trains, ne..all, interval, width_s));
            }
            let expected = truth.covariance(state, width_s);
            (
                moments(&e, &i, (expected.mean_e_hz, expected.mean_i_hz)),
                moments(&e, &i, (mean(&e), mean(&i))),
            )
        });
        about_truth.push(of_scale.map(|m| m.0));
        about_sample.push(of_scale.map(|m| m.1));
    }
    let offset_s = truth.seizure().unwrap().stop_s;
    let after = Interval::new(offset_s, night.duration_s);
    let e = rates_hz(&trains, 0..ne, after, RETURN_BIN_S);
    let i = rates_hz(&trains, ne..all, after, RETURN_BIN_S);
    let after_seizure = e
        .iter()
        .zip(&i)
        .map(|(e, i)| e / night.rate_e_hz - i / night.rate_i_hz)
        .collect();
    Measured {
        about_truth,
        about_sample,
        after_seizure,
    }
}

fn as_moments(expected: &ExpectedCovariance) -> Moments {
    [expected.var_e_hz2, expected.var_i_hz2, expected.cov_hz2]
}

fn agree(
    what: &str,
    measured: impl Fn(&Measured) -> &Vec<[Moments; 4]>,
    expected: impl Fn(State, f64) -> ExpectedCovariance,
) {
    for (s, state) in State::ALL.into_iter().enumerate() {
        for (k, scale) in SCALES.into_iter().enumerate() {
            let truth = as_moments(&expected(state, Scale::new(scale).width_s()));
            for (m, name) in ["var E", "var I", "cov"].into_iter().enumerate() {
                let values: Vec<f64> = NIGHTS.iter().map(|n| measured(n)[s][k][m]).collect();
                let (mean, error) = mean_and_error(&values);
                let place = format!("{what}, {}, k = {scale}, {name}", state.name());
                assert!(
                    (mean - truth[m]).abs() < 4.0 * error,
                    "{place}: {mean} +- {error}, expected {}",
                    truth[m]
                );
                assert!(
                    error < 0.12 * truth[m],
                    "{place}: too coarse to say, {error}"
                );
            }
        }
    }
}

#[test]
fn covariance_over_many_seeds_is_that_of_the_truth() {
    let truth = night(1).truth();
    agree(
        "about the true mean",
        |night| &night.about_truth,
        |state, width_s| truth.covariance(state, width_s),
    );
}

#[test]
fn covariance_about_the_sample_mean_is_what_the_truth_expects_of_a_sample() {
    let truth = night(1).truth();
    agree(
        "about the sample's mean",
        |night| &night.about_sample,
        |state, width_s| truth.sample_covariance(state, width_s),
    );
    // The same night has both, so that their difference says how much goes into the sample's mean:
    // here as a share of what should, averaged over states and moments.
    let last = SCALES.len() - 1;
    let width_s = Scale::new(SCALES[last]).width_s();
    let mut shares = vec![0.0; NIGHTS.len()];
    for (s, state) in State::ALL.into_iter().enumerate() {
        let process = as_moments(&truth.covariance(state, width_s));
        let sample = as_moments(&truth.sample_covariance(state, width_s));
        for m in 0..3 {
            for (share, night) in shares.iter_mut().zip(&*NIGHTS) {
                let lost = night.about_truth[s][last][m] - night.about_sample[s][last][m];
                *share += lost / (process[m] - sample[m]) / 12.0;
            }
        }
    }
    let (mean, error) = mean_and_error(&shares);
    assert!((mean - 1.0).abs() < 4.0 * error, "{mean} +- {error}");
    assert!(error < 0.2, "too coarse to say: {error}");
}

/// Scale, then var E, var I, cov, r and var f.
type Known = (f64, [f64; 5]);

/// By state and scale: worked out in Python with Gauss-Legendre
/// quadrature of (T - t) C(t) between the nodes of C.
const KNOWN: [(State, [Known; 4]); 4] = [
    (
        State::Wake,
        [
            (12.0, [1.863_01, 42.6564, 3.591_90, 0.4029, 0.7379]),
            (18.0, [0.845_38, 20.4867, 2.413_87, 0.5800, 0.2420]),
            (24.0, [0.399_99, 9.8927, 1.294_34, 0.6507, 0.0962]),
            (28.0, [0.239_29, 5.9500, 0.801_76, 0.6719, 0.0542]),
        ],
    ),
    (
        State::Rem,
        [
            (12.0, [1.541_30, 31.9843, 2.335_91, 0.3327, 0.7593]),
            (18.0, [0.655_24, 14.2724, 1.580_26, 0.5167, 0.2393]),
            (24.0, [0.303_87, 6.7471, 0.853_29, 0.5959, 0.0937]),
            (28.0, [0.181_17, 4.0437, 0.530_47, 0.6198, 0.0527]),
        ],
    ),
    (
        State::LightSleep,
        [
            (12.0, [1.762_06, 36.8872, 3.026_05, 0.3753, 0.9119]),
            (18.0, [0.812_08, 17.7112, 2.028_05, 0.5348, 0.3193]),
            (24.0, [0.384_13, 8.5001, 1.084_34, 0.6001, 0.1307]),
            (28.0, [0.229_27, 5.0929, 0.670_69, 0.6207, 0.0742]),
        ],
    ),
    (
        State::SlowWaveSleep,
        [
            (12.0, [2.431_44, 46.1145, 5.521_20, 0.5214, 1.1004]),
            (18.0, [1.342_07, 25.9215, 4.023_97, 0.6822, 0.4069]),
            (24.0, [0.554_98, 10.7688, 1.712_70, 0.7006, 0.1589]),
            (28.0, [0.264_15, 5.1315, 0.768_00, 0.6597, 0.0860]),
        ],
    ),
];

#[test]
fn the_truth_is_the_integral_that_another_program_finds() {
    let truth = Night::default().truth();
    for (state, scales) in KNOWN {
        for (k, known) in scales {
            let expected = truth.covariance(state, Scale::new(k).width_s());
            let [var_e, var_i, cov] = as_moments(&expected);
            let got = [var_e, var_i, cov, expected.r(), expected.var_f()];
            for (got, known) in got.into_iter().zip(known) {
                let off = (got - known).abs();
                assert!(off < 6e-5 * known.max(1.0), "{state:?} {k}: {got} {known}");
            }
        }
    }
}

#[test]
fn a_night_without_fluctuation_is_poisson() {
    let mut still = Night::default();
    (still.wake.sd_e, still.wake.sd_i) = (0.0, 0.0);
    let got = still.truth().covariance(State::Wake, 0.1);
    assert!((got.var_e_hz2 - 1.7 / (80.0 * 0.1)).abs() < 1e-12);
    assert!((got.var_i_hz2 - 8.5 / (20.0 * 0.1)).abs() < 1e-12);
    assert!(got.cov_hz2.abs() < 1e-12);
}

#[test]
fn rates_are_log_normal_and_inhibition_fires_five_times_as_fast() {
    let night = night(4);
    let trains = night.trains();
    let wake = night.truth().intervals(State::Wake);
    let wake_s = wake.duration_s();
    let rate = |unit: usize| {
        let spikes = |&i: &Interval| trains.unit_in(unit, i).len();
        wake.as_slice().iter().map(spikes).sum::<usize>() as f64 / wake_s
    };
    let e: Vec<f64> = (0..80).map(rate).collect();
    let i: Vec<f64> = (80..100).map(rate).collect();
    let ratio = mean(&i) / mean(&e);
    assert!((4.0..6.0).contains(&ratio), "I / E {ratio}");
    // The logarithm of the rates is normal: SD as set, little skew; the rates themselves are skewed.
    let shape = |values: &[f64]| {
        let m = mean(values);
        let central = |k: i32| mean(&values.iter().map(|v| (v - m).powi(k)).collect::<Vec<_>>());
        (central(2).sqrt(), central(3) / central(2).powf(1.5))
    };
    let (sd, skew) = shape(&e.iter().map(|r| r.ln()).collect::<Vec<_>>());
    assert!((sd - 0.9).abs() < 0.1, "SD of the logarithm {sd}");
    assert!(skew.abs() < 0.35, "skew of the logarithm {skew}");
    assert!(shape(&e).1 > 1.5, "skew of the rates {}", shape(&e).1);
    // Which unit is fast is the seed's choice.
    let other = Night {
        seed: 5,
        ..night.clone()
    };
    assert_ne!(night.truth().unit_rates_hz(), other.truth().unit_rates_hz());
}

#[test]
fn excitation_collapses_and_inhibition_surges_in_the_seizure() {
    for seed in [1, 2, 3] {
        let night = night(seed);
        let trains = night.trains();
        let seizure = night.truth().seizure().unwrap();
        assert_eq!(seizure, Interval::new(1320.0, 1360.0));
        let rate = |units: std::ops::Range<usize>| {
            mean(&rates_hz(&trains, units, seizure, seizure.duration_s()))
        };
        let (e, i) = (rate(0..80) / 1.7, rate(80..100) / 8.5);
        assert!(e < 0.2, "seed {seed}: E at {e} of wakefulness");
        assert!(i > 2.0, "seed {seed}: I at {i} of wakefulness");
    }
}

/// Least squares of `a exp(-t / tau)`; the best tau of a golden-section search.
fn fitted_tau_s(values: &[f64]) -> f64 {
    let loss = |tau: f64| {
        let shape = |b: usize| {
            let from = b as f64 * RETURN_BIN_S;
            tau * ((-from / tau).exp() - (-(from + RETURN_BIN_S) / tau).exp())
        };
        let (mut xy, mut xx) = (0.0, 0.0);
        for (b, y) in values.iter().enumerate() {
            xy += shape(b) * y;
            xx += shape(b) * shape(b);
        }
        -xy * xy / xx
    };
    let golden = (5.0f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (20.0, 600.0);
    while high - low > 0.01 {
        let (a, b) = (high - golden * (high - low), low + golden * (high - low));
        if loss(a) < loss(b) {
            high = b;
        } else {
            low = a;
        }
    }
    0.5 * (low + high)
}

#[test]
fn the_return_to_balance_has_a_time_constant_of_120_s() {
    let bins = NIGHTS[0].after_seizure.len();
    let average = |without: Option<usize>| -> Vec<f64> {
        (0..bins)
            .map(|b| {
                let kept: Vec<f64> = NIGHTS
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| Some(*n) != without)
                    .map(|(_, night)| night.after_seizure[b])
                    .collect();
                mean(&kept)
            })
            .collect()
    };
    let tau = fitted_tau_s(&average(None));
    // Error by leaving out one night at a time.
    let n = NIGHTS.len() as f64;
    let left: Vec<f64> = (0..NIGHTS.len())
        .map(|w| fitted_tau_s(&average(Some(w))))
        .collect();
    let centre = mean(&left);
    let error = (left.iter().map(|t| (t - centre).powi(2)).sum::<f64>() * (n - 1.0) / n).sqrt();
    assert!(error < 15.0, "too coarse to say: {error} s");
    assert!((tau - 120.0).abs() < 3.0 * error, "{tau} +- {error} s");
    let truth = Night::default().truth();
    assert_eq!(truth.return_time_constant_s(), 120.0);
    assert!((truth.imbalance(1360.0) + 0.9).abs() < 1e-9);
    assert!((truth.imbalance(1480.0) + 0.9 / std::f64::consts::E).abs() < 1e-9);
    assert_eq!(truth.imbalance(100.0), 0.0);
}
