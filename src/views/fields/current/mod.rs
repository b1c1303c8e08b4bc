//! Current: the estimated synaptic current of both classes over time, and over a field.

mod draw;
mod numbers;

use crate::analysis::{
    AnalysisError, CurrentOutcome, Entry, Parameter, Sampling, Task, current_trace,
};
use crate::plot::{Mark, Sheet, number_text};
use crate::recording::{Class, Field, Interval};
use crate::views::shared::{event, field_choice, signal, wording};
use crate::views::{Dependency, Help, Info, Input, Marks, Numbers, PickedPlace, View};

pub static TAU_E: Parameter = Parameter::number(
    "tau-e",
    "Decay of E",
    "ms",
    "Time constant of excitatory currents; not stated in the paper, 5 ms is reconstructed (AMPA: 2 to 3 ms)",
    [5.0, 0.5, 200.0],
);

pub static TAU_I: Parameter = Parameter::number(
    "tau-i",
    "Decay of I",
    "ms",
    "Time constant of inhibitory currents; not stated in the paper, 10 ms is reconstructed (GABA A)",
    [10.0, 0.5, 200.0],
);

pub static RATE: Parameter = Parameter::number(
    "rate",
    "Samples a second",
    "Hz",
    "0 takes the field's own samples, or 1000 a second without a field; at another rate there is no correlation with the field",
    [0.0, 0.0, 50_000.0],
);

pub static FIELD: Parameter = Parameter::entry(
    "field",
    "Field",
    "Which field the current is laid over, by name or number",
    1,
    Entry::Field,
);

pub static CHANNEL: Parameter = Parameter::entry(
    "channel",
    "Field channel",
    "Which channel of the field the current is laid over, by name or number",
    1,
    Entry::Channel,
);

pub static INFO: Info = Info {
    id: "current",
    title: "Synaptic current",
    summary: "Currents that the spikes of E and I would open, over a field",
    help: Help {
        shows: "At the top the estimated current of excitation (blue, up) and of inhibition (red, down); below, their difference C over the field, which is scaled to the same mean and SD. Where there are more samples than pixels, lines are means and bands run from the smallest to the largest sample under a pixel. The table gives the correlation of C and the field at lag 0.",
        computed: "Every spike opens a current of 1 that decays exponentially with the time constant of its class; currents add up, and C is that of E less that of I. The sum is exact at every sample of the field (or so many times a second), with what spikes before the window have left. The correlation is over all samples of the window; its interval (95 %) comes from leaving out each of 20 blocks of the window in turn, because neighbouring samples are not independent.",
        look_for: "A field that follows C, up or down: the recorded cells stand for those that make the field. In a seizure both may part.",
        fooled_by: "All units count alike, however many synapses they have; faster classes weigh more, so C is mostly inhibition where inhibitory cells are fast. The sign of a field depends on depth and reference: a correlation of either sign may be meant. The current has a mean and slow changes that the amplifier's high pass takes out of the field; they lower the correlation. Spikes of the cells themselves leak into a field at its high frequencies. In a Poisson train the mean is rate x tau, and the variance half of that, without any rhythm.",
        reconstructed: "The formula is published, the time constants are not: 5 and 10 ms are those of the networks of the same laboratory.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 4A; after Bedard, Kroger and Destexhe (2006).",
    },
    parameters: &[&TAU_E, &TAU_I, &FIELD, &CHANNEL, &RATE],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct CurrentView;

/// The currents of the window, and which channel they are compared with.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub window: Interval,
    pub current: CurrentOutcome,
    /// "LFP, superficial".
    pub channel: Option<String>,
    pub tau_s: [f64; 2],
}

/// Samples a second where there is no field.
const RATE_HZ: f64 = 1000.0;

fn tau_s(input: &Input<'_>) -> [f64; 2] {
    [&TAU_E, &TAU_I].map(|p| 1e-3 * input.values.number(p))
}

/// The samples: the field's own where it has some in the window, or at the chosen rate.
fn sampling<'a>(input: &Input<'a>, window: Interval) -> Result<Sampling<'a>, AnalysisError> {
    let asked_hz = input.values.number(&RATE);
    if asked_hz != 0.0 {
        return Ok(Sampling::Rate(asked_hz));
    }
    let in_window = |field: &&Field| {
        let range = field.sample_range(window);
        !field.channels.is_empty() && range.end > range.start + 1
    };
    Ok(
        match field_choice::field(input, &FIELD)?.filter(in_window) {
            Some(field) => Sampling::Field(field, field_choice::channel(input, &CHANNEL, field)?),
            None => Sampling::Rate(RATE_HZ),
        },
    )
}

fn outcome(input: &Input<'_>, columns: usize, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
    let recording = input.recording;
    let none = |class| recording.count(class) == 0;
    if none(Class::Excitatory) && none(Class::Inhibitory) {
        wording::both_classes(recording)?;
    }
    let window = event::window(input)?;
    let seen = window.intersect(&recording.span()).unwrap_or(window);
    let (tau_s, sampling) = (tau_s(input), sampling(input, seen)?);
    let channel = match sampling {
        Sampling::Field(field, channel) => {
            let name = field.channels.get(channel).cloned().unwrap_or_default();
            Some(format!("{}, {name}", field.name))
        }
        Sampling::Rate(_) => None,
    };
    Ok(Outcome {
        window,
        current: current_trace(recording, seen, sampling, tau_s, columns, task)?,
        channel,
        tau_s,
    })
}

impl View for CurrentView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Event, Dependency::Canvas];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        outcome(input, event::columns(input), task)
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        let of = |t: &crate::analysis::SignalTrace| 3 * size_of_val(&t.low[..]);
        let field = outcome.current.field.as_ref().map_or(0, of);
        outcome.current.traces.iter().map(of).sum::<usize>() + field
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        event::linked(&["classes", "current"], outcome.window, marks)
    }

    fn pick(&self, outcome: &Outcome, _: &str, at: [f64; 2], _: [f64; 2]) -> Option<PickedPlace> {
        let made = &outcome.current;
        let j = signal::column_at(&made.traces[0], made.window, at[0])?;
        let width_s = made.window.duration_s() / made.traces[0].mean.len() as f64;
        let [e, i, c] = [0, 1, 2].map(|t| number_text(made.traces[t].mean[j], 3));
        let start_s = made.window.start_s + j as f64 * width_s;
        Some(PickedPlace::new(
            Interval::new(start_s, start_s + width_s),
            format!(
                "Current of E {e}, of I {i}, difference {c} at {}",
                wording::clock(at[0])
            ),
        ))
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let outcome = outcome(input, 1, task)?;
        Ok(vec![numbers::of_outcome(&outcome)])
    }
}
