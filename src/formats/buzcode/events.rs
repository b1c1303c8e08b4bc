//! Events, manipulations and states under names of their own: `<session>.<name>.events.mat`,
//! `.manipulation.mat`, `.states.mat`, with a structure of that name. Source: the data structure of
//! CellExplorer ("Events", "Manipulations", "States").

use crate::formats::mat::{MatValue, Struct, per_unit};
use crate::recording::{Epoch, EpochKind, State, Warning};

/// The epochs of a structure; `None` where it is none of these.
pub(super) fn read(name: &str, of: &Struct, warnings: &mut Vec<Warning>) -> Option<Vec<Epoch>> {
    if let Some(times) = of.get("timestamps") {
        let times = times_of(times).or_else(|| {
            let what = "has timestamps that are neither times nor intervals and is left out";
            warnings.push(Warning::new(what).at(name));
            None
        });
        return Some(events(name, of, times.unwrap_or_default()));
    }
    let lists = of.get("ints")?.structure()?;
    let mut epochs = Vec::new();
    for field in &lists.fields {
        let Some(intervals) = lists.get(field).and_then(per_unit::intervals) else {
            continue;
        };
        let kind = State::from_label(field).map_or(EpochKind::Period, EpochKind::State);
        let own = intervals.into_iter();
        epochs.extend(own.map(|(start, stop)| Epoch::new(field.clone(), start, stop, kind)));
    }
    Some(epochs)
}

/// Starts and stops in seconds: N x 2, or N points in time.
fn times_of(value: &MatValue) -> Option<Vec<(f64, f64)>> {
    per_unit::intervals(value).or_else(|| {
        let numbers = value.numbers()?;
        let is_list = numbers.is_list() || numbers.data.is_empty();
        is_list.then(|| numbers.data.iter().map(|t| (t, t)).collect())
    })
}

/// Named by their own labels where they have them (`eventIDlabels`, counted from 1 by `eventID`).
fn events(name: &str, of: &Struct, times: Vec<(f64, f64)>) -> Vec<Epoch> {
    let labels: Vec<&str> = match of.get("eventIDlabels") {
        Some(MatValue::Cell(cells)) => cells.items.iter().map(|v| v.text().unwrap_or("")).collect(),
        _ => Vec::new(),
    };
    let ids = of.get("eventID").and_then(MatValue::numbers);
    let label = |at: usize| {
        let id = ids?.data.get(at)?;
        let place = (id >= 1.0).then(|| id as usize - 1)?;
        labels.get(place).copied().filter(|l| !l.is_empty())
    };
    let epoch = |(at, (start, stop)): (usize, (f64, f64))| {
        let label = label(at).unwrap_or(name);
        let kind = match EpochKind::from_label(label, name) {
            EpochKind::Seizure => EpochKind::Seizure,
            _ => EpochKind::Event,
        };
        Epoch::new(label, start, stop, kind)
    };
    times.into_iter().enumerate().map(epoch).collect()
}
