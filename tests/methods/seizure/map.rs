//! The seizure map against what Poisson trains and a step of rate give.

use crate::common::{in_threads, night, pair, poisson, random};
use equipoise::analysis::seizure_map::{FEWEST, SeizureMap, seizure_map};
use equipoise::analysis::{Scale, Task};
use equipoise::recording::{Interval, Recording};

fn of(recording: &Recording, window: (f64, f64), baseline: (f64, f64), most: usize) -> SeizureMap {
    let stretch = |(from, to)| Interval::new(from, to);
    let (window, baseline) = (stretch(window), stretch(baseline));
    seizure_map(recording, window, baseline, most, &Task::alone()).expect("not overtaken")
}

/// E falls from 20 to 10 Hz in [600, 700); I fires at 10 Hz throughout.
fn step() -> Recording {
    let mut rng = random(21);
    let span = Interval::new(0.0, 1000.0);
    let mut e = poisson(&mut rng, 20.0, Interval::new(0.0, 600.0));
    e.extend(poisson(&mut rng, 10.0, Interval::new(600.0, 700.0)));
    e.extend(poisson(&mut rng, 20.0, Interval::new(700.0, 1000.0)));
    let i = poisson(&mut rng, 10.0, span);
    pair(e, i, span)
}

#[test]
fn z_scores_are_those_of_the_baseline_and_a_step_is_as_deep_as_poisson_says() {
    let recording = step();
    let map = of(&recording, (0.0, 1000.0), (0.0, 600.0), 10_000);
    assert_eq!(map.rows.len(), 32);
    for row in &map.rows {
        let dt = row.scale.width_s();
        // Counts of two Poisson trains in dt: the difference in Hz has SD sqrt(30 / dt).
        let sd_hz = (30.0 / dt).sqrt();
        let independent = 600.0 / dt;
        let slack = 5.0 / independent.min(6000.0).sqrt();
        assert!(
            (row.sd_hz / sd_hz - 1.0).abs() < slack,
            "k {}: {}",
            row.scale.k(),
            row.sd_hz
        );
        // Short windows are samples: 12,000 of them.
        let seen_s = (12_000.0 * dt).min(600.0);
        assert!((row.mean_hz - 10.0).abs() < 5.0 * (30.0 / seen_s).sqrt());
        let mean = |from: f64, to: f64| {
            let all = row.z.iter().enumerate();
            let own = all.filter(|(j, z)| {
                let t = map.start_s + *j as f64 * map.step_s;
                z.is_finite() && from <= t && t < to
            });
            let (n, sum) = own.fold((0.0, 0.0), |(n, s), (_, z)| (n + 1.0, s + f64::from(*z)));
            sum / n
        };
        // Half a window of the borders off, all windows are of one rate.
        assert!(mean(6.0, 594.0).abs() < 0.2 + 0.01 * row.scale.k());
        let deep = -10.0 / sd_hz;
        // What is uncertain: the mean of the event, and the SD of the baseline.
        let error = sd_hz.recip() * (20.0f64 / 88.0).sqrt() + 0.05;
        let found = mean(606.0, 694.0);
        assert!(
            (found - deep).abs() < 4.0 * error + slack * deep.abs(),
            "k {}: {found} for {deep}",
            row.scale.k()
        );
    }
    let [low, high] = map.extrema(Interval::new(590.0, 710.0)).expect("defined");
    assert!(
        (600.0..700.0).contains(&low.at_s) && low.z < -4.0,
        "{low:?}"
    );
    assert!(high.z > low.z);
}

#[test]
fn windows_reach_beyond_what_is_shown_and_end_with_the_recording() {
    let recording = step();
    let whole = of(&recording, (0.0, 1000.0), (0.0, 600.0), 1000);
    let part = of(&recording, (620.0, 660.0), (0.0, 600.0), 40);
    assert_eq!((whole.step_s, part.step_s, part.columns), (1.0, 1.0, 40));
    for (a, b) in part.rows.iter().zip(&whole.rows) {
        assert!(b.z[620..660].iter().all(|z| z.is_finite()));
        assert_eq!(a.z[..], b.z[620..660], "k {}", a.scale.k());
    }
    // At the ends of the recording half a window is missing.
    for row in &whole.rows {
        let off = whole_columns_off(row.scale);
        assert!(
            row.z[..off].iter().all(|z| z.is_nan()),
            "k {}",
            row.scale.k()
        );
        assert!(row.z[off + 1].is_finite(), "k {}", row.scale.k());
    }
}

fn whole_columns_off(scale: Scale) -> usize {
    (0.5 * scale.width_s() - 1e-3).ceil().max(0.0) as usize
}

#[test]
fn scales_that_do_not_fit_the_baseline_ten_times_are_empty() {
    let map = of(&step(), (0.0, 1000.0), (100.0, 130.0), 500);
    for row in &map.rows {
        let fits = 30.0 / row.scale.width_s() >= FEWEST as f64;
        assert_eq!(row.is_defined(), fits, "k {}", row.scale.k());
        assert_eq!(row.z.iter().any(|z| z.is_finite()), fits);
    }
}

#[test]
fn the_night_turns_to_inhibition_in_its_seizure() {
    let map = of(night(), (1200.0, 1500.0), (1200.0, 1320.0), 600);
    let [low, _] = map.extrema(Interval::new(1200.0, 1500.0)).expect("defined");
    assert!(
        (1320.0..1360.0).contains(&low.at_s) && low.z < -8.0,
        "{low:?}"
    );
}

#[test]
fn the_number_of_threads_does_not_show() {
    let made = |threads| {
        in_threads(threads, || {
            of(night(), (1200.0, 1400.0), (1200.0, 1320.0), 400)
        })
    };
    let (one, two) = (made(1), made(2));
    let bits = |map: &SeizureMap| -> Vec<u32> {
        map.rows
            .iter()
            .flat_map(|r| r.z.iter().map(|z| z.to_bits()))
            .collect()
    };
    assert_eq!(bits(&one), bits(&two));
}
