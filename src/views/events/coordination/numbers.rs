//! The numbers of coordination at all scales.

use super::{WINDOW, drawn, hull};
use crate::analysis::coordination::{BaselineBand, Coordination, CoordinationRow, coordination};
use crate::analysis::{AnalysisError, MarkedEvent, Scale, Task};
use crate::recording::Interval;
use crate::views::shared::{event, wording};
use crate::views::{Input, Numbers, Rows};
use serde_json::{Value as Json, json};

/// Windows, at most; more are one second apart or less.
const WINDOWS: f64 = 20_000.0;

/// Mean over the windows whose middle lies in the event.
fn in_event(made: &Coordination, marked: &MarkedEvent, values: &[f64]) -> f64 {
    let inside = |j: usize| marked.event.is_some_and(|e| e.contains(made.time_s(j)));
    let all = values
        .iter()
        .enumerate()
        .filter(|(j, v)| inside(*j) && v.is_finite());
    let (n, sum) = all.fold((0.0, 0.0), |(n, s), (_, v)| (n + 1.0, s + v));
    sum / n
}

/// Those of the chosen scale, with the steps that are drawn.
pub fn of_chosen(made: &Coordination, marked: &MarkedEvent) -> Numbers {
    let numbers = Numbers::new("coordination").fact("chosen.step_s", made.step_s);
    let Some(row) = made.rows.first() else {
        return numbers;
    };
    let band = row.band.as_ref();
    let total_s = |is_flagged: &dyn Fn(usize) -> bool| {
        let flagged = made.stretches(is_flagged);
        flagged.iter().map(Interval::duration_s).sum::<f64>()
    };
    numbers
        .fact("chosen.k", row.scale.k())
        .fact("chosen.dt_s", row.scale.width_s())
        .fact("chosen.bins_in_window", row.bins)
        .fact("chosen.baseline.mean_r", band.map(|b| b.mean_r))
        .fact("chosen.baseline.low_r", band.map(|b| b.low_r))
        .fact("chosen.baseline.mean_m", band.map(|b| b.mean_m))
        .fact("chosen.baseline.low_m", band.map(|b| b.low_m))
        .fact("chosen.baseline.high_m", band.map(|b| b.high_m))
        .fact("chosen.baseline.windows", band.map(|b| b.windows))
        .fact("chosen.baseline.side_by_side", band.map(|b| b.side_by_side))
        .fact("chosen.event.mean_r", in_event(made, marked, &row.r))
        .fact("chosen.event.mean_m", in_event(made, marked, &row.m))
        .fact("chosen.r_flagged_s", total_s(&|j| row.is_low(j)))
        .fact("chosen.m_flagged_s", total_s(&|j| row.is_off(j)))
}

pub fn numbers(input: &Input<'_>, task: &Task<'_>) -> Result<Numbers, AnalysisError> {
    if let Err(error) = wording::both_classes(input.recording) {
        return Ok(Numbers::missing("coordination", &error));
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
    let chosen = drawn(input, window, &marked, &[input.settings.scale], task)?;
    let stretches = |list: Vec<Interval>| -> Json {
        let object = |s: Interval| json!({ "start_s": s.start_s, "stop_s": s.stop_s });
        list.into_iter().map(object).collect()
    };
    let in_event = |values: &[f64]| in_event(&made, &marked, values);
    let band = |number: fn(&BaselineBand) -> f64| {
        move |row: &&CoordinationRow| row.band.as_ref().map(number)
    };
    let count = |number: fn(&BaselineBand) -> usize| {
        move |row: &&CoordinationRow| row.band.as_ref().map_or(0, number)
    };
    task.check()?;
    let rows = Rows::new("scales", &made.rows)
        .scale(|row| row.scale)
        .column("bins_in_window", |row| row.bins)
        .column("baseline.mean_r", band(|b| b.mean_r))
        .column("baseline.low_r", band(|b| b.low_r))
        .column("baseline.mean_m", band(|b| b.mean_m))
        .column("baseline.low_m", band(|b| b.low_m))
        .column("baseline.high_m", band(|b| b.high_m))
        .json("baseline.windows", count(|b| b.windows))
        .json("baseline.side_by_side", count(|b| b.side_by_side))
        .column("event.mean_r", |row| in_event(&row.r))
        .column("event.mean_m", |row| in_event(&row.m))
        .json("r_flagged", |row| {
            stretches(made.stretches(|j| row.is_low(j)))
        })
        .json("m_flagged", |row| {
            stretches(made.stretches(|j| row.is_off(j)))
        });
    let without = made.rows.iter().all(|row| row.band.is_none());
    let warning = without.then(|| {
        "coordination: no band, because the baseline has room for fewer than three windows side by side"
            .to_owned()
    });
    Ok(of_chosen(&chosen, &marked)
        .fact("window_s", window_s)
        .fact("step_s", step_s)
        .fact("windows", made.windows)
        .table(rows)
        .warn(warning))
}
