//! Files of the test data, each in a folder of its own with what lies beside it.

use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What is no recording.
const NO_RECORDINGS: [&str; 4] = ["py", "md", "txt", ""];

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data")
}

/// Every file, in the order of their names.
pub fn files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().unwrap_or_default();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else if NO_RECORDINGS.iter().all(|n| ending != *n) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A copy of a file's folder: sessions of many files are opened whole. Gives the copy of the file.
pub fn beside(file: &Path) -> std::io::Result<(TempDir, PathBuf)> {
    let copy = tempfile::tempdir()?;
    for entry in std::fs::read_dir(file.parent().unwrap_or(file))? {
        let path = entry?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name()) {
            std::fs::copy(&path, copy.path().join(name))?;
        }
    }
    let own = copy.path().join(file.file_name().unwrap_or_default());
    Ok((copy, own))
}
