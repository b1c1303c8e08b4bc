//! The drawing of mean-field theory against J0.

use super::{Of, Outcome};
use crate::plot::{Anchor, Axis, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, number_text};
use crate::views::shared::scale_plot;
use crate::views::theory::model;

const DASHES: [Dash; 3] = [Dash::Solid, Dash::Dashed, Dash::DashDotted];

pub fn sheet(outcome: &Outcome) -> Sheet {
    let mut means = panel(
        outcome,
        ("means", "Mean of inputs"),
        ["mu_e", "mu_i"],
        Axis::new("Mean of h", "", [0.0, 1.0]).defined("Over paths and time"),
    );
    means.legend = Legend::BottomLeft;
    let variances = panel(
        outcome,
        ("variances", "Variance of inputs"),
        ["var_h_e", "var_h_i"],
        Axis::new("Variance of h", "", [0.0, 1.0]).defined("Over paths and time"),
    );
    let times = panel(
        outcome,
        ("times", "Decorrelation time"),
        ["half_width_e", "half_width_i"],
        Axis::new("Decorrelation time", "tau_m", [0.0, 1.0])
            .defined("Half width at half maximum of the autocovariance"),
    );
    Sheet {
        notes: notes(outcome),
        ..Sheet::row([(1.0, means), (1.0, variances), (1.0, times)])
    }
}

/// How a curve is drawn, and its name.
fn look(outcome: &Outcome, of: Of) -> (Dash, String) {
    match of {
        Of::Limit => (Dash::Dotted, "limit".to_owned()),
        Of::Current(i0) => {
            let nth = outcome.curves.iter().position(|curve| *curve == of);
            let dash = DASHES[nth.unwrap_or(1).saturating_sub(1) % DASHES.len()];
            (dash, format!("I0 {}", number_text(i0, 2)))
        }
    }
}

fn panel(
    outcome: &Outcome,
    (id, title): (&'static str, &str),
    quantities: [&str; 2],
    y: Axis,
) -> Plot {
    let j0 = outcome.points.iter().map(|point| point.j0);
    let x = Axis::new("Coupling J0", "", scale_plot::range(j0, false));
    let mut plot = Plot::new(id, title, x, y);
    plot.show_title = true;
    let mut all = Vec::new();
    for of in &outcome.curves {
        let (dash, name) = look(outcome, *of);
        for (class, (quantity, ink)) in quantities
            .into_iter()
            .zip([Ink::Excitatory, Ink::Inhibitory])
            .enumerate()
        {
            let curve = outcome.curve(*of, quantity);
            let line: Vec<[f64; 2]> = curve.iter().map(|[j0, mean, _]| [*j0, *mean]).collect();
            all.extend(line.iter().map(|point| point[1]).filter(|y| y.is_finite()));
            let stroke = Stroke::new(ink, 1.6).dashed(dash);
            plot.add_named(
                format!("{}, {name}", ["E", "I"][class]),
                Mark::line(line, stroke),
            );
            for [j0, mean, error] in curve {
                if error.is_finite() && mean.is_finite() {
                    let stroke = vec![[j0, mean - error], [j0, mean + error]];
                    plot.add(Mark::line(stroke, Stroke::new(ink, 1.0)));
                }
            }
        }
    }
    if all.is_empty() {
        let at = plot.x.range[0].midpoint(plot.x.range[1]);
        let words = "The first point is on its way";
        plot.add(Mark::text(
            [at, 0.5],
            words,
            Anchor::Middle,
            Ink::Faint,
            11.0,
        ));
    } else {
        let zero = (!quantities[0].starts_with("mu")).then_some(0.0);
        plot.y.range = scale_plot::range(all.into_iter().chain(zero), false);
    }
    plot.legend = Legend::None;
    plot.summary = summary(outcome, title, quantities);
    plot
}

fn summary(outcome: &Outcome, title: &str, quantities: [&str; 2]) -> String {
    let first = outcome.curves.get(1).copied().unwrap_or(Of::Limit);
    let last = |name: &str| outcome.curve(first, name).last().copied();
    match quantities.map(last) {
        [Some([j0, e, _]), Some([_, i, _])] => {
            let [e, i] = [e, i].map(|x| number_text(x, 2));
            let (_, name) = look(outcome, first);
            format!(
                "{title} at J0 {}: {e} of E, {i} of I ({name})",
                number_text(j0, 3)
            )
        }
        _ => format!("{title}: not yet known"),
    }
}

fn notes(outcome: &Outcome) -> Vec<String> {
    let mut notes = Vec::new();
    let (done, all) = (outcome.done(), outcome.points.len());
    if done < all {
        notes.push(format!("{done} of {all} points done."));
    }
    let reasons = outcome.points.iter().filter_map(|point| {
        let reason = point.found?.err()?;
        Some((point, reason))
    });
    let reasons: Vec<_> = reasons.collect();
    if let Some((point, reason)) = reasons.first() {
        notes.push(format!(
            "{} points have no theory; at J0 {}: {reason}.",
            reasons.len(),
            number_text(point.j0, 3)
        ));
    }
    let unsettled = outcome.points.iter();
    let unsettled = unsettled.filter(|p| matches!(p.found, Some(Ok(_))) && !p.is_settled);
    match unsettled.count() {
        0 => {}
        count => notes.push(format!(
            "{count} points had not settled after 150 steps: too close to the onset."
        )),
    }
    notes.push(format!(
        "Blue E, red I. Dotted: limit of a large network. {} sets of random numbers; strokes are one SE.",
        outcome.sets
    ));
    let p = outcome.theory.parameters();
    notes.push(format!(
        "N {}; {}",
        p.n,
        model::other_parameters(&outcome.theory)
    ));
    notes
}
