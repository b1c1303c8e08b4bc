//! The units of two files of a session as one table.

use super::cells::Cells;
use crate::recording::{Column, ColumnValues, Unit, Warning};
use std::collections::HashMap;

/// Adds to `first` what only `second` has: units, and spikes and properties of units of the same id.
pub(super) fn join(first: &mut Cells, mut second: Cells, warnings: &mut Vec<Warning>) {
    if first.units.is_empty() {
        *first = second;
        return;
    }
    let place: HashMap<String, usize> = first.units.iter().map(|u| u.id.clone()).zip(0..).collect();
    let mut added = 0;
    let mut target = Vec::with_capacity(second.units.len());
    for unit in &second.units {
        target.push(place.get(&unit.id).copied().unwrap_or_else(|| {
            first.units.push(Unit::new(unit.id.clone()));
            added += 1;
            first.units.len() - 1
        }));
    }
    if added > 0 && added < second.units.len() {
        let what = "units are in one file of the session only";
        warnings.push(Warning::counted(added, what));
    }
    let count = first.units.len();
    for column in &mut first.columns {
        pad(&mut column.values, count);
    }
    if let Some(times) = &mut first.times_s {
        times.resize(count, Vec::new());
    }
    let had_spikes = first.times_s.is_some();
    if let Some(from) = second.times_s.take() {
        let times = first.times_s.get_or_insert_with(|| vec![Vec::new(); count]);
        for (list, &to) in from.into_iter().zip(&target) {
            // The same spikes stand in both files: those of the first are kept.
            if let Some(own) = times.get_mut(to)
                && (!had_spikes || own.is_empty())
            {
                *own = list;
            }
        }
    }
    for (unit, &to) in second.units.into_iter().zip(&target) {
        if let Some(own) = first.units.get_mut(to) {
            own.waveform = own.waveform.take().or(unit.waveform);
            own.group = own.group.take().or(unit.group);
            own.electrode = own.electrode.take().or(unit.electrode);
        }
    }
    for column in second.columns {
        if first.columns.iter().all(|c| c.name != column.name) {
            first.columns.push(spread(column, &target, count));
        }
    }
}

fn pad(values: &mut ColumnValues, count: usize) {
    match values {
        ColumnValues::Number(v) => v.resize(count, f64::NAN),
        ColumnValues::Text(v) => v.resize(count, String::new()),
    }
}

/// The column with its values where `target` says, and nothing elsewhere.
fn spread(column: Column, target: &[usize], count: usize) -> Column {
    let values = match column.values {
        ColumnValues::Number(from) => {
            let mut values = vec![f64::NAN; count];
            for (value, &to) in from.into_iter().zip(target) {
                if let Some(place) = values.get_mut(to) {
                    *place = value;
                }
            }
            ColumnValues::Number(values)
        }
        ColumnValues::Text(from) => {
            let mut values = vec![String::new(); count];
            for (value, &to) in from.into_iter().zip(target) {
                if let Some(place) = values.get_mut(to) {
                    *place = value;
                }
            }
            ColumnValues::Text(values)
        }
    };
    Column {
        name: column.name,
        values,
    }
}
