//! The drawing of variance scaling.

use super::{Outcome, SHOW_CLASSES};
use crate::analysis::Normalisation;
use crate::analysis::statistics::{AtScale, ENOUGH_BINS};
use crate::analysis::variance::local_slopes;
use crate::plot::{Axis, Cell, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::views::realised::Realised;
use crate::views::{Input, over_scales, said};

type Number = fn(&AtScale) -> f64;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let mut variance = variances(outcome, input);
    variance.x.ticks = crate::plot::Ticks::None;
    variance.x.label.clear();
    variance.x.unit.clear();
    let mut sheet = Sheet::column(vec![(2.4, variance), (1.0, slopes(outcome, input))]);
    sheet.tables.push(table(outcome));
    sheet.notes = notes(outcome, input);
    sheet
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

fn variances(outcome: &Outcome, input: &Input<'_>) -> Plot {
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
    let mut plot = Plot::new("variance", "Variance", over_scales::width_axis(), y);
    let [from, to] = outcome.range_s;
    plot.add(Mark::Spans {
        spans: [(from, to, Ink::Accent)].into(),
        y: None,
        opacity: 0.07,
    });
    let f: Number = |s| s.balance.var_f;
    if let Some(realised) = &outcome.realised {
        over_scales::band(&mut plot, realised, |s| enough(s, f));
    }
    let mut shown: Vec<(&str, Number, Ink)> = vec![("f = E - I", f, Ink::Text)];
    if input.values.switch(&SHOW_CLASSES) {
        shown.push(("E", AtScale::var_e, Ink::Excitatory));
        shown.push(("I", AtScale::var_i, Ink::Inhibitory));
    }
    for (name, number, ink) in shown {
        let points = over_scales::points(&outcome.data, |s| enough(s, number));
        over_scales::line(&mut plot, Some(name), points, ink);
    }
    let values = plot.layers.iter().flat_map(|l| match &l.mark {
        Mark::Line { xy, .. } => xy.iter().map(|p| p[1]).collect(),
        Mark::Band { low, high, .. } => low.iter().chain(high.iter()).copied().collect(),
        _ => Vec::new(),
    });
    plot.y.range = over_scales::range(values, true);
    if let Some(fit) = outcome.fit {
        let ends = [from, to].map(|w| [w, fit.at(w)]);
        plot.add_named(
            format!("Fit, slope {}", number_text(fit.slope, 3)),
            Mark::Line {
                xy: ends.into(),
                stroke: Stroke::new(Ink::Accent, 2.0),
            },
        );
        if let Some(slope) = independent(input.settings.normalisation) {
            // Through the middle of the fitted line.
            let middle = (from * to).sqrt();
            let at = |w: f64| [w, fit.at(middle) * (w / middle).powf(slope)];
            plot.add_named(
                format!("Independent events, slope {}", number_text(slope, 1)),
                Mark::Line {
                    xy: [at(from), at(to)].into(),
                    stroke: Stroke::new(Ink::Faint, 1.2).dashed(Dash::Dashed),
                },
            );
        }
    }
    over_scales::marker(&mut plot, input.settings.scale);
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

fn slopes(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let of = |all: &crate::analysis::statistics::Statistics| -> Vec<[f64; 2]> {
        let (widths, values): (Vec<f64>, Vec<f64>) = all
            .scales
            .iter()
            .map(|s| (s.scale.width_s(), enough(s, |s| s.balance.var_f)))
            .unzip();
        local_slopes(&widths, &values)
    };
    let y = Axis::new("Local slope", "", [-1.0, 1.0])
        .defined("Slope of log Var f against log bin width, from each scale to the next");
    let mut plot = Plot::new("slopes", "Local slopes", over_scales::width_axis(), y);
    let own = of(&outcome.data);
    let expected = independent(input.settings.normalisation);
    let values = own.iter().map(|p| p[1]).chain(expected).chain([0.0]);
    plot.y.range = over_scales::range(values, false);
    for slope in expected.into_iter().chain([0.0]) {
        over_scales::level(&mut plot, slope);
    }
    over_scales::line(&mut plot, None, own, Ink::Text);
    over_scales::marker(&mut plot, input.settings.scale);
    plot
}

fn table(outcome: &Outcome) -> Table {
    let number = |x: f64| Cell::number(x, 3, "");
    let fit = outcome.fit;
    let interval = outcome.interval.map_or("–".to_owned(), |[low, high]| {
        format!("{} to {}", number_text(low, 3), number_text(high, 3))
    });
    let mut rows = vec![
        vec![
            Cell::text("Slope of Var f"),
            number(fit.map_or(f64::NAN, |f| f.slope)),
        ],
        vec![Cell::text("95 % interval (blocks)"), Cell::text(interval)],
        vec![
            Cell::text("Scales fitted"),
            Cell::count(fit.map_or(0, |f| f.scales as u64)),
        ],
        vec![
            Cell::text("Fitted from"),
            Cell::number(outcome.range_s[0], 3, "s"),
        ],
        vec![Cell::text("to"), Cell::number(outcome.range_s[1], 3, "s")],
    ];
    if let Some(realised) = &outcome.realised
        && let Some(s) =
            realised.spread(|all| all.fit(outcome.range_s).map_or(f64::NAN, |f| f.slope))
    {
        rows.push(vec![Cell::text("Slope of surrogate"), number(s.mean)]);
        let text = format!("{} to {}", number_text(s.low, 3), number_text(s.high, 3));
        rows.push(vec![Cell::text("95 % of realisations"), Cell::text(text)]);
    }
    Table {
        title: "Variance scaling".to_owned(),
        columns: vec![String::new(), "Value".to_owned()],
        rows,
    }
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let mut notes = vec![format!(
        "E and I in {}; variances with n in the denominator; scales with fewer than {ENOUGH_BINS} bins left out.",
        input.settings.normalisation.unit()
    )];
    if outcome.fit.is_none() {
        notes.push("No line: fewer than two scales in the range have a variance.".to_owned());
    }
    notes.extend(outcome.realised.as_ref().map(Realised::note));
    notes.extend(said::unclassified(input.recording));
    notes
}
