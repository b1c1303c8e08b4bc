//! Spike times as lists: a cell array of vectors, structs with a field of times, either of them in
//! cells within cells; or one list for all units, with the unit of each time beside it.

use super::pairs::by_unit;
use crate::formats::mat::Variables;
use crate::formats::mat::content::{Content, columns};
use crate::formats::mat::leaves::{Leaf, is_list, leaves, names, plain, times_field};
use crate::formats::mat::per_unit;
use crate::formats::mat::value::{MatValue, Numbers};
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

/// Names of the unit of each time, beside one list of all times.
const OF_UNITS: [&str; 6] = ["clu", "unit", "neuron", "cell", "template", "id"];
/// Times are seconds when at least this share of so many intervals is shorter than 1: a neuron often
/// fires twice within a second, and hardly ever within a millisecond.
const FEWEST_INTERVALS: usize = 50;
const SHORT_PART: f64 = 0.02;

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
    let chosen = chosen?;
    match (chosen.value, labels(variables, &chosen)) {
        (_, Labels::None) => Some(content(&chosen)),
        (MatValue::Numbers(times), Labels::One(name, ids)) => {
            let divisor = per_second(&chosen.path).unwrap_or(1.0);
            let times = times.data.iter().map(|t| t / divisor);
            let mut content = by_unit(ids.data.iter(), times);
            content.used = vec![chosen.path.clone(), name.to_owned()];
            content.what.push(format!(
                "list {} of the units in {name}, as spike times in seconds",
                chosen.path
            ));
            Some(content)
        }
        // Which of several lists is the unit, nobody said.
        _ => None,
    }
}

/// Lists that may say the unit of each time of one list.
enum Labels<'v> {
    None,
    One(&'v str, &'v Numbers),
    Several,
}

fn labels<'v>(variables: &'v Variables, chosen: &Candidate<'_>) -> Labels<'v> {
    let MatValue::Numbers(times) = chosen.value else {
        return Labels::None;
    };
    let count = times.data.len();
    let is_whole = |n: &Numbers| n.data.iter().all(|v| v.fract() == 0.0 && v >= 0.0);
    let mut found: Vec<(&str, &Numbers)> = (variables.list.iter())
        .filter(|(name, _)| *name != chosen.path)
        .filter_map(|(name, value)| Some((name.as_str(), value.numbers()?)))
        .filter(|(_, n)| n.is_list() && n.data.len() == count && is_whole(n))
        .collect();
    let named = |(name, _): &(&str, &Numbers)| {
        let name = plain(name);
        OF_UNITS.iter().any(|word| name.contains(word))
    };
    if found.iter().any(named) {
        found.retain(named);
    }
    match found.as_slice() {
        [] => Labels::None,
        [one] if named(one) => Labels::One(one.0, one.1),
        _ => Labels::Several,
    }
}

/// Whether a name speaks of spikes.
pub(super) fn speaks(path: &str) -> bool {
    path.split('.').any(|part| {
        let part = plain(part);
        SPEAKS.iter().any(|word| part.contains(word))
    })
}

/// Whether ascending times can be seconds.
pub(super) fn are_seconds(trains: impl Iterator<Item = impl Iterator<Item = f64>>) -> bool {
    let (mut all, mut short) = (0_usize, 0_usize);
    for train in trains {
        let mut last = None;
        for time in train {
            if let Some(last) = last {
                all += 1;
                short += usize::from(f64::abs(time - last) < 1.0);
            }
            last = Some(time);
        }
    }
    all < FEWEST_INTERVALS || short as f64 >= SHORT_PART * all as f64
}

/// Whether lists can be spike times: in one of them at least, time goes on. Indices and results come
/// one in a cell.
fn are_plausible(mut trains: impl Iterator<Item = impl Iterator<Item = f64>>) -> bool {
    trains.any(|train| {
        let (low, high) = train.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), t| {
            (low.min(t), high.max(t))
        });
        high > low
    })
}

/// One struct whose only sign of spikes is a field of so general a name as `T`: a struct of
/// parameters, unless its own name speaks of spikes.
fn is_lone_parameter(value: &MatValue) -> bool {
    let MatValue::Struct(s) = value else {
        return false;
    };
    let name = times_field(s).map(plain);
    s.len() == 1 && matches!(name.as_deref(), Some("t" | "time" | "st"))
}

/// Times in a second, where a name says it: `spikes_ms`.
fn per_second(path: &str) -> Option<f64> {
    let (_, unit) = path.rsplit_once(['_', '.'])?;
    Some(match unit.to_ascii_lowercase().as_str() {
        "s" | "sec" | "seconds" => 1.0,
        "ms" | "msec" | "milliseconds" => 1e3,
        "us" | "usec" | "microseconds" => 1e6,
        _ => return None,
    })
}

fn search<'v>(path: &str, value: &'v MatValue, depth: usize, found: &mut Vec<Candidate<'v>>) {
    let one_list = || {
        // A bare list is taken for spike times only when its name says so.
        let name = plain(path.rsplit('.').next().unwrap_or(path));
        name.contains("spiketime")
            || ["spikes", "spikets", "spks", "timestamps"].contains(&name.as_str())
    };
    let whole = match value {
        MatValue::Cell(_) => leaves(value),
        MatValue::Struct(s) if s.len() > 1 || s.fields.len() > 1 => leaves(value),
        MatValue::Numbers(n) if n.is_list() && n.data.len() > 1 && one_list() => leaves(value),
        _ => None,
    };
    // The time axis of a signal is no train of spikes.
    let said = per_second(path);
    let times = |l: &Leaf<'v>| l.times.numbers().into_iter().flat_map(|n| n.data.iter());
    if let Some(leaves) = whole
        && leaves.iter().all(|l| ascends(l.times, said.is_some()))
        && !leaves.iter().all(|l| regular(l.times))
        && are_plausible(leaves.iter().map(times))
        && (speaks(path) || !is_lone_parameter(value))
        && (said.is_some() || are_seconds(leaves.iter().map(times)))
    {
        found.push(Candidate {
            path: path.to_owned(),
            value,
            leaves,
            speaks: speaks(path),
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

/// Finite, in order, and not whole numbers beyond a day: those are samples, if nobody says a unit.
fn ascends(times: &MatValue, has_unit: bool) -> bool {
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
    numbers.data.is_empty() || !whole || has_unit || (last < DAY_S && numbers.data.len() < 4)
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
    let mut content = Content {
        used: vec![candidate.path.clone()],
        ..Content::default()
    };
    let divisor = per_second(&candidate.path).unwrap_or(1.0);
    for (leaf, (id, group)) in leaves.iter().zip(named) {
        let mut unit = Unit::new(id);
        unit.group = group;
        content.units.push(unit);
        let mut list = per_unit::list(leaf.times.clone()).unwrap_or_default();
        for time in &mut list {
            *time /= divisor;
        }
        content.trains.push(list);
    }
    let silent = content.trains.iter().filter(|t| t.is_empty()).count();
    if silent > 0 {
        let what = "units have no spikes";
        let warning = Warning::counted(silent, what).at(&candidate.path);
        content.warnings.push(warning);
    }
    if let MatValue::Cell(cell) = candidate.value
        && cell.dims.iter().filter(|&&n| n > 1).count() > 1
    {
        let dims: Vec<String> = cell.dims.iter().map(u64::to_string).collect();
        let what = format!(
            "each of {} lists is read as a unit; rows or columns may be trials",
            dims.join(" x ")
        );
        content
            .warnings
            .push(Warning::new(what).at(&candidate.path));
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
    let unit = match divisor {
        1e3 => "milliseconds, as its name says",
        1e6 => "microseconds, as its name says",
        _ => "seconds",
    };
    content.what.push(format!(
        "{kind} {}{field}, as spike times in {unit}",
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
            let range = s
                .get_at(at, "timerange")
                .filter(|v| is_list(v))?
                .numbers()?;
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
