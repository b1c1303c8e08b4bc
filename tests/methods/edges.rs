//! Recordings at the edge of what there can be, through every view: each gives a picture and
//! numbers, or says why not; nothing panics, and nothing that is infinite is drawn or written.

use crate::common::{asked, poisson, random};
use equipoise::analysis::{Task, Value};
use equipoise::compute::SharedStore;
use equipoise::plot::export::{Page, svg};
use equipoise::recording::{
    Class, ClassSource, Epoch, EpochKind, Interval, Parts, Recording, SpikeTrains, State, Unit,
};
use equipoise::views;

/// E and I units with these trains, and epochs.
fn made(e: Vec<Vec<f64>>, i: Vec<Vec<f64>>, epochs: Vec<Epoch>) -> Recording {
    let mut parts = Parts::new("edge");
    for (class, count) in [(Class::Excitatory, e.len()), (Class::Inhibitory, i.len())] {
        let unit =
            |j: usize| Unit::new(format!("{class:?} {j}")).with_class(class, ClassSource::Hand);
        parts.units.extend((0..count).map(unit));
    }
    parts.trains = SpikeTrains::from_units(e.into_iter().chain(i).collect());
    parts.epochs = epochs;
    Recording::new(parts).expect("units and trains agree")
}

fn ordinary(epochs: Vec<Epoch>) -> Recording {
    let span = Interval::new(0.0, 30.0);
    let mut rng = random(3);
    let mut train = |rate_hz: f64| poisson(&mut rng, rate_hz, span);
    made(vec![train(8.0), train(4.0)], vec![train(15.0)], epochs)
}

fn edges() -> Vec<(&'static str, Recording)> {
    let seizure = |from, to| Epoch::new("seizure", from, to, EpochKind::Seizure);
    let some = || {
        (0..100)
            .map(|j| f64::from(j) * 0.25 + 0.01)
            .collect::<Vec<_>>()
    };
    let states = [State::Wake, State::Rem, State::SlowWaveSleep];
    let many = |n: u32| {
        let length_s = 30.0 / f64::from(n);
        let epoch = |j: u32| {
            let from_s = f64::from(j) * length_s;
            Epoch::state(states[j as usize % 3], from_s, from_s + length_s)
        };
        (0..n).map(epoch).collect::<Vec<_>>()
    };
    let far = || {
        let mut train = some();
        train.push(1e12);
        train
    };
    vec![
        ("one spike", made(vec![vec![0.5]], vec![vec![]], vec![])),
        (
            "one spike of each",
            made(vec![vec![0.5]], vec![vec![0.5]], vec![]),
        ),
        ("no spike", made(vec![vec![]], vec![vec![]], vec![])),
        (
            "identical times",
            made(vec![vec![7.0; 1000]], vec![vec![7.0; 1000]], vec![]),
        ),
        (
            "no inhibitory spike",
            made(vec![some()], vec![vec![]], vec![]),
        ),
        ("one unit", made(vec![some()], vec![], vec![])),
        ("equal trains", made(vec![some()], vec![some()], vec![])),
        (
            "far in the past",
            made(vec![vec![-1e12, -1e12 + 0.5]], vec![some()], vec![]),
        ),
        ("a stray", made(vec![far()], vec![some()], vec![])),
        (
            "no length",
            ordinary(vec![
                Epoch::state(State::Wake, 10.0, 10.0),
                Epoch::state(State::SlowWaveSleep, 20.0, 20.0),
                seizure(15.0, 15.0),
            ]),
        ),
        (
            "a seizure after the end",
            ordinary(vec![seizure(500.0, 560.0)]),
        ),
        ("very many epochs", ordinary(many(100_000))),
    ]
}

/// What a picture or a table cannot show.
fn not_finite(text: &str) -> Option<&str> {
    let word = |c: char| !c.is_alphanumeric();
    text.split(word)
        .find(|w| matches!(*w, "inf" | "NaN" | "Infinity"))
}

#[test]
fn nothing_at_the_edge_panics_or_is_infinite() {
    for (name, recording) in edges() {
        // Views share what several need, as they do outside of tests.
        let store = SharedStore::new(1 << 28);
        let mut asked = asked(&recording, 12.0);
        // What takes its time whatever the recording.
        asked.set("coherence", "surrogates", &Value::Integer(20));
        asked.set("coherence", "from-hz", &Value::Number(8.0));
        for view in views::all() {
            let id = view.info().id;
            let (input, task) = (asked.input(), Task::alone().with_store(&store));
            let sheet = view.compute(&input, &task).map(|picture| {
                let more = view.refine(&input, &picture, &task);
                more.map(|more| more.unwrap_or(picture).sheet)
            });
            match sheet {
                Ok(Ok(sheet)) => {
                    let text = svg(&sheet, &Page::new(120.0, 90.0)).expect("drawn");
                    assert_eq!(not_finite(&text), None, "{name}, {id}: the picture");
                }
                Ok(Err(error)) | Err(error) => {
                    let error = error.to_string();
                    assert!(error.len() > 10, "{name}, {id}: {error}");
                    assert_eq!(not_finite(&error), None, "{name}, {id}: {error}");
                }
            }
            for export in view.export(&input, &task).unwrap_or_default() {
                // A number that cannot be had is a null, and never a wild one.
                let numbers = export.json.to_string();
                assert_eq!(not_finite(&numbers), None, "{name}, {id}: {numbers}");
                let (_, rows) = export.csv.unwrap_or_default();
                for cell in rows.iter().flatten() {
                    assert_eq!(not_finite(cell), None, "{name}, {id}: {rows:?}");
                }
            }
        }
    }
}
