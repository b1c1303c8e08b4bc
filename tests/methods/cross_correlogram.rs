//! The E-I cross-correlogram: by its definition in bins of any width, and what its view shows.

use crate::common::{asked, in_threads, night, number, pair, poisson, random, said};
use equipoise::analysis::{
    AnalysisError, Bins, Scale, SurrogateKind, Task, Value, correlation, correlogram, count,
};
use equipoise::plot::Mark;
use equipoise::recording::{Interval, Intervals, Recording};

const VIEW: &str = "cross-correlogram";

/// Each inhibitory spike follows one of excitation so many milliseconds later.
fn following(later_ms: f64) -> Recording {
    let span = Interval::new(0.0, 200.0);
    let e = poisson(&mut random(7), 40.0, Interval::new(0.0, 199.9));
    let i = e.iter().map(|t| t + later_ms * 1e-3).collect();
    pair(e, i, span)
}

#[test]
fn bins_of_any_width_are_correlated_by_the_definition() {
    let mut rng = random(11);
    let span = Interval::new(0.0, 30.0);
    let e = poisson(&mut rng, 60.0, span);
    let mut i: Vec<f64> = e.iter().step_by(2).map(|t| t + 0.004).collect();
    i.extend(poisson(&mut rng, 40.0, span));
    i.sort_by(f64::total_cmp);
    let parts = vec![Interval::new(0.3, 11.01), Interval::new(12.0, 29.5)];
    let intervals = Intervals::from(parts);
    let task = Task::alone();
    for (width_s, most_lag) in [(0.0005, 30), (0.001, 50), (0.0137, 8)] {
        let bins = Bins::with_width(&intervals, width_s);
        let of = |a: &[f64], b: &[f64]| correlogram([a, b], &bins, most_lag, &task).expect("done");
        let found = of(&e, &i);
        assert_eq!((found.width_s, found.n), (width_s, bins.len()));
        let n = bins.len() as f64;
        let z = |train: &[f64]| -> Vec<f64> {
            let counts = count(train, &bins, &task).expect("few").counts;
            let mean = counts.iter().map(|&c| f64::from(c)).sum::<f64>() / n;
            let squares = counts.iter().map(|&c| (f64::from(c) - mean).powi(2));
            let sd = (squares.sum::<f64>() / n).sqrt();
            counts.iter().map(|&c| (f64::from(c) - mean) / sd).collect()
        };
        let (e, i) = (z(&e), z(&i));
        // Pairs of bins within one interval.
        let first = bins.grids()[0].len() as i64;
        for (lag, r) in found.lags() {
            let pairs = (0..bins.len() as i64).filter(|j| {
                let (a, b) = (*j, j + lag);
                b >= 0 && b < bins.len() as i64 && (a < first) == (b < first)
            });
            let sum: f64 = pairs.map(|j| e[j as usize] * i[(j + lag) as usize]).sum();
            assert!((r - sum / n).abs() < 1e-9, "{width_s}, lag {lag}: {r}");
        }
    }
}

#[test]
fn a_millisecond_is_the_finest_scale() {
    let recording = night();
    let intervals = recording.span().into();
    let trains = recording.ensembles().times_s();
    let task = Task::alone();
    let scale = correlation(trains, &intervals, &[Scale::FINEST], 20, &task).expect("done");
    let mut asked = asked(recording, 20.0);
    asked.set(VIEW, "max-lag-ms", &Value::Number(20.0));
    let json = &asked.export(VIEW)[0].json;
    let r: Vec<f64> = serde_json::from_value(json["r"].clone()).expect("numbers");
    assert_eq!(r, scale[0].r);
    assert_eq!(json["n"], scale[0].n);
}

#[test]
fn a_positive_lag_is_that_of_inhibition_behind_excitation() {
    for later_ms in [-4.0, 0.0, 3.0] {
        let recording = following(later_ms);
        let asked = asked(&recording, 20.0);
        let json = &asked.export(VIEW)[0].json;
        let lag_s = json["peak_lag_s"].as_f64().expect("a peak");
        assert!(
            (lag_s - later_ms * 1e-3).abs() < 1e-4,
            "{later_ms}: {lag_s}"
        );
        assert!(json["peak_r"].as_f64().expect("a peak") > 0.99);
        assert_eq!(json["bin_s"], 0.001);
        assert_eq!(json["n"], 200_000);
        // Poisson: bins are worth nearly as many as they are.
        let half = json["half_if_unrelated"].as_f64().expect("bins");
        let n_eff = json["n_eff"].as_f64().expect("bins");
        assert!((half - 1.959_964 / n_eff.sqrt()).abs() < 1e-8);
        assert!((190_000.0..=200_000.0).contains(&n_eff), "{n_eff}");
        let table = &asked.draw(VIEW).expect("drawn").sheet.tables[0];
        assert!((number(&table.rows[0][1]) - later_ms).abs() < 0.1);
    }
}

#[test]
fn each_class_with_itself_leaves_lag_0_out() {
    // Excitation repeats itself 5 ms later.
    let mut rng = random(13);
    let span = Interval::new(0.0, 100.0);
    let once = poisson(&mut rng, 20.0, Interval::new(0.0, 99.9));
    let mut e: Vec<f64> = once.iter().flat_map(|t| [*t, t + 0.005]).collect();
    e.sort_by(f64::total_cmp);
    let recording = pair(e, poisson(&mut rng, 30.0, span), span);
    let asked = asked(&recording, 20.0);
    let export = &asked.export(VIEW)[0];
    let column = |name: &str| -> Vec<f64> {
        serde_json::from_value(export.json[name].clone()).expect("numbers")
    };
    let (lags_s, ee) = (column("lags_s"), column("r_ee"));
    assert_eq!((lags_s[0], lags_s[100], lags_s.len()), (-0.05, 0.05, 101));
    assert!((ee[50] - 1.0).abs() < 1e-12);
    assert_eq!(ee[45], ee[55]);
    assert!((ee[55] - 0.5).abs() < 0.05, "{}", ee[55]);
    let mirrored: Vec<f64> = ee.iter().rev().copied().collect();
    assert_eq!(ee, mirrored);
    let (header, rows) = export.csv.as_ref().expect("a table");
    assert_eq!(header.join(","), "lag_bins,lag_s,r,r_ee,r_ii");
    assert_eq!(rows.len(), 101);
    let picture = asked.draw(VIEW).expect("drawn");
    let plot = picture.sheet.plot("curve").expect("the curve");
    for name in ["E with itself", "I with itself"] {
        let layer = plot.layers.iter().find(|l| l.name.as_deref() == Some(name));
        let Some(Mark::Line { xy, .. }) = layer.map(|l| &l.mark) else {
            panic!("{name} is no line");
        };
        assert!(xy[50][1].is_nan() && xy[49][1].is_finite(), "{name}");
    }
    // The axis is not stretched to a 1 that is not drawn.
    assert!(plot.y.range[1] < 0.8, "{:?}", plot.y.range);
    assert!(plot.summary.contains("r ") && plot.summary.contains("bins"));
}

#[test]
fn a_surrogate_loses_the_peak() {
    let recording = following(3.0);
    let (without, none) = asked(&recording, 20.0).draw_all(VIEW);
    assert_eq!((none, without.sheet.tables[0].columns.len()), (0, 2));
    for kind in [SurrogateKind::CircularShift, SurrogateKind::BinPermutation] {
        let all = |threads| {
            let asked = asked(&recording, 20.0).with_surrogate(kind, 8);
            in_threads(threads, || asked.draw_all(VIEW))
        };
        let (picture, pieces) = all(1);
        assert_eq!(pieces, 2);
        assert_eq!(said(&all(2).0), said(&picture));
        let table = &picture.sheet.tables[0];
        assert_eq!(table.columns[2..], ["p", "Surrogate", "95 %"]);
        let (data, of_surrogate) = (number(&table.rows[2][1]), number(&table.rows[2][3]));
        assert!(data > 0.99 && of_surrogate < 0.02, "{data}, {of_surrogate}");
        // Farther out than all of the eight.
        assert!((number(&table.rows[2][2]) - 1.0 / 9.0).abs() < 1e-12);
        let plot = picture.sheet.plot("curve").expect("the curve");
        let bands = plot.layers.iter().filter_map(|l| match &l.mark {
            Mark::Band { low, high, .. } => Some((low, high)),
            _ => None,
        });
        let bands: Vec<_> = bands.collect();
        assert_eq!(bands.len(), 1);
        let (low, high) = bands[0];
        assert!(low.iter().zip(high.iter()).all(|(a, b)| a < b && *b < 0.02));
    }
}

#[test]
fn what_cannot_be_correlated_says_why() {
    let span = Interval::new(0.0, 60.0);
    let silent = pair(poisson(&mut random(17), 20.0, span), Vec::new(), span);
    match asked(&silent, 20.0).draw(VIEW) {
        Err(AnalysisError::NothingToShow(text)) => assert!(text.contains("same count"), "{text}"),
        _ => panic!("drew something"),
    }
    let export = &asked(&silent, 20.0).export(VIEW)[0];
    assert!(export.json["peak_r"].is_null() && export.json["r"][0].is_null());
    assert!(export.warnings[0].contains("same count"));
}
