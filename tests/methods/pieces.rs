//! Views that come in pieces, as the engine of the window runs them.

use super::common::{asked, network_for, quick_values};
use equipoise::analysis::{Surrogate, SurrogateKind, Task, Value, Values};
use equipoise::compute::{Engine, Job, Request};
use equipoise::models;
use equipoise::recording::{Hashes, Interval, Recording};
use equipoise::views::{self, Input, Recipe, Source};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// A view, what it shows, and how.
type Asked = (&'static dyn views::AnyView, Arc<Recording>, Recipe);

const PATIENCE: Duration = Duration::from_mins(10);

/// Long enough for coherence to come in several pieces; jitter makes several of connections.
fn recipe(view: &'static dyn views::AnyView, recording: &Recording) -> Recipe {
    let mut asked = asked(recording, 20.0);
    asked.values = quick_values(view);
    if network_for(view.info().id).is_none() {
        asked.selection.window = Interval::new(600.0, 1200.0);
    }
    asked.settings.surrogate = Some(Surrogate {
        kind: SurrogateKind::IsiPermutation,
        seed: 3,
        realisations: 6,
    });
    let id = view.info().id;
    if id == "connections" {
        asked.set(id, "test", &Value::Choice("jitter".into()));
        asked.set(id, "jitters", &Value::Integer(100));
    }
    let source = Source::recording(recording, &Hashes::default(), None);
    asked.input().recipe(id, source)
}

/// Once the window left coherence and connections half done: only surrogates were gone on with.
#[test]
fn what_the_engine_calls_complete_has_nothing_left_to_refine() {
    let model = models::find("night").expect("in the list");
    let made = model.run(&Values::default(), 1, &Task::alone());
    let recording = Arc::new(made.expect("the defaults are in range"));
    let asked = |view: &&'static dyn views::AnyView| {
        let network = network_for(view.info().id).map(Arc::new);
        let recording = network.unwrap_or_else(|| Arc::clone(&recording));
        let recipe = recipe(*view, &recording);
        (*view, recording, recipe)
    };
    let recipes: Vec<Asked> = views::all().iter().map(asked).collect();
    let engine = Engine::start(1 << 30, || ()).expect("threads");
    let jobs = recipes.iter().zip(0..);
    let jobs =
        jobs.map(|((view, recording, recipe), tag)| Job::new(*view, (tag, 0), recording, recipe));
    engine.request(Request {
        jobs: jobs.collect(),
    });
    let mut pieces: BTreeMap<&str, usize> = BTreeMap::new();
    let mut complete = BTreeMap::new();
    while complete.len() < recipes.len() {
        let published = engine.wait(PATIENCE).expect("an outcome");
        let id = published.view;
        *pieces.entry(id).or_default() += 1;
        let picture = published.result.unwrap_or_else(|e| panic!("{id}: {e}"));
        if picture.complete {
            assert!(complete.insert(id, picture).is_none(), "{id} was complete");
        } else {
            assert!(!complete.contains_key(id), "{id} was complete");
        }
    }
    for (view, recording, recipe) in &recipes {
        let id = view.info().id;
        let recipe = view.depends(recipe);
        let mut last = complete[id].clone();
        // As if it were not: what would be refined is asked of the view itself.
        last.complete = false;
        let more = view.refine(&Input::new(recording, &recipe), &last, &Task::alone());
        assert!(more.expect("refined").is_none(), "{id} goes on");
    }
    for id in ["coherence", "connections", "collapse", "mncm", "matrix"] {
        assert!(pieces[id] > 1, "{id} comes in several pieces");
    }
}

/// A scan is kept as text until another day, and goes on from there.
#[test]
fn what_was_kept_goes_on_to_the_same_end() {
    let (recording, task) = (network_for("rate-units"), Task::alone());
    let recording = recording.expect("a network");
    let mut kept_some = 0;
    for view in views::all() {
        if view.about() == views::About::Recording {
            continue;
        }
        let id = view.info().id;
        let recipe = view.depends(&recipe(*view, &recording));
        let input = Input::new(&recording, &recipe);
        let end = |mut picture: views::Picture| {
            while let Some(more) = view.refine(&input, &picture, &task).expect("refined") {
                picture = more;
            }
            picture
        };
        let said = |picture: &views::Picture| format!("{:?}", picture.sheet);
        let mut picture = view.compute(&input, &task).expect("begun");
        if view.kept(&picture).is_none() {
            continue;
        }
        kept_some += 1;
        for _ in 0..3 {
            let more = view.refine(&input, &picture, &task).expect("refined");
            let more = more.filter(|more| !more.complete);
            picture = more.unwrap_or(picture);
        }
        let kept = view.kept(&picture).expect("kept");
        let taken_up = view.take_up(&input, &kept).expect("its own words");
        assert!(!taken_up.complete, "{id}");
        let whole = end(picture);
        assert_eq!(said(&end(taken_up)), said(&whole), "{id}");
        for other in [
            "",
            "[",
            "{}",
            "[[{\"Ok\":[]},true]]",
            &kept[..kept.len() / 2],
        ] {
            assert!(view.take_up(&input, other).is_none(), "{id}: {other}");
        }
        // Nor where a list has more than it should.
        let longer = kept.replace("\"values\":[", "\"values\":[0.5,");
        assert!(longer == kept || view.take_up(&input, &longer).is_none());
        // Of a smaller grid nothing is taken up.
        let mut smaller = recipe.clone();
        let mut parameters = view.info().parameters.iter();
        let steps = parameters.find(|p| p.id == "steps").expect("a parameter");
        smaller.values.set(steps, &Value::Integer(2));
        let smaller = Input::new(&recording, &smaller);
        let kept = view.kept(&whole).expect("kept");
        assert!(view.take_up(&smaller, &kept).is_none(), "{id}");
    }
    assert_eq!(kept_some, 2, "phase diagram and mean field against J0");
}
