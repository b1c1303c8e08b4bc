//! What a folder stands for: a recording of many files, or the one recording in it.

use super::input::name_of;
use super::open::recognise_file;
use super::{Format, FormatError, Progress, all, found};
use std::path::{Path, PathBuf};

/// Entries of a folder that are looked at.
const MOST_ENTRIES: usize = 1 << 16;
/// Files that are looked into, to find the one recording among them.
const MOST_FILES: usize = 256;
/// Recordings that an error names.
const NAMED: usize = 6;

/// The format of a folder, and what it is to read: the folder itself for the first format in [`all`]
/// that knows its names, else the only recording among its files.
pub(super) fn recognise(
    path: &Path,
    progress: &Progress<'_>,
) -> Result<(&'static dyn Format, PathBuf), FormatError> {
    let entries = std::fs::read_dir(path).map_err(|source| FormatError::Io {
        path: path.to_owned(),
        source,
    })?;
    let mut names: Vec<String> = entries
        .take(MOST_ENTRIES)
        .filter_map(|e| Some(e.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    names.sort_unstable();
    let whole = all().iter().find(|f| f.recognises_folder(path, &names));
    if let Some(format) = whole {
        return Ok((*format, path.to_owned()));
    }
    let mut inside = inside(path, &names, progress)?;
    let what = match inside.len() {
        1 => return Ok(inside.swap_remove(0)),
        0 => format!(
            "a folder of {} entries, none of which is a recording",
            names.len()
        ),
        count => {
            let names = inside.iter().take(NAMED).map(|(_, p)| name_of(p));
            let more = if count > NAMED { ", .." } else { "" };
            let names = names.collect::<Vec<_>>().join(", ");
            format!("a folder of {count} recordings ({names}{more}); open one of them")
        }
    };
    Err(found::unrecognised(path, what))
}

/// The recordings among the files of a folder, without those that are part of another.
fn inside(
    folder: &Path,
    names: &[String],
    progress: &Progress<'_>,
) -> Result<Vec<(&'static dyn Format, PathBuf)>, FormatError> {
    let is_usual = |path: &PathBuf| {
        let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        ending.is_some_and(|e| all().iter().any(|f| f.extensions().contains(&e.as_str())))
    };
    let files = names.iter().filter(|n| !n.starts_with('.'));
    let files = files.map(|n| folder.join(n)).filter(is_usual);
    let mut known = Vec::new();
    for path in files.filter(|p| p.is_file()).take(MOST_FILES) {
        progress.check()?;
        if let Ok(format) = recognise_file(&path, progress)
            && format.would_open(&path)
        {
            known.push((format, path));
        }
    }
    // Of the files of one recording, the first that its format names stands for it.
    let mut recordings: Vec<(&'static dyn Format, PathBuf)> = Vec::new();
    let mut parts: Vec<PathBuf> = Vec::new();
    for (format, path) in known {
        let mut own = format.files(&path).into_iter().map(|f| f.path);
        let first = own.next().unwrap_or(path);
        parts.extend(own);
        if recordings.iter().all(|(_, p)| *p != first) {
            recordings.push((format, first));
        }
    }
    recordings.retain(|(_, path)| !parts.contains(path));
    Ok(recordings)
}
