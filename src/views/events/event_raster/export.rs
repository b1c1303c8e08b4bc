//! The numbers of every unit in the event.

use super::ALPHA;
use crate::analysis::{AnalysisError, Change, Task, event_units};
use crate::recording::Class;
use crate::views::shared::event;
use crate::views::shared::scale_plot::{cell, number};
use crate::views::{Export, Input};
use serde_json::{Map, Value, json};

pub fn export(input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Export>, AnalysisError> {
    let marked = event::marked(input);
    let alpha = input.values.number(&ALPHA);
    let key = "event_units";
    let Some(found) = event_units(input.recording, &marked, alpha, task)? else {
        return Ok(vec![Export {
            key,
            json: Value::Null,
            csv: None,
            warnings: vec![format!(
                "{key}: null, because there is no event with a baseline"
            )],
        }]);
    };
    let header = [
        "unit",
        "class",
        "included",
        "before_hz",
        "during_hz",
        "after_hz",
        "p_during",
        "p_after",
        "during",
        "after",
        "silent_from_s",
    ];
    let rows = found.units.iter().map(|u| {
        let name = input
            .recording
            .units()
            .get(u.unit)
            .map_or("", |unit| unit.id.as_str());
        let first = [
            name.to_owned(),
            u.class.name().to_lowercase(),
            u.included.to_string(),
        ];
        let rates = [u.before_hz, u.during_hz, u.after_hz, u.p_during, u.p_after].map(cell);
        let words = [u.during, u.after].map(|c| c.name().to_lowercase());
        let silent = [cell(u.silent_from_s.unwrap_or(f64::NAN))];
        [&first[..], &rates[..], &words[..], &silent[..]].concat()
    });
    let classes: Map<String, Value> = Class::ALL
        .into_iter()
        .map(|class| {
            let counts: Map<String, Value> = Change::ALL
                .into_iter()
                .map(|change| {
                    let key = change.name().to_lowercase().replace(' ', "_");
                    (key, json!(found.count(class, change)))
                })
                .collect();
            (class.name().to_lowercase(), Value::Object(counts))
        })
        .collect();
    Ok(vec![Export {
        key,
        json: json!({
            "onset_s": number(found.event.start_s),
            "end_s": number(found.event.stop_s),
            "baseline_s": [number(found.baseline.start_s), number(found.baseline.stop_s)],
            "after_s": found.after.map(|a| [number(a.start_s), number(a.stop_s)]),
            "alpha": number(alpha),
            "tested": found.tested(),
            "counts": classes,
        }),
        csv: Some((header.map(str::to_owned).to_vec(), rows.collect())),
        warnings: Vec::new(),
    }])
}
