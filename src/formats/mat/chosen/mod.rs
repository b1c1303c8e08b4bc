//! A recording as a person says it is in the file.

mod spikes;

use super::content::{Content, field};
use super::known::Axis;
use super::path::{self, Values};
use super::per_unit;
use super::plan::MatChoices;
use super::value::{MatValue, Numbers};
use super::{NAME, Variables};
use crate::formats::FormatError;
use crate::formats::table::TimeUnit;
use crate::recording::{Column, ColumnValues};
use ndarray::Array2;
use std::path::Path;

/// What is wrong with a choice: its role, and the rest in words.
struct BadChoice(&'static str, String, String);

/// Reads what `choices` name.
pub(in crate::formats) fn read(
    file: &Path,
    variables: &Variables,
    choices: &MatChoices,
) -> Result<Content, FormatError> {
    chosen(variables, choices).map_err(|BadChoice(role, expected, found)| {
        FormatError::malformed(file, NAME, format!("the choice of {role}"), expected, found)
    })
}

fn chosen(variables: &Variables, choices: &MatChoices) -> Result<Content, BadChoice> {
    let mut content = Content::default();
    let rate = choices
        .rate
        .as_deref()
        .map(|rate| rate_of(variables, rate))
        .transpose()?;
    if let Some(path) = &choices.spikes {
        let unit = choices
            .unit
            .as_deref()
            .map(|p| follow(variables, "unit", p))
            .transpose()?;
        content = spikes::read(variables, path, unit.as_ref())?;
        let per_second = per_second(choices.time_unit, rate.as_ref())?;
        if per_second != 1.0 {
            for time in content.trains.iter_mut().flatten() {
                *time /= per_second;
            }
        }
        content.what.push(format!("spike times {path}"));
    }
    if let Some(path) = &choices.class {
        let values = follow(variables, "class", path)?;
        let labels = labels(&values, content.units.len()).ok_or_else(|| {
            let expected = format!("one label for each of {} units", content.units.len());
            BadChoice("class", expected, found(&values))
        })?;
        let name = path.rsplit('.').next().unwrap_or(path);
        // Columns are looked at for classes by their names.
        let name = if crate::recording::speaks_of_class(name) {
            name.to_owned()
        } else {
            format!("{name} class")
        };
        let name = if crate::recording::speaks_of_class(&name) {
            name
        } else {
            "class".into()
        };
        let values = ColumnValues::Text(labels);
        content.columns.insert(0, Column { name, values });
    }
    for path in choices.field.iter().flat_map(|all| several(all)) {
        let values = follow(variables, "field", path)?;
        let Some(axis) = &rate else {
            let expected = "rate=HZ or rate=PATH beside field=PATH".to_owned();
            return Err(BadChoice("field", expected, "none".into()));
        };
        for (value, number) in values.list.iter().zip(1..) {
            let name = if values.list.len() > 1 {
                format!("{path} {number}")
            } else {
                path.to_owned()
            };
            let samples = value
                .numbers()
                .and_then(laid_out)
                .ok_or_else(|| BadChoice("field", "a list or matrix".into(), value.describe()))?;
            let field = field(&name, axis.rate_hz, axis.start_s, samples);
            content.fields.push(field);
        }
        content.what.push(format!("field {path}"));
    }
    Ok(content)
}

/// The paths of `a+b+c`.
fn several(paths: &str) -> impl Iterator<Item = &str> {
    paths.split('+').map(str::trim).filter(|p| !p.is_empty())
}

fn follow<'v>(
    variables: &'v Variables,
    role: &'static str,
    path: &str,
) -> Result<Values<'v>, BadChoice> {
    let values = path::resolve(variables, path)
        .map_err(|why| BadChoice(role, format!("a path that is there, \"{path}\""), why))?;
    for value in &values.list {
        if let MatValue::Omitted(omitted) = value.as_ref() {
            let found = format!("{} ({})", value.describe(), omitted.why);
            return Err(BadChoice(role, "values that can be read".into(), found));
        }
    }
    Ok(values)
}

fn found(values: &Values<'_>) -> String {
    match values.list.as_slice() {
        [one] => one.describe(),
        all => format!("{} values", all.len()),
    }
}

/// One label a unit, from an array of them or one from each struct.
fn labels(values: &Values<'_>, units: usize) -> Option<Vec<String>> {
    match values.list.as_slice() {
        [one] if !values.many => per_unit::labels(one, units),
        all if all.len() == units => all.iter().map(|v| per_unit::label(v)).collect(),
        _ => None,
    }
}

/// A rate in Hz, or the times of the samples.
fn rate_of(variables: &Variables, rate: &str) -> Result<Axis, BadChoice> {
    let usable = |rate_hz: f64| (1e-3..=1e7).contains(&rate_hz);
    let from_zero = |rate_hz: f64| Axis {
        start_s: 0.0,
        rate_hz,
        samples: 0,
    };
    let expected = || "a rate from 1 mHz to 10 MHz, or a list of even times".to_owned();
    if let Ok(rate_hz) = rate.parse::<f64>() {
        return if usable(rate_hz) {
            Ok(from_zero(rate_hz))
        } else {
            Err(BadChoice("rate", expected(), rate.to_owned()))
        };
    }
    let values = follow(variables, "rate", rate)?;
    let numbers = values.list.first().and_then(|v| v.numbers());
    numbers
        .and_then(|n| n.scalar().map(from_zero).or_else(|| Axis::from_numbers(n)))
        .filter(|axis| usable(axis.rate_hz))
        .ok_or_else(|| BadChoice("rate", expected(), found(&values)))
}

fn per_second(unit: Option<TimeUnit>, rate: Option<&Axis>) -> Result<f64, BadChoice> {
    Ok(match unit {
        None | Some(TimeUnit::Seconds) => 1.0,
        Some(TimeUnit::Milliseconds) => 1e3,
        Some(TimeUnit::Microseconds) => 1e6,
        Some(TimeUnit::Samples { rate_hz }) => rate_hz
            .filter(|r| *r > 0.0 && r.is_finite())
            .or(rate.map(|axis| axis.rate_hz))
            .ok_or_else(|| {
                let expected = "a rate beside times in samples".to_owned();
                BadChoice("time unit", expected, "none".into())
            })?,
    })
}

/// `[channels x samples]`; of a matrix the longer dimension is time.
fn laid_out(numbers: &Numbers) -> Option<Array2<f32>> {
    let value = |at: usize| numbers.data.get(at).map_or(f32::NAN, |v| v as f32);
    if numbers.data.is_empty() {
        return None;
    }
    if numbers.is_list() {
        let samples = numbers.data.len();
        return Some(Array2::from_shape_fn((1, samples), |(_, s)| value(s)));
    }
    let (rows, columns) = numbers.matrix()?;
    Some(if rows >= columns {
        Array2::from_shape_fn((columns, rows), |(c, s)| value(c * rows + s))
    } else {
        Array2::from_shape_fn((rows, columns), |(c, s)| value(s * rows + c))
    })
}
