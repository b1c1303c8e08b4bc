//! A recording as an NWB file, for other programs and for this one.
//!
//! Written are the units table (spike times, classes and where they came from, electrode, group,
//! quality, free columns, mean waveforms), the epochs as tables of intervals, and the fields as
//! electrical series, or where they stay. Source: the NWB core schema 2.7.0 and hdmf-common 1.8.0.

mod epochs;
mod fields;
mod linked;
mod table;
mod units;

use super::conventions::{ATTRIBUTION, LINKED, SYNTHETIC, WARNING};
use crate::formats::hdf5::write::{Address, Value};
use crate::formats::{atomic_write, date};
use crate::recording::{Origin, Recording, Warning};
use serde::{Deserialize, Serialize};
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;
use std::time::SystemTime;
use table::File;

/// The session start, which NWB requires and a recording does not have.
const UNKNOWN_START: &str = "1970-01-01T00:00:00+00:00";

/// What is done with the fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fields {
    /// Their samples are written into the NWB file.
    #[default]
    Copied,
    /// They stay in their files, and the NWB file says where.
    Linked,
    LeftOut,
}

/// Writes a recording; the file is complete or absent. Returns, in words, what could not be done as
/// asked.
///
/// # Errors
/// When the file cannot be written, or a field cannot be read.
pub fn write(
    recording: &Recording,
    path: &Path,
    fields: Fields,
    report: &mut dyn FnMut(f32),
) -> io::Result<Vec<String>> {
    let mut lost = Vec::new();
    let links = match fields {
        Fields::Linked => linked::links(recording, path, &mut lost),
        Fields::Copied | Fields::LeftOut => Vec::new(),
    };
    let is_linked = |at: &usize| links.iter().any(|link| link.field == *at);
    let all = 0..recording.fields().len();
    let copied: Vec<usize> = match fields {
        Fields::LeftOut => Vec::new(),
        Fields::Copied | Fields::Linked => all.filter(|at| !is_linked(at)).collect(),
    };
    let out = atomic_write::temporary(path)?;
    let file = BufWriter::with_capacity(1 << 17, out.as_file());
    contents(recording, file, &copied, (&links, path), report)?;
    atomic_write::persist(out, path)?;
    Ok(lost)
}

fn contents<W: Write + Seek>(
    recording: &Recording,
    out: W,
    copied: &[usize],
    (links, path): (&[linked::Link], &Path),
    report: &mut dyn FnMut(f32),
) -> io::Result<()> {
    let origin = origin(recording);
    let seed = format!(
        "{} {} {} {}",
        recording.name(),
        origin,
        recording.units().len(),
        recording.trains().spike_count()
    );
    let mut file = File::new(out, seed)?;
    let mut root: Vec<(String, Address)> = Vec::new();
    let mut general = general(&mut file, recording, &origin)?;
    if !recording.units().is_empty() {
        let units = units::write(&mut file, recording)?;
        root.push(("units".into(), units));
    }
    let intervals = epochs::write(&mut file, recording)?;
    if !intervals.is_empty() {
        let group = file.writer.group(&intervals, Vec::new())?;
        root.push(("intervals".into(), group));
    }
    let mut series = Vec::new();
    if !copied.is_empty() {
        let written = fields::write(&mut file, recording, copied, report)?;
        series = written.series;
        for (name, children) in [
            ("extracellular_ephys", written.ephys),
            ("devices", written.devices),
        ] {
            if !children.is_empty() {
                let group = file.writer.group(&children, Vec::new())?;
                general.push((name.into(), group));
            }
        }
    }
    if !links.is_empty() {
        let table = linked::write(&mut file, recording, links, path)?;
        let scratch = [(LINKED.to_owned(), table)];
        let group = file.writer.group(&scratch, Vec::new())?;
        root.push(("scratch".into(), group));
    }
    let group = file.writer.group(&series, Vec::new())?;
    root.push(("acquisition".into(), group));
    let group = file.writer.group(&general, Vec::new())?;
    root.push(("general".into(), group));
    for name in ["analysis", "processing"] {
        let group = file.writer.group(&[], Vec::new())?;
        root.push((name.into(), group));
    }
    let mut stimulus = Vec::new();
    for name in ["presentation", "templates"] {
        stimulus.push((name.to_owned(), file.writer.group(&[], Vec::new())?));
    }
    let group = file.writer.group(&stimulus, Vec::new())?;
    root.push(("stimulus".into(), group));
    session(&mut file, recording, &origin, &mut root)?;
    let version = vec![("nwb_version", Value::Text("2.7.0"))];
    let root = file.typed(&root, ("core", "NWBFile"), version)?;
    file.writer.finish(root)
}

/// Where the recording came from, in words.
fn origin(recording: &Recording) -> String {
    match recording.origin() {
        Origin::File { path, format } => {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            format!("{name} ({format})")
        }
        Origin::Example => "a built-in example".into(),
        Origin::Model { model, seed } => format!("model {model}, seed {seed}"),
        Origin::Memory => "memory".into(),
    }
}

fn general<W: Write + Seek>(
    file: &mut File<W>,
    recording: &Recording,
    origin: &str,
) -> io::Result<Vec<(String, Address)>> {
    let mut general = Vec::new();
    if let Some(thanks) = recording.attribution() {
        let notes = file.writer.one_text(&format!("{ATTRIBUTION}{thanks}"))?;
        general.push(("notes".to_owned(), notes));
    }
    let mut made = format!("Equipoise {}, from {origin}", env!("CARGO_PKG_VERSION"));
    let added = recording.added().iter();
    let added = added.map(|file| format!("put together with {file}"));
    // What a reader of any file says anew is not kept.
    let lasting = |w: &&Warning| !w.message.contains("units have no class");
    let said = recording.warnings().iter().filter(lasting);
    for remark in added.chain(said.map(ToString::to_string)) {
        made.push('\n');
        made.push_str(WARNING);
        made.push_str(&remark.replace(['\n', '\r'], " "));
    }
    let made = file.writer.one_text(&made)?;
    general.push(("data_collection".to_owned(), made));
    Ok(general)
}

/// Datasets that NWB requires of a session.
fn session<W: Write + Seek>(
    file: &mut File<W>,
    recording: &Recording,
    origin: &str,
    root: &mut Vec<(String, Address)>,
) -> io::Result<()> {
    let kind = if recording.is_synthetic() {
        SYNTHETIC
    } else {
        "Recording"
    };
    let description = format!(
        "{kind} \"{}\", from {origin}. The start of the session is not known: {UNKNOWN_START} \
         stands for it, and times are in seconds of the recording's own clock.",
        recording.name()
    );
    let identifier = file.object_id();
    for (name, text) in [
        ("identifier", identifier.as_str()),
        ("session_description", &description),
        ("session_start_time", UNKNOWN_START),
        ("timestamps_reference_time", UNKNOWN_START),
    ] {
        root.push((name.to_owned(), file.writer.one_text(text)?));
    }
    let now = [date::iso(SystemTime::now())];
    let date = file.writer.texts(&now, Vec::new())?;
    root.push(("file_create_date".to_owned(), date));
    Ok(())
}
