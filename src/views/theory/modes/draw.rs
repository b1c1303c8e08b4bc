//! The drawing of mean modes.

use super::{Modes, Outcome};
use crate::models::rate::theory::Size;
use crate::plot::{Axis, Cell, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::views::Input;
use crate::views::shared::scale_plot;
use crate::views::theory::model;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let plots = if input.canvas.is_low() {
        vec![(1.0, real(outcome, x_axis(outcome)))]
    } else {
        let above = Axis::bare(outcome.range_j0);
        vec![
            (1.4, real(outcome, above)),
            (1.0, imaginary(outcome, x_axis(outcome))),
        ]
    };
    Sheet {
        tables: vec![table(outcome)],
        notes: notes(outcome),
        ..Sheet::column(plots)
    }
}

fn x_axis(outcome: &Outcome) -> Axis {
    Axis::new("Coupling J0", "", outcome.range_j0).defined("Strength of all couplings")
}

fn is_here(outcome: &Outcome, size: Size) -> bool {
    size == outcome.theory.size
}

/// One line for each of `parts` of the modes and each size; the present one on top.
fn add_lines(plot: &mut Plot, outcome: &Outcome, parts: &[fn(&Modes) -> f64]) {
    let p = outcome.theory.parameters();
    plot.add_vertical(p.j0, Stroke::new(Ink::Accent, 1.0));
    plot.add_level(0.0, Stroke::new(Ink::Text, 1.6));
    let last = (outcome.curves.len() - 1).max(1) as f32;
    let curves = outcome.curves.iter().zip(0u8..);
    let (here, others): (Vec<_>, Vec<_>) =
        curves.partition(|((size, _), _)| is_here(outcome, *size));
    let mut shown = Vec::new();
    for ((size, points), nth) in others.into_iter().chain(here) {
        let stroke = if is_here(outcome, *size) {
            Stroke::new(Ink::Accent, 2.2)
        } else {
            Stroke::new(Ink::FineToCoarse(f32::from(nth) / last), 1.3)
        };
        for (at, part) in parts.iter().enumerate() {
            let value =
                |(j0, modes): &(f64, Option<Modes>)| [*j0, modes.as_ref().map_or(f64::NAN, part)];
            let line: Vec<[f64; 2]> = points.iter().map(value).collect();
            if is_here(outcome, *size) {
                shown.extend(line.iter().map(|[_, y]| *y));
            }
            let mark = Mark::line(line, stroke);
            if at == 0 {
                plot.add_named(format!("N {}", model::size_text(*size)), mark);
            } else {
                plot.add(mark);
            }
        }
    }
    // Of the largest networks the fast modes are far below.
    plot.y.range = scale_plot::range(shown.into_iter().chain([0.0]), false);
}

fn real(outcome: &Outcome, x: Axis) -> Plot {
    let y = Axis::new("Real part", "per tau_m", [-1.0, 1.0]).defined(
        "Rate at which a perturbation shared by all units of a class grows (above 0) or decays",
    );
    let mut plot = Plot::new("real", "Real parts of the mean modes", x, y);
    add_lines(&mut plot, outcome, &[|m| m[2][0], |m| m[1][0], |m| m[0][0]]);
    let [low, high] = plot.y.range;
    plot.y.range = [1.15 * low, high.max(-0.1 * low)];
    plot.legend = Legend::BottomLeft;
    plot.summary = match &outcome.here {
        Ok(modes) => {
            let largest = number_text(modes[2][0], 3);
            let word = if modes[2][0] < 0.0 {
                "stable"
            } else {
                "unstable"
            };
            format!("Largest real part {largest}: the means are {word}")
        }
        Err(reason) => format!("There are no modes: {reason}"),
    };
    plot
}

fn imaginary(outcome: &Outcome, x: Axis) -> Plot {
    let y = Axis::new("Imaginary part", "rad per tau_m", [0.0, 1.0])
        .defined("Angular frequency at which it swings; of a pair the upper one");
    let mut plot = Plot::new("imaginary", "Imaginary parts of the mean modes", x, y);
    let largest: fn(&Modes) -> f64 = |m| m.iter().fold(0.0, |most, [_, im]| f64::max(most, *im));
    add_lines(&mut plot, outcome, &[largest]);
    let [_, high] = plot.y.range;
    plot.y.range = [0.0, high.max(0.1)];
    if let Ok(modes) = &outcome.here {
        plot.summary = format!("Largest imaginary part {}", number_text(largest(modes), 3));
    }
    plot
}

fn table(outcome: &Outcome) -> Table {
    let rows = outcome.here.iter().flatten().zip(1u64..);
    let rows = rows.map(|([re, im], nth)| {
        vec![
            Cell::count(nth),
            Cell::number(*re, 5, "per tau_m"),
            Cell::number(*im, 5, "rad per tau_m"),
        ]
    });
    Table::new("Mean modes", ["Mode", "Real part", "Imaginary part"], rows)
}

fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    if let Err(reason) = &outcome.here {
        notes.push(format!("There are no modes here: {reason}."));
    }
    notes.push(model::note(&outcome.theory));
    notes
}
