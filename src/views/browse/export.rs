//! The numbers of the raster: one row a unit.

use crate::analysis::Raster;
use crate::recording::Recording;
use crate::views::Export;

const HEADER: [&str; 10] = [
    "row",
    "unit",
    "class",
    "group",
    "electrode",
    "included",
    "spikes_in_window",
    "rate_in_window_hz",
    "rate_hz",
    "first_spike_s",
];

pub(super) fn units(recording: &Recording, raster: &Raster) -> Export {
    let mut json = Vec::with_capacity(raster.rows.len());
    let mut csv = Vec::with_capacity(raster.rows.len());
    for (place, row) in raster.rows.iter().enumerate() {
        let unit = recording.units().get(row.unit);
        let group = unit.and_then(|u| u.group.clone());
        let electrode = unit.and_then(|u| u.electrode.clone());
        let here = raster.rate_in_window_hz(place);
        let here = here.is_finite().then_some(here);
        let text = |v: Option<f64>| v.map(|v| v.to_string()).unwrap_or_default();
        csv.push(vec![
            (place + 1).to_string(),
            row.name.clone(),
            row.class.name().to_lowercase(),
            group.clone().unwrap_or_default(),
            electrode.clone().unwrap_or_default(),
            row.included.to_string(),
            row.spikes.to_string(),
            text(here),
            row.rate_hz.to_string(),
            text(row.first_s),
        ]);
        json.push(serde_json::json!({
            "row": place + 1,
            "unit": row.name,
            "class": row.class,
            "group": group,
            "electrode": electrode,
            "included": row.included,
            "spikes_in_window": row.spikes,
            "rate_in_window_hz": here,
            "rate_hz": row.rate_hz,
            "first_spike_s": row.first_s,
        }));
    }
    let mut warnings = Vec::new();
    if raster.observed_s <= 0.0 && !raster.rows.is_empty() {
        warnings.push(
            "raster: rate_in_window_hz is missing because the window lies outside the recording"
                .to_owned(),
        );
    }
    let silent = raster.rows.iter().filter(|r| r.first_s.is_none()).count();
    if silent > 0 {
        warnings.push(format!(
            "raster: first_spike_s is missing for {silent} units without a spike in the window"
        ));
    }
    Export {
        key: "raster",
        json: serde_json::Value::Array(json),
        csv: Some((HEADER.map(str::to_owned).into(), csv)),
        warnings,
    }
}
