//! One file per format: recognise it, read it, say what was wrong. The only room that opens
//! recordings.
//!
//! Every reader keeps three promises: it never panics and never hangs, whatever is in the file; it
//! never allocates more than about four times the size of the file (plus small change); and it
//! gives either a [`Recording`](crate::recording::Recording) with its warnings or a [`FormatError`] that names the object in the
//! file, what was expected and what was found.

pub mod alf;
mod assemble;
pub mod atomic_write;
pub mod blackrock;
pub mod buzcode;
pub mod cellexplorer;
pub mod date;
mod doubts;
pub mod edf;
mod error;
mod events;
pub mod example;
mod finish;
mod folder;
pub mod hdf5;
mod identity;
mod looked;
pub mod mat;
pub mod matlab;
mod memory;
pub mod neuroscope;
pub mod nex;
pub mod npy;
pub mod nwb;
mod outside;
pub mod phy;
mod plain_file;
mod positional_file;
mod raw;
mod recognise;
pub mod spikeinterface;
mod strays;
pub mod table;
mod unrecognised;
pub mod xml;
mod zstd;

pub use error::{FormatError, Malformed};
pub use example::rat_w_track;
pub use finish::{Classes, Contents};
pub use identity::{fingerprint, hashes, sha256};
pub use looked::{Looked, Preview, look, open};
pub use mat::MatChoices;
pub use table::{TableChoices, write_csv};

use finish::finish;
use memory::{memory_at_hand, size_text};

use crate::recording::{ClassMapping, Interval, Parts};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What a person may say about how to read a file; every field has a sensible default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is said by itself")]
pub struct OpenOptions {
    /// Units column to take classes from; otherwise the one that classifies the most units.
    pub class_column: Option<String>,
    /// Class of each label; those not named are read as usual.
    pub class_mapping: ClassMapping,
    /// Sampling rate of spike times given in samples, where the file does not say it or says it wrong.
    pub sample_rate_hz: Option<f64>,
    /// Length of a line of a hypnogram, where a person knows it.
    pub stage_s: Option<f64>,
    /// Spikes far outside of all others, as a glitch of a clock leaves them, are left out.
    pub leave_out_strays: bool,
    /// When the recording began to which this file is added, as [`Format::starts_s`] has it.
    #[serde(skip)]
    pub clock_s: Option<f64>,
    /// How to read a table, where it is not to be read as it is recognised.
    pub table: TableChoices,
    /// What the variables of a .mat file are, where they are not recognised.
    pub mat: Box<MatChoices>,
    /// Further files that are parts of the same recording.
    pub added: Vec<AddedFile>,
    /// Only what is in the file itself, and nothing that it keeps in others.
    #[serde(skip)]
    pub alone: bool,
    /// The file is added to the recording of another.
    #[serde(skip)]
    pub is_added: bool,
    /// The file is still being written: what is not whole at its end is left out, and nothing is said
    /// of it.
    #[serde(skip)]
    pub is_growing: bool,
}

/// A file whose contents are added to a recording, such as the field or the states of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddedFile {
    pub path: PathBuf,
    /// Seconds to add to its times, to have those of the recording.
    pub offset_s: f64,
    pub units: bool,
    pub fields: bool,
    pub epochs: bool,
}

impl AddedFile {
    /// Everything in a file, on the same clock.
    pub fn whole(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            offset_s: 0.0,
            units: true,
            fields: true,
            epochs: true,
        }
    }
    /// From `FILE` or `FILE@SECONDS`.
    pub fn parse(text: &str) -> Self {
        let offset = text.rsplit_once('@').and_then(|(path, offset)| {
            let offset_s: f64 = offset.parse().ok()?;
            offset_s.is_finite().then_some((path, offset_s))
        });
        let (path, offset_s) = offset.unwrap_or((text, 0.0));
        Self {
            offset_s,
            ..Self::whole(path)
        }
    }
}

/// How a reader reports its progress and learns that it was cancelled.
#[derive(Clone, Copy)]
pub struct Progress<'a> {
    cancelled: &'a (dyn Fn() -> bool + Sync),
    report: &'a (dyn Fn(f32, &str) + Sync),
    look: &'a (dyn Fn(&Parts, Interval) + Sync),
}

impl<'a> Progress<'a> {
    pub fn new(
        cancelled: &'a (dyn Fn() -> bool + Sync),
        report: &'a (dyn Fn(f32, &str) + Sync),
    ) -> Self {
        Self {
            cancelled,
            report,
            look: &|_, _| (),
        }
    }
    /// `look` is called with what was read and its span, before the ensembles are pooled.
    #[must_use]
    pub fn with_first_look(self, look: &'a (dyn Fn(&Parts, Interval) + Sync)) -> Self {
        Self { look, ..self }
    }
    /// Nobody listens and nobody cancels.
    pub fn silent() -> Progress<'static> {
        Progress::new(&|| false, &|_, _| ())
    }
    /// Call between pieces of work.
    ///
    /// # Errors
    /// [`FormatError::Cancelled`].
    pub fn check(&self) -> Result<(), FormatError> {
        if (self.cancelled)() {
            Err(FormatError::Cancelled)
        } else {
            Ok(())
        }
    }
    /// Fraction done (0..=1) and what is being read.
    pub fn report(&self, done: f32, what: &str) {
        (self.report)(done, what);
    }
}

/// One of the files that make up a recording.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordingFile {
    pub path: PathBuf,
    /// Raw samples, too large to be read whole: known by name and size alone.
    pub is_raw: bool,
}

impl RecordingFile {
    /// A file that is read whole.
    fn whole(path: PathBuf) -> Self {
        Self {
            path,
            is_raw: false,
        }
    }
}

/// One known format.
pub trait Format: Sync {
    /// "NWB 2", "CSV or TSV table".
    fn name(&self) -> &'static str;
    /// Usual endings, lower case, without the dot.
    fn extensions(&self) -> &'static [&'static str];
    /// Whether a file that begins with `head` (up to 64 kB) and has this path may be this format.
    fn recognises(&self, path: &Path, head: &[u8]) -> bool;
    /// Whether a folder that holds entries of these names (sorted) is a recording of this format;
    /// then [`read`](Self::read) is given the folder.
    fn recognises_folder(&self, _folder: &Path, _names: &[String]) -> bool {
        false
    }
    /// Whether a recognised file is likely to be a recording by itself: asked of the files in a folder
    /// that was opened.
    fn would_open(&self, _path: &Path) -> bool {
        true
    }
    /// Whether a file of this format can be read while it is written at its end.
    fn grows(&self, _path: &Path) -> bool {
        false
    }
    /// When the recording began, in seconds since a day that is the same for all files: where the
    /// files added to it begin is worked out from their own starts.
    fn starts_s(&self, _path: &Path) -> Option<f64> {
        None
    }
    /// The files of the recording that `path` (a folder, or one of several files) stands for, for
    /// [`sha256`]; empty where it is that one file.
    fn files(&self, _path: &Path) -> Vec<RecordingFile> {
        Vec::new()
    }
    /// What can be asked about the file before it is read.
    ///
    /// # Errors
    /// See [`FormatError`].
    fn look(&self, _path: &Path, _progress: &Progress<'_>) -> Result<Preview, FormatError> {
        Ok(Preview::None)
    }
    /// Reads the file, from `preview` where it was looked at.
    ///
    /// # Errors
    /// See [`FormatError`].
    fn read(
        &self,
        path: &Path,
        preview: Preview,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError>;
}

/// Every known format, in the order in which they are tried.
pub fn all() -> &'static [&'static dyn Format] {
    &[
        &nwb::Nwb,
        &phy::Phy,
        &alf::Alf,
        &spikeinterface::SortingFolder,
        // A folder of both has its units in the MATLAB files.
        &cellexplorer::Session,
        &neuroscope::NeuroScope,
        &matlab::Mat,
        &blackrock::Blackrock,
        &edf::Edf,
        &edf::Hypnogram,
        &nex::Nex,
        &npy::Arrays,
        &table::Tables,
    ]
}
