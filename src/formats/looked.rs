//! Opening a file of any known format: a look tells what it is, then it is read.

use super::recognise::recognise;
use super::{
    Contents, Format, FormatError, OpenOptions, Progress, finish, identity, mat, matlab, table,
};
use crate::recording::{AddedParts, Hashes, Parts, Recording};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What a format makes out at first sight, to be asked about before the file is read, and to be
/// read from then.
#[derive(Debug, Default)]
pub enum Preview {
    #[default]
    None,
    Table(Box<table::Plan>),
    /// All variables of a MATLAB file.
    Variables(Box<mat::Variables>),
}

/// A file or folder of a known format.
pub struct Looked {
    format: &'static dyn Format,
    path: PathBuf,
    preview: Preview,
    state: FileState,
}

/// By which a file is seen to be the same as before.
type FileState = Option<(u64, SystemTime)>;

fn state(path: &Path) -> FileState {
    let file = std::fs::metadata(path).ok()?;
    Some((file.len(), file.modified().ok()?))
}

/// Finds out what a file or folder is: the first format of [`all`](super::all) that recognises its
/// contents, among several one whose usual ending it has. Of a folder, the recording that it is, or
/// the only one in it.
///
/// # Errors
/// [`FormatError::Unrecognised`] for an empty file and whatever is no recording, with what was found
/// in words; [`FormatError::Io`] and [`FormatError::Malformed`] when it cannot be read at all.
pub fn look(path: &Path, progress: &Progress<'_>) -> Result<Looked, FormatError> {
    let (format, path) = recognise(path, progress)?;
    let state = state(&path);
    Ok(Looked {
        format,
        preview: format.look(&path, progress)?,
        path,
        state,
    })
}

/// Reads a recording from a file of any known format, with what is to be added to it from others.
///
/// # Errors
/// As [`look`] and [`Looked::open`].
pub fn open(
    path: &Path,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Recording, FormatError> {
    look(path, progress)?.open(options, progress)
}

impl Looked {
    /// How a table is to be read; `None` for every other format.
    pub fn table(&self) -> Option<&table::Plan> {
        match &self.preview {
            Preview::Table(plan) => Some(plan),
            _ => None,
        }
    }
    /// The variables of a MATLAB file, for a person to say what is what, and whether it is read
    /// without that; `None` for every other file, and once it was read.
    pub fn variables(&self) -> Option<(mat::MatPlan, bool)> {
        match &self.preview {
            Preview::Variables(variables) => Some((
                mat::MatPlan::new(&self.path, variables),
                matlab::is_known(variables),
            )),
            _ => None,
        }
    }
    /// Whether the file is as it was when it was looked at.
    pub fn is_current(&self) -> bool {
        self.state == state(&self.path)
    }

    /// Reads the file; nothing is read twice that the look has read.
    ///
    /// # Errors
    /// What is wrong in it, as the reader of the format says.
    pub fn read(
        &mut self,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Parts, FormatError> {
        let contents = self.contents(options, progress)?;
        finish(&self.path, contents, options)
    }
    fn contents(
        &mut self,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        progress.check()?;
        let preview = std::mem::take(&mut self.preview);
        self.format.read(&self.path, preview, options, progress)
    }

    /// Reads the file, and those that are added to it.
    ///
    /// # Errors
    /// As [`read`](Self::read), for each of them.
    pub fn open(
        &mut self,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Recording, FormatError> {
        let parts = self.read(options, progress)?;
        let mut recording = recording(&self.path, parts, progress)?;
        let clock_s = (!options.added.is_empty())
            .then(|| self.format.starts_s(&self.path))
            .flatten();
        for added in &options.added {
            let other = look(&added.path, progress)?.added(options, clock_s, progress)?;
            let taken = AddedParts {
                units: added.units,
                fields: added.fields,
                epochs: added.epochs,
            };
            recording = recording
                .with_added(&other, added.offset_s, taken)
                .map_err(|source| FormatError::Recording {
                    path: added.path.clone(),
                    source,
                })?;
        }
        Ok(recording)
    }

    /// Reads a file that is added to a recording whose clock starts at `clock_s`. What a person said
    /// of stages holds for it too; the sampling rate only where it cannot be read without one.
    fn added(
        &mut self,
        options: &OpenOptions,
        clock_s: Option<f64>,
        progress: &Progress<'_>,
    ) -> Result<Recording, FormatError> {
        let mut read = |rate_hz: Option<f64>| {
            let own = OpenOptions {
                stage_s: options.stage_s,
                leave_out_strays: options.leave_out_strays,
                clock_s,
                sample_rate_hz: rate_hz,
                table: table::TableChoices {
                    rate_hz,
                    ..table::TableChoices::default()
                },
                is_added: true,
                is_growing: options.is_growing,
                ..OpenOptions::default()
            };
            recording(&self.path.clone(), self.read(&own, progress)?, progress)
        };
        let rate_hz = options.sample_rate_hz.or(options.table.rate_hz);
        match read(None) {
            Err(FormatError::NoRate { .. } | FormatError::Malformed { .. })
                if rate_hz.is_some() =>
            {
                read(rate_hz)
            }
            // The rate of the recording need not be that of this file: nobody is asked for one.
            other => other.map_err(FormatError::without_question),
        }
    }

    /// The files that it is read from, without those that are added to it.
    pub fn files(&self) -> Vec<PathBuf> {
        let listed = self.format.files(&self.path).into_iter();
        let mut files: Vec<PathBuf> = listed.map(|f| f.path).collect();
        if files.is_empty() {
            files.push(self.path.clone());
        }
        files
    }
    /// Whether it can be read while it is written at its end.
    pub fn grows(&self) -> bool {
        self.format.grows(&self.path)
    }
    /// See [`fingerprint`](super::fingerprint).
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn fingerprint(&self) -> io::Result<String> {
        identity::fingerprint_of(&self.path, self.format.files(&self.path))
    }
    /// [`hashes`](super::hashes) of what was read from here.
    ///
    /// # Errors
    /// As there.
    pub fn hashes(&self, recording: &Recording) -> io::Result<Hashes> {
        let own = || identity::sha256_of(&self.path, self.format.files(&self.path));
        identity::hashes_with(recording, |_| own())
    }
}

fn recording(path: &Path, parts: Parts, progress: &Progress<'_>) -> Result<Recording, FormatError> {
    progress.check()?;
    progress.report(0.97, "ensembles");
    Recording::with_first_look(parts, progress.look).map_err(|source| FormatError::Recording {
        path: path.to_owned(),
        source,
    })
}
