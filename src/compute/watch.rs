//! Files that may change while they are shown: their sizes and times of modification are looked at
//! again and again. They are not opened, and nothing is locked: whoever writes them is not disturbed,
//! and it works over a network, where a system tells nobody about changes.

use crossbeam_channel::{RecvTimeoutError, Sender};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// How often files are looked at.
pub const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After so many looks without a change, they are ten times as rare.
const QUIET_LOOKS: u64 = 180;
const RARE: u32 = 10;
/// After so many looks without a change, nobody is writing.
const RESTED_LOOKS: u64 = 5;

/// Files as they are at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileStates(Vec<(PathBuf, Option<(u64, SystemTime)>)>);

impl FileStates {
    pub fn of(paths: impl IntoIterator<Item = PathBuf>) -> Self {
        let state = |path: &Path| {
            let file = std::fs::metadata(path).ok()?;
            Some((file.len(), file.modified().ok()?))
        };
        let paths = paths.into_iter();
        Self(paths.map(|p| (p.clone(), state(&p))).collect())
    }
    /// The same files as they are now.
    #[must_use]
    pub fn now(&self) -> Self {
        Self::of(self.0.iter().map(|(path, _)| path.clone()))
    }
    /// The first that was there in `before` and is not any more.
    pub fn gone_since(&self, before: &Self) -> Option<&Path> {
        let gone = |(path, state): &&(PathBuf, Option<_>)| {
            state.is_none() && before.0.iter().any(|(p, s)| p == path && s.is_some())
        };
        self.0.iter().find(gone).map(|(path, _)| path.as_path())
    }
}

/// What a [`Watcher`] has seen.
#[derive(Clone, Debug)]
pub struct Seen {
    pub files: FileStates,
    /// How often they were looked at, and were like that.
    pub looks: u64,
}

impl Seen {
    /// Whether nobody seems to be writing.
    pub fn is_at_rest(&self) -> bool {
        self.looks >= RESTED_LOOKS
    }
}

/// A thread that looks at files until it is dropped.
#[derive(Debug)]
pub struct Watcher {
    /// The thread ends when nobody can ask any more.
    _asks: Sender<()>,
    seen: Arc<Mutex<Seen>>,
}

impl Watcher {
    /// Starts a named thread that looks `every` so often, and calls `wake` when something is not as it
    /// was.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        files: FileStates,
        every: Duration,
        wake: impl Fn() + Send + 'static,
    ) -> std::io::Result<Self> {
        let (asks, asked) = crossbeam_channel::bounded::<()>(0);
        let seen = Arc::new(Mutex::new(Seen { files, looks: 0 }));
        let there = Arc::clone(&seen);
        std::thread::Builder::new()
            .name("equipoise-watch".to_owned())
            .spawn(move || {
                let held = || there.lock().unwrap_or_else(PoisonError::into_inner);
                loop {
                    let (before, looks) = {
                        let seen = held();
                        (seen.files.clone(), seen.looks)
                    };
                    let wait = if looks < QUIET_LOOKS {
                        every
                    } else {
                        every * RARE
                    };
                    if asked.recv_timeout(wait) != Err(RecvTimeoutError::Timeout) {
                        return;
                    }
                    // No lock is held: a disk may be slow.
                    let files = before.now();
                    let is_same = files == before;
                    let mut seen = held();
                    if is_same {
                        seen.looks += 1;
                    } else {
                        *seen = Seen { files, looks: 1 };
                    }
                    drop(seen);
                    // That it has come to rest is told, too.
                    if looks < 2 * RESTED_LOOKS || !is_same {
                        wake();
                    }
                }
            })?;
        Ok(Self { _asks: asks, seen })
    }
    pub fn seen(&self) -> Seen {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone()
    }
}
