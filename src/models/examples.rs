//! The recordings that are built in.

use super::coba::CobaModel;
use super::synthetic::Night;
use super::{Model, ModelError, preset};
use crate::analysis::Task;
use crate::formats::{self, FormatError};
use crate::recording::Recording;
use std::path::Path;

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
                      return to balance, with an LFP that is partly remote input and noise",
            open: || Ok(Night::default().recording()),
        },
        Example {
            id: "rat-w-track",
            title: "Rat hippocampus, W-track",
            summary: "Real: 25 clusters from 6 tetrodes, 72 min of running and rest; no cell types",
            open: formats::rat_w_track,
        },
        Example {
            id: "self-sustained",
            title: "A network that sustains itself",
            summary: "Synthetic: 10 s of 4,000 cells with conductances, kicked once and left alone",
            open: || network("self-sustained", "A network that sustains itself"),
        },
        Example {
            id: "driven",
            title: "A network driven from outside",
            summary: "Synthetic: 10 s of 4,000 cells with conductances, weakly coupled and driven",
            open: || network("driven", "A network driven from outside"),
        },
    ]
}

/// Ten seconds of the conductance-based network, made on the spot.
fn network(id: &str, title: &str) -> Result<Recording, FormatError> {
    let made = preset(&CobaModel, id).map_err(ModelError::Change);
    let made = made.and_then(|values| CobaModel.run(&values, 1, &Task::alone()));
    made.map(|r| r.named(title)).map_err(|error| {
        let found = error.to_string();
        FormatError::malformed(Path::new(id), "example", "run", "a recording", found)
    })
}

/// The example with this id.
pub fn find(id: &str) -> Option<&'static Example> {
    examples().iter().find(|example| example.id == id)
}
