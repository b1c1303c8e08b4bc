//! How well the lag of a peak is known.

use super::sums::Sums;
use super::{Correlogram, Peak};
use crate::analysis::balance::variance::{BLOCKS, jackknife};
use crate::analysis::ensembles::bins::{Bins, scan_lagged};
use crate::analysis::{AnalysisError, Task};
use crate::recording::Intervals;

/// Bins, at most: 2.3 h of a millisecond each.
const MOST_BINS: u64 = 1 << 23;

/// 95 % interval of the lag of the peak of `found`, in bins, by the jackknife: each of
/// [`BLOCKS`] stretches of time is left out in turn, and the peak of the rest is found anew among all
/// lags. Pairs of bins in different blocks take no part. `None` without a peak or with one at
/// the edge, where blocks are not twice as long as the largest lag, where a part of the time has no
/// peak, and above 8 million bins.
///
/// # Errors
/// When overtaken.
pub(super) fn peak_lag_interval(
    trains: [&[f64]; 2],
    bins: &Bins,
    found: &Correlogram,
    task: &Task<'_>,
) -> Result<Option<[f64; 2]>, AnalysisError> {
    let most_lag = found.most_lag();
    let Some(peak) = found.peak.filter(|peak| !peak.is_at_edge) else {
        return Ok(None);
    };
    let bins_each = bins.len() / BLOCKS as u64;
    if bins.len() > MOST_BINS || bins_each < 2 * most_lag as u64 {
        return Ok(None);
    }
    let edge = |block: usize| bins.first_after(block as f64 / BLOCKS as f64);
    let blocks = (0..BLOCKS)
        .map(|block| {
            let stretches = Intervals::from(bins.stretches(edge(block)..edge(block + 1)));
            let own = Bins::with_width(&stretches, bins.width_s());
            let sums = scan_lagged(trains, &own, most_lag, task, || Sums::new(most_lag))?;
            Ok((own, sums))
        })
        .collect::<Result<Vec<_>, AnalysisError>>()?;
    let without = |left_out: usize| {
        let kept = || blocks.iter().enumerate().filter(|(b, _)| *b != left_out);
        let mut sums = Sums::new(most_lag);
        for (_, (_, own)) in kept() {
            sums.add(own);
        }
        let bins: Vec<&Bins> = kept().map(|(_, (own, _))| own).collect();
        let (r, _) = sums.correlate(&bins)?;
        Peak::highest(&r).map(|peak| peak.lag_bins)
    };
    let lags = (0..BLOCKS).map(without).collect::<Option<Vec<f64>>>();
    Ok(lags.map(|lags| jackknife(peak.lag_bins, &lags)))
}
