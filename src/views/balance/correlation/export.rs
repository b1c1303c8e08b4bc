//! The numbers of all 32 scales and all lags.

use crate::analysis::ScaleCorrelation;
use crate::views::Export;
use crate::views::shared::scale_plot::{cell, number, remarks};
use serde_json::{Value, json};

const HEADER: [&str; 8] = [
    "k",
    "dt_s",
    "n",
    "lag_bins",
    "lag_s",
    "r",
    "peak_lag_s",
    "peak_r",
];

pub fn export(scales: &[ScaleCorrelation]) -> Export {
    let missing: Vec<_> = scales
        .iter()
        .filter_map(|c| {
            let text = if let Some(reason) = &c.reason {
                format!("no r, peak_lag_s, peak_r, because {reason}")
            } else if c.r.iter().any(|r| !r.is_finite()) {
                "no r at lags that no pair of bins is apart".to_owned()
            } else if c.peak.is_some_and(|peak| peak.is_at_edge) {
                "r is largest at the edge of the lags, which is no peak".to_owned()
            } else {
                return None;
            };
            Some((c.scale, text))
        })
        .collect();
    let said = missing.iter().map(|(scale, text)| (*scale, text.as_str()));
    Export {
        key: "correlation",
        json: json!({ "scales": scales.iter().map(object).collect::<Vec<_>>() }),
        csv: Some((
            HEADER.map(str::to_owned).to_vec(),
            scales.iter().flat_map(rows).collect(),
        )),
        warnings: remarks("correlation", said),
    }
}

/// Lag in seconds and r of the peak.
fn peak(correlation: &ScaleCorrelation) -> (f64, f64) {
    let dt_s = correlation.scale.width_s();
    correlation
        .peak
        .map_or((f64::NAN, f64::NAN), |p| (p.lag_bins * dt_s, p.r))
}

fn object(correlation: &ScaleCorrelation) -> Value {
    let dt_s = correlation.scale.width_s();
    let (peak_lag_s, peak_r) = peak(correlation);
    let lags = correlation.lags().map(|(lag, _)| number(lag as f64 * dt_s));
    json!({
        "k": correlation.scale.k().round() as u8,
        "dt_s": number(dt_s),
        "lags_s": lags.collect::<Vec<_>>(),
        "r": correlation.r.iter().map(|&r| number(r)).collect::<Vec<_>>(),
        "peak_lag_s": number(peak_lag_s),
        "peak_r": number(peak_r),
        "n": correlation.n,
    })
}

fn rows(correlation: &ScaleCorrelation) -> impl Iterator<Item = Vec<String>> + '_ {
    let dt_s = correlation.scale.width_s();
    let (peak_lag_s, peak_r) = peak(correlation);
    correlation.lags().map(move |(lag, r)| {
        vec![
            correlation.scale.k_text(),
            cell(dt_s),
            correlation.n.to_string(),
            lag.to_string(),
            cell(lag as f64 * dt_s),
            cell(r),
            cell(peak_lag_s),
            cell(peak_r),
        ]
    })
}
