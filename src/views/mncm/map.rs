//! The feature map: feature x state x offset, in one plot as in Fig 3B, or each feature on its own.

use super::recipe::{CORRELATION, Feature, SIX, poisson};
use super::{Group, Outcome};
use crate::analysis::{Direction, Signal};
use crate::plot::{Anchor, Axis, Dash, Ink, Mark, Plot, Stroke, Ticks};

/// Height of the strip that shows the states' colours, in shares of the highest dot.
const STRIP: f64 = 0.035;

/// Whether the Poisson line means anything: offsets along scale of one and the same signal.
pub fn has_line(outcome: &Outcome) -> bool {
    outcome.recipe.direction == Direction::Scale && outcome.recipe.signal != Signal::Cross
}

/// From the first offset, dark, to the last.
fn ink(outcome: &Outcome, offset: usize) -> Ink {
    let last = outcome.recipe.offsets.max(2) - 1;
    Ink::FineToCoarse((offset - 1) as f32 / last as f32)
}

/// All six, each divided by its maximum over states and offsets.
pub fn relative(outcome: &Outcome) -> Plot {
    let width = outcome.groups.len() as f64 + 1.0;
    let end = 6.0 * width;
    let mut ticks = Vec::new();
    for block in 0..6 {
        let places = outcome.groups.iter().zip(0u32..);
        ticks.extend(places.map(|(group, column)| {
            let at = f64::from(block) * width + f64::from(column) + 1.0;
            (at, group.short.to_owned())
        }));
    }
    let low = relative_low(outcome);
    let mut plot = Plot::new(
        "map",
        "Feature map",
        Axis::new("", "", [0.0, end]).with_ticks(Ticks::At(ticks)),
        Axis::new("Feature", "of its maximum", [low - 2.0 * STRIP, 1.27])
            .defined("Each feature divided by its maximum over states and offsets")
            .with_ticks(Ticks::At(
                [-1.0, -0.5, 0.0, 0.25, 0.5, 0.75, 1.0]
                    .iter()
                    .map(|&at| (at, format!("{at}").replace('-', "−")))
                    .collect(),
            )),
    );
    plot.show_title = true;
    for (feature, block) in SIX.iter().zip(0u32..) {
        let left = f64::from(block) * width;
        if block > 0 {
            plot.add(Mark::VerticalLine {
                x: left,
                stroke: Stroke::new(Ink::Hairline, 1.0).dashed(Dash::Dashed),
            });
        }
        plot.add(Mark::Text {
            at: [left + 0.5 * width, 1.09],
            text: feature.name.to_owned(),
            anchor: Anchor::Middle,
            ink: Ink::Text,
            size_pt: 11.0,
            within: Some([left, left + width]),
        });
    }
    strips(&mut plot, outcome, 6, low - 2.0 * STRIP);
    for offset in 1..=outcome.recipe.offsets {
        let mut dots = Vec::new();
        for (feature, block) in SIX.iter().zip(0u32..) {
            let most = maximum(outcome, feature);
            for (group, column) in outcome.groups.iter().zip(0u32..) {
                let x = f64::from(block) * width + f64::from(column) + 1.0;
                dots.push([x, value(group, feature, offset) / most]);
            }
        }
        plot.add(points(dots, ink(outcome, offset)));
    }
    key(&mut plot, outcome, end);
    plot.summary = format!(
        "Six features of {} at offsets 1 to {} {}, each divided by its maximum",
        outcome
            .groups
            .iter()
            .map(|g| g.name.as_str())
            .collect::<Vec<_>>()
            .join(", "),
        outcome.recipe.offsets,
        outcome.recipe.offset_unit()
    );
    plot
}

/// One feature in its own unit.
pub fn absolute(outcome: &Outcome, place: usize) -> Plot {
    const IDS: [&str; 6] = [
        "map-contrast",
        "map-correlation",
        "map-dissimilarity",
        "map-energy",
        "map-entropy",
        "map-homogeneity",
    ];
    let feature = &SIX[place];
    let ticks = outcome.groups.iter().zip(1u32..);
    let ticks = ticks.map(|(group, at)| (f64::from(at), group.short.to_owned()));
    let end = outcome.groups.len() as f64 + 1.0;
    let most = maximum(outcome, feature);
    let top = if most.is_finite() && most > 0.0 {
        most
    } else {
        1.0
    };
    let low = values(outcome, feature).fold(0.0, f64::min) - 2.0 * STRIP * top;
    let mut plot = Plot::new(
        IDS[place],
        feature.name,
        Axis::new("", "", [0.0, end]).with_ticks(Ticks::At(ticks.collect())),
        Axis::new(feature.name, feature.unit, [low, 1.08 * top]).defined(feature.definition),
    );
    strips(&mut plot, outcome, 1, low);
    for offset in 1..=outcome.recipe.offsets {
        let dots = outcome.groups.iter().zip(1u32..);
        let dots = dots.map(|(group, at)| [f64::from(at), value(group, feature, offset)]);
        plot.add(points(dots.collect(), ink(outcome, offset)));
        if place == CORRELATION && has_line(outcome) {
            plot.add(Mark::HorizontalLine {
                y: poisson(offset as f64),
                stroke: Stroke::new(ink(outcome, offset), 0.75).dashed(Dash::Dashed),
            });
        }
    }
    plot.summary = format!(
        "{} at offsets 1 to {} {}",
        feature.name,
        outcome.recipe.offsets,
        outcome.recipe.offset_unit()
    );
    plot
}

/// Room for what is negative: correlations may be.
fn relative_low(outcome: &Outcome) -> f64 {
    let correlation = &SIX[CORRELATION];
    let most = maximum(outcome, correlation);
    let low = values(outcome, correlation).fold(0.0, f64::min) / most;
    if low.is_finite() { low.max(-1.0) } else { 0.0 }
}

fn value(group: &Group, feature: &Feature, offset: usize) -> f64 {
    let features = group.offsets.get(offset - 1);
    features.map_or(f64::NAN, |features| feature.of(features))
}

fn values<'a>(outcome: &'a Outcome, feature: &'a Feature) -> impl Iterator<Item = f64> + 'a {
    let all = outcome.groups.iter().flat_map(|g| &g.offsets);
    all.map(|f| feature.of(f)).filter(|v| v.is_finite())
}

/// Over states and offsets; NaN where it is not positive.
fn maximum(outcome: &Outcome, feature: &Feature) -> f64 {
    let most = values(outcome, feature).fold(f64::NAN, f64::max);
    if most > 0.0 { most } else { f64::NAN }
}

fn points(xy: Vec<[f64; 2]>, ink: Ink) -> Mark {
    Mark::Points {
        xy: xy.into(),
        radius_pt: 3.2,
        filled: true,
        ink,
        opacity: 0.95,
    }
}

/// The states' colours at the foot of their columns.
fn strips(plot: &mut Plot, outcome: &Outcome, blocks: u32, low: f64) {
    let height = (plot.y.range[1] - low) * STRIP;
    let width = outcome.groups.len() as f64 + 1.0;
    let mut spans = Vec::new();
    for block in 0..blocks {
        for (group, column) in outcome.groups.iter().zip(0u32..) {
            let x = f64::from(block) * width + f64::from(column) + 1.0;
            spans.push((x - 0.42, x + 0.42, group.ink));
        }
    }
    plot.add(Mark::Spans {
        spans: spans.into(),
        y: Some([low, low + height]),
        opacity: 1.0,
    });
}

/// Which shade is which offset.
fn key(plot: &mut Plot, outcome: &Outcome, end: f64) {
    const Y: f64 = 1.2;
    let step = 0.018 * end;
    let last = end - 2.0 * step;
    let count = outcome.recipe.offsets;
    let first = last - (count - 1) as f64 * step;
    let words = |x, text: String, anchor| Mark::Text {
        at: [x, Y],
        text,
        anchor,
        ink: Ink::Faint,
        size_pt: 10.0,
        within: None,
    };
    let before = format!("Offset in {}: 1", outcome.recipe.offset_unit());
    plot.add(words(first - step, before, Anchor::End));
    for offset in 1..=count {
        let x = first + (offset - 1) as f64 * step;
        plot.add(points(vec![[x, Y]], ink(outcome, offset)));
    }
    plot.add(words(last + 0.6 * step, count.to_string(), Anchor::Start));
}
