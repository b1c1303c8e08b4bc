//! Trend: the cumulative difference S(t), its line, what the line would have gone on to do, and the
//! return.

mod aligned;
mod draw;
mod numbers;
mod words;

use crate::analysis::trend::{
    FOLLOW, HOLD, MEASURE, Options, PATHS, SEED, STEP, Trend, WITHIN, trend,
};
use crate::analysis::{AnalysisError, MarkedEvent, Parameter, Task};
use crate::plot::{Mark, Sheet, number_text};
use crate::recording::Interval;
use crate::views::shared::{event, wording};
use crate::views::{Dependency, Help, Info, Input, Marks, Numbers, PickedPlace, View};

pub static AXES: Parameter = Parameter::choice(
    "axes",
    "Axes",
    "The recording's clock and plain units; time and S as shares of what is followed (Fig 4C3); or every seizure of the recording from its onset on",
    "clock",
    &[
        ("clock", "Plain"),
        ("normalised", "Normalised, as in Fig 4C3"),
        ("onset", "Seizures aligned at onset"),
    ],
);

pub static INFO: Info = Info {
    id: "trend",
    title: "Cumulative trend",
    summary: "How far the running sum of E - I leaves its line in an event, and its return",
    help: Help {
        shows: "S(t), the running sum of excitation less inhibition, as a line; the line fitted to it over the baseline (shaded), dashed; and from the onset on two fans: where S would go if it kept to its line (trend-stationary, dark band) and if every shock stayed (difference-stationary, pale band with some of its paths). Below, the deviation of S from the line, with the limits of recovery, and how many baselines like this one would have seen a return by then. Dotted lines are onset and end of the event; a ring marks the recovery.",
        computed: "S is 0 where the baseline begins. The line is fitted by least squares; SD is that of the baseline about it. The dark fan adds an AR(1) process fitted to the residuals, whose spread does not grow; the pale one sums an AR(1) process fitted to the increments, whose variance grows as time. Bands hold 95 % of the paths. Recovery is the first time after the event from which on S stays near enough to the line for long enough; how sure it is, 200 refits of the line to baselines like this one tell: the share of them that see a return, by time. The time constant is that of an exponential approach, fitted to the increments of the deviation from its extreme in the event on, in bins of 5 s; its interval (95 %) comes from 200 refits with the residuals in blocks of 60 s in random order.",
        look_for: "A steep break at the onset: which side wins, and how much is lost. Whether S goes back to its line (the shock passes) or goes on beside it with the old slope (the balance is restored, but what was lost is not made up for): the dark or the pale band.",
        fooled_by: "S is a random walk with memory: without any event it wanders off its line, and farther the longer it is followed. A band of a few SDs of a short baseline is therefore no stationary one, and a single return time means little without the share of baselines that would see one by then. The models remember one step only; with a longer step they see slower fluctuations, and the pale fan widens. States differ in their slope, so a line from sleep does not go on in wake; drowsiness after a seizure bends S as well. Per neuron the faster class, mostly inhibition, decides; measured by the baseline's own rates both count alike. The time constant belongs to the imbalance: S can relax to a line beside its own and never recover. Over 20 synthetic nights, with the baseline in wake, the interval of the time constant held the truth in 19.",
        reconstructed: "The formula of S is published; the fit, the two models (which are inferred from the picture), the limits and duration of recovery, the time constant and all intervals are reconstructed, and so is the baseline where none is chosen.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 4 C3.",
    },
    parameters: &[
        &AXES, &MEASURE, &FOLLOW, &WITHIN, &HOLD, &STEP, &PATHS, &SEED,
    ],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct TrendView;

/// Which x and y the trend is drawn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axes {
    Clock,
    Normalised,
    Onset,
}

/// The trend of the event, and of every other seizure where they are laid over one another.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub window: Interval,
    pub axes: Axes,
    pub marked: MarkedEvent,
    pub trend: Trend,
    pub others: Vec<Trend>,
    /// Seizures whose trend could not be made, and why.
    pub missing: Vec<(f64, String)>,
}

fn axes(input: &Input<'_>) -> Axes {
    match input.values.choice(&AXES).as_str() {
        "normalised" => Axes::Normalised,
        "onset" => Axes::Onset,
        _ => Axes::Clock,
    }
}

impl View for TrendView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Event, Dependency::Canvas];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let window = event::window(input)?;
        let marked = event::marked(input);
        let options = Options::from(input.values);
        let own = trend(input.recording, &marked, window, &options, task)?;
        let axes = axes(input);
        let (mut others, mut missing) = (Vec::new(), Vec::new());
        if axes == Axes::Onset {
            for other in MarkedEvent::each(input.recording, window, input.settings) {
                let Some(event) = other.event.filter(|_| other.event != marked.event) else {
                    continue;
                };
                match trend(input.recording, &other, event, &options, task) {
                    Ok(made) => others.push(made),
                    Err(AnalysisError::Cancelled) => return Err(AnalysisError::Cancelled),
                    Err(error) => missing.push((event.start_s, error.to_string())),
                }
            }
        }
        Ok(Outcome {
            window,
            axes,
            marked,
            trend: own,
            others,
            missing,
        })
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.trend.bytes() + outcome.others.iter().map(Trend::bytes).sum::<usize>()
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        if outcome.axes == Axes::Clock {
            event::linked(&["trend", "deviation"], outcome.window, marks)
        } else {
            Vec::new()
        }
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        _: [f64; 2],
    ) -> Option<PickedPlace> {
        if outcome.axes != Axes::Clock || !["trend", "deviation"].contains(&plot) {
            return None;
        }
        let made = &outcome.trend;
        let j = made.sample(at[0])?;
        let t_s = made.time_s(j);
        Some(PickedPlace::new(
            Interval::new(t_s, t_s + made.options.step_s),
            format!(
                "S {}, {} from the line, at {}",
                number_text(made.s[j], 4),
                number_text(made.s[j] - made.line.value_at(t_s), 3),
                wording::clock(t_s)
            ),
        ))
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::numbers(input, task)?])
    }
}
