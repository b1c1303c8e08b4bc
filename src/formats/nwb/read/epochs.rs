//! Interval tables as epochs.

use super::own;
use super::reader::{LEFT_OUT, Reader};
use super::table::{Table, check_rows};
use crate::formats::hdf5::Fault;
use crate::formats::hdf5::{Dataset, Group};
use crate::recording::{Epoch, EpochKind, Warning};

/// Columns that may name an interval, in order of preference.
const LABELS: [&str; 19] = [
    "tags",
    "label",
    "labels",
    "state",
    "states",
    "state_name",
    "sleep_state",
    "stage",
    "sleep_stage",
    "name",
    "epoch_name",
    "condition",
    "epoch_type",
    "event",
    "event_type",
    "type",
    "stimulus_name",
    "annotation",
    "description",
];

/// True for a group laid out as a table of intervals.
pub(super) fn is_intervals(group: &Group) -> bool {
    let has = |name: &str| matches!(group.dataset(name), Ok(Some(_)));
    has("start_time") && has("stop_time")
}

/// One epoch a row.
pub(super) fn read(reader: &mut Reader<'_>, group: Group) -> Vec<Epoch> {
    let table = Table::open(reader, group);
    let times = times(reader, &table);
    let Some((starts, stops)) = reader.or_warn(times, LEFT_OUT) else {
        return Vec::new();
    };
    let rows = starts.len();
    let cost = rows * size_of::<Epoch>();
    let paid = reader.file.charge(cost as u64, table.group.path());
    if reader.or_warn(paid, LEFT_OUT).is_none() {
        return Vec::new();
    }
    let name = table.group.name().to_owned();
    let labels = labels(reader, &table, rows);
    let mut labels = labels.into_iter();
    let mut kinds = own::kinds(&table, rows).into_iter();
    starts
        .into_iter()
        .zip(stops)
        .map(|(start_s, stop_s)| {
            let label = labels.next().filter(|l| !l.is_empty());
            let label = label.unwrap_or_else(|| name.clone());
            let kind = kinds.next().flatten();
            let kind = kind.unwrap_or_else(|| EpochKind::from_label(&label, &name));
            Epoch::new(label, start_s, stop_s, kind)
        })
        .collect()
}

fn times(reader: &mut Reader<'_>, table: &Table) -> Result<(Vec<f64>, Vec<f64>), Fault> {
    let read = |name: &str| match table.column(name)? {
        Some(column) => column.numbers(),
        None => Err(Fault::new(
            table.group.child_path(name),
            "a column of times",
            "none",
        )),
    };
    let (mut starts, mut stops) = (read("start_time")?, read("stop_time")?);
    let rows = starts.len().min(stops.len());
    let more = starts.len().max(stops.len()) - rows;
    if more > 0 {
        reader.warn(
            Warning::counted(
                more,
                "intervals have only a start or only a stop and are left out",
            )
            .at(table.group.path()),
        );
    }
    starts.truncate(rows);
    stops.truncate(rows);
    Ok((starts, stops))
}

/// The labels from the first column that can give them; empty when there is none.
pub(super) fn labels(reader: &mut Reader<'_>, table: &Table, rows: usize) -> Vec<String> {
    let by_name = |wanted: &str| {
        table
            .names
            .iter()
            .find(|n| n.eq_ignore_ascii_case(wanted))
            .cloned()
    };
    for name in LABELS.iter().filter_map(|n| by_name(n)) {
        let Some(column) = reader.if_there(table.column(&name), LEFT_OUT) else {
            continue;
        };
        if !column.is_text() && !column.is_number() {
            continue;
        }
        let labels = match table.index_of(&name) {
            Ok(Some(index)) => joined(reader, &column, &index),
            Ok(None) => one_each(table, &column, &name, rows),
            Err(fault) => Err(fault),
        };
        match reader.or_warn(labels, "intervals are named otherwise") {
            Some(labels) if labels.iter().any(|l| !l.is_empty()) => return labels,
            _ => {}
        }
    }
    Vec::new()
}

fn one_each(
    table: &Table,
    column: &Dataset,
    name: &str,
    rows: usize,
) -> Result<Vec<String>, Fault> {
    check_rows(column, rows)?;
    let labels = table.labels(name, rows)?.unwrap_or_default();
    if column.is_text() || table.has(&format!("{name}_elements")) {
        return Ok(labels);
    }
    // A bare number names nothing (and "1" is not light sleep).
    let named = |value: String| format!("{name} {value}");
    Ok(labels.into_iter().map(named).collect())
}

/// The several tags of a row as one label.
fn joined(
    reader: &mut Reader<'_>,
    column: &Dataset,
    index: &Dataset,
) -> Result<Vec<String>, Fault> {
    let tags = column.texts()?;
    let ends = reader.ends(index, tags.len())?;
    let mut start = 0;
    let mut labels = Vec::with_capacity(ends.len());
    for end in ends {
        labels.push(tags.get(start..end).unwrap_or_default().join(", "));
        start = end;
    }
    Ok(labels)
}
