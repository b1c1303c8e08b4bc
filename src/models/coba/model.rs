//! The conductance-based network as an entry of the list of models.

use super::build;
use super::parameters::{ALL, GROUPS, LIVE, PRESETS};
use crate::analysis::{Parameter, Task, Values};
use crate::models::model::{Model, ModelError, ParameterGroup, Preset};
use crate::models::network::Network;
use crate::models::{Changes, record};
use crate::recording::Recording;

/// The conductance-based network in the list of models.
pub struct CobaModel;

impl Model for CobaModel {
    fn id(&self) -> &'static str {
        "coba"
    }
    fn title(&self) -> &'static str {
        "Conductance-based network"
    }
    fn summary(&self) -> &'static str {
        "Integrate-and-fire cells with conductances (Vogels and Abbott 2005), which sustain \
         themselves, or are driven from outside with weak recurrence (after Dehghani et al. 2016; \
         weights and the driven network are reconstructed)"
    }
    fn parameters(&self) -> &'static [&'static Parameter] {
        &ALL
    }
    fn presets(&self) -> &'static [Preset] {
        &PRESETS
    }
    fn live(&self) -> &'static [&'static Parameter] {
        &LIVE
    }
    fn groups(&self) -> &'static [ParameterGroup] {
        &GROUPS
    }
    fn network(&self, values: &Values, seed: u64) -> Result<Option<Box<dyn Network>>, ModelError> {
        Ok(Some(Box::new(build(values, seed))))
    }
    fn run(&self, values: &Values, seed: u64, task: &Task<'_>) -> Result<Recording, ModelError> {
        record(self, values, seed, &Changes::default(), task)
    }
}
