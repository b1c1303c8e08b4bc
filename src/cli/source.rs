//! From what stands on the command line to a recording.

use super::args::{OpenArgs, YesNo};
use super::error::Error;
use super::meter::Meter;
use crate::formats::table::{TableChoices, TimeUnit};
use crate::formats::{self, MatChoices, OpenOptions, Progress};
use crate::models::examples::{self, Example};
use crate::recording::{Class, ClassMapping, ClassSource, Hashes, Recording, classes_by_rate};
use std::path::Path;

/// What stands before the name of a built-in example.
const EXAMPLE: &str = "example:";
/// The demonstration, for a report without a file.
pub(super) const DEMONSTRATION: &str = "example:night";

/// A recording, and what is to be said about where it came from.
#[derive(Debug)]
pub(super) struct Source {
    pub recording: Recording,
    /// The name of the file without its folder, or `example:night`.
    pub name: String,
    /// Of the files, lower-case hexadecimal; a built-in example has no file.
    pub hashes: Hashes,
}

/// Opens a file or a built-in example, with the classes that were asked for.
pub(super) fn open(file: &Path, args: &OpenArgs, meter: &Meter) -> Result<Source, Error> {
    check_nothing_added(file, args)?;
    let (recording, hashes) = match example(file)? {
        Some(example) => {
            meter.show(example.title, 0.0);
            let made = (example.open)().map_err(|e| Error::with_path(file, e))?;
            (made, Hashes::default())
        }
        None => read(file, args, meter)?,
    };
    let name = file.file_name().unwrap_or(file.as_os_str());
    Ok(Source {
        recording: classed(recording, args).map_err(|e| Error::with_path(file, e))?,
        name: name.to_string_lossy().into_owned(),
        hashes,
    })
}

/// The name of the folder for what is written about a file.
pub(super) fn stem(file: &Path) -> String {
    let text = file.to_string_lossy();
    if let Some(id) = text.strip_prefix(EXAMPLE) {
        return id.to_owned();
    }
    file.file_stem().map_or_else(
        || "recording".to_owned(),
        |s| s.to_string_lossy().into_owned(),
    )
}

/// Nothing is added to an example.
pub(super) fn check_nothing_added(file: &Path, args: &OpenArgs) -> Result<(), Error> {
    if example(file)?.is_some() && !args.add.is_empty() {
        return Err(Error::Usage(format!(
            "{} is whole: nothing is added to an example",
            file.display()
        )));
    }
    Ok(())
}

fn example(file: &Path) -> Result<Option<&'static Example>, Error> {
    let text = file.to_string_lossy();
    let Some(id) = text.strip_prefix(EXAMPLE) else {
        return Ok(None);
    };
    examples::find(id).map(Some).ok_or_else(|| {
        let known: Vec<_> = examples::examples().iter().map(|e| e.id).collect();
        Error::Usage(format!(
            "there is no example \"{id}\"; examples are {}",
            known.join(", ")
        ))
    })
}

fn read(file: &Path, args: &OpenArgs, meter: &Meter) -> Result<(Recording, Hashes), Error> {
    let what = file.file_name().unwrap_or_default().to_string_lossy();
    let report = |done: f32, part: &str| meter.show(&format!("{what}: {part}"), done);
    let never = || false;
    let progress = Progress::new(&never, &report);
    // A format's error names the path itself.
    let recording = formats::open(file, &options(args), &progress)?;
    meter.show(&format!("{what}: hash"), 1.0);
    let hashes = formats::hashes(&recording)
        .map_err(|e| Error::Failed(anyhow::anyhow!("cannot read the file again: {e}")))?;
    meter.clear();
    Ok((recording, hashes))
}

pub(super) fn options(args: &OpenArgs) -> OpenOptions {
    let table = table(args);
    OpenOptions {
        mat: Box::new(MatChoices {
            time_unit: table.time_unit,
            ..args.mat.clone().unwrap_or_default()
        }),
        added: args.add.clone(),
        alone: false,
        class_column: args.class_column.clone(),
        class_mapping: mapping(args),
        sample_rate_hz: args.sample_rate.or(args.rate),
        stage_s: args.stage_length,
        clock_s: None,
        table,
    }
}

fn table(args: &OpenArgs) -> TableChoices {
    TableChoices {
        separator: args.separator,
        decimal_comma: args.decimal_comma.then_some(true),
        header: args.header.map(|h| h == YesNo::Yes),
        unit_column: args.unit_column.clone(),
        time_column: args.time_column.clone(),
        time_unit: args.time_unit.map(|unit| match unit {
            TimeUnit::Samples { .. } => TimeUnit::Samples { rate_hz: args.rate },
            other => other,
        }),
        rate_hz: args.rate,
    }
}

fn mapping(args: &OpenArgs) -> ClassMapping {
    ClassMapping(args.classes.iter().cloned().collect())
}

/// A format may have taken the classes from the column already; an example has not. What has no
/// class then may be guessed.
fn classed(
    recording: Recording,
    args: &OpenArgs,
) -> Result<Recording, crate::recording::RecordingError> {
    let current = recording.class_column();
    let asked = args.class_column.as_deref();
    let read = match asked.or(current.filter(|_| !args.classes.is_empty())) {
        Some(column)
            if !(current.is_some_and(|c| c.eq_ignore_ascii_case(column))
                && args.classes.is_empty()) =>
        {
            recording.with_class_column(column, &mapping(args))?
        }
        _ => recording,
    };
    let Some(rate_hz) = args.rate_classes else {
        return Ok(read);
    };
    let guessed = classes_by_rate(&read, rate_hz);
    Ok(read.with_units(|units| {
        for (unit, class) in units.iter_mut().zip(guessed) {
            if unit.class == Class::Unclassified {
                unit.class = class;
                unit.class_source = Some(ClassSource::Rate);
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_after_files() {
        assert_eq!(stem(Path::new("a/night.2.nwb")), "night.2");
        assert_eq!(stem(Path::new("example:night")), "night");
        assert_eq!(stem(Path::new("/")), "recording");
    }
}
