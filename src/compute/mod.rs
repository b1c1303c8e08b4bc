//! The background engine: latest request wins, progress, cancel, memory-bounded cache.
//!
//! The window posts a [`Request`] (the views that show, and what they show) and goes on. One named
//! thread takes the latest request, skips what the cache holds, computes the rest in order and
//! publishes each outcome as it is ready. A later request overtakes: the running computation sees
//! it at its next loop head and stops.
//!
//! The window takes no lock that a computation holds: the slot for requests is locked only to swap
//! a value, and outcomes come back over a channel.

mod background;
mod cache;
mod engine;
mod opening;
mod provenance;
mod source;
mod store;

pub use background::{Background, Poll};
pub use cache::Cache;
pub use engine::{Engine, Job, Key, Published, Request};
pub use opening::{Failure, FirstLook, LOOK_COLUMNS, Loaded, Opening, OpeningState};
pub use provenance::{FigureOptions, Program, Provenance, RecipeError};
pub use source::Source;
pub use store::SharedStore;
