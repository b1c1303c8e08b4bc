//! A matrix of two columns: which unit, and when.

use crate::formats::mat::Variables;
use crate::formats::mat::content::Content;
use crate::formats::mat::value::Numbers;
use crate::recording::Unit;
use std::collections::BTreeMap;

/// Fewer rows than this could be anything.
const FEWEST: usize = 10;
/// There are at least this many spikes a unit on average.
const SPIKES_A_UNIT: usize = 2;

/// Units of the only matrix of pairs in the file.
pub(super) fn find(variables: &Variables) -> Option<Content> {
    let mut found = variables.list.iter().filter_map(|(name, value)| {
        let numbers = value.numbers()?;
        Some((name, order(numbers)?, numbers))
    });
    let (name, unit_column, numbers) = found.next()?;
    if found.next().is_some() {
        return None;
    }
    let mut content = split(numbers, unit_column)?;
    let order = ["[unit, time]", "[time, unit]"];
    content.what.push(format!(
        "matrix {name} of {} in seconds",
        order.get(unit_column).copied().unwrap_or_default()
    ));
    Some(content)
}

/// Which column (0 or 1) is the unit; `None` when neither or both could be.
fn order(numbers: &Numbers) -> Option<usize> {
    let (rows, columns) = numbers.matrix()?;
    if columns != 2 || rows < FEWEST {
        return None;
    }
    let is_unit = |column: usize| {
        let mut seen = std::collections::HashSet::new();
        numbers.column(rows, column).all(|v| {
            seen.insert(v.to_bits());
            v.fract() == 0.0 && (0.0..1e9).contains(&v) && seen.len() <= rows / SPIKES_A_UNIT
        })
    };
    let is_time = |column: usize| {
        let finite = numbers.column(rows, column).all(f64::is_finite);
        finite && numbers.column(rows, column).any(|v| v.fract() != 0.0)
    };
    match (is_unit(0) && is_time(1), is_unit(1) && is_time(0)) {
        (true, false) => Some(0),
        (false, true) => Some(1),
        _ => None,
    }
}

/// One unit for each value of `unit_column`, in ascending order.
pub(in crate::formats::mat) fn split(numbers: &Numbers, unit_column: usize) -> Option<Content> {
    let (rows, columns) = numbers.matrix()?;
    if columns != 2 || unit_column > 1 {
        return None;
    }
    let ids = numbers.column(rows, unit_column);
    let times = numbers.column(rows, 1 - unit_column);
    Some(by_unit(ids, times))
}

/// One unit for each distinct id, in ascending order.
pub(in crate::formats::mat) fn by_unit(
    ids: impl Iterator<Item = f64>,
    times: impl Iterator<Item = f64>,
) -> Content {
    let mut units: BTreeMap<u64, (f64, Vec<f64>)> = BTreeMap::new();
    for (id, time) in ids.zip(times) {
        // Bits of numbers from zero up sort as the numbers do.
        let key = (id + 0.0).to_bits();
        units.entry(key).or_insert((id, Vec::new())).1.push(time);
    }
    let mut content = Content::default();
    for (id, times) in units.into_values() {
        content.units.push(Unit::new(id.to_string()));
        content.trains.push(times);
    }
    content
}
