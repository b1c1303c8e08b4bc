//! Seizure map: E - I at all scales over time, z-scored against a baseline.

mod draw;
mod numbers;

use crate::analysis::seizure_map::{SeizureMap, seizure_map};
use crate::analysis::{AnalysisError, MarkedEvent, Task};
use crate::plot::{Mark, Sheet};
use crate::recording::Interval;
use crate::views::shared::{event, wording};
use crate::views::{Dependency, Help, Info, Input, Marks, Numbers, PickedPlace, View};
use std::sync::Arc;

pub static INFO: Info = Info {
    id: "seizure-map",
    title: "Seizure map",
    summary: "Excitation less inhibition at all scales over time, against a baseline",
    help: Help {
        shows: "A column for each time, a row for each scale, coarse at the top: E - I in a window of that length, in SDs of what it does in the baseline. Blue where excitation dominates more than usual, red where inhibition does, white where it is as in the baseline. Dotted lines are onset and end of the event; bars at the top name event and baseline. Below, the row of the chosen scale as a line.",
        computed: "f = E - I, each class in spikes a second and neuron, in windows centred on their time. Each scale is z-scored with the mean and SD that f has at that scale in the baseline, so that rows can be compared. Rows whose windows fit the baseline fewer than ten times are left empty, and so are windows that run off the recording. Windows reach beyond the shown time where the recording does. The table gives the lowest and the highest z in the shown time and in the event.",
        look_for: "A block of one colour from fine to coarse at the onset: which side wins first. In Symmetry's Edge inhibition dominates first, then excitation. How long after the end colour stays, and at which scales.",
        fooled_by: "z depends on the baseline: one with artefacts, or of several states, makes everything else pale. Coarse windows see the event half their length before it begins. At fine scales f takes few values and columns are samples of short windows, not averages over a pixel. SDs are not probabilities here: neighbouring windows overlap.",
        reconstructed: "Centred windows and z-scores against a baseline are reconstructed (the published map shows no bend, and fades at fine scales); so is the baseline where none is chosen, up to 300 s before the onset, within one state where that has at least 60 s. The published colours (blue low, yellow high) are replaced by those of excitation and inhibition.",
        source: "Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 4B.",
    },
    parameters: &[],
};

/// The view. Extrema of every seizure stand with the numbers of the trend.
#[derive(Clone, Copy, Debug)]
pub struct SeizureMapView;

/// The map of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub window: Interval,
    pub marked: MarkedEvent,
    pub map: Arc<SeizureMap>,
}

impl View for SeizureMapView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Scale, Dependency::Event, Dependency::Canvas];

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

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        _: [f64; 2],
    ) -> Option<PickedPlace> {
        draw::pick(outcome, plot, at)
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let found = self.analyse(input, task);
        let found = found.map(|outcome| numbers::of_outcome(&outcome));
        Ok(vec![Numbers::or_missing("seizure_map", found)?])
    }
}

fn no_baseline() -> AnalysisError {
    AnalysisError::NothingToShow(
        "There is no time before the event to serve as baseline. Choose a baseline.".to_owned(),
    )
}
