//! Where a recording comes from, and reading it from there.

use crate::formats::{self, FormatError, Looked, OpenOptions, Progress};
use crate::models::examples;
use crate::recording::Recording;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A file with the way it is read, or a built-in example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "there is one for each recording")]
pub enum Source {
    File { path: PathBuf, options: OpenOptions },
    Example { id: String },
}

impl Source {
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::File {
            path: path.into(),
            options: OpenOptions::default(),
        }
    }
    /// The files that it is read from.
    pub fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        let file = match self {
            Self::File { path, options } => Some((path, &options.added)),
            Self::Example { .. } => None,
        };
        file.into_iter()
            .flat_map(|(path, added)| std::iter::once(path).chain(added.iter().map(|a| &a.path)))
    }
    /// The name on screen: that of the file without its folder, or the title of the example.
    pub fn name(&self) -> String {
        match self {
            Self::File { path, .. } => path.file_name().map_or_else(
                || path.display().to_string(),
                |n| n.to_string_lossy().into_owned(),
            ),
            Self::Example { id } => {
                examples::find(id).map_or_else(|| id.clone(), |e| e.title.to_owned())
            }
        }
    }
    /// Reads it.
    ///
    /// # Errors
    /// Says what is wrong with the file; the path comes last.
    pub fn read(&self, progress: &Progress<'_>) -> Result<Recording, FormatError> {
        self.read_looked(self.look(progress)?.as_mut(), progress)
    }
    /// Finds out what the file is; `None` for an example.
    ///
    /// # Errors
    /// When it is of no known format, or cannot be read.
    pub fn look(&self, progress: &Progress<'_>) -> Result<Option<Looked>, FormatError> {
        match self {
            Self::File { path, .. } => formats::look(path, progress).map(Some),
            Self::Example { .. } => Ok(None),
        }
    }
    /// [`read`](Self::read) from what a look at the file found.
    ///
    /// # Errors
    /// As there.
    pub fn read_looked(
        &self,
        looked: Option<&mut Looked>,
        progress: &Progress<'_>,
    ) -> Result<Recording, FormatError> {
        match (self, looked) {
            (Self::File { options, .. }, Some(file)) => file.open(options, progress),
            (Self::File { path, options }, None) => formats::open(path, options, progress),
            (Self::Example { id }, _) => match examples::find(id) {
                Some(example) => (example.open)(),
                None => Err(FormatError::malformed(
                    Path::new(id),
                    "example",
                    "name",
                    "a built-in example",
                    "none of that name",
                )),
            },
        }
    }
}
