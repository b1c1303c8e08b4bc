//! The background engine: latest request wins, progress, cancel, memory-bounded cache.
//!
//! The window posts a [`Request`] (the views that show, and what they show) and goes on. Two threads
//! serve the latest one: what the cache holds is published at once, quick views come first, and what
//! comes in pieces is published piece by piece. What a later request still asks for goes on; the rest
//! stops at its next loop head.
//!
//! The window takes no lock that a computation holds, and outcomes come back over a channel.

mod background;
mod cache;
mod engine;
mod kept;
mod live;
mod opening;
mod provenance;
mod source;
mod store;
mod watch;

pub use background::{Background, Poll};
pub use cache::Cache;
pub use engine::{Engine, Job, Key, PublishedPicture, Request};
pub use live::{Edit, Live, LiveStart, LiveStatus, Turn};
pub use opening::{Failure, FirstLook, LOOK_COLUMNS, LoadedRecording, Opening, OpeningState};
pub use provenance::{FigureOptions, Program, Provenance, RecipeError};
pub use source::{NetworkSource, Source};
pub use store::SharedStore;
pub use watch::{FileStates, LOOK_EVERY, Seen, Watcher};
