//! Why a file gives no recording.

use std::path::{Path, PathBuf};

/// Says what was expected, what was found, where, and what to do. The path comes last.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    #[error("reading was cancelled")]
    Cancelled,
    #[error("cannot open the file: {source}: {}", path.display())]
    Io {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// The file is of no known format.
    #[error("this is not a recording: found {found}; known formats are {known}: {}", path.display())]
    Unrecognised {
        path: PathBuf,
        /// What the file seems to be, in words.
        found: String,
        known: String,
    },
    /// The format was recognised, but something in the file is wrong.
    #[error("{0}")]
    Malformed(Malformed),
    /// Spike times are in samples and no file gives the sampling rate, which a person can give.
    #[error("{0}")]
    NoRate(Malformed),
    #[error("{source}: {}", path.display())]
    Recording {
        path: PathBuf,
        #[source]
        source: crate::recording::RecordingError,
    },
}

/// What in a file is wrong.
#[derive(Debug, thiserror::Error)]
#[error("{format}: {object}: expected {expected}, found {found}: {}", path.display())]
pub struct Malformed {
    pub path: PathBuf,
    pub format: &'static str,
    /// The object in the file: "/units/spike_times", "line 12", "column time_s".
    pub object: String,
    pub expected: String,
    pub found: String,
}

impl FormatError {
    pub fn malformed(
        path: &Path,
        format: &'static str,
        object: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self::Malformed(Malformed {
            path: path.to_owned(),
            format,
            object: object.into(),
            expected: expected.into(),
            found: found.into(),
        })
    }

    /// The same error as [`Self::NoRate`], for which a person is asked.
    pub(super) fn for_want_of_a_rate(self) -> Self {
        match self {
            Self::Malformed(what) => Self::NoRate(what),
            other => other,
        }
    }

    /// The same error as [`Self::Malformed`], for which nobody is asked.
    pub(super) fn without_question(self) -> Self {
        match self {
            Self::NoRate(what) => Self::Malformed(what),
            other => other,
        }
    }
}
