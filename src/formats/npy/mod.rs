//! NumPy arrays, `.npy` and `.npz`.
//!
//! NumPy has no convention for spikes; this is the one that is read:
//!
//! - `.npz` with the times of all spikes (`spike_times`, `times` or `t`) and the unit of each
//!   (`spike_clusters`, `spike_units`, `unit_ids`, `units`, `clusters` or `index`; integers or
//!   texts), both of shape (N,). Other arrays of texts with one entry a unit, in the ascending order of
//!   the units, are columns of the units table (`cell_type` gives classes). SpikeInterface's
//!   `NpzSortingExtractor` writes such a file.
//! - What pynapple saves: `TsGroup` (units, also those without spikes, columns, the time support as
//!   the span), `Ts` (one unit), `Tsd` and `TsdFrame` with regular times (a field), `IntervalSet`
//!   (epochs).
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
mod pynapple;

pub(super) use array::Array;

use super::positional_file::PositionalFile;
use super::{Contents, Format, FormatError, OpenOptions, Preview, Progress};
use members::Archive;
use std::path::Path;

const NAME: &str = "NumPy arrays";
/// Names of the times of all spikes.
const TIMES: [&str; 5] = [
    "spike_indexes_seg0",
    "spike_times",
    "times",
    "timestamps",
    "t",
];
/// How the times of a segment of SpikeInterface are called.
const SEGMENT: &str = "spike_indexes_seg";
/// Names of the unit of each spike.
const UNITS: [&str; 8] = [
    "spike_labels_seg0",
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
            let mut archive = Archive::open(path, progress)?;
            layout::archive(&mut archive, options, progress, &mut parts.warnings)?
        } else {
            let array = Array::open(path, NAME)?;
            layout::array(&array, &parts.name, options, progress)?
        };
        parts.units = spikes.units;
        parts.trains = spikes.trains;
        parts.columns = spikes.columns;
        parts.epochs = spikes.epochs;
        parts.fields = spikes.fields;
        parts.span = spikes.span;
        Ok(contents)
    }
}
