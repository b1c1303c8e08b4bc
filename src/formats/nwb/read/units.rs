//! The units table: spike trains, what is known of each unit, and the free columns.

use super::electrodes::Electrodes;
use super::own;
use super::reader::{LEFT_OUT, Reader};
use super::spikes;
use super::table::{Table, check_rows};
use super::waveforms;
use super::waveforms::OnChannel;
use crate::formats::FormatError;
use crate::formats::hdf5::Fault;
use crate::formats::hdf5::{AttributeOwner, Dataset, Group};
use crate::formats::nwb::conventions::is_of_schema;
use crate::recording::{Column, Interval, SpikeTrains, Unit, Warning};
use std::sync::Arc;

/// Stored names of columns that this program wrote, and their names in the recording.
type NamesBefore = Vec<(String, String)>;

/// What the units table gives.
#[derive(Default)]
pub(super) struct Units {
    pub list: Vec<Unit>,
    pub columns: Vec<Column>,
    pub names_before: NamesBefore,
    pub trains: SpikeTrains,
    /// From the first to the last observed time of any unit.
    pub observed: Option<Interval>,
}

pub(super) fn read(
    reader: &mut Reader<'_>,
    group: Group,
    electrodes: &Electrodes,
) -> Result<Units, FormatError> {
    let table = Table::open(reader, group);
    let (trains, indexed) = spikes::read(reader, &table)?;
    reader.step(0.6, "units")?;
    let ids = table
        .column("id")
        .and_then(|c| c.map_or(Ok(None), |c| c.texts().map(Some)));
    let ids = reader
        .if_there(ids, "units are numbered")
        .unwrap_or_default();
    let count = agree(reader, &table, ids.len(), indexed.then_some(trains.len()));
    reader
        .file
        .charge((count * size_of::<Unit>()) as u64, table.group.path())
        .map_err(|fault| fault.into_error(reader.path, super::NAME))?;
    let mut units: Vec<Unit> = (0..count)
        .map(|u| Unit::new(ids.get(u).cloned().unwrap_or_else(|| u.to_string())))
        .collect();
    let trains = spikes::for_units(trains, count);

    let quality = table.labels("quality", count);
    let quality = reader.if_there(quality, LEFT_OUT).unwrap_or_default();
    for (unit, quality) in units.iter_mut().zip(quality) {
        unit.quality = Some(quality).filter(|q| !q.is_empty());
    }
    // A table of this program's making says itself which units are left out.
    if !own::is_own(|name| table.has(name)) {
        for unit in &mut units {
            unit.included = !unit
                .quality
                .as_deref()
                .is_some_and(|q| q.eq_ignore_ascii_case("noise"));
        }
    }
    let waves = waveforms::read(reader, &table, count);
    let waves = reader.or_warn(waves, LEFT_OUT).unwrap_or_default();
    reader.step(0.7, "columns of the units table")?;
    place(reader, &table, electrodes, &mut units, &waves);
    for (unit, wave) in units.iter_mut().zip(waves) {
        unit.waveform = wave.map(|(wave, _)| wave);
    }
    let observed = observed(reader, &table, &mut units);
    let observed = reader.or_warn(observed, LEFT_OUT).flatten();
    let (columns, names_before) = columns(reader, &table, count)?;
    Ok(Units {
        list: units,
        columns,
        names_before,
        trains,
        observed,
    })
}

/// How many units there are: the ids and the index of the spike times should agree.
fn agree(reader: &mut Reader<'_>, table: &Table, ids: usize, trains: Option<usize>) -> usize {
    let Some(trains) = trains else { return ids };
    let object = table.group.child_path("id");
    if ids < trains {
        reader
            .warn(Warning::counted(trains - ids, "units have no id; they are numbered").at(object));
    } else if ids > trains {
        reader.warn(
            Warning::counted(
                ids - trains,
                "units have an id but no entry in spike_times_index; they have no spikes",
            )
            .at(object),
        );
    }
    ids.max(trains)
}

/// Electrode and group of each unit.
fn place(
    reader: &mut Reader<'_>,
    table: &Table,
    electrodes: &Electrodes,
    units: &mut [Unit],
    waves: &[Option<OnChannel>],
) {
    let rows = rows_of_electrodes(reader, table, units.len());
    let rows = reader.or_warn(rows, LEFT_OUT).unwrap_or_default();
    let peak = table.labels("peak_channel_id", units.len()).ok().flatten();
    for (u, unit) in units.iter_mut().enumerate() {
        let own = rows.get(u).map_or(&[][..], Vec::as_slice);
        // One waveform channel for each electrode: then the largest names the electrode.
        let channel = waves.get(u).and_then(|w| w.as_ref()?.1);
        let on_channel = channel.and_then(|c| own.get(c).copied());
        let by_peak = || electrodes.row_of_id(peak.as_ref()?.get(u)?);
        let row = on_channel.or_else(by_peak);
        let named = row.map_or_else(|| own.to_vec(), |row| vec![row]);
        let names: Vec<String> = named
            .iter()
            .take(MANY)
            .filter_map(|&row| electrodes.name(row).cloned())
            .collect();
        if !names.is_empty() {
            let more = if named.len() > MANY { ", …" } else { "" };
            unit.electrode = Some(names.join(", ") + more);
        }
        unit.group = named
            .first()
            .and_then(|&row| electrodes.group(row).cloned());
    }
    let groups = table.column("electrode_group").and_then(|c| {
        c.map(|c| {
            check_rows(&c, units.len())?;
            electrodes.group_names(&c)
        })
        .transpose()
    });
    let groups = reader.if_there(groups, LEFT_OUT).unwrap_or_default();
    for (unit, group) in units.iter_mut().zip(groups) {
        unit.group = group.or_else(|| unit.group.take());
    }
    if units.iter().all(|u| u.group.is_none()) {
        let known = ["group_name", "shank", "tetrode", "location", "brain_area"]
            .iter()
            .find_map(|name| table.labels(name, units.len()).ok().flatten());
        for (unit, name) in units.iter_mut().zip(known.unwrap_or_default()) {
            unit.group = Some(name).filter(|n| !n.is_empty());
        }
    }
}

/// Electrodes of one unit that are named before the rest becomes an ellipsis.
const MANY: usize = 8;

/// Rows of the electrodes table that each unit refers to.
fn rows_of_electrodes(
    reader: &mut Reader<'_>,
    table: &Table,
    units: usize,
) -> Result<Vec<Vec<usize>>, Fault> {
    let Some(column) = table.column("electrodes")? else {
        return Ok(Vec::new());
    };
    let row = |v: &f64| (*v >= 0.0).then_some(*v as usize);
    let Some(index) = table.index_of("electrodes")? else {
        check_rows(&column, units)?;
        let rows = column.numbers()?;
        return Ok(rows.iter().map(|v| row(v).into_iter().collect()).collect());
    };
    let rows = column.numbers()?;
    let ends = reader.ends(&index, rows.len())?;
    let mut start = 0;
    let mut all = Vec::with_capacity(ends.len());
    for end in ends {
        let own = rows.get(start..end).unwrap_or_default();
        all.push(own.iter().filter_map(row).collect());
        start = end;
    }
    Ok(all)
}

/// Gives each unit the intervals in which it was observed; returns the first to the last time of all.
fn observed(
    reader: &mut Reader<'_>,
    table: &Table,
    units: &mut [Unit],
) -> Result<Option<Interval>, Fault> {
    let Some(column) = table.column("obs_intervals")? else {
        return Ok(None);
    };
    if units.is_empty() || column.shape().last() != Some(&2) {
        return Ok(None);
    }
    let times = column.numbers()?;
    let (pairs, _) = times.as_chunks::<2>();
    let intervals: Vec<Interval> = pairs.iter().map(|&[a, b]| Interval::new(a, b)).collect();
    let is_good =
        |i: &&Interval| i.start_s.is_finite() && i.stop_s.is_finite() && i.duration_s() > 0.0;
    let ends = match table.index_of("obs_intervals")? {
        Some(index) => reader.ends(&index, intervals.len())?,
        // One for each unit.
        None if column.shape().first() == Some(&(units.len() as u64)) => {
            (1..=units.len()).collect()
        }
        None => vec![intervals.len(); units.len()],
    };
    let mut start = 0;
    for (unit, end) in units.iter_mut().zip(ends) {
        let own = intervals.get(start..end).unwrap_or_default();
        let own: Arc<[Interval]> = own.iter().filter(is_good).copied().collect();
        unit.observed = (!own.is_empty()).then_some(own);
        start = end;
    }
    let good = || intervals.iter().filter(is_good);
    let first = good().map(|i| i.start_s).reduce(f64::min);
    let last = good().map(|i| i.stop_s).reduce(f64::max);
    Ok(first.zip(last).map(|(a, b)| Interval::new(a, b)))
}

/// Every other column with one value a unit, and what some were called before NWB.
fn columns(
    reader: &mut Reader<'_>,
    table: &Table,
    units: usize,
) -> Result<(Vec<Column>, NamesBefore), FormatError> {
    let mut columns = Vec::new();
    let mut names_before = Vec::new();
    let is_own = own::is_own(|name| table.has(name));
    for name in &table.names {
        reader.step(0.7, "columns of the units table")?;
        let base = name
            .strip_suffix("_index")
            .or_else(|| name.strip_suffix("_elements"));
        let beside = base.is_some_and(|base| table.has(base));
        let ragged = table.has(&format!("{name}_index"));
        if beside || ragged || is_of_schema(name) {
            continue;
        }
        let column = match reader.if_there(table.column(name), LEFT_OUT) {
            Some(column) if holds_values(&column) => column,
            _ => continue,
        };
        // Several values a unit have no place in a column: not a fault of the file.
        if column.shape().len() > 1 && check_rows(&column, units).is_err() {
            continue;
        }
        if let Some(values) = reader.if_there(table.values(name, units), LEFT_OUT) {
            let before = is_own.then(|| own::name_before(name, &column)).flatten();
            names_before.extend(before.map(|before| (name.clone(), before)));
            columns.push(Column {
                name: name.clone(),
                values,
            });
        }
    }
    Ok((columns, names_before))
}

/// Text or numbers, and no references to elsewhere.
fn holds_values(column: &Dataset) -> bool {
    (column.is_text() || column.is_number()) && column.neurodata_type() != "DynamicTableRegion"
}
