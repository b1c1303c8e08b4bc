//! The numbers of coordination at all scales.

use super::{WINDOW, hull};
use crate::analysis::coordination::{CoordinationRow, coordination};
use crate::analysis::{AnalysisError, Scale, Task};
use crate::recording::Interval;
use crate::views::shared::scale_plot::{cell, number};
use crate::views::shared::{event, wording};
use crate::views::{Export, Input};
use serde_json::{Value, json};

/// Windows, at most; more are one second apart or less.
const WINDOWS: f64 = 20_000.0;

pub fn export(input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Export>, AnalysisError> {
    if let Err(error) = wording::both_classes(input.recording) {
        return Ok(vec![event::nothing("coordination", &error)]);
    }
    let window = event::window(input)?;
    let marked = event::marked(input);
    let hull = hull(input, &marked, window);
    let window_s = input.values.number(&WINDOW);
    let step_s = (hull.duration_s() / WINDOWS).max(1.0);
    let scales: Vec<Scale> = Scale::all().collect();
    let made = coordination(
        input.recording,
        hull,
        marked.baseline,
        &scales,
        [window_s, step_s],
        task,
    )?;
    let stretches = |list: Vec<Interval>| -> Vec<Value> {
        let object =
            |s: Interval| json!({ "start_s": number(s.start_s), "stop_s": number(s.stop_s) });
        list.into_iter().map(object).collect()
    };
    let in_event = |values: &[f64]| {
        let inside = |j: usize| marked.event.is_some_and(|e| e.contains(made.time_s(j)));
        let all = values
            .iter()
            .enumerate()
            .filter(|(j, v)| inside(*j) && v.is_finite());
        let (n, sum) = all.fold((0.0, 0.0), |(n, s), (_, v)| (n + 1.0, s + v));
        sum / n
    };
    let (mut objects, mut rows) = (Vec::new(), Vec::new());
    for row in &made.rows {
        task.check()?;
        let numbers = numbers(row, in_event(&row.r), in_event(&row.m));
        let [mean_r, low_r, mean_m, low_m, high_m, event_r, event_m] = numbers;
        objects.push(json!({
            "k": row.scale.k().round() as u8,
            "dt_s": number(row.scale.width_s()),
            "bins_in_window": row.bins,
            "baseline": {
                "mean_r": number(mean_r),
                "low_r": number(low_r),
                "mean_m": number(mean_m),
                "low_m": number(low_m),
                "high_m": number(high_m),
                "windows": row.band.map_or(0, |b| b.windows),
                "side_by_side": row.band.map_or(0, |b| b.side_by_side),
            },
            "event": { "mean_r": number(event_r), "mean_m": number(event_m) },
            "r_flagged": stretches(made.stretches(|j| row.is_low(j))),
            "m_flagged": stretches(made.stretches(|j| row.is_off(j))),
        }));
        let first = [
            row.scale.k_text(),
            cell(row.scale.width_s()),
            row.bins.to_string(),
        ];
        rows.push([&first[..], &numbers.map(cell)[..]].concat());
    }
    let header = [
        "k",
        "dt_s",
        "bins_in_window",
        "baseline_mean_r",
        "baseline_low_r",
        "baseline_mean_m",
        "baseline_low_m",
        "baseline_high_m",
        "event_mean_r",
        "event_mean_m",
    ];
    let mut warnings = Vec::new();
    if made.rows.iter().all(|row| row.band.is_none()) {
        warnings.push(
            "coordination: no band, because the baseline has room for fewer than three windows side by side"
                .to_owned(),
        );
    }
    Ok(vec![Export {
        key: "coordination",
        json: json!({
            "window_s": number(window_s),
            "step_s": number(step_s),
            "windows": made.windows,
            "scales": objects,
        }),
        csv: Some((header.map(str::to_owned).to_vec(), rows)),
        warnings,
    }])
}

fn numbers(row: &CoordinationRow, event_r: f64, event_m: f64) -> [f64; 7] {
    let band = row.band.map_or([f64::NAN; 5], |b| {
        [b.mean_r, b.low_r, b.mean_m, b.low_m, b.high_m]
    });
    let [a, b, c, d, e] = band;
    [a, b, c, d, e, event_r, event_m]
}
