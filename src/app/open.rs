//! Choosing files and looking at tables before they are read, each on a thread of its own: the
//! window does not wait.

use crate::compute::{Background, Poll};
use crate::formats::{self, mat::MatPlan, table::Plan};
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
        let mut extensions: Vec<&'static str> = formats::all()
            .iter()
            .flat_map(|f| f.extensions().iter().copied())
            .collect();
        extensions.sort_unstable();
        extensions.dedup();
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
    /// `Ready(None)` when the dialog was closed, or could not be shown at all.
    #[must_use]
    pub fn poll(&self) -> Poll<Option<Vec<PathBuf>>> {
        none_if_lost(self.0.poll())
    }
}

/// What a person is asked before a file is read.
pub enum Question {
    /// Is this table recognised rightly?
    Table(Box<Plan>),
    /// What are these variables? And whether they are recognised.
    Variables(Box<MatPlan>, bool),
}

/// A file that is looked at: a table is shown for confirmation, a MATLAB file that is not known
/// for explanation; anything else is opened at once.
pub struct Considering {
    pub path: PathBuf,
    /// Whether a person wants to see its variables, recognised or not.
    pub for_variables: bool,
    work: Background<Option<Question>>,
}

impl Considering {
    /// # Errors
    /// When the system gives no thread.
    pub fn start(ctx: &egui::Context, path: PathBuf, for_variables: bool) -> std::io::Result<Self> {
        let wake = ctx.clone();
        let there = path.clone();
        let work = Background::start(
            "look",
            move || wake.request_repaint(),
            move || {
                // What is wrong with it is said by opening it.
                let table = formats::plan_if_table(&there).ok().flatten();
                let variables = || formats::plan_if_mat(&there).ok().flatten();
                table
                    .map(|plan| Question::Table(Box::new(plan)))
                    .or_else(|| {
                        let (plan, known) = variables()?;
                        Some(Question::Variables(Box::new(plan), known))
                    })
            },
        )?;
        Ok(Self {
            path,
            for_variables,
            work,
        })
    }
    /// `Ready(None)` when there is nothing to confirm.
    #[must_use]
    pub fn poll(&self) -> Poll<Option<Question>> {
        none_if_lost(self.work.poll())
    }
}

fn none_if_lost<T>(poll: Poll<Option<T>>) -> Poll<Option<T>> {
    match poll {
        Poll::Lost => Poll::Ready(None),
        other => other,
    }
}
