//! Counts of a stretch of bins, as fast as can be and exactly.

use super::{Grid, TOLERANCE};
use std::ops::Range;

/// Bins of a stretch, at most.
pub const BLOCK: usize = 1 << 15;
/// Spikes of a stretch whose counts fit an i16, and whose sums of squares fit an i32.
pub const NARROW: usize = i16::MAX as usize;
/// A pass over the spikes pays while there are fewer than this many to a bin.
const SPIKES_A_BIN: usize = 16;
/// Spikes a cell of a rank table.
const SPIKES_A_CELL: usize = 4;

/// Counts of one class in a stretch; reused from stretch to stretch.
pub struct Scratch {
    counts: Box<[i16; BLOCK]>,
}

impl Scratch {
    pub fn new() -> Self {
        Self { counts: zeros() }
    }
    /// The counts of the bins `first..first + bins`. `times_s` are all spikes of these bins and no
    /// others, at most [`NARROW`]; `bins` is at most [`BLOCK`].
    pub fn fill(
        &mut self,
        times_s: &[f64],
        table: Option<Ranks<'_>>,
        grid: &Grid,
        first: u64,
        bins: usize,
    ) -> &[i16] {
        let bins = bins.min(BLOCK);
        if pays_by_spikes(times_s.len(), bins) {
            by_spikes(times_s, grid, first, bins, &mut self.counts);
        } else {
            let out = &mut self.counts[..bins];
            by_ranks(times_s, table, grid, first, out);
        }
        &self.counts[..bins]
    }
    /// The same for a stretch that no table covers: with one of its own where that pays.
    pub fn fill_alone(&mut self, own: &[f64], grid: &Grid, first: u64, bins: usize) -> &[i16] {
        let pays = !pays_by_spikes(own.len(), bins) && pays_table(bins as u64, own.len());
        let table = pays.then(|| {
            let start_s = grid.start_s + (first as f64 - 1.0) * grid.width_s;
            let stop_s = grid.start_s + (first + bins as u64) as f64 * grid.width_s;
            RankTable::new(own, start_s, stop_s)
        });
        let table = table.as_ref().map(|t| t.after(0));
        self.fill(own, table, grid, first, bins)
    }
}

/// An array on the heap that was never on the stack.
#[expect(clippy::unnecessary_box_returns, reason = "too large for the stack")]
pub fn zeros<T: Clone + Default, const N: usize>() -> Box<[T; N]> {
    let boxed: Box<[T]> = vec![T::default(); N].into_boxed_slice();
    boxed
        .try_into()
        .unwrap_or_else(|_| unreachable!("the length is N"))
}

/// Whether a pass over the spikes is faster than looking up edges.
pub fn pays_by_spikes(spikes: usize, bins: usize) -> bool {
    spikes < bins.saturating_mul(SPIKES_A_BIN)
}

/// Whether looking up so many edges is worth a table of the spikes: making it costs about a pass
/// over them, and without it an edge costs a search that waits for memory.
pub fn pays_table(edges: u64, spikes: usize) -> bool {
    edges.saturating_mul(128) > spikes as u64
}

/// How many bins to hand to [`into_wide`] at once.
pub fn piece(spikes: usize, bins: u64) -> usize {
    let even = (BLOCK as u64 / 2).saturating_mul(bins) / (spikes as u64).max(1);
    even.clamp(1, BLOCK as u64) as usize
}

/// The spikes of some bins, of all spikes of the grid.
pub fn own<'a>(times_s: &'a [f64], grid: &Grid, bins: &Range<u64>) -> &'a [f64] {
    let from = times_s.partition_point(|&t| grid.bin_of(t) < bins.start as i64);
    let rest = &times_s[from..];
    &rest[..rank(rest, 0, grid, bins.end)]
}

/// Fills `out` with the counts of the bins from `first`. `times_s` are all spikes of the grid.
pub fn into_wide(scratch: &mut Scratch, times_s: &[f64], grid: &Grid, first: u64, out: &mut [u32]) {
    let own = own(times_s, grid, &(first..first + out.len() as u64));
    if own.len() > NARROW || out.len() > BLOCK {
        wide_by_ranks(own, grid, first, out);
    } else {
        let counts = scratch.fill_alone(own, grid, first, out.len());
        for (wide, &narrow) in out.iter_mut().zip(counts) {
            *wide = u32::try_from(narrow).unwrap_or(0);
        }
    }
}

/// The edge that bin `j` begins with, to tell which spikes lie before it without dividing.
struct Edge<'a> {
    grid: &'a Grid,
    j: i64,
    /// Spikes before this are before the edge, and those after `late_s` are not, whatever the
    /// roundings. Those between are divided.
    early_s: f64,
    late_s: f64,
}

impl<'a> Edge<'a> {
    fn new(grid: &'a Grid, j: u64) -> Self {
        let edge_s = grid.start_s + (j as f64 - TOLERANCE) * grid.width_s;
        let slack_s = 16.0 * f64::EPSILON * (grid.start_s.abs() + grid.stop_s.abs());
        Self {
            grid,
            j: j as i64,
            early_s: edge_s - slack_s,
            late_s: edge_s + slack_s,
        }
    }
    fn is_after(&self, t_s: f64) -> bool {
        t_s < self.early_s || (t_s <= self.late_s && self.grid.bin_of(t_s) < self.j)
    }
}

/// How many of `times_s` lie before bin `j`, looked for around `hint`.
pub fn rank(times_s: &[f64], hint: usize, grid: &Grid, j: u64) -> usize {
    let edge = Edge::new(grid, j);
    let is_before = |t: &f64| edge.is_after(*t);
    let hint = hint.min(times_s.len());
    let mut step = 1;
    if times_s.get(hint).is_some_and(is_before) {
        let mut low = hint + 1;
        while times_s.get(low + step).is_some_and(is_before) {
            low += step + 1;
            step *= 2;
        }
        let high = (low + step).min(times_s.len());
        low + times_s[low..high].partition_point(is_before)
    } else {
        let mut high = hint;
        while high > 0 {
            let probe = high.saturating_sub(step);
            if is_before(&times_s[probe]) {
                return probe + times_s[probe..high].partition_point(is_before);
            }
            high = probe;
            step *= 2;
        }
        0
    }
}

/// Adding it to a number below 2^31 rounds that to a whole one, which stands in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// Adding it to a number below 2^19 leaves the whole part in the low bits of the upper half, and the
/// part after the point, in units of 2^-32, in the lower half.
const SPLIT: f64 = 1_572_864.0;

/// Calls `put` with each spike's bin, counted from `first`; a stretch has fewer than 2^19 bins. The
/// quotient is a product with 1/dt in fixed point, which is good enough but near an edge; the few
/// spikes there are divided.
fn each_spike(times_s: &[f64], grid: &Grid, first: u64, mut put: impl FnMut(usize)) {
    const LANES: usize = 16;
    /// Where roundings are this many units, all spikes are divided.
    const MANY: f64 = (1 << 29) as f64;
    let (start_s, factor) = (grid.start_s, 1.0 / grid.width_s);
    let shift = SPLIT - (first as f64 - TOLERANCE);
    // Roundings of numbers up to the number of bins, doubled, and those of the fixed point.
    let unsure = 8.0 * f64::EPSILON * (grid.bins as f64 + 2.0) * 2f64.powi(32);
    let unsure = unsure.ceil().min(MANY) as i32 + 2;
    let limit = if f64::from(unsure) < MANY {
        i32::MIN + 2 * unsure
    } else {
        i32::MAX
    };
    let up = i32::MIN + unsure;
    let is_near_edge = |place: u64| (place as u32 as i32).wrapping_add(up) <= limit;
    let exact = |t: f64| (grid.bin_of(t) - first as i64) as usize;
    let mut places = [0u64; LANES];
    let mut blocks = times_s.chunks_exact(LANES);
    for block in &mut blocks {
        let mut near_edge = false;
        for (place, &t) in places.iter_mut().zip(block) {
            *place = ((t - start_s) * factor + shift).to_bits();
            near_edge |= is_near_edge(*place);
        }
        if near_edge {
            for (&place, &t) in places.iter().zip(block) {
                put(if is_near_edge(place) {
                    exact(t)
                } else {
                    (place >> 32) as usize % BLOCK
                });
            }
        } else {
            for &place in &places {
                put((place >> 32) as usize % BLOCK);
            }
        }
    }
    for &t in blocks.remainder() {
        put(exact(t));
    }
}

/// Counts by a pass over the spikes; `bins` of `counts` are filled.
fn by_spikes(times_s: &[f64], grid: &Grid, first: u64, bins: usize, counts: &mut [i16; BLOCK]) {
    counts[..bins].fill(0);
    if times_s.len() < bins {
        each_spike(times_s, grid, first, |bin| counts[bin % BLOCK] += 1);
        return;
    }
    // Several spikes a bin: adding to the same count in turn waits for the count before. Noting
    // how many spikes there are up to the last of each bin waits for nothing.
    let mut so_far = 0;
    each_spike(times_s, grid, first, |bin| {
        so_far += 1;
        counts[bin % BLOCK] = so_far;
    });
    differences(&mut counts[..bins]);
}

/// From how many spikes there are up to the last of each bin, 0 for none in it, to counts. Eight at
/// a time, without a branch.
fn differences(counts: &mut [i16]) {
    const LANES: usize = 8;
    let mut before = 0;
    let (blocks, rest) = counts.as_chunks_mut::<LANES>();
    for block in blocks {
        let later = |all: [i16; LANES], by: usize, first: i16| -> [i16; LANES] {
            std::array::from_fn(|j| if j < by { first } else { all[j - by] })
        };
        let larger = |a: [i16; LANES], b: [i16; LANES]| -> [i16; LANES] {
            std::array::from_fn(|j| a[j].max(b[j]))
        };
        let mut up_to = larger(*block, later(*block, 1, 0));
        up_to = larger(up_to, later(up_to, 2, 0));
        up_to = larger(up_to, later(up_to, 4, 0));
        up_to = larger(up_to, [before; LANES]);
        let earlier = later(up_to, 1, before);
        *block = std::array::from_fn(|j| up_to[j] - earlier[j]);
        before = up_to[LANES - 1];
    }
    for count in rest {
        let up_to = before.max(*count);
        *count = up_to - before;
        before = up_to;
    }
}

/// Differences of the ranks of edges.
fn by_ranks(times_s: &[f64], table: Option<Ranks<'_>>, grid: &Grid, first: u64, out: &mut [i16]) {
    let Some((last, before)) = out.split_last_mut() else {
        return;
    };
    let mut low = 0;
    let edges = before.len() as u64;
    for (j, count) in (first + 1..).zip(before) {
        let high = if let Some(ranks) = table {
            let edge = Edge::new(grid, j);
            let mut high = ranks.start(times_s, low, edge.early_s);
            while times_s.get(high).is_some_and(|&t| edge.is_after(t)) {
                high += 1;
            }
            high
        } else {
            let even = (times_s.len() - low) as u64 / (edges - (j - first) + 1);
            rank(times_s, low + even as usize, grid, j)
        };
        *count = (high - low) as i16;
        low = high;
    }
    *last = (times_s.len() - low) as i16;
}

/// The same where counts may be large.
pub fn wide_by_ranks(times_s: &[f64], grid: &Grid, first: u64, out: &mut [u32]) {
    let Some((last, before)) = out.split_last_mut() else {
        return;
    };
    let edges = before.len() as u64;
    let count = |spikes: usize| u32::try_from(spikes).unwrap_or(u32::MAX);
    let mut low = 0;
    for (j, out) in (first + 1..).zip(before) {
        // Where the edge would be if spikes came evenly.
        let even = (times_s.len() - low) as u64 / (edges - (j - first) + 1);
        let high = rank(times_s, low + even as usize, grid, j);
        *out = count(high - low);
        low = high;
    }
    *last = count(times_s.len() - low);
}

/// For each of many small cells of time, how many spikes lie before it: where to begin looking.
pub struct RankTable {
    start_s: f64,
    cells_per_s: f64,
    /// Number of the last cell.
    last: f64,
    before: Vec<u32>,
}

impl RankTable {
    /// A table of `times_s`, for times from `start_s` to `stop_s`.
    pub fn new(times_s: &[f64], start_s: f64, stop_s: f64) -> Self {
        let cells = (times_s.len() / SPIKES_A_CELL).max(1);
        let mut table = Self {
            start_s,
            cells_per_s: cells as f64 / (stop_s - start_s).max(f64::MIN_POSITIVE),
            last: (cells - 1) as f64,
            before: vec![0; cells + 1],
        };
        // One spike in two is enough for a place to begin at.
        for (&t, up_to) in times_s.iter().zip(1..).step_by(2) {
            let cell = table.cell(t);
            if let Some(entry) = table.before.get_mut(cell + 1) {
                *entry = up_to;
            }
        }
        let mut before = 0;
        for entry in &mut table.before {
            before = before.max(*entry);
            *entry = before;
        }
        table
    }
    /// Never decreases with time, so that a spike in an earlier cell is an earlier spike.
    fn cell(&self, t_s: f64) -> usize {
        let place = ((t_s - self.start_s) * self.cells_per_s).clamp(0.0, self.last);
        (place + ROUND).to_bits() as u32 as usize
    }
    /// The table for the part of its spikes that begins `skipped` spikes after its own first.
    pub fn after(&self, skipped: usize) -> Ranks<'_> {
        Ranks {
            table: self,
            skipped,
        }
    }
}

/// A [`RankTable`] seen from a part of its spikes.
#[derive(Clone, Copy)]
pub struct Ranks<'a> {
    table: &'a RankTable,
    skipped: usize,
}

impl Ranks<'_> {
    /// How many of `times_s` are before `t_s`, or `low` if fewer.
    fn start(&self, times_s: &[f64], low: usize, t_s: f64) -> usize {
        const STEP: usize = 8;
        let hint = self.table.before[self.table.cell(t_s)] as usize;
        let mut at = hint.saturating_sub(self.skipped).max(low);
        while let Some(next) = times_s.get(at..at + STEP) {
            let earlier: usize = next.iter().map(|&t| usize::from(t < t_s)).sum();
            at += earlier;
            if earlier < STEP {
                return at;
            }
        }
        while times_s.get(at).is_some_and(|&t| t < t_s) {
            at += 1;
        }
        at.min(times_s.len())
    }
}
