//! What format a file has, and what a folder stands for: a recording of many files, or the one
//! recording in it.

use super::folder::names_in;
use super::positional_file::name_of;
use super::{Format, FormatError, Progress, all, plain_file, unrecognised};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes by which a format is recognised.
const HEAD: u64 = 1 << 16;
/// Files that are looked into, to find the one recording among them.
const MOST_FILES: usize = 256;
/// Folders within each other that are looked into, and of each so many.
const DEPTH: usize = 2;
const MOST_FOLDERS: usize = 64;
/// Recordings that an error names.
const NAMED: usize = 6;

/// The format of a file or folder, and the path that it is to read.
pub(super) fn recognise(
    path: &Path,
    progress: &Progress<'_>,
) -> Result<(&'static dyn Format, PathBuf), FormatError> {
    if path.is_dir() {
        return recognise_folder(path, progress);
    }
    Ok((recognise_file(path, progress)?, path.to_owned()))
}

/// The format of a file.
fn recognise_file(
    path: &Path,
    progress: &Progress<'_>,
) -> Result<&'static dyn Format, FormatError> {
    let io = |source: io::Error| FormatError::Io {
        path: path.to_owned(),
        source,
    };
    progress.check()?;
    let file = match plain_file::open(path) {
        Ok(file) => file,
        Err(why) if why.kind() == io::ErrorKind::InvalidInput => {
            return Err(unrecognised::error(path, why.to_string()));
        }
        Err(why) => return Err(io(why)),
    };
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head).map_err(io)?;
    if head.is_empty() {
        return Err(unrecognised::error(path, unrecognised::describe(&head)));
    }
    if let Some(found) = unrecognised::known(path, &head) {
        return Err(unrecognised::error(path, found));
    }
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let fits: Vec<&'static dyn Format> = all()
        .iter()
        .copied()
        .filter(|f| f.recognises(path, &head))
        .collect();
    let by_ending = fits.iter().find(|f| {
        ending
            .as_deref()
            .is_some_and(|e| f.extensions().contains(&e))
    });
    by_ending.or(fits.first()).copied().ok_or_else(|| {
        let by_name = ending.as_deref().and_then(unrecognised::by_ending);
        let found = by_name.unwrap_or_else(|| unrecognised::describe(&head));
        unrecognised::error(path, found)
    })
}

/// The format of a folder, and what it is to read: the folder itself for the first format in [`all`]
/// that knows its names, else the only recording among its files, else among the folders in it.
fn recognise_folder(
    path: &Path,
    progress: &Progress<'_>,
) -> Result<(&'static dyn Format, PathBuf), FormatError> {
    let names = names_in(path).map_err(|source| FormatError::Io {
        path: path.to_owned(),
        source,
    })?;
    let whole = all().iter().find(|f| f.recognises_folder(path, &names));
    if let Some(format) = whole {
        return Ok((*format, path.to_owned()));
    }
    if let Some(found) = unrecognised::known_folder(path, &names) {
        return Err(unrecognised::error(path, found));
    }
    let mut inside = inside(path, &names, progress)?;
    if inside.is_empty() {
        below(path, &names, DEPTH, &mut inside, progress)?;
    }
    let what = match inside.len() {
        1 => return Ok(inside.swap_remove(0)),
        0 => {
            let why = unrecognised::in_folder(path, &names);
            let why = why.map_or(String::new(), |(name, what)| format!("; {name} is {what}"));
            let count = names.len();
            format!("a folder of {count} entries, none of which is a recording{why}")
        }
        count => {
            let name = |p: &PathBuf| match p.strip_prefix(path) {
                Ok(below) => below.display().to_string(),
                Err(_) => name_of(p),
            };
            let names = inside.iter().take(NAMED).map(|(_, p)| name(p));
            let more = if count > NAMED { ", .." } else { "" };
            let names = names.collect::<Vec<_>>().join(", ");
            format!("a folder of {count} recordings ({names}{more}); open one of them")
        }
    };
    Err(unrecognised::error(path, what))
}

/// The folders below one that are recordings as a whole, as a sorting is in the folder of what was
/// sorted.
fn below(
    folder: &Path,
    names: &[String],
    depth: usize,
    found: &mut Vec<(&'static dyn Format, PathBuf)>,
    progress: &Progress<'_>,
) -> Result<(), FormatError> {
    let folders = names.iter().filter(|n| !n.starts_with('.'));
    let folders = folders.map(|n| folder.join(n)).filter(|p| p.is_dir());
    for path in folders.take(MOST_FOLDERS) {
        progress.check()?;
        let names = names_in(&path).unwrap_or_default();
        let whole = all().iter().find(|f| f.recognises_folder(&path, &names));
        if let Some(format) = whole {
            found.push((*format, path));
        } else if depth > 1 {
            below(&path, &names, depth - 1, found, progress)?;
        }
    }
    Ok(())
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
