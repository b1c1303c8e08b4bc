//! Statistics of the spike train of each unit, over the whole recording.

use super::irregularity::cv;
use crate::analysis::{AnalysisError, Task};
use crate::recording::Recording;
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bins of [`UnitStats::isi_histogram`]: ten a decade.
pub const ISI_BINS: usize = 40;
/// First edge of the histogram of intervals; the last is four decades later, at 10 s.
pub const ISI_FROM_S: f64 = 1e-3;
const BINS_PER_DECADE: f64 = 10.0;

/// Lags of [`UnitStats::autocorrelogram`] to either side, in bins of 1 ms.
pub const MOST_LAG_MS: usize = 50;
/// Bins of the auto-correlogram.
pub const LAG_BINS: usize = 2 * MOST_LAG_MS + 1;

/// An interval shorter than this is one that a single cell hardly makes.
pub const REFRACTORY_S: f64 = 2e-3;

/// Fewer spikes say nothing about the intervals between them.
const FEWEST_SPIKES: usize = 3;
/// Spikes between two looks at whether to stop.
const PIECE: usize = 1 << 15;

/// What the spike train of one unit says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitStats {
    pub spikes: usize,
    /// Over all the time in which the unit was observed, in Hz; NaN where that is too short to say.
    pub rate_hz: f64,
    /// Coefficient of variation of the intervals between spikes: their standard deviation
    /// (dividing by their number) by their mean. NaN for fewer than three spikes.
    pub cv: f64,
    /// Share of the intervals shorter than [`REFRACTORY_S`], 0..=1. NaN for fewer than three
    /// spikes.
    pub violations: f64,
    /// Number of intervals by length. Bin `j` is from `1 ms × 10^(j / 10)` up to the next; shorter
    /// and longer intervals are in none.
    pub isi_histogram: [u32; ISI_BINS],
    /// Pairs of different spikes by lag. Bin `j` holds lags within half a millisecond of
    /// `j − 50` ms; both orders of a pair are counted, so that it is symmetric.
    pub autocorrelogram: [u32; LAG_BINS],
}

/// Statistics of every unit, in the order of the recording.
///
/// # Errors
/// When the task is cancelled.
pub fn unit_stats(recording: &Recording, task: &Task<'_>) -> Result<Vec<UnitStats>, AnalysisError> {
    let trains = recording.trains();
    let all = trains.spike_count().max(1) as f32;
    let done = AtomicUsize::new(0);
    (0..trains.len())
        .into_par_iter()
        .map(|unit| {
            let times_s = trains.unit(unit);
            let stats = of_train(times_s, recording.rate_hz(unit), task)?;
            let done = done.fetch_add(times_s.len(), Ordering::Relaxed) + times_s.len();
            task.progress(done as f32 / all);
            Ok(stats)
        })
        .collect()
}

fn of_train(times_s: &[f64], rate_hz: f64, task: &Task<'_>) -> Result<UnitStats, AnalysisError> {
    let mut isi_histogram = [0_u32; ISI_BINS];
    let mut short = 0_usize;
    for piece in pieces(times_s.len().saturating_sub(1)) {
        task.check()?;
        for pair in times_s[piece.start..=piece.end].windows(2) {
            let isi_s = pair[1] - pair[0];
            short += usize::from(isi_s < REFRACTORY_S);
            if isi_s >= ISI_FROM_S {
                let bin = ((isi_s / ISI_FROM_S).log10() * BINS_PER_DECADE) as usize;
                if let Some(count) = isi_histogram.get_mut(bin) {
                    *count = count.saturating_add(1);
                }
            }
        }
    }
    task.check()?;
    let enough = times_s.len() >= FEWEST_SPIKES;
    let intervals = times_s.len().saturating_sub(1) as f64;
    let or_nan = |value: f64| if enough { value } else { f64::NAN };
    Ok(UnitStats {
        spikes: times_s.len(),
        rate_hz,
        cv: or_nan(cv(times_s.windows(2).map(|pair| pair[1] - pair[0]))),
        violations: or_nan(short as f64 / intervals),
        isi_histogram,
        autocorrelogram: autocorrelogram(times_s, task)?,
    })
}

/// Stretches of `0..n`, none longer than a piece.
fn pieces(n: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    (0..n)
        .step_by(PIECE)
        .map(move |from| from..(from + PIECE).min(n))
}

/// Bin of a lag to one side; it never falls as the lag grows.
fn lag_bin(from_s: f64, to_s: f64) -> usize {
    ((to_s - from_s) * 1e3 + 0.5) as usize
}

fn autocorrelogram(times_s: &[f64], task: &Task<'_>) -> Result<[u32; LAG_BINS], AnalysisError> {
    // One pointer a bin, each the first spike beyond it: the work is proportional to the number
    // of spikes, however many of them fall on one another.
    let mut beyond = [0_usize; MOST_LAG_MS + 1];
    let mut later = [0_u64; MOST_LAG_MS + 1];
    for piece in pieces(times_s.len()) {
        task.check()?;
        for at in piece {
            let mut from = at + 1;
            // Most spikes of a slow unit are alone.
            let next = times_s.get(from);
            if next.is_none_or(|&t| lag_bin(times_s[at], t) > MOST_LAG_MS) {
                continue;
            }
            for (bin, (beyond, later)) in beyond.iter_mut().zip(&mut later).enumerate() {
                *beyond = (*beyond).max(from);
                while times_s
                    .get(*beyond)
                    .is_some_and(|&t| lag_bin(times_s[at], t) <= bin)
                {
                    *beyond += 1;
                }
                *later += (*beyond - from) as u64;
                from = *beyond;
            }
        }
    }
    let mut both = [0_u32; LAG_BINS];
    for (lag, &pairs) in later.iter().enumerate() {
        // A pair within half a millisecond is in the bin of no lag, in both its orders.
        let count = if lag == 0 { 2 * pairs } else { pairs };
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        both[MOST_LAG_MS + lag] = count;
        both[MOST_LAG_MS - lag] = count;
    }
    Ok(both)
}
