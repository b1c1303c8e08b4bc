//! The numbers of every seizure, or of the chosen event.

use super::Input;
use crate::analysis::seizure_map::{Extremum, seizure_map};
use crate::analysis::trend::{Options, Recovery, Trend, trend};
use crate::analysis::{AnalysisError, MarkedEvent, Task};
use crate::recording::Interval;
use crate::views::shared::wording;
use crate::views::{Numbers, Rows, Table};
use serde_json::{Value as Json, json};

/// Samples of S that are written, at most.
const SAMPLES: usize = 2000;
/// Columns of the map whose extrema are written.
const COLUMNS: usize = 20_000;

/// A trend, with the lowest and the highest place of its map.
struct EventRow<'a> {
    trend: &'a Trend,
    extrema: Option<[Extremum; 2]>,
}

/// What is drawn, a row for each trend; without the extrema, which the seizure map draws.
pub fn of_trends<'a>(trends: impl IntoIterator<Item = &'a Trend>) -> Table {
    let all = trends.into_iter();
    rows(all.map(|trend| EventRow {
        trend,
        extrema: None,
    }))
    .into()
}

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    if let Err(error) = wording::both_classes(input.recording) {
        return Ok(Numbers::missing("seizure", &error));
    }
    let (mut measured, mut without, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    let mut no_event = None;
    for marked in MarkedEvent::each(input.recording, input.selection.window, input.settings) {
        task.check()?;
        let Some(event) = marked.event else {
            warnings.push(
                "seizure: no events, because none is marked in the file or chosen".to_owned(),
            );
            let options = Options::from(input.values);
            let window = input.selection.window;
            let found = trend(input.recording, &marked, window, &options, task);
            task.check()?;
            no_event = found.ok().and_then(|t| of_trends([&t]).json().pop());
            continue;
        };
        match measure(input, &marked, event, task) {
            Ok(one) => measured.push(one),
            Err(AnalysisError::Cancelled) => return Err(AnalysisError::Cancelled),
            Err(error) => {
                let (onset_s, end_s) = (event.start_s, event.stop_s);
                warnings.push(format!(
                    "seizure at {onset_s} s: no numbers, because {error}"
                ));
                let place = measured.len() + without.len();
                without.push((place, json!({ "onset_s": onset_s, "end_s": end_s })));
            }
        }
    }
    let measured = measured.iter().map(|(trend, extrema)| EventRow {
        trend,
        extrema: *extrema,
    });
    let table = Table::from(rows(measured).json("trend", |m| samples(m.trend)));
    let mut events = table.json();
    for (place, event) in without {
        events.insert(place, event);
    }
    let mut numbers = Numbers::new("seizure").fact("events", Json::Array(events));
    if let Some(trend) = no_event {
        numbers = numbers.fact("no_event", trend);
    }
    Ok(numbers.csv_table(table).warn(warnings))
}

fn measure(
    input: &Input<'_>,
    marked: &MarkedEvent,
    event: Interval,
    task: &Task<'_>,
) -> Result<(Trend, Option<[Extremum; 2]>), AnalysisError> {
    let options = Options::from(input.values);
    let trend = trend(input.recording, marked, event, &options, task)?;
    let episode = Interval::new(trend.baseline.start_s.min(event.start_s), trend.until_s);
    let map = seizure_map(input.recording, episode, trend.baseline, COLUMNS, task)?;
    Ok((trend, map.extrema(episode)))
}

impl EventRow<'_> {
    /// Share of the baselines like this one that see a return by the time of the data's.
    fn seen_by_then(&self) -> Option<f64> {
        let recovery = self.trend.recovery.as_ref()?;
        Some(recovery.seen_by(recovery.after_s?))
    }
    fn return_tau_ci_s(&self) -> Option<[f64; 2]> {
        self.trend.relaxation.and_then(|r| r.interval_s)
    }
}

fn rows<'a>(measured: impl IntoIterator<Item = EventRow<'a>>) -> Rows<EventRow<'a>> {
    let end = |ends: Option<[f64; 2]>, place: usize| ends.map(|ends| ends[place]);
    let both = |ends: Option<[f64; 2]>| ends.unwrap_or([f64::NAN; 2]);
    let z = |m: &EventRow<'_>, place: usize| m.extrema.as_ref().map(|both| both[place].z);
    Rows::new("events", measured)
        .column("onset_s", |m| m.trend.event.map(|e| e.start_s))
        .column("end_s", |m| m.trend.event.map(|e| e.stop_s))
        .column("baseline.intercept", |m| m.trend.line.intercept)
        .header("intercept")
        .column("baseline.slope", |m| m.trend.line.slope)
        .header("slope")
        .column("baseline.sd", |m| m.trend.line.sd)
        .header("sd")
        // Seconds after the end of the event; missing where S does not recover while it is followed.
        .column("recovery_s", |m| m.trend.recovery.as_ref()?.after_s)
        // Of the baselines like this one.
        .column("recovery_seen_by_then", EventRow::seen_by_then)
        .column("recovery_seen", |m| Some(m.trend.recovery.as_ref()?.seen()))
        .column("return_tau_s", |m| m.trend.relaxation.and_then(|r| r.tau_s))
        .interval(EventRow::return_tau_ci_s)
        .csv("return_tau_low_s", |m| end(m.return_tau_ci_s(), 0))
        .csv("return_tau_high_s", |m| end(m.return_tau_ci_s(), 1))
        .csv("z_min", |m| z(m, 0))
        .csv("z_max", |m| z(m, 1))
        .json("map_extrema", |m| {
            m.extrema.as_ref().map_or(
                Json::Null,
                |[low, high]| json!({ "min": extremum(low), "max": extremum(high) }),
            )
        })
        .json("unit", |m| m.trend.unit())
        .json("baseline.start_s", |m| m.trend.baseline.start_s)
        .json("baseline.stop_s", |m| m.trend.baseline.stop_s)
        .json("baseline.n", |m| m.trend.line.n)
        .json("recovery_curve", |m| m.trend.recovery.as_ref().map(curve))
        .json("followed_s", |m| {
            Some(m.trend.recovery.as_ref()?.followed_s)
        })
        .json("return_tau_ci_s", |m| both(m.return_tau_ci_s()))
        .column("ar1_residuals", |m| m.trend.fans[0].phi)
        .column("ar1_increments", |m| m.trend.fans[1].phi)
        .column("paths", |m| m.trend.options.paths)
}

/// Seconds after the end of the event, and the share of baselines that see a return by then.
fn curve(recovery: &Recovery) -> Json {
    let times = &recovery.returns_s;
    let shares: Vec<f64> = times.iter().map(|t| recovery.seen_by(*t)).collect();
    json!({ "t_s": &times[..], "seen": shares, "n": recovery.refits })
}

fn extremum(extremum: &Extremum) -> Json {
    json!({
        "z": extremum.z,
        "t_s": extremum.at_s,
        "k": extremum.scale.k().round() as u8,
    })
}

/// S from the start of the baseline to where it is followed, at even distances.
fn samples(made: &Trend) -> Json {
    let from = made.sample(made.baseline.start_s).unwrap_or(0);
    let to = made.sample(made.until_s).unwrap_or(made.s.len() - 1);
    let every = (to + 1).saturating_sub(from).div_ceil(SAMPLES).max(1);
    let shown = || (from..=to).step_by(every);
    json!({
        "t_s": shown().map(|j| made.time_s(j)).collect::<Vec<_>>(),
        "s": shown().map(|j| made.s[j]).collect::<Vec<_>>(),
    })
}
