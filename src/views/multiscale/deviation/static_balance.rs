//! The drawing of static balance: the magnitudes of E against those of I.

use super::{Outcome, draw};
use crate::analysis::Ccdf;
use crate::plot::{Axis, Ink, Legend, Mark, Plot, Stroke, number_text};
use crate::recording::Class;
use crate::views::shared::scale_plot::{self, width_axis};

/// The share of bins at or above each magnitude, at the chosen scale.
pub fn ccdf(outcome: &Outcome) -> Plot {
    let chosen = &outcome.chosen;
    let all = || chosen.ccdfs.iter().flat_map(|ccdf| &ccdf.points);
    let most = all().map(|point| point[0]).fold(0.0, f64::max);
    let least = all().map(|point| point[1]).fold(1.0, f64::min);
    let right = if most > 0.0 { 1.05 * most } else { 1.0 };
    let mut y = Axis::new("Share of bins at or above", "", [least / 2.0, 2.0])
        .defined("Bins in which the magnitude is this large or larger");
    y.log = true;
    let mut plot = Plot::new(
        "ccdf",
        format!("Magnitudes in bins of {}", chosen.scale.width_text()),
        Axis::new("Magnitude", "count / mean count", [0.0, right])
            .defined("Pooled count of a class in a bin, divided by the mean count of that class"),
        y,
    );
    plot.show_title = true;
    for ccdf in &chosen.ccdfs {
        let name = match ccdf.class {
            Class::Excitatory => "Excitation",
            _ => "Inhibition",
        };
        plot.add_named(
            name,
            Mark::Line {
                xy: steps(ccdf).into(),
                stroke: Stroke::new(Ink::from(ccdf.class), 1.75),
            },
        );
    }
    plot.legend = Legend::TopRight;
    plot.summary = format!(
        "Magnitudes of excitation and inhibition at {}: KS distance {}",
        chosen.scale.width_text(),
        number_text(chosen.static_balance.ks, 2)
    );
    plot
}

/// The share stays the same up to each magnitude and falls behind it.
fn steps(ccdf: &Ccdf) -> Vec<[f64; 2]> {
    let mut before = 0.0;
    let mut steps = Vec::with_capacity(2 * ccdf.points.len());
    for &[magnitude, share] in &ccdf.points {
        steps.push([before, share]);
        steps.push([magnitude, share]);
        before = magnitude;
    }
    steps
}

/// The distance of the two distributions at every scale.
pub fn ks(outcome: &Outcome) -> Plot {
    let at = |at: &super::AtScale| [at.scale.width_s(), at.static_balance.ks];
    let xy: Vec<[f64; 2]> = outcome.scales.iter().map(at).collect();
    let most = xy.iter().map(|xy| xy[1]).fold(0.0, f64::max);
    let top = if most > 0.0 { 1.15 * most } else { 1.0 };
    let mut plot = Plot::new(
        "ks",
        "Distance of the magnitudes",
        width_axis(),
        Axis::new("KS distance of E and I", "", [0.0, top])
            .defined("Largest difference of the cumulative shares of the two magnitudes"),
    );
    draw::add_chosen(&mut plot, outcome);
    if let Some(realised) = &outcome.realised {
        scale_plot::band(&mut plot, realised, |s| s.static_balance.ks);
    }
    plot.add(Mark::Line {
        xy: xy.as_slice().into(),
        stroke: Stroke::new(Ink::Text, 1.25),
    });
    plot.add(Mark::Points {
        xy: xy.into(),
        radius_pt: 1.75,
        filled: true,
        ink: Ink::Text,
        opacity: 1.0,
    });
    plot.legend = Legend::None;
    plot.summary = format!(
        "KS distance at {}: {}",
        outcome.chosen.scale.width_text(),
        number_text(outcome.chosen.static_balance.ks, 2)
    );
    plot
}
