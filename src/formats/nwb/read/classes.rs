//! The class of each unit, from a column of the file.

use super::reader::Reader;
use super::units::Units;
use crate::formats::FormatError;
use crate::recording::{Class, ClassSource, RecordingError, speaks_of_class};

/// Sets the classes, and says which column they came from.
pub(super) fn assign(
    reader: &Reader<'_>,
    units: &mut Units,
) -> Result<Option<String>, FormatError> {
    let mapping = &reader.options.class_mapping;
    let classes =
        |labels: &[String]| -> Vec<Class> { labels.iter().map(|l| mapping.class_of(l)).collect() };
    let chosen = match &reader.options.class_column {
        Some(wanted) => Some(
            units
                .labels()
                .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .map(|(name, labels)| (name.to_owned(), classes(&labels)))
                .ok_or_else(|| unknown(reader, units, wanted))?,
        ),
        None => first_that_classifies(
            units
                .labels()
                .filter(|(name, _)| speaks_of_class(name))
                .map(|(name, labels)| (name.to_owned(), classes(&labels))),
        ),
    };
    let Some((column, classes)) = chosen else {
        return Ok(None);
    };
    for (unit, class) in units.list.iter_mut().zip(classes) {
        unit.class = class;
        unit.class_source =
            (class != Class::Unclassified).then(|| ClassSource::File(column.clone()));
    }
    Ok(Some(column))
}

/// The first column that gives a class to most units; where none does, the one that gives it to
/// the most.
fn first_that_classifies(
    columns: impl Iterator<Item = (String, Vec<Class>)>,
) -> Option<(String, Vec<Class>)> {
    let mut best: Option<(usize, String, Vec<Class>)> = None;
    for (name, classes) in columns {
        let known = classes
            .iter()
            .filter(|c| **c != Class::Unclassified)
            .count();
        if 2 * known > classes.len() {
            return Some((name, classes));
        }
        if known > best.as_ref().map_or(0, |(most, ..)| *most) {
            best = Some((known, name, classes));
        }
    }
    best.map(|(_, name, classes)| (name, classes))
}

fn unknown(reader: &Reader<'_>, units: &Units, column: &str) -> FormatError {
    let known: Vec<&str> = units.columns.iter().map(|c| c.name.as_str()).collect();
    FormatError::Recording {
        path: reader.path.to_owned(),
        source: RecordingError::UnknownColumn {
            column: column.to_owned(),
            known: known.join(", "),
        },
    }
}
