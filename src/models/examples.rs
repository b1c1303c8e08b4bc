//! The recordings that are built in.

use super::synthetic::Night;
use crate::formats::{self, FormatError};
use crate::recording::Recording;

/// One built-in recording.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// Name on the command line and in session files.
    pub id: &'static str,
    /// Name on screen, sentence case.
    pub title: &'static str,
    /// One line: what it is, and whether it is real.
    pub summary: &'static str,
    /// Reads or makes it; takes a fraction of a second, so never call it on the UI thread.
    pub open: fn() -> Result<Recording, FormatError>,
}

/// Every example; the first is the demonstration that the program starts with.
pub fn examples() -> &'static [Example] {
    &[
        Example {
            id: "night",
            title: "A cortical night with a seizure",
            summary: "Synthetic: 80 E and 20 I units, 30 min of wake, sleep, a seizure and the \
                      return to balance, with LFP",
            open: || Ok(Night::default().recording()),
        },
        Example {
            id: "rat-w-track",
            title: "Rat hippocampus, W-track",
            summary: "Real: 25 clusters from 6 tetrodes, 72 min of running and rest; no cell types",
            open: formats::rat_w_track,
        },
    ]
}

/// The example with this id.
pub fn find(id: &str) -> Option<&'static Example> {
    examples().iter().find(|example| example.id == id)
}
