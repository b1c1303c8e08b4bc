//! Input to one cell: its excitatory and inhibitory part, and what is left of both.

mod draw;
mod numbers;

use crate::analysis::{
    AnalysisError, CellInput, Entry, FieldTraces, InputFields, Parameter, Task, Value, Values,
    cell_input, field_traces,
};
use crate::plot::{Mark, Sheet, number_text};
use crate::recording::{Class, Field, Interval, Recording, unit_names};
use crate::views::shared::{event, signal, time_overlay, wording};
use crate::views::{Dependency, Help, Info, Input, Marks, Numbers, PickedPlace, View};
use std::collections::BTreeSet;

pub static QUANTITY: Parameter = Parameter::choice(
    "quantity",
    "Quantity",
    "Currents, which add up (for a rate network its inputs), or the conductances behind them",
    "current",
    &[("current", "Current"), ("conductance", "Conductance")],
);

pub static CELL: Parameter = Parameter::entry(
    "cell",
    "Cell",
    "Which of the cells whose input is recorded, by name or number; selecting one of them as a unit chooses it, too",
    1,
    Entry::Cell,
);

pub static INFO: Info = Info {
    id: "cell-input",
    title: "Input to one cell",
    summary: "Excitatory and inhibitory input to a cell, and what is left of both together",
    help: Help {
        shows: "At the top the excitatory input to one cell (blue), the inhibitory one (red) and their sum (black) over the window; below, where it is recorded, what the input does: the membrane potential of the cell, or h of a rate unit, with its spikes as ticks. Where there are more samples than pixels, lines are means and bands run from the smallest to the largest sample under a pixel. Selecting a unit whose input is recorded shows its own.",
        computed: "Nothing is estimated: the network gives its inputs as fields. Of a conductance-based cell the currents are g_e (E_e - v) and g_i (E_i - v), positive inwards; they add up to the synaptic current. Of a rate unit they are the two sums over its inputs, with their couplings; h follows them and I0. Mean and SD are over all samples of the window. r is the correlation of both parts at lag 0, with an interval (95 %) from leaving out each of 20 blocks of the window in turn. Left of the mean: the mean of the sum over that of the excitatory part. Left of the variance: the variance of the sum over the sum of the variances of the parts.",
        look_for: "Cancellation. In a balanced network both parts are several times as large as what is left of them, and r is strongly negative: excitation is answered by inhibition at once, and the cell fires where one runs ahead of the other. Left of the variance is 1 for parts that know nothing of one another and 0 where they cancel at every moment.",
        fooled_by: "The synaptic current of a conductance-based cell does not vanish on average: what is left is what the leak carries away, and what a spike's reset takes. Both currents also move with the potential that they share: a depolarised cell has less excitatory and more inhibitory current from the same conductances; see the conductances. Conductances have one sign: their sum is the total load, not a balance. With a delay or slow inhibition the parts cancel on longer scales than a sample, which r at lag 0 does not see. One cell is one cell: choose others.",
        reconstructed: "That excitation and inhibition onto a cell cancel is published; the measures of what is left are this program's. What is reconstructed in the networks is said with their parameters.",
        source: "van Vreeswijk and Sompolinsky, Science 274:1724 (1996), for balance; Okun and Lampl, Nature Neuroscience 11:535 (2008), for both inputs to a cell at once; Vogels and Abbott, J Neurosci 25:10786 (2005), for the network.",
    },
    parameters: &[&QUANTITY, &CELL],
};

/// Spikes that are drawn, at most.
const MOST_SPIKES: usize = 20_000;

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct CellInputView;

/// What the input does to the cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Name and unit of the field: "potential", "mV".
    pub name: String,
    pub unit: String,
    pub traces: FieldTraces,
}

/// The input to a cell in the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub window: Interval,
    /// "current", "input" or "conductance".
    pub name: &'static str,
    pub unit: String,
    pub cell: String,
    pub class: Class,
    /// The cell that was asked for, where its input is not recorded.
    pub absent: Option<String>,
    /// All whose input is recorded.
    pub cells: Vec<String>,
    pub input: CellInput,
    pub answer: Option<Answer>,
    /// Spikes of the cell in the window, and how many more there are than are drawn.
    pub spikes_s: Vec<f64>,
    pub spikes_left_out: usize,
}

/// The fields that hold what is asked for.
fn fields<'a>(recording: &'a Recording, values: &Values) -> Result<InputFields<'a>, AnalysisError> {
    let names: &[&'static str] = match values.choice(&QUANTITY).as_str() {
        "conductance" => &["conductance"],
        _ => &["current", "input"],
    };
    let find = |name: &&'static str| InputFields::find(recording.fields(), name);
    names.iter().find_map(find).ok_or_else(|| {
        let other = InputFields::first(recording.fields());
        AnalysisError::NothingToShow(match other {
            Some(other) => format!(
                "This recording has no {} of cells, but their {}: choose another quantity.",
                names[0], other.name
            ),
            None => format!(
                "The input to a cell is not recorded here. It needs the fields \"excitatory {0}\" and \"inhibitory {0}\" with a channel for each cell, as the conductance-based network under Examples has them.",
                names[0]
            ),
        })
    })
}

/// The window of a field with this name that has this cell.
fn answer(
    input: &Input<'_>,
    cell: &str,
    columns: usize,
    task: &Task<'_>,
) -> Result<Option<Answer>, AnalysisError> {
    let of = |name: &str| {
        let is_it = |field: &&Field| field.name.eq_ignore_ascii_case(name);
        let field = input.recording.fields().iter().find(is_it)?;
        let channel = field.channels.iter().position(|c| c == cell)?;
        Some((field, channel))
    };
    let window = input.selection.window;
    let Some((field, channel)) = of("potential").or_else(|| of("h")) else {
        return Ok(None);
    };
    if field.sample_range(window).is_empty() {
        return Ok(None);
    }
    Ok(Some(Answer {
        name: field.name.clone(),
        unit: field.unit.clone(),
        traces: field_traces(field, &[channel], window, columns, task)?,
    }))
}

fn outcome(input: &Input<'_>, columns: usize, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
    let recording = input.recording;
    let found = fields(recording, input.values)?;
    let window = event::window(input)?;
    let names = found.names();
    let asked = input.values.get(&CELL);
    let place = Entry::Cell.find(&asked, &names, "this recording");
    let (cell, channels) = found.cells[place.as_ref().map_or(0, |place| *place)];
    let unit = unit_names(recording.units())
        .iter()
        .position(|name| name == cell);
    let spikes = unit.map_or(&[][..], |unit| recording.trains().unit(unit));
    let after = spikes.partition_point(|t| *t < window.start_s);
    let spikes = &spikes[after..spikes.partition_point(|t| *t < window.stop_s)];
    let drawn = spikes.len().min(MOST_SPIKES);
    Ok(Outcome {
        window,
        name: found.name,
        unit: found.unit().to_owned(),
        cell: cell.to_owned(),
        class: unit.map_or(Class::Unclassified, |unit| recording.units()[unit].class),
        absent: place.is_err().then(|| asked.to_string()),
        input: cell_input(found.fields, channels, window, columns, task)?,
        answer: answer(input, cell, columns, task)?,
        spikes_s: spikes[..drawn].to_vec(),
        spikes_left_out: spikes.len() - drawn,
        cells: names.into_iter().map(str::to_owned).collect(),
    })
}

impl View for CellInputView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Canvas];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        outcome(input, event::columns(input), task)
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        let traces = outcome.input.traces.iter();
        let traces = traces.chain(outcome.answer.iter().flat_map(|a| &a.traces.traces));
        let spikes = size_of_val(&outcome.spikes_s[..]);
        traces.map(|t| 3 * size_of_val(&t.low[..])).sum::<usize>() + spikes
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        let lower = outcome.answer.as_ref().map(|_| "answer");
        let pixel_s = outcome.window.duration_s() / 2000.0;
        let plots = std::iter::once("input").chain(lower);
        time_overlay::overlay(plots, outcome.window, pixel_s, marks)
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        _reach: [f64; 2],
    ) -> Option<PickedPlace> {
        let when = wording::clock(at[0]);
        if plot == "answer" {
            let answer = outcome.answer.as_ref()?;
            let trace = answer.traces.traces.first()?;
            let j = signal::column_at(trace, answer.traces.window, at[0])?;
            let value = number_text(trace.mean[j], 3);
            let text = format!("{} {value} {}", answer.name, answer.unit);
            return Some(PickedPlace::new(
                None,
                format!("{} at {when}", text.trim_end()),
            ));
        }
        let made = &outcome.input;
        let j = signal::column_at(&made.traces[0], made.window, at[0])?;
        let [e, i, sum] = [0, 1, 2].map(|part| number_text(made.traces[part].mean[j], 3));
        let text = format!("Excitatory {e}, inhibitory {i}, sum {sum} {}", outcome.unit);
        Some(PickedPlace::new(
            None,
            format!("{} at {when}", text.trim_end()),
        ))
    }

    fn units_selected(
        &self,
        recording: &Recording,
        units: &BTreeSet<usize>,
    ) -> Vec<(&'static str, Value)> {
        let Some(found) = InputFields::first(recording.fields()) else {
            return Vec::new();
        };
        let (names, recorded) = (unit_names(recording.units()), found.names());
        let mut selected = units.iter().filter_map(|unit| names.get(*unit));
        let recorded = selected.find(|name| recorded.contains(&name.as_str()));
        let value = recorded.map(|name| (CELL.id, Value::Choice(name.clone())));
        value.into_iter().collect()
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::of_outcome(&outcome(input, 1, task)?)])
    }
}
