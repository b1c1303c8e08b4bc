//! Waveform classes in numbers, a row per unit.

use super::{Outcome, draw};
use crate::analysis::waveforms::{Fault, HalfWidth, Method};
use crate::views::{Input, Numbers, Rows};
use serde_json::json;

pub fn waveforms(outcome: &Outcome, input: &Input<'_>) -> Numbers {
    let grouping = &outcome.grouping;
    let measured = |unit: usize| grouping.measured[unit].ok();
    let some = |text: &'static str| Some(text).filter(|text| !text.is_empty());
    let rows = Rows::new("units", input.recording.units().iter().enumerate())
        .column("unit", |(_, unit)| unit.id.clone())
        .column("valley_to_peak_ms", |(at, _)| {
            measured(*at).map(|m| m.valley_to_peak_ms)
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
    let centres = grouping
        .means
        .centres
        .map(|c| json!({ "valley_to_peak_ms": m + s * c[0], "half_width_ms": n + d * c[1] }));
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
    Numbers::new("waveforms")
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
