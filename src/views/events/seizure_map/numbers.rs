//! The extrema of the map as it is drawn: in the event, and in all of the window.

use super::Outcome;
use crate::views::{Numbers, Rows};

pub fn of_outcome(outcome: &Outcome) -> Numbers {
    let stretches = [
        ("event", outcome.marked.event),
        ("window", Some(outcome.window)),
    ];
    let found = stretches.into_iter().flat_map(|(name, stretch)| {
        let both = stretch.and_then(|stretch| outcome.map.extrema(stretch));
        let both = both.map(|[low, high]| [(name, "lowest", low), (name, "highest", high)]);
        both.into_iter().flatten()
    });
    let rows = Rows::new("extrema", found)
        .column("stretch", |(stretch, ..)| *stretch)
        .column("extremum", |(_, which, _)| *which)
        .column("z", |(.., found)| found.z)
        .column("t_s", |(.., found)| found.at_s)
        .column("k", |(.., found)| found.scale.k().round() as u64)
        .column("dt_s", |(.., found)| found.scale.width_s());
    Numbers::new("seizure_map")
        .fact("from_s", outcome.window.start_s)
        .fact("to_s", outcome.window.stop_s)
        .fact("step_s", outcome.map.step_s)
        .table(rows)
}
