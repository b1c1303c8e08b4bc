//! Fields as electrical series, with the electrodes they need, or as plain series where they are no
//! voltages.

use super::table::{File, Table};
use crate::formats::hdf5::write::encode::Kind;
use crate::formats::hdf5::write::{Address, Value, put_f64s};
use crate::formats::nwb::conventions::{FIELD_RATE, FIELD_START, link_name};
use crate::recording::{Field, Recording};
use std::io::{self, Seek, Write};
use std::ops::Range;

/// Samples of all channels together that are read at a time.
const PIECE: u64 = 1 << 20;

/// What the file needs beside the series.
#[derive(Default)]
pub(super) struct NwbObjects {
    /// Children of `/acquisition`.
    pub series: Vec<(String, Address)>,
    /// Children of `/general/extracellular_ephys`.
    pub ephys: Vec<(String, Address)>,
    /// Children of `/general/devices`.
    pub devices: Vec<(String, Address)>,
}

/// Copies the fields of these places, piece by piece.
pub(super) fn write<W: Write + Seek>(
    file: &mut File<W>,
    recording: &Recording,
    places: &[usize],
    report: &mut dyn FnMut(f32),
) -> io::Result<NwbObjects> {
    let fields: Vec<(usize, &Field)> = places
        .iter()
        .filter_map(|&at| Some((at, recording.fields().get(at)?)))
        .collect();
    let mut written = NwbObjects::default();
    let electrical = fields.iter().filter(|(_, field)| !is_plain(field));
    let electrical: Vec<&Field> = electrical.map(|(_, field)| *field).collect();
    let electrodes = if electrical.is_empty() {
        None
    } else {
        Some(ephys(file, &electrical, &mut written)?)
    };
    let mut first_row = 0;
    let all = fields.len() as f32;
    for (done, &(place, field)) in fields.iter().enumerate() {
        let mut name = link_name(&field.name);
        while written.series.iter().any(|(n, _)| *n == name) {
            name.push('_');
        }
        let mut part = |part: f32| report((done as f32 + part) / all);
        let rows = electrodes.filter(|_| !is_plain(field));
        let rows = rows.map(|table| (table, first_row));
        let address = one(file, (place, field), rows, &mut part)?;
        written.series.push((name, address));
        if rows.is_some() {
            first_row += field.channels.len() as i64;
        }
    }
    Ok(written)
}

/// Whether a field is written as a plain series: an electrical series is a voltage for other
/// programs. Fields with positions, or too many channels for a list of names, need electrodes.
fn is_plain(field: &Field) -> bool {
    const MOST_NAMES: usize = 2000;
    let is_voltage = volts(&field.unit).is_some();
    !is_voltage && field.positions_um.is_none() && field.channels.len() <= MOST_NAMES
}

/// Device, group and electrodes; gives the table of the last.
fn ephys<W: Write + Seek>(
    file: &mut File<W>,
    fields: &[&Field],
    written: &mut NwbObjects,
) -> io::Result<Address> {
    let description = vec![("description", Value::Text("not known"))];
    let device = file.typed(&[], ("core", "Device"), description)?;
    let attributes = vec![
        ("description", Value::Text("electrodes of the fields")),
        ("location", Value::Text("unknown")),
    ];
    // The schema wants a link by path here.
    let link = [("device", "/general/devices/device")];
    let kind = ("core", "ElectrodeGroup");
    let group = file.typed_with_paths(&[], &link, kind, attributes)?;
    let electrodes = electrodes(file, fields, group)?;
    written.ephys = vec![
        ("electrodes".into(), electrodes),
        ("electrodes of the fields".into(), group),
    ];
    written.devices = vec![("device".into(), device)];
    Ok(electrodes)
}

fn electrodes<W: Write + Seek>(
    file: &mut File<W>,
    fields: &[&Field],
    group: Address,
) -> io::Result<Address> {
    let names: Vec<String> = fields.iter().flat_map(|f| f.channels.clone()).collect();
    let rows = names.len();
    let mut table = Table::new(file, (0..rows as i64).collect::<Vec<_>>().into_iter())?;
    table.texts(file, "channel_name", "name of the channel", &names)?;
    let location = vec!["unknown".to_owned(); rows];
    table.texts(file, "location", "area", &location)?;
    table.references(file, "group", "group of the electrode", &vec![group; rows])?;
    let group_name = vec!["electrodes of the fields".to_owned(); rows];
    table.texts(file, "group_name", "name of that group", &group_name)?;
    if fields.iter().any(|f| f.positions_um.is_some()) {
        let axes = [("rel_x", 0), ("rel_y", 1), ("rel_z", 2)];
        for (name, axis) in axes {
            let places: Vec<f64> = fields
                .iter()
                .flat_map(|f| {
                    (0..f.channels.len()).map(move |channel| {
                        let place = f.positions_um.as_ref().and_then(|p| p.get(channel));
                        place.and_then(|p| p.get(axis)).copied().unwrap_or(f64::NAN)
                    })
                })
                .collect();
            table.numbers(file, name, "position in micrometres", &places)?;
        }
    }
    table.finish(
        file,
        ("hdmf-common", "DynamicTable"),
        "electrodes of the fields",
    )
}

/// Volts in one unit of the samples.
fn volts(unit: &str) -> Option<f64> {
    match unit {
        "V" => Some(1.0),
        "mV" => Some(1e-3),
        "uV" | "µV" => Some(1e-6),
        _ => None,
    }
}

/// Ranges in pieces of at most so many samples.
fn pieces(ranges: &[Range<u64>], step: u64) -> impl Iterator<Item = Range<u64>> {
    ranges.iter().flat_map(move |range| {
        let end = range.end;
        let starts = (range.start..end).step_by(step as usize);
        starts.map(move |start| start..(start + step).min(end))
    })
}

/// Start and rate of a field; the time of every sample where it has gaps.
fn clock<W: Write + Seek>(
    file: &mut File<W>,
    field: &Field,
    recorded: &[Range<u64>],
    stored: u64,
) -> io::Result<(&'static str, Address)> {
    if field.gaps().is_empty() {
        let attributes = vec![
            ("rate", Value::Number(field.rate_hz)),
            ("unit", Value::Text("seconds")),
        ];
        let start = field.start_s.to_le_bytes();
        let start = file
            .writer
            .array(Kind::F64, None, attributes, |put| put(&start));
        return Ok(("starting_time", start?));
    }
    let attributes = vec![
        ("interval", Value::Whole(1)),
        ("unit", Value::Text("seconds")),
    ];
    let times = file
        .writer
        .array(Kind::F64, Some(&[stored]), attributes, |put| {
            pieces(recorded, PIECE).try_for_each(|part| {
                let times: Vec<f64> = part.map(|at| field.time_s(at)).collect();
                put_f64s(put, &times)
            })
        })?;
    Ok(("timestamps", times))
}

fn one<W: Write + Seek>(
    file: &mut File<W>,
    (place, field): (usize, &Field),
    electrodes: Option<(Address, i64)>,
    report: &mut dyn FnMut(f32),
) -> io::Result<Address> {
    let channels: Vec<usize> = (0..field.channels.len()).collect();
    // Nothing is written for what was not recorded.
    let recorded = field.recorded();
    let stored = recorded.iter().map(|r| r.end - r.start).sum();
    let dims = [stored, channels.len() as u64];
    let conversion = volts(&field.unit);
    let unit = if conversion.is_some() {
        "volts"
    } else {
        &field.unit
    };
    let unit = if unit.is_empty() { "unknown" } else { unit };
    let mut attributes = vec![
        ("unit", Value::Text(unit)),
        ("conversion", Value::Number(conversion.unwrap_or(1.0))),
        ("resolution", Value::Number(-1.0)),
        // Read back by this program as they are, without the way through volts.
        ("source_unit", Value::Text(&field.unit)),
        ("place", Value::Number(place as f64)),
    ];
    if electrodes.is_none() {
        attributes.push(("channel_names", Value::Texts(&field.channels)));
    }
    if !field.gaps().is_empty() {
        attributes.push((FIELD_RATE, Value::Number(field.rate_hz)));
        attributes.push((FIELD_START, Value::Number(field.start_s)));
    }
    let step = (PIECE / channels.len().max(1) as u64).max(1);
    let data = file
        .writer
        .array(Kind::F32, Some(&dims), attributes, |put| {
            for part in pieces(&recorded, step) {
                report(part.start as f32 / field.samples as f32);
                let samples = field.source.read(&channels, part);
                let samples = samples.map_err(io::Error::other)?;
                // The file has all channels of a sample together.
                let bytes: Vec<u8> = samples.t().iter().flat_map(|v| v.to_le_bytes()).collect();
                put(&bytes)?;
            }
            Ok(())
        })?;
    let (name, times) = clock(file, field, &recorded, stored)?;
    let mut children = vec![("data".to_owned(), data), (name.to_owned(), times)];
    let kind = if let Some((table, first_row)) = electrodes {
        let id = file.object_id();
        let attributes = vec![
            ("namespace", Value::Text("hdmf-common")),
            ("neurodata_type", Value::Text("DynamicTableRegion")),
            ("object_id", Value::Text(&id)),
            ("description", Value::Text("channels of the series")),
            ("table", Value::Object(table)),
        ];
        let rows: Vec<i64> = (first_row..first_row + channels.len() as i64).collect();
        let region = file.writer.i64s(rows.into_iter(), attributes)?;
        children.push(("electrodes".to_owned(), region));
        "ElectricalSeries"
    } else {
        "TimeSeries"
    };
    let attributes = vec![
        ("description", Value::Text(&field.name)),
        ("comments", Value::Text("no comments")),
    ];
    file.typed(&children, ("core", kind), attributes)
}
