//! The view of connections: what it shows, says and exports.

use super::{network, units};
use crate::common::{asked, in_threads, poisson, random, said};
use equipoise::analysis::waveforms::SHIFT;
use equipoise::analysis::{AnalysisError, Task, Value, Values};
use equipoise::plot::{Cell, Mark, Plot};
use equipoise::recording::{
    Class, Epoch, EpochKind, Interval, Parts, Recording, SpikeTrains, Unit, Waveform,
};
use equipoise::views::{Input, by_id};
use std::collections::BTreeMap;

const SPAN: Interval = Interval::new(0.0, 400.0);

fn why(recording: &Recording) -> String {
    match asked(recording, 20.0).draw("connections") {
        Err(AnalysisError::NothingToShow(why)) => why,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("something to show"),
    }
}

fn named<'a>(plot: &'a Plot, name: &str) -> &'a Mark {
    let found = plot.layers.iter().find(|l| l.name.as_deref() == Some(name));
    &found.unwrap_or_else(|| panic!("{name}")).mark
}

#[test]
fn it_says_what_is_missing() {
    let mut parts = Parts::new("no units");
    parts.epochs = vec![Epoch {
        kind: EpochKind::Event,
        label: "mark".into(),
        start_s: 0.0,
        stop_s: 10.0,
    }];
    assert!(why(&Recording::new(parts).expect("an epoch")).contains("no units"));
    let mut rng = random(1);
    let mut train = |rate| poisson(&mut rng, rate, SPAN);
    let one = vec![(Class::Excitatory, None, train(10.0))];
    assert!(why(&units(one, SPAN)).contains("one unit"));
    let few = |rates: [f64; 2], train: &mut dyn FnMut(f64) -> Vec<f64>| {
        let of = |rate| (Class::Excitatory, None, train(rate));
        units(rates.map(of).into(), SPAN)
    };
    let lonely = why(&few([10.0, 0.01], &mut train));
    assert!(lonely.starts_with("One included unit has 50"), "{lonely}");
    let silent = why(&few([0.01, 0.01], &mut train));
    assert!(silent.starts_with("No included units have 50"), "{silent}");
    let left = few([0.01, 0.01], &mut train).with_units(|all| all[0].included = false);
    assert!(why(&left).contains("longer window"));
}

#[test]
fn the_matrix_shows_every_connection_in_the_order_of_classes() {
    let recording = network(SPAN);
    let (picture, _) = asked(&recording, 20.0).draw_all("connections");
    let matrix = picture.sheet.plot("matrix").expect("the matrix");
    let Mark::Points { xy, filled, .. } = named(matrix, "Excitatory") else {
        panic!("points");
    };
    // Order: u2, u3 (E), u1, u4 (I), u5; columns are postsynaptic.
    assert!(*filled);
    let mut xy = xy.to_vec();
    xy.sort_by(|a, b| a[0].total_cmp(&b[0]));
    assert_eq!(xy, [[0.5, 2.5], [1.5, 2.5]]);
    let Mark::Points { xy, filled, .. } = named(matrix, "Inhibitory") else {
        panic!("points");
    };
    assert!(!*filled, "told apart without colour");
    assert_eq!(xy[..], [[0.5, 3.5]]);
    let view = by_id("connections").expect("registered");
    let text = |at| {
        view.pick(&picture, "matrix", at, [0.1; 2])
            .expect("a cell")
            .text
    };
    assert!(text([1.2, 2.9]).starts_with("u1 to u3: excitation at"));
    assert!(text([0.2, 3.9]).starts_with("u4 to u2: inhibition at"));
    assert!(text([4.5, 0.5]).contains("no connection"));
    assert!(text([0.5, 0.5]).contains("no pair with itself"));
    assert!(
        view.pick(&picture, "matrix", [-0.1, 0.5], [0.1; 2])
            .is_none()
    );
    assert!(
        view.pick(&picture, "matrix", [9.0, 0.5], [0.1; 2])
            .is_none()
    );
    let tables = &picture.sheet.tables;
    assert_eq!(tables[0].rows.len(), 3);
    let conflicts: Vec<String> = (tables[1].rows.iter())
        .map(|row| format!("{:?} {:?}", row[0], row[7]))
        .collect();
    let all = conflicts.join(" ");
    assert!(all.contains("excites, classed inhibitory"), "{all}");
    assert_eq!(tables[1].rows[3][6], Cell::text("I"));
    let notes = picture.sheet.notes.join(" ");
    for part in [
        "10 pairs of 5 units",
        "alpha 0.001",
        "0.00 s to 6:40.0",
        "1 pair on one electrode",
        "1 unit with evidence",
    ] {
        assert!(notes.contains(part), "{part}: {notes}");
    }
}

/// With waveforms of both kinds: the unit that excites has a narrow one, the one that inhibits a wide
/// one, and a cell that is sorted twice stands at the end.
#[test]
fn evidence_stands_beside_the_waveform_and_spikes_that_coincide_are_said() {
    let alike = network(SPAN);
    let mut parts = Parts::new("with waveforms");
    let bump = |t: f64, at: f64, sd: f64| (-0.5 * ((t - at) / sd).powi(2)).exp();
    let wave = |later: f64, sd: f64| Waveform {
        samples: (0..96)
            .map(|j| f64::from(j) / 30.0)
            .map(|t| (40.0 * bump(t, 1.0 + later, sd) - 100.0 * bump(t, 1.0, 0.1)) as f32)
            .collect(),
        rate_hz: Some(30_000.0),
        is_whitened: false,
    };
    let shapes = [0.30, 0.60, 0.62, 0.64, 0.31, 0.32].map(|later| wave(later, 0.4 * later));
    let mut trains: Vec<Vec<f64>> = (0..5).map(|u| alike.trains().unit(u).to_vec()).collect();
    trains.push(trains[4].clone());
    for (at, shape) in shapes.into_iter().enumerate() {
        let mut unit = Unit::new(format!("u{}", at + 1));
        unit.waveform = Some(shape);
        parts.units.push(unit);
    }
    parts.trains = SpikeTrains::from_units(trains);
    parts.span = Some(SPAN);
    let recording = Recording::new(parts).expect("units and trains agree");
    let mut asked = asked(&recording, 20.0);
    let (picture, _) = asked.draw_all("connections");
    let rows: Vec<String> = (picture.sheet.tables[1].rows.iter())
        .map(|row| format!("{:?} {:?} {:?}", row[0], row[3], row[7]))
        .collect();
    let all = rows.join("\n");
    let has = |name: &str, parts: [&str; 2]| {
        let row = rows.iter().find(|row| row.contains(name)).expect("a row");
        assert!(parts.iter().all(|part| row.contains(part)), "{all}");
    };
    has("\"u1\"", ["FS", "excites, FS by waveform"]);
    has("\"u4\"", ["RS", "inhibits, RS by waveform"]);
    let notes = picture.sheet.notes.join(" ");
    for part in [
        "In 1 pair, such as u5 and u6, more spikes coincide",
        "2 units with evidence against itself, its class or its waveform",
    ] {
        assert!(notes.contains(part), "{part}: {notes}");
    }
    let rows = asked.export("connections").remove(1);
    assert_eq!(rows.json[0]["waveform"], "FS");
    // A boundary that was moved in Waveform classes is the one that holds here.
    let mut values = Values::default();
    values.set(&SHIFT, &Value::Number(-20.0));
    let moved = BTreeMap::from([("waveforms".to_owned(), values)]);
    let input = Input {
        other_values: Some(&moved),
        ..asked.input()
    };
    let view = by_id("connections").expect("registered");
    let rows = view.export(&input, &Task::alone()).expect("made").remove(1);
    assert_eq!(rows.json[0]["waveform"], "RS");
    // Of the pair sorted twice the bar at 0 is cut, and no trough counts.
    asked.set("connections", "pre", &Value::Integer(5));
    asked.set("connections", "post", &Value::Integer(6));
    let picture = asked.draw("connections").expect("drawn");
    let plot = picture.sheet.plot("correlogram").expect("a pair");
    assert_eq!(plot.title, "u5 to u6: no connection");
    assert!(
        picture
            .sheet
            .notes
            .join(" ")
            .contains("The bar at 0 is cut: it reaches 25")
    );
    assert!(plot.y.range[1] < 250.0, "{:?}", plot.y.range);
}

#[test]
fn a_pair_can_be_chosen_and_both_directions_are_one_picture() {
    let recording = network(SPAN);
    let mut asked = asked(&recording, 20.0);
    let bars = |asked: &crate::common::Asked<'_>| -> (String, Vec<f64>) {
        let picture = asked.draw("connections").expect("drawn");
        let plot = picture.sheet.plot("correlogram").expect("a pair");
        let values = plot.layers.iter().find_map(|layer| match &layer.mark {
            Mark::Bars { values, .. } => Some(values.to_vec()),
            _ => None,
        });
        (plot.title.clone(), values.unwrap_or_default())
    };
    let (title, _) = bars(&asked);
    assert!(title.contains("ation at"), "the strongest: {title}");
    let unit = |asked: &mut crate::common::Asked<'_>, from: i64, to: i64| {
        asked.set("connections", "pre", &Value::Integer(from));
        asked.set("connections", "post", &Value::Integer(to));
    };
    unit(&mut asked, 5, 3);
    let (title, there) = bars(&asked);
    assert_eq!(title, "u5 to u3: no connection");
    unit(&mut asked, 3, 5);
    let (_, mut back) = bars(&asked);
    back.reverse();
    // Rates of one direction are those of the other, by the other's number of spikes.
    let spikes = |unit: usize| recording.trains().unit(unit).len() as f64;
    for (there, back) in there.iter().zip(&back) {
        assert!((there * spikes(4) - back * spikes(2)).abs() < 1e-6);
    }
    unit(&mut asked, 4, 0);
    assert!(bars(&asked).0.starts_with("u4 to u2: inhibition"));
    for (from, to, part) in [(9, 1, "no unit number 9"), (2, 2, "itself")] {
        unit(&mut asked, from, to);
        let picture = asked.draw("connections").expect("drawn");
        assert!(picture.sheet.notes.join(" ").contains(part), "{part}");
    }
}

#[test]
fn the_matrix_fills_up_and_threads_do_not_matter() {
    let recording = network(Interval::new(0.0, 150.0));
    let run = |threads| {
        in_threads(threads, || {
            let mut asked = asked(&recording, 20.0);
            asked.set("connections", "test", &Value::Choice("jitter".into()));
            asked.set("connections", "jitters", &Value::Integer(2500));
            let first = asked.draw("connections").expect("drawn");
            let (picture, pieces) = asked.draw_all("connections");
            assert!(pieces > 0, "in more than one piece");
            assert!(first.sheet.notes[0].contains("so far"));
            assert!(!picture.sheet.notes[0].contains("so far"));
            let plot = picture.sheet.plot("correlogram").expect("a pair");
            named(plot, "99 % of all bins");
            said(&picture)
        })
    };
    assert!(run(1) == run(2));
}

#[test]
fn what_is_exported_is_what_was_found() {
    let recording = network(SPAN);
    let mut asked = asked(&recording, 20.0);
    let exports = asked.export("connections");
    let keys: Vec<_> = exports.iter().map(|e| e.key).collect();
    assert_eq!(keys, ["connections", "connection_evidence"]);
    let json = &exports[0].json;
    assert_eq!(json["test"], "convolution");
    assert_eq!(json["directions_tested"], 20);
    let list = json["connections"].as_array().expect("a list");
    assert_eq!(list.len(), 3);
    let (header, rows) = exports[0].csv.as_ref().expect("a table");
    assert_eq!(header.join(","), "pre,post,sign,lag_s,p,excess");
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().any(|r| r[..3] == ["u4", "u2", "inhibitory"]));
    let evidence = exports[1].json.as_array().expect("a list");
    assert_eq!(evidence[0]["suggested"], "excitatory");
    assert_eq!(evidence[0]["conflict"], "excites, classed inhibitory");
    assert!(evidence[4]["suggested"].is_null());
    // Only what is selected: half the time, a unit less.
    asked.selection.window = Interval::new(0.0, 200.0);
    let less = recording.with_units(|all| all[4].included = false);
    let mut half = crate::common::asked(&less, 20.0);
    half.selection.window = Interval::new(0.0, 200.0);
    let json = &half.export("connections")[0].json;
    assert_eq!(json["duration_s"], 200.0);
    assert_eq!(json["units_not_included"], 1);
    let overtaken = Task::new(&|| true, &|_| ());
    let view = by_id("connections").expect("registered");
    assert!(view.export(&half.input(), &overtaken).is_err());
}
