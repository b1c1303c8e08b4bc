//! Classes of units, where they come from, and how the labels of a file map to them.

use super::{Recording, Unit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Class of a unit.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    Excitatory,
    Inhibitory,
    #[default]
    Unclassified,
}

impl Class {
    pub const ALL: [Self; 3] = [Self::Excitatory, Self::Inhibitory, Self::Unclassified];

    pub fn name(self) -> &'static str {
        match self {
            Self::Excitatory => "Excitatory",
            Self::Inhibitory => "Inhibitory",
            Self::Unclassified => "Unclassified",
        }
    }
    /// E, I, or a dash.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Excitatory => "E",
            Self::Inhibitory => "I",
            Self::Unclassified => "–",
        }
    }

    /// What the usual words of the field say: pyramidal, RS, broad, wide, E, pE, excitatory are
    /// excitatory; interneuron, FS, narrow, PV, SST, VIP, I, pI, inhibitory are inhibitory.
    pub fn from_label(label: &str) -> Self {
        let lower = label.trim().to_lowercase();
        let words: Vec<&str> = lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect();
        let any_word = |list: &[&str]| words.iter().any(|w| list.contains(w));
        let any_part = |list: &[&str]| list.iter().any(|p| lower.contains(p));
        // Inhibitory first: "narrow interneuron" and "wide interneuron" are both interneurons.
        if any_part(&[
            "interneuron",
            "inhib",
            "narrow",
            "fast spiking",
            "fast-spiking",
            "fast_spiking",
            "gaba",
            "parvalbumin",
            "somatostatin",
            "calretinin",
            "basket",
            "chandelier",
            "martinotti",
            "neurogliaform",
            "axo-axonic",
            "axoaxonic",
            "bistratified",
        ]) || any_word(&[
            "fs", "pv", "pvalb", "sst", "som", "vip", "i", "inh", "int", "in", "ns", "vgat", "pi",
            "pin", "olm", "cck", "ndnf", "lamp5", "sncg", "htr3a", "gad", "gad1", "gad2", "gad65",
            "gad67",
        ]) {
            Self::Inhibitory
        } else if any_part(&[
            "pyr",
            "excit",
            "broad",
            "wide",
            "regular spiking",
            "regular-spiking",
            "regular_spiking",
            "principal",
            "glut",
            "granule cell",
            "mossy cell",
            "spiny stellate",
        ]) || any_word(&[
            "rs", "e", "exc", "ex", "pc", "ws", "bs", "camk2", "camkii", "pe", "pyn",
        ]) {
            Self::Excitatory
        } else {
            Self::Unclassified
        }
    }
}

/// Where a class came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ClassSource {
    /// A column of the file, by name.
    File(String),
    Waveform,
    CrossCorrelogram,
    /// A guess: fast units are taken as inhibitory.
    Rate,
    Hand,
    /// The model that made the unit.
    Model,
}

impl std::fmt::Display for ClassSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(column) => write!(f, "file, column {column}"),
            Self::Waveform => f.write_str("waveform"),
            Self::CrossCorrelogram => f.write_str("cross-correlogram"),
            Self::Rate => f.write_str("guessed from rate"),
            Self::Hand => f.write_str("set by hand"),
            Self::Model => f.write_str("model"),
        }
    }
}

impl ClassSource {
    /// What [`Display`](std::fmt::Display) wrote, read back; other words name a column of a file.
    pub fn from_words(words: &str) -> Option<Self> {
        if words.is_empty() {
            return None;
        }
        let known = [
            Self::Waveform,
            Self::CrossCorrelogram,
            Self::Rate,
            Self::Hand,
            Self::Model,
        ];
        let found = known.into_iter().find(|source| source.to_string() == words);
        let column = words.strip_prefix("file, column ").unwrap_or(words);
        Some(found.unwrap_or_else(|| Self::File(column.to_owned())))
    }
}

/// A guess where nothing else is known: units at or above a rate are inhibitory, the others
/// excitatory.
pub fn classes_by_rate(recording: &Recording, rate_hz: f64) -> Vec<Class> {
    let units = 0..recording.units().len();
    let class = |unit| match recording.rate_hz(unit) {
        own if own.is_nan() => Class::Unclassified,
        own if own >= rate_hz => Class::Inhibitory,
        _ => Class::Excitatory,
    };
    units.map(class).collect()
}

/// How many units there are of each kind: every frame of the window says so, and there may be thousands
/// of units.
#[derive(Debug, Default)]
pub(super) struct Tally {
    excitatory: usize,
    inhibitory: usize,
    unclassified: usize,
    left_out: usize,
    sources: Vec<(ClassSource, usize)>,
}

impl Tally {
    pub fn of(units: &[Unit]) -> Self {
        let count = |class: Class| {
            let of_class = |unit: &&Unit| unit.included && unit.class == class;
            units.iter().filter(of_class).count()
        };
        Self {
            excitatory: count(Class::Excitatory),
            inhibitory: count(Class::Inhibitory),
            unclassified: count(Class::Unclassified),
            left_out: units.iter().filter(|unit| !unit.included).count(),
            sources: count_sources(units),
        }
    }
}

impl Recording {
    /// Included units of a class.
    pub fn count(&self, class: Class) -> usize {
        match class {
            Class::Excitatory => self.tally.excitatory,
            Class::Inhibitory => self.tally.inhibitory,
            Class::Unclassified => self.tally.unclassified,
        }
    }
    /// Units that are not included.
    pub fn left_out(&self) -> usize {
        self.tally.left_out
    }
    /// Where the classes of included units come from, most trusted first, and how many from each.
    pub fn class_sources(&self) -> &[(ClassSource, usize)] {
        &self.tally.sources
    }
}

fn count_sources(units: &[Unit]) -> Vec<(ClassSource, usize)> {
    let trust = |source: &ClassSource| match source {
        ClassSource::Hand => 0,
        ClassSource::File(_) => 1,
        ClassSource::Model => 2,
        ClassSource::CrossCorrelogram => 3,
        ClassSource::Waveform => 4,
        ClassSource::Rate => 5,
    };
    let classed = |u: &&Unit| u.included && u.class != Class::Unclassified;
    let mut counts: Vec<(ClassSource, usize)> = Vec::new();
    for source in units
        .iter()
        .filter(classed)
        .filter_map(|u| u.class_source.as_ref())
    {
        match counts.iter_mut().find(|(known, _)| known == source) {
            Some((_, count)) => *count += 1,
            None => counts.push((source.clone(), 1)),
        }
    }
    counts.sort_by_key(|(source, _)| trust(source));
    counts
}

/// A file's own labels, and the class each stands for. Editable by hand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassMapping(pub BTreeMap<String, Class>);

impl ClassMapping {
    /// The usual reading of each label.
    pub fn suggest<'a>(labels: impl IntoIterator<Item = &'a str>) -> Self {
        Self(
            labels
                .into_iter()
                .map(|l| (l.to_owned(), Class::from_label(l)))
                .collect(),
        )
    }
    /// Class of a label; labels the mapping does not name get the usual reading.
    pub fn class_of(&self, label: &str) -> Class {
        self.0
            .get(label)
            .copied()
            .unwrap_or_else(|| Class::from_label(label))
    }
}

/// True for the name of a units column that speaks of cell type.
pub fn speaks_of_class(column: &str) -> bool {
    let name: String = column
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    [
        "celltype",
        "neurontype",
        "cellclass",
        "waveformclass",
        "unittype",
        "putativetype",
        "spiketype",
        "neuronclass",
        "unitclass",
        "cellgroup",
    ]
    .iter()
    .any(|known| name.contains(known))
        || ["class", "type", "ei", "putative", "subtype"].contains(&name.as_str())
}
