//! The numbers of all 32 scales.

use crate::analysis::{AnalysisError, Balance, Scale, Task, balance_all};
use crate::views::{Export, Input};
use serde_json::{Map, Number, Value, json};

type Column = (&'static str, fn(&Balance) -> f64);

/// After `k`, `dt_s`, `n_bins` and `left_out_s`.
const COLUMNS: [Column; 11] = [
    ("mean_e", |b| b.mean_e),
    ("sd_e", |b| b.sd_e),
    ("mean_i", |b| b.mean_i),
    ("sd_i", |b| b.sd_i),
    ("r", |b| b.r),
    ("angle_deg", |b| b.angle_deg),
    ("axis_major", |b| b.axis_major),
    ("axis_minor", |b| b.axis_minor),
    ("sd_along", |b| b.sd_along),
    ("sd_across", |b| b.sd_across),
    ("var_f", |b| b.var_f),
];

pub fn export(input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Export>, AnalysisError> {
    let all = balance_all(
        input.recording,
        input.selection,
        input.settings.normalisation,
        task,
    )?;
    let mut header: Vec<String> = ["k", "dt_s", "n_bins", "left_out_s"]
        .map(str::to_owned)
        .to_vec();
    header.extend(COLUMNS.map(|(name, _)| name.to_owned()));
    // Scales that miss the same numbers for the same reason share a sentence.
    let mut gaps: Vec<(String, Vec<String>)> = Vec::new();
    for (scale, balance) in &all {
        let missing: Vec<&str> = COLUMNS
            .iter()
            .filter(|(_, value)| !value(balance).is_finite())
            .map(|(name, _)| *name)
            .collect();
        if missing.is_empty() {
            continue;
        }
        let gap = format!(
            "no {}, because {}",
            missing.join(", "),
            balance.reasons.join("; ")
        );
        match gaps.last_mut() {
            Some((last, scales)) if *last == gap => scales.push(scale.k_text()),
            _ => gaps.push((gap, vec![scale.k_text()])),
        }
    }
    let warnings = gaps
        .into_iter()
        .map(|(gap, scales)| match (scales.first(), scales.last()) {
            (Some(first), Some(last)) if first != last => {
                format!("ensemble at k = {first} to {last}: {gap}")
            }
            (first, _) => format!("ensemble at k = {}: {gap}", first.map_or("", |k| k)),
        })
        .collect();
    Ok(vec![Export {
        key: "ensemble",
        json: json!({ "scales": all.iter().map(object).collect::<Vec<_>>() }),
        csv: Some((header, all.iter().map(row).collect())),
        warnings,
    }])
}

fn object((scale, balance): &(Scale, Balance)) -> Value {
    let number = |x: f64| Number::from_f64(x).map_or(Value::Null, Value::Number);
    let mut object = Map::new();
    object.insert("k".to_owned(), json!(scale.k().round() as u8));
    object.insert("dt_s".to_owned(), number(scale.width_s()));
    object.insert("n_bins".to_owned(), json!(balance.n_bins));
    object.insert("left_out_s".to_owned(), number(balance.left_out_s));
    for (name, value) in COLUMNS {
        object.insert(name.to_owned(), number(value(balance)));
    }
    Value::Object(object)
}

fn row((scale, balance): &(Scale, Balance)) -> Vec<String> {
    let cell = |x: f64| {
        if x.is_finite() {
            x.to_string()
        } else {
            String::new()
        }
    };
    let mut row = vec![
        scale.k_text(),
        cell(scale.width_s()),
        balance.n_bins.to_string(),
        cell(balance.left_out_s),
    ];
    row.extend(COLUMNS.map(|(_, value)| cell(value(balance))));
    row
}
