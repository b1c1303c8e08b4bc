//! The feature map: feature x state x offset, in one plot as in Fig 3B, or each feature on its own.

use super::info::{CORRELATION, Feature, SIX, poisson};
use super::surrogate::SurrogateFeatures;
use super::{Group, Outcome};
use crate::analysis::{Direction, Signal};
use crate::plot::{Anchor, Axis, Dash, Ink, Mark, Plot, Stroke, Ticks};

/// Room for the states' colours and letters below zero, in shares of the highest dot.
const FOOT: f64 = 0.24;

/// Whether the Poisson line means anything: offsets along scale of one and the same signal.
pub fn has_line(outcome: &Outcome) -> bool {
    outcome.parameters.direction == Direction::Scale && outcome.parameters.signal != Signal::Cross
}

/// From the first offset, dark, to the last.
fn ink(outcome: &Outcome, offset: usize) -> Ink {
    let last = outcome.parameters.offsets.max(2) - 1;
    Ink::FineToCoarse((offset - 1) as f32 / last as f32)
}

/// All six, each divided by its maximum over states and offsets.
pub fn relative(outcome: &Outcome) -> Plot {
    let width = width(outcome);
    let end = 6.0 * width;
    let low = relative_low(outcome);
    // The names have the same share of the height however deep the plot goes.
    let top = 1.0 + 0.2 * (1.0 - low + FOOT);
    let mut plot = Plot::new(
        "map",
        title(outcome),
        Axis::bare([0.0, end]),
        Axis::new("Feature", "of its maximum", [low - FOOT, top])
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
            plot.add_vertical(left, Stroke::new(Ink::Hairline, 1.0).dashed(Dash::Dashed));
        }
        plot.add(Mark::text(
            [left + 0.5 * width, 0.4 + 0.6 * top],
            feature.short,
            Anchor::Middle,
            Ink::Text,
            10.0,
        ));
    }
    strips(&mut plot, outcome, 6);
    for offset in 1..=outcome.parameters.offsets {
        let mut dots = Vec::new();
        for (feature, block) in SIX.iter().zip(0u32..) {
            let most = maximum(outcome, feature);
            for (group, column) in outcome.groups.iter().zip(0u32..) {
                let x = f64::from(block) * width + f64::from(column) + 1.0;
                dots.push([x, value(group, feature, offset) / most]);
            }
            let x = f64::from(block + 1) * width - 1.0;
            surrogate(&mut plot, outcome, (feature, offset), x, most);
        }
        plot.add(points(dots, ink(outcome, offset)));
    }
    plot.summary = format!(
        "Six features of {} at offsets 1 to {} {}, each divided by its maximum",
        outcome
            .groups
            .iter()
            .map(|g| g.name.as_str())
            .collect::<Vec<_>>()
            .join(", "),
        outcome.parameters.offsets,
        outcome.parameters.offset_unit()
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
    let end = width(outcome);
    let most = maximum(outcome, feature);
    let top = if most.is_finite() && most > 0.0 {
        most
    } else {
        1.0
    };
    let low = values(outcome, feature).fold(0.0, f64::min) - FOOT * top;
    let mut plot = Plot::new(
        IDS[place],
        feature.name,
        Axis::bare([0.0, end]),
        Axis::new(feature.name, feature.unit, [low, 1.08 * top]).defined(feature.definition),
    );
    strips(&mut plot, outcome, 1);
    for offset in 1..=outcome.parameters.offsets {
        let dots = outcome.groups.iter().zip(1u32..);
        let dots = dots.map(|(group, at)| [f64::from(at), value(group, feature, offset)]);
        plot.add(points(dots.collect(), ink(outcome, offset)));
        surrogate(&mut plot, outcome, (feature, offset), end - 1.0, 1.0);
        if place == CORRELATION && has_line(outcome) {
            plot.add_level(
                poisson(offset as f64),
                Stroke::new(ink(outcome, offset), 0.75).dashed(Dash::Dashed),
            );
        }
    }
    plot.summary = format!(
        "{} at offsets 1 to {} {}",
        feature.name,
        outcome.parameters.offsets,
        outcome.parameters.offset_unit()
    );
    plot
}

/// One more than the columns of a feature: those of the states and that of the surrogate.
fn width(outcome: &Outcome) -> f64 {
    let surrogate = u8::from(realised(outcome).is_some());
    outcome.groups.len() as f64 + 1.0 + f64::from(surrogate)
}

/// The surrogate, once there are realisations.
fn realised(outcome: &Outcome) -> Option<&SurrogateFeatures> {
    let surrogate = outcome.surrogate.as_ref();
    surrogate.filter(|surrogate| surrogate.realised.count() > 0)
}

/// A ring at the mean of the realisations of a feature at an offset, and a bar that holds 95 %.
fn surrogate(
    plot: &mut Plot,
    outcome: &Outcome,
    (feature, offset): (&Feature, usize),
    x: f64,
    by: f64,
) {
    let Some(spread) = realised(outcome).and_then(|surrogate| surrogate.spread(feature, offset))
    else {
        return;
    };
    let ends = [spread.low, spread.high].map(|value| [x, value / by]);
    let mark = Mark::line(ends, Stroke::new(Ink::Surrogate, 2.0));
    plot.add(mark);
    plot.add(Mark::rings(
        [[x, spread.mean / by]],
        2.8,
        ink(outcome, offset),
    ));
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
    features.map_or(f64::NAN, |features| feature.value_in(features))
}

fn values<'a>(outcome: &'a Outcome, feature: &'a Feature) -> impl Iterator<Item = f64> + 'a {
    let all = outcome.groups.iter().flat_map(|g| &g.offsets);
    all.map(|f| feature.value_in(f)).filter(|v| v.is_finite())
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

/// The states' colours and letters at the foot of their columns.
fn strips(plot: &mut Plot, outcome: &Outcome, blocks: u32) {
    let [low, high] = plot.y.range;
    let part = |share: f64| low + share * (high - low);
    let width = width(outcome);
    let mut columns: Vec<(&str, Ink)> = (outcome.groups.iter())
        .map(|g| (g.short.as_str(), g.ink))
        .collect();
    if realised(outcome).is_some() {
        columns.push(("su", Ink::Surrogate));
    }
    let mut spans = Vec::new();
    let mut letters = Vec::new();
    for block in 0..blocks {
        for (&(short, ink), column) in columns.iter().zip(0u32..) {
            let x = f64::from(block) * width + f64::from(column) + 1.0;
            spans.push((x - 0.42, x + 0.42, ink));
            letters.push(Mark::text(
                [x, part(0.085)],
                short,
                Anchor::Middle,
                Ink::Text,
                9.0,
            ));
        }
    }
    plot.add(Mark::Spans {
        spans: spans.into(),
        y: Some([low, part(0.03)]),
        opacity: 1.0,
    });
    for letter in letters {
        plot.add(letter);
    }
}

/// Which shade is which offset.
fn title(outcome: &Outcome) -> String {
    match outcome.parameters.offsets {
        1 => format!(
            "Feature map, offset 1 of {}",
            outcome.parameters.offset_unit()
        ),
        last => format!(
            "Feature map, offsets of 1 (dark) to {last} {} (light)",
            outcome.parameters.offset_unit()
        ),
    }
}
