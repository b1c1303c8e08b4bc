//! Gini coefficients and Lorenz curves of all 32 scales.

use crate::analysis::partition::{Definition, Gini, Shares};
use crate::analysis::statistics::{measured, statistics};
use crate::analysis::{AnalysisError, Scale, Task};
use crate::views::shared::scale_plot::{cell, number, remarks};
use crate::views::{Export, Input};
use serde_json::{Value, json};

/// Points of an exported curve: the Lorenz curve at x = 0, 0.01, .., 1.
const POINTS: usize = 101;

pub fn export(input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Export>, AnalysisError> {
    let (recording, selection) = (input.recording, input.selection);
    let all = statistics(recording, selection, input.settings.normalisation, task)?;
    let measured = measured(recording, selection, task)?;
    let missing: Vec<(Scale, String)> = all
        .scales
        .iter()
        .filter(|s| !(s.excitatory.classic + s.inhibitory.classic).is_finite())
        .map(|s| {
            let why = "no Gini of a class without spikes in whole bins";
            (s.scale, why.to_owned())
        })
        .collect();
    let warnings = remarks(
        "partition",
        missing.iter().map(|(scale, why)| (*scale, why.as_str())),
    );
    let scales: Vec<Value> = all
        .scales
        .iter()
        .zip(measured.iter())
        .map(|(at, measured)| {
            json!({
                "k": at.scale.k().round() as u8,
                "dt_s": number(at.scale.width_s()),
                "excitatory": side(&at.excitatory, &measured.joint.marginal_e()),
                "inhibitory": side(&at.inhibitory, &measured.joint.marginal_i()),
            })
        })
        .collect();
    let numbers = [
        "gini_classic",
        "gini_paper",
        "gini_paper_weighted",
        "gini_poisson",
    ];
    let mut header = vec!["k".to_owned(), "dt_s".to_owned()];
    for class in ["e", "i"] {
        header.extend(numbers.map(|name| format!("{name}_{class}")));
    }
    let rows = all
        .scales
        .iter()
        .map(|at| {
            let mut row = vec![at.scale.k_text(), cell(at.scale.width_s())];
            for gini in [&at.excitatory, &at.inhibitory] {
                row.extend([gini.classic, gini.paper, gini.paper_weighted, gini.poisson].map(cell));
            }
            row
        })
        .collect();
    Ok(vec![Export {
        key: "partition",
        json: json!({ "scales": scales }),
        csv: Some((header, rows)),
        warnings,
    }])
}

fn side(gini: &Gini, occupancy: &[(u32, u64)]) -> Value {
    let curve = Shares::new(occupancy, Definition::ClassicLorenz).map(|shares| {
        (0..POINTS)
            .map(|j| shares.at(j as f64 / (POINTS - 1) as f64))
            .collect::<Vec<f64>>()
    });
    json!({
        "gini_classic": number(gini.classic),
        "gini_paper": number(gini.paper),
        "gini_paper_weighted": number(gini.paper_weighted),
        "gini_poisson": number(gini.poisson),
        "curve": curve,
    })
}
