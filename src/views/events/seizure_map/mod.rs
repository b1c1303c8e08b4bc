//! Seizure map: E - I at all scales over time, z-scored against a baseline.

mod draw;
mod info;

use crate::analysis::seizure_map::{SeizureMap, seizure_map};
use crate::analysis::{AnalysisError, Marked, Task};
use crate::plot::{Mark, Sheet};
use crate::recording::Interval;
use crate::views::shared::{event, wording};
use crate::views::{Dependency, Info, Input, Marks, Picked, Recipe, View};
use std::sync::Arc;

/// The view. Its numbers, the extrema, stand with those of the trend under `seizure`.
#[derive(Clone, Copy, Debug)]
pub struct SeizureMapView;

/// The map of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub window: Interval,
    pub marked: Marked,
    pub map: Arc<SeizureMap>,
}

impl View for SeizureMapView {
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
        let baseline = marked.baseline.ok_or_else(no_baseline)?;
        let columns = event::columns(input);
        // The scale only says which row is shown as a line.
        let map = task.shared(
            || {
                let id = input.recording.id();
                format!("seizure map {id} {window:?} {baseline:?} {columns}")
            },
            SeizureMap::bytes,
            || seizure_map(input.recording, window, baseline, columns, task),
        )?;
        if !map
            .rows
            .iter()
            .any(crate::analysis::seizure_map::MapRow::is_defined)
        {
            return Err(AnalysisError::NothingToShow(
                "In the baseline E - I does not vary at any scale that fits it ten times. Choose another baseline."
                    .to_owned(),
            ));
        }
        Ok(Outcome {
            window,
            marked,
            map,
        })
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.map.bytes()
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        event::linked(&["map", "scale"], outcome.window, marks)
    }

    fn pick(&self, outcome: &Outcome, plot: &str, at: [f64; 2], _: [f64; 2]) -> Option<Picked> {
        draw::pick(outcome, plot, at)
    }
}

fn no_baseline() -> AnalysisError {
    AnalysisError::NothingToShow(
        "There is no time before the event to serve as baseline. Choose a baseline.".to_owned(),
    )
}
