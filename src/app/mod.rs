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
pub mod journal;
pub mod layout;
pub mod marking;
pub mod memory;
mod menus;
mod open;
pub mod outcomes;
mod panel;
mod parameters;
pub mod proposals;
pub mod quantity_text;
pub mod session;
pub mod shell;
mod side;
pub mod state;
mod status;
mod surrogate;
pub mod theme;
pub mod time_control;
pub mod timeline;
mod top_bar;
pub mod unit_stats;
pub mod units_table;
pub mod watched;
mod welcome;
pub mod workspace;

use crate::formats::OpenOptions;
use eframe::egui;
use shell::{Shell, Start};
use std::path::PathBuf;

/// Opens the window on these recordings; with none, on what was open last, or on
/// the demonstration.
///
/// # Errors
/// When the system gives no window: no display, or a library of the system is missing.
pub fn run(sources: Vec<workspace::Source>) -> anyhow::Result<()> {
    let start = Start {
        sources,
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
        Box::new(|creation| {
            #[cfg(unix)]
            close_when_told(&creation.egui_ctx)?;
            Ok(Box::new(Shell::new(&creation.egui_ctx, start)?))
        }),
    )
    .map_err(|error| anyhow::anyhow!("{error}"))
}

/// Closes the window, which saves, when the system ends the program: at the end of a login, by `kill`
/// or by Ctrl+C in the terminal.
#[cfg(unix)]
fn close_when_told(ctx: &egui::Context) -> std::io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    /// How long a window that does not draw may take to close.
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(3);
    let mut signals = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    let ctx = ctx.clone();
    std::thread::Builder::new()
        .name("equipoise-signals".to_owned())
        .spawn(move || {
            let Some(signal) = signals.forever().next() else {
                return;
            };
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            ctx.request_repaint();
            std::thread::sleep(PATIENCE);
            // Then it ends as if the signal had not been listened to.
            if let Err(error) = signal_hook::low_level::emulate_default_handler(signal) {
                log::warn!("the signal {signal} could not end the program: {error}");
            }
        })?;
    Ok(())
}

/// A file, or a built-in example by name (`example:night`).
pub fn source(file: PathBuf, options: &OpenOptions) -> workspace::Source {
    let id = file.to_str().and_then(|text| text.strip_prefix("example:"));
    match id.map(ToOwned::to_owned) {
        Some(id) => workspace::Source::Example { id },
        None => workspace::Source::File {
            path: file,
            options: options.clone(),
        },
    }
}
