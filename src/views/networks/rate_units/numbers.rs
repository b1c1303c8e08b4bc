//! Means and SDs over the window, of both classes and of single units, and the fixed points.

use super::{MEANS, Outcome, is_cut};
use crate::analysis::{SignalTrace, Step};
use crate::views::{Numbers, Rows};

pub fn of_outcome(found: &Outcome) -> Numbers {
    let mean = |trace: Option<&SignalTrace>| trace.map(|trace| trace.total_mean);
    let sd = |trace: Option<&SignalTrace>| trace.map(|trace| trace.total_variance.sqrt());
    let fixed = found.last_fixed();
    let fixed = |place: usize| fixed.map(|all| all[place]).filter(|v| v.is_finite());
    let places = MEANS.into_iter().zip(&found.means).zip(0..);
    let populations = Rows::new("populations", places)
        .column("quantity", |((name, _), _)| *name)
        .column("mean", |((_, trace), _)| mean(trace.as_ref()))
        .column("sd", |((_, trace), _)| sd(trace.as_ref()))
        .column("fixed_point", |(_, place)| fixed(*place));
    let steps = found.fixed.as_deref().unwrap_or_default();
    let at = |place: usize| move |step: &&Step| Some(step.values[place]).filter(|v| v.is_finite());
    let fixed_points = Rows::new("fixed_points", steps)
        .column("from_s", |step| step.interval.start_s)
        .column("to_s", |step| step.interval.stop_s)
        .column("phi_e", at(0))
        .column("phi_i", at(1))
        .column("w", at(2));
    let units = Rows::new("units", &found.units)
        .column("unit", |unit| unit.name.clone())
        .column("class", |unit| unit.class.name().to_lowercase())
        .column("phi_mean", |unit| unit.phi.total_mean)
        .column("phi_sd", |unit| unit.phi.total_variance.sqrt())
        .column("w_mean", |unit| {
            mean(unit.w.as_ref().map(|(trace, _)| trace))
        })
        .column("w_sd", |unit| sd(unit.w.as_ref().map(|(trace, _)| trace)));
    let cut = is_cut(steps).then(|| {
        format!(
            "rate_units.fixed_points: the first {}; it goes on changing",
            steps.len()
        )
    });
    Numbers::new("rate_units")
        .fact("from_s", found.sampled.start_s)
        .fact("to_s", found.sampled.stop_s)
        .fact("rate_hz", found.rate_hz)
        .fact("samples", found.samples as u64)
        .fact("missing", found.missing as u64)
        .json_table(populations)
        .json_table(fixed_points)
        .table(units)
        .warn(cut)
}
