//! `equipoise convert`: a recording as a table or as NWB.

use super::args::{ConvertArgs, FieldStorage};
use super::error::{Error, print_message};
use super::meter::Meter;
use super::{output, source};
use crate::formats::nwb::{self, Fields};
use crate::formats::table;
use crate::recording::Recording;
use std::path::Path;

pub(super) fn run(args: &ConvertArgs, meter: &Meter) -> Result<(), Error> {
    let (file, out) = (args.file.as_path(), args.out.as_path());
    check_ending(out)?;
    let place = out.canonicalize().ok();
    let mut sources = std::iter::once(file).chain(args.open.add.iter().map(|a| a.path.as_path()));
    if place.is_some() && sources.any(|source| source.canonicalize().ok() == place) {
        return Err(Error::Usage(format!(
            "--out: this is the file that is read, which stays as it is; choose another name: {}",
            out.display()
        )));
    }
    let source = source::open(file, &args.open, meter)?;
    let is_copied = args.fields == FieldStorage::Copied && output::extension(out) == "nwb";
    let outside = source.recording.outside().first();
    if let Some(outside) = outside.filter(|_| is_copied && !args.follow_links) {
        return Err(Error::with_path(
            outside,
            "the recording names a file outside of its folder; --follow-links copies it, \
             --fields linked leaves it where it is, --fields none leaves it out",
        ));
    }
    write(&source.recording, out, args.fields, meter)
}

/// What is written: CSV with one line a spike, or NWB.
pub(super) fn check_ending(out: &Path) -> Result<(), Error> {
    if matches!(output::extension(out).as_str(), "csv" | "nwb") {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "--out: expected a file that ends in .csv or .nwb: {}",
        out.display()
    )))
}

pub(super) fn write(
    recording: &Recording,
    out: &Path,
    fields: FieldStorage,
    meter: &Meter,
) -> Result<(), Error> {
    if output::extension(out) == "nwb" {
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
            print_message(format_args!(
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
    kept: FieldStorage,
    meter: &Meter,
) -> Result<(), Error> {
    let fields = match kept {
        FieldStorage::Copied => Fields::Copied,
        FieldStorage::Linked => Fields::Linked,
        FieldStorage::None => Fields::LeftOut,
    };
    let mut report = |done: f32| meter.show("fields", done);
    let written = nwb::write(recording, out, fields, &mut report);
    meter.clear();
    let mut lost = written.map_err(|e| Error::with_path(out, e))?;
    let count = recording.fields().len();
    if fields == Fields::LeftOut && count > 0 {
        lost.push(format!("fields are left out as asked ({count})"));
    }
    for what in lost {
        print_message(format_args!("{what}: {}", out.display()));
    }
    meter.done(&out.display().to_string());
    Ok(())
}
