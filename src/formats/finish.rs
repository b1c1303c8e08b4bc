//! The end of every reader: what was found in a file becomes the parts of a recording.

use super::positional_file::stem_of;
use super::{FormatError, OpenOptions, doubts, strays};
use crate::recording::{
    Class, ClassSource, Column, Field, MOST_S, Origin, Parts, RecordingError, Unit, Warning,
    speaks_of_class,
};
use std::collections::HashMap;
use std::path::Path;

/// Where the classes of the units come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Classes {
    /// The column that gives a class to most units.
    #[default]
    BestColumn,
    /// The column in which the format keeps them.
    Column(String),
    /// The reader has set them, and which units are included.
    Set,
}

/// What a reader found in a file; the rest is the same for all formats and done by `finish`.
#[derive(Debug)]
pub struct Contents {
    pub parts: Parts,
    /// The format with its version, as the window shows it.
    pub format: String,
    pub classes: Classes,
    /// Where the units are in the file, for warnings about them.
    pub units_object: Option<String>,
}

impl Contents {
    /// Nothing as yet, under the name of the file.
    pub(super) fn new(path: &Path, format: impl Into<String>) -> Self {
        Self {
            parts: Parts::new(stem_of(path)),
            format: format.into(),
            classes: Classes::default(),
            units_object: None,
        }
    }
}

/// Notes where the parts are from, leaves out what cannot be, and sets the classes of the units.
///
/// # Errors
/// When nothing was found, or the column that was asked for is not there.
pub(super) fn finish(
    path: &Path,
    contents: Contents,
    options: &OpenOptions,
) -> Result<Parts, FormatError> {
    let Contents {
        mut parts,
        format,
        classes,
        units_object,
    } = contents;
    parts.origin = Origin::File {
        path: path.to_owned(),
        format,
    };
    if options.is_growing {
        parts.warnings.retain(|warning| !warning.is_of_end);
    }
    leave_out_wild_fields(&mut parts);
    let fail = |source| FormatError::Recording {
        path: path.to_owned(),
        source,
    };
    if parts.units.is_empty() && parts.epochs.is_empty() && parts.fields.is_empty() {
        // What was left out is why.
        return Err(fail(match parts.warnings.first() {
            Some(why) => RecordingError::NothingLeft(why.to_string()),
            None => RecordingError::Empty,
        }));
    }
    strays::doubt(&mut parts, options.leave_out_strays);
    doubts::add(&mut parts, units_object.as_deref());
    gather(&mut parts.warnings);
    if classes != Classes::Set {
        let excluded = excluded(&parts.units).map(|w| match units_object {
            Some(object) => w.at(object),
            None => w,
        });
        parts.warnings.extend(excluded);
        parts.class_column =
            classify(&mut parts.units, &parts.columns, &classes, options).map_err(fail)?;
    }
    for path in &parts.outside {
        let what =
            "lies outside of the recording's folder, and is read because the recording names it";
        let warning = Warning::new(what).at(path.display().to_string());
        parts.warnings.push(warning);
    }
    Ok(parts)
}

/// One field that begins at an impossible time would make the recording endless.
fn leave_out_wild_fields(parts: &mut Parts) {
    let is_usable = |f: &Field| f.start_s.abs() <= MOST_S && f.extent().stop_s.abs() <= MOST_S;
    let before = parts.fields.len();
    let mut usable = parts.fields.iter().map(is_usable);
    parts.field_files.retain(|_| usable.next().unwrap_or(true));
    parts.fields.retain(is_usable);
    let lost = before - parts.fields.len();
    if lost > 0 {
        let what = "fields begin or end beyond 10^12 s and are left out";
        parts.warnings.push(Warning::counted(lost, what));
    }
}

/// Warnings that say the same of many objects become one with their number.
fn gather(warnings: &mut Vec<Warning>) {
    /// So many are said one by one.
    const MOST: usize = 8;
    let mut kinds: HashMap<String, (usize, usize)> = HashMap::new();
    for warning in warnings.iter() {
        let (count, _) = kinds.entry(warning.message.clone()).or_default();
        *count += 1;
    }
    let mut gathered: Vec<Warning> = Vec::new();
    for mut warning in std::mem::take(warnings) {
        let Some((count, place)) = kinds.get_mut(&warning.message) else {
            continue;
        };
        if *count <= MOST {
            gathered.push(warning);
            continue;
        }
        // The place of the first, from 1.
        if let Some(first) = place.checked_sub(1).and_then(|at| gathered.get_mut(at)) {
            first.count = match (first.count, warning.count) {
                (Some(a), Some(b)) => Some(a.saturating_add(b)),
                (all, _) => all,
            };
        } else {
            let others = *count - 1;
            warning.object = warning.object.map(|o| format!("{o} and {others} others"));
            gathered.push(warning);
            *place = gathered.len();
        }
    }
    *warnings = gathered;
}

/// What is said of units that are not included, if there are any.
fn excluded(units: &[Unit]) -> Option<Warning> {
    let out: Vec<&Unit> = units.iter().filter(|u| !u.included).collect();
    let mut kinds: Vec<&str> = out.iter().filter_map(|u| u.quality.as_deref()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let message = format!(
        "units are kept but not included, by their quality ({}); include them in Units",
        kinds.join(", ")
    );
    (!out.is_empty()).then(|| Warning::counted(out.len(), message))
}

/// Sets the classes of the units from the column that was asked for, else the one in which the
/// format keeps them, else the best; gives its name.
fn classify(
    units: &mut [Unit],
    columns: &[Column],
    classes: &Classes,
    options: &OpenOptions,
) -> Result<Option<String>, RecordingError> {
    let read = |column: &Column| -> Vec<Class> {
        let labels = column.values.to_labels();
        let classes = labels.iter().map(|l| options.class_mapping.class_of(l));
        classes.collect()
    };
    let chosen = match (&options.class_column, classes) {
        (Some(wanted), _) => {
            let named = columns.iter().find(|c| c.name.eq_ignore_ascii_case(wanted));
            let column = named.ok_or_else(|| unknown(columns, wanted))?;
            Some((column, read(column)))
        }
        (None, Classes::Column(name)) => {
            let named = columns.iter().find(|c| c.name == *name);
            named.map(|column| (column, read(column)))
        }
        (None, _) => {
            let speaking = columns.iter().filter(|c| speaks_of_class(&c.name));
            best(speaking.map(|c| (c, read(c))))
        }
    };
    let Some((column, classes)) = chosen else {
        return Ok(None);
    };
    for (unit, class) in units.iter_mut().zip(classes) {
        unit.class = class;
        let source = || ClassSource::File(column.name.clone());
        unit.class_source = (class != Class::Unclassified).then(source);
    }
    Ok(Some(column.name.clone()))
}

/// The first column that gives a class to most of the units, or else to the largest number.
fn best<'a>(
    columns: impl Iterator<Item = (&'a Column, Vec<Class>)>,
) -> Option<(&'a Column, Vec<Class>)> {
    let mut best = None;
    let mut most = 0;
    for (column, classes) in columns {
        let classified = classes.iter().filter(|c| **c != Class::Unclassified);
        let count = classified.count();
        if 2 * count > classes.len() {
            return Some((column, classes));
        }
        if count > most {
            (best, most) = (Some((column, classes)), count);
        }
    }
    best
}

fn unknown(columns: &[Column], column: &str) -> RecordingError {
    let names: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
    let known = match names.as_slice() {
        [] => "none, as the files name none".into(),
        names => names.join(", "),
    };
    RecordingError::UnknownColumn {
        column: column.to_owned(),
        known,
    }
}
