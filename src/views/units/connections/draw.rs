//! The drawing of connections: the matrix beside the correlogram of one pair.

use super::{Outcome, correlogram, matrix, notes, table};
use crate::plot::{Panel, Sheet};
use crate::views::Input;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let plots = [matrix::plot(outcome, input), correlogram::plot(outcome)];
    // One below the other in a panel that is higher than wide.
    let stacked = input.canvas.height_px > input.canvas.width_px;
    let place = |(at, plot)| Panel {
        row: if stacked { at } else { 0 },
        column: if stacked { 0 } else { at },
        plot,
    };
    let (columns, rows) = if stacked {
        (vec![1.0], vec![1.25, 1.0])
    } else {
        (vec![1.0, 1.25], vec![1.0])
    };
    Sheet {
        columns,
        rows,
        panels: plots.into_iter().enumerate().map(place).collect(),
        tables: table::tables(outcome, input),
        notes: notes::notes(outcome, input),
        ..Sheet::default()
    }
}
