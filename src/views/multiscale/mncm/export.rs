//! The numbers of the selection and of each state.

use super::{Group, Outcome};
use crate::analysis::{Direction, Features, Signal, Span};
use crate::views::Export;
use serde_json::{Map, Number, Value, json};

type Column = (&'static str, fn(&Features) -> f64);

/// After `offset`.
const COLUMNS: [Column; 7] = [
    ("correlation", |f| f.correlation),
    ("contrast", |f| f.contrast),
    ("dissimilarity", |f| f.dissimilarity),
    ("homogeneity", |f| f.homogeneity),
    ("energy", |f| f.energy),
    ("asm", |f| f.asm),
    ("entropy", |f| f.entropy),
];

pub fn export(outcome: &Outcome) -> Vec<Export> {
    let states = || {
        outcome
            .groups
            .iter()
            .filter(|g| g.name != outcome.selection.name)
    };
    let mut by_state = Map::new();
    for group in states() {
        by_state.insert(group.name.clone(), object(group));
    }
    let mut json = object(&outcome.selection);
    json["parameters"] = parameters(outcome);
    json["by_state"] = Value::Object(by_state);
    let mut header: Vec<String> = ["part", "offset"].map(str::to_owned).to_vec();
    header.extend(COLUMNS.map(|(name, _)| name.to_owned()));
    let parts: Vec<&Group> = std::iter::once(&outcome.selection)
        .chain(states())
        .collect();
    vec![Export {
        key: "mncm",
        json,
        csv: Some((header, parts.iter().flat_map(|g| rows(g)).collect())),
        warnings: parts.iter().filter_map(|g| warning(g)).collect(),
    }]
}

fn numbered(group: &Group) -> impl Iterator<Item = (usize, &Features)> {
    (1..).zip(&group.offsets)
}

fn object(group: &Group) -> Value {
    let offset = |(offset, features): (usize, &Features)| {
        let mut object = Map::new();
        object.insert("offset".to_owned(), json!(offset));
        for (name, value) in COLUMNS {
            let number = Number::from_f64(value(features)).map_or(Value::Null, Value::Number);
            object.insert(name.to_owned(), number);
        }
        Value::Object(object)
    };
    json!({
        "offsets": numbered(group).map(offset).collect::<Vec<_>>(),
        "duration_s": group.duration_s,
        "n_columns": group.columns,
    })
}

fn parameters(outcome: &Outcome) -> Value {
    let recipe = &outcome.recipe;
    json!({
        "direction": match recipe.direction {
            Direction::Scale => "scale",
            Direction::Time => "time",
        },
        "signal": match recipe.signal {
            Signal::Difference => "f",
            Signal::E => "e",
            Signal::I => "i",
            Signal::Cross => "cross",
        },
        "levels": recipe.levels,
        "range": match recipe.span {
            Span::Fixed => "fixed",
            Span::Extremes => "extremes",
        },
        "range_low": outcome.ends[0],
        "range_high": outcome.ends[1],
        "ruler": if recipe.whole_ruler { "whole" } else { "selection" },
        "windows": "forward",
        "step_s": outcome.step_s,
        "n_scales": outcome.selection.scales.len(),
    })
}

fn rows(group: &Group) -> impl Iterator<Item = Vec<String>> {
    let cell = |x: f64| {
        if x.is_finite() {
            x.to_string()
        } else {
            String::new()
        }
    };
    numbered(group).map(move |(offset, features)| {
        let mut row = vec![group.name.clone(), offset.to_string()];
        row.extend(COLUMNS.map(|(_, value)| cell(value(features))));
        row
    })
}

fn warning(group: &Group) -> Option<String> {
    let missing: Vec<String> = numbered(group)
        .filter(|(_, f)| COLUMNS.iter().any(|(_, value)| !value(f).is_finite()))
        .map(|(offset, _)| offset.to_string())
        .collect();
    (!missing.is_empty()).then(|| {
        format!(
            "mncm of {}: no features at offset {}, because no two places can be compared",
            group.name.to_lowercase(),
            missing.join(", ")
        )
    })
}
