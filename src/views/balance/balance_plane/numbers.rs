//! The numbers of all 32 scales.

use crate::analysis::{AnalysisError, Balance, Scale, Task, balance_all};
use crate::views::shared::scale_plot::remarks;
use crate::views::{Input, Numbers, Rows};

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

pub fn ensemble<'a>(all: impl IntoIterator<Item = (Scale, &'a Balance)>) -> Numbers {
    let mut rows = Rows::new("scales", all)
        .scale(|(scale, _)| *scale)
        .n("n_bins", |(_, b)| b.n_bins)
        .column("left_out_s", |(_, b)| b.left_out_s);
    for (name, value) in COLUMNS {
        rows = match name {
            "r" => rows.statistic(name, |(_, b)| value(b)),
            _ => rows.column(name, |(_, b)| value(b)),
        };
    }
    Numbers::new("ensemble").table(rows)
}

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    let all = balance_all(
        input.recording,
        input.selection,
        input.settings.normalisation,
        task,
    )?;
    // Scales that miss the same numbers for the same reason share a sentence.
    let gaps: Vec<(Scale, String)> = all
        .iter()
        .filter_map(|(scale, balance)| {
            let missing: Vec<&str> = COLUMNS
                .iter()
                .filter(|(_, value)| !value(balance).is_finite())
                .map(|(name, _)| *name)
                .collect();
            let (missing, why) = (missing.join(", "), balance.reasons.join("; "));
            (!missing.is_empty()).then(|| (*scale, format!("no {missing}, because {why}")))
        })
        .collect();
    let gaps = gaps.iter().map(|(scale, text)| (*scale, &text[..]));
    let warnings = remarks("ensemble", gaps);
    Ok(ensemble(all.iter().map(|(scale, b)| (*scale, b))).warn(warnings))
}
