//! Choosing files and looking at tables before they are read, each on a thread of its own: the
//! window does not wait.

use crate::compute::{Background, Poll};
use crate::formats::{self, table::Plan};
use eframe::egui;
use std::path::PathBuf;

/// The system's file dialog.
pub struct FileDialog(Background<Option<Vec<PathBuf>>>);

impl FileDialog {
    /// Shows the dialog.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(ctx: &egui::Context) -> std::io::Result<Self> {
        let extensions: Vec<&'static str> = formats::all()
            .iter()
            .flat_map(|f| f.extensions().iter().copied())
            .collect();
        let wake = ctx.clone();
        let work = move || {
            rfd::FileDialog::new()
                .set_title("Open a recording")
                .add_filter("Recordings", &extensions)
                .add_filter("All files", &["*"])
                .pick_files()
        };
        Background::start("dialog", move || wake.request_repaint(), work).map(Self)
    }
    /// `Some(None)` when the dialog was closed, or could not be shown at all.
    #[must_use]
    pub fn poll(&self) -> Option<Option<Vec<PathBuf>>> {
        match self.0.poll() {
            Poll::Running => None,
            Poll::Ready(files) => Some(files),
            Poll::Lost => Some(None),
        }
    }
}

/// A file that is looked at: a table is shown for confirmation, anything else is opened at once.
pub struct Considering {
    pub path: PathBuf,
    work: Background<Option<Plan>>,
}

impl Considering {
    /// # Errors
    /// When the system gives no thread.
    pub fn start(ctx: &egui::Context, path: PathBuf) -> std::io::Result<Self> {
        let wake = ctx.clone();
        let there = path.clone();
        let work = Background::start(
            "look",
            move || wake.request_repaint(),
            move || {
                // What is wrong with it is said by opening it.
                formats::plan_if_table(&there).ok().flatten()
            },
        )?;
        Ok(Self { path, work })
    }
    /// `Some(None)` when there is nothing to confirm.
    #[must_use]
    pub fn poll(&self) -> Option<Option<Plan>> {
        match self.work.poll() {
            Poll::Running => None,
            Poll::Ready(plan) => Some(plan),
            Poll::Lost => Some(None),
        }
    }
}
