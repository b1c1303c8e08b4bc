//! What the matrix comes to, scale by scale.

use super::windows;
use crate::analysis::{Alignment, AnalysisError, Task};
use crate::views::shared::scale_plot::{cell, number};
use crate::views::{Export, Input};
use serde_json::{Value, json};

/// Columns that are measured.
const COLUMNS: usize = 20_000;

pub fn export(input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Export>, AnalysisError> {
    let trains = input.recording.ensembles().times_s();
    let matrix = windows(input, trains, Alignment::Forward, COLUMNS, task)?;
    let header = ["k", "dt_s", "columns", "sd", "lowest", "highest"];
    let mut objects: Vec<Value> = Vec::new();
    let mut rows = Vec::new();
    for (row, ruler) in matrix.rows.iter().zip(matrix.rulers()) {
        task.check()?;
        let values = row.difference(&ruler);
        let there = values.iter().copied().filter(|v| v.is_finite());
        let n = there.clone().count();
        let low = there.clone().reduce(f32::min).map_or(f64::NAN, f64::from);
        let high = there.reduce(f32::max).map_or(f64::NAN, f64::from);
        let width_s = row.scale.width_s();
        objects.push(json!({
            "k": row.scale.k().round() as u8,
            "dt_s": number(width_s),
            "columns": n,
            "sd": number(ruler.sd_difference),
            "lowest": number(low),
            "highest": number(high),
        }));
        let numbers = [ruler.sd_difference, low, high].map(cell);
        let first = [row.scale.k_text(), cell(width_s), n.to_string()];
        rows.push([&first[..], &numbers[..]].concat());
    }
    Ok(vec![Export {
        key: "matrix",
        json: json!({ "step_s": number(matrix.grid.step_s()), "scales": objects }),
        csv: Some((header.map(str::to_owned).to_vec(), rows)),
        warnings: Vec::new(),
    }])
}
