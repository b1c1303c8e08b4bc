//! A table of epochs by itself: states or events that are added to a recording, or looked at alone.

use super::{encoding, epochs, parquet, siblings, small_table, sniff, text};
use crate::formats::{FormatError, OpenOptions, Progress, finish};
use crate::recording::{Origin, Parts, Recording};
use std::path::Path;

/// The recording that a table of epochs makes without any spikes; `None` for another table.
pub(super) fn read(
    path: &Path,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Option<Recording>, FormatError> {
    let (head, length) = text::head(path)?;
    let is_parquet = head.starts_with(parquet::MAGIC);
    // Other tables may be large: the head tells them.
    let columns = if is_parquet {
        parquet::Table::open(path)?.columns
    } else if let Some((encoding, _)) = encoding::detect(&head) {
        let cut = length > head.len() as u64;
        sniff::shape(&encoding::decode(&head, encoding), cut, &options.table).columns
    } else {
        return Ok(None);
    };
    if !epochs::speaks_of_epochs(&columns) {
        return Ok(None);
    }
    let grid = small_table(path, progress)?;
    let rate_hz = options.table.rate_hz.or(options.sample_rate_hz);
    let (found, warnings) = epochs::read(path, &grid, super::TimeUnit::Seconds, rate_hz)?;
    let container = if is_parquet { "Parquet" } else { "text" };
    let mut parts = Parts::new(siblings::stem(path));
    parts.origin = Origin::File {
        path: path.to_owned(),
        format: format!("{container} table of epochs"),
    };
    parts.epochs = found;
    parts.warnings = warnings;
    finish(path, parts, progress).map(Some)
}
