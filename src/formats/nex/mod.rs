//! NeuroExplorer files, `.nex` and `.nex5`, as Plexon's programs write them.
//!
//! A header, a header for each variable, and its data: neurons are units; events and markers become
//! epochs without length, intervals epochs; continuous variables are fields, those of one rate and
//! start the channels of one; waveforms of a neuron give its mean waveform. Source: "Specification
//! of NeuroExplorer .nex file" and ".nex5 file", Nex Technologies.

mod read;
mod variables;

use super::positional_file::PositionalFile;
use super::{Contents, Format, FormatError, OpenOptions, Preview, Progress};
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
        _preview: Preview,
        _options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        let input = Arc::new(PositionalFile::open(path)?);
        let described = variables::read(&input)?;
        let mut contents = Contents::new(path, described.version);
        let parts = &mut contents.parts;
        let read = read::read(&input, &described, progress, &mut parts.warnings)?;
        parts.warnings.extend(read.events.warning(NAME));
        parts.units = read.units;
        parts.trains = read.trains;
        parts.epochs = read.events.epochs;
        parts.fields = read.fields;
        Ok(contents)
    }
}
