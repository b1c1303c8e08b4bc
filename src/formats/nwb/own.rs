//! What this program writes beside the schema ([`crate::formats::nwb_write`]), read back exactly.

use super::hdf5::Group;
use super::reader::Reader;
use super::table::Table;
use super::units::Units;
use crate::formats::nwb_write::{SYNTHETIC, THANKS};
use crate::recording::{Class, ClassSource, Column, ColumnValues, EpochKind, State};

/// Columns of the units table that have places of their own.
const CLASS: &str = "cell_type";
const SOURCE: &str = "cell_type_source";
const OWN: [&str; 6] = [
    "unit_name",
    CLASS,
    SOURCE,
    "channel_name",
    "group_name",
    "included",
];

/// Whether a units table with such columns is of this program's making.
pub(super) fn is_own(has: impl Fn(&str) -> bool) -> bool {
    has(CLASS) && has(SOURCE)
}

/// Takes the columns of this program's making out of the free columns and into their places. Gives
/// true, and the column the classes were read from at first; false when the table is not of its
/// making, or classes are to be read anew.
pub(super) fn take(reader: &Reader<'_>, units: &mut Units) -> (bool, Option<String>) {
    if !is_own(|name| units.columns.iter().any(|c| c.name == name)) {
        return (false, None);
    }
    let mut own: Vec<Column> = Vec::new();
    units.columns.retain_mut(|c| {
        let keep = !OWN.contains(&c.name.as_str());
        if !keep {
            own.push(Column {
                name: std::mem::take(&mut c.name),
                values: std::mem::replace(&mut c.values, ColumnValues::Text(Vec::new())),
            });
        }
        keep
    });
    let options = reader.options;
    let anew = options.class_column.is_some() || !options.class_mapping.0.is_empty();
    let mut from_column = None;
    for column in own {
        for (unit, text) in units.list.iter_mut().zip(column.values.to_labels()) {
            let filled = Some(text.clone()).filter(|t| !t.is_empty());
            match column.name.as_str() {
                "unit_name" => unit.id = text,
                "channel_name" => unit.electrode = filled,
                "group_name" => unit.group = filled,
                "included" => unit.included = text != "no",
                CLASS => {
                    unit.class = match text.as_str() {
                        "excitatory" => Class::Excitatory,
                        "inhibitory" => Class::Inhibitory,
                        _ => Class::Unclassified,
                    }
                }
                _ => {
                    unit.class_source = source(&text);
                    if let Some(ClassSource::File(name)) = &unit.class_source {
                        from_column = Some(name.clone());
                    }
                }
            }
        }
    }
    let there = |name: &String| units.columns.iter().any(|c| c.name == *name);
    if anew {
        for unit in &mut units.list {
            unit.class = Class::Unclassified;
            unit.class_source = None;
        }
        return (false, None);
    }
    (true, from_column.filter(there))
}

fn source(words: &str) -> Option<ClassSource> {
    Some(match words {
        "" => return None,
        "waveform" => ClassSource::Waveform,
        "cross-correlogram" => ClassSource::CrossCorrelogram,
        "set by hand" => ClassSource::Hand,
        "model" => ClassSource::Model,
        other => ClassSource::File(other.strip_prefix("file, column ").unwrap_or(other).into()),
    })
}

/// The kinds of the rows of a table of intervals, where it says them.
pub(super) fn kinds(table: &Table, rows: usize) -> Vec<Option<EpochKind>> {
    if !table.has("epoch_kind") {
        return Vec::new();
    }
    let words = table.labels("epoch_kind", rows).ok().flatten();
    let kind = |word: String| {
        let state = || State::ALL.into_iter().find(|s| s.name() == word);
        match word.as_str() {
            "seizure" => Some(EpochKind::Seizure),
            "event" => Some(EpochKind::Event),
            "trial" => Some(EpochKind::Trial),
            "period" => Some(EpochKind::Period),
            _ => state().map(EpochKind::State),
        }
    };
    words.unwrap_or_default().into_iter().map(kind).collect()
}

/// True when the session says that it is simulated.
pub(super) fn is_synthetic(root: &Group) -> bool {
    let text = root.dataset("session_description").ok().flatten();
    let text = text.and_then(|d| d.texts().ok()?.pop());
    text.is_some_and(|t| t.starts_with(SYNTHETIC))
}

/// Who is to be thanked, where this program noted it.
pub(super) fn thanks(general: &Group) -> Option<String> {
    let notes = general.dataset("notes").ok()??.texts().ok()?.pop()?;
    notes.strip_prefix(THANKS).map(str::to_owned)
}
