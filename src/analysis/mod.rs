//! One file per analysis. Pure: no files, no screen, no clock, no hidden state.
//!
//! An analysis is a function of a [`Recording`](crate::recording::Recording), a [`Selection`],
//! the [`Settings`] and the [`Values`] of its own [`Parameter`]s, and gives the same outcome, bit
//! for bit, whatever the number of threads. It asks its [`Task`] at loop heads whether it has been
//! overtaken.

mod normalisation;
mod parameter;
mod scale;
mod selection;
mod task;

pub use normalisation::{CountSummary, Normalisation, Normaliser};
pub use parameter::{Kind, Parameter, Value, Values};
pub use scale::Scale;
pub use selection::{Selection, Settings};
pub use task::{AnalysisError, Task};
