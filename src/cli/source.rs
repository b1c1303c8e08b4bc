//! Opens the recording that the command line names.

use super::args::{OpenArgs, ParameterArgs, YesNo};
use super::error::Error;
use super::meter::Meter;
use crate::analysis::{Selection, Settings, Values};
use crate::compute::{Provenance, Source};
use crate::formats::table::{TableChoices, TimeUnit};
use crate::formats::{self, FormatError, Looked, MatChoices, OpenOptions, Progress};
use crate::models::examples::{self, Example};
use crate::recording::{ClassMapping, Hashes, Recording};
use crate::views::{self, Canvas, Edits, Recipe};
use std::collections::BTreeMap;
use std::path::Path;

/// What stands before the name of a built-in example.
const EXAMPLE: &str = "example:";
/// The demonstration, for a report without a file.
pub(super) const DEMONSTRATION: &str = "example:night";

/// A recording, and how it came.
#[derive(Debug)]
pub(super) struct OpenedFile {
    pub recording: Recording,
    pub source: Source,
    /// Classes that were asked for after it was read.
    pub edits: Edits,
    /// Of the files, lower-case hexadecimal; a built-in example has no file.
    pub hashes: Hashes,
}

impl OpenedFile {
    /// The name of the file without its folder, or `example:night`.
    pub fn name(&self) -> String {
        match &self.source {
            Source::File { .. } | Source::Network(_) => self.source.name(),
            Source::Example { id } => format!("{EXAMPLE}{id}"),
        }
    }
    /// What the views of this recording have in common, with the parameters set for each.
    pub fn provenance(
        &self,
        selection: Selection,
        settings: Settings,
        set: &ParameterArgs,
    ) -> Provenance {
        let recipe = Recipe {
            view: String::new(),
            source: views::Source::recording(&self.recording, &self.hashes, self.edits.digest()),
            selection,
            settings,
            values: Values::default(),
            other_values: BTreeMap::new(),
            canvas: Canvas::default(),
        };
        let values = views::all().iter().map(|view| {
            let info = view.info();
            let values = set.values(info.id).complete(info.parameters);
            (info.id.to_owned(), values)
        });
        Provenance {
            values: values.collect(),
            ..Provenance::new(recipe, Some(self.source.clone()), &self.edits)
        }
    }
}

/// What is to be opened, and what a file is; `None` for an example.
pub(super) fn look(
    file: &Path,
    args: &OpenArgs,
    meter: &Meter,
) -> Result<(Source, Option<Looked>), Error> {
    check_nothing_added(file, args)?;
    let source = from_path(file, options(args))?;
    let looked = with_progress(&source, meter, |progress| source.look(progress))?;
    Ok((source, looked))
}

/// Opens a file or a built-in example, with the classes that were asked for.
pub(super) fn open(file: &Path, args: &OpenArgs, meter: &Meter) -> Result<OpenedFile, Error> {
    let (source, looked) = look(file, args, meter)?;
    open_looked(file, source, looked, args, meter)
}

/// [`open`] from what was found by [`look`].
pub(super) fn open_looked(
    file: &Path,
    source: Source,
    looked: Option<Looked>,
    args: &OpenArgs,
    meter: &Meter,
) -> Result<OpenedFile, Error> {
    let (original, hashes) = read_looked(&source, looked, meter)?;
    let edits = edits(&original, args);
    Ok(OpenedFile {
        recording: edited(original, &edits, file)?,
        source,
        edits,
        hashes,
    })
}

/// A file that is read in this way, or a built-in example.
pub(super) fn from_path(file: &Path, options: OpenOptions) -> Result<Source, Error> {
    Ok(match example(file)? {
        Some(example) => Source::Example {
            id: example.id.to_owned(),
        },
        None => Source::File {
            path: file.to_owned(),
            options,
        },
    })
}

/// The recording with changes to its units and marks.
pub(super) fn edited(original: Recording, edits: &Edits, file: &Path) -> Result<Recording, Error> {
    if let Some((column, mapping)) = &edits.column {
        let with_column = original.with_class_column(column, mapping);
        with_column.map_err(|e| Error::with_path(file, e))?;
    }
    Ok(edits.apply(&original).unwrap_or(original))
}

/// The name of the folder for what is written about a file.
pub fn stem(file: &Path) -> String {
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

/// Calls `work` with progress that the meter shows; errors of formats name the path themselves.
fn with_progress<T>(
    source: &Source,
    meter: &Meter,
    work: impl FnOnce(&Progress<'_>) -> Result<T, FormatError>,
) -> Result<T, Error> {
    let what = source.name();
    meter.show(&what, 0.0);
    let report = |done: f32, part: &str| meter.show(&format!("{what}: {part}"), done);
    Ok(work(&Progress::new(&|| false, &report))?)
}

/// Reads a recording and the hashes of its files.
pub(super) fn read(source: &Source, meter: &Meter) -> Result<(Recording, Hashes), Error> {
    let looked = with_progress(source, meter, |progress| source.look(progress))?;
    read_looked(source, looked, meter)
}

fn read_looked(
    source: &Source,
    mut looked: Option<Looked>,
    meter: &Meter,
) -> Result<(Recording, Hashes), Error> {
    let recording = with_progress(source, meter, |progress| {
        source.read_looked(looked.as_mut(), progress)
    })?;
    meter.show(&format!("{}: hash", source.name()), 1.0);
    let hashes = match &looked {
        Some(file) => file.hashes(&recording),
        None => formats::hashes(&recording),
    };
    let hashes =
        hashes.map_err(|e| Error::Failed(anyhow::anyhow!("cannot read the file again: {e}")))?;
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
        is_added: false,
        is_growing: false,
        class_column: args.class_column.clone(),
        class_mapping: mapping(args),
        sample_rate_hz: args.sample_rate.or(args.rate),
        stage_s: args.stage_length,
        leave_out_strays: args.leave_out_strays,
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
fn edits(recording: &Recording, args: &OpenArgs) -> Edits {
    let current = recording.class_column();
    let asked = args.class_column.as_deref();
    let column = asked.or(current.filter(|_| !args.classes.is_empty()));
    let is_taken = |column: &&str| {
        args.classes.is_empty() && current.is_some_and(|c| c.eq_ignore_ascii_case(column))
    };
    Edits {
        column: column
            .filter(|column| !is_taken(column))
            .map(|column| (column.to_owned(), mapping(args))),
        rate_hz: args.rate_classes,
        ..Edits::default()
    }
}
