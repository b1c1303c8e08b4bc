//! Coherence in numbers: means of bands and of frequencies outside the cone, and every ridge.

use super::{Outcome, picture, table};
use crate::views::Export;
use crate::views::shared::scale_plot::{cell, number};
use serde_json::{Value, json};

/// Bands as they are commonly named, from and to in Hz.
const BANDS: [(&str, f64, f64); 6] = [
    ("delta", 1.0, 4.0),
    ("theta", 4.0, 8.0),
    ("alpha", 8.0, 13.0),
    ("beta", 13.0, 30.0),
    ("gamma", 30.0, 80.0),
    ("high_gamma", 80.0, 200.0),
];

/// Means over cells outside the cone of influence.
#[derive(Default)]
struct Sums {
    cells: u64,
    r2: f64,
    above: u64,
    /// Of unit vectors of the phase, weighed with R².
    vector: [f64; 2],
    power: [f64; 2],
}

impl Sums {
    fn add(&mut self, outcome: &Outcome, row: usize, level: Option<f64>) {
        let (planes, scales) = (&outcome.planes, outcome.work.scales());
        let hz = scales.frequency_hz(row as f64);
        for column in 0..planes.columns {
            let at = row * planes.columns + column;
            let r2 = f64::from(planes.r2[at]);
            if !r2.is_finite() || hz < outcome.work.cone_hz(column) {
                continue;
            }
            let phase = f64::from(planes.phase[at]);
            self.cells += 1;
            self.r2 += r2;
            self.above += u64::from(level.is_some_and(|level| r2 > level));
            self.vector[0] += r2 * phase.cos();
            self.vector[1] += r2 * phase.sin();
            for (sum, power) in self.power.iter_mut().zip(&planes.power) {
                *sum += f64::from(power[at]);
            }
        }
    }
    /// Mean R², share above the level, mean phase in radians, mean powers.
    fn means(&self, has_level: bool) -> [f64; 5] {
        let n = self.cells as f64;
        let above = if has_level {
            self.above as f64 / n
        } else {
            f64::NAN
        };
        let phase = self.vector[1].atan2(self.vector[0]);
        let phase = if self.cells > 0 { phase } else { f64::NAN };
        [
            self.r2 / n,
            above,
            phase,
            self.power[0] / n,
            self.power[1] / n,
        ]
    }
}

const MEANS: [&str; 5] = [
    "r2",
    "share_above_level",
    "phase_rad",
    "power_first",
    "power_second",
];

pub fn coherence(outcome: &Outcome) -> Export {
    let (scales, levels) = (outcome.work.scales(), picture::levels(outcome));
    let level = |row: usize| levels.as_ref().and_then(|l| l.get(row).copied());
    let with_means = |mut object: Value, sums: &Sums| {
        object["cells"] = json!(sums.cells);
        for (name, mean) in MEANS.iter().zip(sums.means(levels.is_some())) {
            object[*name] = number(mean);
        }
        object
    };
    let mut bands = Vec::new();
    let mut warnings: Vec<String> = outcome
        .notes
        .iter()
        .map(|n| format!("coherence: {n}"))
        .collect();
    for (name, low, high) in BANDS {
        let mut sums = Sums::default();
        for row in 0..outcome.planes.rows {
            if (low..high).contains(&scales.frequency_hz(row as f64)) {
                sums.add(outcome, row, level(row));
            }
        }
        if sums.cells == 0 {
            warnings.push(format!(
                "coherence: nothing between {low} and {high} Hz outside the cone of influence"
            ));
        }
        let object = json!({ "name": name, "from_hz": low, "to_hz": high });
        bands.push(with_means(object, &sums));
    }
    let mut rows = Vec::new();
    let mut frequencies = Vec::new();
    for row in 0..outcome.planes.rows {
        let mut sums = Sums::default();
        sums.add(outcome, row, level(row));
        let hz = scales.frequency_hz(row as f64);
        let level = level(row).unwrap_or(f64::NAN);
        let object = json!({ "frequency_hz": hz, "level_95": number(level) });
        frequencies.push(with_means(object, &sums));
        let first = [cell(hz), cell(level), sums.cells.to_string()];
        let means = sums.means(levels.is_some()).map(cell);
        rows.push([&first[..], &means[..]].concat());
    }
    let header = [&["frequency_hz", "level_95", "cells"][..], &MEANS[..]].concat();
    let [a, b] = &outcome.names;
    Export {
        key: "coherence",
        json: json!({
            "first": a,
            "second": b,
            "rate_hz": number(outcome.rate_hz),
            "step_s": number(outcome.step_s),
            "missing_samples": outcome.work.missing(),
            "ar1": outcome.work.ar1.map(|ar1| number(ar1.coefficient)),
            "surrogates": outcome.level.as_ref().map_or(0, |l| l.surrogates),
            "bands": bands,
            "frequencies": frequencies,
        }),
        csv: Some((header.into_iter().map(str::to_owned).collect(), rows)),
        warnings,
    }
}

pub fn ridges(outcome: &Outcome) -> Export {
    let names = [
        "start_s",
        "duration_s",
        "frequency_hz",
        "lowest_hz",
        "highest_hz",
        "strength",
        "strongest",
    ];
    let all = outcome.ridges.iter().map(|ridge| {
        let n = table::numbers(outcome, ridge);
        [
            n.start_s,
            n.duration_s,
            n.hz,
            n.lowest_hz,
            n.highest_hz,
            n.strength,
            n.strongest,
        ]
    });
    let (mut objects, mut rows) = (Vec::new(), Vec::new());
    for values in all {
        let object = names
            .iter()
            .zip(values)
            .map(|(n, v)| ((*n).to_owned(), number(v)));
        objects.push(Value::Object(object.collect()));
        rows.push(values.map(cell).to_vec());
    }
    Export {
        key: "ridges",
        json: Value::Array(objects),
        csv: Some((names.map(str::to_owned).to_vec(), rows)),
        warnings: Vec::new(),
    }
}
