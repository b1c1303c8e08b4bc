//! Sleep states: `SleepState.ints.NREMstate` and its like, N x 2 seconds, or the state of every second
//! in `SleepState.idx`.

use crate::formats::mat::per_unit;
use crate::formats::mat::{MatValue, Struct};
use crate::recording::{Epoch, EpochKind, State, Warning};

/// The epochs of `SleepState.ints`, or of `SleepState` itself as `cell_metrics` has it.
pub(super) fn read(name: &str, states: &Struct, warnings: &mut Vec<Warning>) -> Vec<Epoch> {
    let ints = states.get("ints").and_then(|v| v.structure());
    let mut epochs = listed(name, ints.unwrap_or(states), warnings);
    if epochs.is_empty()
        && let Some(idx) = states.get("idx").and_then(|v| v.structure())
    {
        epochs = counted(idx).unwrap_or_else(|| {
            let what = "expected as many states as timestamps, and statenames; it is left out";
            warnings.push(Warning::new(what).at(format!("{name}.idx")));
            Vec::new()
        });
    }
    epochs
}

/// A field such as `NREMstate` or `NREMepisode`.
fn is_of(field: &str, kind: &str) -> bool {
    field.to_lowercase().ends_with(kind)
}

/// N x 2, or the two ends of one interval.
fn intervals(value: &MatValue) -> Option<Vec<(f64, f64)>> {
    per_unit::intervals(value).or_else(|| {
        let numbers = value
            .numbers()
            .filter(|n| n.is_list() && n.data.len() == 2)?;
        Some(vec![(numbers.data.get(0)?, numbers.data.get(1)?)])
    })
}

fn listed(name: &str, lists: &Struct, warnings: &mut Vec<Warning>) -> Vec<Epoch> {
    let of = |field: &String| lists.get(field).and_then(intervals);
    let has = |kind: &str| {
        let mut fields = lists.fields.iter().filter(|f| is_of(f, kind));
        fields.any(|f| of(f).is_some_and(|i| !i.is_empty()))
    };
    // Episodes are made from the states, and stand for them where there are no others.
    let wanted = if has("state") || !has("episode") {
        "state"
    } else {
        "episode"
    };
    let mut epochs = Vec::new();
    let mut left_out = Vec::new();
    let mut odd = Vec::new();
    for field in &lists.fields {
        let Some(intervals) = of(field) else {
            let is_list = |v: &MatValue| !v.is_empty() && v.numbers().is_some();
            if is_of(field, wanted) && lists.get(field).is_some_and(is_list) {
                odd.push(field.as_str());
            }
            continue;
        };
        if !is_of(field, wanted) {
            if !intervals.is_empty() {
                left_out.push(field.as_str());
            }
            continue;
        }
        let label = field.get(..field.len() - wanted.len()).unwrap_or(field);
        let spans = intervals.into_iter();
        if let Some(state) = State::from_label(label) {
            epochs.extend(spans.map(|(a, b)| Epoch::state(state, a, b)));
        } else {
            // Microarousals lie within sleep: marks, not a fifth state.
            let kind = EpochKind::Event;
            epochs.extend(spans.map(|(a, b)| Epoch::new(field.clone(), a, b, kind)));
        }
    }
    let mut say = |fields: &[&str], what: &str| {
        if !fields.is_empty() {
            let what = format!("{what} ({})", fields.join(", "));
            warnings.push(Warning::counted(fields.len(), what).at(name));
        }
    };
    say(
        &left_out,
        "lists of intervals are made from the states and are left out",
    );
    say(&odd, "lists of states are not N x 2 and are left out");
    epochs
}

/// Stretches of equal numbers in `idx.states`, at `idx.timestamps`; 0 is no state.
fn counted(idx: &Struct) -> Option<Vec<Epoch>> {
    let list = |name: &str| idx.get(name)?.numbers().filter(|n| n.is_list());
    let (states, times) = (list("states")?, list("timestamps")?);
    let names: Vec<&str> = match idx.get("statenames")? {
        MatValue::Cell(cell) => cell.items.iter().map(|v| v.text().unwrap_or("")).collect(),
        _ => return None,
    };
    if states.data.len() != times.data.len() || names.is_empty() {
        return None;
    }
    // A state lasts until the next time, the last as long as the first.
    let step_s = match (times.data.get(0), times.data.get(1)) {
        (Some(a), Some(b)) => b - a,
        _ => 1.0,
    };
    let ends = times.data.iter().skip(1);
    let last_s = times.data.iter().last().unwrap_or_default() + step_s;
    let mut epochs: Vec<Epoch> = Vec::new();
    let all = states.data.iter().zip(times.data.iter());
    for ((number, start_s), stop_s) in all.zip(ends.chain([last_s])) {
        let at = (number >= 1.0).then(|| number as usize - 1);
        let Some(label) = at.and_then(|at| names.get(at)).filter(|n| !n.is_empty()) else {
            continue;
        };
        let own = match State::from_label(label) {
            Some(state) => Epoch::state(state, start_s, stop_s),
            None => Epoch::new(*label, start_s, stop_s, EpochKind::Event),
        };
        match epochs.last_mut() {
            Some(last) if last.label == own.label && last.stop_s == start_s => {
                last.stop_s = stop_s;
            }
            _ => epochs.push(own),
        }
    }
    Some(epochs)
}
