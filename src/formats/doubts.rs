//! What any recording may have that a person should know of: gaps in fields, no spikes at all, and
//! times that look as if they were in another unit.

use crate::recording::{Field, Interval, MOST_S, Parts, Warning};
use rayon::prelude::*;

/// Gaps of a field that are named one by one, at most.
const NAMED: usize = 3;
/// Epochs that tell how long a recording is, at least.
const EPOCHS: usize = 3;
/// Spikes need not last as long as the field beside them.
const SHARE: std::ops::Range<f64> = 0.6..1.15;
/// Times in milliseconds and in microseconds.
const UNITS: [(f64, &str); 2] = [(1e3, "milliseconds"), (1e6, "microseconds")];
/// Usual sampling rates of spikes.
const SPIKES_HZ: std::ops::Range<f64> = 9e3..5.5e4;

/// Adds what has not been said before.
pub(super) fn add(parts: &mut Parts, units_object: Option<&str>) {
    let mut said: Vec<Warning> = parts.fields.iter().filter_map(gaps).collect();
    said.extend(no_spikes(parts, units_object));
    said.extend(other_unit(parts));
    said.extend(implausible(parts));
    for remark in said {
        let words = remark.to_string();
        if parts.warnings.iter().all(|w| w.to_string() != words) {
            parts.warnings.push(remark);
        }
    }
}

/// To the microsecond, without idle zeros.
fn seconds(t_s: f64) -> String {
    ((t_s * 1e6).round() / 1e6 + 0.0).to_string()
}

/// Where a field has gaps, and how long they are.
fn gaps(field: &Field) -> Option<Warning> {
    let length_s = |samples: u64| samples as f64 / field.rate_hz;
    let gaps = field.gaps();
    let longest = gaps.iter().rev().max_by_key(|g| g.end - g.start)?;
    let nothing = "nothing is shown or counted there";
    let what = if gaps.len() <= NAMED {
        let named = gaps.iter().map(|g| {
            let (from, to) = (field.time_s(g.start), field.time_s(g.end));
            let long = seconds(length_s(g.end - g.start));
            format!(
                "a gap of {long} s from {} s to {} s",
                seconds(from),
                seconds(to)
            )
        });
        format!("has {}; {nothing}", named.collect::<Vec<_>>().join(", "))
    } else {
        let all: u64 = gaps.iter().map(|g| g.end - g.start).sum();
        format!(
            "has {} gaps of {} s together, the longest of {} s at {} s; {nothing}",
            gaps.len(),
            seconds(length_s(all)),
            seconds(length_s(longest.end - longest.start)),
            seconds(field.time_s(longest.start))
        )
    };
    Some(Warning::new(what).at(field.name.clone()))
}

fn no_spikes(parts: &Parts, units_object: Option<&str>) -> Option<Warning> {
    let is_said = |w: &Warning| w.message.contains("no spikes") || w.message.contains("has spikes");
    if parts.units.is_empty()
        || parts.trains.spike_count() > 0
        || parts.warnings.iter().any(is_said)
    {
        return None;
    }
    let what = "units, and no spike times: there are no spikes";
    let remark = Warning::counted(parts.units.len(), what);
    Some(match units_object {
        Some(object) => remark.at(object),
        None => remark,
    })
}

/// Spikes that last longer than what lies beside them by a factor that a unit of time makes.
fn other_unit(parts: &Parts) -> Option<Warning> {
    let join =
        |a: Interval, b: Interval| Interval::new(a.start_s.min(b.start_s), a.stop_s.max(b.stop_s));
    let spikes = parts.trains.extent()?;
    let fields = parts.fields.iter().map(Field::extent).reduce(join);
    let epochs = parts.epochs.iter().map(crate::recording::Epoch::interval);
    let epochs = (parts.epochs.len() >= EPOCHS)
        .then(|| epochs.reduce(join))
        .flatten();
    let (beside, what) = match (fields, epochs) {
        (Some(fields), _) => (fields, "fields"),
        (None, Some(epochs)) => (epochs, "epochs"),
        (None, None) => return None,
    };
    // From the same time on: the first spike comes late where its time is in milliseconds.
    let spikes_s = spikes.stop_s - spikes.start_s.min(beside.start_s);
    let beside_s = beside.duration_s();
    // Short stretches tell little.
    if beside_s < 1.0 || spikes_s < 1.0 {
        return None;
    }
    let times = spikes_s / beside_s;
    let rates = parts.fields.iter().map(|f| f.rate_hz);
    let unit_of = |times: f64| {
        let is = |by: f64| SHARE.contains(&(times / by));
        let known = UNITS.iter().find(|(by, _)| is(*by));
        let rate = || {
            rates
                .clone()
                .find(|rate_hz| *rate_hz > 50.0 && is(*rate_hz))
        };
        let usual = || SPIKES_HZ.contains(&times).then_some(());
        known
            .map(|(_, unit)| (*unit).to_owned())
            .or_else(|| Some(format!("samples ({} Hz)", rate()?)))
            .or_else(|| usual().map(|()| "samples".to_owned()))
    };
    let (longer, shorter, ratio, unit) = if let Some(unit) = unit_of(times) {
        ("spike times", what, times, unit)
    } else {
        let known = UNITS
            .iter()
            .find(|(by, _)| SHARE.contains(&(1.0 / times / by)));
        (what, "spike times", 1.0 / times, known?.1.to_owned())
    };
    let (long_s, short_s) = (spikes_s.max(beside_s), spikes_s.min(beside_s));
    Some(Warning::new(format!(
        "{longer} run {} times longer than the {shorter} ({} s and {} s): are they in {unit}, and not \
         in seconds? Rates are wrong by as much then",
        ratio.round(),
        seconds(long_s),
        seconds(short_s)
    )))
}

/// What no recording should have, though it is read as it stands.
fn implausible(parts: &Parts) -> Vec<Warning> {
    /// Spikes a second of one unit, samples a second of a field, and seconds of a recording.
    const MOST_RATE_HZ: f64 = 1e4;
    const SAMPLED_HZ: std::ops::RangeInclusive<f64> = 1e-3..=1e7;
    const YEAR_S: f64 = 366.0 * 86_400.0;
    let mut more = Vec::new();
    let extent = |unit: usize| {
        let train = parts.trains.unit(unit);
        let usable = train.iter().copied().filter(|t| t.abs() <= MOST_S);
        let none = (f64::INFINITY, f64::NEG_INFINITY);
        let (low, high) = usable.fold(none, |(low, high), t| (low.min(t), high.max(t)));
        (low <= high).then(|| (Interval::new(low, high), train.len()))
    };
    let units = (0..parts.trains.len()).into_par_iter();
    let extents: Vec<Option<(Interval, usize)>> = units.map(extent).collect();
    let ends = extents.iter().flatten().map(|(extent, _)| *extent);
    let silent = extents.iter().filter(|e| e.is_none()).count();
    let is_too_fast = |(extent, spikes): &&(Interval, usize)| {
        *spikes > 1 && (*spikes - 1) as f64 > MOST_RATE_HZ * extent.duration_s()
    };
    let fast = extents.iter().flatten().filter(is_too_fast).count();
    let is_said = |w: &Warning| w.message.contains("no spikes");
    if silent > 0 && silent < extents.len() && !parts.warnings.iter().any(is_said) {
        more.push(Warning::counted(silent, "units have no spikes"));
    }
    if fast > 0 {
        let what = "units fire more than 10,000 times a second, which no cell does: the unit of time may be another (samples or milliseconds), or all their spikes are at one time";
        more.push(Warning::counted(fast, what));
    }
    for field in parts
        .fields
        .iter()
        .filter(|f| !SAMPLED_HZ.contains(&f.rate_hz))
    {
        let what = format!(
            "has {} samples a second, which is hardly so: check its sampling rate",
            field.rate_hz
        );
        more.push(Warning::new(what).at(field.name.clone()));
    }
    let all = ends.chain(parts.fields.iter().map(Field::extent));
    let span = all.reduce(|a, b| Interval::new(a.start_s.min(b.start_s), a.stop_s.max(b.stop_s)));
    if let Some(span) = span.filter(|s| s.duration_s() > YEAR_S) {
        let what = format!(
            "from the first to the last spike or sample are {:.0} days: the unit of time may be another, or a time is wrong",
            span.duration_s() / 86_400.0
        );
        more.push(Warning::new(what));
    }
    more
}
