//! `equipoise convert`: a recording as a table.

use super::args::Reading;
use super::meter::Meter;
use super::trouble::{Trouble, say};
use super::{output, source};
use crate::formats::table;
use crate::recording::Recording;
use std::path::Path;

pub(super) fn run(
    file: &Path,
    out: &Path,
    reading: &Reading,
    meter: &Meter,
) -> Result<(), Trouble> {
    only_csv(out)?;
    let source = source::open(file, reading, meter)?;
    write(&source.recording, out, meter)
}

/// The one table that is written: CSV, one line a spike.
pub(super) fn only_csv(out: &Path) -> Result<(), Trouble> {
    if output::ending(out) == "csv" {
        return Ok(());
    }
    Err(Trouble::Usage(format!(
        "--out: expected a file that ends in .csv: {}",
        out.display()
    )))
}

pub(super) fn write(recording: &Recording, out: &Path, meter: &Meter) -> Result<(), Trouble> {
    let fields = recording.fields().len();
    let waveforms = recording
        .units()
        .iter()
        .filter(|u| u.waveform.is_some())
        .count();
    let left_out = recording.units().iter().filter(|u| !u.included).count();
    for (count, what) in [
        (fields, "fields"),
        (waveforms, "mean waveforms"),
        (left_out, "marks of units as left out"),
    ] {
        if count > 0 {
            say(format_args!(
                "a CSV table cannot hold what this recording has of {what} ({count}): {}",
                out.display()
            ));
        }
    }
    for written in table::write_csv(recording, out)? {
        meter.done(&written.display().to_string());
    }
    Ok(())
}
