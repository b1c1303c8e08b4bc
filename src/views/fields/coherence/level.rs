//! The level of R² that red noise reaches, batch by batch.

use super::Outcome;
use super::info::{SEED, SMOOTHING, SURROGATES};
use crate::analysis::wavelet::{BATCH, Level, LevelGrid, Smoothing, level_batch};
use crate::analysis::{AnalysisError, Task};
use crate::views::Input;

/// The share of surrogates below the level.
pub const SHARE: f64 = 0.95;

/// How many pairs of surrogates are asked for.
pub fn asked(input: &Input<'_>) -> u32 {
    u32::try_from(input.values.integer(&SURROGATES)).unwrap_or(0)
}

/// A batch more; `None` when all are there. Coefficients are rounded, so that a window that moves a
/// little keeps its level.
pub fn with_next_batch(
    outcome: &Outcome,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Option<Level>, AnalysisError> {
    let asked = asked(input);
    let there = outcome.level.as_ref().map_or(0, |l| l.surrogates);
    if there >= asked {
        return Ok(None);
    }
    let batch = there / BATCH;
    let coefficients = outcome.work.ar1.map(|ar1| {
        let rounded = (ar1.coefficient * 100.0).round() / 100.0;
        rounded.clamp(-0.99, 0.99)
    });
    let grid = LevelGrid {
        scales: *outcome.work.scales(),
        smoothing: Smoothing::from_id(&input.values.choice(&SMOOTHING)),
        rate_hz: outcome.rate_hz,
        width: outcome.work.width,
    };
    let seed = u64::try_from(input.values.integer(&SEED)).unwrap_or(0);
    let made = task.shared(
        || format!("coherence level {coefficients:?} {grid:?} {batch} {asked} {seed}"),
        Level::bytes,
        || level_batch(coefficients, &grid, [batch, asked], seed, task),
    )?;
    let mut level = (*made).clone();
    if let Some(before) = &outcome.level {
        level.join(before);
    }
    Ok(Some(level))
}
