//! Goes over the bins of both ensembles at several scales, stretch by stretch, in parallel.
//!
//! Time is cut into jobs, and each job takes all scales, so that its spikes are read from memory
//! once. What is gathered are integers, whose sums do not depend on the order of merging.

use super::fill::{
    BLOCK, NARROW, RankTable, Scratch, pays_by_spikes, pays_table, rank, wide_by_ranks,
};
use super::sparse::{is_sparse, occupied};
use super::{Bins, Claim, Grid, TOLERANCE};
use crate::analysis::{AnalysisError, Scale, Task};
use crate::recording::Intervals;
use rayon::prelude::*;
use std::ops::Range;

/// Gathers the counts of both classes at one scale. Stretches come in any order.
pub trait Sink: Send {
    /// Counts of bins from number `first`; the sum of each class is at most `i16::MAX`.
    fn narrow(&mut self, first: u64, e: &[i16], i: &[i16]);
    /// Counts of any size.
    fn wide(&mut self, first: u64, e: &[u32], i: &[u32]);
    /// One bin, of counts of any size.
    fn one(&mut self, bin: u64, e: u32, i: u32) {
        self.wide(bin, &[e], &[i]);
    }
    /// So many bins without a spike.
    fn empty(&mut self, first: u64, bins: u64);
    /// Takes over what another has gathered. The order must not matter.
    fn merge(&mut self, other: Self);
}

/// Spikes in partial last bins, of each class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub excitatory: u64,
    pub inhibitory: u64,
}

/// Jobs of one interval, at most.
const MOST_JOBS: u64 = 1 << 16;

/// Bins of the finest scale that make a job worth while.
const LEAST_BINS: u64 = 16;

/// Spikes of a job that is cut for its many bins, about: long stretches are mostly empty.
const SPIKES_A_JOB: u64 = 64;

/// Bins with a spike between two looks at the task.
const STRIDE: usize = 4096;

/// Jobs of a group, at least: about a millisecond of work.
const LEAST_GROUP: usize = 4;

/// One scale: its bins, and the spikes of each interval.
struct Layer {
    bins: Bins,
    e: Vec<Claim>,
    i: Vec<Claim>,
}

/// A piece of an interval: `[from_s, to_s)`, to the end when it is the last.
struct Job {
    grid: usize,
    from_s: f64,
    to_s: f64,
    is_last: bool,
}

/// The bins and spikes that one job has at one scale. Ranges of spikes are those of the train.
struct Stretch {
    layer: usize,
    bins: Range<u64>,
    e: Range<usize>,
    i: Range<usize>,
}

/// Hands the counts of every bin of every scale to the sinks that `make` makes. The times of both
/// trains ascend.
///
/// # Errors
/// When overtaken.
pub fn scan<S: Sink>(
    [e_s, i_s]: [&[f64]; 2],
    intervals: &Intervals,
    scales: &[Scale],
    task: &Task<'_>,
    make: impl Fn(usize, &Bins) -> S + Sync,
) -> Result<Vec<(Bins, S, LeftOut)>, AnalysisError> {
    task.check()?;
    let layers: Vec<Layer> = scales
        .par_iter()
        .map(|&scale| {
            let bins = Bins::new(intervals, scale);
            Layer {
                e: bins.claims(e_s),
                i: bins.claims(i_s),
                bins,
            }
        })
        .collect();
    let widest_s = layers.iter().map(|l| l.bins.width_s).fold(0.0, f64::max);
    let jobs = cut(&layers, intervals);
    let fresh = || -> Vec<S> {
        layers
            .iter()
            .enumerate()
            .map(|(place, layer)| make(place, &layer.bins))
            .collect()
    };
    let merge = |mut a: Vec<S>, b: Vec<S>| -> Result<Vec<S>, AnalysisError> {
        for (a, b) in a.iter_mut().zip(b) {
            a.merge(b);
        }
        Ok(a)
    };
    // Few, large groups: each has a set of sinks of its own.
    let group = jobs
        .len()
        .div_ceil(16 * rayon::current_num_threads())
        .max(LEAST_GROUP);
    let sinks = jobs
        .par_chunks(group)
        .map(|group| {
            let mut worker = Worker {
                layers: &layers,
                e_s,
                i_s,
                widest_s,
                task,
                e: Scratch::new(),
                i: Scratch::new(),
                sinks: fresh(),
            };
            for job in group {
                worker.run(job)?;
            }
            Ok(worker.sinks)
        })
        .try_reduce_with(merge)
        .unwrap_or_else(|| Ok(fresh()))?;
    let left_out = |claims: &[Claim]| claims.iter().map(|c| c.left_out as u64).sum();
    Ok(layers
        .into_iter()
        .zip(sinks)
        .map(|(layer, sink)| {
            let left = LeftOut {
                excitatory: left_out(&layer.e),
                inhibitory: left_out(&layer.i),
            };
            (layer.bins, sink, left)
        })
        .collect())
}

/// Pieces with about as many spikes and finest bins as stay in the first cache.
fn cut(layers: &[Layer], intervals: &Intervals) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (grid, interval) in intervals.as_slice().iter().enumerate() {
        let bins = layers
            .iter()
            .filter_map(|l| l.bins.grids.get(grid).map(Grid::len))
            .max()
            .unwrap_or(0);
        let spikes = layers
            .iter()
            .filter_map(|l| Some(l.e.get(grid)?.spikes.len() + l.i.get(grid)?.spikes.len()))
            .max()
            .unwrap_or(0);
        // Few bins are found by looking for their edges: most spikes are not read then.
        let pieces = (spikes / BLOCK) as u64;
        let pieces = pieces.min(bins / LEAST_BINS);
        let by_bins = (bins / BLOCK as u64).min(spikes as u64 / SPIKES_A_JOB);
        let pieces = pieces.max(by_bins).clamp(1, MOST_JOBS);
        let border = |p: u64| {
            interval.start_s + (interval.stop_s - interval.start_s) * (p as f64 / pieces as f64)
        };
        jobs.extend((0..pieces).map(|p| Job {
            grid,
            from_s: border(p),
            to_s: border(p + 1),
            is_last: p + 1 == pieces,
        }));
    }
    jobs
}

struct Worker<'a, S> {
    layers: &'a [Layer],
    e_s: &'a [f64],
    i_s: &'a [f64],
    widest_s: f64,
    task: &'a Task<'a>,
    e: Scratch,
    i: Scratch,
    sinks: Vec<S>,
}

/// Rank tables of both classes in one job, and the first spike of each.
struct Tables {
    e: (usize, RankTable),
    i: (usize, RankTable),
}

impl<S: Sink> Worker<'_, S> {
    fn run(&mut self, job: &Job) -> Result<(), AnalysisError> {
        self.task.check()?;
        // No stretch of this job begins before it, whatever the scale.
        let earliest_s = job.from_s - 4.0 * TOLERANCE * self.widest_s;
        let origin = |times: &[f64]| times.partition_point(|&t| t < earliest_s);
        let origins = (origin(self.e_s), origin(self.i_s));
        let stretches = self.stretches(job, origins);
        let edges: u64 = stretches
            .iter()
            .filter(|s| {
                let bins = (s.bins.end - s.bins.start) as usize;
                !pays_by_spikes(s.e.len(), bins) || !pays_by_spikes(s.i.len(), bins)
            })
            .map(|s| s.bins.end - s.bins.start)
            .sum();
        let ends = stretches
            .iter()
            .fold(origins, |(e, i), s| (e.max(s.e.end), i.max(s.i.end)));
        let spikes = ends.0 - origins.0 + ends.1 - origins.1;
        let tables = pays_table(edges, spikes).then(|| {
            let table = |times: &[f64], from: usize, to: usize| {
                (from, RankTable::new(&times[from..to], earliest_s, job.to_s))
            };
            Tables {
                e: table(self.e_s, origins.0, ends.0),
                i: table(self.i_s, origins.1, ends.1),
            }
        });
        for stretch in &stretches {
            self.stretch(job.grid, stretch, tables.as_ref())?;
        }
        Ok(())
    }

    /// The bins whose edge lies in the job, at each scale, and their spikes.
    fn stretches(&self, job: &Job, origins: (usize, usize)) -> Vec<Stretch> {
        let (mut hint_e, mut hint_i) = ((origins.0, origins.0), (origins.1, origins.1));
        let mut out = Vec::with_capacity(self.layers.len());
        for (place, layer) in self.layers.iter().enumerate() {
            let (Some(grid), Some(e), Some(i)) = (
                layer.bins.grids.get(job.grid),
                layer.e.get(job.grid),
                layer.i.get(job.grid),
            ) else {
                continue;
            };
            let edge_from = |t_s: f64| {
                let edge = ((t_s - grid.start_s) / grid.width_s).ceil();
                (edge.max(0.0) as u64).min(grid.bins)
            };
            let from = edge_from(job.from_s);
            let to = if job.is_last {
                grid.bins
            } else {
                edge_from(job.to_s)
            };
            if from >= to {
                continue;
            }
            let spikes = |times: &[f64], claim: &Claim, hint: &mut (usize, usize)| {
                let own = &times[claim.spikes.clone()];
                let base = claim.spikes.start;
                let a = base + rank(own, hint.0.saturating_sub(base), grid, from);
                let b = base + rank(own, hint.1.max(a) - base, grid, to);
                *hint = (a, b);
                a..b
            };
            out.push(Stretch {
                layer: place,
                bins: from..to,
                e: spikes(self.e_s, e, &mut hint_e),
                i: spikes(self.i_s, i, &mut hint_i),
            });
        }
        out
    }

    fn stretch(
        &mut self,
        grid_index: usize,
        stretch: &Stretch,
        tables: Option<&Tables>,
    ) -> Result<(), AnalysisError> {
        self.task.check()?;
        let layer = &self.layers[stretch.layer];
        let grid = &layer.bins.grids[grid_index];
        let number = layer.bins.firsts[grid_index] + stretch.bins.start;
        let (e_s, i_s) = (&self.e_s[stretch.e.clone()], &self.i_s[stretch.i.clone()]);
        let first = stretch.bins.start;
        let bins = stretch.bins.end - first;
        let sink = &mut self.sinks[stretch.layer];
        if e_s.is_empty() && i_s.is_empty() {
            sink.empty(number, bins);
        } else if is_sparse(e_s.len() + i_s.len(), bins) {
            self.sparse(grid_index, stretch)?;
        } else if bins > BLOCK as u64 {
            let middle = first + bins / 2;
            let e = stretch.e.start + rank(e_s, e_s.len() / 2, grid, middle);
            let i = stretch.i.start + rank(i_s, i_s.len() / 2, grid, middle);
            let part = |bins, e, i| Stretch {
                layer: stretch.layer,
                bins,
                e,
                i,
            };
            let early = part(first..middle, stretch.e.start..e, stretch.i.start..i);
            let late = part(middle..stretch.bins.end, e..stretch.e.end, i..stretch.i.end);
            self.stretch(grid_index, &early, tables)?;
            self.stretch(grid_index, &late, tables)?;
        } else if e_s.len() > NARROW || i_s.len() > NARROW {
            let mut counts = [vec![0; bins as usize], vec![0; bins as usize]];
            wide_by_ranks(e_s, grid, first, &mut counts[0]);
            wide_by_ranks(i_s, grid, first, &mut counts[1]);
            sink.wide(number, &counts[0], &counts[1]);
        } else {
            let table_e = tables.map(|t| t.e.1.after(stretch.e.start.saturating_sub(t.e.0)));
            let table_i = tables.map(|t| t.i.1.after(stretch.i.start.saturating_sub(t.i.0)));
            let e = self.e.fill(e_s, table_e, grid, first, bins as usize);
            let i = self.i.fill(i_s, table_i, grid, first, bins as usize);
            sink.narrow(number, e, i);
        }
        Ok(())
    }

    /// The bins with a spike one by one; those between are counted.
    fn sparse(&mut self, grid_index: usize, stretch: &Stretch) -> Result<(), AnalysisError> {
        let layer = &self.layers[stretch.layer];
        let grid = &layer.bins.grids[grid_index];
        let number = layer.bins.firsts[grid_index];
        let sink = &mut self.sinks[stretch.layer];
        let mut e = occupied(&self.e_s[stretch.e.clone()], grid).peekable();
        let mut i = occupied(&self.i_s[stretch.i.clone()], grid).peekable();
        let (mut next, mut visited) = (stretch.bins.start, 0);
        while let Some(bin) = [e.peek(), i.peek()]
            .into_iter()
            .flatten()
            .map(|o| o.0)
            .min()
        {
            if visited % STRIDE == 0 {
                self.task.check()?;
            }
            visited += 1;
            if bin > next {
                sink.empty(number + next, bin - next);
            }
            let e = e.next_if(|o| o.0 == bin).map_or(0, |o| o.1);
            let i = i.next_if(|o| o.0 == bin).map_or(0, |o| o.1);
            sink.one(number + bin, e, i);
            next = bin + 1;
        }
        if stretch.bins.end > next {
            sink.empty(number + next, stretch.bins.end - next);
        }
        Ok(())
    }
}
