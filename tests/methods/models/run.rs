//! A network that is looked at while it runs: what is seen in pieces is the run as a whole.

use super::values;
use equipoise::analysis::{Task, Value};
use equipoise::models::coba::CobaModel;
use equipoise::models::rate::RateModel;
use equipoise::models::{Changes, Model, Run, record};
use equipoise::recording::{Class, ClassSource, Parts, SpikeTrains, Unit};
use equipoise::recording::{Epoch, EpochKind, Growth, Interval, Recording, RecordingError};
use std::sync::Arc;

/// All of a recording that an analysis can see.
fn assert_same(a: &Recording, b: &Recording) {
    assert_eq!(a.span(), b.span());
    assert_eq!(a.trains(), b.trains());
    assert_eq!(a.ensembles(), b.ensembles());
    assert_eq!(a.units(), b.units());
    let labels = |r: &Recording| -> Vec<(String, f64)> {
        let epochs = r.epochs().iter();
        epochs.map(|e| (e.label.clone(), e.start_s)).collect()
    };
    assert_eq!(labels(a), labels(b));
    assert_eq!(a.fields().len(), b.fields().len());
    for (a, b) in a.fields().iter().zip(b.fields()) {
        assert_eq!((&a.name, a.samples), (&b.name, b.samples));
        let all: Vec<usize> = (0..a.channels.len()).collect();
        let read = |f: &equipoise::recording::Field| f.source.read(&all, 0..f.samples);
        assert_eq!(read(a).expect("samples"), read(b).expect("samples"));
    }
}

fn small(model: &dyn Model) -> equipoise::analysis::Values {
    let set: &[_] = if model.id() == "coba" {
        &[("n", "600"), ("p", "0.05"), ("duration", "0.5")]
    } else {
        &[("n", "200"), ("duration", "0.5")]
    };
    values(model, set)
}

#[test]
fn a_run_seen_in_pieces_is_the_run_as_a_whole() {
    for model in [&CobaModel as &'static dyn Model, &RateModel] {
        let set = small(model);
        let whole = record(model, &set, 3, &Changes::default(), &Task::alone()).expect("a run");
        let mut run = Run::new(model, &set, 3).expect("a network");
        let steps = (0.5 / run.step_s()).round() as u64;
        let mut made = 0;
        let mut seen = Vec::new();
        // Pieces of many lengths, each looked at or not.
        for piece in (1..).map(|k| 1 + (k * k * 7) % 41) {
            let piece = piece.min(steps - made);
            run.advance_steps(piece);
            made += piece;
            if piece % 3 != 0 || made == steps {
                seen.push(run.recording().expect("a recording"));
            }
            if made == steps {
                break;
            }
        }
        let last = seen.last().expect("one");
        assert_same(last, &whole);
        assert!(seen.len() > 4 && last.fields().len() == whole.fields().len());
        // What was seen before is what it was, and lies at the beginning of the last.
        for early in &seen {
            let before = Interval::new(0.0, early.span().stop_s);
            for unit in 0..early.units().len() {
                let later = last.trains().unit_in(unit, before);
                assert!(early.trains().unit(unit).starts_with(later));
            }
        }
    }
}

#[test]
fn what_was_turned_by_hand_replays() {
    let set = small(&CobaModel);
    let mut run = Run::new(&CobaModel, &set, 5).expect("a network");
    let steps = |run: &Run<'_>, to_s: f64| ((to_s - run.time_s()) / run.step_s()).round() as u64;
    run.advance_steps(steps(&run, 0.1));
    run.recording().expect("seen");
    run.set("recurrence", &Value::Number(60.0)).expect("live");
    // Turned to what it is: no change.
    run.set("recurrence", &Value::Number(60.0)).expect("live");
    run.advance_steps(steps(&run, 0.2503));
    run.kick();
    run.advance_steps(steps(&run, 0.5));
    let by_hand_steps = (run.time_s() / run.step_s()).round() as u64;
    let by_hand = run.recording().expect("a recording");
    assert_eq!(run.changes().len(), 2);
    assert_eq!(by_hand.epochs().len(), 2);
    assert!(by_hand.epochs()[0].label.contains("100 to 60"));

    let changes = Changes::new(run.changes().to_vec());
    let batch = record(&CobaModel, &set, 5, &changes, &Task::alone()).expect("a run");
    assert_same(&by_hand, &batch);
    let mut again = Run::new(&CobaModel, &set, 5).expect("a network");
    again
        .replay(&mut changes.as_slice(), by_hand_steps)
        .expect("replayed");
    assert_same(&again.recording().expect("a recording"), &batch);
}

fn two_units(trains: &[Vec<f64>; 2]) -> Parts {
    let mut parts = Parts::new("grows");
    parts.units = vec![
        Unit::new("e").with_class(Class::Excitatory, ClassSource::Model),
        Unit::new("i").with_class(Class::Inhibitory, ClassSource::Model),
    ];
    parts.trains = SpikeTrains::from_units(trains.to_vec());
    parts.span = Some(Interval::new(0.0, 1.0));
    parts
}

fn growth(trains: &[Vec<f64>; 2], stop_s: f64) -> Growth {
    Growth {
        trains: SpikeTrains::from_units(trains.to_vec()),
        epochs: vec![Epoch::new("turned", stop_s, stop_s, EpochKind::Event)],
        fields: None,
        stop_s,
    }
}

#[test]
fn a_recording_grows_at_its_end_alone() {
    let first = Recording::new(two_units(&[vec![0.1, 0.9], vec![0.5]])).expect("a recording");
    let second = first.grown(growth(&[vec![1.0], vec![1.5, 1.2]], 2.0));
    let second = second.expect("grown");
    assert_eq!(second.trains().unit(0), [0.1, 0.9, 1.0]);
    assert_eq!(second.trains().unit(1), [0.5, 1.2, 1.5]);
    assert_eq!(second.ensembles().inhibitory.times_s(), [0.5, 1.2, 1.5]);
    assert_eq!((second.span().stop_s, second.epochs().len()), (2.0, 1));
    assert_eq!(second.root(), first.id());
    assert_ne!(second.id(), first.id());
    assert_eq!(first.trains().spike_count(), 3);

    let back = second.grown(growth(&[vec![1.9], vec![]], 3.0));
    let before = RecordingError::Before {
        stop_s: 2.0,
        found_s: 1.9,
    };
    assert_eq!(back.expect_err("a spike before the end"), before);
    let shorter = second.grown(growth(&[vec![], vec![]], 1.5));
    assert!(matches!(shorter, Err(RecordingError::Before { .. })));
    let other = Growth {
        trains: SpikeTrains::from_units(vec![vec![]]),
        ..growth(&[vec![], vec![]], 3.0)
    };
    assert!(matches!(
        second.grown(other),
        Err(RecordingError::TrainCount { .. })
    ));
    // Classes set by hand are pooled anew, whatever the recording is made of.
    let edited = second.with_units(|units| units[1].class = Class::Excitatory);
    assert_eq!(edited.ensembles().excitatory.times_s().len(), 6);
}

/// Growing copies each spike a few times in all, and memory holds each about once: a recording that
/// grows ten thousand times is no larger than one that was read at once.
#[test]
fn growing_often_costs_no_more_memory_than_growing_once() {
    let train = |from: usize, to: usize| -> Vec<f64> {
        (from..to).map(|k| 1.0 + k as f64 * 1e-3).collect()
    };
    let first = Recording::new(two_units(&[vec![], vec![]])).expect("a recording");
    let mut grown = Arc::new(first);
    let steps = 10_000;
    for k in 0..steps {
        let more = Growth {
            epochs: Vec::new(),
            ..growth(&[train(k, k + 1), vec![]], 1.0 + (k + 1) as f64 * 1e-3)
        };
        grown = Arc::new(grown.grown(more).expect("grown"));
    }
    let before = grown.bytes();
    let mut parts = two_units(&[train(0, steps), vec![]]);
    parts.span = Some(grown.span());
    let at_once = Recording::new(parts).expect("a recording");
    assert!(before < 2 * at_once.bytes(), "{before} bytes");
    assert_eq!(grown.trains(), at_once.trains());
    assert_eq!(grown.ensembles(), at_once.ensembles());
}
