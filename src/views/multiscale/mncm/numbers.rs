//! The numbers of the selection and of each state.

use super::{Group, Outcome};
use crate::analysis::{Direction, Features, Signal, Span};
use crate::views::{Numbers, Rows, Table};
use serde_json::{Map, Value as Json, json};

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

/// The features at offsets 1, 2, ...
fn offsets(features: &[Features]) -> Table {
    let mut rows = Rows::new("offsets", (1..).zip(features))
        .column("offset", |(offset, _): &(usize, _)| *offset)
        .label("offset", 'o');
    for (name, value) in COLUMNS {
        rows = match name {
            // Energy is the root of it.
            "asm" => rows.column(name, |(_, features)| value(features)),
            _ => rows.statistic(name, |(_, features)| value(features)),
        };
    }
    rows.into()
}

/// Those of a realisation, at some offsets from the first on or at all.
pub fn of_realisation(features: &[Features]) -> Numbers {
    Numbers::new("mncm").table(offsets(features))
}

pub fn numbers(outcome: &Outcome) -> Numbers {
    let selection = &outcome.selection;
    let states = || outcome.groups.iter().filter(|g| g.name != selection.name);
    let mut csv = Table::default();
    csv.append("part", &selection.name, offsets(&selection.offsets));
    let mut by_state = Map::new();
    for group in states() {
        by_state.insert(group.name.clone(), object(group).json());
        csv.append("part", &group.name, offsets(&group.offsets));
    }
    object(selection)
        .fact("parameters", parameters(outcome))
        .fact("by_state", Json::Object(by_state))
        .csv_table(csv)
        .warn([selection].into_iter().chain(states()).filter_map(warning))
}

pub fn object(group: &Group) -> Numbers {
    Numbers::new("mncm")
        .fact("duration_s", group.duration_s)
        .fact("n_columns", group.columns)
        .json_table(offsets(&group.offsets))
}

fn parameters(outcome: &Outcome) -> Json {
    let parameters = &outcome.parameters;
    json!({
        "direction": match parameters.direction {
            Direction::Scale => "scale",
            Direction::Time => "time",
        },
        "signal": match parameters.signal {
            Signal::Difference => "f",
            Signal::E => "e",
            Signal::I => "i",
            Signal::Cross => "cross",
        },
        "levels": parameters.levels,
        "range": match parameters.span {
            Span::Fixed => "fixed",
            Span::Extremes => "extremes",
        },
        "range_low": outcome.ends[0],
        "range_high": outcome.ends[1],
        "ruler": if parameters.whole_ruler { "whole" } else { "selection" },
        "windows": "forward",
        "step_s": outcome.step_s,
        "n_scales": outcome.selection.scales.len(),
    })
}

fn warning(group: &Group) -> Option<String> {
    let missing: Vec<String> = (1..)
        .zip(&group.offsets)
        .filter(|(_, f)| COLUMNS.iter().any(|(_, value)| !value(f).is_finite()))
        .map(|(offset, _): (usize, _)| offset.to_string())
        .collect();
    (!missing.is_empty()).then(|| {
        format!(
            "mncm of {}: no features at offset {}, because no two places can be compared",
            group.name.to_lowercase(),
            missing.join(", ")
        )
    })
}
