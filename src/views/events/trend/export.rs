//! The numbers of every seizure, or of the chosen event.

use super::{Input, options};
use crate::analysis::seizure_map::{Extremum, seizure_map};
use crate::analysis::trend::{Trend, trend};
use crate::analysis::{AnalysisError, Marked, Task};
use crate::recording::Interval;
use crate::views::Export;
use crate::views::shared::scale_plot::{cell, number};
use crate::views::shared::{event, wording};
use serde_json::{Value, json};

/// Samples of S that are written, at most.
const SAMPLES: usize = 2000;
/// Columns of the map whose extrema are written.
const COLUMNS: usize = 20_000;

pub fn export(input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Export>, AnalysisError> {
    if let Err(error) = wording::both_classes(input.recording) {
        return Ok(vec![event::nothing("seizure", &error)]);
    }
    let (mut events, mut rows, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    for marked in Marked::each(input.recording, input.selection.window, input.settings) {
        task.check()?;
        let Some(event) = marked.event else {
            warnings.push(
                "seizure: no events, because none is marked in the file or chosen".to_owned(),
            );
            continue;
        };
        match one(input, &marked, event, task) {
            Ok((object, row)) => {
                events.push(object);
                rows.push(row);
            }
            Err(AnalysisError::Cancelled) => return Err(AnalysisError::Cancelled),
            Err(error) => {
                let onset = event.start_s;
                warnings.push(format!("seizure at {onset} s: no numbers, because {error}"));
                events.push(json!({ "onset_s": number(onset), "end_s": number(event.stop_s) }));
            }
        }
    }
    let header = [
        "onset_s",
        "end_s",
        "intercept",
        "slope",
        "sd",
        "recovery_s",
        "recovery_low_s",
        "recovery_high_s",
        "return_tau_s",
        "return_tau_low_s",
        "return_tau_high_s",
        "z_min",
        "z_max",
    ];
    Ok(vec![Export {
        key: "seizure",
        json: json!({ "events": events }),
        csv: Some((header.map(str::to_owned).to_vec(), rows)),
        warnings,
    }])
}

fn one(
    input: &Input<'_>,
    marked: &Marked,
    event: Interval,
    task: &Task<'_>,
) -> Result<(Value, Vec<String>), AnalysisError> {
    let made = trend(input.recording, marked, event, &options(input), task)?;
    let episode = Interval::new(made.baseline.start_s.min(event.start_s), made.until_s);
    let map = seizure_map(input.recording, episode, made.baseline, COLUMNS, task)?;
    let extrema = map.extrema(episode);
    let recovery = made.recovery;
    let relaxation = made.relaxation;
    let recovery_ci = recovery.and_then(|r| r.interval_s).unwrap_or([f64::NAN; 2]);
    let tau_ci = relaxation
        .and_then(|r| r.interval_s)
        .unwrap_or([f64::NAN; 2]);
    let recovery_s = recovery.and_then(|r| r.after_s).unwrap_or(f64::NAN);
    let tau_s = relaxation.and_then(|r| r.tau_s).unwrap_or(f64::NAN);
    let [low, high] = extrema.map_or([f64::NAN; 2], |both| both.map(|e| e.z));
    let object = json!({
        "onset_s": number(event.start_s),
        "end_s": number(event.stop_s),
        "map_extrema": extrema.map(|[low, high]| json!({ "min": extremum(&low), "max": extremum(&high) })),
        "trend": samples(&made),
        "unit": made.unit(),
        "baseline": {
            "start_s": number(made.baseline.start_s),
            "stop_s": number(made.baseline.stop_s),
            "intercept": number(made.line.intercept),
            "slope": number(made.line.slope),
            "sd": number(made.line.sd),
            "n": made.line.n,
        },
        // Seconds after the end of the event; null where S does not recover while it is followed.
        "recovery_s": number(recovery_s),
        "recovery_ci_s": recovery_ci.map(number),
        "followed_s": number(recovery.map_or(f64::NAN, |r| r.followed_s)),
        "return_tau_s": number(tau_s),
        "return_tau_ci_s": tau_ci.map(number),
    });
    let row = [
        event.start_s,
        event.stop_s,
        made.line.intercept,
        made.line.slope,
        made.line.sd,
        recovery_s,
        recovery_ci[0],
        recovery_ci[1],
        tau_s,
        tau_ci[0],
        tau_ci[1],
        low,
        high,
    ];
    Ok((object, row.map(cell).to_vec()))
}

fn extremum(extremum: &Extremum) -> Value {
    json!({
        "z": number(extremum.z),
        "t_s": number(extremum.at_s),
        "k": extremum.scale.k().round() as u8,
    })
}

/// S from the start of the baseline to where it is followed, at even distances.
fn samples(made: &Trend) -> Value {
    let from = made.sample(made.baseline.start_s).unwrap_or(0);
    let to = made.sample(made.until_s).unwrap_or(made.s.len() - 1);
    let every = (to + 1).saturating_sub(from).div_ceil(SAMPLES).max(1);
    let shown = || (from..=to).step_by(every);
    json!({
        "t_s": shown().map(|j| number(made.time_s(j))).collect::<Vec<_>>(),
        "s": shown().map(|j| number(made.s[j])).collect::<Vec<_>>(),
    })
}
