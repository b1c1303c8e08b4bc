//! One value for each unit, as a cell array, a list or, where there is only one unit, the bare value.

use super::value::MatValue;
use crate::recording::{Column, ColumnValues};

/// The value of each of `units` units.
pub(in crate::formats) fn items(value: MatValue, units: usize) -> Option<Vec<MatValue>> {
    match value {
        MatValue::Cell(cell) if cell.items.len() == units => Some(cell.items),
        MatValue::Cell(_) => None,
        // The cell array of a single unit collapses to what was in it.
        other if units == 1 => Some(vec![other]),
        _ => None,
    }
}

/// A list of numbers; empty for anything empty.
pub(in crate::formats) fn list(value: MatValue) -> Option<Vec<f64>> {
    match value {
        empty if empty.is_empty() => Some(Vec::new()),
        MatValue::Numbers(numbers) if numbers.is_list() => Some(numbers.data.into_f64()),
        MatValue::Cell(mut cell) if cell.items.len() == 1 => list(cell.items.pop()?),
        _ => None,
    }
}

/// A text; numbers as short as can be.
pub(in crate::formats) fn label(value: &MatValue) -> Option<String> {
    match value {
        MatValue::Text(_) => value.text().map(|t| t.trim().to_owned()),
        MatValue::Numbers(n) if n.data.is_empty() => Some(String::new()),
        MatValue::Numbers(n) => n.scalar().map(|v| v.to_string()),
        MatValue::Cell(c) if c.items.len() == 1 => c.items.first().and_then(label),
        MatValue::Cell(c) if c.items.is_empty() => Some(String::new()),
        _ => None,
    }
}

/// One text a unit.
pub(in crate::formats) fn labels(value: &MatValue, units: usize) -> Option<Vec<String>> {
    match value {
        MatValue::Cell(cell) if cell.items.len() == units => cell.items.iter().map(label).collect(),
        MatValue::Numbers(n) if n.is_list() && n.data.len() == units => {
            Some(n.data.iter().map(|v| v.to_string()).collect())
        }
        MatValue::Text(text) if text.rows.len() == units => {
            Some(text.rows.iter().map(|r| r.trim().to_owned()).collect())
        }
        other if units == 1 => label(other).map(|l| vec![l]),
        _ => None,
    }
}

/// A column of the units table, when `value` has one number or text a unit.
pub(in crate::formats) fn column(name: &str, value: &MatValue, units: usize) -> Option<Column> {
    let values = match value {
        MatValue::Numbers(n) if n.is_list() && n.data.len() == units => {
            ColumnValues::Number(n.data.iter().collect())
        }
        MatValue::Cell(_) | MatValue::Text(_) => {
            let labels = labels(value, units)?;
            let items = match value {
                MatValue::Cell(cell) => cell.items.as_slice(),
                _ => &[],
            };
            let numbers: Option<Vec<f64>> = items
                .iter()
                .map(|i| i.numbers().and_then(super::Numbers::scalar))
                .collect();
            match numbers {
                Some(numbers) if !numbers.is_empty() => ColumnValues::Number(numbers),
                _ => ColumnValues::Text(labels),
            }
        }
        _ => return None,
    };
    // A column without any value says nothing.
    let says_something = match &values {
        ColumnValues::Number(v) => v.iter().any(|n| !n.is_nan()),
        ColumnValues::Text(v) => v.iter().any(|t| !t.is_empty()),
    };
    says_something.then(|| Column {
        name: name.to_owned(),
        values,
    })
}

/// Intervals of an array of N x 2, in seconds; a bare list of two is one interval.
pub(in crate::formats) fn intervals(value: &MatValue) -> Option<Vec<(f64, f64)>> {
    let numbers = value.numbers()?;
    let (rows, columns) = numbers.matrix()?;
    if columns != 2 {
        return None;
    }
    let starts = numbers.column(rows, 0);
    Some(starts.zip(numbers.column(rows, 1)).collect())
}
