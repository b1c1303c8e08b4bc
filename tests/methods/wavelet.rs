//! Wavelets against pycwt, the formulas of Torrence and Compo, and what must hold for any signal.

use crate::common::{in_threads, random};
use equipoise::analysis::wavelet::{
    Ar1, BATCH, Coherence, CoherenceOptions, FOURIER_FACTOR, Level, LevelGrid, Planes, Scales,
    Smoothing, coherence, level_batch, transform,
};
use equipoise::analysis::{AnalysisError, Task, normal};
use rand::RngExt;
use std::f64::consts::TAU;

const RATE_HZ: f64 = 100.0;
const N: usize = 300;

/// Two signals that any program can make again.
fn signals() -> [Vec<f64>; 2] {
    let j = || (0..N).map(|j| j as f64);
    let a = j().map(|j| (0.3 * j).sin() + 0.5 * (0.9 * j + 0.002 * j * j).sin());
    let b = j()
        .map(|j| (0.3 * j + 0.4).cos() + 0.7 * (1.3 * j).sin() + 0.3 * (0.05 * j.powf(1.5)).sin());
    [a.collect(), b.collect()]
}

fn white(n: usize, seed: u64) -> Vec<f64> {
    let mut rng = random(seed);
    (0..n)
        .map(|_| normal::quantile(rng.random::<f64>().max(1e-300)))
        .collect()
}

/// 49 scales from two samples on, every sample.
fn four_octaves(smoothing: Smoothing, rate_hz: f64) -> CoherenceOptions {
    CoherenceOptions {
        scales: Scales::from_scale(2.0 / rate_hz, 12, 4.0),
        smoothing,
        columns: usize::MAX,
        powers: true,
    }
}

fn found(a: &[f64], b: &[f64], rate_hz: f64, wanted: &CoherenceOptions) -> Planes {
    coherence([a, b], 0..a.len(), rate_hz, wanted, &Task::alone()).expect("signals that vary")
}

// n = 300; j = np.arange(n)
// a = np.sin(.3*j) + .5*np.sin(.9*j + .002*j**2)
// b = np.cos(.3*j + .4) + .7*np.sin(1.3*j) + .3*np.sin(.05*j**1.5)
// W, *_ = pycwt.cwt((a - a.mean())/a.std(), wavelet="morlet", dt=.01, dj=1/12, s0=.02, J=48)
#[test]
fn the_transform_is_that_of_pycwt() {
    let [a, _] = signals();
    let mean = a.iter().sum::<f64>() / N as f64;
    let sd = (a.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / N as f64).sqrt();
    let a: Vec<f64> = a.iter().map(|v| (v - mean) / sd).collect();
    let scales = four_octaves(Smoothing::Grinsted, RATE_HZ).scales;
    assert_eq!(scales.count(), 49);
    assert!((scales.frequency_hz(12.0) - 24.200_332_73).abs() < 1e-7);
    for (j, t, re, im) in [
        (0, 150, -0.004_496_007_771_567, 0.005_065_886_109_521),
        (10, 150, -0.733_203_942_872_901, 0.531_292_414_383_653),
        (30, 211, 0.060_490_124_171_174, -0.119_631_557_893_688),
        (40, 150, 4.535_979_818_276_371, -2.800_376_155_617_127),
    ] {
        let w = transform(&a, RATE_HZ, &scales, j)[t];
        assert!(
            (w.re - re).abs() < 1e-6 && (w.im - im).abs() < 1e-6,
            "{j}: {w}"
        );
    }
}

// R, *_ = pycwt.wct(a, b, sig=False, dt=.01, dj=1/12, s0=.02, J=48)
#[test]
fn coherence_with_the_wide_window_is_that_of_pycwt() {
    let [a, b] = signals();
    let planes = found(&a, &b, RATE_HZ, &four_octaves(Smoothing::Pycwt, RATE_HZ));
    for (j, t, r2) in [
        (0, 150, 0.747_188_3),
        (10, 150, 0.402_978_4),
        (24, 100, 0.289_989_1),
        (30, 211, 0.998_372_2),
        (40, 150, 0.999_999_4),
    ] {
        let ours = planes.r2[j * N + t];
        assert!((ours - r2).abs() < 2e-4, "{j} {t}: {ours} {r2}");
    }
}

// The same with numpy: pycwt's transforms, exp(-t^2 / 2 s^2) by FFT of 2048 points, and the weights
// [.6, 1 x 7, .6] / 8.2 of Grinsted's smoothwavelet.m over scales.
#[test]
fn coherence_power_and_phase_are_those_of_the_formulas() {
    let [a, b] = signals();
    let planes = found(&a, &b, RATE_HZ, &four_octaves(Smoothing::Grinsted, RATE_HZ));
    for (j, t, r2, phase) in [
        (0, 150, 0.789_981_9, -2.452_59),
        (10, 150, 0.476_967_2, -2.402_811),
        (24, 100, 0.004_265_3, -1.450_753),
        (30, 211, 0.999_997_3, -1.970_795),
        (40, 150, 0.999_999_9, -1.970_799),
    ] {
        let at = j * N + t;
        // The finest scales are cut off at half the sampling rate and ring over the whole signal: they
        // depend a little on how far it is padded.
        let tolerance = if j == 0 { 2e-3 } else { 2e-4 };
        assert!(
            (planes.r2[at] - r2).abs() < tolerance,
            "{j} {t}: {}",
            planes.r2[at]
        );
        assert!(
            (planes.phase[at] - phase).abs() < 5e-3,
            "{j} {t}: {}",
            planes.phase[at]
        );
    }
    for (j, t, power) in [
        (10, 150, 0.819_859_7),
        (30, 211, 0.017_970_8),
        (40, 150, 28.417_22),
    ] {
        let ours = planes.power[0][j * N + t];
        assert!((ours / power - 1.0).abs() < 0.02, "{j} {t}: {ours} {power}");
    }
}

#[test]
fn a_sine_has_its_peak_at_its_own_period() {
    for hz in [2.0, 5.0, 11.0] {
        let sine: Vec<f64> = (0..4000)
            .map(|j| (TAU * hz * f64::from(j) / RATE_HZ).sin())
            .collect();
        let scales = Scales::new(1.0, 30.0, 24, RATE_HZ).expect("in range");
        let power = |j: usize| transform(&sine, RATE_HZ, &scales, j)[2000].norm_sqr();
        let best = (0..scales.count())
            .max_by(|a, b| power(*a).total_cmp(&power(*b)))
            .expect("some");
        let period_s = FOURIER_FACTOR * scales.scale_s(best as f64);
        assert!((period_s * hz - 1.0).abs() < 0.02, "{hz}: {period_s}");
    }
}

#[test]
fn white_noise_has_a_power_of_one() {
    let noise = white(60_000, 3);
    let wanted = CoherenceOptions {
        scales: Scales::new(2.0, 20.0, 4, RATE_HZ).expect("in range"),
        smoothing: Smoothing::Grinsted,
        columns: 50,
        powers: true,
    };
    let planes = found(&noise, &noise, RATE_HZ, &wanted);
    for row in planes.power[0].chunks(planes.columns) {
        let mean = row.iter().sum::<f32>() / row.len() as f32;
        assert!((mean - 1.0).abs() < 0.12, "{mean}");
    }
}

#[test]
fn coherence_is_one_for_copies_and_their_multiples() {
    let a = white(3000, 1);
    for factor in [1.0, -250.0, 1e-6] {
        let b: Vec<f64> = a.iter().map(|v| 7.0 + factor * v).collect();
        for smoothing in [Smoothing::Grinsted, Smoothing::Pycwt] {
            let planes = found(&a, &b, RATE_HZ, &four_octaves(smoothing, RATE_HZ));
            assert!(planes.r2.iter().all(|r2| (r2 - 1.0).abs() < 1e-4));
            let phase = if factor > 0.0 { 0.0 } else { TAU / 2.0 };
            let right = |p: &f32| (f64::from(p.abs()) - phase).abs() < 1e-2;
            assert!(planes.phase.iter().all(right));
        }
    }
}

/// 95 % levels from surrogates of white noise.
fn level(surrogates: u32, scales: &Scales, width: usize) -> Level {
    let grid = LevelGrid {
        scales: *scales,
        smoothing: Smoothing::Grinsted,
        rate_hz: RATE_HZ,
        width,
    };
    let batch = |nth| {
        let made = level_batch([0.0; 2], &grid, [nth, surrogates], 9, &Task::alone());
        made.expect("not overtaken")
    };
    let mut all = batch(0);
    for nth in 1..surrogates.div_ceil(BATCH) {
        all.join(&batch(nth));
    }
    all
}

/// However long a column is: means over many moments vary less than moments do.
#[test]
fn independent_noise_passes_the_level_as_often_as_it_says() {
    let mut levels = Vec::new();
    for (columns, samples) in [(usize::MAX, 15_000), (300, 15_000), (500, 100_000)] {
        let (a, b) = (white(samples, 11), white(samples, 12));
        let wanted = CoherenceOptions {
            columns,
            ..four_octaves(Smoothing::Grinsted, RATE_HZ)
        };
        let planes = found(&a, &b, RATE_HZ, &wanted);
        assert!(planes.r2.iter().all(|r2| (0.0..=1.0).contains(r2)));
        let width = samples.div_ceil(planes.columns);
        let level = level(60, &wanted.scales, width);
        assert_eq!(level.surrogates, 60);
        let (mut above, mut all) = (0, 0);
        for (j, row) in planes.r2.chunks(planes.columns).enumerate() {
            let most = level.quantile(j, 0.95);
            let mean = row.iter().map(|v| f64::from(*v)).sum::<f64>() / row.len() as f64;
            assert!(mean < most, "scale {j}: mean {mean}, level {most}");
            above += row.iter().filter(|v| f64::from(**v) > most).count();
            all += row.len();
        }
        let share = above as f64 / all as f64;
        assert!((0.03..0.07).contains(&share), "{width} samples: {share}");
        levels.push(level.quantile(0, 0.95));
    }
    assert!(levels.is_sorted_by(|a, b| a > b), "{levels:?}");
}

#[test]
fn the_outcome_does_not_depend_on_threads_and_pieces_are_whole() {
    let (a, b) = (white(9000, 21), white(9000, 22));
    let wanted = CoherenceOptions {
        columns: 300,
        ..four_octaves(Smoothing::Grinsted, RATE_HZ)
    };
    let run = |threads| {
        in_threads(threads, || {
            let level = level(30, &wanted.scales, 30);
            (found(&a, &b, RATE_HZ, &wanted), level)
        })
    };
    assert!(run(1) == run(2));
}

/// Noise in a long signal, and the same through a window: what lies around the window is
/// padding, so nothing changes but where the cone is.
#[test]
fn a_window_shows_what_the_whole_shows_there() {
    let (a, b) = (white(6000, 31), white(6000, 32));
    let wanted = CoherenceOptions {
        columns: usize::MAX,
        ..four_octaves(Smoothing::Grinsted, RATE_HZ)
    };
    let task = Task::alone();
    let whole = found(&a, &b, RATE_HZ, &wanted);
    let part = coherence(
        [&a[1000..5000], &b[1000..5000]],
        1000..2000,
        RATE_HZ,
        &wanted,
        &task,
    )
    .expect("signals that vary");
    // From 3.6 samples on; finer wavelets are cut off at half the sampling rate and ring.
    for j in 10..whole.rows {
        for t in 0..part.columns {
            let (w, p) = (
                whole.r2[j * whole.columns + 2000 + t],
                part.r2[j * part.columns + t],
            );
            assert!((w - p).abs() < 2e-3, "{j} {t}: {w} {p}");
        }
    }
}

/// A window of several stretches that are transformed one by one, with columns of many samples,
/// against the means of a run over every sample.
#[test]
fn columns_are_means_over_their_samples() {
    let n = 75_000;
    let (a, b) = (white(n, 41), white(n, 42));
    let mut wanted = four_octaves(Smoothing::Grinsted, RATE_HZ);
    let fine = found(&a, &b, RATE_HZ, &wanted);
    wanted.columns = 100;
    let work = Coherence::new([&a, &b], 0..n, RATE_HZ, &wanted).expect("signals that vary");
    let coarse = found(&a, &b, RATE_HZ, &wanted);
    assert_eq!((work.width, work.columns), (750, 100));
    for j in [0, 9, 20, 33, 48] {
        for c in 0..100 {
            let own = &fine.r2[j * n + c * 750..][..750];
            let mean = own.iter().sum::<f32>() / 750.0;
            let ours = coarse.r2[j * 100 + c];
            assert!((ours - mean).abs() < 0.02, "{j} {c}: {ours} {mean}");
        }
    }
}

#[test]
fn the_cone_is_root_two_scales_wide() {
    let a = white(2001, 51);
    let mut b = white(2001, 52);
    b[1500] = f64::NAN;
    let wanted = four_octaves(Smoothing::Grinsted, RATE_HZ);
    let work = Coherence::new([&a, &b], 0..2001, RATE_HZ, &wanted).expect("signals that vary");
    assert_eq!(work.missing(), 1);
    // Torrence and Compo: the e-folding time sqrt(2) s, in Fourier periods of 1.033 s.
    for (column, away_s) in [(99, 0.995), (499, 4.995), (1400, 0.995), (1600, 0.995)] {
        let hz = work.cone_hz(column);
        let scale_s = away_s / 2.0_f64.sqrt();
        assert!(
            (hz * FOURIER_FACTOR * scale_s - 1.0).abs() < 1e-2,
            "{column}: {hz}"
        );
    }
    let planes = found(&a, &b, RATE_HZ, &wanted);
    assert!(planes.r2.iter().all(|v| v.is_finite()));
}

// c = a - a.mean(); g = (c[:-1] @ c[1:] / (n - 1)) / (c @ c / n); np.sqrt((1 - g**2) * (c @ c / n))
#[test]
fn red_noise_is_recognised() {
    let [a, _] = signals();
    let fit = Ar1::fit(&a);
    assert!((fit.coefficient - 0.776_875_845_5).abs() < 1e-9);
    assert!((fit.sd - 0.498_680_898_7).abs() < 1e-9);
    let mut red = white(200_000, 61);
    for j in 1..red.len() {
        red[j] += 0.9 * red[j - 1];
    }
    let fit = Ar1::fit(&red);
    assert!((fit.coefficient - 0.9).abs() < 0.005 && (fit.sd - 1.0).abs() < 0.01);
}

#[test]
fn what_cannot_be_compared_says_why() {
    let (a, flat) = (white(100, 71), vec![3.0; 100]);
    let wanted = four_octaves(Smoothing::Grinsted, RATE_HZ);
    let try_it = |a: &[f64], b: &[f64], core| match Coherence::new([a, b], core, RATE_HZ, &wanted) {
        Err(AnalysisError::NothingToShow(why)) => why,
        _ => panic!("it went through"),
    };
    assert!(try_it(&a, &flat, 0..100).contains("second signal does not vary"));
    assert!(try_it(&a, &a[..50], 0..50).contains("same times"));
    assert!(try_it(&a, &a, 40..41).contains("same times"));
    let overtaken = Task::new(&|| true, &|_| ());
    let found = coherence([&a, &a], 0..100, RATE_HZ, &wanted, &overtaken);
    assert_eq!(found, Err(AnalysisError::Cancelled));
}
