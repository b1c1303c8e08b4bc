//! Fields that stay in their own files: a table says where, for this program and for people.

use super::table::{File, Table};
use crate::formats::hdf5::write::Address;
use crate::formats::{OpenOptions, Progress, look};
use crate::recording::{Field, FieldFile, Recording};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

/// A field, by its place in the recording, and where it stays.
pub(super) struct Link {
    pub field: usize,
    pub file: FieldFile,
    fingerprint: String,
}

/// The fields of a file, and its fingerprint.
struct FileFields {
    fields: Vec<Field>,
    fingerprint: String,
}

/// The fields that are found again when their files are read; `lost` says why others are not.
pub(super) fn links(recording: &Recording, out: &Path, lost: &mut Vec<String>) -> Vec<Link> {
    let mut opened: Vec<(PathBuf, Option<FileFields>)> = Vec::new();
    let mut links = Vec::new();
    for (at, field) in recording.fields().iter().enumerate() {
        let Some(file) = recording.field_file(at) else {
            lost.push(format!("{} is copied, for it is in no file", field.name));
            continue;
        };
        let path = absolute(&file.path);
        if out.canonicalize().ok().is_some_and(|o| o == path) {
            let why = format!("{} is copied, for its file is replaced", field.name);
            lost.push(why);
            continue;
        }
        if opened.iter().all(|(p, _)| *p != path) {
            let options = OpenOptions::default();
            let quiet = Progress::silent();
            let read = look(&path, &quiet).ok().and_then(|mut file| {
                Some(FileFields {
                    fingerprint: file.fingerprint().ok()?,
                    fields: file.read(&options, &quiet).ok()?.fields,
                })
            });
            opened.push((path.clone(), read));
        }
        let there = opened.iter().find(|(p, _)| *p == path);
        let there = there.and_then(|(_, read)| read.as_ref());
        let has_it =
            |there: &&FileFields| there.fields.iter().any(|f| is_field(f, &file.name, field));
        match there.filter(has_it) {
            Some(there) => links.push(Link {
                field: at,
                file: FieldFile {
                    path,
                    name: file.name.clone(),
                },
                fingerprint: there.fingerprint.clone(),
            }),
            None => lost.push(format!(
                "{} is copied, for its file alone does not give it as it is here",
                field.name
            )),
        }
    }
    links
}

/// Whether a field has this name, and the rate and size of another.
fn is_field(field: &Field, name: &str, like: &Field) -> bool {
    field.name == name
        && field.samples == like.samples
        && field.channels.len() == like.channels.len()
        && (field.rate_hz / like.rate_hz - 1.0).abs() < 1e-9
}

fn absolute(path: &Path) -> PathBuf {
    let found = path.canonicalize().or_else(|_| std::path::absolute(path));
    found.unwrap_or_else(|_| path.to_owned())
}

/// The table of links.
pub(super) fn write<W: Write + Seek>(
    file: &mut File<W>,
    recording: &Recording,
    links: &[Link],
    out: &Path,
) -> io::Result<Address> {
    let mut table = Table::new(
        file,
        (0..links.len() as i64).collect::<Vec<_>>().into_iter(),
    )?;
    let folder = absolute(out.parent().unwrap_or(Path::new("")));
    let beside = |path: &Path| {
        let relative = path.strip_prefix(&folder).unwrap_or(Path::new(""));
        relative.to_string_lossy().replace('\\', "/")
    };
    let fields: Vec<&Field> = links
        .iter()
        .filter_map(|link| recording.fields().get(link.field))
        .collect();
    let texts: [(&str, &str, Vec<String>); 6] = [
        (
            "field_name",
            "what the field is called",
            fields.iter().map(|f| f.name.clone()).collect(),
        ),
        (
            "file",
            "the file it stays in",
            links
                .iter()
                .map(|l| l.file.path.to_string_lossy().into_owned())
                .collect(),
        ),
        (
            "file_beside",
            "the same as seen from the folder of this file, where it lies in that",
            links.iter().map(|l| beside(&l.file.path)).collect(),
        ),
        (
            "name_in_file",
            "what the field is called there",
            links.iter().map(|l| l.file.name.clone()).collect(),
        ),
        (
            "fingerprint",
            "SHA-256 by which Equipoise knows the file again",
            links.iter().map(|l| l.fingerprint.clone()).collect(),
        ),
        (
            "field_unit",
            "unit of the samples",
            fields.iter().map(|f| f.unit.clone()).collect(),
        ),
    ];
    for (name, description, texts) in &texts {
        table.texts(file, name, description, texts)?;
    }
    let numbers: [(&str, &str, Vec<f64>); 5] = [
        (
            "starting_time",
            "time of the first sample in seconds of this file's clock",
            fields.iter().map(|f| f.start_s).collect(),
        ),
        (
            "rate",
            "samples a second",
            fields.iter().map(|f| f.rate_hz).collect(),
        ),
        (
            "samples",
            "samples of each channel",
            fields.iter().map(|f| f.samples as f64).collect(),
        ),
        (
            "channels",
            "number of channels",
            fields.iter().map(|f| f.channels.len() as f64).collect(),
        ),
        (
            "place",
            "place among the fields of the recording",
            links.iter().map(|l| l.field as f64).collect(),
        ),
    ];
    for (name, description, numbers) in &numbers {
        table.numbers(file, name, description, numbers)?;
    }
    let description = "fields that stay in other files; Equipoise reads them from there";
    table.finish(file, ("hdmf-common", "DynamicTable"), description)
}
