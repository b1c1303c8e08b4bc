//! What plots and tables over scales share: the axis, the chosen scale, what a surrogate gives.

use crate::analysis::Scale;
use crate::analysis::statistics::{AtScale, Spread, Statistics};
use crate::plot::{Axis, Dash, Ink, Mark, Plot, Stroke, Ticks};
use crate::views::shared::states::StateSelection;
use crate::views::shared::surrogate_progress::Realisations;
use std::sync::Arc;

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

/// Where the chosen scale is.
pub fn marker(plot: &mut Plot, scale: Scale) {
    plot.add_vertical(scale.width_s(), Stroke::new(Ink::Accent, 1.0));
}

/// Dots joined by a line; scales without a number break it.
pub fn line(plot: &mut Plot, name: Option<&str>, xy: Vec<[f64; 2]>, ink: Ink) {
    stroked(plot, name, xy, Stroke::new(ink, 1.2));
}

/// The same with a stroke of one's own.
pub fn stroked(plot: &mut Plot, name: Option<&str>, xy: Vec<[f64; 2]>, stroke: Stroke) {
    let xy: Arc<[[f64; 2]]> = xy.into();
    let ink = stroke.ink;
    let line = Mark::line(Arc::clone(&xy), stroke);
    match name {
        Some(name) => plot.add_named(name, line),
        None => plot.add(line),
    }
    let finite = |p: &&[f64; 2]| p[1].is_finite();
    plot.add(Mark::discs(
        xy.iter().filter(finite).copied().collect::<Vec<_>>(),
        1.8,
        ink,
    ));
}

/// A number of each state at each scale.
pub fn states(plot: &mut Plot, states: impl Iterator<Item = (StateSelection, Vec<[f64; 2]>)>) {
    for (part, points) in states {
        let stroke = Stroke::new(part.ink, 1.4).dashed(part.dash);
        stroked(plot, Some(&part.name), points, stroke);
    }
}

/// What lines and bands of a plot reach, as its range of y.
pub fn fit_y(plot: &mut Plot) {
    let shown = plot.layers.iter().flat_map(|l| match &l.mark {
        Mark::Line { xy, .. } => xy.iter().map(|p| p[1]).collect(),
        Mark::Band { low, high, .. } => low.iter().chain(high.iter()).copied().collect(),
        _ => Vec::new(),
    });
    plot.y.range = range(shown, plot.y.log);
}

/// A level line.
pub fn level(plot: &mut Plot, y: f64) {
    plot.add_level(y, Stroke::new(Ink::Faint, 1.0).dashed(Dash::Dashed));
}

/// A number of each scale, against its width.
pub fn points(all: &Statistics, number: impl Fn(&AtScale) -> f64) -> Vec<[f64; 2]> {
    all.scales
        .iter()
        .map(|s| [s.scale.width_s(), number(s)])
        .collect()
}

/// Band and mean of the realisations at each scale that has some. The first of a plot is named.
pub fn band(plot: &mut Plot, realised: &Realisations, number: impl Fn(&AtScale) -> f64) {
    const NAME: &str = "Surrogate";
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
    let band = Mark::Band {
        x: at.iter().map(|(x, _)| *x).collect(),
        low: list(|s| s.low),
        high: list(|s| s.high),
        ink: Ink::Surrogate,
        opacity: 0.35,
    };
    if plot.layers.iter().any(|l| l.name.as_deref() == Some(NAME)) {
        plot.add(band);
    } else {
        plot.add_named(NAME, band);
    }
    plot.add_line(
        at.iter().map(|(x, s)| [*x, s.mean]).collect::<Vec<_>>(),
        Stroke::new(Ink::Surrogate, 1.0),
    );
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
