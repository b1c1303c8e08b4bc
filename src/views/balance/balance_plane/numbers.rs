//! The numbers of all 32 scales.

use super::Cloud;
use crate::analysis::{AnalysisError, Balance, Scale, Task, balance_all, balance_at};
use crate::views::shared::scale_plot::remarks;
use crate::views::{Input, Numbers, Rows, Table};

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
    Numbers::new("ensemble").table(rows("scales", all))
}

fn rows<'a>(
    name: &'static str,
    all: impl IntoIterator<Item = (Scale, &'a Balance)>,
) -> Rows<(Scale, &'a Balance)> {
    let interval = |b: &Balance| (!b.r_low.is_nan()).then_some([b.r_low, b.r_high]);
    let mut rows = Rows::new(name, all)
        .scale(|(scale, _)| *scale)
        .n("n_bins", |(_, b)| b.n_bins)
        .column("left_out_s", |(_, b)| b.left_out_s);
    for (name, value) in COLUMNS {
        rows = match name {
            "angle_deg" => rows.column(name, |(_, b)| value(b)),
            _ => rows.statistic(name, |(_, b)| value(b)),
        };
        if name == "r" {
            rows = rows.interval(|(_, b)| interval(b));
        }
    }
    rows.column("n_eff", |(_, b)| b.n_eff)
        .column("r_low", |(_, b)| b.r_low)
        .column("r_high", |(_, b)| b.r_high)
}

/// The clouds that are drawn: their scales may lie between two of the 32.
fn shown<'a>(all: impl IntoIterator<Item = (Scale, &'a Balance)>) -> Table {
    Table {
        label: None,
        ..rows("shown", all).into()
    }
}

pub fn of_clouds(clouds: &[Cloud]) -> Table {
    shown(clouds.iter().map(|cloud| (cloud.scale, &cloud.balance)))
}

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    let (recording, selection) = (input.recording, input.selection);
    let normalisation = input.settings.normalisation;
    let all = balance_all(recording, selection, normalisation, task)?;
    let (scales, _) = super::scales(input);
    let of_clouds = balance_at(recording, selection, normalisation, &scales, task)?;
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
    Ok(ensemble(all.iter().map(pair))
        .json_table(shown(of_clouds.iter().map(pair)))
        .warn(warnings))
}

fn pair((scale, balance): &(Scale, Balance)) -> (Scale, &Balance) {
    (*scale, balance)
}
