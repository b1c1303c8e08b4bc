//! Equipoise: the balance of excitation and inhibition in a recording, at every time scale.
//!
//! The library behind the program of that name: it reads recordings of many neurons, pools the
//! spikes of excitatory and of inhibitory units, and says at 32 scales, from 1 ms to 11 s, how well
//! the two keep each other's measure. Everything that the window shows can be had from here.
//!
//! ```
//! use equipoise::analysis::{Normalisation, Selection, Task, balance_all};
//! use equipoise::recording::{Class, ClassSource, Parts, Recording, SpikeTrains, Unit};
//!
//! let mut parts = Parts::new("two cells");
//! parts.units = vec![
//!     Unit::new("pyramidal").with_class(Class::Excitatory, ClassSource::Hand),
//!     Unit::new("basket").with_class(Class::Inhibitory, ClassSource::Hand),
//! ];
//! parts.trains = SpikeTrains::from_units(vec![vec![0.1, 0.4, 0.5], vec![0.11, 0.42, 0.9]]);
//! let recording = Recording::new(parts)?;
//! let whole = Selection::whole(&recording);
//! let scales = balance_all(&recording, &whole, Normalisation::Count, &Task::alone())?;
//! assert_eq!(scales.len(), 32);
//! let (scale, balance) = &scales[15]; // 90 ms
//! println!("{}: r = {:.2} in {} bins", scale.width_text(), balance.r, balance.n_bins);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `examples/` holds this and more as programs: a view as SVG, a model run as a recording.
//!
//! # The rooms
//!
//! Each uses those below it and none above; `tests/layering.rs` fails where one uses a room above it.
//!
//! ```text
//!   cli         the same work without a window
//!   app         the window                                                feature "window"
//!   compute     the background engine and its cache, opening, provenance
//!   views       outcome -> Sheet, with controls and help
//!   models      simulated networks and synthetic recordings
//!   analysis    pure: no file, no screen, no clock
//!   plot        Sheet and Plot: the one description of a drawing          its files: feature "figures"
//!   formats     reads recordings, one folder per format                   Parquet: feature "parquet"
//!   recording   what a recording is, and its invariants
//! ```
//!
//! A file becomes a [`recording::Recording`], which never changes. An analysis is a pure function of
//! it, an [`analysis::Selection`] and parameters; a view ([`views::AnyView`]) turns the outcome into
//! a [`plot::Sheet`]; the window, SVG, PDF and PNG draw that same sheet.

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
