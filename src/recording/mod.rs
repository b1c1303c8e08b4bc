//! What a recording is, and its invariants. No files, no screen.
//!
//! A [`Recording`] is made once, by [`Recording::new`], from the [`Parts`] that a format reader or a
//! model supplies; from then on it is immutable. Construction checks and mends: after it
//!
//! - every spike time is finite, and each unit's times are sorted ([`SpikeTrains`]);
//! - every epoch is finite with `start_s <= stop_s`;
//! - the pooled E and I trains ([`Ensembles`]) exist, sorted by time.
//!
//! What had to be mended is a [`Warning`] with a count; nothing is dropped silently.
//!
//! ```
//! use equipoise::recording::{Class, ClassSource, Parts, Recording, SpikeTrains, Unit};
//! let mut parts = Parts::new("two cells");
//! parts.units = vec![
//!     Unit::new("a").with_class(Class::Excitatory, ClassSource::Hand),
//!     Unit::new("b").with_class(Class::Inhibitory, ClassSource::Hand),
//! ];
//! parts.trains = SpikeTrains::from_units(vec![vec![0.5, 0.1], vec![0.3]]);
//! let recording = Recording::new(parts)?;
//! assert_eq!(recording.ensembles().excitatory.times_s(), [0.1, 0.5]);
//! assert_eq!(recording.warnings().len(), 1); // unit "a" was not sorted
//! # Ok::<(), equipoise::recording::RecordingError>(())
//! ```

mod classes;
mod combine;
mod epochs;
mod fields;
mod files;
mod growth;
mod interval;
pub mod merge;
mod observed;
mod pieces;
mod pooled;
mod pyramid;
mod stretches;
mod trains;
mod unit_names;
mod units;
mod warning;

use classes::Tally;
pub use classes::{Class, ClassMapping, ClassSource, classes_by_rate, speaks_of_class};
pub use combine::AddedParts;
use epochs::Epochs;
pub use epochs::{Chip, Epoch, EpochKind, State};
pub use fields::{Field, FieldError, FieldSource, MemoryField};
pub use files::{AddedFile, FieldFile, Hashes};
pub use growth::{GrowingSamples, Growth};
pub use interval::{Interval, Intervals};
pub(crate) use merge::advance;
pub use observed::UnitCount;
pub use pooled::{Ensembles, Pooled};
pub use pyramid::{BLOCK, Extremes, Pyramid};
pub use stretches::Stretch;
pub use trains::SpikeTrains;
pub use unit_names::unit_names;
pub use units::{Column, ColumnValues, Unit, Waveform};
pub use warning::Warning;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where a recording came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Read from a file in the named format.
    File { path: PathBuf, format: String },
    /// Built into the program; real data.
    Example,
    /// Made by a model from a seed; synthetic wherever it shows.
    Model { model: String, seed: u64 },
    /// Made in memory (tests, programs that use the library).
    Memory,
}

/// What a reader or a model supplies to make a [`Recording`].
#[derive(Debug)]
pub struct Parts {
    /// Name shown in tabs and used for output folders, usually the file stem.
    pub name: String,
    pub origin: Origin,
    /// True for simulated data: the screen and every figure say "synthetic".
    pub synthetic: bool,
    /// Who to thank, and the licence; shown in the window and in figures.
    pub attribution: Option<String>,
    /// One entry a unit, in the order of `trains`.
    pub units: Vec<Unit>,
    /// Columns of the units table that have no place of their own in [`Unit`].
    pub columns: Vec<Column>,
    /// Name of the column of `columns` that the classes were taken from, if any.
    pub class_column: Option<String>,
    pub trains: SpikeTrains,
    pub epochs: Vec<Epoch>,
    pub fields: Vec<Field>,
    /// For each field the file it stays in; empty where that is the file of the recording.
    pub field_files: Vec<Option<FieldFile>>,
    /// Files outside of the recording's folder that are read because the recording names them.
    pub outside: Vec<PathBuf>,
    /// Files whose contents were added to those of the first.
    pub added: Vec<AddedFile>,
    /// Observed time, where the file states it; otherwise derived from the contents.
    pub span: Option<Interval>,
    /// What the reader had to say.
    pub warnings: Vec<Warning>,
}

impl Parts {
    /// Empty parts with a name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            origin: Origin::Memory,
            synthetic: false,
            attribution: None,
            units: Vec::new(),
            columns: Vec::new(),
            class_column: None,
            trains: SpikeTrains::default(),
            epochs: Vec::new(),
            fields: Vec::new(),
            field_files: Vec::new(),
            outside: Vec::new(),
            added: Vec::new(),
            span: None,
            warnings: Vec::new(),
        }
    }
}

/// Why parts do not make a recording.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum RecordingError {
    #[error("expected one spike train a unit, found {units} units and {trains} trains")]
    TrainCount { units: usize, trains: usize },
    #[error("column \"{column}\" has {found} values, expected one for each of {units} units")]
    ColumnLength {
        column: String,
        found: usize,
        units: usize,
    },
    #[error("expected units, epochs or fields, found none: there is nothing to show")]
    Empty,
    #[error("expected units, epochs or fields, found none; {0}")]
    NothingLeft(String),
    #[error("expected an offset in seconds, found {0}")]
    Offset(f64),
    #[error("{0} has nothing of what is to be added")]
    NothingAdded(String),
    #[error("expected what comes after {stop_s} s, found something at {found_s} s")]
    Before { stop_s: f64, found_s: f64 },
    #[error("there is no units column \"{column}\"; columns are {known}")]
    UnknownColumn { column: String, known: String },
}

/// What a file gives: units, epochs, fields. Immutable once made; cheap to clone parts of.
#[derive(Debug)]
pub struct Recording {
    id: u64,
    /// That of the recording it has grown from, or its own.
    root: u64,
    name: String,
    origin: Origin,
    synthetic: bool,
    attribution: Option<String>,
    units: Arc<[Unit]>,
    tally: Arc<Tally>,
    columns: Arc<[Column]>,
    class_column: Option<String>,
    trains: Arc<SpikeTrains>,
    epochs: Arc<Epochs>,
    fields: Arc<[Field]>,
    field_files: Arc<[Option<FieldFile>]>,
    outside: Arc<[PathBuf]>,
    added: Arc<[AddedFile]>,
    span: Interval,
    warnings: Vec<Warning>,
    ensembles: Arc<Ensembles>,
}

/// Times lie within this many seconds of zero (30,000 years): beyond it f64 no longer tells
/// milliseconds apart, and a single wild value would make a recording endless.
pub const MOST_S: f64 = 1e12;

/// A time that can be worked with.
fn is_usable(t_s: f64) -> bool {
    t_s.abs() <= MOST_S
}

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

impl Recording {
    /// Checks and mends `parts` (see the module documentation) and pools the ensembles.
    ///
    /// # Errors
    /// When counts disagree or there is nothing at all in it.
    pub fn new(parts: Parts) -> Result<Self, RecordingError> {
        Self::with_first_look(parts, |_, _| ())
    }

    /// As [`new`](Self::new); `look` is shown the mended parts and the span before the ensembles are
    /// pooled, which takes a while for very many spikes.
    ///
    /// # Errors
    /// See [`new`](Self::new).
    pub fn with_first_look(
        parts: Parts,
        look: impl FnOnce(&Parts, Interval),
    ) -> Result<Self, RecordingError> {
        if parts.units.len() != parts.trains.len() {
            return Err(RecordingError::TrainCount {
                units: parts.units.len(),
                trains: parts.trains.len(),
            });
        }
        for column in &parts.columns {
            if column.values.len() != parts.units.len() {
                return Err(RecordingError::ColumnLength {
                    column: column.name.clone(),
                    found: column.values.len(),
                    units: parts.units.len(),
                });
            }
        }
        if parts.units.is_empty() && parts.epochs.is_empty() && parts.fields.is_empty() {
            return Err(RecordingError::Empty);
        }
        Ok(Self::assembled(parts, look))
    }

    /// A second of nothing: stands where a view about a model, which looks at no recording, is asked
    /// for without one.
    pub fn nothing(name: impl Into<String>) -> Self {
        let parts = Parts {
            synthetic: true,
            span: Some(Interval::new(0.0, 1.0)),
            ..Parts::new(name)
        };
        Self::assembled(parts, |_, _| ())
    }

    fn assembled(mut parts: Parts, look: impl FnOnce(&Parts, Interval)) -> Self {
        let mended = parts.trains.mend();
        if mended.dropped_not_finite > 0 {
            parts.warnings.push(Warning::counted(
                mended.dropped_not_finite,
                "spike times were not finite, or beyond 10^12 s, and are left out",
            ));
        }
        if mended.units_sorted > 0 {
            parts.warnings.push(Warning::counted(
                mended.units_sorted,
                "units had spike times out of order; they were sorted",
            ));
        }
        parts.warnings.extend(epochs::mend(&mut parts.epochs));
        if parts.units.iter().all(|u| u.class == Class::Unclassified) && !parts.units.is_empty() {
            parts.warnings.push(Warning::counted(
                parts.units.len(),
                "units have no class, so there are no ensembles yet; set classes in Units",
            ));
        }
        let span = parts
            .span
            .filter(|s| is_usable(s.start_s) && is_usable(s.stop_s) && s.duration_s() > 0.0)
            .unwrap_or_else(|| derive_span(&parts));
        // What was observed all the time needs no word.
        for unit in &mut parts.units {
            let is_part = |own: &Arc<[Interval]>| !matches!(**own, [one] if one == span);
            unit.observed = unit.observed.take().filter(is_part);
        }
        parts.warnings.extend(spikes_outside(&parts));
        look(&parts, span);
        let ensembles = Arc::new(Ensembles::pool(&parts.trains, &parts.units));
        let field_files = files::of_fields(&mut parts);
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        Self {
            id,
            root: id,
            name: parts.name,
            origin: parts.origin,
            synthetic: parts.synthetic,
            attribution: parts.attribution,
            tally: Arc::new(Tally::of(&parts.units)),
            units: parts.units.into(),
            columns: parts.columns.into(),
            class_column: parts.class_column,
            trains: Arc::new(parts.trains),
            epochs: Arc::new(Epochs::new(parts.epochs)),
            fields: parts.fields.into(),
            field_files: field_files.into(),
            outside: parts.outside.into(),
            added: parts.added.into(),
            span,
            warnings: parts.warnings,
            ensembles,
        }
    }

    /// The same recording with other classes or inclusions: `edit` changes the units (not their
    /// number), the ensembles are pooled anew, everything else is shared.
    #[must_use]
    pub fn with_units(&self, edit: impl FnOnce(&mut [Unit])) -> Self {
        let mut units = self.units.to_vec();
        edit(&mut units);
        let ensembles = Arc::new(Ensembles::pool(&self.trains, &units));
        let mut warnings = self.warnings.clone();
        if units.iter().any(|u| u.class != Class::Unclassified) {
            warnings.retain(|w| !w.message.contains("units have no class"));
        }
        Self {
            tally: Arc::new(Tally::of(&units)),
            units: units.into(),
            warnings,
            ensembles,
            ..self.shared()
        }
    }

    /// The same recording with other epochs, such as those marked by hand; all else is shared.
    /// Epochs are mended as those of a file are, and what is mended is said.
    #[must_use]
    pub fn with_epochs(&self, mut epochs: Vec<Epoch>) -> Self {
        let mut warnings = self.warnings.clone();
        warnings.extend(epochs::mend(&mut epochs));
        Self {
            warnings,
            epochs: Arc::new(Epochs::new(epochs)),
            ..self.shared()
        }
    }

    /// The same under another id: what was computed from the one is not taken for the other.
    fn shared(&self) -> Self {
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        Self {
            id,
            root: id,
            name: self.name.clone(),
            origin: self.origin.clone(),
            synthetic: self.synthetic,
            attribution: self.attribution.clone(),
            units: Arc::clone(&self.units),
            tally: Arc::clone(&self.tally),
            columns: Arc::clone(&self.columns),
            class_column: self.class_column.clone(),
            trains: Arc::clone(&self.trains),
            epochs: Arc::clone(&self.epochs),
            fields: Arc::clone(&self.fields),
            field_files: Arc::clone(&self.field_files),
            outside: Arc::clone(&self.outside),
            added: Arc::clone(&self.added),
            span: self.span,
            warnings: self.warnings.clone(),
            ensembles: Arc::clone(&self.ensembles),
        }
    }

    /// The same recording with classes taken from a column of the units table.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn with_class_column(
        &self,
        column: &str,
        mapping: &ClassMapping,
    ) -> Result<Self, RecordingError> {
        let values = self
            .columns
            .iter()
            .find(|c| c.name.eq_ignore_ascii_case(column))
            .ok_or_else(|| RecordingError::UnknownColumn {
                column: column.to_owned(),
                known: self
                    .columns
                    .iter()
                    .map(|c| c.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            })?;
        let labels = values.values.to_labels();
        let name = values.name.clone();
        let mut changed = self.with_units(|units| {
            for (unit, label) in units.iter_mut().zip(&labels) {
                unit.class = mapping.class_of(label);
                unit.class_source =
                    (unit.class != Class::Unclassified).then(|| ClassSource::File(name.clone()));
            }
        });
        changed.class_column = Some(name);
        Ok(changed)
    }

    /// Distinguishes recordings in caches; unique in this run of the program.
    pub fn id(&self) -> u64 {
        self.id
    }
    /// The same for all that have [grown](Self::grown) from one: what lies before the end of one of
    /// them is the same in all that are as long.
    pub fn root(&self) -> u64 {
        self.root
    }
    pub fn name(&self) -> &str {
        &self.name
    }
    /// The same under another name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
    pub fn is_synthetic(&self) -> bool {
        self.synthetic
    }
    pub fn attribution(&self) -> Option<&str> {
        self.attribution.as_deref()
    }
    pub fn units(&self) -> &[Unit] {
        &self.units
    }
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }
    pub fn class_column(&self) -> Option<&str> {
        self.class_column.as_deref()
    }
    pub fn trains(&self) -> &SpikeTrains {
        &self.trains
    }
    /// Sorted by start.
    pub fn epochs(&self) -> &[Epoch] {
        self.epochs.all()
    }
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
    /// The file that a field stays in; `None` where it was made or is held in memory.
    pub fn field_file(&self, field: usize) -> Option<&FieldFile> {
        self.field_files.get(field)?.as_ref()
    }
    /// Files outside of the recording's folder that are read because the recording names them.
    pub fn outside(&self) -> &[PathBuf] {
        &self.outside
    }
    /// Files whose contents were added to those of the first.
    pub fn added(&self) -> &[AddedFile] {
        &self.added
    }
    /// Observed time in seconds.
    pub fn span(&self) -> Interval {
        self.span
    }
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
    pub fn ensembles(&self) -> &Ensembles {
        &self.ensembles
    }
    /// States, seizures and periods among the epochs, in order; no events and no trials.
    pub fn lasting_epochs(&self) -> impl Iterator<Item = &Epoch> + Clone {
        self.epochs.lasting()
    }
    /// Where among the epochs one is; the first of several alike.
    pub fn place_of_epoch(&self, epoch: &Epoch) -> Option<usize> {
        self.epochs.place_of(epoch)
    }
    /// The names that states, seizures and periods go by, in the order of first appearance.
    pub fn chips(&self) -> &[Chip] {
        self.epochs.chips()
    }
    /// Bytes of spikes, ensembles and in-memory fields.
    pub fn bytes(&self) -> usize {
        self.trains.bytes()
            + self.ensembles.bytes()
            + self.fields.iter().map(Field::bytes).sum::<usize>()
    }
}

/// What is said of spikes at times at which their units were not observed.
fn spikes_outside(parts: &Parts) -> Option<Warning> {
    let units = parts.units.iter().enumerate();
    let outside = units.filter_map(|(unit, u)| {
        let observed = u.observed.as_deref()?;
        Some(observed::outside(parts.trains.unit(unit), observed))
    });
    let count: usize = outside.sum();
    let what = "spikes lie outside the time in which their unit was observed, as the file has it";
    (count > 0).then(|| Warning::counted(count, what))
}

/// From the first to the last thing in the recording. Trials and events count only where there is
/// nothing else: their clock is wrong more often than that of the spikes.
fn derive_span(parts: &Parts) -> Interval {
    // A window ends before its stop: the last spike is to be in it.
    let spikes = parts.trains.extent().map(|all| Interval {
        stop_s: all.stop_s.next_up(),
        ..all
    });
    let fields = parts.fields.iter().map(Field::extent);
    let states = parts
        .epochs
        .iter()
        .filter(|e| {
            matches!(
                e.kind,
                EpochKind::State(_) | EpochKind::Seizure | EpochKind::Period
            )
        })
        .map(Epoch::interval);
    let union = |a: Interval, b: Interval| Interval {
        start_s: a.start_s.min(b.start_s),
        stop_s: a.stop_s.max(b.stop_s),
    };
    spikes
        .into_iter()
        .chain(fields)
        .chain(states)
        .reduce(union)
        .or_else(|| parts.epochs.iter().map(Epoch::interval).reduce(union))
        .filter(|s| s.duration_s() > 0.0)
        .unwrap_or(Interval {
            start_s: 0.0,
            stop_s: 1.0,
        })
}
