//! A small table held as text: units, epochs.

use super::number;
use crate::formats::FormatError;
use std::path::Path;

/// Cells end to end in one string, so that a table takes little more than its file.
pub(in crate::formats) struct Grid {
    pub columns: Vec<String>,
    pub decimal_comma: bool,
    text: String,
    ends: Vec<u32>,
    /// Line in the file (or row, for Parquet) of every row.
    lines: Vec<u32>,
}

impl Grid {
    pub(super) fn new(columns: Vec<String>, decimal_comma: bool) -> Self {
        Self {
            columns,
            decimal_comma,
            text: String::new(),
            ends: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// Adds a row; missing cells are empty, cells past the last column are dropped.
    pub(super) fn push(
        &mut self,
        path: &Path,
        line: u64,
        mut cells: impl Iterator<Item = String>,
    ) -> Result<(), FormatError> {
        for _ in 0..self.columns.len() {
            if let Some(cell) = cells.next() {
                self.text.push_str(&cell);
            }
            let end = u32::try_from(self.text.len()).map_err(|_| {
                FormatError::malformed(
                    path,
                    "table",
                    format!("line {line}"),
                    "a table of at most 4 GB",
                    "a longer one",
                )
            })?;
            self.ends.push(end);
        }
        self.lines.push(u32::try_from(line).unwrap_or(u32::MAX));
        Ok(())
    }

    pub(in crate::formats) fn len(&self) -> usize {
        self.lines.len()
    }
    pub(super) fn line(&self, row: usize) -> u32 {
        self.lines.get(row).copied().unwrap_or(0)
    }

    pub(in crate::formats) fn cell(&self, row: usize, column: usize) -> &str {
        let at = row * self.columns.len() + column;
        if column >= self.columns.len() {
            return "";
        }
        let from = match at.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(0),
            None => 0,
        };
        let to = self.ends.get(at).copied().unwrap_or(from);
        self.text.get(from as usize..to as usize).unwrap_or("")
    }

    pub(super) fn number(&self, row: usize, column: usize) -> Option<f64> {
        number::parse(self.cell(row, column).as_bytes(), self.decimal_comma)
    }

    pub(super) fn column(&self, column: usize) -> impl Iterator<Item = &str> {
        (0..self.len()).map(move |row| self.cell(row, column))
    }
}
