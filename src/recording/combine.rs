//! Several files that make one recording: what is taken from another, and when it happened.

use super::{
    AddedFile, Column, ColumnValues, Epoch, Field, Interval, Origin, Parts, Recording,
    RecordingError, SpikeTrains, Warning,
};
use std::collections::HashSet;

/// What is taken from another recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddedParts {
    pub units: bool,
    pub fields: bool,
    pub epochs: bool,
}

impl AddedParts {
    pub const ALL: Self = Self {
        units: true,
        fields: true,
        epochs: true,
    };
}

impl Recording {
    /// This recording with parts of another, whose times are later by `offset_s` seconds on the
    /// clock of this one. Units, columns and fields of the other come after those of this one; a
    /// name that is there already gets the name of the other before it.
    ///
    /// # Errors
    /// [`RecordingError::Offset`] when the offset is not finite, [`RecordingError::NothingAdded`]
    /// when the other has nothing of what is to be taken.
    pub fn with_added(
        &self,
        other: &Self,
        offset_s: f64,
        taken: AddedParts,
    ) -> Result<Self, RecordingError> {
        if !super::is_usable(offset_s) {
            return Err(RecordingError::Offset(offset_s));
        }
        let units = if taken.units { other.units() } else { &[] };
        let fields = if taken.fields { other.fields() } else { &[] };
        let epochs = if taken.epochs { other.epochs() } else { &[] };
        if units.is_empty() && fields.is_empty() && epochs.is_empty() {
            return Err(RecordingError::NothingAdded(other.name().to_owned()));
        }
        let mut parts = Parts::new(self.name());
        parts.origin = self.origin().clone();
        parts.synthetic = self.synthetic || other.synthetic;
        parts.attribution = joined(self.attribution(), other.attribution());
        parts.class_column.clone_from(&self.class_column);

        let mut names: HashSet<String> = self.units.iter().map(|u| u.id.clone()).collect();
        parts.units.extend(self.units.iter().cloned());
        for unit in units {
            let mut unit = unit.clone();
            unit.id = free_name(&mut names, &unit.id, other.name());
            let later = |i: &Interval| Interval::new(i.start_s + offset_s, i.stop_s + offset_s);
            unit.observed = unit.observed.map(|own| own.iter().map(later).collect());
            parts.units.push(unit);
        }
        let later = |times: &[f64]| times.iter().map(|t| t + offset_s).collect();
        let own = (0..self.units.len()).map(|u| self.trains.unit(u).to_vec());
        let others = (0..units.len()).map(|u| later(other.trains().unit(u)));
        parts.trains = SpikeTrains::from_units(own.chain(others).collect());
        parts.columns = columns(self, other, units.len());

        let mut names: HashSet<String> = self.fields.iter().map(|f| f.name.clone()).collect();
        parts.fields.extend(self.fields.iter().cloned());
        let kept_in = |of: &Self, n: usize| (0..n).map(|f| of.field_file(f).cloned()).collect();
        let mut files: Vec<_> = kept_in(self, self.fields.len());
        files.append(&mut kept_in(other, fields.len()));
        parts.field_files = files;
        parts.outside = [self.outside(), other.outside()].concat();
        parts.added = added(self, other, offset_s);
        if let Origin::File { path, format } = other.origin() {
            parts.added.push(AddedFile {
                path: path.clone(),
                format: format.clone(),
                offset_s,
                units: units.len(),
                fields: fields.len(),
                epochs: epochs.len(),
            });
        }
        parts.fields.extend(fields.iter().map(|field| Field {
            name: free_name(&mut names, &field.name, other.name()),
            start_s: field.start_s + offset_s,
            ..field.clone()
        }));
        parts.epochs.extend(self.epochs().iter().cloned());
        parts.epochs.extend(epochs.iter().map(|epoch| Epoch {
            start_s: epoch.start_s + offset_s,
            stop_s: epoch.stop_s + offset_s,
            ..epoch.clone()
        }));
        // Epochs by themselves tell nothing of time in which nothing was recorded.
        let are_only_epochs = units.is_empty() && fields.is_empty();
        let has_signals = !self.units.is_empty() || !self.fields.is_empty();
        let outside = if are_only_epochs && has_signals {
            parts.span = Some(self.span());
            outside(epochs, offset_s, self.span())
        } else {
            parts.span = Some(span(self, other, offset_s));
            0
        };
        let repeated = |w: &&Warning| !w.message.contains("units have no class");
        parts.warnings = self.warnings.iter().filter(repeated).cloned().collect();
        let others = other.warnings.iter().filter(repeated);
        parts.warnings.extend(others.map(|w| Warning {
            message: format!("{} ({})", w.message, other.name()),
            ..w.clone()
        }));
        if is_there_already(self, other) {
            let what = format!("{} is part of this recording more than once", other.name());
            parts.warnings.push(Warning::new(what));
        }
        if outside > 0 {
            let what = format!("epochs lie outside the recorded time ({})", other.name());
            parts.warnings.push(Warning::counted(outside, what));
        }
        Self::new(parts)
    }
}

/// True for a file that is this recording, or was added to it before.
fn is_there_already(own: &Recording, other: &Recording) -> bool {
    let Origin::File { path, .. } = other.origin() else {
        return false;
    };
    let is_first = matches!(own.origin(), Origin::File { path: first, .. } if first == path);
    is_first || own.added().iter().any(|file| file.path == *path)
}

/// How many epochs have no part in a span.
fn outside(epochs: &[Epoch], offset_s: f64, span: Interval) -> usize {
    let is_outside = |epoch: &&Epoch| {
        let (start_s, stop_s) = (epoch.start_s + offset_s, epoch.stop_s + offset_s);
        stop_s < span.start_s || start_s >= span.stop_s
    };
    epochs.iter().filter(is_outside).count()
}

/// What was added to either before.
fn added(own: &Recording, other: &Recording, offset_s: f64) -> Vec<AddedFile> {
    let others = other.added().iter().map(|file| AddedFile {
        offset_s: file.offset_s + offset_s,
        ..file.clone()
    });
    own.added().iter().cloned().chain(others).collect()
}

/// Both spans on one clock.
fn span(own: &Recording, other: &Recording, offset_s: f64) -> Interval {
    let theirs = other.span();
    let theirs = Interval {
        start_s: theirs.start_s + offset_s,
        stop_s: theirs.stop_s + offset_s,
    };
    Interval {
        start_s: own.span().start_s.min(theirs.start_s),
        stop_s: own.span().stop_s.max(theirs.stop_s),
    }
}

fn joined(own: Option<&str>, other: Option<&str>) -> Option<String> {
    match (own, other) {
        (Some(a), Some(b)) if a != b => Some(format!("{a}; {b}")),
        (a, b) => a.or(b).map(str::to_owned),
    }
}

/// The name itself, or one that no other has.
fn free_name(names: &mut HashSet<String>, name: &str, from: &str) -> String {
    let mut free = name.to_owned();
    let mut number = 1;
    while !names.insert(free.clone()) {
        free = if number == 1 {
            format!("{from}/{name}")
        } else {
            format!("{from}/{name} ({number})")
        };
        number += 1;
    }
    free
}

/// Columns of both; units of the one have empty cells in columns of the other.
fn columns(own: &Recording, other: &Recording, others: usize) -> Vec<Column> {
    let before = own.units.len();
    let blank = |values: &ColumnValues, n: usize| match values {
        ColumnValues::Text(_) => ColumnValues::Text(vec![String::new(); n]),
        ColumnValues::Number(_) => ColumnValues::Number(vec![f64::NAN; n]),
    };
    let mut columns: Vec<Column> = own.columns.to_vec();
    if others == 0 {
        return columns;
    }
    for column in &mut columns {
        let same = other.columns().iter().find(|c| c.name == column.name);
        let empty = blank(&column.values, others);
        let theirs = same.map_or(&empty, |c| &c.values);
        column.values = match (&column.values, theirs) {
            (ColumnValues::Number(a), ColumnValues::Number(b)) => {
                ColumnValues::Number([&a[..], &b[..]].concat())
            }
            (a, b) => ColumnValues::Text([a.to_labels(), b.to_labels()].concat()),
        };
    }
    for column in other.columns() {
        if columns.iter().any(|c| c.name == column.name) {
            continue;
        }
        let values = match &column.values {
            ColumnValues::Text(v) => {
                ColumnValues::Text([vec![String::new(); before], v.clone()].concat())
            }
            ColumnValues::Number(v) => {
                ColumnValues::Number([vec![f64::NAN; before], v.clone()].concat())
            }
        };
        columns.push(Column {
            name: column.name.clone(),
            values,
        });
    }
    columns
}
