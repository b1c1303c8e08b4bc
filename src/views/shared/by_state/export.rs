//! The numbers of each state.

use super::{Split, of_part, reason};
use crate::analysis::{AnalysisError, Task};
use crate::views::{Export, Input, View};
use serde_json::{Map, Value, json};

/// The exports of a view for every state, under `by_state`; tables get a column with its name.
pub fn apart<V: Split>(
    view: &V,
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Vec<Export>, AnalysisError> {
    let mut all: Vec<(Export, Map<String, Value>)> = Vec::new();
    let mut missing = Vec::new();
    for part in view.parts(input) {
        let exports = match View::export(view, &of_part(input, &part), task) {
            Ok(exports) => exports,
            Err(error) => {
                missing.push(format!("{}: null, because {}", part.name, reason(error)?));
                continue;
            }
        };
        for export in exports {
            let said = |w: &String| format!("{}: {w}", part.name);
            let warnings: Vec<String> = export.warnings.iter().map(said).collect();
            let csv = export.csv.map(|(header, rows)| {
                let first = |name: &str, row: Vec<String>| [vec![name.to_owned()], row].concat();
                let rows = rows.into_iter().map(|row| first(&part.name, row));
                (first("state", header), rows.collect::<Vec<_>>())
            });
            let numbers = json!({
                "intervals_s": part.intervals.as_slice().iter()
                    .map(|i| [i.start_s, i.stop_s]).collect::<Vec<_>>(),
                "numbers": export.json,
            });
            let found = all.iter().position(|(one, _)| one.key == export.key);
            let place = found.unwrap_or_else(|| {
                let one = Export {
                    key: export.key,
                    json: Value::Null,
                    csv: None,
                    warnings: Vec::new(),
                };
                all.push((one, Map::new()));
                all.len() - 1
            });
            let (one, states) = &mut all[place];
            states.insert(part.name.clone(), numbers);
            one.warnings.extend(warnings);
            match (&mut one.csv, csv) {
                (Some((_, before)), Some((_, rows))) => before.extend(rows),
                (before, csv) => *before = before.take().or(csv),
            }
        }
    }
    let exports = all.into_iter().map(|(mut export, states)| {
        export.json = json!({ "by_state": states });
        export.warnings.extend(missing.iter().cloned());
        export
    });
    Ok(exports.collect())
}
