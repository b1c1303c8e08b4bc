//! Waveform classes in numbers, a row per unit.

use super::shapes::GROUPS;
use super::{Outcome, draw};
use crate::analysis::waveforms::{Fault, HalfWidth, Method};
use crate::recording::{Class, Unit};
use crate::views::{Input, Numbers, Rows};
use serde_json::json;
use std::collections::BTreeMap;

/// What groups are called; those of class by waveform in this order.
const NAMES: [&str; GROUPS] = ["rs", "fs", "uncertain"];

/// Each group that has units, with its mean features; and how the groups agree with the classes that
/// units have now, by where those come from.
pub fn groups(outcome: &Outcome, units: &[Unit]) -> Numbers {
    let (shapes, measured) = (&outcome.shapes, &outcome.grouping.measured);
    let means = |group: usize| {
        let all = measured.iter().zip(&shapes.group);
        let own = all.filter(|(_, g)| **g == Some(group));
        let (mut n, mut sums) = (0.0, [0.0; 2]);
        for f in own.filter_map(|(m, _)| m.ok()) {
            n += 1.0;
            sums[0] += f.trough_to_peak_ms;
            sums[1] += f.half_width_ms;
        }
        sums.map(|sum| sum / n)
    };
    let some = (0..GROUPS).filter(|group| shapes.counts[*group] > 0);
    let some = some.map(|group| (group, means(group)));
    let mut classes: BTreeMap<(Class, String), [u64; GROUPS]> = BTreeMap::new();
    for (unit, group) in units.iter().zip(&shapes.group) {
        let source = unit.class_source.as_ref();
        let source = source.map_or_else(String::new, ToString::to_string);
        let row = classes.entry((unit.class, source)).or_default();
        if let Some(group) = group {
            row[*group] += 1;
        }
    }
    let groups = Rows::new("groups", some)
        .column("group", |(group, _)| NAMES[*group])
        .column("n", |(group, _)| shapes.counts[*group])
        .column("trough_to_peak_ms", |(_, [t, _])| *t)
        .column("half_width_ms", |(_, [_, w])| *w);
    let mut against = Rows::new("classes", classes)
        .column("class", |((class, _), _)| class.name())
        .column("class_source", |((_, source), _)| source.clone());
    for (group, name) in NAMES.into_iter().enumerate() {
        against = against.column(name, |(_, n)| n[group]);
    }
    Numbers::new("waveforms")
        .json_table(groups)
        .json_table(against)
}

pub fn waveforms(outcome: &Outcome, input: &Input<'_>) -> Numbers {
    let grouping = &outcome.grouping;
    let measured = |unit: usize| grouping.measured[unit].ok();
    let some = |text: &'static str| Some(text).filter(|text| !text.is_empty());
    let rows = Rows::new("units", input.recording.units().iter().enumerate())
        .column("unit", |(_, unit)| unit.id.clone())
        .column("valley_to_peak_ms", |(at, _)| {
            measured(*at).map(|m| m.trough_to_peak_ms)
        })
        .json("trough_to_peak_ms", |(at, _)| {
            measured(*at).map(|m| m.trough_to_peak_ms)
        })
        .column("half_width_ms", |(at, _)| {
            measured(*at).map(|m| m.half_width_ms)
        })
        .column("group", |(at, _)| some(grouping.group(*at)))
        .column("posterior", |(at, _)| grouping.posterior[*at])
        .csv("left_out", |(at, _)| {
            grouping.measured[*at].err().map(Fault::words)
        })
        .column("class", |(_, unit)| unit.class.name())
        .column("class_source", |(_, unit)| {
            unit.class_source.as_ref().map(ToString::to_string)
        });
    let [(m, s), (n, d)] = grouping.standard;
    let centres = grouping.means.centres.map(|c| {
        let to_peak_ms = m + s * c[0];
        json!({ "valley_to_peak_ms": to_peak_ms, "trough_to_peak_ms": to_peak_ms, "half_width_ms": n + d * c[1] })
    });
    let method = match grouping.options.method {
        Method::KMeans => "k-means",
        Method::Mixture => "mixture",
    };
    let half_width_of = match grouping.half_width {
        HalfWidth::Peak => "peak",
        HalfWidth::Trough => "valley",
    };
    let [rs, fs, uncertain] = outcome.shapes.counts;
    let [centre_rs, centre_fs] = centres;
    groups(outcome, input.recording.units())
        .fact("method", method)
        .fact("half_width_of", half_width_of)
        .fact("seed", grouping.options.seed)
        .fact("shift", grouping.options.shift)
        .fact("rs", rs)
        .fact("fs", fs)
        .fact("uncertain", uncertain)
        .fact("whitened", draw::whitened(outcome, input))
        .fact("centres.rs", centre_rs)
        .fact("centres.fs", centre_fs)
        .table(rows)
}
