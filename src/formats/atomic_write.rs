//! Files that are complete or absent: written beside their place, then moved there at once.

use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// A temporary file in the folder of `path`, deleted unless it is moved to its place.
///
/// # Errors
/// When the folder cannot be written to.
pub fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".equipoise-");
    // What others may read is for the umask to say, as with any file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// Writes a whole file, in place of what was there.
///
/// # Errors
/// When it cannot be written; then there is what was there before.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = temporary(path)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}
