//! The drawing of the deviation: lines over scales, one a state, and what is said beside them.

use super::{AtScale, Outcome, RULER, static_balance, table};
use crate::analysis::Deviation;
use crate::plot::{Axis, Dash, Ink, Legend, Mark, Panel, Plot, Sheet, Stroke, number_text};
use crate::views::over_scales::width_axis;
use crate::views::{Input, said};

/// A state with fewer bins is not drawn at that scale.
const FEWEST: u64 = 10;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let panel = |row, column, plot| Panel { row, column, plot };
    let mut above = plot(
        outcome,
        "p-above-2",
        "Bins with |M| > 2",
        Axis::new("Share of bins with |M| > 2", "", [0.0, 1.0])
            .defined("Bins whose deviation M = z(E) - z(I) is beyond 2 SD"),
        |d| d.p_above_2,
        0.0,
    );
    above.legend = Legend::None;
    Sheet {
        columns: vec![1.0, 1.0],
        rows: vec![1.0, 1.0],
        panels: vec![
            panel(0, 0, rms(outcome)),
            panel(0, 1, above),
            panel(1, 0, static_balance::ccdf(outcome)),
            panel(1, 1, static_balance::ks(outcome)),
        ],
        tables: table::tables(outcome),
        notes: notes(outcome, input),
        ..Sheet::default()
    }
}

fn rms(outcome: &Outcome) -> Plot {
    let independent = std::f64::consts::SQRT_2;
    let mut plot = plot(
        outcome,
        "rms",
        "Deviation from balance",
        Axis::new("RMS of M", "SD", [0.0, 1.0])
            .defined("Root of the mean square of M = z(E) - z(I) over bins"),
        |d| d.rms,
        independent,
    );
    plot.add_named(
        "If E and I were independent",
        Mark::HorizontalLine {
            y: independent,
            stroke: Stroke::new(Ink::Faint, 0.75).dashed(Dash::Dotted),
        },
    );
    plot
}

/// One number over scales, one line a group. The axis shows `least` at any rate.
fn plot(
    outcome: &Outcome,
    id: &'static str,
    title: &str,
    y: Axis,
    value: fn(&Deviation) -> f64,
    least: f64,
) -> Plot {
    let mut plot = Plot::new(id, title, width_axis(), y);
    add_chosen(&mut plot, outcome);
    let mut most = least;
    // All time last, on top of the states.
    for (place, group) in outcome.groups.iter().enumerate().rev() {
        let at = |at: &AtScale| {
            let deviation = at.deviations.get(place)?;
            let shown = deviation.n >= FEWEST;
            let y = if shown { value(deviation) } else { f64::NAN };
            Some([at.scale.width_s(), y])
        };
        let xy: Vec<[f64; 2]> = outcome.scales.iter().filter_map(at).collect();
        most = xy.iter().map(|xy| xy[1]).fold(most, f64::max);
        let dash = if place == 0 {
            Dash::Dashed
        } else {
            Dash::Solid
        };
        plot.add_named(
            group.name.clone(),
            Mark::Line {
                xy: xy.into(),
                stroke: Stroke::new(group.ink, 1.75).dashed(dash),
            },
        );
    }
    // Room for the legend.
    plot.y.range = [0.0, if most > 0.0 { 1.3 * most } else { 1.0 }];
    plot.legend = Legend::TopLeft;
    let said = outcome.groups.iter().zip(&outcome.chosen.deviations);
    plot.summary = said
        .map(|(group, d)| format!("{} {}", group.name, number_text(value(d), 3)))
        .collect::<Vec<_>>()
        .join(", ");
    plot.summary = format!(
        "{title} at {}: {}",
        outcome.chosen.scale.width_text(),
        plot.summary
    );
    plot
}

/// The chosen scale, upright in a plot over scales.
pub fn add_chosen(plot: &mut Plot, outcome: &Outcome) {
    plot.add(Mark::VerticalLine {
        x: outcome.chosen.scale.width_s(),
        stroke: Stroke::new(Ink::Accent, 1.5),
    });
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let chosen = &outcome.chosen;
    let mut notes = vec![
        if input.values.choice(&RULER) == "selection" {
            "z-scores are measured with the means and SDs of the selection.".to_owned()
        } else {
            "z-scores are measured with the means and SDs of all time in the window, so that states keep their differences."
                .to_owned()
        },
        "Magnitudes are counts divided by the mean count of their class: what is compared is the shape, not the rate."
            .to_owned(),
    ];
    if !chosen.has_ruler {
        notes.push(format!(
            "At {} there is no z-score: one class has the same count in every bin.",
            chosen.scale.width_text()
        ));
    }
    let few: Vec<&str> = outcome
        .groups
        .iter()
        .enumerate()
        .filter(|(place, _)| {
            let mut all = outcome
                .scales
                .iter()
                .filter_map(|at| at.deviations.get(*place));
            all.any(|d| d.n < FEWEST)
        })
        .map(|(_, group)| group.name.as_str())
        .collect();
    if !few.is_empty() {
        notes.push(format!(
            "Where fewer than {FEWEST} bins are left nothing is drawn: {}, at coarse scales.",
            few.join(", ")
        ));
    }
    notes.extend(said::unclassified(input.recording));
    notes
}
