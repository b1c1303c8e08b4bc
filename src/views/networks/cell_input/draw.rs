//! The drawing of the input to a cell.

use super::{Answer, Outcome, numbers};
use crate::plot::{Axis, Dash, Ink, Legend, Mark, Plot, Sheet, Stroke, Table, number_text};
use crate::views::shared::{event, scale_plot, signal, wording};
use crate::views::{Input, NumberSource, ScreenTable};

pub fn sheet(outcome: &Outcome, input: &Input<'_>) -> Sheet {
    let time = event::time_axis(outcome.window);
    let is_titled = input.canvas.height_px > 300;
    let shown = outcome.answer.as_ref().filter(|_| !input.canvas.is_low());
    let plots = match shown {
        Some(below) => {
            let bare = Axis::bare(event::ends(outcome.window));
            vec![
                (1.7, parts(outcome, bare, is_titled)),
                (1.0, answer(outcome, below, time)),
            ]
        }
        None => vec![(1.0, parts(outcome, time, is_titled))],
    };
    Sheet {
        tables: tables(outcome),
        notes: notes(outcome, input),
        ..Sheet::column(plots)
    }
}

fn parts(outcome: &Outcome, x: Axis, is_titled: bool) -> Plot {
    let made = &outcome.input;
    let range = scale_plot::range(signal::extremes(&made.traces).chain([0.0]), false);
    let (label, definition) = match outcome.name {
        "current" => (
            "Synaptic current",
            "g (E - v) of each kind of synapse; positive inwards, which depolarises",
        ),
        "conductance" => ("Conductance", "Of all synapses of a kind together"),
        _ => (
            "Input",
            "Sum over the inputs of a kind, each with its coupling",
        ),
    };
    // With room for the legend.
    let range = [range[0], range[1] + 0.25 * (range[1] - range[0])];
    let y = Axis::new(label, outcome.unit.clone(), range).defined(definition);
    let title = format!("Input to {}", outcome.cell);
    let mut plot = Plot::new("input", title, x, y);
    plot.add_level(0.0, Stroke::new(Ink::Faint, 0.6).dashed(Dash::Dashed));
    let of = (made.window, made.samples);
    let inks = [
        ("Excitatory", Ink::Excitatory),
        ("Inhibitory", Ink::Inhibitory),
        ("Sum", Ink::Text),
    ];
    for ((_, ink), trace) in inks.into_iter().zip(&made.traces) {
        signal::add_band(&mut plot, trace, of, (ink, 0.2), |v| v);
    }
    for ((name, ink), trace) in inks.into_iter().zip(&made.traces) {
        let line = signal::line(trace, made.window, |v| v);
        plot.add_named(name, Mark::line(line, Stroke::new(ink, 1.0)));
    }
    plot.show_title = is_titled;
    plot.legend = Legend::TopRight;
    plot.summary = summary(outcome);
    plot
}

fn summary(outcome: &Outcome) -> String {
    let made = &outcome.input;
    let [e, i, sum] = [0, 1, 2].map(|part| {
        let mean = number_text(made.traces[part].total_mean, 3);
        format!("{mean} {}", outcome.unit).trim_end().to_owned()
    });
    let r = made.correlation.map_or_else(String::new, |found| {
        format!("; correlation of both parts {}", number_text(found.r, 2))
    });
    format!("Mean excitatory input {e}, inhibitory {i}, sum {sum}{r}")
}

fn answer(outcome: &Outcome, answer: &Answer, x: Axis) -> Plot {
    let made = &answer.traces;
    let [low, high] = scale_plot::range(signal::extremes(&made.traces), false);
    // Room for the spikes.
    let height = 0.14 * (high - low);
    let (label, title) = match &answer.name[..] {
        "potential" => ("Potential".to_owned(), "Membrane potential".to_owned()),
        name => (name.to_owned(), format!("{name} of the unit")),
    };
    let y = Axis::new(label, answer.unit.clone(), [low, high + 1.6 * height]);
    let mut plot = Plot::new("answer", title, x, y);
    let ink = Ink::from(outcome.class);
    for trace in &made.traces {
        let of = (made.window, made.samples);
        signal::add_band(&mut plot, trace, of, (ink, 0.25), |v| v);
        let line = signal::line(trace, made.window, |v| v);
        plot.add_line(line, Stroke::new(ink, 0.9));
    }
    let at = high + 0.8 * height;
    plot.add(Mark::Ticks {
        xy: outcome.spikes_s.iter().map(|t| [*t, at]).collect(),
        height,
        width_pt: 1.0,
        ink,
        opacity: 1.0,
    });
    plot.summary = format!(
        "{} of {} with {}",
        plot.title,
        outcome.cell,
        wording::counted(outcome.spikes_s.len() as u64, "spike", "spikes")
    );
    plot
}

fn tables(outcome: &Outcome) -> Vec<Table> {
    let numbers = numbers::of_outcome(outcome);
    let rows: Vec<_> = numbers.rows("parts").collect();
    let columns = ["Excitatory", "Inhibitory", "Sum"].into_iter().zip(&rows);
    let columns = columns.map(|(name, row)| {
        let row: &dyn NumberSource = row;
        (name.to_owned(), row)
    });
    let unit = &outcome.unit;
    let parts = ScreenTable::new(columns, None)
        .row("Mean", |n| n.cell_in("mean", 3, unit))
        .row("SD", |n| n.cell_in("sd", 3, unit))
        .titled(&format!("Input to {}", outcome.cell));
    let all: &dyn NumberSource = &numbers;
    let mut both = ScreenTable::new([(outcome.cell.clone(), all)], None)
        .row("Correlation of both", |n| n.cell("r", 3))
        .row("95 %", |n| n.interval_cell("r"));
    if outcome.name != "conductance" {
        both = both
            .row("Left of the mean", |n| n.cell("mean_left", 3))
            .row("Left of the variance", |n| n.cell("variance_left", 3));
    }
    let both = both.row("Samples", |n| n.count_cell("samples"));
    vec![parts, both.titled("Both parts together")]
}

fn notes(outcome: &Outcome, input: &Input<'_>) -> Vec<String> {
    let made = &outcome.input;
    let mut notes = Vec::new();
    if let Some(absent) = &outcome.absent {
        notes.push(format!(
            "The input to {absent} is not recorded; {} is shown.",
            outcome.cell
        ));
    }
    notes.push(format!("{} of {}.", outcome.cell, outcome.cells.join(", ")));
    notes.extend(signal::note(
        made.window,
        made.samples,
        made.traces[0].mean.len(),
    ));
    if made.missing > 0 {
        notes.push(format!(
            "Left out: {} at which a part is missing.",
            wording::counted(made.missing as u64, "sample", "samples")
        ));
    }
    if outcome.spikes_left_out > 0 {
        notes.push(format!(
            "Not drawn: {} later in the window.",
            wording::counted(outcome.spikes_left_out as u64, "spike", "spikes")
        ));
    }
    notes.extend(wording::whole_window(input));
    notes
}
