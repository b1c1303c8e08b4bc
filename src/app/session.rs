//! Saving the workspace, so that no state of the disk can stop the program from starting.

use super::workspace::Workspace;
use crate::formats;
use std::path::{Path, PathBuf};

/// Where the session is kept.
#[derive(Clone, Debug)]
pub struct SessionFile {
    path: PathBuf,
}

impl SessionFile {
    /// `session.json` in a folder, which is made when something is saved.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join("session.json"),
        }
    }
    /// The usual place for this user; `None` where the system names none.
    #[must_use]
    pub fn for_user() -> Option<Self> {
        eframe::storage_dir("equipoise").map(|folder| Self::in_folder(&folder))
    }

    /// Reads the workspace. What cannot be read is set aside under another name and said; the
    /// program then starts as at the first time.
    #[must_use]
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
        let folder = self.path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        formats::atomic_write::write(&self.path, &serde_json::to_vec_pretty(workspace)?)
    }
}
