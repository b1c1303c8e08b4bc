//! What an analysis is given by its caller: cancellation, progress, and a store for shared results.

use std::any::Any;
use std::sync::Arc;

/// What runs an analysis hands to it.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    cancelled: &'a (dyn Fn() -> bool + Sync),
    progress: &'a (dyn Fn(f32) + Sync),
    store: Option<&'a dyn Store>,
}

/// Keeps intermediate results that several analyses need. It may forget any of them at any time;
/// what is not there is worked out again and is the same.
pub trait Store: Sync {
    fn get(&self, key: &str) -> Option<Arc<dyn Any + Send + Sync>>;
    fn put(&self, key: String, value: Arc<dyn Any + Send + Sync>, bytes: usize);
}

impl<'a> Task<'a> {
    pub fn new(
        cancelled: &'a (dyn Fn() -> bool + Sync),
        progress: &'a (dyn Fn(f32) + Sync),
    ) -> Self {
        Self {
            cancelled,
            progress,
            store: None,
        }
    }
    /// The same task with a place for intermediate results.
    #[must_use]
    pub fn with_store(self, store: &'a dyn Store) -> Self {
        Self {
            store: Some(store),
            ..self
        }
    }
    /// The same task with its progress said elsewhere, such as that of one of several passes.
    pub fn with_progress<'b>(self, progress: &'b (dyn Fn(f32) + Sync)) -> Task<'b>
    where
        'a: 'b,
    {
        Task { progress, ..self }
    }
    /// What `make` gives, from the store if it is there. `key` says all that the result depends
    /// on; `bytes` is its size in memory.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn shared<T: Send + Sync + 'static>(
        &self,
        key: impl FnOnce() -> String,
        bytes: impl FnOnce(&T) -> usize,
        make: impl FnOnce() -> Result<T, AnalysisError>,
    ) -> Result<Arc<T>, AnalysisError> {
        let Some(store) = self.store else {
            return make().map(Arc::new);
        };
        let key = key();
        if let Some(kept) = store.get(&key).and_then(|kept| kept.downcast().ok()) {
            return Ok(kept);
        }
        let made = Arc::new(make()?);
        store.put(key, Arc::clone(&made) as _, bytes(&made));
        Ok(made)
    }
    /// A task that nobody overtakes, for the command line and for tests.
    pub fn alone() -> Task<'static> {
        Task {
            cancelled: &|| false,
            progress: &|_| (),
            store: None,
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
