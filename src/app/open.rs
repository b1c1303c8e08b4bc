//! Choosing files and looking at tables before they are read, each on a thread of its own: the
//! window does not wait.

use crate::compute::{Background, Poll};
use crate::formats::{self, Looked, Progress, mat::MatPlan, table::Plan};
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
pub struct FileInspection {
    pub path: PathBuf,
    /// Whether a person wants to see its variables, recognised or not.
    pub for_variables: bool,
    work: Background<Option<(Looked, Option<Question>)>>,
    is_done: bool,
    /// What was found, to be read from.
    looked: Option<Looked>,
    /// What is to be asked, once it was looked at.
    question: Option<Question>,
}

impl FileInspection {
    /// The variables of a file that is recognised are asked about only where a person wants it, or
    /// said once what they are in files of its shape, as told by `was_told`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        ctx: &egui::Context,
        path: PathBuf,
        for_variables: bool,
        was_told: impl Fn(&MatPlan) -> bool + Send + 'static,
    ) -> std::io::Result<Self> {
        let wake = ctx.clone();
        let there = path.clone();
        let work = Background::start(
            "look",
            move || wake.request_repaint(),
            move || {
                // What is wrong with it is said by opening it.
                let looked = formats::look(&there, &Progress::silent()).ok()?;
                let question = match (looked.table(), looked.variables()) {
                    (Some(plan), _) => Some(Question::Table(Box::new(plan.clone()))),
                    (_, Some((plan, is_known))) => {
                        let asks = !is_known || for_variables || was_told(&plan);
                        asks.then(|| Question::Variables(Box::new(plan), is_known))
                    }
                    _ => None,
                };
                Some((looked, question))
            },
        )?;
        Ok(Self {
            path,
            for_variables,
            work,
            is_done: false,
            looked: None,
            question: None,
        })
    }
    /// Looks without waiting; true once there is an answer.
    pub fn look(&mut self) -> bool {
        if !self.is_done
            && let Poll::Ready(found) = none_if_lost(self.work.poll())
        {
            self.is_done = true;
            let (looked, question) = found.unzip();
            self.looked = looked;
            self.question = question.flatten();
        }
        self.is_done
    }
    /// What was found, for the opening that follows.
    pub fn take_looked(&mut self) -> Option<Looked> {
        self.looked.take()
    }
    /// True when something is to be asked: it waits until nothing else is.
    pub fn asks(&self) -> bool {
        self.question.is_some()
    }
    /// What is to be asked; `None` when there is nothing to confirm.
    pub fn take(&mut self) -> Option<Question> {
        self.question.take()
    }
}

fn none_if_lost<T>(poll: Poll<Option<T>>) -> Poll<Option<T>> {
    match poll {
        Poll::Lost => Poll::Ready(None),
        other => other,
    }
}
