//! Recordings at the edge of what there can be, through every view: each gives a picture and
//! numbers, or says why not; nothing panics, and nothing that is infinite is drawn or written.

mod recordings;

use crate::common::{asked, pair};
use equipoise::analysis::{AnalysisError, Task, Value};
use equipoise::compute::SharedStore;
use equipoise::plot::export::{Page, svg};
use equipoise::recording::{Interval, Recording};
use equipoise::views::{self, About};
use recordings::{edges, not_finite};

#[test]
fn nothing_at_the_edge_panics_or_is_infinite() {
    for (name, recording) in edges() {
        // Views share what several need, as they do outside of tests.
        let store = SharedStore::new(1 << 28);
        let mut asked = asked(&recording, 12.0);
        // What takes its time whatever the recording.
        asked.set("coherence", "surrogates", &Value::Integer(20));
        asked.set("coherence", "from-hz", &Value::Number(8.0));
        for view in views::all()
            .iter()
            .filter(|v| v.about() == About::Recording)
        {
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

/// Why a view has neither a picture nor numbers.
fn refusal(recording: &Recording, id: &str, test: Option<&str>) -> String {
    let mut asked = asked(recording, 12.0);
    if let Some(test) = test {
        asked.set(id, "test", &Value::Choice(test.to_owned()));
    }
    let Err(AnalysisError::NothingToShow(why)) = asked.draw(id) else {
        panic!("{id} is drawn");
    };
    let view = views::by_id(id).expect("registered");
    let numbers = view.export(&asked.input(), &Task::alone());
    assert_eq!(numbers.err().map(|e| e.to_string()), Some(why.clone()));
    why
}

/// What would take hours is not begun: it says how much it would be, and the way out.
#[test]
fn what_would_take_hours_is_refused_with_the_way_out() {
    // Months at 1000 samples a second.
    let span = Interval::new(0.0, 1e7);
    let sparse = pair(vec![1.0, 9e6], vec![2.0, 9e6], span);
    let why = refusal(&sparse, "current", None);
    assert!(why.starts_with("10000000000 samples"), "{why}");
    assert!(
        why.contains("Choose a shorter window or a lower rate"),
        "{why}"
    );
    // 50 kHz each, so that every spike has thousands of others around it.
    let train = |later_s: f64| -> Vec<f64> {
        (0..250_000)
            .map(|j| f64::from(j) * 2e-5 + later_s)
            .collect()
    };
    let dense = pair(train(0.0), train(1e-5), Interval::new(0.0, 5.0));
    let why = refusal(&dense, "connections", Some("jitter"));
    assert!(why.contains("Choose the convolution test"), "{why}");
    asked(&dense, 12.0)
        .draw("connections")
        .expect("the convolution test has no such bound");
}
