//! Fields that stay in other files, read from there; `nwb::write` notes in which.

use super::reader::{LEFT_OUT, Reader};
use super::table::Table;
use crate::formats::hdf5::Group;
use crate::formats::nwb::conventions::LINKED;
use crate::formats::{FormatError, OpenOptions, look, outside};
use crate::recording::{ColumnValues, Field, FieldFile, Warning};
use std::path::{Path, PathBuf};

/// A field, its place in the recording, and the file it is in.
#[derive(Debug)]
pub(super) struct PlacedField {
    pub place: usize,
    pub field: Field,
    pub file: Option<FieldFile>,
}

/// Links that are followed, at most.
const MANY: usize = 10_000;

/// Where the table is.
pub(super) const PLACE: &str = "/scratch/linked_fields";

/// True for a warning about a field that was not found in another file.
pub(super) fn is_missing(remark: &Warning) -> bool {
    remark.object.as_deref() == Some(PLACE)
}

/// One row of the table.
struct Link {
    name: String,
    path: PathBuf,
    beside: String,
    name_there: String,
    fingerprint: String,
    start_s: f64,
    rate_hz: f64,
    samples: u64,
    channels: usize,
    place: usize,
}

/// The fields that are found; warnings say where the others were looked for.
pub(super) fn read(reader: &mut Reader<'_>, root: &Group) -> Result<Vec<PlacedField>, FormatError> {
    let table = root.group("scratch").ok().flatten();
    let table = table.and_then(|g| g.group(LINKED).ok().flatten());
    let Some(table) = table.filter(|_| !reader.options.alone) else {
        return Ok(Vec::new());
    };
    let object = PLACE;
    let table = Table::open(reader, table);
    let Some(links) = links(&table) else {
        let what = "is no table of fields that stay in other files; it is left out";
        reader.warn(Warning::new(what).at(object));
        return Ok(Vec::new());
    };
    let mut opened: Vec<(PathBuf, Option<Vec<Field>>)> = Vec::new();
    let mut placed = Vec::new();
    for link in links {
        reader.step(0.95, "fields in other files")?;
        let Some(path) = found(reader.path, &link) else {
            let (name, path) = (&link.name, link.path.display());
            let what = format!(
                "the field \"{name}\" stays in a file that is neither there nor beside this one; \
                 {LEFT_OUT}; put it back and open this again: {path}"
            );
            reader.warn(Warning::new(what).at(object));
            continue;
        };
        if opened.iter().all(|(p, _)| *p != path) {
            let options = OpenOptions {
                alone: true,
                ..OpenOptions::default()
            };
            let read = look(&path, reader.progress()).and_then(|mut file| {
                let print = file.fingerprint().unwrap_or_default();
                Ok((file.read(&options, reader.progress())?.fields, print))
            });
            let (read, print) = match read {
                Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
                Err(why) => {
                    let what = format!("{why}; what stays in it is left out");
                    reader.warn(Warning::new(what).at(object));
                    (None, String::new())
                }
                Ok((fields, print)) => (Some(fields), print),
            };
            if read.is_some() && print != link.fingerprint {
                let what = format!(
                    "a file with fields is no longer as it was when this was saved: {}",
                    path.display()
                );
                reader.warn(Warning::new(what).at(object));
            }
            opened.push((path.clone(), read));
        }
        let other = opened.iter().find(|(p, _)| *p == path);
        let Some((_, Some(other))) = other else {
            continue;
        };
        let Some(field) = field(other, &link) else {
            let what = format!(
                "the field \"{}\" is not in its file as it was; {LEFT_OUT}: {}",
                link.name,
                path.display()
            );
            reader.warn(Warning::new(what).at(object));
            continue;
        };
        let file = FieldFile {
            path,
            name: link.name_there,
        };
        placed.push(PlacedField {
            place: link.place,
            field,
            file: Some(file),
        });
    }
    Ok(placed)
}

fn links(table: &Table) -> Option<Vec<Link>> {
    let rows = table.column("id").ok()??.count().ok()? as usize;
    if rows > MANY {
        return None;
    }
    let texts = |name: &str| table.labels(name, rows).ok().flatten();
    let numbers = |name: &str| match table.values(name, rows) {
        Ok(Some(ColumnValues::Number(numbers))) => Some(numbers),
        _ => None,
    };
    let (names, paths, besides) = (texts("field_name")?, texts("file")?, texts("file_beside")?);
    let (names_there, prints) = (texts("name_in_file")?, texts("fingerprint")?);
    let (starts, rates) = (numbers("starting_time")?, numbers("rate")?);
    let (samples, channels) = (numbers("samples")?, numbers("channels")?);
    let places = numbers("place")?;
    let row = |row: usize| {
        Some(Link {
            name: names.get(row)?.clone(),
            path: PathBuf::from(paths.get(row)?),
            beside: besides.get(row)?.clone(),
            name_there: names_there.get(row)?.clone(),
            fingerprint: prints.get(row)?.clone(),
            start_s: *starts.get(row)?,
            rate_hz: *rates.get(row)?,
            samples: *samples.get(row)? as u64,
            channels: *channels.get(row)? as usize,
            place: *places.get(row)? as usize,
        })
    };
    (0..rows).map(row).collect()
}

/// Where the file is now: at its path relative to this one, at its absolute path, or in this folder.
fn found(nwb: &Path, link: &Link) -> Option<PathBuf> {
    let folder = nwb.parent().unwrap_or(Path::new(""));
    let beside = (!link.beside.is_empty()).then(|| folder.join(&link.beside));
    let by_name = link.path.file_name().map(|name| folder.join(name));
    let is_network = outside::is_network(&link.path.to_string_lossy());
    let absolute = (!is_network).then(|| link.path.clone());
    let places = [beside, absolute, by_name];
    places.into_iter().flatten().find(|path| path.exists())
}

/// The field of that name and shape, at the time that was written.
fn field(other: &[Field], link: &Link) -> Option<Field> {
    let is_it = |f: &&Field| {
        f.name == link.name_there
            && f.samples == link.samples
            && f.channels.len() == link.channels
            && (f.rate_hz / link.rate_hz - 1.0).abs() < 1e-9
    };
    let found = other.iter().find(is_it)?;
    link.start_s.is_finite().then(|| Field {
        name: link.name.clone(),
        start_s: link.start_s,
        ..found.clone()
    })
}
