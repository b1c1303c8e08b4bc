//! Files that a recording names and that do not lie with it.

use std::path::Path;

/// Whether a file lies outside of a folder, links followed; also where that cannot be found out.
pub(super) fn is_outside(folder: &Path, file: &Path) -> bool {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    match (folder.canonicalize(), file.canonicalize()) {
        (Ok(folder), Ok(file)) => !file.starts_with(folder),
        _ => true,
    }
}

/// Whether a path is that of another machine, which opening would send this user's name to: never
/// followed because a file says so.
pub(super) fn is_network(path: &str) -> bool {
    path.starts_with("\\\\") || path.starts_with("//")
}
