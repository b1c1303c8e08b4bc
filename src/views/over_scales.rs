//! Plots of a number against the bin width, with what a surrogate gives and the chosen scale.

use super::realised::Realised;
use crate::analysis::Scale;
use crate::analysis::statistics::{AtScale, Spread, Statistics};
use crate::plot::{Axis, Dash, Ink, Mark, Plot, Stroke};
use serde_json::{Number, Value};
use std::sync::Arc;

/// The axis of bin widths, all 32 of them.
pub fn axis() -> Axis {
    let ends = [Scale::FINEST, Scale::COARSEST].map(Scale::width_s);
    Axis {
        log: true,
        ..Axis::new("Bin width", "s", [ends[0] * 0.85, ends[1] * 1.18])
    }
    .defined("The 32 scales: exp(0.3 (k - 1)) ms")
}

/// Where the chosen scale is.
pub fn marker(plot: &mut Plot, scale: Scale) {
    plot.add(Mark::VerticalLine {
        x: scale.width_s(),
        stroke: Stroke::new(Ink::Accent, 1.0),
    });
}

/// Dots joined by a line; scales without a number break it.
pub fn line(plot: &mut Plot, name: Option<&str>, xy: Vec<[f64; 2]>, ink: Ink) {
    let xy: Arc<[[f64; 2]]> = xy.into();
    let line = Mark::Line {
        xy: Arc::clone(&xy),
        stroke: Stroke::new(ink, 1.2),
    };
    match name {
        Some(name) => plot.add_named(name, line),
        None => plot.add(line),
    }
    let finite = |p: &&[f64; 2]| p[1].is_finite();
    plot.add(Mark::Points {
        xy: xy.iter().filter(finite).copied().collect(),
        radius_pt: 1.8,
        filled: true,
        ink,
        opacity: 1.0,
    });
}

/// A level line.
pub fn level(plot: &mut Plot, y: f64) {
    plot.add(Mark::HorizontalLine {
        y,
        stroke: Stroke::new(Ink::Faint, 1.0).dashed(Dash::Dashed),
    });
}

/// A number of each scale, against its width.
pub fn points(all: &Statistics, number: impl Fn(&AtScale) -> f64) -> Vec<[f64; 2]> {
    all.scales
        .iter()
        .map(|s| [s.scale.width_s(), number(s)])
        .collect()
}

/// Band and mean of the realisations at each scale that has some.
pub fn band(plot: &mut Plot, realised: &Realised, number: impl Fn(&AtScale) -> f64) {
    let at: Vec<(f64, Spread)> = Scale::all()
        .enumerate()
        .filter_map(|(place, scale)| {
            let of = |all: &Statistics| all.scales.get(place).map_or(f64::NAN, &number);
            Some((scale.width_s(), realised.spread(of)?))
        })
        .collect();
    if at.is_empty() {
        return;
    }
    let list = |of: fn(&Spread) -> f64| -> Arc<[f64]> { at.iter().map(|(_, s)| of(s)).collect() };
    plot.add_named(
        "Surrogate",
        Mark::Band {
            x: at.iter().map(|(x, _)| *x).collect(),
            low: list(|s| s.low),
            high: list(|s| s.high),
            ink: Ink::Surrogate,
            opacity: 0.35,
        },
    );
    plot.add(Mark::Line {
        xy: at.iter().map(|(x, s)| [*x, s.mean]).collect(),
        stroke: Stroke::new(Ink::Surrogate, 1.0),
    });
}

/// A range that holds all finite numbers, with a margin; on a log axis a factor.
pub fn range(values: impl Iterator<Item = f64>, log: bool) -> [f64; 2] {
    let usable = |v: &f64| v.is_finite() && (!log || *v > 0.0);
    let [low, high] = values
        .filter(usable)
        .fold([f64::INFINITY, f64::NEG_INFINITY], |r, v| {
            [r[0].min(v), r[1].max(v)]
        });
    match (low < high, log) {
        (true, true) => {
            let margin = (high / low).powf(0.06);
            [low / margin, high * margin]
        }
        (true, false) => {
            let margin = 0.06 * (high - low);
            [low - margin, high + margin]
        }
        (false, true) if low.is_finite() => [low / 2.0, low * 2.0],
        (false, false) if low.is_finite() => [low - 1.0, low + 1.0],
        _ => [0.1, 1.0],
    }
}

/// A number for JSON; null where it is none.
pub fn json(x: f64) -> Value {
    Number::from_f64(x).map_or(Value::Null, Value::Number)
}

/// A number for CSV; empty where it is none.
pub fn cell(x: f64) -> String {
    if x.is_finite() {
        x.to_string()
    } else {
        String::new()
    }
}

/// Why scales miss numbers, scales with the same reasons in one sentence.
pub fn gaps(key: &str, missing: impl Iterator<Item = (Scale, String)>) -> Vec<String> {
    let mut runs: Vec<(String, Scale, Scale)> = Vec::new();
    for (scale, why) in missing {
        match runs.last_mut() {
            Some((last, _, to)) if *last == why => *to = scale,
            _ => runs.push((why, scale, scale)),
        }
    }
    runs.into_iter()
        .map(|(why, from, to)| {
            if from == to {
                format!("{key} at k = {}: {why}", from.k_text())
            } else {
                format!("{key} at k = {} to {}: {why}", from.k_text(), to.k_text())
            }
        })
        .collect()
}
