//! Sessions of buzcode and CellExplorer: MATLAB files side by side that begin with the session's
//! name.
//!
//! Read are `<session>.spikes.cellinfo.mat` (spike times, waveforms), `<session>.cell_metrics.
//! cellinfo.mat` (cell types, waveforms, metrics, and often spikes and states) and
//! `<session>.SleepState.states.mat`. Source: the data structures described at cellexplorer.org,
//! versions of 2019 to 2024.

mod cells;
mod events;
pub mod files;
mod join;
mod states;
pub mod waveforms;

use super::folder::{folder_of, names_in};
use super::mat::{self, MatValue, Struct, Variables};
use super::positional_file::io_error;
use super::{Classes, Contents, FormatError, Progress};
use crate::recording::{ColumnValues, Parts, SpikeTrains, Warning, speaks_of_class};
use cells::Cells;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(super) const NAME: &str = "CellExplorer session";
/// Parts of the files that are large and tell nothing that is shown.
const SKIPPED: [&str; 15] = [
    "waveforms.filt_all",
    "waveforms.raw_all",
    "waveforms.time_all",
    "waveforms.peakVoltage_all",
    "waveforms.channels_all",
    "cell_metrics.acg",
    "cell_metrics.isi",
    "cell_metrics.responseCurves",
    "cell_metrics.events",
    "cell_metrics.manipulations",
    "general.processinginfo",
    "spikes.processinginfo",
    "spikes.spindices",
    "spikes.ts",
    "SleepState.detectorinfo",
];

/// What the MATLAB files of a session hold, without the field and the events beside them.
pub(super) fn read(path: &Path, progress: &Progress<'_>) -> Result<Contents, FormatError> {
    let (folder, session) = place(path)?;
    let mut all = Vec::new();
    let mut warnings = Vec::new();
    for file in session_files(&folder, &session) {
        match read_file(&file, progress) {
            Ok(variables) => all.push(variables),
            Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
            // The file that was asked for must be readable; those beside it need not be.
            Err(error) if file == path || path.is_dir() => return Err(error),
            Err(error) => warnings.push(Warning::new(format!("{error}; it is left out"))),
        }
    }
    contents(path, &session, all, warnings)
}

/// A file without what is not used; samples are read only where there are no times.
fn read_file(file: &Path, progress: &Progress<'_>) -> Result<mat::Variables, FormatError> {
    let variables = mat::read_without(file, &SKIPPED, progress)?;
    let spikes = variables.get("spikes").and_then(mat::MatValue::structure);
    if spikes.is_none_or(|s| s.fields.iter().any(|f| f == "times")) {
        return Ok(variables);
    }
    let skipped: Vec<&str> = SKIPPED.into_iter().filter(|s| *s != "spikes.ts").collect();
    mat::read_without(file, &skipped, progress)
}

/// Whether a file bears the name of one of a session.
pub(super) fn is_named(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    files::kind(&name).is_some()
}

/// Whether a folder that holds these names is a session.
pub(super) fn is_folder(names: &[String]) -> bool {
    files::only_session(names).is_some()
}

/// The files of a session that are there, the metrics first.
pub(super) fn session_files(folder: &Path, session: &str) -> Vec<PathBuf> {
    let files = files::of_session(folder, session).into_iter();
    files.map(|(_, path)| path).collect()
}

/// The files of a session; those of the only session in the folder where there are none of its name.
pub(super) fn session_files_or_only(
    folder: &Path,
    session: &str,
    names: &[String],
) -> Vec<PathBuf> {
    let own = session_files(folder, session);
    match files::only_session(names) {
        Some(other) if own.is_empty() => session_files(folder, &other),
        _ => own,
    }
}

/// The folder of a session, and its name.
pub(super) fn place(path: &Path) -> Result<(PathBuf, String), FormatError> {
    if path.is_dir() {
        return Ok((path.to_owned(), session_in(path)?));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let session = files::kind(&name).map_or("", |(_, session)| session);
    Ok((folder_of(path).to_owned(), session.to_owned()))
}

fn session_in(folder: &Path) -> Result<String, FormatError> {
    let names = names_in(folder).map_err(|e| io_error(folder, e))?;
    files::only_session(&names).ok_or_else(|| {
        FormatError::malformed(folder, NAME, "the folder", "one session", "several or none")
    })
}

/// True for variables that are those of a session, whatever the name of their file.
pub(super) fn is_session(variables: &Variables) -> bool {
    let has_times = |value: &MatValue| value.get("times").is_some() && value.get("UID").is_some();
    variables
        .get("cell_metrics")
        .is_some_and(|v| v.structure().is_some())
        || variables.get("spikes").is_some_and(has_times)
        || variables
            .get("SleepState")
            .is_some_and(|v| v.get("ints").is_some())
}

/// "v5", "7.3", "7.3 and v5".
fn versions(files: &[Variables]) -> String {
    let all: BTreeSet<&str> = files.iter().map(|f| f.version).collect();
    all.into_iter().collect::<Vec<_>>().join(" and ")
}

/// What is in the variables of a session's files.
pub(super) fn contents(
    path: &Path,
    session: &str,
    files: Vec<Variables>,
    mut warnings: Vec<Warning>,
) -> Result<Contents, FormatError> {
    let mut contents = Contents::new(path, format!("{NAME}, MATLAB {}", versions(&files)));
    let parts = &mut contents.parts;
    session.clone_into(&mut parts.name);
    let mut cells = Cells::default();
    let mut found = false;
    let mut events = Vec::new();
    for mut file in files {
        warnings.append(&mut file.warnings);
        for (name, value) in file.list {
            let MatValue::Struct(value) = value else {
                continue;
            };
            match name.as_str() {
                "cell_metrics" => {
                    states_and_investigator(&value, parts, &mut warnings);
                    let own = cells::read(&name, value, &mut warnings);
                    join::join(&mut cells, own, &mut warnings);
                }
                "spikes" => {
                    let own = cells::read(&name, value, &mut warnings);
                    join::join(&mut cells, own, &mut warnings);
                }
                "SleepState" => {
                    // The file of the states goes before the copy in the metrics.
                    let epochs = states::read(&name, &value, &mut warnings);
                    if !epochs.is_empty() {
                        parts.epochs = epochs;
                    }
                }
                _ => {
                    let Some(more) = events::read(&name, &value, &mut warnings) else {
                        continue;
                    };
                    events.extend(more);
                }
            }
            found = true;
        }
    }
    if !found {
        let expected = "a variable cell_metrics, spikes or SleepState, or events with timestamps";
        return Err(FormatError::malformed(
            path,
            NAME,
            "the variables",
            expected,
            "none",
        ));
    }
    let count = cells.units.len();
    if cells.times_s.is_none() && count > 0 {
        let what = "units have no spike times in this session; their trains are empty";
        warnings.push(Warning::counted(count, what));
    }
    let has_spikes = cells.times_s.is_some();
    let mut trains = cells.times_s.unwrap_or_default();
    trains.resize(count, Vec::new());
    let silent = trains.iter().filter(|t| t.is_empty()).count();
    if has_spikes && silent > 0 {
        warnings.push(Warning::counted(silent, "units have no spikes"));
    }
    parts.epochs.extend(events);
    parts.trains = SpikeTrains::from_units(trains);
    parts.units = cells.units;
    parts.columns = cells.columns;
    parts.warnings = warnings;
    // Where CellExplorer says what a cell seems to be, or another text that speaks of classes.
    let texts = |is_it: &dyn Fn(&str) -> bool| {
        let columns = parts.columns.iter();
        let mut texts = columns.filter(|c| matches!(c.values, ColumnValues::Text(_)));
        texts.find(|c| is_it(&c.name)).map(|c| c.name.clone())
    };
    let class = texts(&|n| n == "putativeCellType").or_else(|| texts(&speaks_of_class));
    contents.classes = class.map_or_else(Classes::default, Classes::Column);
    Ok(contents)
}

/// The states, and who recorded them.
fn states_and_investigator(metrics: &Struct, parts: &mut Parts, warnings: &mut Vec<Warning>) {
    let Some(general) = metrics.get("general") else {
        return;
    };
    let object = "cell_metrics.general.states.SleepState";
    let states = general.get("states").and_then(|s| s.get("SleepState"));
    if let Some(states) = states.and_then(MatValue::structure) {
        parts.epochs = states::read(object, states, warnings);
    }
    let investigator = general.get("session").and_then(|s| s.get("investigator"));
    let investigator = investigator.and_then(MatValue::text);
    parts.attribution = investigator.filter(|t| !t.is_empty()).map(str::to_owned);
}
