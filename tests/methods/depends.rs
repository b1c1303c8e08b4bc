//! What a view says it does not use changes nothing in what it draws.

use crate::common::{network_for, quick_values, said};
use equipoise::analysis::waveforms::SHIFT;
use equipoise::analysis::{
    Normalisation, Scale, Selection, Settings, Surrogate, SurrogateKind, Task, Value, Values,
};
use equipoise::compute::SharedStore;
use equipoise::models::synthetic::Night;
use equipoise::recording::{Hashes, Interval};
use equipoise::views::{self, About, AnyView, Canvas, Dependency, Input, Recipe, Source};
use std::collections::BTreeMap;

const ALL: [Dependency; 6] = [
    Dependency::Scale,
    Dependency::Normalisation,
    Dependency::Surrogate,
    Dependency::Event,
    Dependency::Canvas,
    Dependency::Values("waveforms"),
];

fn changed(recipe: &Recipe, dependency: Dependency) -> Recipe {
    let mut other = recipe.clone();
    match dependency {
        Dependency::Scale => other.settings.scale = Scale::new(11.0),
        Dependency::Normalisation => other.settings.normalisation = Normalisation::ZScore,
        Dependency::Surrogate => other.settings.surrogate = None,
        Dependency::Event => {
            other.settings.event = Some(Interval::new(90.0, 110.0));
            other.settings.baseline = Some(Interval::new(20.0, 60.0));
        }
        Dependency::Canvas => {
            other.canvas = Canvas {
                width_px: 320,
                height_px: 190,
            };
        }
        Dependency::Values(id) => {
            let mut values = Values::default();
            values.set(&SHIFT, &Value::Number(20.0));
            other.other_values = BTreeMap::from([(id.to_owned(), values)]);
        }
    }
    other
}

#[test]
fn what_a_view_does_not_use_changes_nothing() {
    let night = Night {
        seed: 3,
        duration_s: 300.0,
        excitatory: 8,
        inhibitory: 4,
        ..Night::default()
    };
    let recording = night.recording();
    let surrogate = Surrogate {
        kind: SurrogateKind::CircularShift,
        seed: 1,
        realisations: 2,
    };
    let store = SharedStore::new(256 << 20);
    let task = Task::alone().with_store(&store);
    let mut unused = 0;
    // Of views about a model those that are quick.
    let quick = |view: &&&dyn AnyView| {
        view.about() == About::Recording || ["rate-limit", "mean-modes"].contains(&view.info().id)
    };
    for view in views::all().iter().filter(quick) {
        let id = view.info().id;
        let network = network_for(id);
        let recording = network.as_ref().unwrap_or(&recording);
        let recipe = Recipe {
            view: id.to_owned(),
            source: Source::recording(recording, &Hashes::default(), None),
            selection: Selection::whole(recording),
            settings: Settings {
                scale: Scale::new(17.0),
                surrogate: Some(surrogate),
                ..Settings::default()
            },
            values: quick_values(*view),
            other_values: BTreeMap::new(),
            canvas: Canvas::default(),
        };
        let text = |recipe: &Recipe| {
            let input = Input::new(recording, recipe);
            let mut picture = view.compute(&input, &task).expect("something to show");
            while let Some(more) = view.refine(&input, &picture, &task).expect("refined") {
                picture = more;
            }
            said(&picture)
        };
        let as_asked = text(&recipe);
        assert!(as_asked == text(&view.depends(&recipe)), "{id} reduced");
        for dependency in ALL.into_iter().filter(|d| !recipe.uses(*view, *d)) {
            unused += 1;
            let other = changed(&recipe, dependency);
            assert!(as_asked == text(&other), "{id} uses {dependency:?}");
        }
    }
    assert!(unused > 20, "{unused}");
}
