//! The rate network as an entry of the list of models.

use super::given::GivenNetwork;
use super::network::{build, build_given};
use super::parameters::{ALL, GROUPS, LIVE, PRESETS};
use crate::analysis::{Parameter, Task, Values};
use crate::models::model::{Model, ModelError, ParameterGroup, Preset};
use crate::models::network::Network;
use crate::models::record::record_network;
use crate::models::{Changes, record};
use crate::recording::Recording;

/// Name of the rate network in the list of models.
pub const ID: &str = "rate";

/// The rate network in the list of models.
pub struct RateModel;

impl Model for RateModel {
    fn id(&self) -> &'static str {
        ID
    }
    fn title(&self) -> &'static str {
        "Rate network with depression"
    }
    fn summary(&self) -> &'static str {
        "Rate units balanced by depression of E-to-E synapses alone (after Angulo-Garcia and Torcini \
         2025; equations and most parameters are reconstructed), with h, phi and w as fields; the \
         spikes are Poisson of rate phi / 20 ms, this program's own and not the paper's"
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
        Ok(Some(Box::new(build(values, seed)?)))
    }
    fn run(&self, values: &Values, seed: u64, task: &Task<'_>) -> Result<Recording, ModelError> {
        record(self, values, seed, &Changes::default(), task)
    }
}

/// The recording of a given network; values that are set go before those of the file.
///
/// # Errors
/// See [`record`].
pub fn record_given(
    given: &GivenNetwork,
    values: &Values,
    seed: u64,
    changes: &Changes,
    task: &Task<'_>,
) -> Result<Recording, ModelError> {
    let network = Box::new(build_given(given, values, seed)?);
    record_network(network, values, &RateModel, seed, changes, task)
}
