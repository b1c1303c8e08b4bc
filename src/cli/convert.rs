//! `equipoise convert`: a recording as a table or as NWB.

use super::args::Reading;
use super::meter::Meter;
use super::trouble::{Trouble, say};
use super::{output, source};
use crate::formats::{nwb_write, table};
use crate::recording::Recording;
use std::path::Path;

pub(super) fn run(
    file: &Path,
    out: &Path,
    without_fields: bool,
    reading: &Reading,
    meter: &Meter,
) -> Result<(), Trouble> {
    check_ending(out)?;
    let source = source::open(file, reading, meter)?;
    write(&source.recording, out, without_fields, meter)
}

/// What is written: CSV with one line a spike, or NWB.
pub(super) fn check_ending(out: &Path) -> Result<(), Trouble> {
    if matches!(output::ending(out).as_str(), "csv" | "nwb") {
        return Ok(());
    }
    Err(Trouble::Usage(format!(
        "--out: expected a file that ends in .csv or .nwb: {}",
        out.display()
    )))
}

pub(super) fn write(
    recording: &Recording,
    out: &Path,
    without_fields: bool,
    meter: &Meter,
) -> Result<(), Trouble> {
    if output::ending(out) == "nwb" {
        return write_nwb(recording, out, !without_fields, meter);
    }
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

fn write_nwb(
    recording: &Recording,
    out: &Path,
    with_fields: bool,
    meter: &Meter,
) -> Result<(), Trouble> {
    let mut report = |done: f32| meter.show("fields", done);
    let written = nwb_write::write(recording, out, with_fields, &mut report);
    meter.clear();
    let mut lost = written.map_err(|e| Trouble::at(out, e))?;
    let fields = recording.fields().len();
    if !with_fields && fields > 0 {
        lost.push(format!("fields are left out as asked ({fields})"));
    }
    for what in lost {
        say(format_args!("{what}: {}", out.display()));
    }
    meter.done(&out.display().to_string());
    Ok(())
}
