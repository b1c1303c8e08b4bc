//! The drawing of efficacies.

use super::{BARS, Outcome, numbers};
use crate::plot::{Axis, Cell, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::views::NumberSource;
use crate::views::theory::model;

pub fn sheet(outcome: &Outcome) -> Sheet {
    Sheet {
        tables: vec![table(outcome)],
        notes: vec![outcome.simulated.note(), model::note(&outcome.theory)],
        ..Sheet::row([(1.0, against_rate(outcome)), (1.0, distribution(outcome))])
    }
}

const W: &str =
    "Share of the strength of a unit's synapses onto excitatory units that depression has left";

fn against_rate(outcome: &Outcome) -> Plot {
    let p = outcome.theory.parameters();
    let means = outcome.means();
    let points: Vec<[f64; 2]> = means
        .iter()
        .flat_map(|m| m.phi.iter().zip(&m.w))
        .map(|(phi, w)| [*phi, *w])
        .collect();
    let most = points.iter().map(|[phi, _]| *phi).fold(0.2, f64::max);
    let x = Axis::new("Mean rate phi", "", [0.0, 1.05 * most])
        .defined("Share of the largest rate, mean over time");
    let y = Axis::new("Mean efficacy w", "", [0.0, 1.0]).defined(W);
    let mut plot = Plot::new("against-rate", "Efficacy against rate", x, y);
    let curve = (0..=100).map(|k| 1.05 * most * f64::from(k) / 100.0);
    let curve: Vec<[f64; 2]> = curve
        .map(|phi| [phi, 1.0 / (1.0 + p.u * p.tau_d * phi)])
        .collect();
    plot.add_named(
        "E units",
        Mark::Points {
            xy: points.clone().into(),
            radius_pt: 2.0,
            filled: true,
            ink: Ink::Excitatory,
            opacity: 0.6,
        },
    );
    plot.add_named("At rest", Mark::line(curve, Stroke::new(Ink::Text, 1.4)));
    plot.legend = Legend::BottomLeft;
    plot.summary = format!("{} units", points.len());
    plot
}

fn distribution(outcome: &Outcome) -> Plot {
    let all = outcome.counts.iter().sum::<u64>().max(1) as f64;
    let values: Vec<f64> = outcome
        .counts
        .iter()
        .map(|&count| count as f64 / all)
        .collect();
    let most = values.iter().copied().fold(0.1, f64::max);
    let x = Axis::new("Efficacy w", "", [0.0, 1.0]).defined(W);
    let y = Axis::new("Share", "", [0.0, 1.1 * most])
        .defined("Of all E units and steps, in each twentieth of w");
    let mut plot = Plot::new("distribution", "Distribution of w", x, y);
    plot.add(Mark::Bars {
        start: 0.0,
        width: 1.0 / BARS as f64,
        values: values.into(),
        base: 0.0,
        along_y: false,
        ink: Ink::Excitatory,
        opacity: 0.55,
    });
    if let Some(means) = outcome.means() {
        plot.add_named(
            "Mean",
            Mark::VerticalLine {
                x: means.mean_w,
                stroke: Stroke::new(Ink::Accent, 1.6),
            },
        );
        plot.summary = format!("Mean efficacy {}", number_text(means.mean_w, 3));
    }
    plot.legend = Legend::TopLeft;
    plot
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::of_outcome(outcome);
    let row = |words: &str, keys: [&'static str; 3]| {
        let [found, expected, miss] = keys.map(|key| numbers.cell(key, 5));
        vec![Cell::text(words), found, expected, miss]
    };
    Table::new(
        "Identities",
        ["", "Found", "Expected", "Miss"],
        [
            row("Mean w", ["mean_w", "expected_w", "miss_w"]),
            row("Mean h of E", ["mean_h_e", "expected_h_e", "miss_h_e"]),
        ],
    )
}
