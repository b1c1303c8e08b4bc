//! Waveform classes in numbers, a row a unit.

use super::Outcome;
use crate::analysis::waveforms::{HalfWidth, Method};
use crate::views::shared::scale_plot::{cell, number};
use crate::views::{Export, Input};
use serde_json::json;

pub fn waveforms(outcome: &Outcome, input: &Input<'_>) -> Export {
    let parted = &outcome.parted;
    let group = |unit: usize| parted.group(unit);
    let header = [
        "unit",
        "valley_to_peak_ms",
        "half_width_ms",
        "group",
        "posterior",
        "left_out",
        "class",
        "class_source",
    ];
    let (mut rows, mut units) = (Vec::new(), Vec::new());
    for (at, unit) in input.recording.units().iter().enumerate() {
        let [x, y] =
            parted.measured[at].map_or([f64::NAN; 2], |f| [f.valley_to_peak_ms, f.half_width_ms]);
        let fault = parted.measured[at].err().map_or("", |f| f.words());
        let source = unit.class_source.as_ref().map(ToString::to_string);
        rows.push(vec![
            unit.id.clone(),
            cell(x),
            cell(y),
            group(at).to_owned(),
            cell(parted.posterior[at]),
            fault.to_owned(),
            unit.class.name().to_owned(),
            source.clone().unwrap_or_default(),
        ]);
        units.push(json!({
            "unit": unit.id,
            "valley_to_peak_ms": number(x),
            "half_width_ms": number(y),
            "group": (!group(at).is_empty()).then(|| group(at)),
            "posterior": number(parted.posterior[at]),
            "class": unit.class.name(),
            "class_source": source,
        }));
    }
    let [(m, s), (n, d)] = parted.standard;
    let centres = parted
        .means
        .centres
        .map(|c| json!({ "valley_to_peak_ms": m + s * c[0], "half_width_ms": n + d * c[1] }));
    let [rs, fs, uncertain] = outcome.shapes.counts;
    Export {
        key: "waveforms",
        json: json!({
            "method": match parted.options.method {
                Method::KMeans => "k-means",
                Method::Mixture => "mixture",
            },
            "half_width_of": match parted.half_width {
                HalfWidth::Peak => "peak",
                HalfWidth::Valley => "valley",
            },
            "seed": parted.options.seed,
            "shift": number(parted.options.shift),
            "rs": rs,
            "fs": fs,
            "uncertain": uncertain,
            "centres": { "rs": centres[0], "fs": centres[1] },
            "units": units,
        }),
        csv: Some((header.map(str::to_owned).to_vec(), rows)),
        warnings: Vec::new(),
    }
}
