//! What is known of the files of a recording that is open.

use super::state::OpenTab;
use super::workspace::{Edits, Source};
use crate::compute::{FileStates, Opening, Watcher};
use crate::formats::Looked;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// So long a tab says that its file grows after it last did.
const GROWS_FOR: Duration = Duration::from_mins(3);

/// Files as they were when they were read, or a moment before.
#[derive(Clone, Debug)]
pub struct FilesRead {
    pub states: FileStates,
    /// They may be read while they are written.
    pub grow: bool,
}

impl FilesRead {
    /// Those of a source that was looked at. To be made before it is read: what is written meanwhile
    /// is noticed then.
    pub fn new(source: &Source, looked: &Looked) -> Self {
        let added = source.paths().skip(1).cloned();
        Self {
            states: FileStates::of(looked.files().into_iter().chain(added)),
            grow: looked.grows(),
        }
    }
}

/// Files that are watched while their recording shows.
pub struct Watched {
    pub watcher: Watcher,
    pub grow: bool,
    /// As they were when what shows was read.
    pub shown: FileStates,
    /// As they were when it was last tried to read them.
    pub tried: FileStates,
    pub refresh: Option<Refresh>,
    /// Before that they are not read again.
    pub not_before: Instant,
    /// The last line was perhaps not whole, and was left out.
    pub is_partial: bool,
    pub grown_at: Option<Instant>,
    /// The message about what is wrong with them, and its text.
    pub said: Option<(u64, String)>,
    /// That of the files as they are shown, where the recording is still known by an earlier one.
    pub fingerprint: Option<String>,
}

/// Files that are read again because they have changed.
pub struct Refresh {
    pub opening: Opening,
    pub began: Instant,
    /// What is worked into the recording.
    pub edits: Arc<Edits>,
    pub is_partial: bool,
    pub found: Arc<OnceLock<RefreshFound>>,
}

/// What was found when files were read again.
#[derive(Clone, Debug)]
pub struct RefreshFound {
    pub states: FileStates,
    pub fingerprint: Option<String>,
    /// What is not there any more, in words: then they are not shown.
    pub lost: Option<String>,
}

impl OpenTab {
    /// "growing, 12 s ago", while its file does.
    pub fn growing_text(&self) -> Option<String> {
        let grown_at = self.watched.as_ref()?.grown_at?;
        let ago = grown_at.elapsed();
        (ago < GROWS_FOR).then(|| format!("growing, {} s ago", ago.as_secs()))
    }
}
