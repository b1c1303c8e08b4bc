//! The drawing of routes.

use super::{DRAWN, NETWORKS, Outcome, Route, SHOWN, numbers};
use crate::plot::{Anchor, Axis, Ink, Mark, Panel, Plot, Sheet, Stroke, Table, number_text};
use crate::views::theory::model;
use crate::views::theory::pieces::Pieces;
use crate::views::{NumberSource, ScreenTable};

const IDS: [&str; NETWORKS] = ["network1", "network2", "network3", "network4"];

pub fn sheet(outcome: &Outcome) -> Sheet {
    let panels = outcome.routes.iter().zip(IDS).enumerate();
    let panels =
        panels.map(|(nth, (route, id))| Panel::new(nth / 2, nth % 2, rates(route, id, nth)));
    Sheet {
        columns: vec![1.0; 2],
        rows: vec![1.0; 2],
        panels: panels.collect(),
        tables: vec![table(outcome)],
        notes: notes(outcome),
        ..Sheet::default()
    }
}

fn rates(route: &Route, id: &'static str, nth: usize) -> Plot {
    let ends = [0.0, DRAWN as f64];
    let x = if nth < 2 {
        Axis::bare(ends)
    } else {
        Axis::new("Time", "tau_m", ends).defined("The last of its run, in membrane time constants")
    };
    // With room for the words.
    let y = Axis::new("Rate phi", "", [0.0, 1.2]).defined("Share of the largest rate");
    let words = match &route.found {
        Some(found) => format!(
            "Seed {}: {}, λ1 {} ± {}",
            route.seed,
            found.regime,
            number_text(found.values[0], 2),
            number_text(found.errors[0], 1)
        ),
        None => format!("Seed {}: on its way", route.seed),
    };
    let mut plot = Plot::new(id, words.clone(), x, y);
    for (unit, line) in route.rates.iter().enumerate() {
        let ink = if unit < SHOWN[0] {
            Ink::Excitatory
        } else {
            Ink::Inhibitory
        };
        plot.add(Mark::line(line.clone(), Stroke::new(ink, 1.1)));
    }
    let place = [0.02 * DRAWN as f64, 1.1];
    plot.add(Mark::text(
        place,
        words.clone(),
        Anchor::Start,
        Ink::Text,
        11.0,
    ));
    plot.summary = words;
    plot
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::of_outcome(outcome);
    let rows: Vec<_> = numbers.rows("networks").collect();
    let columns = outcome.routes.iter().zip(&rows);
    let columns = columns.map(|(route, row)| {
        let row: &dyn NumberSource = row;
        (format!("Seed {}", route.seed), row)
    });
    ScreenTable::new(columns, None)
        .row("Regime", |n| crate::plot::Cell::text(n.words("regime")))
        .row("λ1", |n| n.cell_in("exponent1", 3, "per tau_m"))
        .row("SE of λ1", |n| n.cell_in("error1", 2, "per tau_m"))
        .row("λ2", |n| n.cell_in("exponent2", 3, "per tau_m"))
        .row("SE of λ2", |n| n.cell_in("error2", 2, "per tau_m"))
        .titled("Networks")
}

fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    if !outcome.is_over() {
        let over = outcome
            .routes
            .iter()
            .filter(|route| route.found.is_some())
            .count();
        notes.push(format!("{over} of {NETWORKS} networks done."));
    }
    let p = outcome.theory.parameters();
    let [transient, time] = outcome.asked.map(|time| number_text(time, 4));
    notes.push(format!(
        "{time} tau_m after a transient of {transient}; {} of step {}; {NETWORKS} networks, one start each.",
        p.integrator.name(),
        number_text(p.dt, 3)
    ));
    notes.push(model::note(&outcome.theory));
    notes
}
