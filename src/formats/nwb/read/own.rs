//! What this program writes beside the schema (`nwb::conventions`), read back exactly.

use super::reader::Reader;
use super::table::Table;
use super::units::Units;
use crate::formats::hdf5::{AttributeOwner, Dataset, Group};
use crate::formats::nwb::conventions::{
    self, ATTRIBUTION, CLASS, CLASS_SOURCE, SYNTHETIC, WARNING, is_stored_name,
};
use crate::recording::{Class, ClassSource, Column, ColumnValues, EpochKind, State, Warning};

/// Whether a units table with such columns was written by this program.
pub(super) fn is_own(has: impl Fn(&str) -> bool) -> bool {
    has(CLASS) && has(CLASS_SOURCE)
}

/// Puts the columns that this program added into the units. Gives the column from which the classes
/// were read at first, if any; `None` when the table is another program's, or classes are to be read
/// anew.
#[expect(
    clippy::option_option,
    reason = "the inner one may be missing in a table of this program too"
)]
pub(super) fn restore(reader: &Reader<'_>, units: &mut Units) -> Option<Option<String>> {
    if !is_own(|name| units.columns.iter().any(|c| c.name == name)) {
        return None;
    }
    let mut own: Vec<Column> = Vec::new();
    units.columns.retain_mut(|c| {
        let keep = !conventions::is_own(&c.name);
        if !keep {
            own.push(Column {
                name: std::mem::take(&mut c.name),
                values: std::mem::replace(&mut c.values, ColumnValues::Text(Vec::new())),
            });
        }
        keep
    });
    for column in &mut units.columns {
        let mut before = units.names_before.iter();
        if let Some((_, name)) = before.find(|(stored, _)| *stored == column.name) {
            column.name.clone_from(name);
        }
    }
    // What other columns seem to say of a place is not what was written.
    for unit in &mut units.list {
        unit.electrode = None;
        unit.group = None;
    }
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
                "waveform_samples" => {
                    if let (Some(wave), Ok(samples)) = (&mut unit.waveform, text.parse()) {
                        wave.samples.truncate(samples);
                    }
                }
                "waveform_rate" => {
                    if let Some(wave) = &mut unit.waveform {
                        wave.rate_hz = text.parse().ok().filter(|r: &f64| r.is_finite());
                    }
                }
                CLASS => {
                    unit.class = match text.as_str() {
                        "excitatory" => Class::Excitatory,
                        "inhibitory" => Class::Inhibitory,
                        _ => Class::Unclassified,
                    }
                }
                _ => {
                    unit.class_source = ClassSource::from_words(&text);
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
        return None;
    }
    Some(from_column.filter(there))
}

/// The name that a column or series had in the recording, which this program writes as its
/// description where NWB does not allow it as a name.
pub(super) fn name_before(stored: &str, described: &impl AttributeOwner) -> Option<String> {
    let name = described.text_attribute("description")?;
    is_stored_name(stored, &name).then_some(name)
}

/// True for a series that this program wrote.
pub(super) fn is_field(series: &Group) -> bool {
    let data = series.dataset("data").ok().flatten();
    data.is_some_and(|d| place_of_field(&d).is_some())
}

/// Names of the channels of such a series, where it has no electrodes.
pub(super) fn channel_names(data: &Dataset, channels: usize) -> Option<Vec<String>> {
    let names = data.text_attributes("channel_names");
    (names.len() == channels).then_some(names)
}

/// The place among the fields of a series that this program wrote.
pub(super) fn place_of_field(data: &Dataset) -> Option<usize> {
    data.text_attribute("source_unit")?;
    data.number_attribute("place").map(|place| place as usize)
}

/// The warnings from when the recording was first read, which this program writes.
pub(super) fn warnings(root: &Group) -> Vec<Warning> {
    let general = root.group("general").ok().flatten();
    let made = general.and_then(|g| g.dataset("data_collection").ok()?);
    let made = made.and_then(|d| d.texts().ok()?.pop()).unwrap_or_default();
    let warnings = made.lines().filter_map(|line| line.strip_prefix(WARNING));
    warnings.map(Warning::new).collect()
}

/// The kinds of the rows of a table of intervals that this program wrote.
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

/// The attribution that this program wrote, if any.
pub(super) fn attribution(general: &Group) -> Option<String> {
    let notes = general.dataset("notes").ok()??.texts().ok()?.pop()?;
    notes.strip_prefix(ATTRIBUTION).map(str::to_owned)
}
