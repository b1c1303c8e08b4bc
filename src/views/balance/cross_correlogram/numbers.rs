//! The peak, and the curves.

use super::Outcome;
use crate::analysis::Correlogram;
use crate::views::{Numbers, Rows};

/// What is worked out for realisations too.
pub fn peak(of: &Correlogram) -> Numbers {
    let [lag_s, r] = of.peak_s();
    Numbers::new("cross_correlogram")
        .statistic("peak_lag_s", Some(lag_s))
        .interval("peak_lag_ci_s", of.peak_lag_s())
        .statistic("peak_r", Some(r))
        .statistic("r_at_zero", Some(of.at_zero()))
}

pub fn of_outcome(outcome: &Outcome) -> Numbers {
    let Outcome {
        between, within, ..
    } = outcome;
    let lags = || between.lags().map(|(lag, _)| lag);
    let lag_s = |lag: i64| lag as f64 * between.width_s;
    // 1 by definition at lag 0.
    let [e, i] = within;
    let warnings = if let Some(reason) = &between.reason {
        Some(format!(
            "cross_correlogram: no r, peak_lag_s, peak_r, r_at_zero, because {reason}"
        ))
    } else if between.peak.is_some_and(|peak| peak.is_at_edge) {
        Some("cross_correlogram: r is largest at the edge of the lags, which is no peak".to_owned())
    } else {
        None
    };
    let at = |of: &Correlogram, row: usize| of.r[row];
    let rows = Rows::new("lags", lags().enumerate())
        .column("lag_bins", |(_, lag)| *lag)
        .column("lag_s", |(_, lag)| lag_s(*lag))
        .column("r", |(row, _)| at(between, *row))
        .column("r_ee", |(row, _)| at(e, *row))
        .column("r_ii", |(row, _)| at(i, *row));
    peak(between)
        .fact("bin_s", between.width_s)
        .fact("n", between.n)
        .fact("peak_lag_bins", between.peak.map(|peak| peak.lag_bins))
        .fact("n_eff", between.n_eff)
        .fact("half_if_unrelated", between.half_if_unrelated())
        .fact("lags_s", lags().map(lag_s).collect::<Vec<_>>())
        .fact("r", between.r.clone())
        .fact("r_ee", e.r.clone())
        .fact("r_ii", i.r.clone())
        .csv_table(rows)
        .warn(warnings)
}
