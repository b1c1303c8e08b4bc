//! The two views on bins: what they draw, mark, pick and export.

use crate::common::{self, Asked, asked, in_threads, number, pair, poisson, random, recording};
use equipoise::analysis::{AnalysisError, Normalisation, Scale, SurrogateKind, Task, Value};
use equipoise::plot::Mark;
use equipoise::recording::{
    Class, ClassSource, Epoch, Interval, Parts, Recording, SpikeTrains, State, Unit,
};
use equipoise::views::{Marks, Picture, by_id};

fn busy(span: Interval) -> Recording {
    let mut rng = random(41);
    pair(
        poisson(&mut rng, 30.0, span),
        poisson(&mut rng, 40.0, span),
        span,
    )
}

fn two_states() -> Recording {
    let span = Interval::new(0.0, 60.0);
    let mut rng = random(43);
    let mut parts = Parts::new("states");
    for (id, class) in [("e", Class::Excitatory), ("i", Class::Inhibitory)] {
        parts
            .units
            .push(Unit::new(id).with_class(class, ClassSource::Hand));
    }
    parts.trains = SpikeTrains::from_units(vec![
        poisson(&mut rng, 30.0, span),
        poisson(&mut rng, 40.0, span),
    ]);
    parts.epochs = vec![
        Epoch::state(State::Wake, 0.0, 20.3),
        Epoch::state(State::SlowWaveSleep, 30.0, 50.7),
    ];
    parts.span = Some(span);
    Recording::new(parts).expect("units and trains agree")
}

fn points(picture: &Picture) -> usize {
    let cloud = picture.sheet.plot("cloud").expect("cloud");
    let of = |mark: &Mark| match mark {
        Mark::Points { xy, .. } => xy.len(),
        _ => 0,
    };
    cloud.layers.iter().map(|l| of(&l.mark)).sum()
}

fn has_image(picture: &Picture) -> bool {
    let cloud = picture.sheet.plot("cloud").expect("cloud");
    let mut marks = cloud.layers.iter().map(|l| &l.mark);
    marks.any(|m| matches!(m, Mark::Image { .. }))
}

#[test]
fn every_bin_is_a_point_until_there_are_too_many() {
    let recording = busy(Interval::new(0.0, 60.0));
    let mut asked = asked(&recording, 15.0);
    let bins = (60.0 / Scale::new(15.0).width_s() + 1e-6).floor() as usize;
    let picture = asked.draw("balance-plane").expect("drawn");
    assert!(!has_image(&picture));
    assert_eq!(points(&picture), bins);
    asked.set("balance-plane", "max-points", &Value::Integer(100));
    let picture = asked.draw("balance-plane").expect("drawn");
    assert!(has_image(&picture));
    assert_eq!(points(&picture), 0);
    assert!(picture.sheet.notes.iter().any(|n| n.contains("density")));
    // The picture holds every bin: ten to the power of its cells adds up to their number.
    let cloud = picture.sheet.plot("cloud").expect("cloud");
    let total: f64 = cloud
        .layers
        .iter()
        .filter_map(|l| match &l.mark {
            Mark::Image { values, .. } => Some(values),
            _ => None,
        })
        .flat_map(|values| values.iter())
        .filter(|v| v.is_finite())
        .map(|v| 10f64.powf(f64::from(*v)))
        .sum();
    assert!((total - bins as f64).abs() < 0.01, "{total} of {bins}");
}

#[test]
fn a_dot_is_found_and_marked() {
    let recording = busy(Interval::new(0.0, 60.0));
    let asked = asked(&recording, 20.0);
    let view = by_id("balance-plane").expect("registered");
    let picture = asked.draw("balance-plane").expect("drawn");
    let marks = Marks {
        bin: Some(Interval::new(12.0, 12.1)),
        brush: Some(Interval::new(20.0, 30.0)),
        playhead_s: None,
        ..Marks::default()
    };
    let overlay = view.overlay(&picture, &marks);
    assert_eq!(overlay.len(), 2);
    let width_s = Scale::new(20.0).width_s();
    let ring = |place: usize| match &overlay[place].1 {
        Mark::Points { xy, .. } => xy.to_vec(),
        other => panic!("expected rings, found {other:?}"),
    };
    let starts = |t: f64| (t / width_s).ceil() as usize;
    assert_eq!(ring(0).len(), starts(30.0) - starts(20.0));
    let dot = ring(1)[0];
    let picked = view
        .pick(&picture, "cloud", dot, [0.5, 0.5])
        .expect("a dot");
    let bin = picked.interval.expect("a bin");
    // The bin found is one with these very counts.
    let count = |train: &[f64]| train.iter().filter(|&&t| bin.contains(t)).count() as f64 / width_s;
    let pooled = recording.ensembles();
    assert!((count(pooled.excitatory.times_s()) - dot[0]).abs() < 1e-9);
    assert!((count(pooled.inhibitory.times_s()) - dot[1]).abs() < 1e-9);
    assert!(
        view.pick(&picture, "cloud", [-50.0, -50.0], [0.5, 0.5])
            .is_none()
    );
    assert!(
        view.pick(&picture, "histogram-e", dot, [0.5, 0.5])
            .is_none()
    );
}

#[test]
fn states_have_their_own_points() {
    let recording = two_states();
    let mut asked = asked(&recording, 15.0);
    asked.selection.states = vec!["Wake".to_owned(), "Slow-wave sleep".to_owned()];
    let names = |picture: &Picture| -> Vec<String> {
        let cloud = picture.sheet.plot("cloud").expect("cloud");
        cloud.layers.iter().filter_map(|l| l.name.clone()).collect()
    };
    let picture = asked.draw("balance-plane").expect("drawn");
    assert_eq!(names(&picture), ["Wake", "Slow-wave sleep"]);
    asked.set("balance-plane", "colour-states", &Value::Switch(false));
    assert!(names(&asked.draw("balance-plane").expect("drawn")).is_empty());
    let picture = asked.draw("ensembles").expect("drawn");
    assert_eq!(
        picture.sheet.plot("ensembles").expect("plot").x.label,
        "Bin #"
    );
}

#[test]
fn four_scales_hold_the_chosen_one() {
    let recording = busy(Interval::new(0.0, 600.0));
    for k in [1.0, 17.0, 18.0, 20.0, 32.0] {
        let mut asked = asked(&recording, k);
        asked.set("balance-plane", "scales", &Value::Choice("four".to_owned()));
        let picture = asked.draw("balance-plane").expect("drawn");
        let columns = &picture.sheet.tables[0].columns;
        assert_eq!(columns.len(), 5);
        assert!(columns.contains(&Scale::new(k).width_text()), "{columns:?}");
    }
}

#[test]
fn thinned_bars_keep_the_mean_and_the_extremes() {
    let recording = busy(Interval::new(0.0, 60.0));
    let asked = asked(&recording, 1.0);
    let picture = asked.draw("ensembles").expect("drawn");
    let plot = picture.sheet.plot("ensembles").expect("plot");
    let mut largest = f64::NEG_INFINITY;
    let mut sum = 0.0;
    for layer in &plot.layers {
        match &layer.mark {
            Mark::Band { high, .. } => largest = high.iter().copied().fold(largest, f64::max),
            Mark::Bars { values, width, .. } if layer.name.as_deref() == Some("Excitation") => {
                assert!(values.len() <= 1600);
                sum = values.iter().sum::<f64>() * width;
            }
            _ => {}
        }
    }
    // Rates times widths are spikes; the last bar stands for fewer bins than it is wide.
    let spikes = recording.ensembles().excitatory.times_s().len() as f64;
    assert!((sum / spikes - 1.0).abs() < 0.01, "{sum} of {spikes}");
    // The extremes are those of single bins of 1 ms: whole spikes a millisecond.
    assert!(largest >= 1000.0 && (largest / 1000.0 - (largest / 1000.0).round()).abs() < 1e-9);
    assert!(picture.sheet.notes.iter().any(|n| n.contains("per pixel")));
}

#[test]
fn exports_have_all_scales_and_say_why_numbers_are_missing() {
    let recording = busy(Interval::new(0.0, 60.0));
    let asked = asked(&recording, 20.0);
    let view = by_id("balance-plane").expect("registered");
    let exports = view
        .export(&asked.input(), &Task::alone())
        .expect("exported");
    assert_eq!(exports[0].key, "ensemble");
    let scales = exports[0].json["scales"].as_array().expect("a list");
    assert_eq!(scales.len(), 32);
    let names = [
        "k",
        "dt_s",
        "n_bins",
        "left_out_s",
        "mean_e",
        "sd_e",
        "mean_i",
        "sd_i",
        "r",
        "angle_deg",
        "axis_major",
        "axis_minor",
        "sd_along",
        "sd_across",
        "var_f",
        "n_eff",
        "r_low",
        "r_high",
    ];
    for scale in scales {
        let scale = scale.as_object().expect("an object");
        assert_eq!(scale.len(), names.len());
        assert!(names.iter().all(|name| scale.contains_key(*name)));
    }
    assert!(exports[0].warnings.is_empty(), "{:?}", exports[0].warnings);
    let (header, rows) = exports[0].csv.as_ref().expect("a table");
    assert_eq!(header, &names);
    assert_eq!(rows.len(), 32);

    let silent = recording_without_i();
    let exports = view
        .export(&common::asked(&silent, 20.0).input(), &Task::alone())
        .expect("exported");
    assert!(exports[0].json["scales"][0]["r"].is_null());
    assert!(exports[0].json["scales"][0]["mean_e"].is_number());
    // One sentence for all scales that miss the same numbers for the same reason.
    assert_eq!(exports[0].warnings.len(), 1, "{:?}", exports[0].warnings);
    assert!(exports[0].warnings[0].starts_with("ensemble at k = 1 to 32: no "));
    assert!(exports[0].warnings[0].contains("inhibitory"));
}

fn recording_without_i() -> Recording {
    let span = Interval::new(0.0, 60.0);
    recording(
        vec![(Class::Excitatory, poisson(&mut random(47), 20.0, span))],
        span,
    )
}

#[test]
fn an_empty_view_says_the_way_out() {
    let one_sided = recording_without_i();
    let said = |asked: &Asked<'_>, id: &str| match asked.draw(id) {
        Err(AnalysisError::NothingToShow(text)) => text,
        _ => panic!("{id} drew something"),
    };
    let text = said(&asked(&one_sided, 20.0), "balance-plane");
    assert!(text.contains("No unit is classed as inhibitory"), "{text}");
    let recording = busy(Interval::new(0.0, 5.0));
    for id in ["balance-plane", "ensembles"] {
        let text = said(&asked(&recording, 32.0), id);
        assert!(text.contains("shorter than one bin"), "{text}");
    }
    for normalisation in Normalisation::ALL {
        let mut asked = asked(&recording, 10.0);
        asked.settings.normalisation = normalisation;
        for id in ["balance-plane", "ensembles"] {
            let picture = asked.draw(id).expect("drawn");
            for panel in &picture.sheet.panels {
                let ends = [panel.plot.x.range, panel.plot.y.range].concat();
                assert!(ends.iter().all(|end| end.is_finite()), "{id}: {ends:?}");
            }
        }
    }
}

#[test]
fn a_surrogate_is_a_second_cloud_and_two_columns() {
    let recording = busy(Interval::new(0.0, 60.0));
    let ellipses = |picture: &Picture| {
        let cloud = picture.sheet.plot("cloud").expect("cloud");
        let is_one = |m: &Mark| matches!(m, Mark::Ellipse { .. });
        cloud.layers.iter().filter(|l| is_one(&l.mark)).count()
    };
    let without = asked(&recording, 15.0).draw_all("balance-plane");
    assert_eq!((without.1, ellipses(&without.0)), (0, 2));
    assert_eq!(without.0.sheet.tables[0].columns.len(), 2);

    let all = |k, threads| {
        let asked = asked(&recording, k).with_surrogate(SurrogateKind::CircularShift, 10);
        in_threads(threads, || asked.draw_all("balance-plane"))
    };
    let (picture, pieces) = all(15.0, 1);
    // The cloud, and three batches of four.
    assert_eq!(pieces, 4);
    let said = |picture: &Picture, text: &str| picture.sheet.notes.iter().any(|n| n.contains(text));
    assert!(said(&picture, "10 realisations, seed 5"));
    assert_eq!(ellipses(&picture), 3);
    let cloud = picture.sheet.plot("cloud").expect("cloud");
    // Below the points of the data.
    assert_eq!(cloud.layers[0].name.as_deref(), Some("Surrogate"));
    let table = &picture.sheet.tables[0];
    assert_eq!(table.columns[2..], ["p", "Surrogate", "95 %"]);
    assert!(table.rows.iter().all(|row| row.len() == 5));
    let mean_e = &table.rows[2];
    let ratio = number(&mean_e[1]) / number(&mean_e[3]);
    assert!((ratio - 1.0).abs() < 0.01, "the spikes are the same");
    assert_eq!(all(15.0, 2).0.sheet, picture.sheet);
    let (between, _) = all(15.5, 1);
    assert!(said(&between, "nearest of the 32 scales") && !said(&picture, "nearest"));
}
