//! Coordination: the correlation of E and I in a sliding window, and their mean imbalance.

mod draw;
mod info;
mod numbers;

pub use info::{MAP, STEP, WINDOW};

use crate::analysis::coordination::{Coordination, coordination};
use crate::analysis::{AnalysisError, Marked, Scale, Task};
use crate::plot::{Mark, Sheet};
use crate::recording::Interval;
use crate::views::shared::{event, wording};
use crate::views::{Dependency, Info, Input, Marks, Numbers, Picked, Recipe, View};
use std::sync::Arc;

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct CoordinationView;

/// Coordination at the chosen scale, and over all scales where the map is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub window: Interval,
    pub marked: Marked,
    /// One row: the chosen scale.
    pub chosen: Coordination,
    pub map: Option<Arc<Coordination>>,
}

/// What has to be looked at to show a window: the window and the baseline.
fn hull(input: &Input<'_>, marked: &Marked, window: Interval) -> Interval {
    let span = input.recording.span();
    let half_s = 0.5 * input.values.number(&WINDOW);
    // Windows reach beyond what is shown.
    let wide = Interval::new(window.start_s - half_s, window.stop_s + half_s);
    let both = marked.baseline.map_or(wide, |b| {
        Interval::new(b.start_s.min(wide.start_s), b.stop_s.max(wide.stop_s))
    });
    both.intersect(&span).unwrap_or(span)
}

/// Length and step of the sliding window; the step is at least what a pixel shows.
fn sliding(input: &Input<'_>, shown: Interval) -> [f64; 2] {
    let window_s = input.values.number(&WINDOW);
    let pixel_s = shown.duration_s() / event::columns(input) as f64;
    [window_s, input.values.number(&STEP).max(pixel_s)]
}

impl View for CoordinationView {
    type Outcome = Outcome;

    fn info(&self) -> &'static Info {
        &info::INFO
    }

    fn depends(&self, recipe: &Recipe) -> Recipe {
        recipe.keep(
            &info::INFO,
            &[Dependency::Scale, Dependency::Event, Dependency::Canvas],
        )
    }

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let window = event::window(input)?;
        let marked = event::marked(input);
        let hull = hull(input, &marked, window);
        let sliding = sliding(input, window);
        let of = |scales: &[Scale]| {
            coordination(
                input.recording,
                hull,
                marked.baseline,
                scales,
                sliding,
                task,
            )
        };
        let chosen = of(&[input.settings.scale])?;
        if chosen.windows == 0 {
            return Err(AnalysisError::NothingToShow(format!(
                "The recording is shorter than one window of {}. Choose a shorter one.",
                wording::seconds(sliding[0])
            )));
        }
        let all: Vec<Scale> = Scale::all().collect();
        let map = || {
            task.shared(
                || {
                    let (id, baseline) = (input.recording.id(), marked.baseline);
                    format!("coordination {id} {hull:?} {baseline:?} {sliding:?}")
                },
                Coordination::bytes,
                || of(&all),
            )
        };
        let map = input.values.switch(&MAP).then(map).transpose()?;
        Ok(Outcome {
            window,
            marked,
            chosen,
            map,
        })
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.chosen.bytes() + outcome.map.as_deref().map_or(0, Coordination::bytes)
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        let ids = ["correlation", "imbalance", "map"];
        let shown = if outcome.map.is_some() { 3 } else { 2 };
        event::linked(&ids[..shown], outcome.window, marks)
    }

    fn pick(&self, outcome: &Outcome, plot: &str, at: [f64; 2], _: [f64; 2]) -> Option<Picked> {
        draw::pick(outcome, plot, at)
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::numbers(input, task)?])
    }
}
