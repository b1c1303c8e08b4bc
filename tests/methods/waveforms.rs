//! Waveform classes against shapes whose features are known, and blobs whose members are.

use crate::common::{asked, random};
use equipoise::analysis::waveforms::{
    Fault, Gaussian, HalfWidth, Method, Options, classify, measure, two_gaussians, two_means,
};
use equipoise::analysis::{AnalysisError, Value, normal};
use equipoise::recording::{Class, Interval, Parts, Recording, SpikeTrains, Unit, Waveform};
use rand::RngExt;

const RATE_HZ: f64 = 30_000.0;

/// A trough at 1 ms with an SD of 0.1 ms and a peak `later_ms` after it with an SD of `wide_ms`.
fn two_bumps(later_ms: f64, wide_ms: f64, height: f64, scale: f64) -> Waveform {
    let sample = |j: usize| {
        let t = 1e3 * j as f64 / RATE_HZ;
        let bump = |at: f64, sd: f64| (-0.5 * ((t - at) / sd).powi(2)).exp();
        (scale * (height * bump(1.0 + later_ms, wide_ms) - bump(1.0, 0.1))) as f32
    };
    Waveform {
        samples: (0..96).map(sample).collect(),
        rate_hz: Some(RATE_HZ),
        is_whitened: false,
    }
}

#[test]
fn both_features_of_gaussian_bumps_are_their_distance_and_width() {
    // Far enough apart, neither bump moves the other: the width at half height is 2.3548 SD.
    let wave = two_bumps(0.9, 0.15, 0.4, 100.0);
    let found = measure(Some(&wave), HalfWidth::Peak).expect("a spike");
    assert!((found.trough_to_peak_ms - 0.9).abs() < 0.011, "{found:?}");
    assert!(
        (found.half_width_ms - 2.3548 * 0.15).abs() < 0.004,
        "{found:?}"
    );
    let trough = measure(Some(&wave), HalfWidth::Trough).expect("a spike");
    assert!(
        (trough.half_width_ms - 2.3548 * 0.1).abs() < 0.002,
        "{trough:?}"
    );
    // Volts or microvolts: the same features.
    let volts = measure(Some(&two_bumps(0.9, 0.15, 0.4, 1e-4)), HalfWidth::Peak);
    let volts = volts.expect("a spike");
    assert!((volts.half_width_ms - found.half_width_ms).abs() < 1e-4);
}

#[test]
fn waveforms_that_cannot_be_measured_say_why() {
    let fault = |wave: Option<&Waveform>| measure(wave, HalfWidth::Peak).expect_err("a fault");
    let good = two_bumps(0.5, 0.15, 0.4, 100.0);
    let with = |change: fn(&mut Waveform)| {
        let mut wave = good.clone();
        change(&mut wave);
        wave
    };
    assert_eq!(fault(None), Fault::Missing);
    assert_eq!(fault(Some(&with(|w| w.rate_hz = None))), Fault::NoRate);
    assert_eq!(
        fault(Some(&with(|w| w.samples.truncate(8)))),
        Fault::TooFewSamples
    );
    assert_eq!(fault(Some(&with(|w| w.samples.fill(3.0)))), Fault::Flat);
    assert_eq!(
        fault(Some(&with(|w| w.samples[40] = f32::NAN))),
        Fault::Flat
    );
    let inverted = with(|w| w.samples.iter_mut().for_each(|v| *v = -*v));
    assert_eq!(fault(Some(&inverted)), Fault::Inverted);
    // Cut right after the peak.
    assert_eq!(
        fault(Some(&with(|w| w.samples.truncate(47)))),
        Fault::CutShort
    );
    let twice = with(|w| {
        for j in 0..40 {
            w.samples[50 + j] -= (80.0 * (-0.5 * ((j as f64 - 20.0) / 3.0).powi(2)).exp()) as f32;
        }
    });
    assert_eq!(fault(Some(&twice)), Fault::SeveralTroughs);
}

/// Wide spikes in a short waveform: their peak has no width, and the view says what measures them.
#[test]
fn waveforms_cut_before_their_peak_has_fallen_are_measured_by_their_trough() {
    let cut = |samples: usize| {
        let mut wave = two_bumps(0.7, 0.3, 0.4, 100.0);
        wave.samples.truncate(samples);
        wave
    };
    // Peak at 1.7 ms; 54 samples end at 1.767, 48 at 1.567 ms.
    for (samples, rises, trough_to_peak) in [(54, false, 0.7), (48, true, 17.0 / 30.0)] {
        let wave = cut(samples);
        let short = measure(Some(&wave), HalfWidth::Peak);
        assert_eq!(short, Err(Fault::CutShort));
        let found = measure(Some(&wave), HalfWidth::Trough).expect("a trough");
        assert_eq!(found.rises_at_end, rises);
        assert!(
            (found.trough_to_peak_ms - trough_to_peak).abs() < 0.015,
            "{found:?}"
        );
    }
    let mut mixed = recording(0, 7).units().to_vec();
    for (unit, samples) in mixed.iter_mut().zip([54, 48, 48]) {
        unit.waveform = Some(cut(samples));
    }
    let way_out = "With Half width of: The trough, in Options, 3 more can be measured.";
    let by_peak = Options {
        half_width: Some(HalfWidth::Peak),
        ..Options::default()
    };
    let few = classify(&mixed, &by_peak).map(|_| ());
    assert!(format!("{few:?}").contains(way_out), "{few:?}");
    let mut parts = Parts::new("cut");
    let more = recording(0, 6).units().to_vec();
    parts.units = mixed.iter().cloned().chain(more).collect();
    for (at, unit) in parts.units.iter_mut().enumerate() {
        unit.id = format!("u{at}");
    }
    parts.trains = SpikeTrains::from_units(vec![vec![1.0]; 13]);
    parts.span = Some(Interval::new(0.0, 10.0));
    let recording = Recording::new(parts).expect("units and trains agree");
    let mut wanted = asked(&recording, 10.0);
    let said = |wanted: &crate::common::Asked<'_>| {
        let picture = wanted.draw("waveforms").expect("enough waveforms");
        picture.sheet.notes.join(" ")
    };
    wanted.set("waveforms", "half-width", &Value::Choice("peak".into()));
    assert!(said(&wanted).contains(way_out));
    wanted.set("waveforms", "half-width", &Value::Choice("valley".into()));
    let by_trough = said(&wanted);
    // Of 13 three are too many: by itself it is the trough. Of 40 they are few enough.
    wanted.set("waveforms", "half-width", &Value::Choice("fitting".into()));
    let notes = said(&wanted);
    assert!(
        notes.contains("The half width is that of the trough: more than a tenth"),
        "{notes}"
    );
    assert!(!by_trough.contains("more than a tenth"), "{by_trough}");
    let mut many = mixed[..3].to_vec();
    many.extend_from_slice(self::recording(20, 17).units());
    let many = classify(&many, &Options::default()).expect("enough");
    assert_eq!(many.half_width, HalfWidth::Peak);
    assert_eq!(many.measured[0], Err(Fault::CutShort));
    assert!(notes.contains("13 of 13 units"), "{notes}");
    assert!(
        notes.contains("2 waveforms still rise where they end"),
        "{notes}"
    );
}

/// The numbers of the paper: 190 regular and 46 fast spiking units, as Gaussian blobs.
fn blobs(seed: u64) -> (Vec<[f64; 2]>, Vec<bool>) {
    let mut rng = random(seed);
    let mut normal = || normal::quantile(rng.random::<f64>().clamp(1e-12, 1.0 - 1e-12));
    let all = (0..236).map(|j| {
        let fast = j % 236 >= 190;
        let (centre, sd) = if fast {
            ([0.25, 0.18], [0.03, 0.02])
        } else {
            ([0.65, 0.35], [0.06, 0.04])
        };
        (
            [centre[0] + sd[0] * normal(), centre[1] + sd[1] * normal()],
            fast,
        )
    });
    all.unzip()
}

#[test]
fn blobs_of_the_published_numbers_are_told_apart_without_error_whatever_the_seed() {
    let (points, fast) = blobs(7);
    let scaled: Vec<[f64; 2]> = points.iter().map(|p| [p[0] / 0.18, p[1] / 0.08]).collect();
    for seed in 0..12 {
        let mut means = two_means(&scaled, 20, seed).expect("two groups");
        if means.centres[1][0] > means.centres[0][0] {
            means.centres.swap(0, 1);
            means.second.iter_mut().for_each(|s| *s = !*s);
        }
        assert_eq!(means.second, fast, "seed {seed}");
        let mixture = two_gaussians(&scaled, &means);
        let odds = scaled.iter().map(|p| mixture.log_odds(*p) > 0.0);
        assert!(odds.eq(fast.iter().copied()), "seed {seed}");
        assert!((mixture.groups[1].share - 46.0 / 236.0).abs() < 1e-3);
    }
    assert!(two_means(&[[1.0, 1.0]; 5], 20, 1).is_none());
    assert!(two_means(&[], 20, 1).is_none());
}

/// Wide and narrow waveforms, with a little variety.
fn recording(wide: usize, narrow: usize) -> Recording {
    let mut parts = Parts::new("waveforms");
    for j in 0..wide + narrow {
        let mut unit = Unit::new(format!("u{j}"));
        let vary = 1.0 + 0.03 * ((j % 5) as f64 - 2.0);
        unit.waveform = Some(if j < wide {
            two_bumps(0.7 * vary, 0.22 * vary, 0.3, 80.0)
        } else {
            two_bumps(0.28 * vary, 0.12 * vary, 0.5, 60.0)
        });
        parts.units.push(unit);
    }
    parts.trains = SpikeTrains::from_units(vec![vec![1.0]; wide + narrow]);
    parts.span = Some(Interval::new(0.0, 10.0));
    Recording::new(parts).expect("units and trains agree")
}

#[test]
fn a_boundary_moved_by_hand_takes_units_to_the_other_side_and_leaves_none_uncertain() {
    let recording = recording(12, 6);
    let of = |options: &Options| {
        let grouping = classify(recording.units(), options).expect("eighteen waveforms");
        let classes = (0..18).map(|u| grouping.class(u));
        (classes.collect::<Vec<_>>(), grouping)
    };
    for method in [Method::KMeans, Method::Mixture] {
        let (found, grouping) = of(&Options {
            method,
            ..Options::default()
        });
        let e = found
            .iter()
            .filter(|c| **c == Some(Class::Excitatory))
            .count();
        let i = found
            .iter()
            .filter(|c| **c == Some(Class::Inhibitory))
            .count();
        assert_eq!((e, i), (12, 6), "{method:?}");
        // Dragged beyond the widest waveform, everything is narrow.
        let shift = grouping.shift_through([2.0, 1.2]);
        let (moved, _) = of(&Options {
            method,
            shift,
            ..Options::default()
        });
        assert!(
            moved.iter().all(|c| *c == Some(Class::Inhibitory)),
            "{method:?}"
        );
    }
}

#[test]
fn the_view_shows_both_groups_its_boundary_and_what_is_missing() {
    let recording = recording(12, 6);
    let mut wanted = asked(&recording, 10.0);
    let picture = wanted.draw("waveforms").expect("eighteen waveforms");
    let features = &picture.sheet.panels[0].plot;
    assert_eq!(
        features.summary,
        "12 regular spiking, 6 fast spiking, 0 uncertain"
    );
    let handle = features.handle.as_ref().expect("a boundary to drag");
    // Between 0.28 and 0.7 ms where it passes between both clouds.
    let middle = handle[handle.len() / 2];
    assert!((0.3..0.65).contains(&middle[0]), "{middle:?}");
    wanted.set("waveforms", "method", &Value::Choice("mixture".into()));
    assert!(wanted.draw("waveforms").is_ok());

    let few = self::recording(2, 1);
    let why = match asked(&few, 10.0).draw("waveforms") {
        Err(AnalysisError::NothingToShow(why)) => why,
        other => panic!("{:?}", other.map(|d| d.sheet)),
    };
    assert!(why.contains("3 of 3 units"), "{why}");
}

/// With unit variances and a covariance of 1/2 the determinant is 3/4, and the squared distance of
/// (x, y) from the middle is (x^2 - x y + y^2) / (3/4): 4/3 at (1, 1), 4 at (1, -1).
#[test]
fn a_tilted_gaussian_is_densest_along_its_tilt() {
    let gaussian = Gaussian {
        share: 1.0,
        mean: [0.0; 2],
        covariance: [1.0, 0.5, 1.0],
    };
    for (point, distance) in [([1.0, 1.0], 4.0 / 3.0), ([1.0, -1.0], 4.0)] {
        let expected = -std::f64::consts::TAU.ln() - 0.5 * (0.75f64.ln() + distance);
        assert!((gaussian.log_weight(point) - expected).abs() < 1e-12);
    }
    // The mixture finds the tilt of each of two groups.
    let mut rng = random(5);
    let mut normal = || normal::quantile(rng.random::<f64>().clamp(1e-12, 1.0 - 1e-12));
    let points: Vec<[f64; 2]> = (0..2000)
        .map(|j| {
            let (x, own) = (normal(), normal());
            let tilt = if j % 2 == 0 { 0.8 } else { -0.8 };
            [x + f64::from(j % 2) * 12.0, tilt * x + 0.6 * own]
        })
        .collect();
    let mixture = two_gaussians(&points, &two_means(&points, 20, 1).expect("two groups"));
    for group in mixture.groups {
        let tilt = if group.mean[0] < 6.0 { 0.8 } else { -0.8 };
        assert!((group.covariance[1] - tilt).abs() < 0.1, "{group:?}");
    }
}
