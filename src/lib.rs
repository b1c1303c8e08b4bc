//! Equipoise: see the balance of excitation and inhibition in a recording, at every time scale.
//!
//! The rooms of the house, each of which uses those above it and none below:
//!
//! - [`recording`]: what a recording is, and its invariants. No files, no screen.
//! - [`formats`]: one file per format. The only room that opens recordings.
//! - [`analysis`]: one file per analysis. Pure: no files, no screen, no clock.
//! - [`models`]: simulated networks and synthetic recordings.
//! - [`compute`]: the background engine: latest request wins, progress, cancel, cache.
//! - [`plot`]: `Plot`, the one description of a drawing, and its renderers.
//! - [`views`]: one file per view: outcome -> `Plot`, plus its controls and its help.
//! - [`app`]: the window.
//! - [`cli`]: the same work without a window.

pub mod recording;

pub mod formats;

pub mod analysis;

pub mod models;

pub mod compute;

pub mod plot;

pub mod views;

#[cfg(feature = "window")]
pub mod app;

pub mod cli;
