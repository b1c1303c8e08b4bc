//! Trend: the cumulative difference S(t), its line, what the line would have gone on to do, and the
//! return.

mod aligned;
mod draw;
mod info;
mod numbers;
mod words;

pub use info::AXES;

use crate::analysis::trend::{Options, Trend, trend};
use crate::analysis::{AnalysisError, Marked, Task};
use crate::plot::{Mark, Sheet, number_text};
use crate::recording::Interval;
use crate::views::shared::{event, wording};
use crate::views::{Dependency, Info, Input, Marks, Numbers, Picked, Recipe, View};

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
    pub marked: Marked,
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

    fn info(&self) -> &'static Info {
        &info::INFO
    }

    fn depends(&self, recipe: &Recipe) -> Recipe {
        recipe.keep(&info::INFO, &[Dependency::Event, Dependency::Canvas])
    }

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let window = event::window(input)?;
        let marked = event::marked(input);
        let options = Options::from(input.values);
        let own = trend(input.recording, &marked, window, &options, task)?;
        let axes = axes(input);
        let (mut others, mut missing) = (Vec::new(), Vec::new());
        if axes == Axes::Onset {
            for other in Marked::each(input.recording, window, input.settings) {
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

    fn pick(&self, outcome: &Outcome, plot: &str, at: [f64; 2], _: [f64; 2]) -> Option<Picked> {
        if outcome.axes != Axes::Clock || !["trend", "deviation"].contains(&plot) {
            return None;
        }
        let made = &outcome.trend;
        let j = made.sample(at[0])?;
        let t_s = made.time_s(j);
        Some(Picked {
            unit: None,
            interval: Some(Interval::new(t_s, t_s + made.options.step_s)),
            text: format!(
                "S {}, {} from the line, at {}",
                number_text(made.s[j], 4),
                number_text(made.s[j] - made.line.at(t_s), 3),
                wording::clock(t_s)
            ),
        })
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::numbers(input, task)?])
    }
}
