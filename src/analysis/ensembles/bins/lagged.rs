//! Goes over the bins of both ensembles at one scale, in parallel, in stretches that see their
//! neighbours: E of each bin, and I of some bins before and after it.
//!
//! Nothing but a stretch is held, so that the finest bins of a long recording need no memory.

use super::fill::{BLOCK, NARROW, Scratch, own, piece, wide_by_ranks};
use super::sparse::occupied;
use super::{Bins, Grid};
use crate::analysis::{AnalysisError, Task};
use rayon::prelude::*;
use std::ops::Range;

/// Gathers counts. Stretches come in any order; those without a spike do not come.
pub trait LagSink: Send {
    /// Counts of E in a stretch of bins, and of I in the same bins with `halo` more on both sides,
    /// zero beyond the interval; the sum of each is at most `i16::MAX`.
    fn narrow(&mut self, place: Place, e: &[i16], i: &[i16]);
    /// Counts of any size.
    fn wide(&mut self, place: Place, e: &[u32], i: &[u32]);
    /// An interval of so many bins as a whole: those of E and of I that hold a spike, ascending, each
    /// with its count.
    fn sparse(&mut self, bins: u64, e: &[(u64, u32)], i: &[(u64, u32)]);
    /// Takes over what another has gathered. The order must not matter.
    fn merge(&mut self, other: Self);
}

/// Where a stretch is: how many bins its interval has before and after it.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub before: u64,
    pub after: u64,
}

/// Bins of a stretch for one bin of its halo, at least: what lies in the halo is counted twice.
const BINS_A_HALO: usize = 8;

/// Where there are more bins to a spike, pairs of bins with spikes are fewer than bins times lags.
const BINS_A_SPIKE: u64 = 16;

/// Hands the counts of every stretch to the sinks that `make` makes. The times of both trains
/// ascend; `halo` is at most [`MOST_HALO`].
///
/// # Errors
/// When overtaken.
pub fn scan_lagged<S: LagSink>(
    [e_s, i_s]: [&[f64]; 2],
    bins: &Bins,
    halo: usize,
    task: &Task<'_>,
    make: impl Fn() -> S + Sync,
) -> Result<S, AnalysisError> {
    let halo = halo.min(MOST_HALO);
    let claims = bins.claims(e_s).into_iter().zip(bins.claims(i_s));

    let mut jobs = Vec::new();
    for (grid, (e, i)) in bins.grids.iter().zip(claims) {
        let (e, i) = (&e_s[e.spikes], &i_s[i.spikes]);
        if ((e.len() + i.len()) as u64).saturating_mul(BINS_A_SPIKE) < grid.bins {
            jobs.push(Job {
                grid,
                e,
                i,
                bins: 0..grid.bins,
                is_sparse: true,
            });
            continue;
        }
        let long = piece(e.len().max(i.len()), grid.bins)
            .max(BINS_A_HALO * halo)
            .min(BLOCK - 2 * halo) as u64;
        jobs.extend((0..grid.bins.div_ceil(long)).map(|j| Job {
            grid,
            e,
            i,
            bins: j * long..((j + 1) * long).min(grid.bins),
            is_sparse: false,
        }));
    }
    // Few, large groups: each has a sink of its own.
    let group = jobs.len().div_ceil(16 * rayon::current_num_threads());
    jobs.par_chunks(group.max(1))
        .map(|group| {
            let mut worker = Worker {
                e: Scratch::new(),
                i: Scratch::new(),
                padded: vec![0; BLOCK],
                halo,
                sink: make(),
            };
            for job in group {
                task.check()?;
                worker.run(job);
            }
            Ok(worker.sink)
        })
        .try_reduce_with(|mut a, b| {
            a.merge(b);
            Ok(a)
        })
        .unwrap_or_else(|| Ok(make()))
}

/// Bins on either side that a stretch sees, at most.
pub const MOST_HALO: usize = 1 << 10;

/// A stretch of bins of one interval, and all spikes of the interval.
struct Job<'a> {
    grid: &'a Grid,
    e: &'a [f64],
    i: &'a [f64],
    bins: Range<u64>,
    /// It is the whole interval, and most of its bins are empty.
    is_sparse: bool,
}

struct Worker<S> {
    e: Scratch,
    i: Scratch,
    padded: Vec<i16>,
    halo: usize,
    sink: S,
}

impl<S: LagSink> Worker<S> {
    fn run(&mut self, job: &Job<'_>) {
        let (grid, bins, halo) = (job.grid, &job.bins, self.halo);
        if job.is_sparse {
            let [e, i] = [job.e, job.i].map(|own| occupied(own, grid).collect::<Vec<_>>());
            self.sink.sparse(grid.bins, &e, &i);
            return;
        }
        let seen = bins.start.saturating_sub(halo as u64)..(bins.end + halo as u64).min(grid.bins);
        let (e, i) = (own(job.e, grid, bins), own(job.i, grid, &seen));
        if e.is_empty() && i.is_empty() {
            return;
        }
        let place = Place {
            before: bins.start,
            after: grid.bins - bins.end,
        };
        let long = (bins.end - bins.start) as usize;
        let front = halo - (bins.start - seen.start) as usize;
        let inside = front..front + (seen.end - seen.start) as usize;
        if e.len() > NARROW || i.len() > NARROW {
            let mut counts = [vec![0; long], vec![0; long + 2 * halo]];
            wide_by_ranks(e, grid, bins.start, &mut counts[0]);
            wide_by_ranks(i, grid, seen.start, &mut counts[1][inside]);
            self.sink.wide(place, &counts[0], &counts[1]);
        } else {
            let padded = &mut self.padded[..long + 2 * halo];
            padded.fill(0);
            let counts = self.i.fill_alone(i, grid, seen.start, inside.len());
            padded[inside].copy_from_slice(counts);
            let e = self.e.fill_alone(e, grid, bins.start, long);
            self.sink.narrow(place, e, padded);
        }
    }
}
