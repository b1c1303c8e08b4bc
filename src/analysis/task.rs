//! How an analysis hears that it has been overtaken, and says how far it is.

/// What runs an analysis hands to it.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    cancelled: &'a (dyn Fn() -> bool + Sync),
    progress: &'a (dyn Fn(f32) + Sync),
}

impl<'a> Task<'a> {
    #[must_use]
    pub fn new(
        cancelled: &'a (dyn Fn() -> bool + Sync),
        progress: &'a (dyn Fn(f32) + Sync),
    ) -> Self {
        Self {
            cancelled,
            progress,
        }
    }
    /// A task that nobody overtakes, for the command line and for tests.
    #[must_use]
    pub fn alone() -> Task<'static> {
        Task {
            cancelled: &|| false,
            progress: &|_| (),
        }
    }
    /// Call at loop heads, at least every few milliseconds of work.
    ///
    /// # Errors
    /// [`AnalysisError::Cancelled`] once a later request has arrived.
    pub fn check(&self) -> Result<(), AnalysisError> {
        if (self.cancelled)() {
            Err(AnalysisError::Cancelled)
        } else {
            Ok(())
        }
    }
    /// Says how much is done, 0..=1.
    pub fn progress(&self, done: f32) {
        (self.progress)(done);
    }
}

/// Why an analysis gives no outcome.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum AnalysisError {
    #[error("overtaken by a later request")]
    Cancelled,
    /// The selection holds too little; the text says what is missing and what to do.
    #[error("{0}")]
    NothingToShow(String),
    #[error(transparent)]
    Field(#[from] crate::recording::FieldError),
    /// A computation went wrong; the program goes on.
    #[error("this computation failed: {0}")]
    Failed(String),
}
