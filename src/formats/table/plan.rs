//! What was recognised in a table, to be shown, confirmed and changed.

use super::time_unit::TimeUnit;
use super::{Encoding, guess, names, sniff};
use crate::formats::FormatError;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    Text,
    Parquet,
}

/// Something that was recognised, how sure that is, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess<T> {
    pub value: T,
    /// False when a person should look at it.
    pub certain: bool,
    /// The reason, as part of a sentence.
    pub because: String,
}

impl<T> Guess<T> {
    pub(super) fn certain(value: T, because: impl Into<String>) -> Self {
        Self {
            value,
            certain: true,
            because: because.into(),
        }
    }
    pub(super) fn likely(value: T, because: impl Into<String>) -> Self {
        Self {
            value,
            certain: false,
            because: because.into(),
        }
    }
    pub(super) fn chosen(value: T) -> Self {
        Self::certain(value, "chosen by hand")
    }
}

/// What a person may say about a table; what is `None` is recognised from the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TableChoices {
    /// One of `,` `;` tab `|` space.
    pub separator: Option<char>,
    pub decimal_comma: Option<bool>,
    /// Whether the first row names the columns.
    pub header: Option<bool>,
    /// Name of the column, or its number from 1.
    pub unit_column: Option<String>,
    /// Name of the column, or its number from 1.
    pub time_column: Option<String>,
    pub time_unit: Option<TimeUnit>,
    /// Samples a second, when times are numbers of samples.
    pub rate_hz: Option<f64>,
}

/// How a table of spikes is to be read: what was recognised, and what a person changed.
///
/// Change it with [`Plan::apply`]. Setting `unit_column`, `time_column` and `time_unit` directly is
/// fine too; `separator`, `decimal_comma` and `has_header` change the columns, so they go through
/// `apply`.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The table of spikes: the opened file, or the one beside it.
    pub spikes_path: PathBuf,
    pub container: Container,
    /// UTF-8 for Parquet.
    pub encoding: Guess<Encoding>,
    pub separator: Guess<char>,
    pub decimal_comma: Guess<bool>,
    pub has_header: Guess<bool>,
    /// Names of the columns; "column 1" and so on where the file has none.
    pub columns: Vec<String>,
    /// The first rows of data (up to 12), as text.
    pub preview: Vec<Vec<String>>,
    /// Index of the column that names the unit; `None` when all spikes are of one unit.
    pub unit_column: Guess<Option<usize>>,
    /// Index of the column of spike times.
    pub time_column: Guess<usize>,
    pub time_unit: Guess<TimeUnit>,
    /// The units table beside the spikes, if there is one.
    pub units_path: Option<PathBuf>,
    /// The tables of epochs and states beside the spikes.
    pub epochs_paths: Vec<PathBuf>,
    pub(super) sample: Sample,
}

/// The beginning of the file, kept to look at it again when a choice changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Sample {
    Text {
        head: Arc<str>,
        /// The file goes on after the head.
        cut: bool,
    },
    Parquet {
        rows: Arc<[Vec<String>]>,
        /// The unit that a column's type states.
        units: Arc<[Option<TimeUnit>]>,
    },
}

pub(super) const PREVIEW_ROWS: usize = 12;

impl Plan {
    /// Changes the plan as a person says; columns are split anew where that needs it.
    ///
    /// # Errors
    /// When a named column is not there, or no column is left that can be the time.
    pub fn apply(&mut self, choices: &TableChoices) -> Result<(), FormatError> {
        let reshaped = choices.separator.is_some_and(|v| v != self.separator.value)
            || choices
                .decimal_comma
                .is_some_and(|v| v != self.decimal_comma.value)
            || choices.header.is_some_and(|v| v != self.has_header.value);
        if reshaped && self.container == Container::Text {
            let mut fresh = Self::from_sample(
                &self.spikes_path,
                self.sample.clone(),
                self.encoding.clone(),
                self.columns.clone(),
                choices,
            )?;
            fresh.units_path = self.units_path.take();
            fresh.epochs_paths = std::mem::take(&mut self.epochs_paths);
            *self = fresh;
            return Ok(());
        }
        if let Some(name) = &choices.time_column {
            let chosen = Guess::chosen(self.column(name)?);
            if chosen.value != self.time_column.value {
                self.time_column = chosen;
                let rows = self.sample_rows();
                self.time_unit = guess::time_unit(
                    &self.view(&rows),
                    chosen_unit_column(self),
                    self.time_column.value,
                );
            }
        }
        if let Some(name) = &choices.unit_column {
            self.unit_column = Guess::chosen(Some(self.column(name)?));
        }
        self.time_unit = guess::choose_time_unit(self.time_unit.clone(), choices);
        Ok(())
    }

    pub(super) fn from_sample(
        path: &Path,
        sample: Sample,
        encoding: Guess<Encoding>,
        columns: Vec<String>,
        choices: &TableChoices,
    ) -> Result<Self, FormatError> {
        let shape = match &sample {
            Sample::Text { head, cut } => sniff::shape(head, *cut, choices),
            Sample::Parquet { rows, .. } => sniff::Shape::parquet(columns, rows.to_vec()),
        };
        let units = match &sample {
            Sample::Text { .. } => None,
            Sample::Parquet { units, .. } => Some(Arc::clone(units)),
        };
        let view = guess::Rows {
            columns: &shape.columns,
            named: shape.named,
            cells: &shape.rows,
            decimal_comma: shape.decimal_comma.value,
            stated: units.as_deref().unwrap_or(&[]),
        };
        let guesses = guess::guess(path, &view, choices)?;
        Ok(Self {
            spikes_path: path.to_owned(),
            container: match sample {
                Sample::Text { .. } => Container::Text,
                Sample::Parquet { .. } => Container::Parquet,
            },
            encoding,
            preview: shape.rows.iter().take(PREVIEW_ROWS).cloned().collect(),
            separator: shape.separator,
            decimal_comma: shape.decimal_comma,
            has_header: shape.has_header,
            columns: shape.columns,
            unit_column: guesses.unit_column,
            time_column: guesses.time_column,
            time_unit: guesses.time_unit,
            units_path: None,
            epochs_paths: Vec::new(),
            sample,
        })
    }

    /// Whether the columns have names of the file's own.
    pub(super) fn has_names(&self) -> bool {
        self.has_header.value || !self.columns.iter().any(|c| c.starts_with("column "))
    }

    fn column(&self, name: &str) -> Result<usize, FormatError> {
        guess::column(&self.spikes_path, &self.columns, name)
    }

    /// The column of the channel, beside one that names the unit, where the unit's number may
    /// start anew on each.
    pub(super) fn place_column(&self) -> Option<usize> {
        let unit = self.unit_column.value?;
        let is_free = |c: &usize| *c != unit && *c != self.time_column.value;
        names::place(&self.columns, is_free)
    }

    fn sample_rows(&self) -> Vec<Vec<String>> {
        match &self.sample {
            Sample::Text { head, cut } => {
                let choices = TableChoices {
                    separator: Some(self.separator.value),
                    decimal_comma: Some(self.decimal_comma.value),
                    header: Some(self.has_header.value),
                    ..TableChoices::default()
                };
                sniff::shape(head, *cut, &choices).rows
            }
            Sample::Parquet { rows, .. } => rows.to_vec(),
        }
    }

    fn view<'a>(&'a self, rows: &'a [Vec<String>]) -> guess::Rows<'a> {
        guess::Rows {
            columns: &self.columns,
            named: self.has_header.value,
            cells: rows,
            decimal_comma: self.decimal_comma.value,
            stated: match &self.sample {
                Sample::Text { .. } => &[],
                Sample::Parquet { units, .. } => units,
            },
        }
    }
}

fn chosen_unit_column(plan: &Plan) -> Option<usize> {
    plan.unit_column.value
}
