//! What is wrong with one object of a file: an error or a warning, as the reader decides.

use crate::formats::FormatError;
use crate::recording::Warning;
use std::path::Path;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Fault {
    /// Full path in the file.
    pub object: String,
    pub expected: String,
    pub found: String,
}

impl Fault {
    pub fn new(
        object: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            object: object.into(),
            expected: expected.into(),
            found: found.into(),
        }
    }
    /// The HDF5 crate could not read the object.
    pub fn read(object: impl Into<String>, error: &dyn std::fmt::Display) -> Self {
        let found = super::filters::with_name(&error.to_string());
        Self::new(object, "a readable HDF5 object", found)
    }
    pub fn into_error(self, path: &Path, format: &'static str) -> FormatError {
        FormatError::malformed(path, format, self.object, self.expected, self.found)
    }
    /// `consequence` says what is done about it: "it is left out".
    pub fn into_warning(self, consequence: &str) -> Warning {
        Warning::new(format!(
            "expected {}, found {}; {consequence}",
            self.expected, self.found
        ))
        .at(self.object)
    }
}
