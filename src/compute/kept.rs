//! Outcomes of long work, kept as files until another day: a scan that was stopped goes on where it
//! was.

use crate::formats::atomic_write;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// An outcome that grows is not written more often than this, and one that stops not more often than
/// that: a slider may stop it many times a second.
const EVERY: Duration = Duration::from_secs(3);
const STOPS_EVERY: Duration = Duration::from_millis(100);
/// Outcomes that are kept; the oldest leave first.
const MOST: usize = 100;

/// A folder of them.
#[derive(Debug)]
pub struct KeptOutcomes {
    folder: PathBuf,
    /// When each was last written.
    written: Mutex<HashMap<String, Instant>>,
}

impl KeptOutcomes {
    pub fn in_folder(folder: PathBuf) -> Self {
        Self {
            folder,
            written: Mutex::default(),
        }
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{:x}.txt", Sha256::digest(key)))
    }

    /// What an outcome is of and by which version it was worked out: the first line of its file.
    fn head(key: &str) -> String {
        format!("{} {key}", env!("CARGO_PKG_VERSION"))
    }

    /// What was kept by this version of the program under the key.
    pub fn read(&self, key: &str) -> Option<String> {
        let text = std::fs::read_to_string(self.path(key)).ok()?;
        let (head, kept) = text.split_once('\n')?;
        (head == Self::head(key)).then(|| kept.to_owned())
    }

    /// Whether it is time to write an outcome: once it is complete, where it `stops` for now, and now
    /// and then before that.
    pub fn is_due(&self, key: &str, complete: bool, stops: bool) -> bool {
        let now = Instant::now();
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let last = written.get(key);
        let rest = match (complete, stops) {
            (true, _) => Duration::ZERO,
            (false, true) => STOPS_EVERY,
            (false, false) => EVERY,
        };
        let is_due = last.is_none_or(|last| now - *last >= rest);
        if is_due {
            written.retain(|_, last| now - *last < EVERY);
            written.insert(key.to_owned(), now);
        }
        is_due
    }

    /// Keeps what was worked out, whole or not at all.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn write(&self, key: &str, kept: &str) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        let text = format!("{}\n{kept}", Self::head(key));
        atomic_write::write(&self.path(key), text.as_bytes())?;
        sweep(&self.folder)
    }
}

/// Deletes the oldest files of too many.
fn sweep(folder: &Path) -> io::Result<()> {
    let mut all: Vec<(SystemTime, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.path().extension().is_some_and(|e| e == "txt") {
            all.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    all.sort();
    let most = all.len().saturating_sub(MOST);
    for (_, path) in all.drain(..most) {
        std::fs::remove_file(path)?;
    }
    Ok(())
}
