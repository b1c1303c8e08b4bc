//! The pictures of coherence in full, for other programs.

use super::{Outcome, begin, in_states};
use crate::analysis::{AnalysisError, Task};
use crate::views::{Array, Arrays, Input};
use ndarray::{ArrayD, IxDyn};

/// Values of one picture, at most (64 MB).
const MOST_VALUES: usize = 1 << 24;

/// One column a sample; where that would be too much, means over as few samples as will do.
pub fn arrays(input: &Input<'_>, task: &Task<'_>) -> Result<Arrays, AnalysisError> {
    let columns = |rows: usize| MOST_VALUES / rows.max(1);
    let outcome = begin(input, columns, task)?;
    let mut planes = outcome.work.blank();
    let pieces = outcome.work.pieces();
    for piece in 0..pieces {
        outcome.work.piece(piece, &mut planes, task)?;
        task.progress((piece + 1) as f32 / pieces as f32);
    }
    in_states(&outcome, input, &mut planes);
    let scales = outcome.work.scales();
    let shape = [planes.rows, planes.columns];
    let rows = (0..planes.rows).map(|row| scales.frequency_hz(row as f64));
    let of_columns = |of: fn(&Outcome, usize) -> f64| {
        Array::line((0..shape[1]).map(|column| of(&outcome, column)))
    };
    let plane = |values: Vec<f32>| {
        ArrayD::from_shape_vec(IxDyn(&shape), values)
            .map(Array::F32)
            .map_err(|e| AnalysisError::Failed(e.to_string()))
    };
    let [first, second] = planes.power;
    Ok(Arrays {
        key: "coherence",
        arrays: vec![
            ("frequency_hz", Array::line(rows)),
            ("time_s", of_columns(|o, column| o.time_s(column as f64))),
            ("cone_hz", of_columns(|o, column| o.work.cone_hz(column))),
            ("r2", plane(planes.r2)?),
            ("phase_rad", plane(planes.phase)?),
            ("power_first", plane(first)?),
            ("power_second", plane(second)?),
            ("cross_power", plane(planes.cross)?),
        ],
    })
}
