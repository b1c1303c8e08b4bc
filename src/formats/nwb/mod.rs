//! Neurodata Without Borders 2.x, read and written.
//!
//! An NWB file is an HDF5 file with a fixed layout. Source: the NWB core schema, versions 2.0 to 2.9,
//! and hdmf-common.

mod conventions;
pub mod read;
pub mod write;

pub use read::Nwb;
pub use write::{Fields, write};
