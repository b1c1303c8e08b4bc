//! Bins of which most hold nothing: those with a spike are visited, the empty ones between them are
//! counted. So work grows with spikes, however long the recording is.

use super::Grid;

/// Where there are more bins to a spike, it is the spikes that are gone over.
const BINS_A_SPIKE: u64 = 256;

/// Whether so many spikes leave most of so many bins empty.
pub fn is_sparse(spikes: usize, bins: u64) -> bool {
    (spikes as u64).saturating_mul(BINS_A_SPIKE) < bins
}

/// The bins that hold some of these spikes, ascending, each with how many. The times ascend, and
/// none is before the first bin.
pub fn occupied<'a>(
    times_s: &'a [f64],
    grid: &'a Grid,
) -> impl Iterator<Item = (u64, u32)> + use<'a> {
    let bin_at = |at: usize| times_s.get(at).map(|&t| grid.bin_of(t));
    let (mut at, mut next) = (0, bin_at(0));
    std::iter::from_fn(move || {
        let bin = next?;
        let from = at;
        while next == Some(bin) {
            at += 1;
            next = bin_at(at);
        }
        let count = u32::try_from(at - from).unwrap_or(u32::MAX);
        Some((bin.unsigned_abs(), count))
    })
}
