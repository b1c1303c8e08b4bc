//! What a picture is of: the one value from which it can be made again.

use super::{AnyView, Canvas, Info};
use crate::analysis::{Normalisation, Scale, Selection, Settings, Surrogate, Values};
use crate::recording::{Hashes, Interval, Recording};
use serde::{Deserialize, Serialize};
use std::hash::{Hash, Hasher};

/// Everything a picture depends on but the bytes of its files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// [`Info::id`] of the view.
    pub view: String,
    pub source: Source,
    pub selection: Selection,
    #[serde(default)]
    pub settings: Settings,
    /// Values of the view's own parameters.
    #[serde(default)]
    pub values: Values,
    #[serde(default)]
    pub canvas: Canvas,
}

/// What a picture shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    Recording(RecordingSource),
}

/// A recording, by what it is known again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RecordingSource {
    pub name: String,
    /// SHA-256 of its file, in hexadecimal digits; `None` until it has been worked out, and for
    /// what has no file.
    pub sha256: Option<String>,
    /// Files whose contents were added.
    pub added: Vec<AddedSource>,
    /// SHA-256 of what was changed by hand; `None` where nothing was.
    pub edits: Option<String>,
}

/// A file whose contents were added to a recording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AddedSource {
    pub name: String,
    pub sha256: Option<String>,
    /// Seconds by which its times are later on the clock of the recording.
    pub offset_s: f64,
}

impl Eq for AddedSource {}

impl Source {
    /// A recording, with the hashes of its files as far as they are known and the digest of what
    /// was changed by hand.
    pub fn recording(recording: &Recording, hashes: &Hashes, edits: Option<String>) -> Self {
        let added = recording.added().iter().enumerate();
        Self::Recording(RecordingSource {
            name: recording.name().to_owned(),
            sha256: hashes.file.clone(),
            added: added
                .map(|(place, file)| AddedSource {
                    name: file.name(),
                    sha256: hashes.added.get(place).cloned(),
                    offset_s: file.offset_s,
                })
                .collect(),
            edits,
        })
    }
}

/// A setting that some views depend on and others do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dependency {
    Scale,
    Normalisation,
    /// The surrogate shown beside the data.
    Surrogate,
    /// The chosen event and its baseline.
    Event,
    /// The size of the panel: what is drawn is thinned to its pixels.
    Canvas,
}

impl Recipe {
    /// This recipe with only these settings and the view's own parameters; all else is set to its
    /// default. Source and selection stay.
    #[must_use]
    pub fn keep(&self, info: &Info, dependencies: &[Dependency]) -> Self {
        let mut kept = Self {
            settings: Settings::default(),
            values: self.values.chosen(info.parameters),
            canvas: Canvas::default(),
            ..self.clone()
        };
        for dependency in dependencies {
            kept.take(*dependency, self);
        }
        kept
    }

    /// Whether a view with this recipe depends on something.
    pub fn uses(&self, view: &dyn AnyView, dependency: Dependency) -> bool {
        // Nothing in it is a default, so that what the view leaves out shows.
        let mut probe = self.clone();
        probe.settings = Settings {
            scale: Scale::FINEST,
            normalisation: Normalisation::Max,
            surrogate: Some(Surrogate::default()),
            event: Some(Interval::new(0.0, 1.0)),
            baseline: None,
        };
        probe.canvas.width_px = 1;
        let kept = view.depends(&probe);
        let (left, asked) = (&kept.settings, &probe.settings);
        match dependency {
            Dependency::Scale => left.scale == asked.scale,
            Dependency::Normalisation => left.normalisation == asked.normalisation,
            Dependency::Surrogate => left.surrogate == asked.surrogate,
            Dependency::Event => left.event == asked.event,
            Dependency::Canvas => kept.canvas == probe.canvas,
        }
    }

    fn take(&mut self, dependency: Dependency, from: &Self) {
        let (settings, other) = (&mut self.settings, &from.settings);
        match dependency {
            Dependency::Scale => settings.scale = other.scale,
            Dependency::Normalisation => settings.normalisation = other.normalisation,
            Dependency::Surrogate => settings.surrogate = other.surrogate,
            Dependency::Event => {
                (settings.event, settings.baseline) = (other.event, other.baseline);
            }
            Dependency::Canvas => self.canvas = from.canvas,
        }
    }

    /// The recipe as JSON: the same text for the same recipe.
    pub fn json(&self) -> String {
        // Plain values with text as keys: nothing in it can fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Eq for Recipe {}

impl Hash for Recipe {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.json().hash(state);
    }
}
