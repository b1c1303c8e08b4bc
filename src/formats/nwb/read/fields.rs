//! Electrical series as fields: what they are, not their samples.

use super::clock;
use super::electrodes::Electrodes;
use super::linked::PlacedField;
use super::own;
use super::reader::{LEFT_OUT, Reader};
use super::series::{Scale, Series};
use crate::formats::FormatError;
use crate::formats::hdf5::Fault;
use crate::formats::hdf5::{AttributeOwner, Dataset, File, Group};
use crate::recording::{Field, FieldSource, Pyramid, Stretch, Warning};
use std::sync::Arc;

/// Chunks of fields kept for the next window.
const CACHE_BYTES: usize = 16 << 20;
/// The best that deflate can do; a series that declares more than this was never written.
const MOST_COMPRESSED: u64 = 1032;

/// One field for each series that can be read.
pub(super) fn read(
    reader: &mut Reader<'_>,
    groups: &[Group],
    electrodes: &Electrodes,
) -> Result<Vec<PlacedField>, FormatError> {
    let mut placed: Vec<PlacedField> = Vec::new();
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    // Windows of fields are read again and again, and by other threads than this.
    let opened = File::open(reader.path, CACHE_BYTES).map_err(|e| Fault::read("/", &e));
    let Some(file) = reader.or_warn(opened, "no field can be read") else {
        return Ok(Vec::new());
    };
    for (done, group) in groups.iter().enumerate() {
        reader.step(0.85 + 0.1 * done as f32 / groups.len() as f32, "fields")?;
        let field = field(reader, &file, group, electrodes);
        let (place, parts) = reader.or_warn(field, LEFT_OUT).unwrap_or_default();
        for mut field in parts {
            if placed.iter().any(|p| p.field.name == field.name) {
                group
                    .path()
                    .trim_start_matches('/')
                    .clone_into(&mut field.name);
            }
            placed.push(PlacedField {
                place: place.unwrap_or(usize::MAX),
                field,
                file: None,
            });
        }
    }
    Ok(placed)
}

/// A series as a field, or as several where its time goes back; and the place of the field where this
/// program wrote it.
fn field(
    reader: &mut Reader<'_>,
    file: &File,
    group: &Group,
    electrodes: &Electrodes,
) -> Result<(Option<usize>, Vec<Field>), Fault> {
    let path = group.child_path("data");
    let Some(data) = group.dataset("data")? else {
        return Err(Fault::new(path, "samples", "none"));
    };
    let data = file.dataset(data.path())?;
    let stored = file.bytes().saturating_mul(MOST_COMPRESSED);
    if !data.is_number() || data.declared_bytes()? > stored {
        let found = format!("shape {:?} in a file of {}", data.shape(), file.bytes());
        return Err(Fault::new(path, "samples that the file can hold", found));
    }
    let rows = rows_of_electrodes(reader, group);
    let (samples, channels, channels_first) = axes(&data, rows.len())?;
    if channels_first {
        let what = "is stored channels x samples where samples x channels is usual; read as such";
        reader.warn(Warning::new(what).at(data.path()));
    }
    if samples == 0 || channels == 0 {
        return Err(Fault::new(
            path,
            "samples",
            format!("shape {:?}", data.shape()),
        ));
    }
    let clock = clock::read(reader, group, samples)?;
    let samples = clock.runs.iter().map(|r| r.first + r.samples).max();
    let samples = samples.unwrap_or(0);
    // Names and gains are made for each channel: paid for.
    let bytes = (channels as u64).saturating_mul(64);
    reader.file.charge(bytes, data.path())?;
    let source_unit = data.text_attribute("source_unit");
    let place = own::place_of_field(&data);
    let own_names = place.and_then(|_| own::channel_names(&data, channels));
    let name = place.and_then(|_| own::name_before(group.name(), group));
    let scale = match source_unit {
        // This program writes samples as they were, and says in what unit.
        Some(_) => Scale {
            gains: vec![1.0; channels],
            offset: 0.0,
        },
        None => scale(group, &data, channels),
    };
    let unit = data.text_attribute("unit").unwrap_or_default();
    let source = Series::new(data, scale, channels_first);
    // What cannot be read now will not be read later either: external files, lost chunks.
    let probe = |at: u64| {
        let sample = source.read(&[0], at..at + 1);
        sample.map_err(|e| Fault::new(&path, "readable samples", e.message))
    };
    probe(0)?;
    let end = probe(samples.saturating_sub(1));
    reader.or_warn(end, "its end cannot be shown");
    let source: Arc<dyn FieldSource> = Arc::new(source);
    let like = Field {
        name: name.unwrap_or_else(|| group.name().to_owned()),
        rate_hz: clock.rate_hz,
        start_s: clock.runs.first().map_or(0.0, |r| r.start_s),
        samples,
        channels: own_names.unwrap_or_else(|| names(electrodes, &rows, channels)),
        positions_um: positions(electrodes, &rows, channels),
        unit: source_unit.unwrap_or_else(|| match unit.as_str() {
            "volts" | "volt" | "Volts" | "" => "V".into(),
            "microvolts" | "microvolt" => "uV".into(),
            "millivolts" | "millivolt" => "mV".into(),
            _ => unit,
        }),
        source: Arc::clone(&source),
        pyramid: Arc::new(Pyramid::new(samples)),
    };
    let stretch = |run: &clock::Run| Stretch {
        start_s: run.start_s,
        samples: run.samples,
        first: run.first,
        source: Arc::clone(&source),
    };
    let stretches = clock.runs.iter().map(stretch).collect();
    Ok((place, Field::of_stretches(&like, stretches)))
}

/// Samples, channels, and whether the channels are the first axis.
fn axes(data: &Dataset, electrodes: usize) -> Result<(u64, usize, bool), Fault> {
    match *data.shape() {
        [samples] => Ok((samples, 1, false)),
        [a, b] => {
            let electrodes = electrodes as u64;
            // Only the electrodes can tell that the axes are exchanged.
            let exchanged = electrodes > 0 && a == electrodes && b != electrodes;
            let (samples, channels) = if exchanged { (b, a) } else { (a, b) };
            Ok((samples, channels as usize, exchanged))
        }
        _ => Err(Fault::new(
            data.path(),
            "samples or samples x channels",
            format!("shape {:?}", data.shape()),
        )),
    }
}

/// Rows of the electrodes table, one a channel.
fn rows_of_electrodes(reader: &mut Reader<'_>, group: &Group) -> Vec<usize> {
    let rows = group
        .dataset("electrodes")
        .and_then(|d| d.map(|d| d.numbers()).transpose());
    let rows = reader.if_there(rows, "channels are numbered");
    let row = |v: f64| if v >= 0.0 { v as usize } else { usize::MAX };
    rows.unwrap_or_default().into_iter().map(row).collect()
}

fn names(electrodes: &Electrodes, rows: &[usize], channels: usize) -> Vec<String> {
    let known = rows.len() == channels;
    (0..channels)
        .map(|channel| {
            rows.get(channel)
                .filter(|_| known)
                .and_then(|&row| electrodes.name(row).cloned())
                .unwrap_or_else(|| (channel + 1).to_string())
        })
        .collect()
}

fn positions(electrodes: &Electrodes, rows: &[usize], channels: usize) -> Option<Vec<[f64; 3]>> {
    let all = electrodes.positions_um.as_ref()?;
    if rows.len() != channels {
        return None;
    }
    rows.iter().map(|&row| all.get(row).copied()).collect()
}

/// From stored numbers to the unit of the series.
fn scale(group: &Group, data: &Dataset, channels: usize) -> Scale {
    let finite = |name: &str, otherwise: f64| {
        data.number_attribute(name)
            .filter(|v| v.is_finite())
            .unwrap_or(otherwise)
    };
    let (conversion, offset) = (finite("conversion", 1.0), finite("offset", 0.0));
    let of_channel = match group.dataset("channel_conversion") {
        Ok(Some(d)) if d.count().is_ok_and(|n| n == channels as u64) => d.numbers().ok(),
        _ => None,
    };
    let gains = match of_channel {
        Some(factors) => factors.iter().map(|f| f * conversion).collect(),
        None => vec![conversion; channels],
    };
    Scale { gains, offset }
}
