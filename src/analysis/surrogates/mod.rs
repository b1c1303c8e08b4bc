//! Surrogates: the same spikes with some of their order destroyed (methods A5).
//!
//! A realisation depends on its number and the seed alone, not on the number of threads. In a selection of several intervals nothing
//! leaves its interval, and nothing moves into time in which no unit of its class was observed.

mod correlation;
mod kind;
mod mncm;
pub mod realisation;
mod significance;

pub use correlation::{Lagged, correlation_batch, correlogram_batch};
pub use kind::{DITHER_S, Surrogate, SurrogateKind};
pub use mncm::{Measure, mncm_batch};
pub use realisation::Realisation;
pub use significance::{Significance, significance};
