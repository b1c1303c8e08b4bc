//! Files that may be opened: plain ones. A pipe or a device would make the program wait, and what the
//! system shows as files is no recording.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek};
use std::path::Path;

/// Files of the system that look plain and are not.
#[cfg(unix)]
const SYSTEM: [&str; 3] = ["/proc", "/sys", "/dev"];
/// A pointer is no longer than this.
const LONGEST_POINTER: u64 = 1024;

/// Opens a file whose bytes are on a disk.
///
/// # Errors
/// The system's own, and in words what is no plain file or stands for one that was not fetched.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let wrong = |what: String| io::Error::new(ErrorKind::InvalidInput, what);
    let kind = match std::fs::metadata(path) {
        Err(why) if why.kind() == ErrorKind::NotFound => {
            return Err(not_fetched(path).map_or(why, wrong));
        }
        other => other?,
    };
    if !kind.is_file() {
        let what = if kind.is_dir() {
            "a folder"
        } else {
            "a device or pipe"
        };
        return Err(wrong(format!("{what}, and not a plain file")));
    }
    #[cfg(unix)]
    {
        let real = path.canonicalize()?;
        if SYSTEM.iter().any(|folder| real.starts_with(folder)) && !real.starts_with("/dev/shm") {
            return Err(wrong("a file of the system, and not a plain file".into()));
        }
    }
    let file = File::open(path)?;
    if kind.len() <= LONGEST_POINTER {
        let mut head = Vec::new();
        (&file).take(LONGEST_POINTER).read_to_end(&mut head)?;
        if let Some(what) = pointer(&head) {
            return Err(wrong(what));
        }
        (&file).rewind()?;
    }
    Ok(file)
}

/// What a text stands for, where it is a pointer of Git LFS or of git-annex.
fn pointer(text: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(text).ok()?;
    if text.starts_with("version https://git-lfs.github.com/spec/")
        || text.starts_with("version https://hawser.github.com/spec/")
    {
        let size = text.lines().find_map(|line| line.strip_prefix("size "));
        let size = size.map_or(String::new(), |bytes| format!(" of {} bytes", bytes.trim()));
        return Some(format!(
            "a pointer of Git LFS to a file{size} that was not fetched; fetch it with `git lfs pull` \
             in its folder, then open it again"
        ));
    }
    text.starts_with("/annex/objects/").then(annex)
}

fn annex() -> String {
    "a pointer of git-annex to a file that was not fetched; fetch it with `git annex get` (or \
     `datalad get`) and its name, then open it again"
        .to_owned()
}

/// What is said of a link to a file that git-annex has not fetched.
fn not_fetched(path: &Path) -> Option<String> {
    let target = std::fs::read_link(path).ok()?;
    let target = target.to_string_lossy().replace('\\', "/");
    target.contains("annex/objects/").then(annex)
}
