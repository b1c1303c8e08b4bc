//! Opening a recording in the background, with progress and cancel.

use crate::formats::{FormatError, Progress};
use crate::recording::Recording;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// What a finished opening gives: the recording, and what the timeline draws of it.
#[derive(Clone)]
pub struct Loaded {
    pub recording: Arc<Recording>,
}

/// Where an opening stands.
pub enum OpeningState {
    /// Fraction done, and what is being read.
    Running(f32, String),
    Done(Loaded),
    Failed(String),
    Cancelled,
}

/// A file on its way in. Dropping it cancels the reading.
pub struct Opening {
    name: String,
    cancel: Arc<AtomicBool>,
    progress: Arc<Mutex<(f32, String)>>,
    result: Receiver<Result<Loaded, FormatError>>,
}

impl Opening {
    /// Starts a named thread that runs `read` and then `wake`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        name: impl Into<String>,
        read: impl FnOnce(&Progress<'_>) -> Result<Recording, FormatError> + Send + 'static,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> std::io::Result<Self> {
        let cancel = Arc::new(AtomicBool::new(false));
        let progress = Arc::new(Mutex::new((0.0, String::new())));
        let (sender, result) = sync_channel(1);
        let (cancel_there, progress_there) = (Arc::clone(&cancel), Arc::clone(&progress));
        std::thread::Builder::new()
            .name("equipoise-open".into())
            .spawn(move || {
                let cancelled = || cancel_there.load(Ordering::Relaxed);
                let report = |done: f32, what: &str| {
                    *progress_there
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner) = (done, what.to_owned());
                    wake();
                };
                let loaded = read(&Progress::new(&cancelled, &report)).map(|recording| Loaded {
                    recording: Arc::new(recording),
                });
                // Nobody listens any more when the tab was closed.
                let _ = sender.send(loaded);
                wake();
            })?;
        Ok(Self {
            name: name.into(),
            cancel,
            progress,
            result,
        })
    }
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
    /// Looks without waiting. `Done`, `Failed` and `Cancelled` come once.
    #[must_use]
    pub fn poll(&self) -> OpeningState {
        match self.result.try_recv() {
            Ok(Ok(loaded)) => OpeningState::Done(loaded),
            Ok(Err(FormatError::Cancelled)) => OpeningState::Cancelled,
            Ok(Err(error)) => OpeningState::Failed(error.to_string()),
            Err(TryRecvError::Empty) => {
                let (done, what) = self
                    .progress
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .clone();
                OpeningState::Running(done, what)
            }
            Err(TryRecvError::Disconnected) => {
                OpeningState::Failed("the reader stopped without an answer".to_owned())
            }
        }
    }
}

impl Drop for Opening {
    fn drop(&mut self) {
        self.cancel();
    }
}
