//! The raster: every spike when there is room, counts in columns when there is not.

use crate::analysis::numerics::sorted::column_counts;
use crate::analysis::{AnalysisError, RowOrder, Task};
use crate::recording::{Class, Interval, Recording};
use rayon::prelude::*;

/// More spikes than this are never drawn one by one.
pub const MOST_TICKS: usize = 40_000;

/// One unit of a raster.
#[derive(Clone, Debug, PartialEq)]
pub struct RasterRow {
    /// Index of the unit in the recording.
    pub unit: usize,
    /// Its name in the file.
    pub name: String,
    pub class: Class,
    /// False when a person left it out of the ensembles.
    pub included: bool,
    /// Spikes in the window.
    pub spikes: usize,
    /// First spike in the window.
    pub first_s: Option<f64>,
    /// Over the whole span of the recording.
    pub rate_hz: f64,
}

/// What is drawn of the spikes in the window.
#[derive(Clone, Debug, PartialEq)]
pub enum RasterSpikes {
    /// Every time in seconds, row after row; `ends[r]` is the end of row `r`.
    Every { times_s: Vec<f64>, ends: Vec<usize> },
    /// Counts `[rows x columns]`, row after row, in equal columns over the window. They add up to
    /// all spikes in the window.
    Density { columns: usize, counts: Vec<u32> },
}

/// All units of a recording in a window, included or not, classified or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    pub window: Interval,
    /// From the top: excitatory, inhibitory, unclassified, each in the chosen order.
    pub rows: Vec<RasterRow>,
    pub spikes: RasterSpikes,
    /// Spikes in the window, and before or after it.
    pub inside: usize,
    pub outside: usize,
    /// Observed seconds in the window, for rates in it.
    pub observed_s: f64,
}

/// Makes the raster of a window for a panel `columns` pixels wide (at least 1 is assumed).
///
/// Spikes are kept one by one when there are at most [`MOST_TICKS`] and, over the units that fire,
/// on average at least one pixel for each; otherwise they are counted in columns: rows x columns
/// short searches, whatever the number of spikes.
///
/// # Errors
/// [`AnalysisError::Cancelled`].
pub fn raster(
    recording: &Recording,
    window: Interval,
    order: RowOrder,
    columns: usize,
    task: &Task<'_>,
) -> Result<Raster, AnalysisError> {
    let sort = |rows: &mut [RasterRow]| order.sort(rows, recording.units());
    raster_sorted(recording, window, sort, columns, task)
}

/// A shorter time gives no rate.
const LEAST_S: f64 = 1e-3;

/// The same with rows in any order; `sort` is given them as the file lists them, and has to keep
/// those of a class together.
///
/// # Errors
/// [`AnalysisError::Cancelled`].
pub fn raster_sorted(
    recording: &Recording,
    window: Interval,
    sort: impl FnOnce(&mut [RasterRow]),
    columns: usize,
    task: &Task<'_>,
) -> Result<Raster, AnalysisError> {
    let columns = columns.max(1);
    let trains = recording.trains();
    let mut rows: Vec<RasterRow> = recording
        .units()
        .iter()
        .enumerate()
        .map(|(unit, u)| {
            let times = trains.unit_in(unit, window);
            RasterRow {
                unit,
                name: u.id.clone(),
                class: u.class,
                included: u.included,
                spikes: times.len(),
                first_s: times.first().copied(),
                rate_hz: recording.rate_hz(unit),
            }
        })
        .collect();
    task.check()?;
    sort(&mut rows);
    let inside: usize = rows.iter().map(|r| r.spikes).sum();
    let firing = rows.iter().filter(|r| r.spikes > 0).count();
    let spikes = if inside <= MOST_TICKS.min(firing.saturating_mul(columns)) {
        let mut times_s = Vec::with_capacity(inside);
        let mut ends = Vec::with_capacity(rows.len());
        for row in &rows {
            times_s.extend_from_slice(trains.unit_in(row.unit, window));
            ends.push(times_s.len());
        }
        RasterSpikes::Every { times_s, ends }
    } else {
        let mut counts = vec![0; rows.len() * columns];
        counts
            .par_chunks_mut(columns)
            .zip(&rows)
            .try_for_each(|(out, row)| {
                let times = trains.unit_in(row.unit, window);
                column_counts(times, window.start_s, window.stop_s, out);
                task.check()
            })?;
        RasterSpikes::Density { columns, counts }
    };
    Ok(Raster {
        window,
        rows,
        spikes,
        inside,
        outside: trains.spike_count() - inside,
        observed_s: window
            .intersect(&recording.span())
            .map_or(0.0, |i| i.duration_s()),
    })
}

impl Raster {
    /// Times of a row, where each spike is kept.
    pub fn times_s(&self, row: usize) -> Option<&[f64]> {
        let RasterSpikes::Every { times_s, ends } = &self.spikes else {
            return None;
        };
        let from = row
            .checked_sub(1)
            .map_or(Some(0), |r| ends.get(r).copied())?;
        times_s.get(from..*ends.get(row)?)
    }
    /// The spike of a row that is nearest to a time, where each spike is kept.
    pub fn nearest_s(&self, row: usize, t_s: f64) -> Option<f64> {
        let times = self.times_s(row)?;
        let after = times.partition_point(|&t| t < t_s);
        let near = &times[after.saturating_sub(1)..times.len().min(after + 1)];
        near.iter()
            .copied()
            .min_by(|a, b| (a - t_s).abs().total_cmp(&(b - t_s).abs()))
    }
    /// Count and extent of the column of a row at a time, where spikes are counted.
    pub fn column_at(&self, row: usize, t_s: f64) -> Option<(u32, Interval)> {
        let RasterSpikes::Density { columns, counts } = &self.spikes else {
            return None;
        };
        if !self.window.contains(t_s) || row >= self.rows.len() {
            return None;
        }
        let (start, width) = (
            self.window.start_s,
            self.window.duration_s() / *columns as f64,
        );
        let column = (((t_s - start) / width) as usize).min(columns - 1);
        let extent = Interval::new(
            start + column as f64 * width,
            start + (column + 1) as f64 * width,
        );
        Some((*counts.get(row * columns + column)?, extent))
    }
    /// Rate of a row in the window, in Hz; NaN where nothing of the recording is in it.
    pub fn rate_in_window_hz(&self, row: usize) -> f64 {
        self.rows.get(row).map_or(f64::NAN, |r| {
            if self.observed_s >= LEAST_S {
                r.spikes as f64 / self.observed_s
            } else {
                f64::NAN
            }
        })
    }
}
