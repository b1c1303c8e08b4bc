//! The numbers beside the drawing.

use super::recipe::SIX;
use super::{Group, Outcome};
use crate::plot::{Cell, Table};

/// One row a state, at offset 1; and the selection as a whole beside a surrogate of it.
pub fn table(outcome: &Outcome) -> Table {
    let mut columns: Vec<String> = ["", "Duration", "Columns"].map(str::to_owned).to_vec();
    columns.extend(SIX.iter().map(|f| match f.unit {
        "" => f.name.to_owned(),
        unit => format!("{} ({unit})", f.name),
    }));
    let mut rows: Vec<Vec<Cell>> = outcome.groups.iter().map(row).collect();
    if let Some(beside) = &outcome.beside {
        if outcome.groups.len() > 1 {
            rows.push(row(&outcome.selection));
        }
        let cells = SIX.iter().map(|f| beside.cells(f));
        let (mean, interval): (Vec<Cell>, Vec<Cell>) = cells.map(|[a, b]| (a, b)).unzip();
        for (name, cells) in [("Surrogate", mean), ("Surrogate, 95 %", interval)] {
            let name = [name, "", ""].map(Cell::text);
            rows.push(name.into_iter().chain(cells).collect());
        }
    }
    Table {
        title: "Features at offset 1".to_owned(),
        columns,
        rows,
    }
}

fn row(group: &Group) -> Vec<Cell> {
    let mut row = vec![
        Cell::text(group.name.clone()),
        Cell::number(group.duration_s, 4, "s"),
        Cell::count(group.columns as u64),
    ];
    let first = group.offsets.first();
    row.extend(SIX.iter().map(|f| {
        let value = first.map_or(f64::NAN, |features| f.of(features));
        Cell::number(value, 3, "")
    }));
    row
}
