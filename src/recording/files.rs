//! The files of a recording that is put together from several.

use super::{Field, Origin, Parts};
use std::path::{Path, PathBuf};

/// A file that was added to a recording: what was taken from it, and when it happened.
#[derive(Clone, Debug, PartialEq)]
pub struct AddedFile {
    pub path: PathBuf,
    pub format: String,
    /// Its times are so much later on the clock of the recording.
    pub offset_s: f64,
    pub units: usize,
    pub fields: usize,
    pub epochs: usize,
}

impl AddedFile {
    /// The name of the file without its folder.
    pub fn name(&self) -> String {
        name_of(&self.path)
    }
    /// "12.5 s later", "0.25 s earlier", "on the same clock".
    pub fn offset_text(&self) -> String {
        if self.offset_s == 0.0 {
            return "on the same clock".to_owned();
        }
        // To the nanosecond, without what binary fractions add.
        let text = format!("{:.9}", self.offset_s.abs());
        let text = text.trim_end_matches('0').trim_end_matches('.');
        let is_later = self.offset_s > 0.0;
        format!("{text} s {}", if is_later { "later" } else { "earlier" })
    }
}

/// "hypnogram.edf (EDF+C), 12.5 s later: 153 epochs".
impl std::fmt::Display for AddedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counted = |count: usize, one: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            _ => Some(format!("{count} {one}s")),
        };
        let taken = [
            counted(self.units, "unit"),
            counted(self.fields, "field"),
            counted(self.epochs, "epoch"),
        ];
        let taken: Vec<String> = taken.into_iter().flatten().collect();
        let (name, format) = (self.name(), &self.format);
        let (offset, taken) = (self.offset_text(), taken.join(", "));
        write!(f, "{name} ({format}), {offset}: {taken}")
    }
}

/// SHA-256 of the files of a recording, as `formats` makes them of their contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hashes {
    /// Of the file that the recording is named after; `None` for what has no file.
    pub file: Option<String>,
    /// One for each added file.
    pub added: Vec<String>,
}

/// The file that the samples of a field stay in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFile {
    pub path: PathBuf,
    /// What the field is called there.
    pub name: String,
}

/// The file of each field: as the reader says, or that of the recording.
pub(super) fn of_fields(parts: &mut Parts) -> Vec<Option<FieldFile>> {
    let said = std::mem::take(&mut parts.field_files);
    if said.len() == parts.fields.len() {
        return said;
    }
    let own = |field: &Field| match &parts.origin {
        Origin::File { path, .. } => Some(FieldFile {
            path: path.clone(),
            name: field.name.clone(),
        }),
        _ => None,
    };
    parts.fields.iter().map(own).collect()
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}
