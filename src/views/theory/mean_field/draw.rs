//! The drawing of mean-field theory beside a network.

use super::observed::{INPUT_BARS, INPUTS, OfClass, RATE_BARS};
use super::{Field, Outcome, numbers};
use crate::analysis::normal;
use crate::models::rate::theory::QUANTITIES;
use crate::plot::{Axis, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::views::shared::scale_plot;
use crate::views::theory::model;
use crate::views::{NumberSource, ScreenTable};

const CLASSES: [(&str, Ink); 2] = [("E", Ink::Excitatory), ("I", Ink::Inhibitory)];
/// Longest lag that is drawn, in time constants.
const LONGEST: f64 = 30.0;
/// Variance of h below which theory has no fluctuation to draw.
const STILL: f64 = 1e-6;

pub fn sheet(outcome: &Outcome) -> Sheet {
    Sheet {
        tables: vec![table(outcome)],
        notes: notes(outcome),
        ..Sheet::row([
            (1.2, autocovariance(outcome)),
            (1.0, inputs(outcome)),
            (1.0, rates(outcome)),
        ])
    }
}

/// Mean and SD of the inputs of a class by theory, where they fluctuate.
fn gaussian(field: &Field, class: usize) -> Option<[f64; 2]> {
    let [mean, variance] = match class {
        0 => [field.mean(|s| s.mu_e)[0], field.mean(|s| s.var_h_e)[0]],
        _ => [field.mean(|s| s.mu_i)[0], field.mean(|s| s.var_h_i)[0]],
    };
    (variance > STILL).then(|| [mean, variance.sqrt()])
}

/// Lags that are drawn, and the autocovariance of a class by theory.
fn curve(field: &Field, class: usize) -> Vec<[f64; 2]> {
    let all = field.autocovariances().into_iter();
    let shown = all.take_while(|(lag, _)| *lag <= LONGEST);
    shown.map(|(lag, of)| [lag, of[class]]).collect()
}

fn autocovariance(outcome: &Outcome) -> Plot {
    let x = Axis::new("Lag", "tau_m", [0.0, LONGEST]).defined("In membrane time constants");
    let y = Axis::new("Autocovariance of h", "", [0.0, 1.0])
        .defined("Of the inputs, over units and time, about the mean of their class");
    let mut plot = Plot::new("autocovariance", "Autocovariance of inputs", x, y);
    let [here, limit] = &outcome.fields;
    let mut all = vec![0.0];
    for (class, (name, ink)) in CLASSES.into_iter().enumerate() {
        let line = curve(limit, class);
        all.extend(line.iter().map(|[_, c]| *c));
        plot.add_named(
            format!("{name}, limit"),
            Mark::line(line, Stroke::new(ink, 1.3).dashed(Dash::Dashed)),
        );
        let line = curve(here, class);
        all.extend(line.iter().map(|[_, c]| *c));
        plot.add_named(
            format!("{name}, N {}", model::size_text(here.size)),
            Mark::line(line, Stroke::new(ink, 2.0)),
        );
        let seen = outcome.observed.classes[class].autocovariance();
        let seen: Vec<[f64; 2]> = seen
            .into_iter()
            .filter(|[lag, _]| *lag <= LONGEST)
            .collect();
        all.extend(seen.iter().map(|[_, c]| *c));
        plot.add_named(format!("{name}, network"), Mark::discs(seen, 2.2, ink));
    }
    plot.y.range = scale_plot::range(all.into_iter().chain([0.01]), false);
    plot.legend = Legend::TopRight;
    let quantity = QUANTITIES.iter().find(|(name, _)| *name == "half_width_e");
    let [width, error] = quantity.map_or([f64::NAN; 2], |(_, of)| here.mean(of));
    plot.summary = if width.is_finite() {
        format!(
            "Inputs of E decorrelate in {} ± {} tau_m by theory",
            number_text(width, 2),
            number_text(error, 1)
        )
    } else {
        "By theory inputs do not fluctuate".to_owned()
    };
    plot
}

fn density(counts: &[u64], width: f64) -> Vec<f64> {
    let all = counts.iter().sum::<u64>().max(1) as f64;
    counts
        .iter()
        .map(|&count| count as f64 / (all * width))
        .collect()
}

/// A distribution of each class: bars of the network, lines by theory.
fn distribution(
    outcome: &Outcome,
    mut plot: Plot,
    [start, width]: [f64; 2],
    counts: fn(&OfClass) -> &[u64],
    theory: impl Fn(f64, [f64; 2]) -> f64,
) -> Plot {
    let [low, high] = plot.x.range;
    let mut most: f64 = 0.0;
    for (class, (name, ink)) in CLASSES.into_iter().enumerate() {
        let bars = density(counts(&outcome.observed.classes[class]), width);
        most = bars.iter().copied().fold(most, f64::max);
        plot.add_named(
            format!("{name}, network"),
            Mark::Bars {
                start,
                width,
                values: bars.into(),
                base: 0.0,
                along_y: false,
                ink,
                opacity: 0.35,
            },
        );
        if let Some(gaussian) = gaussian(&outcome.fields[0], class) {
            let points = (1..200).map(|k| low + (high - low) * f64::from(k) / 200.0);
            let line: Vec<[f64; 2]> = points.map(|at| [at, theory(at, gaussian)]).collect();
            plot.add_named(
                format!("{name}, theory"),
                Mark::line(line, Stroke::new(ink, 1.8)),
            );
        }
    }
    plot.y.range = [0.0, 1.15 * most.max(0.1)];
    plot.legend = Legend::TopRight;
    plot
}

fn inputs(outcome: &Outcome) -> Plot {
    let width = (INPUTS[1] - INPUTS[0]) / INPUT_BARS as f64;
    let place = |bar: usize| INPUTS[0] + width * bar as f64;
    let seen = outcome.observed.classes.iter().flat_map(|class| {
        let first = class.inputs.iter().position(|&count| count > 0);
        let last = class.inputs.iter().rposition(|&count| count > 0);
        [first, last.map(|bar| bar + 1)]
            .into_iter()
            .flatten()
            .map(place)
    });
    let expected = [0, 1]
        .into_iter()
        .filter_map(|class| gaussian(&outcome.fields[0], class));
    let expected = expected.flat_map(|[mean, sd]| [mean - 3.0 * sd, mean + 3.0 * sd]);
    let range = scale_plot::range(seen.chain(expected), false);
    let x =
        Axis::new("Input h", "", range).defined("Input of a unit, which its rate phi(h) follows");
    let y = Axis::new("Density", "", [0.0, 1.0]).defined("Over units and time");
    let plot = Plot::new("inputs", "Inputs", x, y);
    distribution(
        outcome,
        plot,
        [INPUTS[0], width],
        |class| &class.inputs,
        |h, [mean, sd]| normal::density((h - mean) / sd) / sd,
    )
}

fn rates(outcome: &Outcome) -> Plot {
    let x = Axis::new("Rate phi", "", [0.0, 1.0]).defined("Share of the largest rate");
    let y = Axis::new("Density", "", [0.0, 1.0]).defined("Over units and time");
    let plot = Plot::new("rates", "Rates", x, y);
    let width = 1.0 / RATE_BARS as f64;
    // phi is the distribution function of a normal number: its density turns into a ratio.
    distribution(
        outcome,
        plot,
        [0.0, width],
        |class| &class.rates,
        |rate, [mean, sd]| {
            let h = normal::quantile(rate);
            let z = (h - mean) / sd;
            (0.5 * (h * h - z * z)).exp() / sd
        },
    )
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::of_outcome(outcome);
    let rows: Vec<_> = numbers.rows("states").collect();
    let columns = ["Limit", "This N", "Network"].into_iter().zip(&rows);
    let columns = columns.map(|(name, row)| {
        let row: &dyn NumberSource = row;
        (name.to_owned(), row)
    });
    let mut table = ScreenTable::new(columns, None);
    for (words, key, error, unit) in [
        ("Rate of E", "phi_e", "phi_e_error", ""),
        ("Rate of I", "phi_i", "phi_i_error", ""),
        ("Efficacy w", "w", "w_error", ""),
        ("Mean h of E", "mu_e", "mu_e_error", ""),
        ("Mean h of I", "mu_i", "mu_i_error", ""),
        ("Variance of h of E", "var_h_e", "var_h_e_error", ""),
        ("Variance of h of I", "var_h_i", "var_h_i_error", ""),
        (
            "Decorrelation of E",
            "half_width_e",
            "half_width_e_error",
            "tau_m",
        ),
        (
            "Decorrelation of I",
            "half_width_i",
            "half_width_i_error",
            "tau_m",
        ),
    ] {
        table = table
            .row(words, |n| n.cell_in(key, 3, unit))
            .row("  its SE", |n| n.cell_in(error, 1, unit));
    }
    table.titled("Theory and network")
}

fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    for field in &outcome.fields {
        let name = model::size_text(field.size);
        match &field.solved {
            Err(reason) => notes.push(format!("No theory for N {name}: {reason}.")),
            Ok(solved) => {
                let ([steps, open], all) = (solved.progress(), solved.sets().len());
                notes.push(format!(
                    "Theory for N {name}: {} of {all} sets of random numbers settled, after {steps} steps at most.",
                    all - open
                ));
            }
        }
    }
    notes.push(outcome.simulated.note());
    notes.push(model::note(&outcome.theory));
    notes
}
