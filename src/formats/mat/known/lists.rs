//! Spike times as lists: a cell array of vectors, structs with a field of times, either of them in
//! cells within cells.

use crate::formats::mat::Variables;
use crate::formats::mat::content::{Content, columns};
use crate::formats::mat::leaves::{Leaf, is_list, leaves, names, plain, times_field};
use crate::formats::mat::per_unit;
use crate::formats::mat::value::MatValue;
use crate::recording::{Interval, Unit, Warning};

/// Structs within structs that are searched.
const DEEPEST: usize = 4;
/// Whole numbers beyond this many seconds are numbers of samples.
const DAY_S: f64 = 86_400.0;
/// Parts of names that speak of spikes.
const SPEAKS: [&str; 9] = [
    "spik",
    "spk",
    "unit",
    "neuron",
    "train",
    "clu",
    "cell",
    "times",
    "timestamp",
];

struct Candidate<'v> {
    path: String,
    value: &'v MatValue,
    leaves: Vec<Leaf<'v>>,
    speaks: bool,
}

/// Units of the one variable that looks like lists of spike times.
pub(super) fn find(variables: &Variables) -> Option<Content> {
    let mut found = Vec::new();
    for (name, value) in &variables.list {
        search(name, value, 0, &mut found);
    }
    let speaking = found.iter().filter(|c| c.speaks).count();
    let chosen = match (found.len(), speaking) {
        (1, _) => found.pop(),
        // Of several, the only one whose name speaks of spikes.
        (_, 1) => found.into_iter().find(|c| c.speaks),
        _ => None,
    };
    chosen.map(|c| content(&c))
}

fn search<'v>(path: &str, value: &'v MatValue, depth: usize, found: &mut Vec<Candidate<'v>>) {
    let one_list = || {
        // A bare list is taken for spike times only when its name says so.
        let name = plain(path.rsplit('.').next().unwrap_or(path));
        matches!(
            name.as_str(),
            "spiketimes" | "spiketime" | "spikets" | "spiketimestamps" | "timestamps"
        )
    };
    let whole = match value {
        MatValue::Cell(_) => leaves(value),
        MatValue::Struct(s) if s.len() > 1 || s.fields.len() > 1 => leaves(value),
        MatValue::Numbers(n) if n.is_list() && n.data.len() > 1 && one_list() => leaves(value),
        _ => None,
    };
    // The time axis of a signal is no train of spikes.
    if let Some(leaves) = whole
        && leaves.iter().all(|l| ascends(l.times))
        && !leaves.iter().all(|l| regular(l.times))
    {
        let speaks = path.split('.').any(|part| {
            let part = plain(part);
            SPEAKS.iter().any(|word| part.contains(word))
        });
        found.push(Candidate {
            path: path.to_owned(),
            value,
            leaves,
            speaks,
        });
        return;
    }
    if let MatValue::Struct(s) = value
        && s.len() == 1
        && depth < DEEPEST
    {
        for (field, value) in s.fields.iter().zip(&s.values) {
            search(&format!("{path}.{field}"), value, depth + 1, found);
        }
    }
}

/// Finite, in order, and not whole numbers beyond a day: those are samples.
fn ascends(times: &MatValue) -> bool {
    let Some(numbers) = times.numbers() else {
        return times.is_empty();
    };
    let mut last = f64::NEG_INFINITY;
    let mut whole = true;
    for t in numbers.data.iter() {
        if !t.is_finite() || t < last {
            return false;
        }
        whole &= t.fract() == 0.0;
        last = t;
    }
    numbers.data.is_empty() || !whole || (last < DAY_S && numbers.data.len() < 4)
}

/// Steps that are all the same, within a thousandth.
fn regular(times: &MatValue) -> bool {
    let Some(numbers) = times.numbers().filter(|n| n.data.len() > 3) else {
        return false;
    };
    let (first, last) = (
        numbers.data.get(0),
        numbers.data.get(numbers.data.len() - 1),
    );
    let (Some(first), Some(last)) = (first, last) else {
        return false;
    };
    let step = (last - first) / (numbers.data.len() - 1) as f64;
    (0..).zip(numbers.data.iter()).all(|(i, t)| {
        let expected = first + f64::from(i) * step;
        (t - expected).abs() <= 1e-3 * step
    })
}

fn content(candidate: &Candidate<'_>) -> Content {
    let leaves = &candidate.leaves;
    let times = leaves
        .first()
        .and_then(|l| l.around)
        .and_then(|(s, _)| times_field(s));
    let named = names(leaves);
    let mut content = Content::default();
    for (leaf, (id, group)) in leaves.iter().zip(named) {
        let mut unit = Unit::new(id);
        unit.group = group;
        content.units.push(unit);
        let list = per_unit::list(leaf.times.clone()).unwrap_or_default();
        content.trains.push(list);
    }
    let silent = content.trains.iter().filter(|t| t.is_empty()).count();
    if silent > 0 {
        let what = "units have no spikes";
        let warning = Warning::counted(silent, what).at(&candidate.path);
        content.warnings.push(warning);
    }
    if let Some(times) = times {
        content.columns = columns(leaves, times);
        content.span = span(leaves);
    }
    let kind = match (candidate.value, times) {
        (MatValue::Cell(_), Some(_)) => "cell array of structs",
        (MatValue::Cell(_), None) => "cell array",
        (MatValue::Struct(_), _) => "struct array",
        _ => "list",
    };
    let field = times.map(|t| format!(", field {t}")).unwrap_or_default();
    content.what.push(format!(
        "{kind} {}{field}, as spike times in seconds",
        candidate.path
    ));
    content
}

/// From the earliest to the latest of the `timerange`s that all structs have.
fn span(leaves: &[Leaf<'_>]) -> Option<Interval> {
    let ranges: Option<Vec<(f64, f64)>> = leaves
        .iter()
        .map(|leaf| {
            let (s, at) = leaf.around?;
            let range = s.of(at, "timerange").filter(|v| is_list(v))?.numbers()?;
            match (range.data.len(), range.data.get(0), range.data.get(1)) {
                (2, Some(start), Some(stop)) => Some((start, stop)),
                _ => None,
            }
        })
        .collect();
    let mut ranges = ranges?.into_iter();
    let first = ranges.next()?;
    let all = ranges.fold(first, |a, b| (a.0.min(b.0), a.1.max(b.1)));
    Some(Interval::new(all.0, all.1.next_up()))
}
