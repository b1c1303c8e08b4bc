//! Controls that are turned while a network runs: a list that replays to the same run.

use super::model::{Model, parameter};
use crate::analysis::{Kind, Value};
use serde::{Deserialize, Serialize};

/// The name under which a kick stands in the list.
pub(super) const KICK: &str = "kick";

/// One control turned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Model time; the change acts from the first step that begins then or later.
    pub time_s: f64,
    /// Id of a parameter, or `kick`.
    pub name: String,
    pub value: Value,
}

impl Change {
    /// The step before which it acts.
    pub fn step(&self, step_s: f64) -> u64 {
        (self.time_s / step_s - 1e-6).ceil().max(0.0) as u64
    }
}

/// Changes in the order in which they act.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes(Vec<Change>);

impl Changes {
    /// Those changes by time; of those at one time the order is kept.
    pub fn new(mut changes: Vec<Change>) -> Self {
        changes.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
        Self(changes)
    }

    pub fn as_slice(&self) -> &[Change] {
        &self.0
    }

    /// Reads a list: JSON lines of `{"time_s":, "name":, "value":}`, or CSV of the same three
    /// columns with or without a line that names them.
    ///
    /// # Errors
    /// Names the line, what was expected there and what was found.
    pub fn parse(text: &str, model: &dyn Model) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}');
        let mut changes = Vec::new();
        let lines = text
            .lines()
            .enumerate()
            .map(|(k, line)| (k + 1, line.trim()));
        for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
            let (time, name, value) = if line.starts_with('{') {
                json_line(line)
            } else {
                let cells: Vec<_> = line.split(',').map(str::trim).collect();
                if changes.is_empty() && cells == ["time_s", "name", "value"] {
                    continue;
                }
                csv_line(&cells)
            }
            .map_err(|e| format!("line {number}: {e}"))?;
            let change = change(time, &name, &value, model);
            changes.push(change.map_err(|e| format!("line {number}: {e}"))?);
        }
        Ok(Self::new(changes))
    }

    /// As JSON lines, which [`Changes::parse`] reads back.
    pub fn to_json_lines(&self) -> String {
        let line = |change: &Change| serde_json::to_string(change).unwrap_or_default() + "\n";
        self.0.iter().map(line).collect()
    }
}

/// Time, name, and the value as it would be written on the command line.
type Line = (f64, String, String);

fn json_line(line: &str) -> Result<Line, String> {
    let change: Change = serde_json::from_str(line)
        .map_err(|e| format!("expected {{\"time_s\":, \"name\":, \"value\":}}: {e}"))?;
    Ok((change.time_s, change.name, change.value.to_string()))
}

fn csv_line(cells: &[&str]) -> Result<Line, String> {
    let [time, name, value] = *cells else {
        return Err(format!(
            "expected time_s,name,value, found {} columns",
            cells.len()
        ));
    };
    let time = time
        .parse()
        .map_err(|_| format!("time_s: expected a number, found \"{time}\""))?;
    Ok((time, name.to_owned(), value.to_owned()))
}

fn change(time_s: f64, name: &str, text: &str, model: &dyn Model) -> Result<Change, String> {
    if !time_s.is_finite() || time_s < 0.0 {
        return Err(format!(
            "time_s: expected 0 or more seconds, found {time_s}"
        ));
    }
    if name == KICK {
        return Ok(Change {
            time_s,
            name: name.to_owned(),
            value: Value::Switch(true),
        });
    }
    if model.live().is_empty() {
        return Err(format!(
            "the model {} has nothing that changes while it runs",
            model.id()
        ));
    }
    let parameter = parameter(model.live(), name)
        .map_err(|e| format!("{e}, {KICK} (those that change while the network runs)"))?;
    // A whole number is a number too, also written as 20.0.
    let value = match (parameter.kind, text.parse::<f64>()) {
        (Kind::Integer { .. }, Ok(v)) if v.fract() == 0.0 => parameter.parse(&format!("{v:.0}"))?,
        _ => parameter.parse(text)?,
    };
    Ok(Change {
        time_s,
        name: parameter.id.to_owned(),
        value,
    })
}
