//! Variances of all 32 scales, and the slope.

use super::Outcome;
use crate::analysis::Scale;
use crate::analysis::statistics::Statistics;
use crate::views::shared::scale_plot::remarks;
use crate::views::{Numbers, Rows};

/// The slope alone.
pub fn slope(all: &Statistics, range_s: [f64; 2]) -> Numbers {
    let slope = all.fit(range_s).map(|fit| fit.slope);
    Numbers::new("variance").statistic("slope", slope)
}

/// What is worked out for realisations too.
pub fn variance(all: &Statistics, range_s: [f64; 2]) -> Numbers {
    let rows = Rows::new("scales", &all.scales)
        .scale(|at| at.scale)
        .statistic("var_f", |at| at.balance.var_f)
        .statistic("var_e", |at| at.var_e())
        .statistic("var_i", |at| at.var_i());
    slope(all, range_s).table(rows)
}

pub fn of_outcome(outcome: &Outcome) -> Numbers {
    let Outcome { data: all, fit, .. } = outcome;
    let missing: Vec<(Scale, String)> = all
        .scales
        .iter()
        .filter(|s| !(s.balance.var_f + s.var_e() + s.var_i()).is_finite())
        .map(|s| {
            let why = format!("no variances, because {}", s.balance.reasons.join("; "));
            (s.scale, why)
        })
        .collect();
    let missing = missing.iter().map(|(scale, why)| (*scale, &why[..]));
    let mut warnings = remarks("variance", missing);
    if fit.is_none() {
        warnings.push(
            "variance: no slope, because fewer than two scales in fit_range_s have 30 bins and a variance"
                .to_owned(),
        );
    }
    if outcome.interval.is_none() {
        warnings.push(
            "variance: no slope_ci, because there is no line without each 20th of the time"
                .to_owned(),
        );
    }
    variance(all, outcome.range_s)
        .interval("slope_ci", outcome.interval)
        .fact("fit_range_s", outcome.range_s)
        .fact("scales_fitted", fit.map_or(0, |fit| fit.scales))
        .warn(warnings)
}
