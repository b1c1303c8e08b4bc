//! The drawing of units of the rate network.

use super::{Outcome, ShownUnit, is_cut, numbers};
use crate::analysis::{SignalTrace, Step};
use crate::plot::{Axis, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::recording::Class;
use crate::views::shared::{event, scale_plot, signal, wording};
use crate::views::{Input, NumberSource, ScreenTable};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Ids of the plots.
pub const PLOTS: [&str; 2] = ["rates", "efficacies"];

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let time = event::time_axis(outcome.window);
    let has_w = outcome.units.iter().any(|unit| unit.w.is_some());
    let plots = if has_w && !input.canvas.is_low() {
        let bare = Axis::bare(event::ends(outcome.window));
        vec![
            (1.25, rates(outcome, bare)),
            (1.0, efficacies(outcome, time)),
        ]
    } else {
        vec![(1.0, rates(outcome, time))]
    };
    Sheet {
        tables: vec![table(outcome)],
        notes: notes(outcome, input),
        ..Sheet::column(plots)
    }
}

/// A population mean: its place among all, and its ink.
type Mean = (usize, Ink);

/// A trace and the points of its line.
type DrawnTrace<'a> = (&'a SignalTrace, &'a Arc<[[f64; 2]]>);

/// Of the rate or of the efficacy of a unit, where it has one.
fn drawn<'a>(unit: &'a ShownUnit, plot: &str) -> Option<DrawnTrace<'a>> {
    if plot == PLOTS[0] {
        return Some((&unit.phi, &unit.line));
    }
    unit.w.as_ref().map(|(trace, line)| (trace, line))
}

/// Units thin, means thick, fixed points dashed.
fn add_lines(plot: &mut Plot, outcome: &Outcome, means: &[Mean]) {
    let id = plot.id;
    let of = (outcome.sampled, outcome.samples);
    let units = || {
        outcome
            .units
            .iter()
            .filter_map(|u| Some((u, drawn(u, id)?)))
    };
    for (unit, (trace, _)) in units() {
        signal::add_band(plot, trace, of, (unit.class.into(), 0.1), |v| v);
    }
    let mut named = BTreeSet::new();
    for (unit, (_, line)) in units() {
        let mark = Mark::line(Arc::clone(line), Stroke::new(unit.class.into(), 0.7));
        let name = match unit.class {
            Class::Excitatory => "E units",
            Class::Inhibitory => "I units",
            Class::Unclassified => "Units without class",
        };
        if named.insert(name) {
            plot.add_named(name, mark);
        } else {
            plot.add(mark);
        }
    }
    for &(place, ink) in means {
        if let Some(trace) = &outcome.means[place] {
            let line = signal::line(trace, outcome.sampled, |v| v);
            let mark = Mark::line(line, Stroke::new(ink, 2.2));
            if named.insert("Mean of all") {
                plot.add_named("Mean of all", mark);
            } else {
                plot.add(mark);
            }
        }
    }
    let steps = outcome.fixed.as_deref().unwrap_or_default();
    for (nth, &(place, ink)) in means.iter().enumerate() {
        let line = stairs(steps, place);
        if line.iter().any(|[_, y]| y.is_finite()) {
            let mark = Mark::line(line, Stroke::new(ink, 1.3).dashed(Dash::Dashed));
            if nth == 0 {
                plot.add_named("Fixed point", mark);
            } else {
                plot.add(mark);
            }
        }
    }
    let of_units = units().flat_map(|(_, (t, _))| t.low.iter().chain(&t.high));
    let of_means = means
        .iter()
        .filter_map(|mean| outcome.means[mean.0].as_ref());
    let of_means = of_means.flat_map(|t| t.low.iter().chain(&t.high));
    let of_steps = steps.iter();
    let of_steps = of_steps.flat_map(|s| means.iter().filter_map(|m| s.values.get(m.0)));
    let all = of_units.chain(of_means).chain(of_steps).copied();
    let [low, high] = scale_plot::range(all.chain([0.0]), false);
    plot.y.range = [low.max(-0.02), high];
}

/// Level stretches, each from its beginning to that of the next.
fn stairs(steps: &[Step], place: usize) -> Vec<[f64; 2]> {
    let ends = |step: &Step| {
        let y = step.values.get(place).copied().unwrap_or(f64::NAN);
        [[step.interval.start_s, y], [step.interval.stop_s, y]]
    };
    steps.iter().flat_map(ends).collect()
}

fn rates(outcome: &Outcome, x: Axis) -> Plot {
    let y = Axis::new("Rate phi", "", [0.0, 1.0])
        .defined("Share of the largest rate: phi(h), from 0 to 1; 0.1 is shown as 5 Hz of spikes");
    let mut plot = Plot::new(PLOTS[0], "Rates of units", x, y);
    let means = [(0, Ink::Excitatory), (1, Ink::Inhibitory)];
    add_lines(&mut plot, outcome, &means);
    // The lines of the other plot are the same; with room for it.
    let [low, high] = plot.y.range;
    plot.y.range = [low, high + 0.35 * (high - low)];
    plot.legend = Legend::TopRight;
    let words = |place: usize, name: &str| {
        let mean = outcome.means[place].as_ref()?.total_mean;
        let fixed = outcome.last_fixed().map(|all| all[place]);
        let fixed = fixed
            .filter(|v| v.is_finite())
            .map_or_else(String::new, |v| {
                format!(" (fixed point {})", number_text(v, 3))
            });
        Some(format!("{name} {}{fixed}", number_text(mean, 3)))
    };
    let means = [words(0, "mean rate of E"), words(1, "of I")];
    let means: Vec<String> = means.into_iter().flatten().collect();
    let units = wording::counted(outcome.units.len() as u64, "unit", "units");
    plot.summary = std::iter::once(units)
        .chain(means)
        .collect::<Vec<_>>()
        .join(", ");
    plot
}

fn efficacies(outcome: &Outcome, x: Axis) -> Plot {
    let y = Axis::new("Efficacy w", "", [0.0, 1.0]).defined(
        "Share of the strength of a unit's synapses onto excitatory units that depression has left",
    );
    let mut plot = Plot::new(PLOTS[1], "Efficacies of units", x, y);
    let mean = (2, Ink::Excitatory);
    add_lines(&mut plot, outcome, &[mean]);
    if let Some(mean) = &outcome.means[2] {
        plot.summary = format!("Mean efficacy {}", number_text(mean.total_mean, 3));
    }
    plot
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::of_outcome(outcome);
    let rows: Vec<_> = numbers.rows("populations").collect();
    let columns = ["phi of E", "phi of I", "w"].into_iter().zip(&rows);
    let columns = columns.map(|(name, row)| {
        let row: &dyn NumberSource = row;
        (name.to_owned(), row)
    });
    ScreenTable::new(columns, None)
        .row("Mean over units and time", |n| n.cell("mean", 4))
        .row("SD over time of the mean", |n| n.cell("sd", 3))
        .row("Fixed point", |n| n.cell("fixed_point", 4))
        .titled("Populations")
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let steps = outcome.fixed.as_deref().unwrap_or_default();
    let none = steps
        .iter()
        .filter(|step| step.values.iter().any(|v| v.is_nan()));
    if outcome.fixed.is_none() {
        notes.push("The fixed point is not recorded.".to_owned());
    } else if none.count() > 0 {
        notes.push("Without dashes there is no homogeneous fixed point, or none that could be followed to these parameters: units of a class have different numbers of inputs, or the parameters let the rates saturate.".to_owned());
    }
    if steps.len() > 1 {
        let turned = wording::counted(steps.len() as u64 - 1, "time", "times");
        notes.push(if is_cut(steps) {
            format!("The fixed point changes more than {turned} in the window; the first are drawn.")
        } else {
            format!("A control was turned: the fixed point steps {turned} in the window. The table has the last.")
        });
    }
    if let Some(unit) = outcome.units.first() {
        let columns = unit.phi.mean.len();
        notes.extend(signal::note(outcome.sampled, outcome.samples, columns));
    }
    if outcome.missing > 0 {
        notes.push(format!(
            "Missing: {}.",
            wording::counted(outcome.missing as u64, "value", "values")
        ));
    }
    notes.extend(wording::whole_window(input));
    notes
}
