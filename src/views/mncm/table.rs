//! The numbers beside the drawing.

use super::Outcome;
use super::recipe::SIX;
use crate::plot::{Cell, Table};

/// One row a state, at offset 1.
pub fn table(outcome: &Outcome) -> Table {
    let mut columns: Vec<String> = ["", "Duration", "Columns"].map(str::to_owned).to_vec();
    columns.extend(SIX.iter().map(|f| match f.unit {
        "" => f.name.to_owned(),
        unit => format!("{} ({unit})", f.name),
    }));
    let rows = outcome.groups.iter().map(|group| {
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
    });
    Table {
        title: "Features at offset 1".to_owned(),
        columns,
        rows: rows.collect(),
    }
}
