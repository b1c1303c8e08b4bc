//! The cumulative trend S(t): the line, the fans, the recovery and the time constant against closed
//! forms, and against the night whose truth is known (methods A12, E.11).

use crate::common::{in_threads, night, pair, poisson, random};
use equipoise::analysis::trend::{
    FanKind, Line, Measure, Options, Trend, autoregression, relaxation, trend,
};
use equipoise::analysis::{AnalysisError, MarkedEvent, Settings, Task, normal};
use equipoise::models::synthetic::Night;
use equipoise::recording::{Interval, Recording};
use rand::RngExt;

fn marked(event: (f64, f64), baseline: (f64, f64)) -> MarkedEvent {
    MarkedEvent {
        event: Some(Interval::new(event.0, event.1)),
        event_is_chosen: true,
        baseline: Some(Interval::new(baseline.0, baseline.1)),
        baseline_is_chosen: true,
    }
}

fn of(recording: &Recording, marked: &MarkedEvent, options: &Options) -> Trend {
    trend(recording, marked, recording.span(), options, &Task::alone()).expect("a baseline")
}

/// Spikes evenly spread over each step, so many a second from each time on.
fn steps(rates: &[(f64, f64)], stop_s: f64) -> Vec<f64> {
    let mut times = Vec::new();
    for (n, &(from, hz)) in rates.iter().enumerate() {
        let to = rates.get(n + 1).map_or(stop_s, |next| next.0);
        let count = ((to - from) * hz).round() as usize;
        times.extend((0..count).map(|j| from + (j as f64 + 0.5) / hz));
    }
    times
}

#[test]
fn s_is_the_sum_of_the_difference_per_neuron_and_its_line_that_of_the_baseline() {
    let span = Interval::new(0.0, 400.0);
    // 10 Hz against 4 Hz; in the event E is silent for 20 s.
    let e = steps(&[(0.0, 10.0), (200.0, 0.0), (220.0, 10.0)], 400.0);
    let i = steps(&[(0.0, 4.0)], 400.0);
    let recording = pair(e, i, span);
    let found = of(
        &recording,
        &marked((200.0, 220.0), (50.0, 200.0)),
        &Options::default(),
    );
    assert_eq!(found.line.n, 151);
    assert!((found.line.slope - 6.0).abs() < 1e-9 && found.line.sd < 1e-9);
    assert!(
        (found.line.intercept).abs() < 1e-9,
        "S is 0 where the baseline begins"
    );
    let at = |t: f64| found.s[found.sample(t).expect("in the recording")];
    assert!((at(200.0) - 900.0).abs() < 1e-9);
    assert!((at(220.0) - 820.0).abs() < 1e-9);
    assert!((at(400.0) - 1900.0).abs() < 1e-9);
    let deviation: Vec<f64> = found.deviation().collect();
    let end = found.sample(399.0).expect("in the recording");
    assert!((deviation[end] + 200.0).abs() < 1e-9, "20 s without 10 Hz");
    // In units of the baseline's own rates the line is level, and 20 s are missing.
    let own = Options {
        measure: Measure::OfBaseline,
        ..Options::default()
    };
    let found = of(&recording, &marked((200.0, 220.0), (50.0, 200.0)), &own);
    assert!(found.line.slope.abs() < 1e-9);
    let deviation: Vec<f64> = found.deviation().collect();
    assert!((deviation[end] + 20.0).abs() < 1e-9);
}

#[test]
fn a_line_is_that_of_least_squares() {
    // numpy.polyfit([10, 12, 14, 16, 18], [1, 3, 2, 5, 4], 1): 0.4 t - 2.6; residuals have a sum of
    // squares of 3.6.
    let line = Line::fit(&[1.0, 3.0, 2.0, 5.0, 4.0], 10.0, 2.0);
    assert!((line.slope - 0.4).abs() < 1e-12);
    assert!((line.value_at(0.0) + 2.6).abs() < 1e-12);
    assert!((line.sd - (3.6f64 / 3.0).sqrt()).abs() < 1e-12);
}

#[test]
fn an_autoregression_is_recovered() {
    let mut rng = random(4);
    let mut x = 0.0;
    let series: Vec<f64> = (0..40_000)
        .map(|_| {
            x = 0.8 * x + normal::quantile(rng.random_range(1e-12..1.0 - 1e-12));
            x + 3.0
        })
        .collect();
    let [mean, sd, phi] = autoregression(&series);
    assert!((phi - 0.8).abs() < 0.01, "{phi}");
    assert!((sd - 1.0 / 0.6).abs() < 0.05, "{sd}");
    assert!((mean - 3.0).abs() < 0.1, "{mean}");
}

#[test]
fn trend_stationary_paths_keep_their_spread_and_difference_stationary_ones_lose_it() {
    let span = Interval::new(0.0, 900.0);
    let mut rng = random(9);
    let (e, i) = (poisson(&mut rng, 20.0, span), poisson(&mut rng, 10.0, span));
    let recording = pair(e, i, span);
    let options = Options {
        paths: 2000,
        ..Options::default()
    };
    let found = of(&recording, &marked((300.0, 310.0), (0.0, 300.0)), &options);
    let [kept, lost] = &found.fans;
    assert_eq!(
        (kept.kind, lost.kind),
        (FanKind::TrendStationary, FanKind::DifferenceStationary)
    );
    // Counts of two Poisson trains in a second: variance 30, no memory.
    assert!((lost.sd / 30f64.sqrt() - 1.0).abs() < 0.15, "{}", lost.sd);
    assert!(lost.phi.abs() < 0.15, "{}", lost.phi);
    for fan in [kept, lost] {
        for n in [0, 1, 10, 100, 500] {
            let t_s = fan.start_s + n as f64;
            let off = fan
                .paths
                .iter()
                .map(|p| f64::from(p[n]) - found.line.value_at(t_s));
            let (sum, squares) = off.fold((0.0, 0.0), |(s, q), x| (s + x, q + x * x));
            let count = fan.paths.len() as f64;
            let sd = (squares / count - (sum / count).powi(2)).sqrt();
            let expected = fan.expected_sd(n);
            // The SD of a sample SD is sd / sqrt(2 n): 1.6 %.
            assert!(
                (sd - expected).abs() <= 0.065 * expected + 1e-6,
                "{:?} {n}: {sd} for {expected}",
                fan.kind
            );
            // 2.5 and 97.5 % are 1.96 SD from the middle.
            let width = (fan.high[n] - fan.low[n]) / 2.0;
            assert!((width - 1.96 * expected).abs() <= 0.15 * expected + 1e-6);
        }
    }
    assert_eq!(kept.expected_sd(500), kept.expected_sd(0));
    // Without memory the variance of n steps is n times that of one.
    let n = 400;
    let ratio = (lost.expected_sd(n) / lost.sd).powi(2) / n as f64;
    let memory = (1.0 + lost.phi) / (1.0 - lost.phi);
    assert!((ratio / memory - 1.0).abs() < 0.01, "{ratio} for {memory}");
}

#[test]
fn a_recovery_is_the_first_return_that_holds() {
    // E falls silent for 10 s, then makes up for it: D = -100 at the end of the event, back at 0
    // fifty seconds later.
    let span = Interval::new(0.0, 500.0);
    let mut e = steps(
        &[(0.0, 10.0), (200.0, 0.0), (210.0, 12.0), (260.0, 10.0)],
        500.0,
    );
    // The baseline wavers by one spike, so that its residuals have an SD.
    e.extend((0..100).map(|j| f64::from(j) * 2.0 + 0.01));
    e.sort_by(f64::total_cmp);
    let i = steps(&[(0.0, 5.0)], 500.0);
    let recording = pair(e, i, span);
    // 0.5 Hz more in the baseline than after it: compare with the part after 220 s by a slope.
    let found = of(
        &recording,
        &marked((200.0, 210.0), (0.0, 200.0)),
        &Options::default(),
    );
    // The line climbs 5.5 a second and the data 7, then 5: D passes 0 at -105 + 1.5 t = 0.
    let recovery = found.recovery.expect("an event");
    assert_eq!(
        recovery.after_s, None,
        "it passes the line and does not stay"
    );
    assert!((recovery.followed_s - 290.0).abs() < 1.5);
    let four = Options {
        within_sd: 4.0,
        ..Options::default()
    };
    let settled = {
        let e = steps(
            &[(0.0, 10.0), (200.0, 0.0), (210.0, 12.0), (260.0, 10.0)],
            500.0,
        );
        let mut i = steps(&[(0.0, 5.0)], 500.0);
        // I wavers by one spike about a slope that stays.
        for (n, t) in i.iter_mut().enumerate() {
            *t += if n % 10 < 5 { 0.0 } else { 0.15 };
        }
        i.sort_by(f64::total_cmp);
        pair(e, i, span)
    };
    let found = of(&settled, &marked((200.0, 210.0), (0.0, 200.0)), &four);
    let recovery = found.recovery.expect("an event");
    let after_s = recovery.after_s.expect("it settles");
    // 4 SD before the line is reached, at 2 a second.
    let expected = 50.0 - 4.0 * found.line.sd / 2.0;
    assert!(
        (after_s - expected).abs() <= 1.5,
        "{after_s} for {expected}"
    );
    // Nearly all baselines like this one see it, and all of them within a few seconds.
    assert!(recovery.seen() > 0.9, "{}", recovery.seen());
    let [early, late] = [-10.0, 10.0].map(|away| recovery.seen_by(after_s + away));
    assert!(early == 0.0 && late == recovery.seen(), "{early} {late}");
    assert!(recovery.returns_s.is_sorted());
    // Held for longer than is seen: no recovery.
    let long = Options {
        hold_s: 300.0,
        ..Options::default()
    };
    let found = of(&settled, &marked((200.0, 210.0), (0.0, 200.0)), &long);
    assert_eq!(found.recovery.expect("an event").after_s, None);
}

/// dD/dt of an exponential return, with independent noise, every second.
fn returning(seed: u64, tau_s: f64, amplitude: f64, noise: f64, n: usize) -> [Vec<f64>; 2] {
    let mut rng = random(seed);
    let mut gauss = || noise * normal::quantile(rng.random_range(1e-12..1.0 - 1e-12));
    let before = (0..200).map(|_| gauss()).collect();
    let after = (0..n).map(|j| amplitude * (-(j as f64 + 0.5) / tau_s).exp() + gauss());
    [after.collect(), before]
}

#[test]
fn an_exponential_return_is_recovered_within_its_interval() {
    let options = Options::default();
    for tau_s in [40.0, 120.0] {
        let mut held = 0;
        let mut found = Vec::new();
        for seed in 0..20 {
            let [after, before] = returning(seed, tau_s, -5.0, 2.0, 600);
            let fit = relaxation(&after, &before, 1.0, &options, &Task::alone());
            let fit = fit.expect("not overtaken").expect("long enough");
            let [low, high] = fit.interval_s.expect("refits");
            held += u32::from(low <= tau_s && tau_s <= high);
            found.push(fit.tau_s.expect("inside"));
        }
        found.sort_by(f64::total_cmp);
        assert!((found[10] / tau_s - 1.0).abs() < 0.1, "{tau_s}: {found:?}");
        // Nominally 19 of 20; fewer than 16 would happen once in 400 times.
        assert!(held >= 16, "{tau_s} s: {held} of 20");
    }
    // Exact without noise.
    let [after, before] = returning(1, 80.0, 3.0, 0.0, 600);
    let fit = relaxation(&after, &before, 1.0, &options, &Task::alone()).expect("alone");
    let fit = fit.expect("long enough");
    assert!((fit.tau_s.expect("inside") / 80.0 - 1.0).abs() < 0.04);
    assert!((fit.amplitude / 3.0 - 1.0).abs() < 0.04);
    assert_eq!(
        relaxation(&after[..50], &before, 1.0, &options, &Task::alone()),
        Ok(None)
    );
}

#[test]
fn the_return_of_the_night_is_recovered_within_its_interval() {
    let options = Options {
        measure: Measure::OfBaseline,
        ..Options::default()
    };
    let mut held = [0, 0];
    let mut found = Vec::new();
    for seed in 1..=20 {
        let model = Night {
            seed,
            ..Night::default()
        };
        let recording = model.recording();
        let seizure = model.truth().seizure().expect("it has one");
        let truth_s = model.truth().return_time_constant_s();
        let marked = marked((seizure.start_s, seizure.stop_s), (1200.0, seizure.start_s));
        for (measure, held) in [Measure::OfBaseline, Measure::PerNeuron]
            .into_iter()
            .zip(&mut held)
        {
            let options = Options { measure, ..options };
            let of_night = of(&recording, &marked, &options);
            let fit = of_night.relaxation.expect("an event");
            let [low, high] = fit.interval_s.expect("refits");
            *held += u32::from(low <= truth_s && truth_s <= high);
            if measure == Measure::OfBaseline {
                found.push(fit.tau_s.unwrap_or(f64::INFINITY));
                // The imbalance returns to 0 and S to a line beside its own: what was lost in the
                // seizure is never made up for, and no recovery is claimed in most nights.
                assert!(fit.amplitude < 0.0, "I dominates");
            }
        }
    }
    found.sort_by(f64::total_cmp);
    println!("tau within its 95 % interval: {held:?} of 20; found {found:?}");
    let middle = f64::midpoint(found[9], found[10]);
    assert!(
        (60.0..240.0).contains(&middle),
        "median {middle} of {found:?}"
    );
    // Nominally 95 %; intervals from blocks of a slow process are somewhat too short.
    assert!(held.iter().all(|&n| n >= 16), "{held:?} of 20");
}

#[test]
fn the_number_of_threads_does_not_show() {
    let made = |threads| {
        in_threads(threads, || {
            of(
                night(),
                &marked((1320.0, 1360.0), (1200.0, 1320.0)),
                &Options::default(),
            )
        })
    };
    assert_eq!(made(1), made(2));
}

#[test]
fn what_is_missing_is_said() {
    let span = Interval::new(0.0, 400.0);
    let mut rng = random(2);
    let recording = pair(
        poisson(&mut rng, 5.0, span),
        poisson(&mut rng, 5.0, span),
        span,
    );
    let options = Options::default();
    let says = |marked: &MarkedEvent, options: &Options| {
        let failed = trend(&recording, marked, span, options, &Task::alone());
        match failed.expect_err("nothing to show") {
            AnalysisError::NothingToShow(text) => text,
            other => panic!("{other}"),
        }
    };
    let at_start = MarkedEvent {
        baseline: None,
        ..marked((0.0, 10.0), (0.0, 0.0))
    };
    assert!(says(&at_start, &options).contains("no time before the event"));
    assert!(says(&marked((100.0, 110.0), (95.0, 100.0)), &options).contains("longer baseline"));
    let fine = Options {
        step_s: 1e-4,
        ..options
    };
    assert!(says(&marked((100.0, 110.0), (0.0, 100.0)), &fine).contains("million"));
    // Without an event: S, its line and its fans, and nothing of a return.
    let without = MarkedEvent::find(&recording, span, &Settings::default());
    let found = of(&recording, &without, &options);
    assert_eq!((found.recovery, found.relaxation), (None, None));
    assert_eq!(found.baseline, Interval::new(0.0, 200.0));
    assert_eq!(found.fans[0].low.len(), 201);
}

/// S passes through the band of its line and leaves it on the other side: it recovers where it is
/// asked to hold for no longer than from the first to the last of its samples there.
#[test]
fn a_recovery_holds_from_its_first_sample_to_its_last() {
    let span = Interval::new(0.0, 500.0);
    let e = steps(&[(0.0, 10.0), (200.0, 0.0), (210.0, 11.0)], 500.0);
    let mut i = steps(&[(0.0, 5.0)], 500.0);
    for (n, t) in i.iter_mut().enumerate() {
        *t += if n % 10 < 5 { 0.0 } else { 0.15 };
    }
    i.sort_by(f64::total_cmp);
    let (recording, event) = (pair(e, i, span), marked((200.0, 210.0), (0.0, 200.0)));
    let holding = |hold_s: f64| {
        let options = Options {
            within_sd: 6.0,
            hold_s,
            ..Options::default()
        };
        of(&recording, &event, &options)
    };
    let found = holding(1.0);
    let band = 6.0 * found.line.sd;
    let after = found.deviation().enumerate();
    let within = after.filter(|(j, d)| found.time_s(*j) > 210.0 && d.abs() <= band);
    let samples: Vec<usize> = within.map(|(j, _)| j).collect();
    let last = samples.len() - 1;
    assert!(
        last >= 3 && samples[last] - samples[0] == last,
        "{samples:?}"
    );
    let after_s = |hold: usize| holding(hold as f64).recovery.expect("an event").after_s;
    let expected = found.time_s(samples[0]) - 210.0;
    assert!((after_s(last).expect("it holds") - expected).abs() < 1e-9);
    assert_eq!(after_s(last + 1), None);
}
