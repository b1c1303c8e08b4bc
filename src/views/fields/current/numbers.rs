//! The numbers of the currents, and of the field that they are compared with.

use super::Outcome;
use crate::views::{Numbers, Rows};
use serde_json::Value as Json;

pub fn of_outcome(found: &Outcome) -> Numbers {
    let made = &found.current;
    let mut numbers = Numbers::new("current")
        .fact("tau_e_s", found.tau_s[0])
        .fact("tau_i_s", found.tau_s[1])
        .fact("rate_hz", made.rate_hz)
        .fact("samples", made.samples)
        .fact("from_s", made.window.start_s)
        .fact("to_s", made.window.stop_s);
    let names = ["e", "i", "difference"];
    for (name, trace) in names.into_iter().zip(&made.traces) {
        numbers = numbers
            .fact(format!("{name}.mean"), trace.total_mean)
            .fact(format!("{name}.variance"), trace.total_variance);
    }
    let rows = Rows::new("traces", names.into_iter().zip(&made.traces))
        .column("current", |(name, _)| *name)
        .column("mean", |(_, trace)| trace.total_mean)
        .column("variance", |(_, trace)| trace.total_variance);
    let numbers = numbers.csv_table(rows);
    match (&found.channel, made.correlation) {
        (Some(channel), Some(correlation)) => numbers
            .fact("field.channel", channel.as_str())
            .fact("field.r", correlation.r)
            .interval("field.ci", correlation.interval)
            .fact("field.n", correlation.n),
        _ => numbers.fact("field", Json::Null).warn([
            "current.field: null, because there is no field that varies in the window".to_owned(),
        ]),
    }
}
