//! Fields as electrical series, with the electrodes they need.

use super::encode::Kind;
use super::hdf5::{Address, Value};
use super::table::{File, Table, link_name};
use crate::recording::{Field, Recording};
use std::io::{self, Seek, Write};

/// Samples of all channels together that are read at a time.
const PIECE: u64 = 1 << 20;

/// What the file needs beside the series.
pub(super) struct Written {
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
) -> io::Result<Written> {
    let fields: Vec<(usize, &Field)> = places
        .iter()
        .filter_map(|&at| Some((at, recording.fields().get(at)?)))
        .collect();
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
    let only: Vec<&Field> = fields.iter().map(|(_, field)| *field).collect();
    let electrodes = electrodes(file, &only, group)?;
    let mut series = Vec::new();
    let mut first_row = 0;
    let all = fields.len() as f32;
    for (done, &(place, field)) in fields.iter().enumerate() {
        let mut name = link_name(&field.name);
        while series.iter().any(|(n, _)| *n == name) {
            name.push('_');
        }
        let mut part = |part: f32| report((done as f32 + part) / all);
        let address = one(file, (place, field), electrodes, first_row, &mut part)?;
        series.push((name, address));
        first_row += field.channels.len() as i64;
    }
    Ok(Written {
        series,
        ephys: vec![
            ("electrodes".into(), electrodes),
            ("electrodes of the fields".into(), group),
        ],
        devices: vec![("device".into(), device)],
    })
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

fn one<W: Write + Seek>(
    file: &mut File<W>,
    (place, field): (usize, &Field),
    electrodes: Address,
    first_row: i64,
    report: &mut dyn FnMut(f32),
) -> io::Result<Address> {
    let channels: Vec<usize> = (0..field.channels.len()).collect();
    let dims = [field.samples, channels.len() as u64];
    let conversion = volts(&field.unit);
    let unit = if conversion.is_some() {
        "volts"
    } else {
        &field.unit
    };
    let unit = if unit.is_empty() { "unknown" } else { unit };
    let attributes = vec![
        ("unit", Value::Text(unit)),
        ("conversion", Value::Number(conversion.unwrap_or(1.0))),
        ("resolution", Value::Number(-1.0)),
        // Read back by this program as they are, without the way through volts.
        ("source_unit", Value::Text(&field.unit)),
        ("place", Value::Number(place as f64)),
    ];
    let step = (PIECE / channels.len().max(1) as u64).max(1);
    let data = file
        .writer
        .array(Kind::F32, Some(&dims), attributes, |put| {
            let mut start = 0;
            while start < field.samples {
                report(start as f32 / field.samples as f32);
                let end = (start + step).min(field.samples);
                let samples = field
                    .source
                    .read(&channels, start..end)
                    .map_err(io::Error::other)?;
                // The file has all channels of a sample together.
                let bytes: Vec<u8> = samples.t().iter().flat_map(|v| v.to_le_bytes()).collect();
                put(&bytes)?;
                start = end;
            }
            Ok(())
        })?;
    let attributes = vec![
        ("rate", Value::Number(field.rate_hz)),
        ("unit", Value::Text("seconds")),
    ];
    let start = field.start_s.to_le_bytes();
    let start = file
        .writer
        .array(Kind::F64, None, attributes, |put| put(&start))?;
    let id = file.object_id();
    let attributes = vec![
        ("namespace", Value::Text("hdmf-common")),
        ("neurodata_type", Value::Text("DynamicTableRegion")),
        ("object_id", Value::Text(&id)),
        ("description", Value::Text("channels of the series")),
        ("table", Value::Object(electrodes)),
    ];
    let rows: Vec<i64> = (first_row..first_row + channels.len() as i64).collect();
    let region = file.writer.i64s(rows.into_iter(), attributes)?;
    let children = [
        ("data".to_owned(), data),
        ("starting_time".to_owned(), start),
        ("electrodes".to_owned(), region),
    ];
    let attributes = vec![
        ("description", Value::Text(&field.name)),
        ("comments", Value::Text("no comments")),
    ];
    file.typed(&children, ("core", "ElectricalSeries"), attributes)
}
