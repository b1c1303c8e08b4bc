//! Simulated networks and synthetic recordings: they produce recordings.
//!
//! A model is a function of its parameters and a seed, and gives the same recording, bit for bit,
//! whatever the number of threads. [`all`] is the list that the window and `equipoise simulate`
//! read; [`examples`] the list of recordings that are built in. A model that is a [`Network`] can
//! also be run piece by piece, with its controls turned in between; [`Changes`] says which and when,
//! and replays to the same run.

mod changes;
pub mod coba;
pub mod examples;
mod model;
mod network;
pub mod random;
pub mod rate;
mod record;
mod run;
pub mod synthetic;

pub use changes::{Change, Changes};
pub use model::{Model, ModelError, ParameterGroup, Preset, parameter, preset};
pub use network::{Network, Silent, Sink, Trace};
pub use record::{record, run_length, run_to};
pub use run::Run;

/// Every model, in the order of the menu.
pub fn all() -> &'static [&'static dyn Model] {
    &[&synthetic::NightModel, &coba::CobaModel, &rate::RateModel]
}

/// Those of the models that are networks, which can run while one looks at them.
pub fn networks() -> impl Iterator<Item = &'static dyn Model> {
    all().iter().copied().filter(|m| !m.live().is_empty())
}

/// The model with this id.
pub fn find(id: &str) -> Option<&'static dyn Model> {
    all().iter().copied().find(|model| model.id() == id)
}
