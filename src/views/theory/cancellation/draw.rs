//! The drawing of cancellation.

use super::{DRAWN, Outcome, PARTS, numbers};
use crate::plot::{Anchor, Axis, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::views::shared::scale_plot;
use crate::views::theory::model;
use crate::views::theory::pieces::Pieces;
use crate::views::{NumberSource, ScreenTable};

const NAMES: [(&str, Ink); PARTS] = [
    ("Excitatory input", Ink::Excitatory),
    ("Inhibitory input", Ink::Inhibitory),
    ("Sum of both", Ink::Text),
];
/// Ends of the axis of correlations where nothing is known yet.
const USUAL: [f64; 2] = [1e-3, 1.0];

pub fn sheet(outcome: &Outcome) -> Sheet {
    Sheet {
        tables: vec![table(outcome)],
        notes: notes(outcome),
        ..Sheet::row([(1.0, sizes(outcome)), (1.1, traces(outcome))])
    }
}

fn sizes(outcome: &Outcome) -> Plot {
    let (first, last) = (outcome.sizes.first(), outcome.sizes.last());
    let ends = [first, last].map(|n| n.map_or(1.0, |n| *n as f64));
    let x = Axis {
        log: true,
        ..Axis::new("Units N", "", [0.8 * ends[0], 1.25 * ends[1]])
    }
    .defined("Number of units, excitatory and inhibitory");
    let drawn = outcome.found.iter().filter_map(|one| one.correlations);
    let drawn = drawn.flatten().map(|one| one.value).filter(|r| *r > 0.0);
    let least = drawn.fold(f64::INFINITY, f64::min);
    let low = if least.is_finite() {
        // With room for the legend.
        0.35 * least
    } else {
        USUAL[0]
    };
    let y = Axis {
        log: true,
        ..Axis::new("Mean correlation of pairs", "", [low.min(0.1), USUAL[1]])
    }
    .defined("Pearson's r of what two excitatory cells receive, mean over pairs");
    let mut plot = Plot::new("correlations", "Correlation of inputs", x, y);
    for (part, (name, ink)) in NAMES.into_iter().enumerate() {
        let means = outcome.sizes.iter();
        let means = means.map(|n| [*n as f64, outcome.mean(*n, part)[0]]);
        // What is not above zero has no place on this axis.
        let means: Vec<[f64; 2]> = means
            .map(|[n, r]| [n, if r > 0.0 { r } else { f64::NAN }])
            .collect();
        plot.add_named(name, Mark::line(means, Stroke::new(ink, 2.0)));
        let dots = outcome.found.iter().filter_map(|one| {
            let r = one.correlations?[part].value;
            (r > 0.0).then_some([one.n as f64, r])
        });
        plot.add(Mark::discs(dots.collect::<Vec<_>>(), 3.0, ink));
    }
    plot.legend = Legend::BottomLeft;
    let moving = outcome
        .found
        .iter()
        .filter(|one| one.correlations.is_some());
    if outcome.is_over() && moving.count() == 0 {
        let at = [(ends[0] * ends[1]).sqrt(), 0.3];
        let words = "All networks rest";
        plot.add(Mark::text(at, words, Anchor::Middle, Ink::Faint, 11.0));
    }
    let largest = outcome.sizes.iter().rev();
    let known = largest
        .map(|n| (*n, [0, 1, 2].map(|part| outcome.mean(*n, part)[0])))
        .find(|(_, [e, ..])| e.is_finite());
    plot.summary = match known {
        Some((n, r)) => {
            let [e, i, sum] = r.map(|r| number_text(r, 2));
            format!("Pairs share r = {e} of excitation, {i} of inhibition, {sum} of both at N {n}")
        }
        None => "No network that moves has run yet".to_owned(),
    };
    plot
}

fn traces(outcome: &Outcome) -> Plot {
    let x = Axis::new("Time", "tau_m", [0.0, DRAWN])
        .defined("The last of its run, in membrane time constants");
    let all = outcome.traces.parts.iter().flatten().map(|point| point[1]);
    let [low, high] = scale_plot::range(all.chain([0.0]), false);
    // With room for the legend.
    let y = Axis::new("Input", "", [low, high + 0.25 * (high - low)])
        .defined("Sum over the inputs of a kind, each with its coupling");
    let n = outcome.traces.n;
    let title = match n {
        0 => "Inputs to one cell".to_owned(),
        n => format!("Inputs to one cell, N {n}"),
    };
    let mut plot = Plot::new("inputs", title, x, y);
    plot.add_level(0.0, Stroke::new(Ink::Faint, 0.6).dashed(Dash::Dashed));
    for ((name, ink), line) in NAMES.into_iter().zip(&outcome.traces.parts) {
        plot.add_named(name, Mark::line(line.clone(), Stroke::new(ink, 1.3)));
    }
    plot.legend = Legend::TopRight;
    if n == 0 {
        let at = [DRAWN / 2.0, 0.5 * (low + high)];
        let words = "The first network is on its way";
        plot.add(Mark::text(at, words, Anchor::Middle, Ink::Faint, 11.0));
        plot.summary = words.into();
    } else {
        let mean = |line: &Vec<[f64; 2]>| {
            line.iter().map(|point| point[1]).sum::<f64>() / line.len().max(1) as f64
        };
        let [e, i, sum] = outcome.traces.parts.each_ref().map(mean);
        let [e, i, sum] = [e, i, sum].map(|x| number_text(x, 2));
        plot.summary = format!("Mean excitatory input {e}, inhibitory {i}, sum {sum}");
    }
    plot.show_title = true;
    plot
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::of_outcome(outcome);
    let rows: Vec<_> = numbers.rows("sizes").collect();
    let columns = outcome.sizes.iter().zip(&rows).map(|(n, row)| {
        let row: &dyn NumberSource = row;
        (format!("N {n}"), row)
    });
    ScreenTable::new(columns, None)
        .row("Networks", |n| n.count_cell("networks"))
        .row("  that move", |n| n.count_cell("moving"))
        .row("r of excitation", |n| n.cell("r_e", 3))
        .row("  its SE", |n| n.cell("r_e_error", 1))
        .row("r of inhibition", |n| n.cell("r_i", 3))
        .row("  its SE", |n| n.cell("r_i_error", 1))
        .row("r of the sum", |n| n.cell("r_sum", 3))
        .row("  its SE", |n| n.cell("r_sum_error", 1))
        .titled("Correlation of pairs")
}

fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    let (over, all) = (outcome.found.len(), outcome.all());
    if over < all {
        notes.push(format!("{over} of {all} networks done."));
    }
    if let Some(exponent) = outcome.exponent().filter(|_| over == all) {
        notes.push(format!(
            "The correlation of the sum goes as N to the power {}.",
            number_text(exponent, 2)
        ));
    }
    let resting = outcome
        .found
        .iter()
        .filter(|one| one.correlations.is_none());
    match resting.count() {
        0 => {}
        1 => notes.push("1 network rests and is left out.".to_owned()),
        count => notes.push(format!("{count} networks rest and are left out.")),
    }
    let p = outcome.theory.parameters();
    let [transient, time] = outcome.times;
    notes.push(format!(
        "{time} tau_m after a transient of {transient}; {} of step {}; one start for each network; inputs once every tau_m.",
        p.integrator.name(),
        number_text(p.dt, 3)
    ));
    notes.push(model::note(&outcome.theory));
    notes
}
