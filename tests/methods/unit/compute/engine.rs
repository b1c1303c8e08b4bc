use equipoise::analysis::{AnalysisError, Scale, Selection, Settings, Task, Values};
use equipoise::compute::{Engine, Job, PublishedPicture, Request};
use equipoise::plot::Sheet;
use equipoise::recording::{
    Class, ClassSource, Hashes, Interval, Parts, Recording, SpikeTrains, Unit,
};
use equipoise::views::{AnyView, Canvas, Dependency, Help, Info, Input, Recipe, Source, View};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(20);

macro_rules! test_view {
    ($name:ident, $id:literal, $analyse:expr) => {
        struct $name;
        impl View for $name {
            type Outcome = f64;
            const INFO: &'static Info = &Info {
                id: $id,
                title: $id,
                summary: "",
                help: Help {
                    shows: "",
                    computed: "",
                    look_for: "",
                    fooled_by: "",
                    reconstructed: "",
                    source: "",
                },
                parameters: &[],
            };
            fn depends(&self, recipe: &Recipe) -> Recipe {
                recipe.keep(Self::INFO, &[Dependency::Scale])
            }
            fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<f64, AnalysisError> {
                let analyse: fn(&Input<'_>, &Task<'_>) -> Result<f64, AnalysisError> = $analyse;
                analyse(input, task)
            }
            fn draw(&self, _: &Input<'_>, _: &f64) -> Sheet {
                Sheet::default()
            }
        }
    };
}

test_view!(Quick, "quick", |input, _| Ok(input.settings.scale.k()));
test_view!(Panics, "panics", |_, _| panic!("on purpose"));
test_view!(Endless, "endless", |_, task| loop {
    task.check()?;
    std::thread::sleep(Duration::from_millis(1));
});

fn recording() -> Arc<Recording> {
    let mut parts = Parts::new("test");
    parts.units = vec![Unit::new("a").with_class(Class::Excitatory, ClassSource::Hand)];
    parts.trains = SpikeTrains::from_units(vec![vec![0.0, 1.0]]);
    Recording::new(parts).expect("valid parts").into()
}

fn recipe(recording: &Recording, k: f64) -> Recipe {
    Recipe {
        view: String::new(),
        source: Source::recording(recording, &Hashes::default(), None),
        selection: Selection::whole(recording),
        settings: Settings {
            scale: Scale::new(k),
            ..Settings::default()
        },
        values: Values::default(),
        other_values: BTreeMap::new(),
        canvas: Canvas::default(),
    }
}

fn job(view: &'static dyn AnyView, recording: &Arc<Recording>, k: f64) -> Job {
    let mut recipe = recipe(recording, k);
    view.info().id.clone_into(&mut recipe.view);
    Job::new(view, (0, 0), recording, &recipe)
}

fn outcome(published: &PublishedPicture) -> f64 {
    *published
        .result
        .as_ref()
        .expect("an outcome")
        .outcome
        .downcast_ref()
        .expect("a number")
}

test_view!(InPieces, "in-pieces", |_, _| Ok(0.0));

/// Counts to three, a piece at a time, and waits for the test between the pieces.
struct Counting;
static PIECES: [AtomicBool; 4] = [const { AtomicBool::new(false) }; 4];
static BEGUN: AtomicU32 = AtomicU32::new(0);

impl View for Counting {
    type Outcome = f64;
    const INFO: &'static Info = InPieces::INFO;
    fn depends(&self, recipe: &Recipe) -> Recipe {
        recipe.keep(Self::INFO, &[])
    }
    fn analyse(&self, _: &Input<'_>, task: &Task<'_>) -> Result<f64, AnalysisError> {
        BEGUN.fetch_add(1, Ordering::SeqCst);
        while !PIECES[0].load(Ordering::SeqCst) {
            task.check()?;
            std::thread::yield_now();
        }
        Ok(0.0)
    }
    fn is_complete(&self, _: &Input<'_>, outcome: &f64) -> bool {
        *outcome >= 3.0
    }
    fn refine(
        &self,
        _: &Input<'_>,
        outcome: &f64,
        task: &Task<'_>,
    ) -> Result<Option<f64>, AnalysisError> {
        while !PIECES[*outcome as usize + 1].load(Ordering::SeqCst) {
            task.check()?;
            std::thread::yield_now();
        }
        Ok(Some(outcome + 1.0))
    }
    fn draw(&self, _: &Input<'_>, _: &f64) -> Sheet {
        Sheet::default()
    }
}

#[test]
fn what_is_still_wanted_goes_on_and_quick_views_come_between_its_pieces() {
    let engine = Engine::start(1 << 20, || ()).expect("a thread");
    let recording = recording();
    let request = |k| {
        let jobs = vec![job(&Counting, &recording, k), job(&Quick, &recording, k)];
        engine.request(Request { jobs });
    };
    request(1.0);
    PIECES[0].store(true, Ordering::SeqCst);
    // Both are there once, in whatever order.
    let first = [(); 2].map(|()| engine.wait(PATIENCE).expect("an outcome").view);
    assert!(first.contains(&"quick") && first.contains(&"in-pieces"));
    for (piece, k) in [(1, 5.0), (2, 6.0), (3, 7.0)] {
        // The slow view waits in the middle of a piece; the other answers all the same.
        request(k);
        let published = engine.wait(PATIENCE).expect("the quick one");
        assert_eq!((published.view, outcome(&published)), ("quick", k));
        PIECES[piece].store(true, Ordering::SeqCst);
        let published = engine.wait(PATIENCE).expect("a piece");
        assert_eq!(published.view, "in-pieces");
        assert_eq!(outcome(&published), piece as f64);
        let is_complete = published.result.is_ok_and(|picture| picture.complete);
        assert_eq!(is_complete, piece == 3);
    }
    assert_eq!(BEGUN.load(Ordering::SeqCst), 1, "never begun anew");
}

test_view!(Slow, "slow", |input, _| {
    std::thread::sleep(Duration::from_millis(150));
    Ok(input.settings.scale.k())
});

#[test]
fn what_was_kept_of_a_slow_view_is_shown_while_another_is_computed() {
    let engine = Engine::start(1 << 20, || ()).expect("a thread");
    let recording = recording();
    let slow = job(&Slow, &recording, 1.0);
    let endless = job(&Endless, &recording, 1.0);
    let request = |jobs: &[&Job]| {
        let jobs = jobs.iter().map(|job| (*job).clone()).collect();
        engine.request(Request { jobs });
    };
    request(&[&slow]);
    engine.wait(PATIENCE).expect("computed");
    request(&[&endless]);
    std::thread::sleep(Duration::from_millis(20));
    request(&[&endless, &slow]);
    let published = engine.wait(PATIENCE).expect("kept");
    assert_eq!((published.view, outcome(&published)), ("slow", 1.0));
}

#[test]
fn panels_that_show_the_same_are_all_served() {
    let engine = Engine::start(1 << 20, || ()).expect("a thread");
    let recording = recording();
    let recipe = recipe(&recording, 4.0);
    let jobs = [1, 2, 3].map(|tag| Job::new(&Quick, (tag, 0), &recording, &recipe));
    engine.request(Request { jobs: jobs.into() });
    let mut tags = [(); 3].map(|()| engine.wait(PATIENCE).expect("an outcome").tag.0);
    tags.sort_unstable();
    assert_eq!(tags, [1, 2, 3]);
}

#[test]
fn the_latest_request_wins_and_the_endless_one_stops() {
    let engine = Engine::start(1 << 20, || ()).expect("a thread");
    engine.request(Request {
        jobs: vec![job(&Endless, &recording(), 1.0)],
    });
    std::thread::sleep(Duration::from_millis(20));
    let asked = Instant::now();
    engine.request(Request {
        jobs: vec![job(&Quick, &recording(), 7.0)],
    });
    let published = engine.wait(PATIENCE).expect("the later outcome");
    assert_eq!((published.view, outcome(&published)), ("quick", 7.0));
    assert!(asked.elapsed() < PATIENCE);
}

#[test]
fn a_panic_is_an_error_of_its_view_and_the_others_go_on() {
    let engine = Engine::start(1 << 20, || ()).expect("a thread");
    engine.request(Request {
        jobs: vec![
            job(&Panics, &recording(), 1.0),
            job(&Quick, &recording(), 2.0),
        ],
    });
    let first = engine.wait(PATIENCE).expect("the error");
    assert_eq!(
        first.result.err(),
        Some(AnalysisError::Failed("on purpose".into()))
    );
    assert_eq!(outcome(&engine.wait(PATIENCE).expect("the other")), 2.0);
}

#[test]
fn keys_tell_apart_what_an_outcome_depends_on_and_nothing_else() {
    let recording = recording();
    let mut recipe = recipe(&recording, 3.0);
    let key = |recipe: &Recipe| Job::new(&Quick, (0, 0), &recording, recipe).key().clone();
    let first = key(&recipe);
    recipe.settings.normalisation = equipoise::analysis::Normalisation::Max;
    assert_eq!(
        first,
        key(&recipe),
        "this view does not use the normalisation"
    );
    recipe.settings.event = Some(Interval::new(0.25, 0.5));
    recipe.settings.baseline = Some(Interval::new(0.0, 0.25));
    assert_eq!(first, key(&recipe), "nor the event");
    recipe.settings.scale = Scale::new(3.5);
    assert_ne!(first, key(&recipe));
}

#[test]
fn dropping_the_engine_ends_its_thread() {
    let engine = Engine::start(1 << 20, || ()).expect("a thread");
    engine.request(Request {
        jobs: vec![job(&Endless, &recording(), 1.0)],
    });
    drop(engine);
}
