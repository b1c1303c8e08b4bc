//! Coordination: the correlation of E and I in a sliding window, and their mean imbalance.

mod draw;
mod numbers;

use crate::analysis::coordination::{Coordination, coordination};
use crate::analysis::{AnalysisError, MarkedEvent, Parameter, Scale, Task};
use crate::plot::{Mark, Sheet};
use crate::recording::Interval;
use crate::views::shared::{event, wording};
use crate::views::{Dependency, Help, Info, Input, Marks, Numbers, PickedPlace, View};
use std::sync::Arc;

pub static WINDOW: Parameter = Parameter::number(
    "window",
    "Sliding window",
    "s",
    "Length of the window in which E and I are correlated (reconstructed)",
    [30.0, 1.0, 600.0],
);

pub static STEP: Parameter = Parameter::number(
    "step",
    "Step",
    "s",
    "From one window to the next; a pixel of the panel at least",
    [1.0, 0.1, 60.0],
);

pub static MAP: Parameter = Parameter::switch(
    "map",
    "All scales",
    "Show the correlation at all scales below",
    true,
);

pub static INFO: Info = Info {
    id: "coordination",
    title: "Coordination in time",
    summary: "Correlation of E and I in a sliding window, and their mean imbalance",
    help: Help {
        shows: "At the top the correlation r of the two ensembles in a window that slides over the recording, at the chosen scale; below it the mean imbalance M in the same window. Pale bands across are what the windows of the baseline give; stretches where r falls out of its band, or M out of its own, are shaded. At the bottom r at all scales, coarse at the top. Dotted lines are onset and end of the event.",
        computed: "In each window the counts of E and of I in the bins of the scale are correlated; M is the mean of z(E) - z(I) there, each class z-scored with its mean and SD over the bins of the baseline. r is flagged below the lower 1 % of the windows that lie in the baseline, M outside their central 99 %. There is no band where the baseline has room for fewer than three windows side by side. Scales of which a window holds fewer than ten bins are left empty, and so are those with more than eight million bins.",
        look_for: "r falling in a seizure: E and I no longer go together, whatever their levels. M below its band: inhibition dominates; above: excitation. How long after the end both stay out.",
        fooled_by: "Windows overlap: neighbouring points are almost the same data, and a flag lasts at least a window. A baseline of 300 s has ten windows of 30 s side by side; the lower 1 % of so few is close to their lowest, so about one flag in such a stretch means nothing. A common rhythm or a common silence makes r high without balance; at fine scales r is small because spikes are few. A point stands for the window half before and half after it, so that events show early by up to half a window.",
        reconstructed: "The paper reports the loss of co-fluctuation in words and matrices; the sliding correlation, the mean imbalance and the flags are reconstructed, and so is the baseline where none is chosen.",
        source: "Dehghani et al., Dynamic Balance of Excitation and Inhibition (2016), Fig 6.",
    },
    parameters: &[&WINDOW, &STEP, &MAP],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct CoordinationView;

/// Coordination at the chosen scale, and over all scales where the map is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub window: Interval,
    pub marked: MarkedEvent,
    /// One row: the chosen scale.
    pub chosen: Coordination,
    pub map: Option<Arc<Coordination>>,
}

/// What has to be looked at to show a window: the window and the baseline.
fn hull(input: &Input<'_>, marked: &MarkedEvent, window: Interval) -> Interval {
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

/// At some scales, with the steps that are drawn.
fn drawn(
    input: &Input<'_>,
    window: Interval,
    marked: &MarkedEvent,
    scales: &[Scale],
    task: &Task<'_>,
) -> Result<Coordination, AnalysisError> {
    let (hull, sliding) = (hull(input, marked, window), sliding(input, window));
    let baseline = marked.baseline;
    coordination(input.recording, hull, baseline, scales, sliding, task)
}

impl View for CoordinationView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[Dependency::Scale, Dependency::Event, Dependency::Canvas];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let window = event::window(input)?;
        let marked = event::marked(input);
        let hull = hull(input, &marked, window);
        let sliding = sliding(input, window);
        let of = |scales: &[Scale]| drawn(input, window, &marked, scales, task);
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
        Ok(vec![numbers::numbers(input, task)?])
    }
}
