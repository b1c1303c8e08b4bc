//! Variances of all 32 scales, and the slope.

use super::{fitted, range_s};
use crate::analysis::statistics::{Statistics, statistics};
use crate::analysis::{AnalysisError, Scale, Task};
use crate::views::shared::scale_plot::remarks;
use crate::views::{Input, Numbers, Rows};

/// What is worked out for realisations too.
pub fn variance(all: &Statistics, range_s: [f64; 2]) -> Numbers {
    let rows = Rows::new("scales", &all.scales)
        .scale(|at| at.scale)
        .statistic("var_f", |at| at.balance.var_f)
        .statistic("var_e", |at| at.var_e())
        .statistic("var_i", |at| at.var_i());
    let slope = all.fit(range_s).map(|fit| fit.slope);
    Numbers::new("variance")
        .table(rows)
        .statistic("slope", slope)
}

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    let (recording, selection) = (input.recording, input.selection);
    let all = statistics(recording, selection, input.settings.normalisation, task)?;
    let range_s = range_s(input.values);
    let (fit, interval) = fitted(input, &all, range_s, task)?;
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
    if interval.is_none() {
        warnings
            .push("variance: no slope_ci, because most redraws of blocks give no line".to_owned());
    }
    Ok(variance(&all, range_s)
        .interval("slope_ci", interval)
        .fact("fit_range_s", range_s)
        .warn(warnings))
}
