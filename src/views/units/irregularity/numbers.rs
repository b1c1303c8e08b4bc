//! The numbers of each class, and of every unit.

use super::{Group, Outcome};
use crate::recording::Recording;
use crate::views::{Numbers, Rows};

/// Those of each class.
pub fn groups(outcome: &Outcome) -> Numbers {
    let rows = Rows::new("groups", outcome.groups.iter())
        .column("class", |g| g.class.name().to_lowercase())
        .column("units", |g| g.rate_hz.n() as u64)
        .column("rate_median_hz", |g| g.rate_hz.median)
        .interval(|g| g.rate_hz.median_interval)
        .column("rate_median_ci_hz", |g| g.rate_hz.median_interval)
        .column("rate_mean_hz", |g| g.rate_hz.mean)
        .column("rate_q25_hz", |g| g.rate_hz.quartiles[0])
        .column("rate_q75_hz", |g| g.rate_hz.quartiles[1])
        .column("units_measured", |g| g.measure.n() as u64)
        .column("median", |g| g.measure.median)
        .interval(|g| g.measure.median_interval)
        .column("median_ci", |g| g.measure.median_interval)
        .column("mean", |g| g.measure.mean)
        .column("q25", |g| g.measure.quartiles[0])
        .column("q75", |g| g.measure.quartiles[1])
        .column("too_few_spikes", |g| g.too_few as u64);
    Numbers::new("irregularity")
        .fact("measure", outcome.measure.name().to_lowercase())
        .fact("least_spikes", outcome.least_spikes as u64)
        .json_table(rows)
}

pub fn of_outcome(outcome: &Outcome, recording: &Recording) -> Numbers {
    let rows = Rows::new("units", outcome.units.iter())
        .column("unit", |u| recording.units()[u.unit].id.clone())
        .column("class", |u| u.class.name().to_lowercase())
        .column("spikes", |u| u.spikes as u64)
        .column("observed_s", |u| u.observed_s)
        .column("rate_hz", |u| u.rate_hz)
        .column("intervals", |u| u.intervals as u64)
        .column("cv", |u| u.cv)
        .column("cv2", |u| u.cv2)
        .column("lv", |u| u.lv);
    let missing = |g: &Group| {
        let (class, name) = (g.class.name().to_lowercase(), outcome.measure.name());
        (g.too_few > 0).then(|| {
            format!(
                "irregularity: no {name} of {} {class} units, because they have fewer than {} spikes in the selected time, or no two intervals between them in a stretch of it",
                g.too_few, outcome.least_spikes
            )
        })
    };
    let warnings: Vec<String> = outcome.groups.iter().filter_map(missing).collect();
    groups(outcome).table(rows).warn(warnings)
}
