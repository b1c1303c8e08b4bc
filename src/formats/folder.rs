//! What lies in a folder.

use std::path::{Path, PathBuf};

/// Entries that are looked at.
const MOST_ENTRIES: usize = 1 << 16;

/// The folder of a file.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The paths in a folder, sorted; none where it cannot be read.
pub(super) fn paths_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let paths = entries
        .take(MOST_ENTRIES)
        .filter_map(|e| Some(e.ok()?.path()));
    let mut paths: Vec<PathBuf> = paths.collect();
    paths.sort_unstable();
    paths
}

/// The names in a folder, sorted.
pub(super) fn names_in(folder: &Path) -> std::io::Result<Vec<String>> {
    let entries = std::fs::read_dir(folder)?.take(MOST_ENTRIES);
    let names = entries.filter_map(|e| Some(e.ok()?.file_name().to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    Ok(names)
}
