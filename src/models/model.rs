//! What a model is: an entry of the list, with parameters and presets.

use super::network::Network;
use crate::analysis::{AnalysisError, Parameter, Task, Value, Values};
use crate::recording::{Recording, RecordingError};

/// Why a model gives no recording.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum ModelError {
    #[error("the simulation was cancelled")]
    Cancelled,
    #[error("parameter {name}: expected {expected}, found {found}")]
    Parameter {
        name: &'static str,
        expected: String,
        found: String,
    },
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// The run went wrong in another way; the text says how.
    #[error("the simulation failed: {0}")]
    Failed(String),
    /// What was to be changed while it runs cannot be; the text says why.
    #[error("{0}")]
    Change(String),
}

impl From<AnalysisError> for ModelError {
    fn from(error: AnalysisError) -> Self {
        match error {
            AnalysisError::Cancelled => Self::Cancelled,
            other => Self::Failed(other.to_string()),
        }
    }
}

/// Values that belong together and have a name.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Name on the command line: lower case, words joined by `-`.
    pub id: &'static str,
    /// Name on screen, sentence case.
    pub title: &'static str,
    /// One sentence: what it shows.
    pub help: &'static str,
    /// What differs from the defaults, each as it is written on the command line.
    pub values: &'static [(&'static str, &'static str)],
}

/// Parameters that belong together, under a name.
#[derive(Clone, Copy, Debug)]
pub struct ParameterGroup {
    /// Sentence case: "Synapses".
    pub title: &'static str,
    pub parameters: &'static [&'static Parameter],
}

/// One entry of the list of models.
pub trait Model: Sync {
    /// Name on the command line: lower case, words joined by `-`.
    fn id(&self) -> &'static str;
    /// Name on screen, sentence case.
    fn title(&self) -> &'static str;
    /// One sentence: what it makes.
    fn summary(&self) -> &'static str;
    fn parameters(&self) -> &'static [&'static Parameter];
    /// Named sets of values; the first has the defaults.
    fn presets(&self) -> &'static [Preset] {
        &[]
    }
    /// Those of the parameters that can be changed while the network runs.
    fn live(&self) -> &'static [&'static Parameter] {
        &[]
    }
    /// The parameters but the duration sorted into groups; empty for a model that is no network.
    fn groups(&self) -> &'static [ParameterGroup] {
        &[]
    }
    /// The network with these parameters from this seed, before its first step; `None` for a model
    /// that is no network.
    ///
    /// # Errors
    /// See [`ModelError`].
    fn network(&self, values: &Values, seed: u64) -> Result<Option<Box<dyn Network>>, ModelError> {
        let _ = (values, seed);
        Ok(None)
    }
    /// The recording made with these parameters from this seed.
    ///
    /// # Errors
    /// See [`ModelError`].
    fn run(&self, values: &Values, seed: u64, task: &Task<'_>) -> Result<Recording, ModelError>;
}

/// Length of a run that becomes a recording; every model has it, a network that runs does not ask.
pub(super) static DURATION: Parameter = Parameter::number(
    "duration",
    "Duration",
    "s",
    "Length of the recording",
    [10.0, 0.001, 3600.0],
);

/// The parameter of this name; a unit at its end (`_ms`, `_hz`, `_ns`, `_mv`) may be left out where
/// no other parameter is meant.
///
/// # Errors
/// Lists the names there are.
pub fn parameter(
    parameters: &[&'static Parameter],
    name: &str,
) -> Result<&'static Parameter, String> {
    if let Some(exact) = parameters.iter().find(|p| p.id == name) {
        return Ok(exact);
    }
    let bare = |id: &'static str| {
        let units = ["_ms", "_hz", "_ns", "_mv"];
        units.iter().find_map(|unit| id.strip_suffix(unit))
    };
    let mut meant = parameters.iter().filter(|p| bare(p.id) == Some(name));
    if let (Some(one), None) = (meant.next(), meant.next()) {
        return Ok(one);
    }
    let known: Vec<_> = parameters.iter().map(|p| p.id).collect();
    Err(format!("{name}: parameters are {}", known.join(", ")))
}

/// The values of a preset.
///
/// # Errors
/// Lists the presets there are, or names the value that does not fit.
pub fn preset(model: &dyn Model, id: &str) -> Result<Values, String> {
    let Some(preset) = model.presets().iter().find(|p| p.id == id) else {
        let known: Vec<_> = model.presets().iter().map(|p| p.id).collect();
        return Err(if known.is_empty() {
            format!("{id}: the model {} has no presets", model.id())
        } else {
            format!("{id}: presets are {}", known.join(", "))
        });
    };
    let mut values = Values::default();
    for (name, text) in preset.values {
        let parameter = parameter(model.parameters(), name)?;
        let value: Value = parameter.parse(text)?;
        values.set(parameter, &value);
    }
    Ok(values)
}
