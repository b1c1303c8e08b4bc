//! What a person changed about the units and the events of a recording.
//!
//! Where several sources give a unit a class, the first of these counts: hand, file, connections,
//! waveform, rate.

use crate::analysis::Values;
use crate::analysis::waveforms::{Options, classify};
use crate::recording::{
    Class, ClassMapping, ClassSource, Epoch, Recording, Unit, classes_by_rate, unit_names,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Changes by hand; the file stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Edits {
    /// Classes set by hand, by the name that a unit has among those of its recording.
    #[serde(rename = "unit_classes")]
    pub classes: BTreeMap<String, Class>,
    /// Units whose inclusion was changed by hand.
    #[serde(rename = "unit_included")]
    pub included: BTreeMap<String, bool>,
    /// Column that classes are taken from, with its mapping.
    pub column: Option<(String, ClassMapping)>,
    /// Values of the view by which classes are taken from waveforms.
    pub waveforms: Option<Values>,
    /// Classes that connections spoke for when they were taken.
    #[serde(rename = "unit_connections")]
    pub connections: BTreeMap<String, Class>,
    /// The rate from which on units are guessed to be inhibitory.
    pub rate_hz: Option<f64>,
    /// Events marked by hand.
    pub marks: Vec<Epoch>,
    /// Epochs of the file that a mark replaces, or that are hidden.
    #[serde(rename = "epochs_set_aside")]
    pub set_aside: Vec<Epoch>,
}

impl Edits {
    /// Nothing was changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
    /// The SHA-256 of the changes, which tells outcomes of different edits apart; `None` without
    /// changes.
    pub fn digest(&self) -> Option<String> {
        // Plain values with text as keys: nothing in it can fail.
        let json = || serde_json::to_vec(self).unwrap_or_default();
        (!self.is_empty()).then(|| format!("{:x}", Sha256::digest(json())))
    }
    /// The epochs of a file with the marks among them.
    pub fn epochs(&self, original: &Recording) -> Vec<Epoch> {
        let file = original.epochs().iter();
        let kept = file.filter(|epoch| !self.set_aside.contains(epoch));
        kept.chain(&self.marks).cloned().collect()
    }
    /// The recording with these changes; `None` when there are none. A column that the recording
    /// has not is passed over.
    pub fn apply(&self, original: &Recording) -> Option<Recording> {
        if self.is_empty() {
            return None;
        }
        let changes_epochs = !self.marks.is_empty() || !self.set_aside.is_empty();
        let changes_units = Self {
            marks: Vec::new(),
            set_aside: Vec::new(),
            ..self.clone()
        } != Self::default();
        if !changes_units {
            return Some(original.with_epochs(self.epochs(original)));
        }
        let from_column = self
            .column
            .as_ref()
            .and_then(|(column, mapping)| original.with_class_column(column, mapping).ok());
        let unchanged = from_column.as_ref().unwrap_or(original);
        let changed = unchanged.with_units(|units| self.change_units(units, original));
        Some(if changes_epochs {
            changed.with_epochs(self.epochs(original))
        } else {
            changed
        })
    }
    /// Gives units their classes and takes them in or leaves them out.
    fn change_units(&self, units: &mut [Unit], original: &Recording) {
        // The weakest first: each gives a class only to units that have none of a stronger one.
        let mut found: Vec<Option<(Class, ClassSource)>> = vec![None; units.len()];
        let mut give = |classes: Vec<Option<Class>>, source: &ClassSource| {
            for (found, class) in found.iter_mut().zip(classes) {
                if let Some(class) = class {
                    *found = Some((class, source.clone()));
                }
            }
        };
        if let Some(rate_hz) = self.rate_hz {
            let guessed = classes_by_rate(original, rate_hz);
            give(guessed.into_iter().map(Some).collect(), &ClassSource::Rate);
        }
        if let Some(values) = &self.waveforms {
            // Without enough waveforms the view says why.
            if let Ok(grouping) = classify(original.units(), &Options::from(values)) {
                let classes = (0..units.len()).map(|u| grouping.class(u)).collect();
                give(classes, &ClassSource::Waveform);
            }
        }
        let names = unit_names(original.units());
        let connections = names.iter().map(|n| self.connections.get(n).copied());
        give(connections.collect(), &ClassSource::CrossCorrelogram);
        for ((unit, name), found) in units.iter_mut().zip(&names).zip(found) {
            if let (Class::Unclassified, Some((class, source))) = (unit.class, found) {
                unit.class = class;
                unit.class_source = Some(source);
            }
            if let Some(class) = self.classes.get(name) {
                unit.class = *class;
                unit.class_source = Some(ClassSource::Hand);
            }
            if let Some(included) = self.included.get(name) {
                unit.included = *included;
            }
        }
    }
    /// What was changed, in words: "2 classes by hand, 1 event marked"; `None` where nothing was.
    pub fn summary(&self) -> Option<String> {
        let count = |n: usize, one: &str, more: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {more}")),
        };
        let set = self.included.values();
        let parts = [
            self.column
                .as_ref()
                .map(|(c, _)| format!("classes from the column {c}")),
            count(self.classes.len(), "class by hand", "classes by hand"),
            count(
                self.connections.len(),
                "class from connections",
                "classes from connections",
            ),
            self.waveforms
                .as_ref()
                .map(|_| "classes from waveforms".to_owned()),
            self.rate_hz
                .map(|hz| format!("classes guessed from rates at {hz} Hz")),
            count(
                set.filter(|included| !**included).count(),
                "unit left out",
                "units left out",
            ),
            count(self.marks.len(), "event marked", "events marked"),
            count(
                self.set_aside.len(),
                "epoch of the file set aside",
                "epochs of the file set aside",
            ),
        ];
        let words: Vec<String> = parts.into_iter().flatten().collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}
