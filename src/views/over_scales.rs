//! What plots and tables over scales share.

use crate::analysis::Scale;
use crate::plot::{Axis, Ticks};
use serde_json::{Number, Value};

/// The bin width in seconds on a log axis, a little more than the 32 scales.
pub fn width_axis() -> Axis {
    let words = [
        (1e-3, "1 ms"),
        (1e-2, "10 ms"),
        (0.1, "100 ms"),
        (1.0, "1 s"),
        (10.0, "10 s"),
    ];
    let minor = words
        .iter()
        .flat_map(|(decade, _)| (2..10).map(move |m| (f64::from(m) * decade, String::new())));
    let mut ticks: Vec<(f64, String)> = minor.collect();
    ticks.extend(words.map(|(at, word)| (at, word.to_owned())));
    let range = [
        Scale::FINEST.width_s() / 1.2,
        Scale::COARSEST.width_s() * 1.2,
    ];
    let mut axis = Axis::new("Bin width", "", range)
        .with_ticks(Ticks::At(ticks))
        .defined("dt = exp(0.3 (k - 1)) ms for the scales k = 1 to 32");
    axis.log = true;
    axis
}

/// A number, or null where there is none.
pub fn number(x: f64) -> Value {
    Number::from_f64(x).map_or(Value::Null, Value::Number)
}

/// A number, or an empty cell where there is none.
pub fn cell(x: f64) -> String {
    if x.is_finite() {
        x.to_string()
    } else {
        String::new()
    }
}

/// One sentence for neighbouring scales that want the same said: "correlation at k = 1 to 32: no
/// r".
pub fn remarks<'a>(what: &str, said: impl Iterator<Item = (Scale, &'a str)>) -> Vec<String> {
    let mut groups: Vec<(&str, Scale, Scale)> = Vec::new();
    for (scale, text) in said {
        match groups.last_mut() {
            Some((last, _, to)) if *last == text && scale.k() - to.k() < 1.5 => *to = scale,
            _ => groups.push((text, scale, scale)),
        }
    }
    groups
        .into_iter()
        .map(|(text, from, to)| {
            let to = if from == to {
                String::new()
            } else {
                format!(" to {}", to.k_text())
            };
            format!("{what} at k = {}{to}: {text}", from.k_text())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_scales_share_a_sentence() {
        let said = [(1.0, "a"), (2.0, "a"), (3.0, "b"), (5.0, "b")];
        let said = said.iter().map(|(k, text)| (Scale::new(*k), *text));
        assert_eq!(
            remarks("x", said),
            ["x at k = 1 to 2: a", "x at k = 3: b", "x at k = 5: b"]
        );
    }
}
