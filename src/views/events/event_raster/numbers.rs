//! The numbers of every unit in the event.

use super::ALPHA;
use crate::analysis::{AnalysisError, Change, EventUnits, Task, event_units};
use crate::recording::Class;
use crate::views::shared::event;
use crate::views::{Input, Numbers, Rows};
use serde_json::{Map, Value as Json, json};

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    let marked = event::marked(input);
    let alpha = input.values.number(&ALPHA);
    let numbers = Numbers::new("event_units");
    let Some(found) = event_units(input.recording, &marked, alpha, task)? else {
        let why = "event_units: null, because there is no event with a baseline";
        return Ok(numbers.warn([why.to_owned()]));
    };
    let name = |unit: usize| {
        input
            .recording
            .units()
            .get(unit)
            .map(|unit| unit.id.clone())
    };
    let word = |change: Change| change.name().to_lowercase();
    let rows = Rows::new("units", &found.units)
        .column("unit", |u| name(u.unit))
        .column("class", |u| u.class.name().to_lowercase())
        .column("included", |u| u.included)
        .column("before_hz", |u| u.before_hz)
        .column("during_hz", |u| u.during_hz)
        .column("after_hz", |u| u.after_hz)
        .column("p_during", |u| u.p_during)
        .column("p_after", |u| u.p_after)
        .column("during", |u| word(u.during))
        .column("after", |u| word(u.after))
        .column("silent_from_s", |u| u.silent_from_s);
    let ends = |stretch: crate::recording::Interval| [stretch.start_s, stretch.stop_s];
    Ok(numbers
        .fact("onset_s", found.event.start_s)
        .fact("end_s", found.event.stop_s)
        .fact("baseline_s", ends(found.baseline))
        .fact("after_s", found.after.map(ends))
        .fact("alpha", alpha)
        .fact("tested", found.tested())
        .fact("counts", counts(&found))
        .csv_table(rows))
}

/// Units by class and change.
fn counts(found: &EventUnits) -> Json {
    let changes = |class: Class| -> Map<String, Json> {
        let one = |change: Change| {
            let key = change.name().to_lowercase().replace(' ', "_");
            (key, json!(found.count(class, change)))
        };
        Change::ALL.into_iter().map(one).collect()
    };
    Class::ALL
        .into_iter()
        .map(|class| (class.name().to_lowercase(), changes(class)))
        .collect()
}
