//! The drawing of the current.

use super::{Outcome, numbers};
use crate::analysis::SignalTrace;
use crate::plot::{
    Axis, Cell, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, Ticks, number_text,
};
use crate::views::shared::{event, scale_plot, signal, wording};
use crate::views::{Input, NumberSource, interval_text};

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let plots = vec![
        (1.0, classes(outcome, input)),
        (1.3, difference(outcome, input)),
    ];
    let mut sheet = Sheet::column(plots);
    sheet.tables.push(table(outcome));
    sheet.notes = notes(outcome, input);
    sheet
}

/// Mean and extent of a trace, through a map of its values that may turn it upside down.
fn add(
    plot: &mut Plot,
    outcome: &Outcome,
    trace: &SignalTrace,
    name: &str,
    ink: Ink,
    value: impl Fn(f64) -> f64,
) {
    let made = &outcome.current;
    let of = (made.window, made.samples);
    signal::add_band(plot, trace, of, (ink, 0.25), &value);
    let line = signal::line(trace, made.window, value);
    plot.add_named(name, Mark::line(line, Stroke::new(ink, 1.0)));
}

fn classes(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let [e, i, _] = &outcome.current.traces;
    let values = e
        .high
        .iter()
        .copied()
        .chain(i.high.iter().map(|v| -v))
        .chain([0.0]);
    let y = Axis::new(
        "Current of E and of I",
        "spikes",
        scale_plot::range(values, false),
    )
    .with_ticks(Ticks::Unsigned)
    .defined("Sum of what every spike has left; a spike opens a current of 1");
    let x = Axis::bare(event::ends(outcome.window));
    let mut plot = Plot::new("classes", "Current of each class", x, y);
    event::add_event(&mut plot, &event::marked(input));
    add(&mut plot, outcome, e, "E", Ink::Excitatory, |v| v);
    add(&mut plot, outcome, i, "I", Ink::Inhibitory, |v| -v);
    plot.legend = Legend::TopRight;
    plot.summary = format!(
        "Mean current of E {}, of I {}",
        number_text(e.total_mean, 3),
        number_text(i.total_mean, 3)
    );
    plot
}

fn difference(outcome: &Outcome, input: &Input<'_>) -> Plot {
    let c = &outcome.current.traces[2];
    let sd = c.total_variance.sqrt();
    let scaled = |field: &SignalTrace| {
        let by = sd / field.total_variance.sqrt();
        let (mean, zero) = (field.total_mean, c.total_mean);
        move |v: f64| (v - mean) * by + zero
    };
    let field = outcome
        .current
        .field
        .as_ref()
        .filter(|f| f.total_variance > 0.0 && sd > 0.0);
    let of_field = field.map(|f| {
        let value = scaled(f);
        let both = f.low.iter().chain(&f.high);
        both.map(|v| value(*v)).collect::<Vec<_>>()
    });
    let values = c.low.iter().chain(&c.high).copied();
    let range = scale_plot::range(values.chain(of_field.into_iter().flatten()), false);
    let y = Axis::new("C = E - I", "spikes", range)
        .defined("Current of E less current of I; the field is scaled to the same mean and SD");
    let x = event::time_axis(outcome.window);
    let mut plot = Plot::new("current", "Estimated synaptic current", x, y);
    event::add_event(&mut plot, &event::marked(input));
    plot.add_level(0.0, Stroke::new(Ink::Faint, 0.6).dashed(Dash::Dashed));
    if let Some(field) = field {
        let name = outcome.channel.as_deref().unwrap_or("Field");
        let value = scaled(field);
        add(
            &mut plot,
            outcome,
            field,
            &format!("{name}, scaled"),
            Ink::Field,
            value,
        );
    }
    add(&mut plot, outcome, c, "C", Ink::Text, |v| v);
    plot.legend = Legend::TopRight;
    plot.summary = match outcome.current.correlation {
        Some(found) => format!("Correlation of C and the field {}", number_text(found.r, 2)),
        None => format!(
            "C with mean {} and SD {}",
            number_text(c.total_mean, 3),
            number_text(sd, 3)
        ),
    };
    plot
}

fn table(outcome: &Outcome) -> Table {
    let numbers = numbers::of_outcome(outcome);
    let row = |words: &str, mean, variance| vec![Cell::text(words), mean, variance];
    let current = |words: &str, name: &str| {
        let [mean, variance] = ["mean", "variance"].map(|of| format!("{name}.{of}"));
        row(words, numbers.cell(&mean, 4), numbers.cell(&variance, 4))
    };
    let mut rows = vec![
        current("E", "e"),
        current("I", "i"),
        current("C = E - I", "difference"),
    ];
    if outcome.current.correlation.is_some() {
        let interval = match numbers.interval_of("field.r") {
            Some(ends) => format!("{} (95 %)", interval_text(Some(ends), 2)),
            None => "too short for an interval".to_owned(),
        };
        rows.push(row(
            "Correlation of C and field",
            numbers.cell("field.r", 3),
            Cell::text(interval),
        ));
        let n = numbers.count_cell("field.n");
        rows.push(row("Samples n", n, Cell::text("")));
    }
    Table::new("Estimated synaptic current", ["", "Mean", "Variance"], rows)
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let made = &outcome.current;
    let [tau_e, tau_i] = outcome.tau_s.map(|t| number_text(1e3 * t, 3));
    let mut notes = vec![format!(
        "Decay {tau_e} ms for E and {tau_i} ms for I (reconstructed defaults: 5 and 10 ms); {} at {} Hz.",
        wording::counted(made.samples as u64, "sample", "samples"),
        number_text(made.rate_hz, 4)
    )];
    let columns = made.traces[0].mean.len();
    notes.extend(signal::note(made.window, made.samples, columns));
    match (&outcome.channel, made.correlation) {
        (Some(channel), Some(found)) => {
            let interval = found.interval.map_or_else(String::new, |[low, high]| {
                format!(" ({} to {})", number_text(low, 2), number_text(high, 2))
            });
            notes.push(format!(
                "Correlation of C with {channel} at lag 0: {}{interval}, n = {} samples.",
                number_text(found.r, 3),
                found.n
            ));
        }
        (Some(channel), None) => notes.push(format!(
            "{channel} does not vary in the window: no correlation."
        )),
        (None, _) if input.recording.fields().is_empty() => {
            notes.push("The recording has no field to compare with.".to_owned());
        }
        (None, _) => notes.push(
            "No correlation: the field has no samples in the window, or another rate was chosen."
                .to_owned(),
        ),
    }
    for (class, name) in [
        (crate::recording::Class::Excitatory, "excitatory"),
        (crate::recording::Class::Inhibitory, "inhibitory"),
    ] {
        if input.recording.count(class) == 0 {
            notes.push(format!("No unit is classed as {name}: its current is 0."));
        }
    }
    if !input.selection.states.is_empty() {
        notes.push(
            "The choice of states does not apply here: currents need time without gaps.".to_owned(),
        );
    }
    notes.extend(wording::unclassified(input.recording));
    notes
}
