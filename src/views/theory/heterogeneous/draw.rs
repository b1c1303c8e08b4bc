//! The drawing of rest that differs from unit to unit.

use super::{Outcome, numbers};
use crate::analysis::normal;
use crate::models::rate::theory::{NoAnswer, StaticBranch, mean_and_sd};
use crate::plot::{Axis, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::views::shared::scale_plot;
use crate::views::theory::model;
use crate::views::{NumberSource, ScreenTable};

const CLASSES: [(&str, Ink); 2] = [("E", Ink::Excitatory), ("I", Ink::Inhibitory)];
const BARS: usize = 40;
/// Narrower than this a class rests alike.
const ALIKE: f64 = 1e-3;

pub fn sheet(outcome: &Outcome) -> Sheet {
    Sheet {
        tables: vec![table(outcome)],
        notes: notes(outcome),
        ..Sheet::row([(1.0, inputs(outcome)), (1.0, branch(outcome))])
    }
}

fn inputs(outcome: &Outcome) -> Plot {
    let found = outcome.inputs();
    let expected = outcome.branch.as_ref().ok();
    let expected = expected.map(|b| [[b.mu_e, b.s_e], [b.mu_i, b.s_i]]);
    let ends = |[mean, sd]: [f64; 2]| [mean - 3.5 * sd, mean + 3.5 * sd];
    let all = found.iter().flatten().copied();
    let all = all.chain(expected.into_iter().flatten().flat_map(ends));
    let [low, high] = scale_plot::range(all, false);
    let x = Axis::new("Input h", "", [low, high])
        .defined("Input of a unit, which its rate phi(h) follows");
    let y = Axis::new("Density", "", [0.0, 1.0])
        .defined("Share of the units of a class in each unit of h");
    let mut plot = Plot::new("inputs", "Inputs of units", x, y);
    let width = (high - low) / BARS as f64;
    let mut most: f64 = 0.0;
    let mut words = Vec::new();
    for (class, (name, ink)) in CLASSES.into_iter().enumerate() {
        let h = &found[class];
        let at = mean_and_sd(h);
        words.push(format!(
            "{name} {} ± {}",
            number_text(at[0], 3),
            number_text(at[1], 2)
        ));
        if at[1] < ALIKE {
            plot.add_named(
                format!("{name}, all alike"),
                Mark::VerticalLine {
                    x: at[0],
                    stroke: Stroke::new(ink, 2.0),
                },
            );
        } else {
            let mut counts = [0.0; BARS];
            let all_units = h.len() as f64;
            for h in h {
                counts[(((h - low) / width) as usize).min(BARS - 1)] += 1.0 / (all_units * width);
            }
            most = counts.iter().copied().fold(most, f64::max);
            plot.add_named(
                name,
                Mark::Bars {
                    start: low,
                    width,
                    values: counts.to_vec().into(),
                    base: 0.0,
                    along_y: false,
                    ink,
                    opacity: 0.4,
                },
            );
        }
        if let Some(expected) = expected {
            let [mean, sd] = expected[class];
            let points = (0..=200).map(|k| low + (high - low) * f64::from(k) / 200.0);
            let line: Vec<[f64; 2]> = points
                .map(|h| [h, normal::density((h - mean) / sd) / sd])
                .collect();
            most = line.iter().map(|[_, y]| *y).fold(most, f64::max);
            plot.add_named(
                format!("{name}, theory"),
                Mark::line(line, Stroke::new(ink, 1.8)),
            );
        }
    }
    plot.y.range = [0.0, 1.1 * most.max(0.1)];
    plot.legend = Legend::TopLeft;
    plot.summary = format!("Mean and SD of h: {}", words.join(", "));
    plot
}

type Of = fn(&StaticBranch) -> f64;

fn branch(outcome: &Outcome) -> Plot {
    let x = Axis::new("Coupling J0", "", outcome.range_j0).defined("Strength of all couplings");
    let y = Axis::new("Mean and SD of h", "", [-1.0, 1.0]).defined(
        "Of the inputs of a class over its units, by theory; means are below 0, SDs above",
    );
    let mut plot = Plot::new("branch", "Inputs against J0", x, y);
    plot.add_level(0.0, Stroke::new(Ink::Faint, 1.0));
    plot.add_vertical(
        outcome.theory.parameters().j0,
        Stroke::new(Ink::Accent, 1.0),
    );
    let lines: [(&str, Ink, Of); 4] = [
        ("Mean of E", Ink::Excitatory, |b| b.mu_e),
        ("Mean of I", Ink::Inhibitory, |b| b.mu_i),
        ("SD of E", Ink::Excitatory, |b| b.s_e),
        ("SD of I", Ink::Inhibitory, |b| b.s_i),
    ];
    let mut all = Vec::new();
    for (nth, (size, points)) in outcome.curves.iter().enumerate() {
        for (name, ink, of) in lines {
            let line: Vec<[f64; 2]> = points.iter().map(|(j0, at)| [*j0, of(at)]).collect();
            all.extend(line.iter().map(|[_, y]| *y));
            let width = if name.starts_with("SD") { 2.2 } else { 1.2 };
            let stroke = Stroke::new(ink, width);
            if nth == 0 {
                plot.add_named(name, Mark::line(line, stroke));
            } else {
                plot.add(Mark::line(line, stroke.dashed(Dash::Dashed)));
            }
        }
        if nth == 1 {
            plot.summary = format!("Dashed: N {}", model::size_text(*size));
        }
    }
    plot.y.range = scale_plot::range(all.into_iter().chain([-0.1, 0.1]), false);
    plot.legend = Legend::BottomLeft;
    plot
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::of_outcome(outcome);
    let rows: Vec<_> = numbers.rows("states").collect();
    let columns = ["Theory", "Network"].into_iter().zip(&rows);
    let columns = columns.map(|(name, row)| {
        let row: &dyn NumberSource = row;
        (name.to_owned(), row)
    });
    ScreenTable::new(columns, None)
        .row("Mean h of E", |n| n.cell("mu_e", 4))
        .row("SD of h of E", |n| n.cell("s_e", 3))
        .row("Mean h of I", |n| n.cell("mu_i", 4))
        .row("SD of h of I", |n| n.cell("s_i", 3))
        .row("Mean efficacy w", |n| n.cell("w", 4))
        .titled("Rest")
}

fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    match outcome.rests() {
        Some(false) => {
            notes
                .push("This network does not rest: the bars are its state at one time.".to_owned());
        }
        Some(true) => notes.push("This network rests.".to_owned()),
        None => {}
    }
    match outcome.branch {
        Err(NoAnswer::BelowBirth { birth, .. }) => notes.push(format!(
            "By theory all units of a class rest alike here; they part from J0 = {} on.",
            number_text(birth, 4)
        )),
        Err(reason) => notes.push(format!("No theory: {reason}.")),
        Ok(_) => {}
    }
    notes.push(outcome.simulated.note());
    notes.push(model::note(&outcome.theory));
    notes
}
