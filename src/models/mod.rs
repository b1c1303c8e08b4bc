//! Simulated networks and synthetic recordings: they produce recordings.
//!
//! A model is a function of its parameters and a seed, and gives the same recording, bit for bit,
//! whatever the number of threads. [`all`] is the list that the window and `equipoise simulate`
//! read; [`examples`] the list of recordings that are built in.

pub mod examples;
pub mod synthetic;

use crate::analysis::{AnalysisError, Parameter, Task, Values};
use crate::recording::{Recording, RecordingError};

/// Why a model gives no recording.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    #[error("the simulation was cancelled")]
    Cancelled,
    #[error("parameter {name}: expected {expected}, found {found}")]
    Parameter {
        name: &'static str,
        expected: String,
        found: String,
    },
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// The run went wrong in another way; the text says how.
    #[error("the simulation failed: {0}")]
    Failed(String),
}

impl From<AnalysisError> for ModelError {
    fn from(error: AnalysisError) -> Self {
        match error {
            AnalysisError::Cancelled => Self::Cancelled,
            other => Self::Failed(other.to_string()),
        }
    }
}

/// One entry of the list of models.
pub trait Model: Sync {
    /// Name on the command line: lower case, words joined by `-`.
    fn id(&self) -> &'static str;
    /// Name on screen, sentence case.
    fn title(&self) -> &'static str;
    /// One sentence: what it makes.
    fn summary(&self) -> &'static str;
    fn parameters(&self) -> &'static [&'static Parameter];
    /// The recording made with these parameters from this seed.
    ///
    /// # Errors
    /// See [`ModelError`].
    fn run(&self, values: &Values, seed: u64, task: &Task<'_>) -> Result<Recording, ModelError>;
}

/// Every model, in the order of the menu.
pub fn all() -> &'static [&'static dyn Model] {
    &[&synthetic::NightModel]
}

/// The model with this id.
pub fn find(id: &str) -> Option<&'static dyn Model> {
    all().iter().copied().find(|model| model.id() == id)
}
