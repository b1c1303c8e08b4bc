//! What the matrix comes to, scale by scale.

use super::windows;
use crate::analysis::{Alignment, AnalysisError, Task};
use crate::views::{Input, Numbers, Rows};

/// Columns that are measured.
const COLUMNS: usize = 20_000;

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    let trains = input.recording.ensembles().times_s();
    let matrix = windows(input, trains, Alignment::Forward, COLUMNS, task)?;
    let mut scales = Vec::new();
    for (row, ruler) in matrix.rows.iter().zip(matrix.rulers()) {
        task.check()?;
        let values = row.difference(&ruler);
        let there = values.iter().copied().filter(|v| v.is_finite());
        let n = there.clone().count();
        let ends = [there.clone().reduce(f32::min), there.reduce(f32::max)];
        let ends = ends.map(|end| end.map_or(f64::NAN, f64::from));
        scales.push((row.scale, n, ruler.sd_difference, ends));
    }
    let rows = Rows::new("scales", scales)
        .scale(|(scale, ..)| *scale)
        .n("columns", |(_, n, ..)| *n)
        .column("sd", |(_, _, sd, _)| *sd)
        .column("lowest", |(.., ends)| ends[0])
        .column("highest", |(.., ends)| ends[1]);
    Ok(Numbers::new("matrix")
        .fact("step_s", matrix.grid.step_s())
        .table(rows))
}
