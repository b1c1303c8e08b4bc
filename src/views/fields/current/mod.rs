//! Current: the estimated synaptic current of both classes over time, and over a field.

mod draw;
mod info;
mod numbers;

pub use info::{CHANNEL, FIELD, RATE, TAU_E, TAU_I};

use crate::analysis::{AnalysisError, CurrentOutcome, Sampling, Task, current_trace};
use crate::plot::{Mark, Sheet, number_text};
use crate::recording::{Class, Field, Interval};
use crate::views::shared::{event, field_choice, wording};
use crate::views::{Dependency, Info, Input, Marks, Numbers, Picked, Recipe, View};

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

    fn info(&self) -> &'static Info {
        &info::INFO
    }

    fn depends(&self, recipe: &Recipe) -> Recipe {
        recipe.keep(&info::INFO, &[Dependency::Event, Dependency::Canvas])
    }

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        outcome(input, event::columns(input), task)
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        let of = |t: &crate::analysis::CurrentTrace| 3 * size_of_val(&t.low[..]);
        let field = outcome.current.field.as_ref().map_or(0, of);
        outcome.current.traces.iter().map(of).sum::<usize>() + field
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        event::linked(&["classes", "current"], outcome.window, marks)
    }

    fn pick(&self, outcome: &Outcome, _: &str, at: [f64; 2], _: [f64; 2]) -> Option<Picked> {
        let made = &outcome.current;
        let columns = made.traces[0].mean.len();
        let width_s = made.window.duration_s() / columns as f64;
        let place = (at[0] - made.window.start_s) / width_s;
        let j = (place >= 0.0 && (place as usize) < columns).then_some(place as usize)?;
        let [e, i, c] = [0, 1, 2].map(|t| number_text(made.traces[t].mean[j], 3));
        let start_s = made.window.start_s + j as f64 * width_s;
        Some(Picked {
            unit: None,
            interval: Some(Interval::new(start_s, start_s + width_s)),
            text: format!(
                "Current of E {e}, of I {i}, difference {c} at {}",
                wording::clock(at[0])
            ),
        })
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::numbers(input, task)?])
    }
}
