//! Opening a file of any known format.

use super::{Format, FormatError, OpenOptions, Progress, all, folder, mat, table, unrecognised};
use crate::recording::{Hashes, Origin, Recording, Taken};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Bytes by which a format is recognised.
const HEAD: u64 = 1 << 16;

/// Reads a recording from a file of any known format, and what is to be added to it from others: the
/// first in [`all`] that recognises the contents; among several, one whose usual ending the file has.
/// Of a folder, the recording that it is, or the only one in it.
///
/// # Errors
/// [`FormatError::Unrecognised`] for a folder, an empty file and whatever is no recording, with what
/// was found in words; otherwise what the reader of the format says.
pub fn open(
    path: &Path,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Recording, FormatError> {
    let (format, path) = recognise(path, progress)?;
    let mut recording = format.read(&path, options, progress)?;
    let clock_s = (!options.added.is_empty())
        .then(|| format.starts_s(&path))
        .flatten();
    for added in &options.added {
        let other = part(&added.path, options, clock_s, progress)?;
        let taken = Taken {
            units: added.units,
            fields: added.fields,
            epochs: added.epochs,
        };
        recording = recording
            .with_added(&other, added.offset_s, taken)
            .map_err(|source| FormatError::Recording {
                path: added.path.clone(),
                source,
            })?;
    }
    Ok(recording)
}

/// What is in a file that is added to a recording whose clock starts at `clock_s`. What a person
/// said of stages is true of it too; the rate that was given helps where it cannot be read without.
fn part(
    path: &Path,
    options: &OpenOptions,
    clock_s: Option<f64>,
    progress: &Progress<'_>,
) -> Result<Recording, FormatError> {
    let (format, path) = recognise(path, progress)?;
    let read = |rate_hz: Option<f64>| {
        let own = OpenOptions {
            stage_s: options.stage_s,
            clock_s,
            sample_rate_hz: rate_hz,
            table: table::TableChoices {
                rate_hz,
                ..table::TableChoices::default()
            },
            ..OpenOptions::default()
        };
        let is_table = format.name() == Format::name(&table::Tables);
        let epochs = if is_table {
            table::part(&path, &own, progress)?
        } else {
            None
        };
        epochs.map_or_else(|| format.read(&path, &own, progress), Ok)
    };
    let rate_hz = options.sample_rate_hz.or(options.table.rate_hz);
    match read(None) {
        Err(FormatError::NoRate { .. } | FormatError::Malformed { .. }) if rate_hz.is_some() => {
            read(rate_hz)
        }
        // An answer would be that of the recording, which may have another rate.
        other => other.map_err(FormatError::without_question),
    }
}

/// What was recognised in a table, to be confirmed before it is read; `None` for every other
/// format.
///
/// # Errors
/// As [`open`], when the file is of no known format or the table cannot be understood.
pub fn plan_if_table(path: &Path) -> Result<Option<table::Plan>, FormatError> {
    let (format, path) = recognise(path, &Progress::silent())?;
    if format.name() == Format::name(&table::Tables) {
        table::plan(&path).map(Some)
    } else {
        Ok(None)
    }
}

/// The variables of a MATLAB file, for a person to say what is what, and whether it is read without
/// asking; `None` for every other file.
///
/// # Errors
/// When a MATLAB file cannot be read.
pub fn plan_if_mat(path: &Path) -> Result<Option<(mat::MatPlan, bool)>, FormatError> {
    let progress = Progress::silent();
    match recognise(path, &progress) {
        Ok((format, path)) if format.name() == Format::name(&mat::Mat) => {
            mat::plan_and_known(&path, &progress).map(Some)
        }
        // What is wrong with it is said when it is opened.
        _ => Ok(None),
    }
}

/// The format of a file or folder, and the path that it is to read.
pub(super) fn recognise(
    path: &Path,
    progress: &Progress<'_>,
) -> Result<(&'static dyn Format, PathBuf), FormatError> {
    if path.is_dir() {
        return folder::recognise(path, progress);
    }
    Ok((recognise_file(path, progress)?, path.to_owned()))
}

/// The format of a file.
pub(super) fn recognise_file(
    path: &Path,
    progress: &Progress<'_>,
) -> Result<&'static dyn Format, FormatError> {
    let io = |source: io::Error| FormatError::Io {
        path: path.to_owned(),
        source,
    };
    let kind = std::fs::metadata(path).map_err(io)?;
    // A pipe or a device would make the program wait.
    if !kind.is_file() {
        return Err(unrecognised::error(path, "a device or pipe"));
    }
    progress.check()?;
    let mut head = Vec::new();
    File::open(path)
        .and_then(|f| f.take(HEAD).read_to_end(&mut head))
        .map_err(io)?;
    if head.is_empty() {
        return Err(unrecognised::error(path, unrecognised::describe(&head)));
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
    by_ending
        .or(fits.first())
        .copied()
        .ok_or_else(|| unrecognised::error(path, unrecognised::describe(&head)))
}

/// SHA-256 of what a recording was read from, in hexadecimal: the file's bytes; for a recording of
/// several files ([`Format::files`]), whichever of them or their folder is given, the hash over the
/// list of them, one line a file in the order of their names: name, tab, size in bytes, tab, and the
/// SHA-256 of its bytes, or a dash for raw samples, which are too large to be read whole.
///
/// # Errors
/// When a file cannot be read, or a folder is no recording.
pub fn sha256(path: &Path) -> io::Result<String> {
    let (path, mut files) = match recognise(path, &Progress::silent()) {
        Ok((format, path)) => {
            let files = format.files(&path);
            (path, files)
        }
        Err(why) if path.is_dir() => return Err(io::Error::other(why.to_string())),
        Err(_) => (path.to_owned(), Vec::new()),
    };
    if files.is_empty() && !path.is_dir() {
        return hex_of(File::open(path)?);
    }
    files.sort();
    files.dedup();
    let mut list = String::new();
    for file in files {
        let size = std::fs::metadata(&file.path)?.len();
        let name = super::positional_file::name_of(&file.path);
        let contents = if file.is_raw {
            "-".to_owned()
        } else {
            hex_of(File::open(&file.path)?)?
        };
        // Writing to a string does not fail.
        let _ = writeln!(list, "{name}\t{size}\t{contents}");
    }
    hex_of(list.as_bytes())
}

/// [`sha256`] of the files of a recording.
///
/// # Errors
/// As there; the path comes last.
pub fn hashes(recording: &Recording) -> io::Result<Hashes> {
    let hash = |path: &Path| {
        let named = |why: io::Error| {
            let text = format!("{why}: {}", path.display());
            io::Error::new(why.kind(), text)
        };
        sha256(path).map_err(named)
    };
    let added = recording.added().iter().map(|file| hash(&file.path));
    Ok(Hashes {
        file: match recording.origin() {
            Origin::File { path, .. } => Some(hash(path)?),
            _ => None,
        },
        added: added.collect::<io::Result<_>>()?,
    })
}

pub(super) fn hex_of(mut from: impl Read) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut piece = vec![0_u8; 1 << 17];
    loop {
        let count = match from.read(&mut piece) {
            Ok(count) => count,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if count == 0 {
            break;
        }
        hash.update(&piece[..count]);
    }
    Ok(hash
        .finalize()
        .iter()
        .fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        }))
}
