//! The recipe of a picture: everything needed to make it again.

use super::{AnyView, Canvas, Info, by_id};
use crate::analysis::{
    Normalisation, Parameter, Scale, Selection, Settings, Surrogate, Value, Values,
};
use crate::recording::{Hashes, Interval, Recording};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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
    /// Values of the parameters of other views, by their ids, as far as the view depends on them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub other_values: BTreeMap<String, Values>,
    #[serde(default)]
    pub canvas: Canvas,
}

/// What a picture shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    Recording(RecordingSource),
}

/// A recording: what identifies it.
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
    /// The parameters of another view, by its id.
    Values(&'static str),
}

impl Recipe {
    /// This recipe with only these settings and the view's own parameters; all else is set to its
    /// default. Source and selection stay.
    #[must_use]
    pub fn keep(&self, info: &Info, dependencies: &[Dependency]) -> Self {
        let mut kept = Self {
            settings: Settings::default(),
            values: self.values.chosen(info.parameters),
            other_values: BTreeMap::new(),
            canvas: Canvas::default(),
            ..self.clone()
        };
        for dependency in dependencies {
            kept.copy_dependency(*dependency, self);
        }
        kept
    }

    /// This recipe of no recording and no time.
    pub(super) fn without_recording(self) -> Self {
        Self {
            source: Source::Recording(RecordingSource::default()),
            selection: Selection {
                window: Interval::new(0.0, 0.0),
                states: Vec::new(),
                sample: None,
            },
            ..self
        }
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
        if let Dependency::Values(id) = dependency {
            probe.other_values = changed_values(id);
        }
        let kept = view.depends(&probe);
        let (left, asked) = (&kept.settings, &probe.settings);
        match dependency {
            Dependency::Scale => left.scale == asked.scale,
            Dependency::Normalisation => left.normalisation == asked.normalisation,
            Dependency::Surrogate => left.surrogate == asked.surrogate,
            Dependency::Event => left.event == asked.event,
            Dependency::Canvas => kept.canvas == probe.canvas,
            Dependency::Values(id) => kept.other_values.contains_key(id),
        }
    }

    fn copy_dependency(&mut self, dependency: Dependency, from: &Self) {
        let (settings, other) = (&mut self.settings, &from.settings);
        match dependency {
            Dependency::Scale => settings.scale = other.scale,
            Dependency::Normalisation => settings.normalisation = other.normalisation,
            Dependency::Surrogate => settings.surrogate = other.surrogate,
            Dependency::Event => {
                (settings.event, settings.baseline) = (other.event, other.baseline);
            }
            Dependency::Canvas => self.canvas = from.canvas,
            Dependency::Values(id) => {
                let parameters = by_id(id).map_or(&[][..], |view| view.info().parameters);
                let chosen = from.other_values.get(id).map(|v| v.chosen(parameters));
                let chosen = chosen.filter(|values| !values.is_empty());
                self.other_values
                    .extend(chosen.map(|values| (id.to_owned(), values)));
            }
        }
    }

    /// This recipe with what its view depends on among the values of all views.
    #[must_use]
    pub fn with_values_of_others(
        mut self,
        view: &dyn AnyView,
        all: &BTreeMap<String, Values>,
    ) -> Self {
        self.other_values.clone_from(all);
        if !all.is_empty() {
            self.other_values = view.depends(&self).other_values;
        }
        self
    }

    /// What is not at its default among the parameters of other views that a view with this recipe
    /// depends on.
    pub fn changed_in_others(
        &self,
        view: &dyn AnyView,
    ) -> Vec<(&'static Info, &'static Parameter, Value)> {
        let mut changed = Vec::new();
        for (id, values) in &view.depends(self).other_values {
            let Some(info) = by_id(id).map(AnyView::info) else {
                continue;
            };
            let given = info.parameters.iter().map(|p| (info, *p, values.get(p)));
            changed.extend(given.filter(|(_, p, value)| *value != p.default_value()));
        }
        changed
    }

    /// The recipe as JSON: the same text for the same recipe.
    pub fn json(&self) -> String {
        // Plain values with text as keys: nothing in it can fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Values of the parameters of a view that are not its defaults.
fn changed_values(id: &str) -> BTreeMap<String, Values> {
    let mut values = Values::default();
    for parameter in by_id(id).map_or(&[][..], |view| view.info().parameters) {
        let extremes = [
            Value::Number(f64::MAX),
            Value::Integer(i64::MAX),
            Value::Switch(true),
        ];
        for extreme in extremes {
            if parameter.fit(&extreme) != parameter.default_value() {
                values.set(parameter, &extreme);
            }
        }
    }
    BTreeMap::from([(id.to_owned(), values)])
}

impl Eq for Recipe {}

impl Hash for Recipe {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.json().hash(state);
    }
}
