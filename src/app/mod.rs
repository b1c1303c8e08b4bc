//! The window: workspace, commands, timeline, panels, theme, settings, sessions.
//!
//! [`Shell`] is the program's window. Once a frame it takes what has arrived from
//! other threads, draws the [`Workspace`](workspace::Workspace), gathers the
//! [`Action`](action::Action)s that panels and keys ask for, applies them in one place
//! (`apply`), and asks the engine for what then shows. It never reads a file and never analyses.

pub mod action;
mod apply;
pub mod centre;
mod class_commands;
pub mod command;
pub mod dialog;
pub mod entries;
mod export;
pub mod layout;
pub mod marking;
pub mod memory;
mod menus;
mod open;
mod outcomes;
mod panel;
mod parameters;
pub mod proposals;
pub mod session;
pub mod shell;
mod side;
pub mod state;
mod status;
mod surrogate;
pub mod text;
pub mod theme;
pub mod time_control;
pub mod timeline;
mod top_bar;
pub mod unit_stats;
pub mod units_table;
mod welcome;
pub mod workspace;

use crate::formats::OpenOptions;
use eframe::egui;
use shell::{Shell, Start};
use std::path::PathBuf;

/// Opens the window on these files, read as `options` say; with none, on what was open last, or on
/// the demonstration.
///
/// # Errors
/// When the system gives no window: no display, or a library of the system is missing.
pub fn run(files: Vec<PathBuf>, options: &OpenOptions) -> anyhow::Result<()> {
    let start = Start {
        sources: files.into_iter().map(|f| source(f, options)).collect(),
        session: session::SessionFile::for_user(),
        ..Start::default()
    };
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_title("Equipoise")
            .with_app_id("equipoise")
            .with_inner_size([1440.0, 900.0])
            .with_min_inner_size([800.0, 560.0])
            .with_drag_and_drop(true),
        ..Default::default()
    };
    eframe::run_native(
        "equipoise",
        options,
        Box::new(|creation| Ok(Box::new(Shell::new(&creation.egui_ctx, start)?))),
    )
    .map_err(|error| anyhow::anyhow!("{error}"))
}

/// A file, or a built-in example by name (`example:night`).
fn source(file: PathBuf, options: &OpenOptions) -> workspace::Source {
    let id = file.to_str().and_then(|text| text.strip_prefix("example:"));
    match id.map(ToOwned::to_owned) {
        Some(id) => workspace::Source::Example { id },
        None => workspace::Source::File {
            path: file,
            options: options.clone(),
        },
    }
}
