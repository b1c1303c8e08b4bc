//! Warnings: what was repaired, skipped or guessed when a file was read.

use serde::Serialize;

/// One remark: what happened, how often, and to which object of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What happened and what was done about it, in one plain sentence without the count.
    pub message: String,
    /// How many items it concerns, where that can be counted.
    pub count: Option<usize>,
    /// The object in the file, such as `/units/spike_times`.
    pub object: Option<String>,
    /// What it is about was perhaps only not written to its end as yet.
    #[serde(skip)]
    pub is_of_end: bool,
}

impl Warning {
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            count: None,
            object: None,
            is_of_end: false,
        }
    }
    pub fn counted(count: usize, message: impl Into<String>) -> Self {
        Self {
            count: Some(count),
            ..Self::new(message)
        }
    }
    #[must_use]
    pub fn at(mut self, object: impl Into<String>) -> Self {
        self.object = Some(object.into());
        self
    }
    /// The same of what was perhaps only not written to its end as yet.
    #[must_use]
    pub fn of_end(mut self) -> Self {
        self.is_of_end = true;
        self
    }
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(object) = &self.object {
            write!(f, "{object}: ")?;
        }
        if let Some(count) = self.count {
            write!(f, "{count} ")?;
        }
        f.write_str(&self.message)
    }
}
