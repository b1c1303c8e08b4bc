//! One view of a recording as SVG, with the recipe by which `equipoise render --recipe` draws it
//! again.
//!
//! `cargo run --example figure [FILE.svg]`

use equipoise::analysis::{Scale, Selection, Settings, Task, Values};
use equipoise::compute::{FigureOptions, Provenance, Source};
use equipoise::formats;
use equipoise::plot::export::FileKind;
use equipoise::recording::Hashes;
use equipoise::views::{self, Edits, Input, Recipe};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn main() -> anyhow::Result<()> {
    let out = std::env::args_os().nth(1);
    let out = out.map_or_else(|| PathBuf::from("balance-plane.svg"), PathBuf::from);

    // A file would be: formats::open(path, &OpenOptions::default(), &Progress::silent())
    let original = formats::rat_w_track()?;
    // Its units have no class: those that fire often are guessed to be inhibitory, and the figure
    // says so.
    let edits = Edits {
        rate_hz: Some(3.0),
        ..Edits::default()
    };
    let recording = edits.apply(&original).unwrap_or(original);

    let view = views::by_id("balance-plane").ok_or_else(|| anyhow::anyhow!("no such view"))?;
    // Millimetres; one column of a journal.
    let figure = FigureOptions {
        width_mm: 85.0,
        height_mm: 85.0,
        ..FigureOptions::default()
    };
    let recipe = Recipe {
        view: view.info().id.to_owned(),
        source: views::Source::recording(&recording, &Hashes::default(), edits.digest()),
        selection: Selection::whole(&recording),
        settings: Settings {
            scale: Scale::new(20.0),
            ..Settings::default()
        },
        values: Values::default(),
        other_values: BTreeMap::new(),
        canvas: figure.canvas(),
    };
    let picture = view.compute(&Input::new(&recording, &recipe), &Task::alone())?;

    let place = Source::Example {
        id: "rat-w-track".to_owned(),
    };
    let mut provenance = Provenance::new(recipe, Some(place), &edits);
    provenance.figure = Some(figure);
    let bytes = provenance
        .of_view(view)
        .render(view, &recording, &picture, FileKind::Svg)?;
    std::fs::write(&out, bytes)?;
    println!("{}", out.display());
    Ok(())
}
