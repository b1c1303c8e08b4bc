//! NumPy arrays, `.npy` and `.npz`.
//!
//! NumPy has no convention for spikes; this is the one that is read:
//!
//! - `.npz` with the times of all spikes (`spike_times`, `times` or `t`) and the unit of each
//!   (`spike_clusters`, `spike_units`, `unit_ids`, `units`, `clusters` or `index`; integers or
//!   texts), both of shape (N,). Other arrays of texts with one entry a unit, in the ascending order of
//!   the units, are columns of the units table (`cell_type` gives classes).
//! - What SpikeInterface's `NpzSortingExtractor` writes: such a pair of arrays for each segment, one
//!   after another in time.
//! - What pynapple saves: `TsGroup` (units, also those without spikes, columns, the time support as
//!   the span), `Ts` (one unit), `Tsd` and `TsdFrame` with regular times (a field, whose gaps are
//!   marked), `IntervalSet` (epochs). Metadata, a pickled dictionary of arrays, are
//!   read without running the pickle.
//! - Any other `.npz`: each list of numbers holds the spike times of one unit, which bears the name
//!   of the array.
//! - `.npy` of shape (N,): the spike times of one unit; (N, 2): unit and time of each spike.
//!
//! Times that are floating-point numbers are seconds; integers are samples, whose rate is an entry
//! `sampling_rate` (or `sample_rate`, `fs`, `rate_hz`) or given with `--sample-rate`.
//!
//! [`Arrays`] reads them.

mod array;
pub mod header;
mod layout;
mod members;
mod pickle;
mod pynapple;
mod records;
mod segments;
pub(super) mod spikes;
pub(super) mod trains;

pub(super) use array::Array;
pub(super) use layout::Spikes;
pub(super) use records::Records;
pub(super) use segments::Segments;
pub(super) use spikes::Clock;

use super::positional_file::PositionalFile;
use super::{Contents, Format, FormatError, OpenOptions, Preview, Progress};
use crate::recording::Warning;
use members::Archive;
use std::path::Path;

const NAME: &str = "NumPy arrays";
/// Names of the times of all spikes.
const TIMES: [&str; 4] = ["spike_times", "times", "timestamps", "t"];
/// Names of the unit of each spike.
const UNITS: [&str; 7] = [
    "spike_clusters",
    "spike_units",
    "unit_ids",
    "units",
    "clusters",
    "unit_index",
    "index",
];
/// Names of the sampling rate.
const RATES: [&str; 6] = [
    "sampling_rate",
    "sample_rate",
    "sampling_frequency",
    "sampling_rate_hz",
    "rate_hz",
    "fs",
];

/// Reader of NumPy files.
#[derive(Clone, Copy, Debug, Default)]
pub struct Arrays;

impl Format for Arrays {
    fn name(&self) -> &'static str {
        "NumPy npy and npz"
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["npz", "npy"]
    }
    fn recognises(&self, path: &Path, head: &[u8]) -> bool {
        // Many things are ZIP archives; arrays lie in them under their own ending.
        let is_npz = path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("npz"))
            || head
                .get(30..130)
                .is_some_and(|h| h.windows(4).any(|w| w == b".npy"));
        head.starts_with(b"\x93NUMPY") || members::is_zip(head) && is_npz
    }
    fn read(
        &self,
        path: &Path,
        _preview: Preview,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Contents, FormatError> {
        let mut contents = Contents::new(path, NAME);
        let parts = &mut contents.parts;
        let input = PositionalFile::open(path)?;
        let spikes = if input.up_to(0, 4)?.starts_with(b"PK") {
            archive(path, options, progress, &mut parts.warnings)?
        } else {
            let array = Array::open(path, NAME)?;
            layout::array(&array, &parts.name, options, progress)?
        };
        spikes.put_into(parts);
        Ok(contents)
    }
}

/// What the arrays of an archive mean.
pub(super) fn archive(
    path: &Path,
    options: &OpenOptions,
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Spikes, FormatError> {
    let mut archive = Archive::open(path, progress)?;
    layout::archive(&mut archive, options, progress, warnings)
}

/// The entries of a pickled list of texts and numbers, of this length; `None` where the file is
/// another array.
pub(super) fn objects(path: &Path, length: usize) -> Result<Option<Vec<String>>, FormatError> {
    /// Longest list of objects that is read.
    const LONGEST: u64 = 4 << 20;
    let input = PositionalFile::open(path)?;
    let bytes = input.up_to(0, LONGEST)?;
    let Some(start) = header::objects(&bytes) else {
        return Ok(None);
    };
    let pickle = bytes.get(start..).and_then(pickle::Pickle::read);
    let list = pickle.and_then(|p| p.list(length)).ok_or_else(|| {
        let expected = format!("a list of {length} texts or numbers");
        let found = "other Python objects, which are not read";
        FormatError::malformed(path, NAME, input.name(), expected, found)
    })?;
    Ok(Some(list))
}
