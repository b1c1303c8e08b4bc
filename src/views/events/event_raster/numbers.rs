//! The numbers of every unit in the event.

use super::ALPHA;
use crate::analysis::{AnalysisError, Change, EventUnit, EventUnits, Task, event_units};
use crate::recording::Class;
use crate::views::shared::event;
use crate::views::{Input, Numbers, Rows};
use serde_json::{Map, Value as Json, json};

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    let marked = event::marked(input);
    let alpha = input.values.number(&ALPHA);
    let Some(found) = event_units(input.recording, &marked, alpha, task)? else {
        let why = "event_units: null, because there is no event with a baseline";
        return Ok(Numbers::new("event_units").warn([why.to_owned()]));
    };
    let name = |unit: usize| {
        input
            .recording
            .units()
            .get(unit)
            .map(|unit| unit.id.clone())
    };
    let rows = Rows::new("units", &found.units)
        .column("unit", |u| name(u.unit))
        .column("class", |u| u.class.name().to_lowercase())
        .column("included", |u| u.included)
        .column("before_hz", |u| u.before_hz)
        .column("during_hz", |u| u.during_hz)
        .column("after_hz", |u| u.after_hz)
        .column("fano", |u| u.fano)
        .column("p_during", |u| u.p_during)
        .column("p_after", |u| u.p_after)
        .column("q_during", |u| u.q_during)
        .column("q_after", |u| u.q_after)
        .column("during", |u| u.during.name().to_lowercase())
        .column("after", |u| u.after.name().to_lowercase())
        .column("silent_from_s", |u| u.silent_from_s);
    Ok(of_units(&found).csv_table(rows))
}

/// The event, and how many units of each class changed; those left out by hand do not count.
pub fn of_units(found: &EventUnits) -> Numbers {
    let ends = |stretch: crate::recording::Interval| [stretch.start_s, stretch.stop_s];
    let included = |class: Class| {
        let mine = found
            .units
            .iter()
            .filter(|u| u.class == class && u.included);
        (class.name().to_lowercase(), json!(mine.count()))
    };
    let included: Map<String, Json> = Class::ALL.into_iter().map(included).collect();
    let after = found.after.map(|_| counts(found, |u| u.after));
    Numbers::new("event_units")
        .fact("onset_s", found.event.start_s)
        .fact("end_s", found.event.stop_s)
        .fact("baseline_s", ends(found.baseline))
        .fact("after_s", found.after.map(ends))
        .fact("alpha", found.alpha)
        .fact("fano_window_s", found.fano_window_s)
        .fact("tested", found.tested())
        .fact("counts", counts(found, |u| u.during))
        .fact("counts_after", after)
        .fact("included", Json::Object(included))
}

/// What a change is called among the counts.
pub fn key(change: Change) -> String {
    change.name().to_lowercase().replace(' ', "_")
}

/// Units by class and change.
fn counts(found: &EventUnits, of: fn(&EventUnit) -> Change) -> Json {
    let changes = |class: Class| -> Map<String, Json> {
        let one = |change: Change| {
            let mine = found
                .units
                .iter()
                .filter(|u| u.class == class && u.included);
            (key(change), json!(mine.filter(|u| of(u) == change).count()))
        };
        Change::ALL.into_iter().map(one).collect()
    };
    Class::ALL
        .into_iter()
        .map(|class| (class.name().to_lowercase(), changes(class)))
        .collect()
}
