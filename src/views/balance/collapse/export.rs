//! The collapse curves of all 32 scales.

use crate::analysis::statistics::{AtScale, collapse_quality, statistics};
use crate::analysis::{AnalysisError, Scale, Task};
use crate::views::shared::scale_plot::{cell, number, remarks};
use crate::views::{Export, Input};
use serde_json::{Value, json};

pub fn export(input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Export>, AnalysisError> {
    let (recording, selection) = (input.recording, input.selection);
    let normalisation = input.settings.normalisation;
    let all = statistics(recording, selection, normalisation, task)?;
    let quality = collapse_quality(recording, selection, normalisation, task)?;
    let together = all.together();
    let summed = |of: fn(&crate::analysis::collapse::Together) -> f64| {
        together.as_ref().map_or(Value::Null, |t| number(of(t)))
    };
    let missing: Vec<(Scale, String)> = all
        .scales
        .iter()
        .filter(|s| s.collapse.is_none())
        .map(|s| {
            let why = "no curve, because there are fewer than two bins, f does not vary, or the normalisation is undefined";
            (s.scale, why.to_owned())
        })
        .collect();
    let mut warnings = remarks(
        "collapse",
        missing.iter().map(|(scale, why)| (*scale, why.as_str())),
    );
    if together.is_none() {
        warnings.push(
            "collapse: no distance_to_master, depth_ratio and bhattacharjee_seno, because fewer than two scales have 30 bins and spread"
                .to_owned(),
        );
    }
    if quality.is_none() {
        warnings.push(
            "collapse: no houdayer_hartmann, because fewer than two scales have curves with errors"
                .to_owned(),
        );
    }
    let header = ["k", "dt_s", "n_bins", "depth", "area", "x_at_min"];
    Ok(vec![Export {
        key: "collapse",
        json: json!({
            "scales": all.scales.iter().map(object).collect::<Vec<_>>(),
            "distance_to_master": summed(|t| t.distance),
            "gaussian_rms": summed(|t| t.gaussian_rms),
            "gaussian_max": summed(|t| t.gaussian_max),
            "depth_ratio": summed(|t| t.depth_ratio),
            "houdayer_hartmann": quality.map_or(Value::Null, number),
            "bhattacharjee_seno": summed(|t| t.bhattacharjee_seno),
        }),
        csv: Some((
            header.map(str::to_owned).to_vec(),
            all.scales.iter().map(row).collect(),
        )),
        warnings,
    }])
}

fn object(at: &AtScale) -> Value {
    let curve = at.collapse.as_ref();
    json!({
        "k": at.scale.k().round() as u8,
        "dt_s": number(at.scale.width_s()),
        "n_bins": at.balance.n_bins,
        "depth": curve.map_or(Value::Null, |c| number(c.depth)),
        "area": curve.map_or(Value::Null, |c| number(c.area)),
        "x_at_min": curve.map_or(Value::Null, |c| number(c.x_at_min)),
        "curve": curve.map_or(Value::Null, |c| json!(c.curve)),
    })
}

fn row(at: &AtScale) -> Vec<String> {
    let curve = at.collapse.as_ref();
    vec![
        at.scale.k_text(),
        cell(at.scale.width_s()),
        at.balance.n_bins.to_string(),
        cell(curve.map_or(f64::NAN, |c| c.depth)),
        cell(curve.map_or(f64::NAN, |c| c.area)),
        cell(curve.map_or(f64::NAN, |c| c.x_at_min)),
    ]
}
