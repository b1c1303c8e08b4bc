//! `equipoise convert`: a recording as a table or as NWB.

use super::args::{KeptFields, Reading};
use super::meter::Meter;
use super::trouble::{Trouble, say};
use super::{output, source};
use crate::formats::nwb::{self, Fields};
use crate::formats::table;
use crate::recording::Recording;
use std::path::Path;

pub(super) fn run(
    file: &Path,
    out: &Path,
    fields: KeptFields,
    reading: &Reading,
    meter: &Meter,
) -> Result<(), Trouble> {
    check_ending(out)?;
    let place = out.canonicalize().ok();
    let mut sources = std::iter::once(file).chain(reading.add.iter().map(|a| a.path.as_path()));
    if place.is_some() && sources.any(|source| source.canonicalize().ok() == place) {
        return Err(Trouble::Usage(format!(
            "--out: this is the file that is read, which stays as it is; choose another name: {}",
            out.display()
        )));
    }
    let source = source::open(file, reading, meter)?;
    write(&source.recording, out, fields, meter)
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
    fields: KeptFields,
    meter: &Meter,
) -> Result<(), Trouble> {
    if output::ending(out) == "nwb" {
        return write_nwb(recording, out, fields, meter);
    }
    let waveforms = recording
        .units()
        .iter()
        .filter(|u| u.waveform.is_some())
        .count();
    let left_out = recording.units().iter().filter(|u| !u.included).count();
    for (count, what) in [
        (recording.fields().len(), "fields"),
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
    kept: KeptFields,
    meter: &Meter,
) -> Result<(), Trouble> {
    let fields = match kept {
        KeptFields::Copied => Fields::Copied,
        KeptFields::Linked => Fields::Linked,
        KeptFields::None => Fields::LeftOut,
    };
    let mut report = |done: f32| meter.show("fields", done);
    let written = nwb::write(recording, out, fields, &mut report);
    meter.clear();
    let mut lost = written.map_err(|e| Trouble::at(out, e))?;
    let count = recording.fields().len();
    if fields == Fields::LeftOut && count > 0 {
        lost.push(format!("fields are left out as asked ({count})"));
    }
    for what in lost {
        say(format_args!("{what}: {}", out.display()));
    }
    meter.done(&out.display().to_string());
    Ok(())
}
