//! What is compared, and how often its levels occur together, as pictures.

use super::Outcome;
use super::draw::scale_ticks;
use crate::analysis::Scale;
use crate::plot::{Axis, Mark, Plot, Ramp, Ticks, number_text};
use crate::views::shared::wording;

/// M over time and scale, fine at the bottom.
pub fn matrix(outcome: &Outcome) -> Plot {
    let picture = &outcome.picture;
    let window = [picture.window.start_s, picture.window.stop_s];
    let mut plot = Plot::new(
        "matrix",
        "Multiscale matrix M, −3 (red, I) to 3 (blue, E)",
        Axis::new("Time", "", window).with_ticks(Ticks::Time),
        Axis::new("Scale", "k", [0.5, 32.5])
            .with_ticks(Ticks::At(scale_ticks()))
            .defined("M = z(zE - zI) in forward windows, fine at the bottom"),
    );
    plot.show_title = true;
    plot.add(Mark::Image {
        x: window,
        y: [0.5, 32.5],
        columns: picture.columns,
        rows: Scale::COUNT,
        values: picture.values.clone(),
        ramp: Ramp::Diverging,
        range: [-3.0, 3.0],
    });
    plot.summary = format!(
        "z(zE - zI) at 32 scales, {} along time",
        wording::counted(picture.columns as u64, "cell", "cells")
    );
    plot
}

/// P at offset 1 as a picture: the logarithm, since the diagonal holds nearly all.
pub fn shares(outcome: &Outcome) -> Plot {
    let levels = outcome.pairs.levels();
    let values: Vec<f32> = outcome
        .pairs
        .shares()
        .into_iter()
        .map(|p| if p > 0.0 { p.log10() as f32 } else { f32::NAN })
        .collect();
    let top = values.iter().copied().fold(-6.0, f32::max);
    let axis = |label| {
        let definition = format!(
            "Level of {}, of {levels} between {} and {} SD; P from 10⁻⁵ (dark) to its largest (light)",
            outcome.recipe.signal_text(),
            number_text(outcome.ends[0], 2),
            number_text(outcome.ends[1], 2)
        );
        Axis::new(label, "SD", outcome.ends).defined(definition)
    };
    let mut plot = Plot::new(
        "shares",
        "P at offset 1, logarithm",
        axis("One place"),
        axis("The other"),
    );
    plot.show_title = true;
    plot.add(Mark::Image {
        x: outcome.ends,
        y: outcome.ends,
        columns: levels,
        rows: levels,
        values: values.into(),
        ramp: Ramp::Sequential,
        range: [-5.0, top],
    });
    plot.summary = format!(
        "Share of {} at offset 1 that have each two of {levels} levels",
        wording::counted(outcome.pairs.pairs(), "pair", "pairs")
    );
    plot
}
