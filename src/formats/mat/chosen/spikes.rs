//! Spike times as a person says they are in the file.

use super::{BadChoice, follow, found, labels, several};
use crate::formats::mat::Variables;
use crate::formats::mat::content::Content;
use crate::formats::mat::known::{by_unit, side, split};
use crate::formats::mat::leaves::{self, Leaf, is_list, leaves};
use crate::formats::mat::path::Values;
use crate::formats::mat::per_unit;
use crate::formats::mat::value::{MatValue, Numbers, Struct};
use crate::recording::Unit;

/// Units and their times, in the unit of the file.
pub(super) fn read(
    variables: &Variables,
    paths: &str,
    unit: Option<&Values<'_>>,
) -> Result<Content, BadChoice> {
    let all: Vec<&str> = several(paths).collect();
    if let [path] = all.as_slice() {
        return units(path, &follow(variables, "spikes", path)?, unit);
    }
    if unit.is_some() {
        let expected = "no names of units beside several variables of spike times".to_owned();
        return Err(BadChoice("unit", expected, paths.to_owned()));
    }
    let mut content = Content::default();
    for path in all {
        let mut own = units(path, &follow(variables, "spikes", path)?, None)?;
        let is_one = own.units.len() == 1;
        for unit in &mut own.units {
            unit.id = if is_one {
                path.to_owned()
            } else {
                format!("{path} {}", unit.id)
            };
        }
        content.add(own);
    }
    Ok(content)
}

fn units(path: &str, values: &Values<'_>, unit: Option<&Values<'_>>) -> Result<Content, BadChoice> {
    let refuse = || {
        let expected = "a cell array, struct array, list, matrix of two columns, or matrix of \
                        one list a column";
        BadChoice("spikes", expected.to_owned(), found(values))
    };
    let one = match values.list.as_slice() {
        [one] if !values.many => Some(one.as_ref()),
        _ => None,
    };
    match one {
        // One list or matrix for all units.
        Some(MatValue::Numbers(numbers)) => return all_in_one(path, numbers, unit),
        Some(MatValue::Struct(s)) if unit.is_none() && s.len() == 1 => {
            if let Some(content) = by_field(s) {
                return Ok(content);
            }
        }
        _ => {}
    }
    let mut found = Vec::new();
    if values.many {
        for (value, number) in values.list.iter().zip(1..) {
            if !is_list(value) {
                return Err(refuse());
            }
            found.push(Leaf {
                indices: vec![number],
                times: value,
                around: None,
            });
        }
    } else {
        found = one.and_then(leaves).ok_or_else(refuse)?;
    }
    let named = leaves::names(&found);
    let ids = unit.map(|ids| {
        labels(ids, found.len()).ok_or_else(|| {
            let expected = format!("one name for each of {} units", found.len());
            BadChoice("unit", expected, self::found(ids))
        })
    });
    let mut ids = ids.transpose()?.map(Vec::into_iter);
    let mut content = Content::default();
    for (leaf, (number, group)) in found.iter().zip(named) {
        let id = ids.as_mut().and_then(Iterator::next).unwrap_or(number);
        let mut unit = Unit::new(id);
        unit.group = group;
        content.units.push(unit);
        let times = per_unit::list(leaf.times.clone()).ok_or_else(refuse)?;
        content.trains.push(times);
    }
    Ok(content)
}

fn all_in_one(
    path: &str,
    numbers: &Numbers,
    unit: Option<&Values<'_>>,
) -> Result<Content, BadChoice> {
    if let Some(ids) = unit {
        let ids_found = found(ids);
        let refuse = || {
            let expected = format!("the unit of each of {} times", numbers.data.len());
            BadChoice("unit", expected, ids_found.clone())
        };
        let [one] = ids.list.as_slice() else {
            return Err(refuse());
        };
        if let Some(ids) = one.numbers()
            && ids.data.len() == numbers.data.len()
        {
            return Ok(by_unit(ids.data.iter(), numbers.data.iter()));
        }
        let labels = per_unit::labels(one, numbers.data.len()).ok_or_else(refuse)?;
        return Ok(by_label(&labels, numbers));
    }
    if numbers.is_list() {
        let mut content = Content::default();
        content.units.push(Unit::new(path));
        content.trains.push(numbers.data.iter().collect());
        return Ok(content);
    }
    // Of two columns or rows the one of whole numbers is the unit; the first when both are.
    let has_gaps = numbers.data.iter().any(f64::is_nan);
    let whole = |at: usize| side(numbers, at).is_some_and(|mut s| s.all(|v| v.fract() == 0.0));
    let unit = [0, 1].into_iter().find(|at| !has_gaps && whole(*at));
    let pairs = unit.and_then(|at| split(numbers, at));
    pairs.or_else(|| padded(numbers)).ok_or_else(|| {
        let expected = "a list of times, a matrix of two columns, or one of ascending times in \
                        each column, filled up with NaN or 0";
        let dims: Vec<String> = numbers.dims.iter().map(u64::to_string).collect();
        BadChoice("spikes", expected.to_owned(), dims.join(" x "))
    })
}

/// One list a column, or a row where these ascend and columns do not; the short ones are filled up
/// with NaN or 0.
fn padded(numbers: &Numbers) -> Option<Content> {
    let (rows, columns) = numbers.matrix()?;
    let list = |first: usize, apart: usize, count: usize| -> Option<Vec<f64>> {
        let all = (0..count).map_while(|i| numbers.data.get(first + i * apart));
        let mut list: Vec<f64> = all.filter(|v| !v.is_nan()).collect();
        while list.len() > 1 && list.last() == Some(&0.0) {
            list.pop();
        }
        list.is_sorted().then_some(list)
    };
    let by_column =
        || -> Option<Vec<Vec<f64>>> { (0..columns).map(|c| list(c * rows, 1, rows)).collect() };
    let by_row =
        || -> Option<Vec<Vec<f64>>> { (0..rows).map(|r| list(r, rows, columns)).collect() };
    let trains = if rows >= columns {
        by_column().or_else(by_row)
    } else {
        by_row().or_else(by_column)
    }?;
    let units = (1..=trains.len()).map(|n| Unit::new(n.to_string()));
    Some(Content {
        units: units.collect(),
        trains,
        ..Content::default()
    })
}

/// One unit for each field of a struct of lists.
fn by_field(s: &Struct) -> Option<Content> {
    if leaves::times_field(s).is_some() || s.fields.is_empty() {
        return None;
    }
    let mut content = Content::default();
    for field in &s.fields {
        content.units.push(Unit::new(field.clone()));
        content.trains.push(per_unit::list(s.get(field)?.clone())?);
    }
    Some(content)
}

fn by_label(labels: &[String], times: &Numbers) -> Content {
    let mut places = std::collections::BTreeMap::new();
    let mut content = Content::default();
    for (label, time) in labels.iter().zip(times.data.iter()) {
        let next = places.len();
        let at = *places.entry(label.as_str()).or_insert_with(|| {
            content.units.push(Unit::new(label.clone()));
            content.trains.push(Vec::new());
            next
        });
        if let Some(train) = content.trains.get_mut(at) {
            train.push(time);
        }
    }
    content
}
