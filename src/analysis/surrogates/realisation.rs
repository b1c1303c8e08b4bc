//! The spikes of one realisation of a surrogate.

use super::{DITHER_S, Surrogate, SurrogateKind};
use crate::analysis::ensembles::autocovariance::autocovariances;
use crate::analysis::ensembles::bins::{Bins, Counts, count};
use crate::analysis::ensembles::joint::{JointCounts, joint_counts_at};
use crate::analysis::numerics::random::random;
use crate::analysis::{AnalysisError, Scale, Task};
use crate::recording::{Interval, Intervals, Recording};
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;
use rayon::prelude::*;
use std::ops::Range;

/// The spikes of one realisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Realisation {
    /// Pooled times of E and I in seconds, ascending; those outside the selection are left out.
    trains: [Vec<f64>; 2],
    /// The bins are permuted too, with this seed.
    permuted: Option<u64>,
    /// When any unit of the class was observed; `None`: all the time.
    observed: [Option<Intervals>; 2],
}

impl Realisation {
    /// Realisation number `number` of a surrogate of a selection.
    ///
    /// # Errors
    /// When overtaken.
    pub fn new(
        recording: &Recording,
        intervals: &Intervals,
        surrogate: &Surrogate,
        number: u32,
        task: &Task<'_>,
    ) -> Result<Self, AnalysisError> {
        let ensembles = recording.ensembles();
        let mut trains = [Vec::new(), Vec::new()];
        let observed = ensembles
            .pair()
            .map(|pooled| recording.observed_of_any(pooled.units()));
        let mut least_s = Scale::COARSEST.width_s();
        if surrogate.kind == SurrogateKind::ClassShift {
            least_s += autocovariances(recording, intervals, task)?.correlation_time_s();
        }
        let classes = trains.iter_mut().zip(ensembles.pair());
        for ((out, pooled), class) in classes.zip(0u64..) {
            task.check()?;
            let mut rng = random(surrogate.seed, number, class);
            match surrogate.kind {
                kind if kind.leaves(class) => {
                    for &interval in intervals.as_slice() {
                        out.extend_from_slice(&pooled.times_s()[pooled.range(interval)]);
                    }
                }
                kind @ (SurrogateKind::IsiPermutation | SurrogateKind::ClassShift) => {
                    let observed = observed[class as usize].as_ref();
                    for &interval in intervals.as_slice() {
                        // Nothing moves into time in which no unit of the class was observed.
                        let stretches =
                            observed.map_or_else(|| interval.into(), |o| o.clip(interval));
                        let from = out.len();
                        for &stretch in stretches.as_slice() {
                            let own = &pooled.times_s()[pooled.range(stretch)];
                            if kind == SurrogateKind::ClassShift {
                                shift(own, stretch, least_s, &mut rng, out);
                            } else {
                                permute_isi(own, &mut rng, out, task)?;
                            }
                        }
                        if let Some(observed) = observed {
                            // What contradicts it stays where it is.
                            let all = pooled.times_s()[pooled.range(interval)].iter();
                            out.extend(all.filter(|t| !observed.contains(**t)));
                        }
                        if observed.is_some() || kind == SurrogateKind::ClassShift {
                            sort(&mut out[from..], interval, task)?;
                        }
                    }
                }
                kind => {
                    for &interval in intervals.as_slice() {
                        let from = out.len();
                        for &unit in pooled.units() {
                            task.check()?;
                            let unit = unit as usize;
                            // Spikes stay in the time in which their unit was observed.
                            let stretches = stretches(recording, unit, interval);
                            for &stretch in stretches.as_slice() {
                                let own = recording.trains().unit_in(unit, stretch);
                                match kind {
                                    SurrogateKind::CircularShift => {
                                        shift(own, stretch, least_s, &mut rng, out);
                                    }
                                    SurrogateKind::UnitIsi => {
                                        permute_isi(own, &mut rng, out, task)?;
                                    }
                                    _ => dither(own, stretch, &mut rng, out),
                                }
                            }
                            // What contradicts it stays where it is.
                            let all = recording.trains().unit_in(unit, interval).iter();
                            out.extend(all.filter(|t| !stretches.contains(**t)));
                        }
                        sort(&mut out[from..], interval, task)?;
                    }
                }
            }
        }
        let permuted = (surrogate.kind == SurrogateKind::BinPermutation)
            .then(|| random(surrogate.seed, number, 2).random());
        Ok(Self {
            trains,
            permuted,
            observed,
        })
    }

    /// Pooled times of E and I in seconds, ascending; bins of these are what a surrogate of spikes
    /// gives. For [`SurrogateKind::BinPermutation`] they are the data's own: see
    /// [`Self::counts`].
    pub fn trains(&self) -> [&[f64]; 2] {
        [&self.trains[0], &self.trains[1]]
    }

    /// Counts of E and I in every bin.
    ///
    /// # Errors
    /// As [`count`].
    pub fn counts(&self, bins: &Bins, task: &Task<'_>) -> Result<[Counts; 2], AnalysisError> {
        let [e, i] = self.trains();
        let mut both = [count(e, bins, task)?, count(i, bins, task)?];
        if let Some(seed) = self.permuted {
            let classes = both.iter_mut().zip(&self.observed);
            for ((counts, observed), class) in classes.zip(0u64..) {
                task.check()?;
                let mut rng = random(seed, 0, bins.width_s().to_bits() ^ class);
                let mut rest = &mut counts.counts[..];
                let mut first = 0;
                for grid in bins.grids() {
                    let (own, tail) = rest.split_at_mut(grid.len() as usize);
                    match observed {
                        Some(observed) => {
                            let places = observed_bins(observed, bins, first..first + grid.len());
                            let mut apart: Vec<u32> = places.iter().map(|&j| own[j]).collect();
                            shuffle(&mut apart, &mut rng, task)?;
                            places.iter().zip(apart).for_each(|(&j, n)| own[j] = n);
                        }
                        None => shuffle(own, &mut rng, task)?,
                    }
                    first += grid.len();
                    rest = tail;
                }
            }
        }
        Ok(both)
    }

    /// Joint histograms at several scales.
    ///
    /// # Errors
    /// When overtaken, and as [`count`].
    pub fn joint(
        &self,
        intervals: &Intervals,
        scales: &[Scale],
        task: &Task<'_>,
    ) -> Result<Vec<JointCounts>, AnalysisError> {
        if self.permuted.is_none() {
            return joint_counts_at(self.trains(), intervals, scales, task);
        }
        scales
            .par_iter()
            .map(|&scale| {
                let bins = Bins::new(intervals, scale);
                let [e, i] = self.counts(&bins, task)?;
                JointCounts::of_counts([&e, &i], &bins, scale, task)
            })
            .collect()
    }
}

/// Those of some bins that lie in observed time as a whole, counted from the first of them; others
/// keep their counts.
fn observed_bins(observed: &Intervals, bins: &Bins, own: Range<u64>) -> Vec<usize> {
    let stretches = observed.as_slice().iter();
    let inside = stretches.flat_map(|&stretch| {
        let within = bins.within(stretch);
        within.start.max(own.start)..within.end.min(own.end)
    });
    inside.map(|j| (j - own.start) as usize).collect()
}

/// The parts of an interval in which a unit was observed.
fn stretches(recording: &Recording, unit: usize, interval: Interval) -> Intervals {
    let is_partial = recording.units()[unit].observed.is_some();
    if is_partial {
        recording.observed(unit).clip(interval)
    } else {
        interval.into()
    }
}

/// The n - 1 intervals in random order; the first spike stays, and so does the last.
fn permute_isi(
    times_s: &[f64],
    rng: &mut Pcg64,
    out: &mut Vec<f64>,
    task: &Task<'_>,
) -> Result<(), AnalysisError> {
    let (Some(&first), Some(&last)) = (times_s.first(), times_s.last()) else {
        return Ok(());
    };
    let mut gaps: Vec<f64> = times_s.windows(2).map(|pair| pair[1] - pair[0]).collect();
    shuffle(&mut gaps, rng, task)?;
    let mut t = first;
    out.push(first);
    out.extend(gaps.iter().map(|gap| {
        t += gap;
        // Rounding must not carry a spike out of its interval.
        t.min(last)
    }));
    Ok(())
}

/// Steps between two looks at the task: a few hundred microseconds.
pub const PIECE: usize = 1 << 16;

/// Random order, given up when overtaken.
pub fn shuffle<T>(all: &mut [T], rng: &mut Pcg64, task: &Task<'_>) -> Result<(), AnalysisError> {
    let mut rest = all;
    while !rest.is_empty() {
        task.check()?;
        rest = rest.partial_shuffle(rng, PIECE).1;
    }
    Ok(())
}

/// Ascending order of times within `interval`, given up when overtaken: first by stretches of
/// time, then within each.
pub fn sort(times_s: &mut [f64], interval: Interval, task: &Task<'_>) -> Result<(), AnalysisError> {
    let stretches = times_s.len().div_ceil(PIECE);
    if stretches > 1 {
        let by = stretches as f64 / interval.duration_s();
        let stretch = |t: f64| (((t - interval.start_s) * by) as usize).min(stretches - 1);
        let mut ends = vec![0; stretches];
        for piece in times_s.chunks(PIECE) {
            task.check()?;
            for &t in piece {
                ends[stretch(t)] += 1;
            }
        }
        let mut next = 0;
        for end in &mut ends {
            next += std::mem::replace(end, next);
        }
        let mut apart = vec![0.0; times_s.len()];
        for piece in times_s.chunks(PIECE) {
            task.check()?;
            for &t in piece {
                let place = &mut ends[stretch(t)];
                apart[*place] = t;
                *place += 1;
            }
        }
        times_s.copy_from_slice(&apart);
        let mut from = 0;
        for end in ends {
            task.check()?;
            times_s[from..end].sort_unstable_by(f64::total_cmp);
            from = end;
        }
        return Ok(());
    }
    task.check()?;
    times_s.sort_unstable_by(f64::total_cmp);
    Ok(())
}

/// Turned round within the interval by a random amount of at least this, or a quarter of the interval
/// where that is less: not by so little that nothing changes.
fn shift(times_s: &[f64], interval: Interval, least_s: f64, rng: &mut Pcg64, out: &mut Vec<f64>) {
    let span = interval.duration_s();
    let least = least_s.min(span / 4.0);
    let by = least + (span - 2.0 * least) * rng.random::<f64>();
    let turned = |t: &f64| {
        let later = t + by;
        let back = if later < interval.stop_s {
            later
        } else {
            later - span
        };
        back.clamp(interval.start_s, interval.stop_s.next_down())
    };
    out.extend(times_s.iter().map(turned));
}

/// Each spike moves evenly within the dither; at the borders of the interval it turns back.
fn dither(times_s: &[f64], interval: Interval, rng: &mut Pcg64, out: &mut Vec<f64>) {
    out.extend(times_s.iter().map(|t| {
        let moved = t + DITHER_S * (2.0 * rng.random::<f64>() - 1.0);
        let inside = if moved < interval.start_s {
            2.0 * interval.start_s - moved
        } else if moved >= interval.stop_s {
            2.0 * interval.stop_s - moved
        } else {
            moved
        };
        inside.clamp(interval.start_s, interval.stop_s.next_down())
    }));
}
