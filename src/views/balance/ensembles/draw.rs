//! The drawing of the ensembles.

use super::surrogate::SurrogateTraces;
use super::{LINES, Outcome, Side};
use crate::analysis::Normalisation;
use crate::plot::{Anchor, Axis, Dash, Ink, Mark, Plot, Sheet, Stroke, Ticks, number_text};
use crate::recording::Class;
use crate::views::Input;
use crate::views::shared::wording;
use std::sync::Arc;

/// Ids of the plots: z-scores fall on both sides of zero, so that each class has a plot of its own.
pub fn plots(normalisation: Normalisation) -> &'static [&'static str] {
    match normalisation {
        Normalisation::ZScore => &["excitation", "inhibition"],
        _ => &["ensembles"],
    }
}

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let lines = input.values.switch(&LINES);
    let surrogate = outcome.surrogate.as_ref().and_then(SurrogateTraces::shown);
    let mut panels = panels(outcome, lines, surrogate.is_none());
    if let Some(first) = panels.first_mut() {
        add_scale_bar(&mut first.1, outcome);
    }
    if let Some(surrogate) = surrogate {
        let mut surrogate = self::panels(surrogate, lines, true);
        for ((_, plot), (_, data)) in surrogate.iter_mut().zip(&panels) {
            plot.id = if data.id == "inhibition" {
                "surrogate-inhibition"
            } else {
                "surrogate"
            };
            plot.title = format!("Surrogate, {}", plot.title.to_lowercase());
            plot.show_title = true;
            plot.y.range = data.y.range;
        }
        panels.extend(surrogate);
    }
    let mut sheet = Sheet::column(panels);
    sheet.notes = notes(outcome, input);
    sheet
}

/// One plot with E up and I down, or one each where values fall on both sides of zero.
fn panels(outcome: &Outcome, lines: bool, labelled: bool) -> Vec<(f32, Plot)> {
    let sides = [&outcome.excitatory, &outcome.inhibitory];
    if outcome.normalisation == Normalisation::ZScore {
        let one = |side: &Side, id, last| {
            let (low, high) = extent(side);
            let [from, to] = [low.min(0.0), high.max(0.0)].map(|v| v * 1.08);
            let range = if side.class == Class::Excitatory {
                [from, to]
            } else {
                [to, from]
            };
            let y = Axis::new(name(side.class), outcome.normalisation.unit(), range)
                .defined(definition(outcome));
            let mut plot = Plot::new(id, name(side.class), x_axis(outcome, last), y);
            add_side(&mut plot, outcome, side, 1.0, lines);
            plot.summary = summary(outcome);
            (1.0, plot)
        };
        return vec![
            one(sides[0], "excitation", false),
            one(sides[1], "inhibition", labelled),
        ];
    }
    let reach = |side: &Side| {
        let high = extent(side).1;
        if high > 0.0 { high * 1.12 } else { 0.0 }
    };
    let (up, down) = (reach(sides[0]), reach(sides[1]));
    let range = if up + down > 0.0 {
        [-down, up]
    } else {
        [-1.0, 1.0]
    };
    let y = Axis::new(
        "Inhibition down, excitation up",
        outcome.normalisation.unit(),
        range,
    )
    .with_ticks(Ticks::Unsigned)
    .defined(definition(outcome));
    let mut plot = Plot::new("ensembles", "Ensembles", x_axis(outcome, labelled), y);
    add_side(&mut plot, outcome, sides[0], 1.0, lines);
    add_side(&mut plot, outcome, sides[1], -1.0, lines);
    plot.add_level(0.0, Stroke::new(Ink::Text, 0.75));
    plot.summary = summary(outcome);
    vec![(1.0, plot)]
}

fn name(class: Class) -> &'static str {
    if class == Class::Excitatory {
        "Excitation"
    } else {
        "Inhibition"
    }
}

fn definition(outcome: &Outcome) -> String {
    format!(
        "Pooled spikes of a class in bins of {}. {}",
        outcome.scale.width_text(),
        outcome.normalisation.help()
    )
}

fn x_axis(outcome: &Outcome, labelled: bool) -> Axis {
    let (start, width) = outcome.axis();
    let range = [start, start + width * outcome.bins.len() as f64];
    match (labelled, outcome.runs_through()) {
        (false, _) => Axis::bare(range),
        (true, true) => Axis::new("Time", "", range).with_ticks(Ticks::Time),
        (true, false) => Axis::new("Bin #", "", range).defined(
            "Number of the bin, interval after interval of the selection; no bin straddles a border",
        ),
    }
}

/// Smallest and largest value of a side, lines included.
fn extent(side: &Side) -> (f64, f64) {
    side.values
        .iter()
        .chain(&side.low)
        .chain(&side.high)
        .copied()
        .chain([side.mean - side.sd, side.mean + side.sd])
        .filter(|v| v.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
            (a.min(v), b.max(v))
        })
}

fn add_side(plot: &mut Plot, outcome: &Outcome, side: &Side, sign: f64, lines: bool) {
    let ink = Ink::from(side.class);
    let (start, bin) = outcome.axis();
    let width = bin * outcome.bins_each as f64;
    let signed = |values: &[f64]| -> Arc<[f64]> { values.iter().map(|v| sign * v).collect() };
    if !side.low.is_empty() {
        plot.add(Mark::Band {
            x: (0..side.low.len())
                .map(|c| start + (c as f64 + 0.5) * width)
                .collect(),
            low: signed(&side.low),
            high: signed(&side.high),
            ink,
            opacity: 0.25,
        });
    }
    plot.add_named(
        name(side.class),
        Mark::Bars {
            start,
            width,
            values: signed(&side.values),
            base: 0.0,
            along_y: false,
            ink,
            opacity: 0.75,
        },
    );
    if lines && side.mean.is_finite() && side.sd.is_finite() {
        for (y, stroke) in [
            (side.mean, Stroke::new(Ink::Text, 1.0)),
            (side.mean - side.sd, sd_stroke()),
            (side.mean + side.sd, sd_stroke()),
        ] {
            plot.add_level(sign * y, stroke);
        }
    }
}

fn sd_stroke() -> Stroke {
    Stroke::new(Ink::Text, 0.75).dashed(Dash::DashDotted)
}

/// A bar of 100 bins, or of ten where the window is short.
fn add_scale_bar(plot: &mut Plot, outcome: &Outcome) {
    let (_, width) = outcome.axis();
    let [left, right] = plot.x.range;
    let [low, high] = plot.y.range;
    let Some(bins) = [100.0, 10.0, 1.0]
        .into_iter()
        .find(|bins| bins * width <= 0.6 * (right - left))
    else {
        return;
    };
    // A strip of its own above what is drawn.
    let y = high + 0.05 * (high - low);
    plot.y.range[1] = high + 0.11 * (high - low);
    let from = left + 0.02 * (right - left);
    let to = from + bins * width;
    plot.add_line(vec![[from, y], [to, y]], Stroke::new(Ink::Text, 2.0));
    plot.add(Mark::text(
        [to + 0.012 * (right - left), y],
        format!("{bins} × {}", outcome.scale.width_text()),
        Anchor::Start,
        Ink::Text,
        9.0,
    ));
}

fn summary(outcome: &Outcome) -> String {
    let side = |side: &Side| {
        format!(
            "{} ± {}",
            number_text(side.mean, 3),
            number_text(side.sd, 3)
        )
    };
    format!(
        "{} of {}: excitation {}, inhibition {} {}",
        wording::counted(outcome.bins.len(), "bin", "bins"),
        outcome.scale.width_text(),
        side(&outcome.excitatory),
        side(&outcome.inhibitory),
        outcome.normalisation.unit(),
    )
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let bins = wording::counted(outcome.bins.len(), "bin", "bins");
    let intervals = outcome.bins.grids().len();
    notes.push(if intervals == 1 {
        format!("{bins} of {}.", outcome.scale.width_text())
    } else {
        format!(
            "{bins} of {} in {intervals} intervals, one after the other; no bin straddles a border.",
            outcome.scale.width_text()
        )
    });
    notes.extend(outcome.surrogate.as_ref().map(SurrogateTraces::note));
    if outcome.bins_each > 1 {
        notes.push(format!(
            "{} per pixel: bars show the mean, the band shows smallest to largest bin.",
            wording::counted(outcome.bins_each, "bin", "bins")
        ));
    }
    notes.push(wording::left_out(
        outcome.bins.left_out_s(),
        outcome.excitatory.left_out,
        outcome.inhibitory.left_out,
    ));
    for side in [&outcome.excitatory, &outcome.inhibitory] {
        if side.mean.is_nan() {
            notes.push(format!(
                "{} has no values in this normalisation: {}.",
                name(side.class),
                if input.recording.count(side.class) == 0 {
                    "no unit is in this class"
                } else {
                    "its units are silent in the selection or their counts do not vary"
                }
            ));
        }
    }
    notes.extend(wording::unclassified(input.recording));
    notes
}
