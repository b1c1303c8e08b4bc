//! Surrogates: the same spikes with some of their order destroyed (methods A5).
//!
//! A realisation is told by its number and the seed, whatever else is computed and on however many
//! threads. In a selection of several intervals nothing leaves its interval.

mod correlation;
mod kind;
mod mncm;
pub mod realisation;

pub use correlation::{Lagged, correlation_batch};
pub use kind::{DITHER_S, Surrogate, SurrogateKind};
pub use mncm::{Measure, mncm_batch};
pub use realisation::Realisation;
