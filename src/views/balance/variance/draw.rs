//! The drawing of variance scaling.

use super::{Outcome, SHOW_CLASSES, numbers};
use crate::analysis::Normalisation;
use crate::analysis::statistics::{AtScale, ENOUGH_BINS, Statistics};
use crate::analysis::variance::local_slopes;
use crate::plot::{Axis, Cell, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::views::shared::by_state::StateOutcome;
use crate::views::shared::surrogate_progress::Realisations;
use crate::views::shared::{scale_plot, wording};
use crate::views::{Input, NumberSource, Numbers, spread_cells};

type Number = fn(&AtScale) -> f64;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let mut sheet = above(variances(outcome, input), slopes(outcome, input));
    sheet.tables.push(table(outcome));
    sheet.notes = notes(outcome, input);
    sheet
}

/// Variances above their local slopes, with one axis of widths.
fn above(mut variances: Plot, slopes: Plot) -> Sheet {
    variances.x.ticks = crate::plot::Ticks::None;
    variances.x.label.clear();
    variances.x.unit.clear();
    Sheet::column(vec![(2.4, variances), (1.0, slopes)])
}

fn enough(at: &AtScale, number: Number) -> f64 {
    if at.balance.n_bins >= ENOUGH_BINS {
        number(at)
    } else {
        f64::NAN
    }
}

/// Slope that independent events have; none where the normalisation fixes or varies the variance.
fn independent(normalisation: Normalisation) -> Option<f64> {
    match normalisation {
        Normalisation::Rate => Some(-1.0),
        Normalisation::Count | Normalisation::Share => Some(1.0),
        Normalisation::ZScore | Normalisation::Max => None,
    }
}

/// Axes of variances, with the range that is fitted.
fn axes([from, to]: [f64; 2], input: &Input<'_>) -> Plot {
    let normalisation = input.settings.normalisation;
    let label = match normalisation.unit() {
        "" => "Variance".to_owned(),
        unit => format!("Variance ({unit}, squared)"),
    };
    let y = Axis {
        log: true,
        ..Axis::new(label, "", [1.0, 2.0])
    }
    .defined(normalisation.help());
    let mut plot = Plot::new("variance", "Variance", scale_plot::width_axis(), y);
    plot.add(Mark::spans([(from, to, Ink::Accent)], 0.07));
    plot
}

fn variances(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let [from, to] = outcome.range_s;
    let mut plot = axes(outcome.range_s, input);
    let f: Number = |s| s.balance.var_f;
    if let Some(realised) = &outcome.realised {
        scale_plot::band(&mut plot, realised, |s| enough(s, f));
    }
    let mut shown: Vec<(&str, Number, Ink)> = vec![("f = E - I", f, Ink::Text)];
    if input.values.switch(&SHOW_CLASSES) {
        shown.push(("E", AtScale::var_e, Ink::Excitatory));
        shown.push(("I", AtScale::var_i, Ink::Inhibitory));
    }
    for (name, number, ink) in shown {
        let points = scale_plot::points(&outcome.data, |s| enough(s, number));
        scale_plot::line(&mut plot, Some(name), points, ink);
    }
    scale_plot::fit_y(&mut plot);
    if let Some(fit) = outcome.fit {
        let ends = [from, to].map(|w| [w, fit.value_at(w)]);
        plot.add_named(
            format!("Fit, slope {}", number_text(fit.slope, 3)),
            Mark::line(ends, Stroke::new(Ink::Accent, 2.0)),
        );
        if let Some(slope) = independent(input.settings.normalisation) {
            // Through the middle of the fitted line.
            let middle = (from * to).sqrt();
            let at = |w: f64| [w, fit.value_at(middle) * (w / middle).powf(slope)];
            plot.add_named(
                format!("Independent events, slope {}", number_text(slope, 1)),
                Mark::line(
                    [at(from), at(to)],
                    Stroke::new(Ink::Faint, 1.2).dashed(Dash::Dashed),
                ),
            );
        }
    }
    scale_plot::marker(&mut plot, input.settings.scale);
    plot.legend = Legend::BottomLeft;
    plot.summary = outcome.fit.map_or_else(
        || "No line is fitted".to_owned(),
        |fit| {
            format!(
                "Slope {} from {} to {} s",
                number_text(fit.slope, 3),
                number_text(from, 3),
                number_text(to, 3)
            )
        },
    );
    plot
}

fn local(all: &Statistics) -> Vec<[f64; 2]> {
    let (widths, values): (Vec<f64>, Vec<f64>) = all
        .scales
        .iter()
        .map(|s| (s.scale.width_s(), enough(s, |s| s.balance.var_f)))
        .unzip();
    local_slopes(&widths, &values)
}

/// Local slopes that `draw` puts on the axes, with those that are expected.
fn slope_axes(input: &Input<'_>, draw: impl FnOnce(&mut Plot)) -> Plot {
    let y = Axis::new("Local slope", "", [-1.0, 1.0])
        .defined("Slope of log Var f against log bin width, from each scale to the next");
    let mut plot = Plot::new("slopes", "Local slopes", scale_plot::width_axis(), y);
    draw(&mut plot);
    scale_plot::fit_y(&mut plot);
    for slope in independent(input.settings.normalisation)
        .into_iter()
        .chain([0.0])
    {
        scale_plot::level(&mut plot, slope);
        let [low, high] = plot.y.range;
        plot.y.range = [low.min(slope - 0.06), high.max(slope + 0.06)];
    }
    scale_plot::marker(&mut plot, input.settings.scale);
    plot
}

fn slopes(outcome: &Outcome, input: &Input<'_>) -> Plot {
    slope_axes(input, |plot| {
        scale_plot::line(plot, None, local(&outcome.data), Ink::Text);
    })
}

/// Var f of every state in its colour, with its line and its local slopes.
pub fn overlaid(input: &Input<'_>, states: &[StateOutcome<'_, Outcome>]) -> Sheet {
    let range_s = super::range_s(input.values);
    let mut plot = axes(range_s, input);
    let of = |s: &StateOutcome<'_, Outcome>| {
        let f = |at: &AtScale| enough(at, |at| at.balance.var_f);
        (s.part.clone(), scale_plot::points(&s.outcome.data, f))
    };
    scale_plot::states(&mut plot, states.iter().map(of));
    scale_plot::fit_y(&mut plot);
    for state in states {
        let Some(fit) = state.outcome.fit else {
            continue;
        };
        plot.add_line(
            range_s.map(|w| [w, fit.value_at(w)]),
            Stroke::new(state.part.ink, 2.2),
        );
    }
    scale_plot::marker(&mut plot, input.settings.scale);
    plot.legend = Legend::BottomLeft;
    plot.summary = format!("Var f of {} states", states.len());
    let slopes = slope_axes(input, |plot| {
        let of = |s: &StateOutcome<'_, Outcome>| (s.part.clone(), local(&s.outcome.data));
        scale_plot::states(plot, states.iter().map(of));
    });
    above(plot, slopes)
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::of_outcome(outcome);
    let row = |words: &str, cell| vec![Cell::text(words), cell];
    let mut rows = vec![
        row("Slope of Var f", numbers.cell("slope", 3)),
        row("95 % interval (jackknife)", numbers.interval_cell("slope")),
        row("Scales fitted", numbers.count_cell("scales_fitted")),
        row("Fitted from", numbers.cell("fit_range_s.0", 3)),
        row("to", numbers.cell("fit_range_s.1", 3)),
    ];
    let slope = |one: &Statistics| numbers::slope(one, outcome.range_s);
    let realised = outcome.realised.iter().flat_map(Realisations::all);
    let realised: Vec<Numbers> = realised.map(slope).collect();
    if let Some([mean, ends]) = spread_cells(&realised, "slope", "") {
        rows.push(row("Slope of surrogate", mean));
        rows.push(row("95 % of realisations", ends));
    }
    Table::new("Variance scaling", ["", "Value"], rows)
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let mut notes = vec![format!(
        "E and I in {}; variances with n in the denominator; scales with fewer than {ENOUGH_BINS} bins left out.",
        input.settings.normalisation.unit()
    )];
    if outcome.fit.is_none() {
        notes.push("No line: fewer than two scales in the range have a variance.".to_owned());
    }
    notes.extend(outcome.realised.as_ref().map(Realisations::note));
    notes.extend(wording::unclassified(input.recording));
    notes
}
