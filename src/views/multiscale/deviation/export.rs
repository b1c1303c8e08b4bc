//! The numbers of all 32 scales.

use super::{AtScale, Group, RULER};
use crate::analysis::{Deviation, Scale, StaticBalance};
use crate::views::shared::scale_plot::{cell, number, remarks};
use crate::views::{Export, Input};
use serde_json::{Value, json};

pub fn export(groups: &[Group], scales: &[AtScale], input: &Input<'_>) -> Vec<Export> {
    vec![
        deviation(groups, scales, &input.values.choice(&RULER)),
        static_balance(scales),
    ]
}

fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn deviation(groups: &[Group], scales: &[AtScale], ruler: &str) -> Export {
    let of = |place: usize| scales.iter().filter_map(move |at| at.deviations.get(place));
    let list = |place: usize| of(place).map(object).collect::<Vec<_>>();
    let mut warnings = Vec::new();
    let mut rows = Vec::new();
    let mut states = Vec::new();
    for (place, group) in groups.iter().enumerate() {
        rows.extend(of(place).map(|d| {
            vec![
                group.name.clone(),
                d.scale.k_text(),
                cell(d.scale.width_s()),
                d.n.to_string(),
                cell(d.rms),
                cell(d.p_above_2),
            ]
        }));
        let missing: Vec<(Scale, &str)> = of(place)
            .filter(|d| d.rms.is_nan())
            .map(|d| (d.scale, why(d)))
            .collect();
        let what = format!("deviation, {},", group.name);
        warnings.extend(remarks(&what, missing.into_iter()));
        if place > 0 {
            states.push(json!({ "state": group.name, "scales": list(place) }));
        }
    }
    Export {
        key: "deviation",
        json: json!({ "ruler": ruler, "scales": list(0), "states": states }),
        csv: Some((
            header(&["state", "k", "dt_s", "n_bins", "rms", "p_above_2"]),
            rows,
        )),
        warnings,
    }
}

fn why(deviation: &Deviation) -> &'static str {
    if deviation.n == 0 {
        "no rms, p_above_2, because no whole bin fits"
    } else {
        "no rms, p_above_2, because one class has the same count in every bin of the ruler"
    }
}

fn object(deviation: &Deviation) -> Value {
    json!({
        "k": deviation.scale.k().round() as u8,
        "dt_s": number(deviation.scale.width_s()),
        "n_bins": deviation.n,
        "rms": number(deviation.rms),
        "p_above_2": number(deviation.p_above_2),
    })
}

fn static_balance(scales: &[AtScale]) -> Export {
    let all = || scales.iter().map(|at| &at.static_balance);
    let missing = all().filter(|s| s.ks.is_nan()).map(|s| {
        let text = if s.n_e == 0 {
            "no ks, because no whole bin fits"
        } else {
            "no ks, because a class is silent"
        };
        (s.scale, text)
    });
    let object = |s: &StaticBalance| {
        json!({
            "k": s.scale.k().round() as u8,
            "dt_s": number(s.scale.width_s()),
            "ks": number(s.ks),
            "n_e": s.n_e,
            "n_i": s.n_i,
        })
    };
    let row = |s: &StaticBalance| {
        vec![
            s.scale.k_text(),
            cell(s.scale.width_s()),
            cell(s.ks),
            s.n_e.to_string(),
            s.n_i.to_string(),
        ]
    };
    Export {
        key: "static_balance",
        json: json!({ "scales": all().map(object).collect::<Vec<_>>() }),
        csv: Some((
            header(&["k", "dt_s", "ks", "n_e", "n_i"]),
            all().map(row).collect(),
        )),
        warnings: remarks("static_balance", missing),
    }
}
