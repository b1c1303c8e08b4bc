//! The drawing of connections: the matrix beside the correlogram of one pair.

use super::{Outcome, correlogram, matrix, notes, table};
use crate::plot::{Panel, Sheet};
use crate::views::Input;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let plots = [matrix::plot(outcome, input), correlogram::plot(outcome)];
    let place = |(column, plot)| Panel {
        row: 0,
        column,
        plot,
    };
    Sheet {
        columns: vec![1.0, 1.25],
        rows: vec![1.0],
        panels: plots.into_iter().enumerate().map(place).collect(),
        tables: table::tables(outcome, input),
        notes: notes::notes(outcome, input),
        ..Sheet::default()
    }
}
