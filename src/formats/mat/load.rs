//! What readers of both versions carry along: what is wanted of a file, what it may cost, and what
//! there is to say about it.

use crate::formats::{FormatError, Progress};
use crate::recording::Warning;
use std::path::Path;

/// Structs and cells within each other that are followed.
pub(super) const DEEPEST: usize = 32;
/// Bytes that a value takes beside its contents: its place in the tree, dimensions, allocations.
pub(super) const NODE: u64 = 160;
/// Part of the allowance that does not depend on the size of the file: names, and the structs of
/// settings, which compress well.
const SMALL_CHANGE: u64 = 1 << 20;

/// Bytes of a compressed file that are unpacked and passed over: so many times its size, and at least
/// so many. It takes about a second for each gigabyte.
const MOST_UNPACKED: u64 = 64;
const LEAST_UNPACKED: u64 = 1 << 30;

/// Carried along while one file is read.
pub(super) struct Load<'a> {
    pub file: &'a Path,
    /// Whether a variable or field (`cell_metrics.waveforms.filt`, without indices) is read.
    pub wanted: &'a (dyn Fn(&str) -> bool + Sync),
    pub progress: &'a Progress<'a>,
    pub warnings: Vec<Warning>,
    /// Bytes that may yet be allocated.
    allowance: u64,
    /// Bytes that may yet be unpacked only to be passed over.
    unpacked: u64,
    /// Where the allowance is that of a person's choice, what is said of it.
    pub bound: &'static str,
}

impl<'a> Load<'a> {
    pub fn new(
        file: &'a Path,
        bytes: u64,
        wanted: &'a (dyn Fn(&str) -> bool + Sync),
        progress: &'a Progress<'a>,
    ) -> Self {
        Self {
            file,
            wanted,
            progress,
            warnings: Vec::new(),
            allowance: bytes.saturating_mul(4).saturating_add(SMALL_CHANGE),
            unpacked: bytes
                .saturating_mul(MOST_UNPACKED)
                .saturating_add(LEAST_UNPACKED),
            bound: "more than four times the size of the file",
        }
    }
    /// For variables that a person chose: as much as there is memory at hand.
    pub fn of_chosen(mut self, memory: u64) -> Self {
        self.allowance = self.allowance.max(memory);
        self.unpacked = u64::MAX;
        self.bound = "more than the memory at hand";
        self
    }
    /// Bytes that a person's choice may take; `None` without one.
    pub fn chosen_memory(&self) -> Option<u64> {
        (self.unpacked == u64::MAX).then_some(self.allowance)
    }
    /// Gives back what was charged since there was so much left.
    pub fn refund(&mut self, left: u64) {
        self.allowance = self.allowance.max(left);
    }
    /// Bytes that may yet be allocated.
    pub fn left(&self) -> u64 {
        self.allowance
    }
    /// Takes `bytes` from those that may be unpacked and passed over; false when they are not there.
    #[must_use]
    pub fn unpack(&mut self, bytes: u64) -> bool {
        let left = self.unpacked.checked_sub(bytes);
        self.unpacked = left.unwrap_or(self.unpacked);
        left.is_some()
    }
    /// Takes `bytes` from the allowance; false when they are not there.
    #[must_use]
    pub fn charge(&mut self, bytes: u64) -> bool {
        match self.allowance.checked_sub(bytes) {
            Some(left) => {
                self.allowance = left;
                true
            }
            None => false,
        }
    }
    pub fn check(&self) -> Result<(), FormatError> {
        self.progress.check()
    }
    pub fn warn(&mut self, object: &str, what: impl Into<String>) {
        // A file of ten thousand damaged cells says so often enough.
        const MOST: usize = 200;
        if self.warnings.len() < MOST {
            self.warnings.push(Warning::new(what).at(object));
        }
    }
}

/// Leaves `path` as it was, after what `inside` does with `part` added to it.
pub(super) fn within<T>(path: &mut String, part: &str, inside: impl FnOnce(&mut String) -> T) -> T {
    let length = path.len();
    path.push_str(part);
    let result = inside(path);
    path.truncate(length);
    result
}

/// Number of elements of an array of these dimensions.
pub(super) fn product(dims: &[u64]) -> Option<u64> {
    dims.iter().try_fold(1_u64, |all, &n| all.checked_mul(n))
}

/// `path` without its indices: `spikes{3}.ts` is `spikes.ts`.
pub(super) fn without_indices(path: &str) -> String {
    let mut depth = 0_usize;
    path.chars()
        .filter(|c| match c {
            '{' | '(' => {
                depth += 1;
                false
            }
            '}' | ')' => {
                depth = depth.saturating_sub(1);
                false
            }
            _ => depth == 0,
        })
        .collect()
}
