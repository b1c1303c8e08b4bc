//! The drawing of the deviation: lines over scales, one per state, and what is said beside them.

use super::{AtScale, Outcome, RULER, numbers};
use crate::analysis::{Ccdf, Deviation, Scale, statistics};
use crate::plot::{
    Anchor, Axis, Cell, Dash, Ink, Legend, Mark, Panel, Plot, Sheet, Stroke, Table, number_text,
};
use crate::recording::Class;
use crate::views::shared::scale_plot::width_axis;
use crate::views::shared::states::{durations_note, parts};
use crate::views::shared::surrogate_progress::Realisations;
use crate::views::shared::{scale_plot, wording};
use crate::views::{Input, NumberSource};

/// A state with fewer bins is not drawn at that scale.
const FEWEST: u64 = 10;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    Sheet {
        columns: vec![1.0, 1.0],
        rows: vec![1.0, 1.0],
        panels: vec![
            Panel::new(0, 0, rms(outcome)),
            Panel::new(0, 1, above(outcome)),
            Panel::new(1, 0, ccdf(outcome)),
            Panel::new(1, 1, ks(outcome)),
        ],
        tables: tables(outcome),
        notes: notes(outcome, input),
        ..Sheet::default()
    }
}

fn rms(outcome: &Outcome) -> Plot {
    let independent = std::f64::consts::SQRT_2;
    let y = Axis::new("RMS of M", "SD", [independent; 2])
        .defined("Root of the mean square of M = z(E) - z(I) over bins");
    let mut plot = plot(
        outcome,
        "rms",
        "Deviation from balance",
        y,
        |d| d.rms,
        |s| s.deviation.rms,
    );
    plot.add_level(
        independent,
        Stroke::new(Ink::Faint, 1.0).dashed(Dash::Dotted),
    );
    plot.add(Mark::text(
        [Scale::FINEST.width_s(), 1.1 * independent],
        "If E and I were independent",
        Anchor::Start,
        Ink::Faint,
        9.0,
    ));
    plot
}

fn above(outcome: &Outcome) -> Plot {
    let y = Axis::new("Share of bins with |M| > 2", "", [1.0; 2])
        .defined("Bins whose deviation M = z(E) - z(I) is beyond 2 SD");
    let mut plot = plot(
        outcome,
        "p-above-2",
        "Bins beyond 2 SD",
        y,
        |d| d.p_above_2,
        |s| s.deviation.p_above_2,
    );
    // Shares fall from left to right: room for the names of the lines of both plots.
    plot.y.range = [plot.y.range[0].min(2e-4), 1.2];
    plot.legend = Legend::BottomLeft;
    plot
}

/// One number over scales, one line a group. The axis, on which states differ by factors, shows
/// what it shows already and all values above 0.
fn plot(
    outcome: &Outcome,
    id: &'static str,
    title: &str,
    y: Axis,
    value: fn(&Deviation) -> f64,
    of_surrogate: fn(&statistics::AtScale) -> f64,
) -> Plot {
    let mut plot = Plot::new(id, title, width_axis(), y);
    add_chosen(&mut plot, outcome);
    if let Some(realised) = &outcome.realised {
        // As of the data: few bins and zeros have no place on the axis.
        scale_plot::band(&mut plot, realised, |s| {
            let value = of_surrogate(s);
            let shown = s.balance.n_bins >= FEWEST && value > 0.0;
            if shown { value } else { f64::NAN }
        });
    }
    let [mut least, mut most] = plot.y.range;
    let groups = outcome.groups.iter().enumerate();
    // All time last, on top of the states.
    for (place, group) in groups.clone().skip(1).chain(groups.take(1)) {
        let at = |at: &AtScale| {
            let deviation = at.deviations.get(place)?;
            let value = value(deviation);
            let shown = deviation.n >= FEWEST && value > 0.0;
            Some([at.scale.width_s(), if shown { value } else { f64::NAN }])
        };
        let xy: Vec<[f64; 2]> = outcome.scales.iter().filter_map(at).collect();
        least = xy.iter().map(|xy| xy[1]).fold(least, f64::min);
        most = xy.iter().map(|xy| xy[1]).fold(most, f64::max);
        plot.add_named(
            group.name.clone(),
            Mark::line(xy, Stroke::new(group.ink, 1.75).dashed(group.dash)),
        );
    }
    plot.y.log = true;
    plot.y.range = [least / 1.2, 1.2 * most];
    let said = outcome.groups.iter().zip(&outcome.chosen.deviations);
    let said: Vec<_> = said
        .map(|(group, d)| format!("{} {}", group.name, number_text(value(d), 3)))
        .collect();
    let width = outcome.chosen.scale.width_text();
    plot.summary = format!("{title} at {width}: {}", said.join(", "));
    plot
}

/// The chosen scale, upright in a plot over scales.
pub fn add_chosen(plot: &mut Plot, outcome: &Outcome) {
    plot.add_vertical(
        outcome.chosen.scale.width_s(),
        Stroke::new(Ink::Accent, 1.5),
    );
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
    notes.extend(durations_note(&parts(input), input));
    notes.extend(outcome.realised.as_ref().map(Realisations::note));
    if input.settings.surrogate.is_some() && outcome.realised.is_none() {
        notes.push(
            "No surrogate here: it is z-scored over the selection. Measure z-scores over the selection, or include all states."
                .to_owned(),
        );
    }
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
    let mut shares = outcome.scales.iter().flat_map(|at| &at.deviations);
    if shares.any(|d| d.p_above_2 == 0.0) {
        notes.push(
            "A share of 0 has no place on the log axis: the line is broken there.".to_owned(),
        );
    }
    notes.extend(wording::unclassified(input.recording));
    notes
}

pub fn tables(outcome: &Outcome) -> Vec<Table> {
    let [deviation, balance] = numbers::of_chosen(&outcome.groups, &outcome.chosen);
    let states = deviation.rows("chosen").map(|state| {
        vec![
            Cell::text(state.words("state")),
            state.cell_in("rms", 3, "SD"),
            state.cell("p_above_2", 3),
            state.count_cell("n_bins"),
        ]
    });
    let columns = ["", "RMS of M", "P(|M| > 2)", "Bins n"];
    let row = |words: &str, cell| vec![Cell::text(words), cell];
    let width = outcome.chosen.scale.width_text();
    vec![
        Table::new(format!("Deviation in bins of {width}"), columns, states),
        Table::new(
            format!("Static balance in bins of {width}"),
            Vec::<String>::new(),
            vec![
                row("KS distance", balance.cell("chosen.ks", 3)),
                row("Bins of E", balance.count_cell("chosen.n_e")),
                row("Bins of I", balance.count_cell("chosen.n_i")),
            ],
        ),
    ]
}

/// The share of bins at or above each magnitude, at the chosen scale.
pub fn ccdf(outcome: &Outcome) -> Plot {
    let chosen = &outcome.chosen;
    let all = || chosen.ccdfs.iter().flat_map(|ccdf| &ccdf.points);
    let most = all().map(|point| point[0]).fold(0.0, f64::max);
    let least = all().map(|point| point[1]).fold(1.0, f64::min);
    let right = if most > 0.0 { 1.05 * most } else { 1.0 };
    let mut y = Axis::new("Share of bins at or above", "", [least / 2.0, 2.0])
        .defined("Bins in which the magnitude is this large or larger");
    y.log = true;
    let mut plot = Plot::new(
        "ccdf",
        format!("Magnitudes in bins of {}", chosen.scale.width_text()),
        Axis::new("Magnitude", "count / mean count", [0.0, right])
            .defined("Pooled count of a class in a bin, divided by the mean count of that class"),
        y,
    );
    plot.show_title = true;
    for ccdf in &chosen.ccdfs {
        let name = match ccdf.class {
            Class::Excitatory => "Excitation",
            _ => "Inhibition",
        };
        plot.add_named(
            name,
            Mark::line(steps(ccdf), Stroke::new(Ink::from(ccdf.class), 1.75)),
        );
    }
    plot.legend = Legend::TopRight;
    plot.summary = format!(
        "Magnitudes of excitation and inhibition at {}: KS distance {}",
        chosen.scale.width_text(),
        number_text(chosen.static_balance.ks, 2)
    );
    plot
}

/// The share stays the same up to each magnitude and falls behind it.
fn steps(ccdf: &Ccdf) -> Vec<[f64; 2]> {
    let mut before = 0.0;
    let mut steps = Vec::with_capacity(2 * ccdf.points.len());
    for &[magnitude, share] in &ccdf.points {
        steps.push([before, share]);
        steps.push([magnitude, share]);
        before = magnitude;
    }
    steps
}

/// The distance of the two distributions at every scale.
pub fn ks(outcome: &Outcome) -> Plot {
    let at = |at: &super::AtScale| [at.scale.width_s(), at.static_balance.ks];
    let xy: Vec<[f64; 2]> = outcome.scales.iter().map(at).collect();
    let most = xy.iter().map(|xy| xy[1]).fold(0.0, f64::max);
    let top = if most > 0.0 { 1.15 * most } else { 1.0 };
    let mut plot = Plot::new(
        "ks",
        "Distance of the magnitudes",
        width_axis(),
        Axis::new("KS distance of E and I", "", [0.0, top])
            .defined("Largest difference of the cumulative shares of the two magnitudes"),
    );
    add_chosen(&mut plot, outcome);
    if let Some(realised) = &outcome.realised {
        scale_plot::band(&mut plot, realised, |s| s.static_balance.ks);
    }
    plot.add_line(xy.as_slice(), Stroke::new(Ink::Text, 1.25));
    plot.add(Mark::discs(xy, 1.75, Ink::Text));
    plot.legend = Legend::None;
    plot.summary = format!(
        "KS distance at {}: {}",
        outcome.chosen.scale.width_text(),
        number_text(outcome.chosen.static_balance.ks, 2)
    );
    plot
}
