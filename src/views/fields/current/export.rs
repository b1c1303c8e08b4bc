//! The numbers of the current over the window.

use super::outcome;
use crate::analysis::{AnalysisError, Task};
use crate::views::shared::scale_plot::{cell, number};
use crate::views::{Export, Input};
use serde_json::json;

pub fn export(input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Export>, AnalysisError> {
    let found = outcome(input, 1, task)?;
    let made = &found.current;
    let names = ["e", "i", "difference"];
    let mut object = json!({
        "tau_e_s": number(found.tau_s[0]),
        "tau_i_s": number(found.tau_s[1]),
        "rate_hz": number(made.rate_hz),
        "samples": made.samples,
        "from_s": number(made.window.start_s),
        "to_s": number(made.window.stop_s),
    });
    let mut rows = Vec::new();
    for (name, trace) in names.into_iter().zip(&made.traces) {
        object[name] = json!({
            "mean": number(trace.total_mean),
            "variance": number(trace.total_variance),
        });
        let numbers = [trace.total_mean, trace.total_variance].map(cell);
        rows.push([&[name.to_owned()][..], &numbers[..]].concat());
    }
    object["field"] = match (&found.channel, made.correlation) {
        (Some(channel), Some(correlation)) => json!({
            "channel": channel,
            "r": number(correlation.r),
            "ci": correlation.interval.map(|both| both.map(number)),
            "n": correlation.n,
        }),
        _ => serde_json::Value::Null,
    };
    let warnings = if made.correlation.is_none() {
        vec!["current.field: null, because there is no field that varies in the window".to_owned()]
    } else {
        Vec::new()
    };
    Ok(vec![Export {
        key: "current",
        json: object,
        csv: Some((
            ["current", "mean", "variance"].map(str::to_owned).to_vec(),
            rows,
        )),
        warnings,
    }])
}
