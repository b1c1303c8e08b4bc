//! What the commands write: files that are complete or absent, and standard output.

use super::error::{Error, shown};
use crate::formats::atomic_write;
use std::io::Write;
use std::path::Path;

/// Makes a folder and those above it.
pub(super) fn folder(path: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(path)
        .map_err(|e| Error::with_path(path, format_args!("cannot make the folder: {e}")))
}

/// Writes a whole file.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let cannot = |e: std::io::Error| {
        Error::with_path(path, format_args!("cannot write: {}", io_message(&e)))
    };
    atomic_write::write(path, bytes).map_err(cannot)
}

/// A CSV file of header and rows.
pub(super) fn write_csv(path: &Path, header: &[String], rows: &[Vec<String>]) -> Result<(), Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cannot =
        |e: &dyn std::fmt::Display| Error::with_path(path, format_args!("cannot write: {e}"));
    for record in std::iter::once(header).chain(rows.iter().map(Vec::as_slice)) {
        writer.write_record(record).map_err(|e| cannot(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| cannot(&e))?;
    write(path, &bytes)
}

/// Writes to standard output; a reader that has gone away is no error.
pub(super) fn print(text: &str) -> Result<(), Error> {
    match std::io::stdout().write_all(shown(text).as_bytes()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::Failed(
            anyhow::anyhow!("cannot write to standard output: {e}"),
        )),
        _ => Ok(()),
    }
}

/// The ending of a path in lower case, or nothing.
pub(super) fn extension(path: &Path) -> String {
    path.extension()
        .map(|e| e.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

/// The system's own words, without the path of the temporary file.
pub(super) fn io_message(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" at path ").next().unwrap_or(&text).to_owned()
}
