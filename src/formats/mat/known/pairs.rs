//! A matrix of two columns, or rows: which unit, and when.

use super::lists::{are_seconds, speaks};
use crate::formats::mat::Variables;
use crate::formats::mat::content::Content;
use crate::formats::mat::value::Numbers;
use crate::recording::Unit;
use std::collections::BTreeMap;

/// Fewer rows than this could be anything.
const FEWEST: usize = 10;
/// There are at least this many spikes a unit on average.
const SPIKES_A_UNIT: usize = 2;

/// Units of the only matrix of pairs in the file, or the only one whose name speaks of spikes.
pub(super) fn find(variables: &Variables) -> Option<Content> {
    let mut found: Vec<_> = (variables.list.iter())
        .filter_map(|(name, value)| {
            let numbers = value.numbers()?;
            Some((name, order(numbers)?, numbers))
        })
        .collect();
    if found.len() > 1 {
        found.retain(|(name, ..)| speaks(name));
    }
    let [(name, unit_side, numbers)] = found.as_slice() else {
        return None;
    };
    let mut content = split(numbers, *unit_side)?;
    if !are_seconds(content.trains.iter().map(|t| t.iter().copied())) {
        return None;
    }
    let order = ["[unit, time]", "[time, unit]"];
    content.what.push(format!(
        "matrix {name} of {} in seconds",
        order.get(*unit_side).copied().unwrap_or_default()
    ));
    content.used.push((*name).clone());
    Some(content)
}

/// The numbers of one of two columns, or else of one of two rows.
pub(in crate::formats::mat) fn side(
    numbers: &Numbers,
    which: usize,
) -> Option<impl Iterator<Item = f64> + '_> {
    let (rows, columns) = numbers.matrix()?;
    let (first, apart, count) = match (rows, columns) {
        (_, 2) => (which * rows, 1, rows),
        (2, _) => (which, 2, columns),
        _ => return None,
    };
    let place = move |i| first + i * apart;
    Some((0..count).map_while(move |i| numbers.data.get(place(i))))
}

/// Which side (0 or 1) is the unit; `None` when neither or both could be.
fn order(numbers: &Numbers) -> Option<usize> {
    let count = numbers.data.len() / 2;
    if count < FEWEST {
        return None;
    }
    let is_unit = |which: usize| {
        let mut seen = std::collections::HashSet::new();
        side(numbers, which).is_some_and(|mut all| {
            all.all(|v| {
                seen.insert(v.to_bits());
                v.fract() == 0.0 && (0.0..1e9).contains(&v) && seen.len() <= count / SPIKES_A_UNIT
            })
        })
    };
    let is_time = |which: usize| {
        let all = || side(numbers, which).into_iter().flatten();
        all().all(f64::is_finite) && all().any(|v| v.fract() != 0.0)
    };
    match (is_unit(0) && is_time(1), is_unit(1) && is_time(0)) {
        (true, false) => Some(0),
        (false, true) => Some(1),
        _ => None,
    }
}

/// One unit for each value of one side, in ascending order.
pub(in crate::formats::mat) fn split(numbers: &Numbers, unit_side: usize) -> Option<Content> {
    let ids = side(numbers, unit_side)?;
    let times = side(numbers, 1_usize.checked_sub(unit_side)?)?;
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
