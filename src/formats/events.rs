//! Events and intervals as epochs, in memory bounded by the size of the file.

use crate::recording::{Epoch, EpochKind, Warning};

/// Memory for epochs that does not depend on the size of the file.
const SMALL_CHANGE: u64 = 4 << 20;

/// Collects epochs.
#[derive(Debug)]
pub(super) struct Events {
    pub epochs: Vec<Epoch>,
    allowance: u64,
    dropped: usize,
}

impl Events {
    /// For a file of this size.
    pub(super) fn new(file_bytes: u64) -> Self {
        Self {
            epochs: Vec::new(),
            // A list that grows is at times twice as long as what is in it.
            allowance: SMALL_CHANGE.saturating_add(file_bytes.saturating_mul(2)),
            dropped: 0,
        }
    }
    pub(super) fn push(&mut self, label: &str, start_s: f64, stop_s: f64, kind: EpochKind) {
        let cost = (size_of::<Epoch>() + label.len()) as u64;
        if cost > self.allowance {
            self.dropped += 1;
            return;
        }
        self.allowance -= cost;
        self.epochs.push(Epoch::new(label, start_s, stop_s, kind));
    }
    /// The warning about events that were left out, if any were.
    pub(super) fn warning(&self, object: &str) -> Option<Warning> {
        let what = "events are too many for a file of this size and are left out";
        (self.dropped > 0).then(|| Warning::counted(self.dropped, what).at(object))
    }
}
