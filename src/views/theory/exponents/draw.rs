//! The drawing of exponents.

use super::Outcome;
use crate::plot::{Axis, Cell, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::views::shared::scale_plot;
use crate::views::theory::model;
use std::sync::Arc;

/// Estimates from less time than this are not looked at for the range.
const EARLY: f64 = 10.0;

pub fn sheet(outcome: &Outcome) -> Sheet {
    Sheet {
        tables: vec![table(outcome)],
        notes: notes(outcome),
        ..Sheet::row([(1.0, estimates(outcome))])
    }
}

fn estimates(outcome: &Outcome) -> Plot {
    let end = outcome.asked[1].max(1.0);
    let x = Axis::new("Time", "tau_m", [0.0, end]).defined("Time that the estimate is from");
    let y = Axis::new("Lyapunov exponent", "per tau_m", [-0.1, 0.1])
        .defined("Mean rate at which a small difference grows (above 0) or decays");
    let mut plot = Plot::new("exponents", "Lyapunov exponents", x, y);
    let band = |time: f64| f64::max(0.004, 3.0 / time);
    let times: Arc<[f64]> = (1..=100).map(|k| end * f64::from(k) / 100.0).collect();
    plot.add(Mark::Band {
        low: times.iter().map(|t| -band(*t)).collect(),
        high: times.iter().map(|t| band(*t)).collect(),
        x: times,
        ink: Ink::Faint,
        opacity: 0.15,
    });
    plot.add_level(0.0, Stroke::new(Ink::Text, 1.6));
    let count = outcome.found.as_ref().map_or(0, |f| f.values.len());
    for nth in (0..count).rev() {
        let stroke = match nth {
            0 => Stroke::new(Ink::Accent, 2.2),
            _ => Stroke::new(Ink::FineToCoarse(nth as f32 / count.max(2) as f32), 1.4),
        };
        let line = outcome.history.iter().map(|(time, all)| [*time, all[nth]]);
        let mark = Mark::line(line.collect::<Vec<_>>(), stroke);
        plot.add_named(format!("λ{}", nth + 1), mark);
        if let Some(found) = &outcome.found {
            let (value, error) = (found.values[nth], found.errors[nth]);
            let at = found.time;
            let bar = [[at, value - error], [at, value + error]];
            plot.add_line(bar, Stroke::new(stroke.ink, 2.0));
        }
    }
    let rest = 1.0 / outcome.theory.parameters().tau_d;
    plot.add_level(-rest, Stroke::new(Ink::Faint, 1.0).dashed(Dash::Dotted));
    let late = outcome
        .history
        .iter()
        .filter(|(time, _)| *time >= EARLY.min(end));
    let late = late.flat_map(|(_, all)| all).copied();
    plot.y.range = scale_plot::range(late.chain([-0.02, 0.02]), false);
    plot.legend = Legend::TopRight;
    plot.summary = match &outcome.found {
        Some(found) => format!(
            "Largest exponent {} ± {} after {} tau_m: {}",
            number_text(found.values[0], 3),
            number_text(found.errors[0], 2),
            number_text(found.time, 4),
            found.regime
        ),
        None => "The transient passes".to_owned(),
    };
    plot
}

fn table(outcome: &Outcome) -> Table {
    let found = outcome.found.as_ref();
    let rows = found
        .into_iter()
        .flat_map(|f| f.values.iter().zip(&f.errors));
    let mut rows: Vec<Vec<Cell>> = rows
        .zip(1u64..)
        .map(|((value, error), nth)| {
            vec![
                Cell::text(format!("λ{nth}")),
                Cell::number(*value, 3, "per tau_m"),
                Cell::number(*error, 2, "per tau_m"),
            ]
        })
        .collect();
    let regime = found.map_or_else(|| "–".to_owned(), |f| f.regime.to_string());
    rows.push(vec![
        Cell::text("Regime"),
        Cell::text(regime),
        Cell::text(""),
    ]);
    Table::new("Lyapunov exponents", ["", "Value", "SE"], rows)
}

fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    let [transient, time] = outcome.asked.map(|time| number_text(time, 4));
    let done = outcome.done();
    if done < 1.0 {
        notes.push(format!("{:.0} % done.", 100.0 * done));
    }
    notes.push(format!(
        "{time} tau_m after a transient of {transient}; RK4 of step {}; one network, seed {}.",
        number_text(outcome.theory.parameters().dt, 3),
        outcome.seed
    ));
    notes.push(model::note(&outcome.theory));
    notes
}
