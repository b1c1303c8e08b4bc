//! Every view of the list on its own, on the synthetic night: how it looks, and what it says to
//! those who do not see it.

use super::few::few;
use super::plots::{harness, sheet_ui};
use super::raster::{compare, looks};
use egui_kittest::SnapshotResults;
use egui_kittest::kittest::Queryable;
use equipoise::analysis::{Selection, Settings, Surrogate, SurrogateKind, Task, Values};
use equipoise::compute::SharedStore;
use equipoise::models;
use equipoise::plot::Sheet;
use equipoise::recording::Recording;
use equipoise::views::{self, About, AnyView, Canvas, Input};
use std::sync::{Arc, OnceLock};

const SIZE: [f32; 2] = [880.0, 460.0];

fn night() -> &'static Recording {
    static NIGHT: OnceLock<Recording> = OnceLock::new();
    NIGHT.get_or_init(|| {
        let model = models::find("night").expect("in the list");
        let made = model.run(&Values::default(), 1, &Task::alone());
        made.expect("the defaults are in range")
    })
}

/// A short run of a small network, for the views that need one.
fn network_for(view: &str) -> Option<Recording> {
    let (model, set) = match view {
        "cell-input" => ("coba", [("n", "2000"), ("p", "0.04"), ("duration", "0.6")]),
        "rate-units" => ("rate", [("n", "1000"), ("j0", "1.5"), ("duration", "0.6")]),
        _ => return None,
    };
    let model = models::find(model).expect("in the list");
    let mut values = Values::default();
    for (name, text) in set {
        let parameter = models::parameter(model.parameters(), name).expect("known");
        values.set(parameter, &parameter.parse(text).expect("in its range"));
    }
    Some(model.run(&values, 1, &Task::alone()).expect("a run"))
}

/// With a few realisations of a surrogate beside the data.
fn sheet(view: &dyn AnyView, task: &Task<'_>) -> Arc<Sheet> {
    let network = network_for(view.info().id);
    let recording = network.as_ref().unwrap_or_else(|| night());
    let mut selection = Selection::whole(recording);
    if network.is_some() {
        selection.window.start_s = 0.2;
    }
    let surrogate = Surrogate {
        kind: SurrogateKind::CircularShift,
        seed: 1,
        realisations: 4,
    };
    let settings = Settings {
        surrogate: Some(surrogate),
        ..Settings::default()
    };
    let input = Input {
        recording,
        selection: &selection,
        settings: &settings,
        values: &few(view, 50, 150),
        other_values: None,
        canvas: Canvas {
            width_px: SIZE[0] as u32,
            height_px: SIZE[1] as u32,
        },
    };
    let id = view.info().id;
    let mut picture = view
        .compute(&input, task)
        .unwrap_or_else(|e| panic!("{id}: {e}"));
    // What a model's view looks like does not wait until theory has settled.
    let most = if view.about() == About::Recording {
        usize::MAX
    } else {
        5
    };
    for _ in 0..most {
        match view.refine(&input, &picture, task).expect("refined") {
            Some(more) => picture = more,
            None => break,
        }
    }
    picture.sheet
}

/// Of every view, made once.
fn sheets() -> impl Iterator<Item = (&'static str, Arc<Sheet>)> {
    static SHEETS: OnceLock<Vec<Arc<Sheet>>> = OnceLock::new();
    let all = SHEETS.get_or_init(|| {
        let kept = SharedStore::new(1 << 30);
        let task = Task::alone().with_store(&kept);
        views::all().iter().map(|v| sheet(*v, &task)).collect()
    });
    let ids = views::all().iter().map(|v| v.info().id);
    ids.zip(all.iter().cloned())
}

#[test]
fn every_view_alone_looks_as_it_was_approved() {
    let mut results = SnapshotResults::new();
    for (id, sheet) in sheets() {
        for (dark, theme) in [(false, "light"), (true, "dark")] {
            let mut harness = harness(SIZE, 1.0, dark, |ui| sheet_ui(ui, &sheet, dark, false));
            harness.run();
            results.extend(compare(
                &mut harness,
                &format!("view_{id}_{theme}"),
                &looks(),
            ));
        }
    }
}

#[test]
fn every_plot_is_in_the_tree_by_its_title_and_says_what_is_seen() {
    for (id, sheet) in sheets() {
        let harness = harness(SIZE, 1.0, false, |ui| sheet_ui(ui, &sheet, false, false));
        for panel in &sheet.panels {
            let plot = &panel.plot;
            assert!(!plot.title.is_empty(), "{id}: {} has no title", plot.id);
            let found = harness.query_all_by_label_contains(&plot.title).count();
            assert!(found > 0, "{id}: \"{}\" is not in the tree", plot.title);
        }
    }
}
