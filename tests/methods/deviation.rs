//! Deviation from balance and static balance: anchors of methods B4, and what the view shows.

use crate::common::{asked, night, pair, poisson, random, recording};
use equipoise::analysis::{
    AnalysisError, Ccdf, Deviation, JointCounts, Ruler, Scale, StaticBalance, Task, Value,
    joint_counts_at,
};
use equipoise::recording::{Class, Interval};

fn joint(trains: [&[f64]; 2], span: Interval, k: f64) -> JointCounts {
    joint_counts_at(trains, &span.into(), &[Scale::new(k)], &Task::alone())
        .expect("nobody overtakes it")
        .remove(0)
}

/// Measured with its own ruler.
fn deviation(trains: [&[f64]; 2], span: Interval, k: f64) -> Deviation {
    let joint = joint(trains, span, k);
    Deviation::new(&joint, &Ruler::new(&joint.sums.moments))
}

fn merged(mut a: Vec<f64>, b: &[f64]) -> Vec<f64> {
    a.extend(b);
    a.sort_by(f64::total_cmp);
    a
}

#[test]
fn identical_trains_are_in_balance() {
    let span = Interval::new(0.0, 60.0);
    let train = poisson(&mut random(101), 50.0, span);
    for k in [1.0, 14.0, 25.0] {
        let found = deviation([&train, &train], span, k);
        assert_eq!((found.rms, found.p_above_2), (0.0, 0.0));
    }
}

#[test]
fn the_variance_of_m_is_2_less_twice_the_correlation() {
    let span = Interval::new(0.0, 600.0);
    let mut rng = random(103);
    for (own, shared) in [(60.0, 0.0), (30.0, 30.0), (10.0, 50.0)] {
        let mut both = Vec::new();
        if shared > 0.0 {
            both = poisson(&mut rng, shared, span);
        }
        let e = merged(poisson(&mut rng, own, span), &both);
        let i = merged(poisson(&mut rng, own, span), &both);
        let rho = shared / (own + shared);
        for k in [10.0, 16.0, 20.0] {
            let found = deviation([&e, &i], span, k);
            let variance = found.rms * found.rms;
            // r is within 4 / sqrt(n) of rho.
            let slack = 8.0 / (found.n as f64).sqrt();
            let expected = 2.0 * (1.0 - rho);
            assert!(
                (variance - expected).abs() < slack,
                "k {k}: {variance} for {expected}"
            );
        }
    }
}

#[test]
fn it_is_its_definition_bin_by_bin() {
    let span = Interval::new(0.0, 30.0);
    let mut rng = random(107);
    let (e, i) = (poisson(&mut rng, 30.0, span), poisson(&mut rng, 20.0, span));
    let scale = Scale::new(18.0);
    let counts = |train: &[f64]| {
        let counts = crate::common::naive(train, &span.into(), scale).counts;
        counts.into_iter().map(f64::from).collect::<Vec<f64>>()
    };
    let z = |counts: Vec<f64>| -> Vec<f64> {
        let n = counts.len() as f64;
        let mean = counts.iter().sum::<f64>() / n;
        let sd = (counts.iter().map(|c| (c - mean).powi(2)).sum::<f64>() / n).sqrt();
        counts.iter().map(|c| (c - mean) / sd).collect()
    };
    let m: Vec<f64> = z(counts(&e))
        .iter()
        .zip(z(counts(&i)))
        .map(|(e, i)| e - i)
        .collect();
    let n = m.len() as f64;
    let found = deviation([&e, &i], span, 18.0);
    let rms = (m.iter().map(|m| m * m).sum::<f64>() / n).sqrt();
    let above = m.iter().filter(|m| m.abs() > 2.0).count() as f64 / n;
    assert_eq!(found.n, m.len() as u64);
    assert!((found.rms - rms).abs() < 1e-12 && (found.p_above_2 - above).abs() < 1e-12);
}

#[test]
fn a_ruler_of_all_time_keeps_what_states_differ_in() {
    // E doubles in the second half: its own ruler does not see it, that of both halves does.
    let (first, second) = (Interval::new(0.0, 300.0), Interval::new(300.0, 600.0));
    let whole = Interval::new(0.0, 600.0);
    let mut rng = random(109);
    let e = merged(
        poisson(&mut rng, 20.0, first),
        &poisson(&mut rng, 40.0, second),
    );
    let i = poisson(&mut rng, 30.0, whole);
    let ruler = Ruler::new(&joint([&e, &i], whole, 25.0).sums.moments);
    let half = joint([&e, &i], second, 25.0);
    let own = Deviation::new(&half, &Ruler::new(&half.sums.moments));
    let kept = Deviation::new(&half, &ruler);
    assert!((own.rms - 2f64.sqrt()).abs() < 0.3, "{own:?}");
    assert!(kept.rms > ruler_shift(&e, 25.0), "{kept:?}");
    assert_eq!(kept.n, own.n);
    let silent = Ruler::new(&joint([&e, &[]], whole, 25.0).sums.moments);
    assert!(!silent.is_defined());
    assert!(Deviation::new(&half, &silent).rms.is_nan());
}

/// A bit less than the distance of the mean of the second half from that of both, in SDs.
fn ruler_shift(e: &[f64], k: f64) -> f64 {
    let counts = crate::common::naive(e, &Interval::new(0.0, 600.0).into(), Scale::new(k)).counts;
    let mean =
        |counts: &[u32]| counts.iter().map(|&c| f64::from(c)).sum::<f64>() / counts.len() as f64;
    let all = mean(&counts);
    let squares = counts.iter().map(|&c| (f64::from(c) - all).powi(2));
    let sd = (squares.sum::<f64>() / counts.len() as f64).sqrt();
    0.9 * (mean(&counts[counts.len() / 2..]) - all) / sd
}

#[test]
fn magnitudes_are_compared_in_shape() {
    let span = Interval::new(0.0, 60.0);
    let train = poisson(&mut random(113), 50.0, span);
    // Each spike twice: twice the rate, the same shape.
    let twice: Vec<f64> = train.iter().flat_map(|&t| [t, t]).collect();
    for k in [5.0, 20.0] {
        assert_eq!(
            StaticBalance::new(&joint([&train, &train], span, k)).ks,
            0.0
        );
        assert_eq!(
            StaticBalance::new(&joint([&train, &twice], span, k)).ks,
            0.0
        );
    }
    // Four bins of 1 s: E 1 1 1 1, I 0 0 2 2 (means 1): cumulative shares 0 and 1/2 below 1,
    // 1 and 1/2 at 1.
    let dt = Scale::new(20.0).width_s();
    let span = Interval::new(0.0, 4.0 * dt);
    let e: Vec<f64> = [0.5, 1.5, 2.5, 3.5].map(|bin| bin * dt).to_vec();
    let i: Vec<f64> = [2.3, 2.6, 3.3, 3.6].map(|bin| bin * dt).to_vec();
    let known = joint([&e, &i], span, 20.0);
    let balance = StaticBalance::new(&known);
    assert_eq!((balance.ks, balance.n_e, balance.n_i), (0.5, 4, 4));
    // E 1 1 1 3 and I 1 1 2 2: 1/1.5 is reached by three of E and two of I.
    let e: Vec<f64> = [0.5, 1.5, 2.5, 3.2, 3.4, 3.6].map(|bin| bin * dt).to_vec();
    let i: Vec<f64> = [0.5, 1.5, 2.3, 2.6, 3.3, 3.6].map(|bin| bin * dt).to_vec();
    let known = joint([&e, &i], span, 20.0);
    assert_eq!(StaticBalance::new(&known).ks, 0.25);
    let ccdf = Ccdf::new(&known, Class::Excitatory);
    assert_eq!(ccdf.points, [[1.0 / 1.5, 1.0], [2.0, 0.25]]);
    assert!(
        StaticBalance::new(&joint([&e, &[]], span, 20.0))
            .ks
            .is_nan()
    );
}

/// Finer than 15 ms wake lies above: it has more spikes, and M is mostly their chance.
#[test]
fn the_night_deviates_most_in_slow_wave_sleep_where_bins_hold_its_waves() {
    let exports = asked(night(), 20.0).export("deviation");
    let states = exports[0].json["states"].as_array().expect("a list");
    let rms = |state: &str, k: usize| {
        let found = states.iter().find(|s| s["state"] == state).expect("there");
        found["scales"][k - 1]["rms"].as_f64().expect("a number")
    };
    for k in 10..=28 {
        let slow = rms("Slow-wave sleep", k);
        assert!(slow > rms("Wake", k) && slow > rms("REM", k), "k {k}");
    }
    assert!(rms("Slow-wave sleep", 1) < rms("Wake", 1));
    for k in [1, 20, 28] {
        assert!(rms("Seizure", k) > 1.4 * rms("Slow-wave sleep", k));
    }
}

#[test]
fn the_night_has_its_four_plots_and_its_numbers() {
    let mut asked = asked(night(), 20.0);
    let picture = asked.draw("deviation").expect("drawn");
    let ids: Vec<_> = picture.sheet.panels.iter().map(|p| p.plot.id).collect();
    assert_eq!(ids, ["rms", "p-above-2", "ccdf", "ks"]);
    let rms = picture.sheet.plot("rms").expect("rms");
    let names: Vec<_> = rms
        .layers
        .iter()
        .filter_map(|l| l.name.as_deref())
        .collect();
    for state in [
        "All time",
        "Wake",
        "REM",
        "Light sleep",
        "Slow-wave sleep",
        "Seizure",
    ] {
        assert!(names.contains(&state), "{state} in {names:?}");
    }
    // With the time after the seizure, and all time.
    assert_eq!(picture.sheet.tables[0].rows.len(), 7);
    let exports = asked.export("deviation");
    let keys: Vec<_> = exports.iter().map(|e| e.key).collect();
    assert_eq!(keys, ["deviation", "static_balance"]);
    for (export, names) in exports.iter().zip([
        &["k", "dt_s", "rms", "p_above_2"][..],
        &["k", "dt_s", "ks", "n_e", "n_i"][..],
    ]) {
        let scales = export.json["scales"].as_array().expect("a list");
        assert_eq!(scales.len(), 32);
        assert!(
            scales
                .iter()
                .all(|s| names.iter().all(|n| s[*n].is_number()))
        );
    }
    assert_eq!(exports[0].csv.as_ref().expect("a table").1.len(), 7 * 32);
    assert_eq!(exports[1].csv.as_ref().expect("a table").1.len(), 32);
    // One state alone is the selection itself.
    asked.selection.states = vec!["Wake".to_owned()];
    asked.settings.scale = Scale::new(17.3);
    let picture = asked.draw("deviation").expect("drawn");
    assert_eq!(picture.sheet.tables[0].rows.len(), 1);
    asked.set("deviation", "ruler", &Value::Choice("selection".to_owned()));
    let own = asked.draw("deviation").expect("drawn");
    assert_ne!(own.sheet.tables[0], picture.sheet.tables[0]);
}

#[test]
fn without_classes_it_says_the_way_out() {
    let span = Interval::new(0.0, 60.0);
    let train = || poisson(&mut random(127), 20.0, span);
    let one = recording(vec![(Class::Inhibitory, train())], span);
    match asked(&one, 20.0).draw("deviation") {
        Err(AnalysisError::NothingToShow(text)) => assert!(text.contains("excitatory"), "{text}"),
        _ => panic!("drew something"),
    }
    let silent = pair(train(), Vec::new(), span);
    let picture = asked(&silent, 20.0).draw("deviation").expect("drawn");
    assert!(picture.sheet.notes.iter().any(|n| n.contains("same count")));
    for panel in &picture.sheet.panels {
        let ends = [panel.plot.x.range, panel.plot.y.range].concat();
        assert!(ends.iter().all(|end| end.is_finite()), "{ends:?}");
    }
    let exports = asked(&silent, 20.0).export("deviation");
    assert!(exports[0].json["scales"][0]["rms"].is_null());
    assert!(exports[1].json["scales"][0]["ks"].is_null());
    assert!(!exports[0].warnings.is_empty() && !exports[1].warnings.is_empty());
}
