//! Sessions of buzcode and CellExplorer: MATLAB files side by side that begin with the session's
//! name.
//!
//! Read are `<session>.spikes.cellinfo.mat` (spike times, waveforms), `<session>.cell_metrics.
//! cellinfo.mat` (cell types, waveforms, metrics, and often spikes and states) and
//! `<session>.SleepState.states.mat`; opening one opens all, and the `.lfp` and `.evt` files that
//! `<session>.xml` describes. Source: the data structures described
//! at cellexplorer.org, versions of 2019 to 2024.

mod cells;
mod events;
mod files;
mod join;
mod states;
mod waveforms;

use super::mat::{self, MatValue, Struct, Variables};
use super::{Format, FormatError, OpenOptions, Progress, RecordingFile, finish, neuroscope};
use crate::recording::{
    Class, ClassSource, ColumnValues, Origin, Parts, Recording, RecordingError, SpikeTrains,
    Warning, speaks_of_class,
};
use cells::Cells;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const NAME: &str = "CellExplorer session";
/// Where CellExplorer says what a cell seems to be.
const PUTATIVE: &str = "putativeCellType";
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

/// Reader of sessions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Session;

impl Format for Session {
    fn name(&self) -> &'static str {
        NAME
    }
    fn extensions(&self) -> &'static [&'static str] {
        &["mat"]
    }
    fn recognises(&self, path: &Path, head: &[u8]) -> bool {
        let name = path.file_name().map(|n| n.to_string_lossy());
        mat::is_matlab(path, head) && name.is_some_and(|n| files::kind(&n).is_some())
    }
    fn recognises_folder(&self, _folder: &Path, names: &[String]) -> bool {
        files::only_session(names).is_some()
    }
    fn files(&self, path: &Path) -> Vec<RecordingFile> {
        let Ok((folder, session)) = place(path) else {
            return Vec::new();
        };
        if let Some(xml) = neuroscope::parameters_of(&folder, &session) {
            return neuroscope::NeuroScope.files(&xml);
        }
        let own = files::of_session(&folder, &session).into_iter();
        let own: Vec<RecordingFile> = own
            .map(|(_, path)| RecordingFile {
                path,
                is_raw: false,
            })
            .collect();
        match own.as_slice() {
            // A file alone is itself.
            [_] if !path.is_dir() => Vec::new(),
            _ => own,
        }
    }
    fn read(
        &self,
        path: &Path,
        options: &OpenOptions,
        progress: &Progress<'_>,
    ) -> Result<Recording, FormatError> {
        let (folder, session) = place(path)?;
        match neuroscope::parameters_of(&folder, &session) {
            Some(xml) => neuroscope::read_as(path, &xml, options, progress),
            None => alone(path, options, progress),
        }
    }
}

/// What the MATLAB files of a session hold, without the field and the events beside them.
pub(super) fn alone(
    path: &Path,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Recording, FormatError> {
    let (folder, session) = place(path)?;
    let mut all = Vec::new();
    let mut warnings = Vec::new();
    for (_, file) in files::of_session(&folder, &session) {
        match mat::read_without(&file, &SKIPPED, progress) {
            Ok(variables) => all.push(variables),
            Err(FormatError::Cancelled) => return Err(FormatError::Cancelled),
            // The file that was asked for must be readable; those beside it need not be.
            Err(error) if file == path || path.is_dir() => return Err(error),
            Err(error) => warnings.push(Warning::new(format!("{error}; it is left out"))),
        }
    }
    let parts = parts(path, &session, all, warnings, options)?;
    finish_with_column(path, parts, options, progress)
}

/// The files of a session, the metrics first; those of the only session in the folder where there
/// is none of that name.
pub(super) fn beside(folder: &Path, session: &str, names: &[String]) -> Vec<PathBuf> {
    let of = |session: &str| {
        let files = files::of_session(folder, session).into_iter();
        files.map(|(_, path)| path).collect::<Vec<_>>()
    };
    match (of(session), files::only_session(names)) {
        (own, Some(other)) if own.is_empty() => of(&other),
        (own, _) => own,
    }
}

/// The folder of a session, and its name.
fn place(path: &Path) -> Result<(PathBuf, String), FormatError> {
    if path.is_dir() {
        return Ok((path.to_owned(), session_in(path)?));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let session = files::kind(&name).map_or("", |(_, session)| session);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    Ok((
        folder.unwrap_or(Path::new(".")).to_owned(),
        session.to_owned(),
    ))
}

fn session_in(folder: &Path) -> Result<String, FormatError> {
    let entries = std::fs::read_dir(folder).map_err(|source| FormatError::Io {
        path: folder.to_owned(),
        source,
    })?;
    let names: Vec<String> = entries
        .filter_map(|e| Some(e.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
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

/// The recording of the variables of a file that is a session's, whatever its name.
pub(super) fn recording(
    path: &Path,
    session: &str,
    file: Variables,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Recording, FormatError> {
    let parts = parts(path, session, vec![file], Vec::new(), options)?;
    finish_with_column(path, parts, options, progress)
}

/// What is in the variables of a session's files.
fn parts(
    path: &Path,
    session: &str,
    files: Vec<Variables>,
    mut warnings: Vec<Warning>,
    options: &OpenOptions,
) -> Result<Parts, FormatError> {
    let mut parts = Parts::new(session);
    parts.origin = Origin::File {
        path: path.to_owned(),
        format: format!("{NAME}, MATLAB {}", versions(&files)),
    };
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
                    metrics_beside_units(&value, &mut parts, &mut warnings);
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
    classify(&mut parts, options);
    Ok(parts)
}

/// The states, and who recorded them.
fn metrics_beside_units(metrics: &Struct, parts: &mut Parts, warnings: &mut Vec<Warning>) {
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

/// Classes from the putative cell types, or another column that speaks of them.
fn classify(parts: &mut Parts, options: &OpenOptions) {
    let texts = |name: &dyn Fn(&str) -> bool| {
        parts
            .columns
            .iter()
            .position(|c| name(&c.name) && matches!(c.values, ColumnValues::Text(_)))
    };
    let chosen = texts(&|n| n == PUTATIVE).or_else(|| texts(&speaks_of_class));
    let Some(column) = chosen.and_then(|at| parts.columns.get(at)) else {
        return;
    };
    let labels = column.values.to_labels();
    let name = column.name.clone();
    for (unit, label) in parts.units.iter_mut().zip(labels) {
        unit.class = options.class_mapping.class_of(&label);
        unit.class_source =
            (unit.class != Class::Unclassified).then(|| ClassSource::File(name.clone()));
    }
    parts.class_column = Some(name);
}

/// The recording, with classes from the column that was asked for.
pub(super) fn finish_with_column(
    path: &Path,
    parts: Parts,
    options: &OpenOptions,
    progress: &Progress<'_>,
) -> Result<Recording, FormatError> {
    let fail = |source: RecordingError| FormatError::Recording {
        path: path.to_owned(),
        source,
    };
    let recording = finish(path, parts, progress)?;
    match &options.class_column {
        Some(column) => recording
            .with_class_column(column, &options.class_mapping)
            .map_err(fail),
        None => Ok(recording),
    }
}
