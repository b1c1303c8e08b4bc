//! Units: sorted cells and what is known of them.

use super::{Class, ClassSource, Interval};
use std::sync::Arc;

/// One sorted cell. Its spike times are in [`SpikeTrains`](super::SpikeTrains) under the same index.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// As the file names it.
    pub id: String,
    pub class: Class,
    /// Where the class came from; `None` while unclassified.
    pub class_source: Option<ClassSource>,
    pub electrode: Option<String>,
    /// Shank, tetrode or area.
    pub group: Option<String>,
    pub quality: Option<String>,
    pub waveform: Option<Waveform>,
    /// False when a person left the unit out of the ensembles.
    pub included: bool,
    /// When the unit was observed, as the file has it; `None`: all the time.
    pub observed: Option<Arc<[Interval]>>,
}

impl Unit {
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            class: Class::Unclassified,
            class_source: None,
            electrode: None,
            group: None,
            quality: None,
            waveform: None,
            included: true,
            observed: None,
        }
    }
    #[must_use]
    pub fn with_class(mut self, class: Class, source: ClassSource) -> Self {
        self.class = class;
        self.class_source = Some(source);
        self
    }
}

/// Mean waveform on the channel where it is largest.
#[derive(Clone, Debug, PartialEq)]
pub struct Waveform {
    /// In the file's own unit of voltage (microvolts where it says so).
    pub samples: Vec<f32>,
    pub rate_hz: Option<f64>,
    /// In the space of a sorter that made the channels independent of one another, with no way
    /// back: shape and place are not those on the electrode.
    pub is_whitened: bool,
}

/// A column of the units table, one value a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    pub values: ColumnValues,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnValues {
    Text(Vec<String>),
    Number(Vec<f64>),
}

impl ColumnValues {
    pub fn len(&self) -> usize {
        match self {
            Self::Text(v) => v.len(),
            Self::Number(v) => v.len(),
        }
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Every value as text.
    pub fn to_labels(&self) -> Vec<String> {
        match self {
            Self::Text(v) => v.clone(),
            Self::Number(v) => v.iter().map(f64::to_string).collect(),
        }
    }
}
