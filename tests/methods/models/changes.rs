//! Controls that are turned while a network runs, and the list of them that replays.

use super::{Tape, values};
use equipoise::analysis::{Task, Value};
use equipoise::models::coba::{self, CobaModel};
use equipoise::models::rate::RateModel;
use equipoise::models::{self, Changes, Model, Network, record};

#[test]
fn both_forms_of_the_list_are_read() {
    let csv =
        "time_s,name,value\n0.2, recurrence, 50\n0.1,drive_to,both\n0.3,kick,1\n0.3,delay,2\n";
    let json = r#"
        {"time_s": 0.1, "name": "drive_to", "value": "both"}
        {"time_s": 0.2, "name": "recurrence", "value": 50}

        {"time_s": 0.3, "name": "kick", "value": true}
        {"time_s": 0.3, "name": "delay_ms", "value": 2.0}
    "#;
    let read = |text: &str| Changes::parse(text, &CobaModel).expect("a list");
    let changes = read(csv);
    assert_eq!(changes, read(json));
    assert_eq!(changes, read(&changes.to_json_lines()));
    let names: Vec<_> = changes.as_slice().iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["drive_to", "recurrence", "kick", "delay_ms"]);
    assert_eq!(changes.as_slice()[1].value, Value::Number(50.0));
}

#[test]
fn a_wrong_line_is_named() {
    for (text, said) in [
        (
            "0.1,recurrence",
            "line 1: expected time_s,name,value, found 2",
        ),
        ("\n0.1,n,500", "line 2: n: parameters are recurrence"),
        (
            "0.1,recurrence,500",
            "line 1: recurrence: expected a number from 0 to 150",
        ),
        (
            "x,recurrence,5",
            "line 1: time_s: expected a number, found \"x\"",
        ),
        ("-1,recurrence,5", "line 1: time_s: expected 0 or more"),
        ("{\"time_s\": 1}", "line 1: expected {"),
    ] {
        let error = Changes::parse(text, &CobaModel).expect_err(text);
        assert!(error.starts_with(said), "{error}");
    }
    let night = models::find("night").expect("in the list");
    assert!(Changes::parse("0.1,duration,500", night).is_err());
}

#[test]
fn a_list_replays_to_the_run_that_was_turned_by_hand() {
    let set = [("n", "600"), ("p", "0.05"), ("duration", "0.6")];
    let set = values(&CobaModel, &set);
    let turns = "0.2,recurrence,60\n0.2,drive_hz,200\n0.31005,delay_ms,1\n0.4,kick,1\n";
    let changes = Changes::parse(turns, &CobaModel).expect("a list");
    let replayed = record(&CobaModel, &set, 9, &changes, &Task::alone()).expect("a recording");

    let mut network = coba::build(&set, 9);
    let mut tape = Tape::default();
    let turn = |network: &mut coba::CobaNetwork, name: &str, value: f64| {
        network.set(name, &Value::Number(value)).expect("live");
    };
    network.advance(0.2, &mut tape);
    turn(&mut network, "recurrence", 60.0);
    turn(&mut network, "drive_hz", 200.0);
    // The change at 0.31005 s acts from the step at 0.3101 s.
    network.advance_steps(1101, &mut tape);
    turn(&mut network, "delay_ms", 1.0);
    network.advance_steps(899, &mut tape);
    network.kick();
    network.advance(0.2, &mut tape);
    for (unit, train) in tape.trains(600).iter().enumerate() {
        assert_eq!(replayed.trains().unit(unit), &train[..], "unit {unit}");
    }
    let plain = CobaModel.run(&set, 9, &Task::alone()).expect("a recording");
    assert_ne!(plain.trains(), replayed.trains());
    // Each stands on the timeline, with the value before and after.
    let marks: Vec<_> = replayed.epochs().iter().map(|e| e.label.as_str()).collect();
    assert_eq!(
        marks,
        [
            "recurrence 100 to 60",
            "drive_hz 0 to 200",
            "delay_ms 0 to 1",
            "kick"
        ]
    );
    assert!(plain.epochs().is_empty());
}

#[test]
fn a_change_that_cannot_be_integrated_ends_the_run_and_says_when() {
    let set = [
        ("n", "500"),
        ("j0", "0.1"),
        ("dt", "0.2"),
        ("g_ii", "20"),
        ("duration", "0.5"),
    ];
    let changes = Changes::parse("0.1,j0,5", &RateModel).expect("a list");
    let ended = record(
        &RateModel,
        &values(&RateModel, &set),
        1,
        &changes,
        &Task::alone(),
    );
    let words = ended.expect_err("refused").to_string();
    assert!(
        words.contains("the change at 0.1 s") && words.contains("dt"),
        "{words}"
    );
}

#[test]
fn every_preset_and_every_live_control_is_sound() {
    for model in models::all() {
        for preset in model.presets() {
            models::preset(*model, preset.id).expect("its values fit");
        }
        for live in model.live() {
            assert!(model.parameters().iter().any(|p| p.id == live.id));
        }
    }
    let coba: Vec<_> = CobaModel.presets().iter().map(|p| p.id).collect();
    assert_eq!(
        coba,
        ["self-sustained", "driven", "symmetric", "recurrence-off"]
    );
    let never = models::preset(&CobaModel, "nothing").expect_err("there is none");
    assert!(
        never.contains("presets are self-sustained, driven"),
        "{never}"
    );
}

#[test]
fn a_run_can_be_cancelled() {
    let cancelled = CobaModel.run(&values(&CobaModel, &[]), 1, &Task::new(&|| true, &|_| ()));
    assert_eq!(cancelled.unwrap_err(), models::ModelError::Cancelled);
}
