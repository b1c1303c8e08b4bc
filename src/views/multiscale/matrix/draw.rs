//! The drawing of the multiscale matrix.

use super::{Outcome, SIGN, SurrogateMatrix};
use crate::analysis::Scale;
use crate::plot::{Axis, Ink, Legend, Mark, Plot, Ramp, Sheet, Stroke, Ticks, number_text};
use crate::recording::Interval;
use crate::views::shared::{scale_plot, wording};
use crate::views::{Input, PickedPlace};
use std::sync::Arc;

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let strongest = strength(outcome);
    let mut plots = vec![(2.6, matrix(outcome, &outcome.difference, strongest, input))];
    let surrogate = outcome.surrogate.as_ref();
    if let Some(difference) = surrogate.and_then(|b| b.difference.as_ref()) {
        let mut plot = matrix(outcome, difference, strongest, input);
        plot.id = "surrogate";
        "Surrogate".clone_into(&mut plot.title);
        plot.show_title = true;
        plots.push((2.6, plot));
    }
    plots.push((1.0, traces(outcome)));
    let mut sheet = Sheet::column(plots);
    sheet.notes = notes(outcome, input);
    sheet
}

fn times(outcome: &Outcome) -> [f64; 2] {
    [outcome.window.start_s, outcome.window.stop_s]
}

/// Fine at the top.
const ROWS: [f64; 2] = [32.5, 0.5];

fn matrix(outcome: &Outcome, difference: &Arc<[f32]>, strongest: f32, input: &Input<'_>) -> Plot {
    let less = input.values.choice(&SIGN) == "i-e";
    let (label, factor) = if less {
        ("Scale k, z(I) - z(E)", -1.0)
    } else {
        ("Scale k, z(E) - z(I)", 1.0)
    };
    let at = [1, 8, 15, 20, 25, 32].map(|k| (f64::from(k), k.to_string()));
    let y = Axis::new(label, "", ROWS)
        .with_ticks(Ticks::At(at.to_vec()))
        .defined("Row k holds windows of exp(0.3 (k - 1)) ms; blue where excitation dominates");
    let mut plot = Plot::new("matrix", "Multiscale matrix", Axis::bare(times(outcome)), y);
    // Blue stays with excitation whichever way the difference is taken.
    let end = outcome.window.start_s + outcome.columns as f64 * outcome.step_s;
    plot.add(Mark::Image {
        x: [outcome.window.start_s, end],
        y: [0.5, 32.5],
        columns: outcome.columns,
        rows: Scale::COUNT,
        values: Arc::clone(difference),
        ramp: Ramp::Diverging,
        range: [-strongest, strongest],
    });
    plot.add_level(input.settings.scale.k(), Stroke::new(Ink::Accent, 1.0));
    plot.summary = format!(
        "From {} to {} SD",
        number_text(f64::from(-strongest) * factor, 2),
        number_text(f64::from(strongest) * factor, 2)
    );
    plot
}

/// The end of the colours: 99.5 % of the cells lie below it.
fn strength(outcome: &Outcome) -> f32 {
    let mut sizes: Vec<f32> = outcome
        .difference
        .iter()
        .filter(|v| v.is_finite())
        .map(|v| v.abs())
        .collect();
    if sizes.is_empty() {
        return 1.0;
    }
    let place = ((sizes.len() - 1) as f64 * 0.995) as usize;
    let (_, value, _) = sizes.select_nth_unstable_by(place, f32::total_cmp);
    value.max(1.0)
}

fn traces(outcome: &Outcome) -> Plot {
    let values = outcome.summed.iter().flat_map(|s| s.iter().map(|p| p[1]));
    let y = Axis::new("Summed over scales", "SD", scale_plot::range(values, false))
        .defined("z-scores of E and of I summed over the scales, z-scored again");
    let x = Axis::new("Time", "", times(outcome)).with_ticks(Ticks::Time);
    let mut plot = Plot::new("summed", "Summed over scales", x, y);
    plot.add_level(0.0, Stroke::new(Ink::Faint, 0.6));
    for (name, xy, ink) in [
        ("E", &outcome.summed[0], Ink::Excitatory),
        ("I", &outcome.summed[1], Ink::Inhibitory),
    ] {
        plot.add_named(name, Mark::line(xy.clone(), Stroke::new(ink, 1.0)));
    }
    plot.legend = Legend::TopRight;
    plot
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let mut notes = vec![
        "Blue: excitation dominates.".to_owned(),
        format!("One column every {}.", wording::seconds(outcome.step_s)),
        format!(
            "Colours reach ±{} SD.",
            number_text(f64::from(strength(outcome)), 2)
        ),
    ];
    notes.extend(outcome.surrogate.as_ref().map(surrogate_note));
    if outcome.masked > 0.0 {
        notes.push(format!(
            "{} % of the cells have windows that run off the selection and are left empty.",
            number_text(100.0 * outcome.masked, 2)
        ));
    }
    if outcome.scales < Scale::COUNT {
        notes.push(format!(
            "{} too long for the selection.",
            wording::counted(
                (Scale::COUNT - outcome.scales) as u64,
                "scale is",
                "scales are"
            )
        ));
    }
    notes.extend(wording::unclassified(input.recording));
    notes
}

fn surrogate_note(surrogate: &SurrogateMatrix) -> String {
    let name = surrogate.surrogate.kind.name().to_lowercase();
    if !surrogate.has_matrix() {
        return format!("No surrogate here: {name} have no windows that slide.");
    }
    match surrogate.difference {
        Some(_) => format!(
            "Below the data: realisation 0 of the surrogate ({name}), seed {}, z-scored by itself.",
            surrogate.surrogate.seed
        ),
        None => format!("The surrogate ({name}) is being worked out."),
    }
}

/// "z(E) - z(I) −1.2 at 299 ms, 3:12.4".
pub fn pick(outcome: &Outcome, plot: &str, at: [f64; 2]) -> Option<PickedPlace> {
    let column = (at[0] - outcome.window.start_s) / outcome.step_s;
    if plot != "matrix" || !(0.0..outcome.columns as f64).contains(&column) {
        return None;
    }
    let scale = Scale::new(at[1].round());
    let row = scale.k() as usize - 1;
    let value = *outcome
        .difference
        .get(row * outcome.columns + column as usize)?;
    let text = if value.is_finite() {
        format!("z(E) - z(I) {}", number_text(f64::from(value), 2))
    } else {
        "no whole window".to_owned()
    };
    Some(PickedPlace::new(
        Interval::new(at[0], at[0] + scale.width_s()),
        format!(
            "{text} at {}, {}",
            scale.width_text(),
            wording::clock(at[0])
        ),
    ))
}
