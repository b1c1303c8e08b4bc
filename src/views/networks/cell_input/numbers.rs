//! Both parts of the input, their sum, and what is left of them.

use super::Outcome;
use crate::views::{Numbers, Rows};

pub fn of_outcome(found: &Outcome) -> Numbers {
    let made = &found.input;
    let names = ["excitatory", "inhibitory", "sum"];
    let rows = Rows::new("parts", names.into_iter().zip(&made.traces))
        .column("part", |(name, _)| *name)
        .column("mean", |(_, trace)| trace.total_mean)
        .column("sd", |(_, trace)| trace.total_variance.sqrt());
    let r = made.correlation;
    // Conductances have one sign: of them nothing cancels.
    let cancels = found.name != "conductance";
    let left = |value: f64| Some(value).filter(|v| cancels && v.is_finite());
    let uncorrelated = r.is_none().then(|| {
        "cell_input.r: null, because a part of the input does not vary in the window".to_owned()
    });
    Numbers::new("cell_input")
        .fact("cell", found.cell.as_str())
        .fact("class", found.class.name().to_lowercase())
        .fact("quantity", found.name)
        .fact("unit", found.unit.as_str())
        .fact("from_s", made.window.start_s)
        .fact("to_s", made.window.stop_s)
        .fact("rate_hz", made.rate_hz)
        .fact("samples", made.samples as u64)
        .fact("missing", made.missing as u64)
        .fact("r", r.map(|found| found.r))
        .interval("ci", r.and_then(|found| found.interval))
        .fact("mean_left", left(made.mean_left()))
        .fact("variance_left", left(made.variance_left()))
        .table(rows)
        .warn(uncorrelated)
}
