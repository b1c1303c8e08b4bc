//! Variances of all 32 scales, and the slope.

use super::{fitted, range_s};
use crate::analysis::statistics::{AtScale, statistics};
use crate::analysis::{AnalysisError, Scale, Task};
use crate::views::shared::scale_plot::{cell, number, remarks};
use crate::views::{Export, Input};
use serde_json::{Value, json};

pub fn export(input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Export>, AnalysisError> {
    let all = statistics(
        input.recording,
        input.selection,
        input.settings.normalisation,
        task,
    )?;
    let range_s = range_s(input.values);
    let (fit, interval) = fitted(input, &all, range_s, task)?;
    let missing: Vec<(Scale, String)> = all
        .scales
        .iter()
        .filter(|s| !(s.balance.var_f + s.var_e() + s.var_i()).is_finite())
        .map(|s| {
            let why = format!("no variances, because {}", s.balance.reasons.join("; "));
            (s.scale, why)
        })
        .collect();
    let mut warnings = remarks(
        "variance",
        missing.iter().map(|(scale, why)| (*scale, why.as_str())),
    );
    if fit.is_none() {
        warnings.push(
            "variance: no slope, because fewer than two scales in fit_range_s have 30 bins and a variance"
                .to_owned(),
        );
    }
    if interval.is_none() {
        warnings
            .push("variance: no slope_ci, because most redraws of blocks give no line".to_owned());
    }
    let header = ["k", "dt_s", "var_f", "var_e", "var_i"];
    let row = |at: &AtScale| {
        let numbers = [at.balance.var_f, at.var_e(), at.var_i()];
        let mut row = vec![at.scale.k_text(), cell(at.scale.width_s())];
        row.extend(numbers.map(cell));
        row
    };
    let object = |at: &AtScale| {
        json!({
            "k": at.scale.k().round() as u8,
            "dt_s": number(at.scale.width_s()),
            "var_f": number(at.balance.var_f),
            "var_e": number(at.var_e()),
            "var_i": number(at.var_i()),
        })
    };
    Ok(vec![Export {
        key: "variance",
        json: json!({
            "scales": all.scales.iter().map(object).collect::<Vec<_>>(),
            "slope": fit.map_or(Value::Null, |f| number(f.slope)),
            "slope_ci": interval.map_or(Value::Null, |ends| json!(ends)),
            "fit_range_s": range_s,
        }),
        csv: Some((
            header.map(str::to_owned).to_vec(),
            all.scales.iter().map(row).collect(),
        )),
        warnings,
    }])
}
