//! Saving and restoring the workspace. A damaged or missing file never stops the program from
//! starting.

use super::journal::JournalFolder;
use super::workspace::{Tab, Workspace};
use crate::formats;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Where the session is kept.
#[derive(Clone, Debug)]
pub struct SessionFile {
    path: PathBuf,
}

impl SessionFile {
    /// `session.json` in a folder, which is made when something is saved.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join("session.json"),
        }
    }
    /// The usual place for this user; `None` where the system names none.
    pub fn for_user() -> Option<Self> {
        eframe::storage_dir("equipoise").map(|folder| Self::in_folder(&folder))
    }

    /// Where the journals of what was changed by hand are.
    pub fn journals(&self) -> JournalFolder {
        JournalFolder::in_folder(self.folder())
    }
    /// Where scans are kept.
    pub fn scans(&self) -> PathBuf {
        self.folder().join("scans")
    }
    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    /// Reads the workspace. A part that cannot be read is left out and said, and the file is set
    /// aside; where nothing of it can be read, the program starts as at the first time.
    pub fn load(&self) -> (Option<Workspace>, Option<String>) {
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (None, None),
            Err(error) => {
                return (
                    None,
                    Some(format!(
                        "The last session could not be read ({error}); starting afresh: {}",
                        self.path.display()
                    )),
                );
            }
        };
        let error = match serde_json::from_str::<Workspace>(&text) {
            Ok(mut workspace) => {
                workspace.mend();
                return (Some(workspace), None);
            }
            Err(error) => error,
        };
        let kept = match self.set_aside(&text) {
            Ok(aside) => format!("it was set aside as {}", aside.display()),
            Err(e) => format!("and could not be set aside ({e})"),
        };
        let Ok(Value::Object(parts)) = serde_json::from_str(&text) else {
            let said = format!("The last session could not be read ({error}); {kept}");
            return (None, Some(said));
        };
        let (mut workspace, lost) = readable(parts);
        workspace.mend();
        let said = format!(
            "Parts of the last session could not be read and are left out: {}; {kept}",
            lost.join(", ")
        );
        (Some(workspace), Some(said))
    }

    /// Keeps what could not be read under a name that is still free.
    fn set_aside(&self, text: &str) -> std::io::Result<PathBuf> {
        let mut number = 1;
        loop {
            let aside = self
                .path
                .with_extension(format!("unreadable-{number}.json"));
            let new = OpenOptions::new().write(true).create_new(true).open(&aside);
            match new {
                Ok(mut file) => {
                    file.write_all(text.as_bytes())?;
                    // It would be set aside again at each start otherwise.
                    std::fs::remove_file(&self.path)?;
                    return Ok(aside);
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Writes the workspace: the file is the old one or the new one, never half of each.
    ///
    /// # Errors
    /// When the folder or the file cannot be written.
    pub fn save(&self, workspace: &Workspace) -> std::io::Result<()> {
        self.write(&serde_json::to_vec_pretty(workspace)?)
    }

    fn write(&self, bytes: &[u8]) -> std::io::Result<()> {
        std::fs::create_dir_all(self.folder())?;
        formats::atomic_write::write(&self.path, bytes)
    }
}

/// The workspace of the parts that can be read, and the names of those that cannot.
fn readable(parts: Map<String, Value>) -> (Workspace, Vec<String>) {
    let reads = |name: &str, value: &Value| {
        let one = Map::from_iter([(name.to_owned(), value.clone())]);
        Workspace::deserialize(&Value::Object(one)).is_ok()
    };
    let mut good = Map::new();
    let mut lost = Vec::new();
    for (name, value) in parts {
        if reads(&name, &value) {
            good.insert(name, value);
            continue;
        }
        lost.push(name.clone());
        let rest = match value {
            Value::Array(elements) => {
                let elements = elements.into_iter().map(|element| match element {
                    Value::Object(tab) if name == "tabs" => readable_tab(tab),
                    other => other,
                });
                let good = elements.filter(|e| reads(&name, &Value::Array(vec![e.clone()])));
                Value::Array(good.collect())
            }
            Value::Object(members) => {
                let good = members.into_iter().filter(|(key, value)| {
                    let one = Map::from_iter([(key.clone(), value.clone())]);
                    reads(&name, &Value::Object(one))
                });
                Value::Object(good.collect())
            }
            _ => continue,
        };
        if reads(&name, &rest) {
            good.insert(name, rest);
        }
    }
    let workspace = Workspace::deserialize(&Value::Object(good)).unwrap_or_default();
    (workspace, lost)
}

/// A tab without those of its parts that cannot be read.
fn readable_tab(tab: Map<String, Value>) -> Value {
    let needed = ["id", "source"];
    let mut good: Map<String, Value> = needed
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), tab.get(*name)?.clone())))
        .collect();
    // The one part without a value of its own.
    good.insert("window".to_owned(), Value::Null);
    for (name, value) in tab {
        let before = good.insert(name.clone(), value);
        if Tab::deserialize(&Value::Object(good.clone())).is_err() {
            match before {
                Some(before) => good.insert(name, before),
                None => good.remove(&name),
            };
        }
    }
    Value::Object(good)
}

/// How long after a save that failed it is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(10);

/// Workspaces that wait, and answers that nobody has asked for, at most.
const WAITING: usize = 64;

/// Writes the session on a thread of its own, where a slow disk keeps nobody waiting. Of several
/// workspaces that wait, only the latest is written. A save that failed is tried again.
pub struct Saver {
    queue: SyncSender<Workspace>,
    results: Receiver<Result<(), String>>,
    thread: JoinHandle<()>,
}

impl Saver {
    /// Starts the thread; it calls `wake` after each attempt to write. What is as it was written last
    /// is not written again.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(file: SessionFile, wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let (queue, waiting) = sync_channel::<Workspace>(WAITING);
        let (answer, results) = sync_channel(WAITING);
        let work = move || {
            formats::atomic_write::sweep(file.folder());
            let mut written = Vec::new();
            // What could not be written.
            let mut failed: Option<Workspace> = None;
            loop {
                let next = match failed {
                    Some(_) => waiting.recv_timeout(TRY_AGAIN),
                    None => waiting.recv().map_err(|_| RecvTimeoutError::Disconnected),
                };
                let next = match (next, failed.take()) {
                    (Ok(first), _) => waiting.try_iter().last().unwrap_or(first),
                    (Err(RecvTimeoutError::Timeout), Some(again)) => again,
                    (Err(_), _) => break,
                };
                // A workspace is plain data, which JSON can always hold.
                let Ok(bytes) = serde_json::to_vec_pretty(&next) else {
                    continue;
                };
                if bytes == written {
                    continue;
                }
                let said = file.write(&bytes).map_err(|error| {
                    let path = file.path.display();
                    log::warn!("the session could not be saved: {error}: {path}");
                    format!("The session cannot be saved, so the next start will not know what is open now. Make room, or let the folder be written to ({error}): {path}")
                });
                match said {
                    Ok(()) => written = bytes,
                    Err(_) => failed = Some(next),
                }
                // Nobody listens any more when the window has gone.
                let _ = answer.try_send(said);
                wake();
            }
        };
        let thread = std::thread::Builder::new()
            .name("equipoise-session".to_owned())
            .spawn(work)?;
        Ok(Self {
            queue,
            results,
            thread,
        })
    }
    /// Writes this workspace soon, unless a later one comes before.
    pub fn save(&self, workspace: Workspace) {
        // Where a disk hangs so long that the queue is full, the next change is saved, or the end.
        let _ = self.queue.try_send(workspace);
    }
    /// How the latest attempt to write went, if there was one since the last question.
    pub fn result(&self) -> Option<Result<(), String>> {
        self.results.try_iter().last()
    }
    /// Writes this workspace and waits until that is done.
    pub fn finish(self, workspace: Workspace) {
        // The thread ends only when the queue is closed.
        let _ = self.queue.send(workspace);
        drop(self.queue);
        if self.thread.join().is_err() {
            log::warn!("the thread that saves the session failed");
        }
    }
}
