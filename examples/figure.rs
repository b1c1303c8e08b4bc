//! One view of a recording as SVG.
//!
//! `cargo run --example figure [FILE.svg]`

use equipoise::analysis::{Scale, Selection, Settings, Task, Values};
use equipoise::formats;
use equipoise::plot::export::{Page, svg};
use equipoise::recording::Hashes;
use equipoise::views::{self, Canvas, Input, Recipe, Source};
use std::path::PathBuf;

fn main() -> anyhow::Result<()> {
    let out = std::env::args_os().nth(1);
    let out = out.map_or_else(|| PathBuf::from("balance-plane.svg"), PathBuf::from);

    // A file would be: formats::open(path, &OpenOptions::default(), &Progress::silent())
    let recording = formats::rat_w_track()?;
    let view = views::by_id("balance-plane").ok_or_else(|| anyhow::anyhow!("no such view"))?;
    let recipe = Recipe {
        view: view.info().id.to_owned(),
        source: Source::recording(&recording, &Hashes::default(), None),
        selection: Selection::whole(&recording),
        settings: Settings {
            scale: Scale::new(20.0),
            ..Settings::default()
        },
        values: Values::default(),
        canvas: Canvas::default(),
    };
    let input = Input::new(&recording, &recipe);
    let drawn = view.compute(&input, &Task::alone())?;
    // Millimetres; one column of a journal.
    std::fs::write(&out, svg(&drawn.sheet, &Page::new(85.0, 85.0))?)?;
    println!("{}", out.display());
    Ok(())
}
