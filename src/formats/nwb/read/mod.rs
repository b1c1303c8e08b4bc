//! Reads NWB files: the units table (that of a processing module where there is no other), with its
//! spikes, waveforms, electrodes and free columns (`units`); every table of intervals (`epochs`);
//! annotations and tables of events (`events`); every electrical series, by window (`fields`).

mod clock;
mod electrodes;
mod epochs;
mod events;
mod fields;
mod linked;

mod own;
mod reader;
mod search;
mod series;
mod spikes;
mod table;
mod units;

mod waveforms;

use crate::formats::hdf5::{AttributeOwner, Fault, File, Group};
use crate::formats::{Classes, Contents, Format, FormatError, OpenOptions, Preview, Progress};
use crate::formats::{outside, plain_file, unrecognised};
use crate::recording::{Epoch, EpochKind, Field, FieldFile, Interval, SpikeTrains, Warning};
use electrodes::Electrodes;
use reader::{LEFT_OUT, Reader};
use std::path::Path;

const NAME: &str = "NWB 2";
const SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";

/// Reader of NWB files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nwb;

impl Format for Nwb {
    fn name(&self) -> &'static str {
        NAME
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["nwb"]
    }
    /// HDF5 that is not MATLAB's, whatever its ending: what is something else is then called so. The
    /// signature of HDF5 stands at byte 0, 512, 1024, 2048 and so on.
    fn recognises(&self, _path: &Path, head: &[u8]) -> bool {
        let signed = std::iter::successors(Some(512usize), |at| at.checked_mul(2))
            .take_while(|at| *at < head.len())
            .chain([0])
            .any(|at| head.get(at..).is_some_and(|h| h.starts_with(SIGNATURE)));
        signed && !head.starts_with(b"MATLAB")
    }
    fn read(
        &self,
        path: &Path,
        _preview: Preview,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        let io = |source| FormatError::Io {
            path: path.to_owned(),
            source,
        };
        // The operating system's own words for a file that is not there or may not be read.
        plain_file::open(path).map_err(io)?;
        let file = File::open(path, 0)
            .map_err(|e| FormatError::malformed(path, NAME, "the file", "HDF5", e.to_string()))?;
        let mut reader = Reader::new(file, path, options, progress);
        contents(&mut reader)
    }
}

fn contents(reader: &mut Reader<'_>) -> Result<Contents, FormatError> {
    let path = reader.path;
    let fail = |fault: Fault| fault.into_error(path, NAME);
    reader.step(0.0, "contents")?;
    let root = reader.file.root().map_err(fail)?;
    let version = version(reader, &root)?;
    for (name, file) in root.external_links() {
        reader.warn(not_followed(&root.child_path(&name), &file));
    }
    let electrodes = Electrodes::read(reader, &root);
    let found = search::search(reader, &root)?;
    reader.step(0.05, "spike times")?;
    let mut units_object = None;
    let mut units = match units_table(reader, &root, found.units).map_err(fail)? {
        Some(group) => {
            units_object = Some(group.path().to_owned());
            units::read(reader, group, &electrodes)?
        }
        None => units::Units::default(),
    };
    let is_own = own::is_own(|name| units.columns.iter().any(|c| c.name == name));
    let own_classes = own::restore(reader, &mut units);

    reader.step(0.8, "intervals and fields")?;
    let mut epochs = Vec::new();
    for group in found.intervals {
        reader.step(0.82, "intervals")?;
        epochs.extend(epochs::read(reader, group));
    }
    for group in found.annotations {
        reader.step(0.84, "annotations")?;
        epochs.extend(events::annotations(reader, &group));
    }
    for group in found.events {
        reader.step(0.86, "events")?;
        epochs.extend(events::events(reader, group));
    }
    let series = if found.electrical.is_empty() {
        found.named_like_fields
    } else {
        found.electrical
    };
    let mut placed = fields::read(reader, &series, &electrodes)?;
    placed.extend(linked::read(reader, &root)?);
    // The order of the file's names, but where this program wrote them, that of the recording.
    placed.sort_by_key(|p| p.place);
    let mut fields = Vec::with_capacity(placed.len());
    let mut field_files = Vec::with_capacity(placed.len());
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut outside = Vec::new();
    for linked::PlacedField { field, file, .. } in placed {
        let elsewhere = file.as_ref().map(|file| &file.path);
        if let Some(other) = elsewhere.filter(|other| outside::is_outside(folder, other)) {
            outside.push(other.clone());
        }
        let own = || FieldFile {
            path: path.to_owned(),
            name: field.name.clone(),
        };
        field_files.push(Some(file.unwrap_or_else(own)));
        fields.push(field);
    }

    let is_empty = units.list.is_empty() && epochs.is_empty() && fields.is_empty();
    let gone = reader.warnings.iter().find(|w| linked::is_missing(w));
    if let Some(gone) = gone.filter(|_| is_empty) {
        let expected = "something besides fields in other files, or those files";
        let fault = Fault::new(linked::PLACE, expected, gone.message.clone());
        return Err(fail(fault));
    }
    let mut contents = Contents::new(path, format!("NWB {version}"));
    if let Some(column) = own_classes {
        contents.classes = Classes::Set;
        contents.parts.class_column = column;
    }
    contents.units_object = units_object;
    let parts = &mut contents.parts;
    parts.attribution = attribution(&root);
    parts.synthetic = own::is_synthetic(&root);
    // This program writes the whole span for units that were observed all the time.
    parts.span = units.observed.map(|observed| {
        let is_whole = |own: &[Interval]| matches!(own, [one] if *one == observed);
        let mut all = units.list.iter().filter_map(|u| u.observed.as_deref());
        if is_own && all.any(is_whole) {
            return observed;
        }
        span(observed, &units.trains, &epochs, &fields)
    });
    parts.units = units.list;
    parts.columns = units.columns;
    parts.trains = units.trains;
    parts.epochs = epochs;
    parts.fields = fields;
    parts.field_files = field_files;
    outside.dedup();
    parts.outside = outside;
    parts.warnings = own::warnings(&root);
    parts.warnings.append(&mut reader.warnings);
    Ok(contents)
}

/// The units table at the root; where there is none, the first of those found elsewhere.
fn units_table(
    reader: &mut Reader<'_>,
    root: &Group,
    elsewhere: Vec<Group>,
) -> Result<Option<Group>, Fault> {
    let own = root.group("units")?;
    let mut others = elsewhere.into_iter();
    let table = own.or_else(|| {
        let first = others.next()?;
        let what = "is the units table that is read, for there is none at /units";
        reader.warn(Warning::new(what).at(first.path()));
        Some(first)
    });
    for other in others.filter(|o| table.as_ref().is_some_and(|t| t.address() != o.address())) {
        let what = format!("is a further units table; {LEFT_OUT}");
        reader.warn(Warning::new(what).at(other.path()));
    }
    Ok(table)
}

/// The version of the schema; a file without one may still be NWB if it looks like it.
fn version(reader: &mut Reader<'_>, root: &Group) -> Result<String, FormatError> {
    let old = || root.dataset("nwb_version").ok()??.texts().ok()?.pop();
    let Some(version) = root.text_attribute("nwb_version").or_else(old) else {
        let looks_like_it = ["units", "intervals", "acquisition"]
            .iter()
            .any(|name| matches!(root.group(name), Ok(Some(_))));
        if !looks_like_it {
            let (groups, datasets) = root.children().unwrap_or_default();
            let names = [groups, datasets].concat();
            let has = |name: &str| root.attribute(name).is_some();
            let found = unrecognised::hdf5(reader.path, &names, has);
            return Err(unrecognised::error(reader.path, found));
        }
        let fault = Fault::new("/", "the attribute nwb_version", "none");
        reader.warn(fault.into_warning("read as NWB 2"));
        return Ok("2".into());
    };
    let digits = version.trim_start_matches(|c: char| !c.is_ascii_digit());
    if matches!(digits.split('.').next(), Some("0" | "1")) {
        let expected = "version 2 (convert the file with nwb-conversion tools)";
        return Err(Fault::new("/nwb_version", expected, version).into_error(reader.path, NAME));
    }
    Ok(digits.chars().take(20).collect())
}

/// Who recorded it.
fn attribution(root: &Group) -> Option<String> {
    let general = root.group("general").ok()??;
    let texts = |name: &str| -> Vec<String> {
        let dataset = general.dataset(name).ok().flatten();
        dataset.and_then(|d| d.texts().ok()).unwrap_or_default()
    };
    let all: Vec<String> = ["experimenter", "lab", "institution"]
        .iter()
        .flat_map(|name| texts(name))
        .filter(|t| !t.is_empty())
        .collect();
    if all.is_empty() {
        return own::attribution(&general);
    }
    Some(all.join(", "))
}

/// The observed time together with everything that has a time of its own.
fn span(observed: Interval, trains: &SpikeTrains, epochs: &[Epoch], fields: &[Field]) -> Interval {
    let states = epochs
        .iter()
        .filter(|e| !matches!(e.kind, EpochKind::Trial | EpochKind::Event))
        .map(Epoch::interval);
    let finite = |i: &Interval| i.start_s.is_finite() && i.stop_s.is_finite();
    trains
        .extent()
        .into_iter()
        .chain(states)
        .chain(fields.iter().map(Field::extent))
        .filter(finite)
        .fold(observed, |a, b| {
            Interval::new(a.start_s.min(b.start_s), a.stop_s.max(b.stop_s))
        })
}

fn not_followed(object: &str, file: &str) -> Warning {
    Warning::new(format!(
        "is kept in another file, {file}, which is not read; {LEFT_OUT}"
    ))
    .at(object)
}
