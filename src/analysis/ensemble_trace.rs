//! The ensembles over time at one scale, thinned to the width of a panel.

use super::sorted::advance;
use super::{AnalysisError, CountSummary, Normaliser, Scale, Selection, Settings, Task};
use crate::recording::{Class, Interval, Intervals, Pooled, Recording};
use rayon::prelude::*;
use std::ops::Range;

/// Counts of single bins are kept up to this many bins (4 MB a class).
const MOST_KEPT: usize = 1 << 20;

/// Bins of one width over the selected intervals, interval by interval (methods E.1): edges
/// `start + j width` for `j = 0..=n`, `n = floor(duration / width + 1e-6)`; the partial last bin
/// of each interval is left out.
#[derive(Clone, Debug, PartialEq)]
pub struct BinGrid {
    pub width_s: f64,
    pub segments: Vec<Segment>,
    /// Bins of all segments.
    pub bins: usize,
    /// Selected time that fills no bin.
    pub left_out_s: f64,
}

/// The bins of one interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    pub start_s: f64,
    /// Number of the first bin within the grid.
    pub first: usize,
    pub bins: usize,
}

/// How far before its edge, in bins, a time still counts as on it (methods E.1).
const TOLERANCE: f64 = 1e-6;

impl BinGrid {
    #[must_use]
    pub fn new(intervals: &Intervals, width_s: f64) -> Self {
        let mut grid = Self {
            width_s,
            segments: Vec::new(),
            bins: 0,
            left_out_s: 0.0,
        };
        for interval in intervals.as_slice() {
            let bins = (interval.duration_s() / width_s + TOLERANCE).floor() as usize;
            grid.left_out_s += (interval.duration_s() - bins as f64 * width_s).max(0.0);
            if bins > 0 {
                grid.segments.push(Segment {
                    start_s: interval.start_s,
                    first: grid.bins,
                    bins,
                });
                grid.bins += bins;
            }
        }
        grid
    }
    /// The bin that holds a time.
    #[must_use]
    pub fn bin_at(&self, t_s: f64) -> Option<usize> {
        let after = self
            .segments
            .partition_point(|s| s.position(t_s, self.width_s) >= 0.0);
        let segment = self.segments.get(after.checked_sub(1)?)?;
        let bin = segment.position(t_s, self.width_s) as usize;
        (bin < segment.bins).then_some(segment.first + bin)
    }
    /// Start and stop of a bin.
    #[must_use]
    pub fn interval(&self, bin: usize) -> Option<Interval> {
        let after = self.segments.partition_point(|s| s.first <= bin);
        let segment = self.segments.get(after.checked_sub(1)?)?;
        (bin < self.bins).then(|| segment.stretch(bin - segment.first, 1, self.width_s))
    }
}

impl Segment {
    /// Time in bins since the start; its whole part is the bin.
    fn position(&self, t_s: f64, width_s: f64) -> f64 {
        (t_s - self.start_s) / width_s + TOLERANCE
    }
    fn stretch(&self, from: usize, bins: usize, width_s: f64) -> Interval {
        Interval::new(
            self.start_s + from as f64 * width_s,
            self.start_s + (from + bins) as f64 * width_s,
        )
    }
}

/// Ensembles over time. Where there are more bins than pixels, a point stands for
/// `bins_per_point` successive bins: their mean, and their smallest and largest value.
#[derive(Clone, Debug, PartialEq)]
pub struct EnsembleTrace {
    pub grid: BinGrid,
    pub bins_per_point: usize,
    /// What each point covers.
    pub points: Vec<Interval>,
    /// The points of each segment.
    pub runs: Vec<Range<usize>>,
    /// Excitatory and inhibitory, those that have units; the unclassified only if neither has.
    pub classes: Vec<ClassTrace>,
}

/// The trace of one class, in the chosen normalisation; NaN where that is undefined.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassTrace {
    pub class: Class,
    /// Included units.
    pub units: usize,
    /// Spikes in bins, and in selected time that fills no bin.
    pub spikes: usize,
    pub spikes_left_out: usize,
    pub normaliser: Normaliser,
    pub mean: Vec<f64>,
    pub low: Vec<f64>,
    pub high: Vec<f64>,
    /// Count of every bin, kept up to about a million bins.
    pub counts: Option<Vec<u32>>,
}

/// Traces of the ensembles in the selection with at most about `points` points.
///
/// Work is proportional to the spikes, or to bins x log where bins are few; empty bins cost
/// nothing, so one millisecond over a night is as cheap as a second.
///
/// # Errors
/// [`AnalysisError::Cancelled`].
pub fn ensemble_trace(
    recording: &Recording,
    selection: &Selection,
    settings: &Settings,
    points: usize,
    task: &Task<'_>,
) -> Result<EnsembleTrace, AnalysisError> {
    let intervals = selection.intervals(recording);
    let grid = BinGrid::new(&intervals, Scale::width_s(settings.scale));
    let per_point = grid.bins.div_ceil(points.max(1)).max(1);
    let mut covered = Vec::new();
    let mut runs = Vec::with_capacity(grid.segments.len());
    for segment in &grid.segments {
        let first = covered.len();
        covered.extend(
            (0..segment.bins).step_by(per_point).map(|from| {
                segment.stretch(from, per_point.min(segment.bins - from), grid.width_s)
            }),
        );
        runs.push(first..covered.len());
    }
    let pools = recording.ensembles();
    let mut chosen = vec![
        (Class::Excitatory, &pools.excitatory),
        (Class::Inhibitory, &pools.inhibitory),
    ];
    chosen.retain(|(_, pool)| pool.unit_count() > 0);
    if chosen.is_empty() && pools.unclassified.unit_count() > 0 {
        chosen.push((Class::Unclassified, &pools.unclassified));
    }
    let classes = chosen
        .into_par_iter()
        .map(|(class, pool)| {
            let mut sums = Sums::new(&grid, covered.len(), per_point);
            sums.count(pool, &grid, &runs, task)?;
            let selected: usize = intervals
                .as_slice()
                .iter()
                .map(|&i| pool.range(i).len())
                .sum();
            Ok(sums.finish(class, pool, &grid, &runs, selected, settings))
        })
        .collect::<Result<Vec<_>, AnalysisError>>()?;
    Ok(EnsembleTrace {
        grid,
        bins_per_point: per_point,
        points: covered,
        runs,
        classes,
    })
}

impl EnsembleTrace {
    /// Value of a bin, where single bins are kept.
    #[must_use]
    pub fn value(&self, class: &ClassTrace, bin: usize) -> Option<f64> {
        let count = *class.counts.as_ref()?.get(bin)?;
        Some(class.normaliser.apply(f64::from(count)))
    }
    /// The point that covers a time.
    #[must_use]
    pub fn point_at(&self, t_s: f64) -> Option<usize> {
        let bin = self.grid.bin_at(t_s)?;
        let after = self.grid.segments.partition_point(|s| s.first <= bin);
        let at = after.checked_sub(1)?;
        let offset = (bin - self.grid.segments.get(at)?.first) / self.bins_per_point;
        Some(self.runs.get(at)?.start + offset)
    }
}

/// Integer sums of the bins that hold spikes; the empty ones follow from the grid.
struct Sums {
    per_point: usize,
    points: Vec<PointSums>,
    counts: Option<Vec<u32>>,
    sum: u64,
    sum_of_squares: u128,
    max: u32,
}

#[derive(Clone, Copy)]
struct PointSums {
    sum: u64,
    low: u32,
    high: u32,
    filled: usize,
}

impl Sums {
    fn new(grid: &BinGrid, points: usize, per_point: usize) -> Self {
        let empty = PointSums {
            sum: 0,
            low: u32::MAX,
            high: 0,
            filled: 0,
        };
        Self {
            per_point,
            points: vec![empty; points],
            counts: (grid.bins <= MOST_KEPT).then(|| vec![0; grid.bins]),
            sum: 0,
            sum_of_squares: 0,
            max: 0,
        }
    }

    fn count(
        &mut self,
        pool: &Pooled,
        grid: &BinGrid,
        runs: &[Range<usize>],
        task: &Task<'_>,
    ) -> Result<(), AnalysisError> {
        const BETWEEN_CHECKS: usize = 1 << 16;
        for (segment, run) in grid.segments.iter().zip(runs) {
            task.check()?;
            let position = |t: f64| segment.position(t, grid.width_s);
            let all = pool.times_s();
            let from = all.partition_point(|&t| position(t) < 0.0);
            let to = all.partition_point(|&t| position(t) < segment.bins as f64);
            let times = &all[from..to.max(from)];
            let stride = times.len() / segment.bins;
            let (mut at, mut turns) = (0, 0);
            while let Some(&t) = times.get(at) {
                let bin = position(t) as usize;
                let next = if stride > 4 {
                    advance(times, at + 1, stride, |t| position(t) < (bin + 1) as f64)
                } else {
                    let rest = times[at + 1..].iter();
                    at + 1 + rest.take_while(|&&t| position(t) as usize == bin).count()
                };
                self.add(segment.first, run.start, bin, next - at);
                at = next;
                turns += 1;
                if turns % BETWEEN_CHECKS == 0 {
                    task.check()?;
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, first_bin: usize, first_point: usize, bin: usize, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        if let Some(point) = self.points.get_mut(first_point + bin / self.per_point) {
            point.sum += u64::from(count);
            point.low = point.low.min(count);
            point.high = point.high.max(count);
            point.filled += 1;
        }
        if let Some(kept) = self
            .counts
            .as_mut()
            .and_then(|c| c.get_mut(first_bin + bin))
        {
            *kept = count;
        }
        self.sum += u64::from(count);
        self.sum_of_squares += u128::from(count) * u128::from(count);
        self.max = self.max.max(count);
    }

    fn finish(
        self,
        class: Class,
        pool: &Pooled,
        grid: &BinGrid,
        runs: &[Range<usize>],
        selected: usize,
        settings: &Settings,
    ) -> ClassTrace {
        // Whole numbers up to here: the variance loses nothing to cancellation.
        let (n, sum) = (grid.bins as u128, u128::from(self.sum));
        let spread = (n * self.sum_of_squares).saturating_sub(sum * sum) as f64;
        let normaliser = settings.normalisation.normaliser(&CountSummary {
            class,
            units: pool.unit_count() as f64,
            width_s: grid.width_s,
            sum: self.sum as f64,
            mean: self.sum as f64 / grid.bins as f64,
            sd: spread.sqrt() / grid.bins as f64,
            max: f64::from(self.max),
        });
        let mut mean = Vec::with_capacity(self.points.len());
        let mut low = Vec::with_capacity(self.points.len());
        let mut high = Vec::with_capacity(self.points.len());
        for (segment, run) in grid.segments.iter().zip(runs) {
            for (point, sums) in self.points[run.clone()].iter().enumerate() {
                let bins = self.per_point.min(segment.bins - point * self.per_point);
                let least = if sums.filled < bins { 0 } else { sums.low };
                mean.push(normaliser.apply(sums.sum as f64 / bins as f64));
                low.push(normaliser.apply(f64::from(least)));
                high.push(normaliser.apply(f64::from(sums.high)));
            }
        }
        ClassTrace {
            class,
            units: pool.unit_count(),
            spikes: self.sum as usize,
            spikes_left_out: selected.saturating_sub(self.sum as usize),
            normaliser,
            mean,
            low,
            high,
            counts: self.counts,
        }
    }
}
