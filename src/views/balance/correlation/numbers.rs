//! The numbers of all 32 scales and all lags.

use crate::analysis::{Lagged, Scale, ScaleCorrelation};
use crate::views::shared::scale_plot::remarks;
use crate::views::{Numbers, Rows};

/// Those of the chosen scale, which may lie between two of the 32.
pub fn of_chosen(chosen: &ScaleCorrelation) -> Numbers {
    let [lag_s, r] = chosen.peak_s();
    Numbers::new("correlation")
        .fact("chosen.k", chosen.scale.k())
        .fact("chosen.dt_s", chosen.scale.width_s())
        .fact("chosen.n", chosen.n)
        .fact("chosen.peak_lag_s", lag_s)
        .interval("chosen.peak_lag_ci_s", chosen.peak_lag_s())
        .fact("chosen.peak_lag_bins", chosen.peak.map(|p| p.lag_bins))
        .fact("chosen.peak_r", r)
        .fact("chosen.r0", chosen.at_zero())
        .fact("chosen.n_eff", chosen.n_eff)
        .fact("chosen.half_if_unrelated", chosen.half_if_unrelated())
}

pub fn numbers(scales: &[ScaleCorrelation], chosen: &ScaleCorrelation) -> Numbers {
    let missing: Vec<_> = scales
        .iter()
        .filter_map(|c| {
            let text = if let Some(reason) = &c.reason {
                format!("no r, peak_lag_s, peak_r, because {reason}")
            } else if c.r.iter().any(|r| !r.is_finite()) {
                "no r at lags that no pair of bins is apart".to_owned()
            } else if c.peak.is_some_and(|peak| peak.is_at_edge) {
                "r is largest at the edge of the lags, which is no peak".to_owned()
            } else {
                return None;
            };
            Some((c.scale, text))
        })
        .collect();
    let missing = missing.iter().map(|(scale, text)| (*scale, &text[..]));
    let lags_s = |c: &ScaleCorrelation| -> Vec<f64> {
        let dt_s = c.scale.width_s();
        c.lags().map(|(lag, _)| lag as f64 * dt_s).collect()
    };
    let by_scale = Rows::new("scales", scales)
        .scale(|c| c.scale)
        .n("n", |c| c.n)
        .column("n_eff", |c| c.n_eff)
        .column("lags_s", |c| lags_s(c))
        .column("r", |c| c.r.clone())
        .statistic("peak_lag_s", |c| c.peak_s()[0])
        .json("peak_lag_ci_s", |c| c.peak_lag_s())
        .statistic("peak_r", |c| c.peak_s()[1]);
    let lags = scales
        .iter()
        .flat_map(|c| c.lags().map(move |lag| (c, lag)));
    let by_lag = Rows::new("lags", lags)
        .scale(|(c, _)| c.scale)
        .column("n", |(c, _)| c.n)
        .column("n_eff", |(c, _)| c.n_eff)
        .column("lag_bins", |(_, (lag, _))| *lag)
        .column("lag_s", |(c, (lag, _))| *lag as f64 * c.scale.width_s())
        .column("r", |(_, (_, r))| *r)
        .column("peak_lag_s", |(c, _)| c.peak_s()[0])
        .column("peak_r", |(c, _)| c.peak_s()[1]);
    of_chosen(chosen)
        .json_table(by_scale)
        .csv_table(by_lag)
        .warn(remarks("correlation", missing))
}

/// Those of a realisation, at some of the 32 scales or all.
pub fn of_realisation(one: &Lagged, scales: impl IntoIterator<Item = Scale>) -> Numbers {
    let rows = Rows::new("scales", scales)
        .scale(|scale| *scale)
        .statistic("peak_lag_s", |&scale| {
            one.peak_lag_bins(scale) * scale.width_s()
        })
        .statistic("peak_r", |&scale| one.peak_r(scale))
        .statistic("r0", |&scale| one.r(scale, 0));
    Numbers::new("correlation").table(rows)
}
