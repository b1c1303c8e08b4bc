//! One file per analysis. Pure: no files, no screen, no clock, no hidden state.
//!
//! An analysis is a function of a [`Recording`](crate::recording::Recording), a [`Selection`],
//! the [`Settings`] and the [`Values`] of its own [`Parameter`]s, and gives the same outcome, bit
//! for bit, whatever the number of threads. It asks its [`Task`] at loop heads whether it has been
//! overtaken.

mod balance;
mod bins;
mod columns;
mod ensembles;
mod joint;
mod moments;
mod normalisation;
mod parameter;
mod scale;
mod selection;
mod task;

pub use balance::{Balance, Ellipse, balance_all, balance_at, normalisers};
pub use bins::{Bins, Counts, Grid, MOST_HELD, TOLERANCE, counts};
pub use columns::{Columns, Extent, columns};
pub use ensembles::{Ensemble, EnsembleSeries, ensemble_series};
pub use joint::{JointCounts, Pair, joint_counts};
pub use moments::{Moments, ScaleMoments, moments};
pub use normalisation::{CountSummary, Normalisation, Normaliser};
pub use parameter::{Kind, Parameter, Value, Values};
pub use scale::Scale;
pub use selection::{Selection, Settings};
pub use task::{AnalysisError, Task};
