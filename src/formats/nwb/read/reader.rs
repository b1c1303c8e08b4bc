//! What every part of the reader carries along: the file, the options, progress, and the warnings.

use crate::formats::hdf5::Fault;
use crate::formats::hdf5::{Dataset, File};
use crate::formats::{FormatError, OpenOptions, Progress};
use crate::recording::Warning;
use std::path::Path;

pub(super) struct Reader<'a> {
    pub file: File,
    pub path: &'a Path,
    pub options: &'a OpenOptions,
    progress: &'a Progress<'a>,
    pub warnings: Vec<Warning>,
}

/// What becomes of data that cannot be used, for warnings.
pub(super) const LEFT_OUT: &str = "it is left out";

impl<'a> Reader<'a> {
    pub fn new(
        file: File,
        path: &'a Path,
        options: &'a OpenOptions,
        progress: &'a Progress<'a>,
    ) -> Self {
        Self {
            file,
            path,
            options,
            progress,
            warnings: Vec::new(),
        }
    }
    /// Call between pieces of work: reports progress, and fails when it was cancelled.
    pub fn step(&self, done: f32, what: &str) -> Result<(), FormatError> {
        self.progress.check()?;
        self.progress.report(done, what);
        Ok(())
    }
    pub fn is_cancelled(&self) -> bool {
        self.progress.check().is_err()
    }
    pub fn progress(&self) -> &'a Progress<'a> {
        self.progress
    }
    pub fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }
    /// The value, or a warning that says what is wrong and what follows.
    pub fn or_warn<T>(&mut self, result: Result<T, Fault>, consequence: &str) -> Option<T> {
        result
            .map_err(|fault| self.warn(fault.into_warning(consequence)))
            .ok()
    }
    /// Like [`Self::or_warn`] for something that need not be there.
    pub fn if_there<T>(
        &mut self,
        result: Result<Option<T>, Fault>,
        consequence: &str,
    ) -> Option<T> {
        self.or_warn(result, consequence).flatten()
    }
    /// Ends of the rows of a ragged column whose data has `data` entries. They ascend and lie within
    /// the data; warnings count those that had to be clamped.
    pub fn ends(&mut self, index: &Dataset, data: usize) -> Result<Vec<usize>, Fault> {
        let mut ends = Vec::new();
        let (mut descending, mut past, mut last) = (0, 0, 0);
        for value in index.numbers()? {
            // A negative or undefined end cannot but descend.
            let wanted = if value > 0.0 { value as usize } else { 0 };
            descending += usize::from(wanted < last);
            past += usize::from(wanted > data);
            last = wanted.clamp(last, data.max(last));
            ends.push(last);
        }
        let object = index.path();
        if past > 0 {
            self.warn(
                Warning::counted(
                    past,
                    format!("rows end past the data, which has {data} entries; they end there"),
                )
                .at(object),
            );
        }
        if descending > 0 {
            self.warn(
                Warning::counted(
                    descending,
                    "rows end before the row above them ends; they are empty",
                )
                .at(object),
            );
        }
        Ok(ends)
    }
}
