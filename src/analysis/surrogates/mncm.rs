//! The features of the multiscale matrix of realisations of a surrogate (methods A5, A9).

use super::{Realisation, Surrogate};
use crate::analysis::balance::cooccurrence::Features;
use crate::analysis::balance::mncm::{Direction, LevelMatrix, Signal, Span};
use crate::analysis::balance::statistics::numbers;
use crate::analysis::ensembles::multiscale::{Alignment, Ruler, TimeGrid, multiscale};
use crate::analysis::{AnalysisError, Scale, Selection, Task};
use crate::recording::Recording;
use rayon::prelude::*;
use std::sync::Arc;

/// How the features of a selection are measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// From column to column of the matrix, in seconds.
    pub step_s: f64,
    pub direction: Direction,
    pub signal: Signal,
    pub span: Span,
    pub levels: usize,
    /// From 1 to this many.
    pub offsets: usize,
    /// What z-scores are measured with, one per scale; each realisation with its own where there
    /// are none.
    pub rulers: Option<Vec<Ruler>>,
}

/// The features at each offset of [`BATCH`](crate::analysis::balance::statistics::BATCH) realisations, from number
/// `batch * BATCH` on (fewer at the end). Permuted bins have no matrix: they give that of the data.
///
/// # Errors
/// When overtaken, and as [`multiscale`].
pub fn mncm_batch(
    recording: &Recording,
    selection: &Selection,
    surrogate: &Surrogate,
    measure: &Measure,
    batch: u32,
    task: &Task<'_>,
) -> Result<Arc<Vec<Vec<Features>>>, AnalysisError> {
    let (kind, seed) = (surrogate.kind, surrogate.seed);
    let numbers = numbers(surrogate, batch);
    task.shared(
        || {
            format!(
                "surrogate mncm {} {selection:?} {measure:?} {kind:?} {seed} {numbers:?}",
                recording.id()
            )
        },
        |all: &Vec<Vec<Features>>| all.iter().map(|one| size_of_val(&one[..])).sum(),
        || {
            let intervals = selection.intervals(recording);
            let scales: Vec<Scale> = Scale::all().collect();
            let one = |number| {
                let spikes = Realisation::new(recording, &intervals, surrogate, number, task)?;
                let grid = TimeGrid::new(&intervals, measure.step_s);
                let forward = Alignment::Forward;
                let matrix = multiscale(spikes.trains(), grid, &scales, forward, task)?;
                let own = || matrix.rulers();
                let rulers = measure.rulers.clone().unwrap_or_else(own);
                let ends = measure.span.ends(&matrix, &rulers, measure.signal);
                let levels =
                    LevelMatrix::new(&matrix, &rulers, measure.signal, ends, measure.levels);
                let at = |offset| levels.cooccurrence(measure.direction, offset, task);
                (1..=measure.offsets)
                    .map(|offset| Ok(at(offset)?.features()))
                    .collect()
            };
            numbers.clone().into_par_iter().map(one).collect()
        },
    )
}
