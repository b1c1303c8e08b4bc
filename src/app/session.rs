//! Saving the workspace, so that no state of the disk can stop the program from starting.

use super::workspace::Workspace;
use crate::formats;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

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

    /// Reads the workspace. What cannot be read is set aside under another name and said; the
    /// program then starts as at the first time.
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
        match serde_json::from_str::<Workspace>(&text) {
            Ok(mut workspace) => {
                workspace.mend();
                (Some(workspace), None)
            }
            Err(error) => {
                let aside = self.path.with_extension("unreadable.json");
                let kept = match std::fs::rename(&self.path, &aside) {
                    Ok(()) => format!("it was set aside as {}", aside.display()),
                    Err(e) => format!("and could not be set aside ({e})"),
                };
                (
                    None,
                    Some(format!(
                        "The last session could not be read ({error}); {kept}"
                    )),
                )
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
        let folder = self.path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        formats::atomic_write::write(&self.path, bytes)
    }
}

/// Workspaces that wait, and answers that nobody has asked for, at most.
const WAITING: usize = 64;

/// Writes the session on a thread of its own, where a slow disk keeps nobody waiting. Of several
/// workspaces that wait, only the latest is written.
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
            let mut written = Vec::new();
            while let Ok(first) = waiting.recv() {
                let latest = waiting.try_iter().last().unwrap_or(first);
                // A workspace is plain data, which JSON can always hold.
                let Ok(bytes) = serde_json::to_vec_pretty(&latest) else {
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
                if said.is_ok() {
                    written = bytes;
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
