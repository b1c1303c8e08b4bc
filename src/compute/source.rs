//! Where a recording comes from, and reading it from there.

use crate::analysis::{Task, Value, Values};
use crate::formats::{self, FormatError, Looked, OpenOptions, Progress};
use crate::models::{self, Change, Changes, Model, Preset, examples};
use crate::recording::Recording;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A file with the way it is read, or a built-in example.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Source {
    File {
        path: PathBuf,
        options: OpenOptions,
    },
    Example {
        id: String,
    },
    /// A network that runs while one looks at it.
    Network(NetworkSource),
}

/// A network, how it begins, and how far it was let run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NetworkSource {
    /// Id of the model.
    pub model: String,
    /// Id of the preset that it was chosen by.
    pub preset: String,
    /// The values at the first step.
    pub values: Values,
    pub seed: u64,
    /// What was turned while it ran.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// Model time that was reached.
    #[serde(default)]
    pub until_s: f64,
}

impl NetworkSource {
    /// A preset of a model from the first seed.
    ///
    /// # Errors
    /// Lists the models or presets there are.
    pub fn preset(model: &str, preset: &str) -> Result<Self, String> {
        let Some(found) = models::networks().find(|m| m.id() == model) else {
            let known: Vec<_> = models::networks().map(Model::id).collect();
            return Err(format!("{model}: networks are {}", known.join(", ")));
        };
        Ok(Self {
            model: model.to_owned(),
            preset: preset.to_owned(),
            values: models::preset(found, preset)?,
            seed: 1,
            changes: Vec::new(),
            until_s: 0.0,
        })
    }
    /// The model and its preset, where this version knows them.
    pub fn found(&self) -> Option<(&'static dyn Model, Option<&'static Preset>)> {
        let model = models::networks().find(|m| m.id() == self.model)?;
        let preset = model.presets().iter().find(|p| p.id == self.preset);
        Some((model, preset))
    }
}

impl Source {
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::File {
            path: path.into(),
            options: OpenOptions::default(),
        }
    }
    /// The files that it is read from.
    pub fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        let file = match self {
            Self::File { path, options } => Some((path, &options.added)),
            Self::Example { .. } | Self::Network(_) => None,
        };
        file.into_iter()
            .flat_map(|(path, added)| std::iter::once(path).chain(added.iter().map(|a| &a.path)))
    }
    /// The name on screen: that of the file without its folder, or the title of the example.
    pub fn name(&self) -> String {
        match self {
            Self::File { path, .. } => path.file_name().map_or_else(
                || path.display().to_string(),
                |n| n.to_string_lossy().into_owned(),
            ),
            Self::Example { id } => {
                examples::find(id).map_or_else(|| id.clone(), |e| e.title.to_owned())
            }
            Self::Network(network) => match network.found() {
                Some((_, Some(preset))) => preset.title.to_owned(),
                Some((model, None)) => model.title().to_owned(),
                None => network.model.clone(),
            },
        }
    }
    /// Reads it.
    ///
    /// # Errors
    /// Says what is wrong with the file; the path comes last.
    pub fn read(&self, progress: &Progress<'_>) -> Result<Recording, FormatError> {
        self.read_looked(self.look(progress)?.as_mut(), progress)
    }
    /// Finds out what the file is; `None` for an example.
    ///
    /// # Errors
    /// When it is of no known format, or cannot be read.
    pub fn look(&self, progress: &Progress<'_>) -> Result<Option<Looked>, FormatError> {
        match self {
            Self::File { path, .. } => formats::look(path, progress).map(Some),
            Self::Example { .. } | Self::Network(_) => Ok(None),
        }
    }
    /// [`read`](Self::read) from what a look at the file found.
    ///
    /// # Errors
    /// As there.
    pub fn read_looked(
        &self,
        looked: Option<&mut Looked>,
        progress: &Progress<'_>,
    ) -> Result<Recording, FormatError> {
        match (self, looked) {
            (Self::File { options, .. }, Some(file)) => file.open(options, progress),
            (Self::File { path, options }, None) => formats::open(path, options, progress),
            // Without a window it is let run as far as it was.
            (Self::Network(network), _) => network.record(progress),
            (Self::Example { id }, _) => match examples::find(id) {
                Some(example) => (example.open)(),
                None => Err(FormatError::malformed(
                    Path::new(id),
                    "example",
                    "name",
                    "a built-in example",
                    "none of that name",
                )),
            },
        }
    }
}

impl NetworkSource {
    fn record(&self, progress: &Progress<'_>) -> Result<Recording, FormatError> {
        let found = self.found();
        let expected = || {
            FormatError::malformed(
                Path::new(&self.model),
                "network",
                "model",
                "a network of this version",
                "none of that name",
            )
        };
        let (model, _) = found.ok_or_else(expected)?;
        let cancelled = || progress.check().is_err();
        let said = |done| progress.report(done, "Simulating");
        let task = Task::new(&cancelled, &said);
        let mut values = self.values.clone();
        if let Some(duration) = model.parameters().iter().find(|p| p.id == "duration")
            && self.until_s > 0.0
        {
            values.set(duration, &Value::Number(self.until_s));
        }
        let changes = Changes::new(self.changes.clone());
        models::record(model, &values, self.seed, &changes, &task).map_err(|error| match error {
            models::ModelError::Cancelled => FormatError::Cancelled,
            other => FormatError::malformed(
                Path::new(&self.model),
                "network",
                "run",
                "a recording",
                other.to_string(),
            ),
        })
    }
}
