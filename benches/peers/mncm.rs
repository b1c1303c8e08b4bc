//! Co-occurrence of one matrix of levels, 32 scales x 60,000 columns, 5 offsets along scale.

use super::best;
use equipoise::analysis::{
    Alignment, Direction, FIXED_SPAN, LevelMatrix, Scale, Signal, Task, TimeGrid, multiscale,
};
use equipoise::recording::Interval;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;
use std::error::Error;
use std::path::Path;

const COLUMNS: usize = 60_000;
const STEP_S: f64 = 0.01;
const LEVELS: usize = 16;
const OFFSETS: usize = 5;

/// A train of constant rate.
fn train(rate_hz: f64, seed: u64, span: Interval) -> Vec<f64> {
    let mut rng = Pcg64::seed_from_u64(seed);
    let mut t = span.start_s;
    std::iter::from_fn(|| {
        t -= (1.0 - rng.random::<f64>()).ln() / rate_hz;
        (t < span.stop_s).then_some(t)
    })
    .collect()
}

/// Writes the levels for the other program; our time, best of five, and our features.
pub fn ours(folder: &Path) -> Result<serde_json::Value, Box<dyn Error>> {
    let task = Task::alone();
    // The coarsest window still fits at the last column: no level is masked.
    let stop_s = COLUMNS as f64 * STEP_S + Scale::COARSEST.width_s() + STEP_S;
    let span = Interval::new(0.0, stop_s);
    let (e, i) = (train(140.0, 1, span), train(60.0, 2, span));
    let scales: Vec<Scale> = Scale::all().collect();
    let grid = TimeGrid::new(&span.into(), STEP_S);
    let made = multiscale([&e, &i], grid, &scales, Alignment::Forward, &task)?;
    let levels = LevelMatrix::new(
        &made,
        &made.rulers(),
        Signal::Difference,
        FIXED_SPAN,
        LEVELS,
    );
    let bytes: Vec<u8> = levels
        .rows()
        .iter()
        .flat_map(|row| row[..COLUMNS].to_vec())
        .collect();
    std::fs::write(folder.join("levels.u8"), bytes)?;
    // Over all columns, a few more than the other program gets.
    let seconds = best(|| {
        (1..=OFFSETS)
            .map(|n| Ok(levels.cooccurrence(Direction::Scale, n, &task)?.features()))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let features: Vec<serde_json::Value> = (1..=OFFSETS)
        .map(|n| {
            let f = levels
                .of_columns(Direction::Scale, n, &(0..COLUMNS))
                .features();
            serde_json::json!({
                "contrast": f.contrast, "dissimilarity": f.dissimilarity,
                "homogeneity": f.homogeneity, "energy": f.energy, "ASM": f.asm,
                "correlation": f.correlation,
            })
        })
        .collect();
    Ok(serde_json::json!({
        "columns": COLUMNS, "rows": scales.len(), "levels": LEVELS,
        "seconds": seconds, "features": features,
    }))
}
