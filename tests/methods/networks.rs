//! Input to one cell, and units of the rate network: closed forms, the fields of both networks, and
//! the way through a file.

use crate::common::{Asked, asked, night, number};
use equipoise::analysis::{
    AnalysisError, InputFields, Task, Value, Values, cell_input, field_steps, field_traces,
};
use equipoise::formats::{OpenOptions, Progress, nwb, open};
use equipoise::models::coba::{self, CobaModel};
use equipoise::models::rate::{self, RateModel};
use equipoise::models::{self, Change, Changes, Model, Network, Silent, record};
use equipoise::plot::Mark;
use equipoise::recording::{
    Class, ClassSource, Field, Interval, MemoryField, Parts, Pyramid, Recording, SpikeTrains, Unit,
};
use equipoise::views::by_id;
use ndarray::Array2;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::f64::consts::TAU;
use std::sync::Arc;

fn values(model: &dyn Model, set: &[(&str, &str)]) -> Values {
    let mut values = Values::default();
    for (name, text) in set {
        let parameter = models::parameter(model.parameters(), name).expect("known");
        values.set(parameter, &parameter.parse(text).expect("in its range"));
    }
    values
}

fn run(model: &dyn Model, set: &[(&str, &str)], changes: Vec<Change>) -> Recording {
    let values = values(model, set);
    let changes = Changes::new(changes);
    record(model, &values, 2, &changes, &Task::alone()).expect("a run")
}

/// A field of 1000 samples a second.
fn field(name: &str, unit: &str, channels: &[&str], of: impl Fn(usize, f64) -> f64) -> Field {
    const SAMPLES: usize = 2000;
    let value = |(row, at): (usize, usize)| of(row, at as f64 * 1e-3) as f32;
    let samples = Array2::from_shape_fn((channels.len(), SAMPLES), value);
    Field {
        name: name.to_owned(),
        rate_hz: 1000.0,
        start_s: 0.0,
        samples: SAMPLES as u64,
        channels: channels.iter().map(|c| (*c).to_owned()).collect(),
        positions_um: None,
        unit: unit.to_owned(),
        source: Arc::new(MemoryField(samples)),
        pyramid: Arc::new(Pyramid::new(SAMPLES as u64)),
    }
}

/// Two units, "a" and "b", with these fields.
fn with_fields(fields: Vec<Field>) -> Recording {
    let mut parts = Parts::new("fields");
    let classes = [Class::Excitatory, Class::Inhibitory];
    let unit = |(name, class): (&str, Class)| Unit::new(name).with_class(class, ClassSource::Hand);
    parts.units = ["a", "b"].into_iter().zip(classes).map(unit).collect();
    parts.trains = SpikeTrains::from_units(vec![vec![0.25, 1.5], vec![0.75]]);
    parts.fields = fields;
    parts.span = Some(Interval::new(0.0, 2.0));
    Recording::new(parts).expect("a recording")
}

/// Of "a" both parts cancel but for 30 pA; of "b" they know nothing of one another.
fn both() -> Recording {
    let cells = ["a", "b"];
    let e = |_: usize, t: f64| 400.0 + 200.0 * (TAU * 5.0 * t).sin();
    let i = |row: usize, t: f64| match row {
        0 => -370.0 - 200.0 * (TAU * 5.0 * t).sin(),
        _ => -370.0 - 100.0 * (TAU * 5.0 * t).cos(),
    };
    with_fields(vec![
        field("excitatory current", "pA", &cells, e),
        field("Inhibitory current", "pA", &cells, i),
        field("potential", "mV", &["a"], |_, t| -60.0 + t),
    ])
}

fn export(asked: &Asked<'_>, view: &str) -> Json {
    asked.export(view).remove(0).json
}

#[track_caller]
fn near(found: &Json, expected: f64, by: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - expected).abs() < by, "{found} for {expected}");
}

fn refusal(asked: &Asked<'_>, view: &str) -> String {
    match asked.draw(view) {
        Err(AnalysisError::NothingToShow(why)) => why,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("{view} is drawn"),
    }
}

#[test]
fn parts_that_cancel_leave_their_difference() {
    let recording = both();
    let asked = asked(&recording, 12.0);
    let found = export(&asked, "cell-input");
    assert_eq!(found["cell"], "a");
    assert_eq!(found["class"], "excitatory");
    assert_eq!(
        (&found["quantity"], &found["unit"]),
        (&"current".into(), &"pA".into())
    );
    // Over whole periods: a sine of height 200 has the SD 200 / sqrt 2.
    let sd = 200.0 / 2f64.sqrt();
    for (part, mean, sd) in [(0, 400.0, sd), (1, -370.0, sd), (2, 30.0, 0.0)] {
        near(&found["parts"][part]["mean"], mean, 1e-3);
        near(&found["parts"][part]["sd"], sd, 1e-3);
    }
    near(&found["r"], -1.0, 1e-6);
    near(&found["mean_left"], 30.0 / 400.0, 1e-6);
    near(&found["variance_left"], 0.0, 1e-9);
    assert_eq!(found["samples"], 2000);
}

#[test]
fn parts_that_know_nothing_of_one_another_leave_all_variance() {
    let recording = both();
    let mut asked = asked(&recording, 12.0);
    asked.set("cell-input", "cell", &Value::Choice("b".to_owned()));
    let found = export(&asked, "cell-input");
    assert_eq!(found["cell"], "b");
    near(&found["r"], 0.0, 1e-6);
    near(&found["variance_left"], 1.0, 1e-6);
    near(
        &found["parts"][2]["sd"],
        f64::midpoint(200f64.powi(2), 100f64.powi(2)).sqrt(),
        1e-3,
    );
    // By its number, too.
    asked.set("cell-input", "cell", &Value::Integer(2));
    assert_eq!(export(&asked, "cell-input"), found);
    // The window is what counts.
    asked.selection.window = Interval::new(0.5, 0.75);
    let found = export(&asked, "cell-input");
    assert_eq!(found["samples"], 250);
    near(&found["from_s"], 0.5, 1e-9);
}

#[test]
fn a_sample_that_is_missing_in_one_part_counts_in_none() {
    let hole = |t: f64| {
        if (0.5..0.6).contains(&t) {
            f64::NAN
        } else {
            1.0
        }
    };
    let fields = [
        field("e", "", &["a"], |_, t| 2.0 * hole(t)),
        field("i", "", &["a"], |_, _| -1.0),
    ];
    let window = Interval::new(0.0, 2.0);
    let of = |e, i| cell_input([&fields[e], &fields[i]], [0, 0], window, 10, &Task::alone());
    let found = of(0, 1).expect("there is something");
    assert_eq!((found.samples, found.missing), (2000, 100));
    assert_eq!(
        found.traces.each_ref().map(|t| t.total_mean),
        [2.0, -1.0, 1.0]
    );
    assert_eq!(found.correlation, None);
    // What is left: (2 - 1) / 2.
    assert_eq!(found.mean_left(), 0.5);
    // Of two clocks there is no sum.
    let mut late = fields[1].clone();
    late.start_s = 0.25;
    let apart = cell_input([&fields[0], &late], [0, 0], window, 10, &Task::alone());
    assert!(apart.is_err());
}

#[test]
fn columns_keep_every_extreme() {
    let one = field("x", "", &["a", "b"], |row, t| {
        if row == 1 && (t - 1.234).abs() < 1e-6 {
            9.0
        } else {
            t
        }
    });
    let window = Interval::new(0.0, 2.0);
    let found = field_traces(&one, &[1, 0], window, 4, &Task::alone()).expect("traces");
    assert_eq!((found.samples, found.missing), (2000, 0));
    let [b, a] = &found.traces[..] else {
        panic!("two channels")
    };
    assert_eq!(b.high.iter().filter(|v| **v == 9.0).count(), 1);
    assert!((a.mean[0] - 0.2495).abs() < 1e-6, "{}", a.mean[0]);
    // Fewer samples than columns: a column each, none empty.
    let few = field_traces(&one, &[0], Interval::new(0.0, 0.01), 500, &Task::alone());
    let few = few.expect("traces");
    assert_eq!(few.traces[0].mean.len(), 10);
    assert!(few.traces[0].mean.iter().all(|v| v.is_finite()));
}

#[test]
fn steps_are_where_a_channel_changes() {
    let one = field("x", "", &["a", "b"], |row, t| match row {
        0 => f64::from(u8::from(t >= 0.5)),
        _ if t < 1.0 => f64::NAN,
        _ => 7.0,
    });
    let steps = field_steps(&one, &[0, 1], Interval::new(0.1, 1.5), &Task::alone());
    let steps = steps.expect("steps");
    let ends: Vec<[f64; 2]> = steps
        .iter()
        .map(|s| [s.interval.start_s, s.interval.stop_s])
        .collect();
    assert_eq!(ends, [[0.1, 0.5], [0.5, 1.0], [1.0, 1.5]]);
    assert_eq!(steps[2].values, [1.0, 7.0]);
    assert!(steps[0].values[1].is_nan() && steps[0].values[0] == 0.0);
}

#[test]
fn a_recording_without_the_fields_is_told_what_is_needed() {
    let without = asked(night(), 12.0);
    let why = refusal(&without, "cell-input");
    assert!(
        why.contains("\"excitatory current\"") && why.contains("Examples"),
        "{why}"
    );
    let why = refusal(&without, "rate-units");
    assert!(why.contains("a field \"phi\""), "{why}");
    let recording = both();
    let mut of_both = asked(&recording, 12.0);
    let why = Value::Choice("conductance".to_owned());
    of_both.set("cell-input", "quantity", &why);
    let why = refusal(&of_both, "cell-input");
    assert!(
        why.contains("no conductance") && why.contains("current"),
        "{why}"
    );
    // Numbers are refused in the same words.
    let view = by_id("cell-input").expect("registered");
    let numbers = view.export(&of_both.input(), &Task::alone());
    assert_eq!(numbers.err().map(|e| e.to_string()), Some(why));
}

#[test]
fn a_cell_that_is_not_recorded_gives_way_to_the_first() {
    let recording = both();
    let mut asked = asked(&recording, 12.0);
    asked.set("cell-input", "cell", &Value::Choice("c".to_owned()));
    let picture = asked.draw("cell-input").expect("drawn");
    let notes = picture.sheet.notes.join(" ");
    assert!(
        notes.contains("The input to c is not recorded; a is shown."),
        "{notes}"
    );
    let mean = &picture.sheet.tables[0].rows[0];
    assert!((number(&mean[1]) - 400.0).abs() < 1e-3);
    // Below, the potential with both spikes.
    let [_, below] = &picture.sheet.panels[..] else {
        panic!("two plots");
    };
    let spikes = below
        .plot
        .layers
        .iter()
        .find_map(|layer| match &layer.mark {
            Mark::Ticks { xy, .. } => Some(xy.iter().map(|p| p[0]).collect::<Vec<_>>()),
            _ => None,
        });
    assert_eq!(spikes, Some(vec![0.25, 1.5]));
}

#[test]
fn a_selected_unit_is_the_cell_where_it_is_recorded() {
    let recording = both();
    let view = by_id("cell-input").expect("registered");
    let asked =
        |units: &[usize]| view.units_selected(&recording, &BTreeSet::from_iter(units.to_vec()));
    assert_eq!(asked(&[1]), [("cell", Value::Choice("b".to_owned()))]);
    assert_eq!(asked(&[7]), []);
    assert_eq!(view.units_selected(night(), &BTreeSet::from([0])), []);
}

#[test]
fn the_network_gives_the_currents_of_its_own_state() {
    let set = [
        ("n", "500"),
        ("p", "0.08"),
        ("shown", "2"),
        ("e_i_mv", "-75"),
    ];
    let mut network = coba::build(&values(&CobaModel, &set), 2);
    network.advance(0.2, &mut Silent);
    let recording = run(
        &CobaModel,
        &[&set[..], &[("duration", "0.3")]].concat(),
        Vec::new(),
    );
    let names: Vec<&str> = recording.fields().iter().map(|f| &f.name[..]).collect();
    let of_inputs = ["conductance", "current"]
        .map(|name| InputFields::find(recording.fields(), name).expect("both fields"));
    assert_eq!(names[0], "potential");
    assert_eq!(of_inputs[1].names(), ["E1", "E2", "I1", "I2"]);
    assert_eq!(of_inputs.each_ref().map(InputFields::unit), ["nS", "pA"]);
    // The sample at 0.2 s is the state before the step that begins then.
    for (channel, cell) in [(0, 0), (1, 1), (2, 400), (3, 401)] {
        let cell = network.cell(cell).expect("there");
        let read = |field: &Field| {
            let at = field.source.read(&[channel], 200..201).expect("a sample");
            f64::from(at[[0, 0]])
        };
        let [[g_e, g_i], [i_e, i_i]] = of_inputs.each_ref().map(|f| f.fields.map(read));
        let v = read(&recording.fields()[0]);
        let close = |found: f64, expected: f64| {
            assert!(
                (found - expected).abs() <= 1e-4 * (1.0 + expected.abs()),
                "{found} {expected}"
            );
        };
        close(v, cell.v_mv);
        close(g_e, cell.g_e_ns);
        close(g_i, cell.g_i_ns);
        close(i_e, g_e * (0.0 - v));
        close(i_i, g_i * (-75.0 - v));
        assert!(i_e > 0.0);
    }
}

#[test]
fn excitation_and_inhibition_onto_a_cell_cancel() {
    let set = [("n", "2000"), ("p", "0.04"), ("duration", "1.5")];
    let recording = run(&CobaModel, &set, Vec::new());
    let mut asked = asked(&recording, 12.0);
    asked.selection.window = Interval::new(0.2, 1.5);
    let mut left = Vec::new();
    for cell in ["E1", "E2", "E3", "E4", "I1", "I2", "I3", "I4"] {
        asked.set("cell-input", "cell", &Value::Choice(cell.to_owned()));
        let found = export(&asked, "cell-input");
        left.push(found["mean_left"].as_f64().expect("a number").abs());
        let e = found["parts"][0]["mean"].as_f64().expect("a number");
        // In pA: tens of times the 100 pA that would hold the cell at its threshold.
        assert!(e > 1000.0, "{cell}: {e}");
    }
    let mean = left.iter().sum::<f64>() / 8.0;
    assert!(mean < 0.35, "{mean} of {left:?}");
}

#[test]
fn inputs_of_a_rate_unit_are_those_of_its_state() {
    let set = [("n", "200"), ("shown", "3"), ("i0", "0.1")];
    let mut network = rate::build(&values(&RateModel, &set), 2).expect("a network");
    // 50 steps of 2 ms, a sample each.
    network.advance_steps(50, &mut Silent);
    let recording = run(
        &RateModel,
        &[&set[..], &[("duration", "0.2")]].concat(),
        Vec::new(),
    );
    let found = InputFields::find(recording.fields(), "input").expect("both fields");
    assert_eq!(found.names(), ["E1", "E2", "E3", "I1", "I2", "I3"]);
    for (channel, unit) in [(0, 0), (2, 2), (3, 160), (5, 162)] {
        let parts = network.inputs(unit).expect("there");
        for (field, part) in found.fields.into_iter().zip(parts) {
            let at = field.source.read(&[channel], 50..51).expect("a sample");
            assert!((f64::from(at[[0, 0]]) - part).abs() < 1e-5 * (1.0 + part.abs()));
        }
    }
    let asked = asked(&recording, 12.0);
    assert_eq!(export(&asked, "cell-input")["quantity"], "input");
}

/// J0 = 0.1 rests; from 1 s on the coupling of E to I is another one.
fn turned() -> Recording {
    let turn = Change {
        time_s: 1.0,
        name: "g_ie".to_owned(),
        value: Value::Number(5.0),
    };
    let set = [
        ("n", "300"),
        ("j0", "0.1"),
        ("shown", "2"),
        ("duration", "5"),
    ];
    run(&RateModel, &set, vec![turn])
}

#[test]
fn the_fixed_point_is_exact_and_steps_where_a_control_is_turned() {
    let recording = turned();
    let mut asked = asked(&recording, 12.0);
    let found = export(&asked, "rate-units");
    let steps = found["fixed_points"].as_array().expect("a list");
    assert_eq!(steps.len(), 2);
    near(&steps[0]["to_s"], 1.0, 1e-9);
    near(&steps[1]["to_s"], 5.0, 1e-9);
    for (step, g_ie) in steps.iter().zip(["3", "5"]) {
        let set = [("n", "300"), ("j0", "0.1"), ("g_ie", g_ie)];
        let network = rate::build(&values(&RateModel, &set), 2).expect("a network");
        let rest = network.rest().expect("there is one");
        // In single precision.
        near(&step["phi_e"], rest.phi_e, 1e-7);
        near(&step["phi_i"], rest.phi_i, 1e-7);
        near(&step["w"], rest.w, 1e-7);
    }
    assert_ne!(steps[0]["phi_i"], steps[1]["phi_i"]);
    // At rest all units of a class are there, and their mean.
    asked.selection.window = Interval::new(4.9, 5.0);
    let found = export(&asked, "rate-units");
    for place in 0..3 {
        let row = &found["populations"][place];
        near(
            &row["mean"],
            row["fixed_point"].as_f64().expect("one"),
            1e-5,
        );
        near(&row["sd"], 0.0, 1e-5);
    }
    for unit in found["units"].as_array().expect("a list") {
        let place = usize::from(unit["class"] == "inhibitory");
        let mean = found["populations"][place]["mean"].as_f64().expect("one");
        near(&unit["phi_mean"], mean, 1e-5);
        assert_eq!(unit["w_mean"].is_null(), place == 1);
    }
}

#[test]
fn the_drawing_has_units_means_and_the_stairs_of_the_fixed_point() {
    let recording = turned();
    let picture = asked(&recording, 12.0).draw("rate-units").expect("drawn");
    let plot = &picture.sheet.panels[0].plot;
    let names: Vec<&str> = plot
        .layers
        .iter()
        .filter_map(|l| l.name.as_deref())
        .collect();
    assert_eq!(names, ["E units", "I units", "Mean of all", "Fixed point"]);
    let fixed = plot
        .layers
        .iter()
        .find(|l| l.name.as_deref() == Some("Fixed point"));
    let Some(Mark::Line { xy, .. }) = fixed.map(|l| &l.mark) else {
        panic!("a line");
    };
    let times: Vec<f64> = xy.iter().map(|p| p[0]).collect();
    assert_eq!(times, [0.0, 1.0, 1.0, 5.0]);
    let notes = picture.sheet.notes.join(" ");
    assert!(notes.contains("steps 1 time"), "{notes}");
}

#[test]
fn without_equal_numbers_of_inputs_there_is_no_fixed_point() {
    let set = [
        ("n", "200"),
        ("in_degree", "bernoulli"),
        ("duration", "0.2"),
    ];
    let recording = run(&RateModel, &set, Vec::new());
    let asked = asked(&recording, 12.0);
    let found = export(&asked, "rate-units");
    assert!(found["populations"][0]["fixed_point"].is_null());
    assert!(found["populations"][0]["mean"].is_number());
    let picture = asked.draw("rate-units").expect("drawn");
    let names = picture.sheet.panels[0]
        .plot
        .layers
        .iter()
        .filter_map(|l| l.name.as_deref());
    assert!(!names.collect::<Vec<_>>().contains(&"Fixed point"));
    let notes = picture.sheet.notes.join(" ");
    assert!(notes.contains("no homogeneous fixed point"), "{notes}");
}

#[test]
fn both_views_show_the_same_of_a_saved_recording() {
    let folder = tempfile::tempdir().expect("a folder");
    let small = [("n", "500"), ("p", "0.08"), ("duration", "0.3")];
    let of_coba = run(&CobaModel, &small, Vec::new());
    for (view, recording) in [("cell-input", of_coba), ("rate-units", turned())] {
        let file = folder.path().join(format!("{view}.nwb"));
        nwb::write(&recording, &file, nwb::Fields::Copied, &mut |_| ()).expect("written");
        let again = open(&file, &OpenOptions::default(), &Progress::silent());
        let again = again.expect("read");
        let [before, after] = [&recording, &again].map(|r| export(&asked(r, 12.0), view));
        assert_eq!(before, after, "{view}");
    }
}

#[test]
fn every_parameter_of_a_network_is_in_one_group() {
    for model in models::networks() {
        let mut grouped: Vec<&str> = Vec::new();
        for group in model.groups() {
            assert!(!group.title.is_empty() && !group.parameters.is_empty());
            grouped.extend(group.parameters.iter().map(|p| p.id));
        }
        let mut all: Vec<&str> = model.parameters().iter().map(|p| p.id).collect();
        all.retain(|id| *id != "duration");
        grouped.sort_unstable();
        all.sort_unstable();
        assert_eq!(grouped, all, "{}", model.id());
    }
}
