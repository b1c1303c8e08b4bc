//! Opening a recording in the background, with progress and cancel.

use super::{Background, Poll};
use crate::analysis::{Overview, Task, first_look, overview};
use crate::formats::{FormatError, Progress};
use crate::recording::{Interval, Parts, Recording};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Columns of the timeline's overview: more than a wide screen has pixels.
const OVERVIEW_COLUMNS: usize = 2400;

/// Columns of the first look: every unit is counted by itself.
pub const LOOK_COLUMNS: usize = 400;

/// What can be seen of a recording before it is ready.
#[derive(Clone, Debug)]
pub struct FirstLook {
    /// Rates of what the file holds, without a person's changes.
    pub overview: Overview,
    pub units: usize,
    pub spikes: usize,
}

/// What a finished opening gives: the recording, and what the timeline draws of it.
#[derive(Clone)]
pub struct LoadedRecording {
    pub recording: Arc<Recording>,
    /// As the file gave it, before a person changed its units.
    pub original: Arc<Recording>,
    pub overview: Arc<Overview>,
}

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub text: String,
    /// The sampling rate of its spike times would mend it.
    pub wants_rate: bool,
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self {
            text,
            wants_rate: false,
        }
    }
}

/// Where an opening stands.
pub enum OpeningState {
    Running,
    Done(LoadedRecording),
    Failed(Failure),
    Cancelled,
}

/// A file on its way in. Dropping it cancels the reading.
pub struct Opening {
    name: String,
    cancel: Arc<AtomicBool>,
    progress: Arc<Mutex<(f32, String)>>,
    look: Arc<OnceLock<FirstLook>>,
    work: Background<Result<LoadedRecording, FormatError>>,
}

impl Opening {
    /// Starts a named thread that runs `read`, then `edit` (a person's changes to the units; `None`
    /// for none), draws the overview of the timeline, and calls `wake`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        name: impl Into<String>,
        read: impl FnOnce(&Progress<'_>) -> Result<Arc<Recording>, FormatError> + Send + 'static,
        edit: impl FnOnce(&Recording) -> Option<Recording> + Send + 'static,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let cancel = Arc::new(AtomicBool::new(false));
        let progress = Arc::new(Mutex::new((0.0, String::new())));
        let (cancel_there, progress_there) = (Arc::clone(&cancel), Arc::clone(&progress));
        let look = Arc::new(OnceLock::new());
        let look_there = Arc::clone(&look);
        let wake = Arc::new(wake);
        let wake_there = Arc::clone(&wake);
        let work = Background::start(
            "open",
            move || wake(),
            move || {
                let cancelled = || cancel_there.load(Ordering::Relaxed);
                let report = |done: f32, what: &str| {
                    *progress_there
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner) = (done, what.to_owned());
                    wake_there();
                };
                let task = Task::new(&cancelled, &|_| ());
                let see = |parts: &Parts, span: Interval| {
                    let (units, trains) = (&parts.units, &parts.trains);
                    let spikes = trains.spike_count();
                    let seen = first_look(units, trains, span, LOOK_COLUMNS, &task);
                    // What is cancelled is not looked at.
                    let Ok(overview) = seen else { return };
                    look_there.get_or_init(|| FirstLook {
                        overview,
                        units: units.len(),
                        spikes,
                    });
                    wake_there();
                };
                let progress = Progress::new(&cancelled, &report).with_first_look(&see);
                let original = read(&progress)?;
                let recording = edit(&original).map_or_else(|| Arc::clone(&original), Arc::new);
                let overview = overview(&recording, OVERVIEW_COLUMNS, &task)
                    .map_err(|_| FormatError::Cancelled)?;
                Ok(LoadedRecording {
                    recording,
                    original,
                    overview: Arc::new(overview),
                })
            },
        )?;
        Ok(Self {
            name: name.into(),
            cancel,
            progress,
            look,
            work,
        })
    }
    pub fn name(&self) -> &str {
        &self.name
    }
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
    /// Looks without waiting. Any state but `Running` comes once.
    pub fn poll(&self) -> OpeningState {
        match self.work.poll() {
            Poll::Ready(Ok(loaded)) => OpeningState::Done(loaded),
            Poll::Ready(Err(FormatError::Cancelled)) => OpeningState::Cancelled,
            Poll::Ready(Err(error)) => OpeningState::Failed(Failure {
                text: error.to_string(),
                wants_rate: matches!(error, FormatError::NoRate { .. }),
            }),
            Poll::Running => OpeningState::Running,
            Poll::Lost => {
                let text = "the reader stopped without an answer".to_owned();
                OpeningState::Failed(text.into())
            }
        }
    }
    /// Rates over the whole recording, once its spikes are read; what remains takes a while only
    /// for very many of them.
    pub fn first_look(&self) -> Option<&FirstLook> {
        self.look.get()
    }
    /// Fraction done, and what is being read.
    pub fn progress(&self) -> (f32, String) {
        self.progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        self.cancel();
    }
}
