//! In place of the Parquet reader where the feature `parquet` is off: says so.

use super::grid::Grid;
use super::plan::Plan;
use super::spikes::Spikes;
use super::time_unit::TimeUnit;
use crate::formats::{FormatError, Progress};
use std::convert::Infallible;
use std::path::Path;

pub(super) const MAGIC: &[u8; 4] = b"PAR1";

fn not_built<T>(path: &Path) -> Result<T, FormatError> {
    Err(FormatError::malformed(
        path,
        "Parquet table",
        "the file",
        "a build with the feature \"parquet\"",
        "one without it (cargo build --release --features parquet), or save the table as CSV",
    ))
}

/// No such table can be opened.
pub(super) struct Table {
    pub columns: Vec<String>,
    pub stated: Vec<Option<TimeUnit>>,
    never: Infallible,
}

impl Table {
    pub(super) fn open(path: &Path) -> Result<Self, FormatError> {
        not_built(path)
    }
    pub(super) fn sample(&self, _rows: usize) -> Result<Vec<Vec<String>>, FormatError> {
        match self.never {}
    }
    pub(super) fn grid(&self, _progress: &Progress<'_>) -> Result<Grid, FormatError> {
        match self.never {}
    }
}

pub(super) fn spikes(
    plan: &Plan,
    _per_second: f64,
    _progress: &Progress<'_>,
) -> Result<Spikes, FormatError> {
    not_built(&plan.spikes_path)
}
