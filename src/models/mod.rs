//! Simulated networks and synthetic recordings: they produce recordings.
// merge: replaced
pub mod examples;
use crate::analysis::{AnalysisError, Parameter, Task, Values};
use crate::recording::Recording;
pub trait Model: Send + Sync {
    fn id(&self) -> &'static str;
    fn title(&self) -> &'static str;
    fn summary(&self) -> &'static str;
    fn parameters(&self) -> &'static [&'static Parameter];
    fn run(&self, values: &Values, seed: u64, task: &Task<'_>) -> Result<Recording, AnalysisError>;
}
pub fn all() -> &'static [&'static dyn Model] {
    &[]
}
