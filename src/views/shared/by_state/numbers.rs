//! The numbers of each state.

use super::{Split, of_part, reason};
use crate::analysis::{AnalysisError, Bins, Task};
use crate::views::shared::states::StateSelection;
use crate::views::{Input, Numbers, Output, Table, View};
use serde_json::{Map, Value as Json, json};

/// How long a state is, and how many bins of the chosen scale it holds.
pub fn size(part: &StateSelection, input: &Input<'_>) -> Numbers {
    let bins = Bins::new(&part.intervals, input.settings.scale);
    Numbers::new("size")
        .fact("duration_s", part.intervals.duration_s())
        .fact("n_bins", bins.len())
}

/// The numbers of a view for every state, under `by_state`; tables get a column with its name.
pub fn apart<V: Split>(
    view: &V,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Vec<Numbers>, AnalysisError> {
    let mut all: Vec<(Numbers, Map<String, Json>)> = Vec::new();
    let mut missing = Vec::new();
    for part in view.parts(input) {
        let name = &part.name;
        let list = match View::numbers(view, &of_part(input, &part), task) {
            Ok(list) => list,
            Err(error) => {
                missing.push(format!("{name}: null, because {}", reason(error)?));
                continue;
            }
        };
        for own in list {
            let place = all.iter().position(|(one, _)| one.key == own.key);
            let place = place.unwrap_or_else(|| {
                all.push((Numbers::new(own.key), Map::new()));
                all.len() - 1
            });
            let (one, states) = &mut all[place];
            let intervals = part.intervals.as_slice().iter();
            let intervals: Vec<_> = intervals.map(|i| [i.start_s, i.stop_s]).collect();
            let mut json = size(&part, input).json();
            json["intervals_s"] = json!(intervals);
            json["numbers"] = own.json();
            states.insert(name.clone(), json);
            let warnings = own.warnings.iter().map(|w| format!("{name}: {w}"));
            one.warnings.extend(warnings);
            let table = own.tables.into_iter().find(|t| t.output != Output::Json);
            if let Some(table) = table {
                if one.tables.is_empty() {
                    one.tables.push(Table {
                        output: Output::Csv,
                        ..Table::default()
                    });
                }
                one.tables[0].append("state", name, table);
            }
        }
    }
    let numbers = all.into_iter().map(|(numbers, states)| {
        let numbers = numbers.fact("by_state", Json::Object(states));
        numbers.warn(missing.iter().cloned())
    });
    Ok(numbers.collect())
}
