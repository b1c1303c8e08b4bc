//! NeuroExplorer files, `.nex` and `.nex5`, as Plexon's programs write them.
//!
//! A header, a header for each variable, and its data: neurons are units; events and markers become
//! epochs without length, intervals epochs; continuous variables are fields, those of one rate and
//! start the channels of one; waveforms of a neuron give its mean waveform. Source: "Specification
//! of NeuroExplorer .nex file" and ".nex5 file", Nex Technologies.

mod read;
mod variables;

use super::positional_file::PositionalFile;
use super::{Format, FormatError, OpenOptions, Progress, assemble, finish};
use crate::recording::{Origin, Parts, Recording};
use std::path::Path;
use std::sync::Arc;

const NAME: &str = "NeuroExplorer";

/// Reader of NeuroExplorer files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nex;

impl Format for Nex {
    fn name(&self) -> &'static str {
        "NeuroExplorer / Plexon NEX"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["nex", "nex5"]
    }
    fn recognises(&self, _path: &Path, head: &[u8]) -> bool {
        variables::is_nex(head)
    }
    fn read(
        &self,
        path: &Path,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Recording, FormatError> {
        progress.check()?;
        let input = Arc::new(PositionalFile::open(path)?);
        let contents = variables::read(&input)?;
        let mut warnings = Vec::new();
        let read = read::read(&input, &contents, progress, &mut warnings)?;
        warnings.extend(read.events.warning(NAME));
        warnings.extend(assemble::excluded(&read.units));
        let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned());
        let mut parts = Parts::new(stem.unwrap_or_default());
        parts.origin = Origin::File {
            path: path.to_owned(),
            format: contents.version.to_owned(),
        };
        parts.units = read.units;
        parts.trains = read.trains;
        parts.epochs = read.events.epochs;
        parts.fields = read.fields;
        assemble::keep_in_time(&mut parts.fields, &mut warnings);
        if parts.units.is_empty() && parts.epochs.is_empty() && parts.fields.is_empty() {
            return Err(read::nothing(&input));
        }
        parts.class_column = assemble::classify(path, &mut parts.units, &[], options)?;
        parts.warnings = warnings;
        finish(path, parts, progress)
    }
}
