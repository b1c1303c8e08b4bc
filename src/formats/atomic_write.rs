//! Files that are complete or absent: written beside their place, then moved there at once.

use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};
use tempfile::NamedTempFile;

/// How the names of temporary files begin.
const PREFIX: &str = ".equipoise-";
/// Nothing takes so long to write: a temporary file of this age was left behind by a kill.
const ABANDONED_AFTER: Duration = Duration::from_hours(24);

/// A temporary file in the folder of `path`, deleted unless it is moved to its place.
///
/// # Errors
/// When the folder cannot be written to.
pub fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    let folder = folder_of(path);
    sweep(folder);
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    // What others may read is for the umask to say, as with any file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Deletes what an earlier run of this program was writing in this folder when it was killed, more
/// than a day ago. What cannot be deleted stays.
pub fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    let now = SystemTime::now();
    let is_abandoned = |metadata: &std::fs::Metadata| {
        let age = metadata
            .modified()
            .ok()
            .and_then(|t| now.duration_since(t).ok());
        metadata.is_file() && age.is_some_and(|age| age > ABANDONED_AFTER)
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| {
            // As they are named by `tempfile`: six letters and digits.
            let rest = name.strip_prefix(PREFIX);
            rest.is_some_and(|r| r.len() == 6 && r.chars().all(|c| c.is_ascii_alphanumeric()))
        });
        // A link is not followed.
        if is_ours && entry.metadata().is_ok_and(|m| is_abandoned(&m)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Moves a temporary file to its place, where it is on the disk, name and all, when this returns.
///
/// # Errors
/// When it cannot be written; then there is what was there before.
pub fn persist(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    sync_folder(folder_of(path));
    Ok(())
}

/// Brings the names in a folder to the disk, where the system knows how.
pub fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = std::fs::File::open(folder) {
        // Some network drives cannot; the file itself is there.
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = folder;
}

/// Writes a whole file, in place of what was there.
///
/// # Errors
/// When it cannot be written; then there is what was there before.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = temporary(path)?;
    file.write_all(bytes)?;
    persist(file, path)
}
