//! The drawing of eigenvalues.

use super::{Outcome, crossing_name, numbers};
use crate::plot::{Anchor, Axis, Cell, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::views::NumberSource;
use crate::views::shared::scale_plot;
use crate::views::theory::model;

pub fn sheet(outcome: &Outcome) -> Sheet {
    Sheet {
        tables: vec![table(outcome)],
        notes: notes(outcome),
        ..Sheet::row([(1.0, cloud(outcome))])
    }
}

fn cloud(outcome: &Outcome) -> Plot {
    let x = Axis::new("Real part", "per tau_m", [-2.0, 0.5])
        .defined("Rate at which a perturbation grows (right of 0) or decays");
    let y = Axis::new("Imaginary part", "rad per tau_m", [-1.0, 1.0])
        .defined("Angular frequency at which it swings");
    let mut plot = Plot::new("eigenvalues", "Eigenvalues", x, y);
    plot.equal_aspect = true;
    plot.add_vertical(0.0, Stroke::new(Ink::Text, 2.0));
    let mirrored = outcome.outline.iter().rev().map(|[re, im]| [*re, -im]);
    let outline: Vec<[f64; 2]> = outcome.outline.iter().copied().chain(mirrored).collect();
    let found = outcome.spectrum.as_ref().and_then(|s| s.as_ref().ok());
    if let Some(found) = found {
        plot.add_named(
            "Eigenvalues",
            Mark::Points {
                xy: found.values.clone().into(),
                radius_pt: 1.8,
                filled: true,
                ink: Ink::Text,
                opacity: 0.6,
            },
        );
    }
    plot.add_named(
        "Predicted bulk",
        Mark::line(outline.clone(), Stroke::new(Ink::Excitatory, 1.6)),
    );
    plot.add_named(
        "Mean modes",
        Mark::rings(outcome.modes.to_vec(), 6.0, Ink::Inhibitory),
    );
    if let Some(found) = found {
        let [re, im] = found.leading;
        let pair = if im == 0.0 {
            vec![[re, im]]
        } else {
            vec![[re, im], [re, -im]]
        };
        plot.add_named(
            format!("Leading: {}", crossing_name(im)),
            Mark::discs(pair, 4.0, Ink::Accent),
        );
    }
    let all = outline.iter().chain(&outcome.modes);
    let all: Vec<[f64; 2]> = all
        .chain(found.iter().flat_map(|s| &s.values))
        .copied()
        .collect();
    let range = |axis: usize| scale_plot::range(all.iter().map(|z| z[axis]), false);
    let [low, high] = range(0);
    plot.x.range = [low, high.max(0.1)];
    plot.y.range = range(1);
    plot.legend = Legend::TopLeft;
    if found.is_none() && outcome.spectrum.is_none() {
        let at = [-1.0, 0.0];
        plot.add(Mark::text(
            at,
            "Eigenvalues on their way",
            Anchor::Middle,
            Ink::Faint,
            11.0,
        ));
    }
    plot.summary = match found {
        Some(found) => {
            let [re, im] = found.leading;
            let side = if re > 0.0 { "unstable" } else { "stable" };
            let which = if found.is_whole { "" } else { "leading " };
            format!(
                "{} {which}eigenvalues, the first of them at {} ({}): {side}",
                found.values.len(),
                number_text(re, 3),
                crossing_name(im)
            )
        }
        None => "The predicted bulk and the mean modes".to_owned(),
    };
    plot
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::of_outcome(outcome);
    let row = |words: &str, cell: Cell| vec![Cell::text(words), cell];
    Table::new(
        "Stability",
        ["", ""],
        [
            row(
                "Leading real part",
                numbers.cell_in("leading_re", 4, "per tau_m"),
            ),
            row(
                "Leading imaginary part",
                numbers.cell_in("leading_im", 4, "rad per tau_m"),
            ),
            row("It is", Cell::text(numbers.words("leading"))),
            row("Inside the predicted bulk", numbers.cell("inside", 4)),
            row("Critical J0 of the bulk", numbers.cell("critical_j0", 5)),
            row(
                "Its frequency",
                numbers.cell_in("critical_omega", 3, "rad per tau_m"),
            ),
        ],
    )
}

fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(Err(reason)) = &outcome.spectrum {
        notes.push(format!("No eigenvalues: {reason}."));
    }
    if let Some(Ok(found)) = &outcome.spectrum
        && !found.is_whole
    {
        let count = found.values.len();
        notes.push(format!(
            "Only {count} eigenvalues, of the largest real parts: all are found up to N 2000. Far below the critical J0 few can be told apart."
        ));
    }
    if let Err(reason) = &outcome.critical {
        notes.push(format!("No critical J0: {reason}."));
    }
    notes.push(format!(
        "Seed {}. {}",
        outcome.seed,
        model::note(&outcome.theory)
    ));
    notes
}
