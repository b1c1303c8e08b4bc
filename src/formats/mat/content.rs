//! What was found in the variables of a file.

use super::{NAME, Variables, per_unit};
use crate::formats::{Classes, Contents};
use crate::recording::{
    Column, ColumnValues, Epoch, Field, Interval, MemoryField, Pyramid, SpikeTrains, Unit, Warning,
    speaks_of_class,
};
use ndarray::Array2;
use std::path::Path;
use std::sync::Arc;

/// Units, fields and epochs, and in which words the file says so.
#[derive(Default)]
pub(in crate::formats) struct Content {
    /// "cell array unit_t of spike times".
    pub what: Vec<String>,
    /// Paths of what it was read from.
    pub used: Vec<String>,
    pub units: Vec<Unit>,
    /// In seconds, one list a unit.
    pub trains: Vec<Vec<f64>>,
    pub columns: Vec<Column>,
    pub fields: Vec<Field>,
    pub epochs: Vec<Epoch>,
    pub span: Option<Interval>,
    pub warnings: Vec<Warning>,
}

impl Content {
    pub fn is_empty(&self) -> bool {
        self.units.is_empty() && self.fields.is_empty()
    }

    /// Adds what another part of the file holds.
    pub fn add(&mut self, mut other: Self) {
        self.what.append(&mut other.what);
        self.used.append(&mut other.used);
        self.units.append(&mut other.units);
        self.trains.append(&mut other.trains);
        self.columns.append(&mut other.columns);
        self.fields.append(&mut other.fields);
        self.epochs.append(&mut other.epochs);
        self.warnings.append(&mut other.warnings);
        self.span = self.span.or(other.span);
    }

    /// What a reader gives; classes are texts in MATLAB.
    pub fn into_contents(self, path: &Path, variables: Variables) -> Contents {
        let format = format!("{NAME} {}: {}", variables.version, self.what.join("; "));
        let mut contents = Contents::new(path, format);
        let is_class =
            |c: &&Column| speaks_of_class(&c.name) && matches!(c.values, ColumnValues::Text(_));
        if let Some(column) = self.columns.iter().find(is_class) {
            contents.classes = Classes::Column(column.name.clone());
        }
        let parts = &mut contents.parts;
        parts.warnings = variables.warnings;
        drop(variables.list);
        parts.warnings.extend(self.warnings);
        parts.units = self.units;
        parts.trains = SpikeTrains::from_units(self.trains);
        parts.columns = self.columns;
        parts.fields = self.fields;
        parts.epochs = self.epochs;
        parts.span = self.span;
        contents
    }
}

/// A field held in memory: `[channels x samples]`.
pub(super) fn field(name: &str, rate_hz: f64, start_s: f64, samples: Array2<f32>) -> Field {
    let count = samples.ncols() as u64;
    Field {
        name: name.to_owned(),
        rate_hz,
        start_s,
        samples: count,
        channels: (1..=samples.nrows()).map(|c| c.to_string()).collect(),
        positions_um: None,
        // MATLAB files do not say.
        unit: String::new(),
        source: Arc::new(MemoryField(samples)),
        pyramid: Arc::new(Pyramid::new(count)),
    }
}

/// Columns from the fields of structs that stand around spike times: numbers and texts, one each.
pub(super) fn columns(leaves: &[super::leaves::Leaf<'_>], times: &str) -> Vec<Column> {
    let Some((first, _)) = leaves.first().and_then(|l| l.around) else {
        return Vec::new();
    };
    let column = |name: &String| {
        let items: Option<Vec<&super::MatValue>> = leaves
            .iter()
            .map(|l| l.around.and_then(|(s, at)| s.get_at(at, name)))
            .collect();
        let items = items?;
        let numbers: Option<Vec<f64>> = items
            .iter()
            .map(|v| v.numbers().and_then(super::Numbers::scalar))
            .collect();
        let values = if let Some(numbers) = numbers {
            ColumnValues::Number(numbers)
        } else {
            let texts: Option<Vec<String>> = items.iter().map(|v| per_unit::label(v)).collect();
            let texts = texts?;
            if texts.iter().all(String::is_empty) {
                return None;
            }
            ColumnValues::Text(texts)
        };
        Some(Column {
            name: name.clone(),
            values,
        })
    };
    let others = first.fields.iter().filter(|f| *f != times);
    others.filter_map(column).collect()
}
