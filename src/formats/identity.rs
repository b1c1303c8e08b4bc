//! By which contents a recording is known: its hash, and a quick fingerprint that finds its files
//! again when they have moved.

use super::plain_file;
use super::positional_file::name_of;
use super::recognise::recognise;
use super::{Progress, RecordingFile};
use crate::recording::{Hashes, Origin, Recording};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// A file up to this size is read whole; of a larger one, this many blocks spread over it.
const WHOLE_BYTES: u64 = 16 << 20;
const BLOCKS: u64 = 16;
const BLOCK_BYTES: u64 = 1 << 16;

/// The path that is read for `path`, and the files of its recording.
fn files(path: &Path) -> Result<(PathBuf, Vec<RecordingFile>), super::FormatError> {
    let (format, path) = recognise(path, &Progress::silent())?;
    let files = format.files(&path);
    Ok((path, files))
}

/// SHA-256 over size and contents of a recording's files, whatever they and their folder are
/// called. Of files beyond 16 MB only 16 blocks of 64 kB, from the first to the last, are read, so
/// that it takes milliseconds also for raw data.
///
/// # Errors
/// When a file cannot be read.
pub fn fingerprint(path: &Path) -> io::Result<String> {
    let (path, files) = files(path).unwrap_or_else(|_| (path.to_owned(), Vec::new()));
    fingerprint_of(&path, files)
}

/// [`fingerprint`] of a path whose files are known.
pub(super) fn fingerprint_of(path: &Path, listed: Vec<RecordingFile>) -> io::Result<String> {
    let mut files: Vec<PathBuf> = listed.into_iter().map(|file| file.path).collect();
    files.sort();
    files.dedup();
    if files.is_empty() {
        files.push(path.to_owned());
    }
    let mut contents: Box<dyn Read> = Box::new(io::empty());
    for file in files {
        contents = Box::new(contents.chain(sampled(&file)?));
    }
    hex_of(contents)
}

/// The size and the blocks of a file.
fn sampled(path: &Path) -> io::Result<impl Read + 'static> {
    let mut file = plain_file::open(path)?;
    let size = file.metadata()?.len();
    let mut bytes = size.to_le_bytes().to_vec();
    if size <= WHOLE_BYTES {
        file.take(WHOLE_BYTES).read_to_end(&mut bytes)?;
    } else {
        for block in 0..BLOCKS {
            // The last block ends with the file.
            let at = (size - BLOCK_BYTES).saturating_mul(block) / (BLOCKS - 1);
            file.seek(SeekFrom::Start(at))?;
            (&mut file).take(BLOCK_BYTES).read_to_end(&mut bytes)?;
        }
    }
    Ok(io::Cursor::new(bytes))
}

/// SHA-256 of what a recording was read from, in hexadecimal: the file's bytes; for a recording of
/// several files (`Format::files`), whichever of them or their folder is given, the hash over the
/// list of them, one line a file in the order of their names: name, tab, size in bytes, tab, and the
/// SHA-256 of its bytes, or a dash for raw samples, which are too large to be read whole.
///
/// # Errors
/// When a file cannot be read, or a folder is no recording.
pub fn sha256(path: &Path) -> io::Result<String> {
    match files(path) {
        Ok((path, files)) => sha256_of(&path, files),
        Err(why) if path.is_dir() => Err(io::Error::other(why.to_string())),
        Err(_) => hex_of(plain_file::open(path)?),
    }
}

/// [`sha256`] of a path whose files are known.
pub(super) fn sha256_of(path: &Path, mut files: Vec<RecordingFile>) -> io::Result<String> {
    if files.is_empty() && !path.is_dir() {
        return hex_of(plain_file::open(path)?);
    }
    files.sort();
    files.dedup();
    let mut list = String::new();
    for file in files {
        let size = std::fs::metadata(&file.path)?.len();
        let name = name_of(&file.path);
        let contents = if file.is_raw {
            "-".to_owned()
        } else {
            hex_of(plain_file::open(&file.path)?)?
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
    hashes_with(recording, sha256)
}

/// [`hashes`], with the hash of the first file as `own` gives it.
pub(super) fn hashes_with(
    recording: &Recording,
    own: impl Fn(&Path) -> io::Result<String>,
) -> io::Result<Hashes> {
    let named = |path: &Path, hash: io::Result<String>| {
        let named = |why: io::Error| {
            let text = format!("{why}: {}", path.display());
            io::Error::new(why.kind(), text)
        };
        hash.map_err(named)
    };
    let added = recording.added().iter();
    let added = added.map(|file| named(&file.path, sha256(&file.path)));
    Ok(Hashes {
        file: match recording.origin() {
            Origin::File { path, .. } => Some(named(path, own(path))?),
            _ => None,
        },
        added: added.collect::<io::Result<_>>()?,
    })
}

fn hex_of(mut from: impl Read) -> io::Result<String> {
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
