//! Trajectory: the point (E, I) moving through the balance plane as time goes by.

mod draw;
mod numbers;

use crate::analysis::{AnalysisError, MarkedEvent, Parameter, Task, Trajectory, trajectory};
use crate::plot::{Ink, Mark, Sheet, Stroke};
use crate::recording::Interval;
use crate::views::shared::{event, wording};
use crate::views::{Dependency, Help, Info, Input, Marks, Numbers, PickedPlace, View};

pub static TAIL: Parameter = Parameter::number(
    "tail",
    "Tail",
    "s",
    "How much of the path is drawn behind the point at the playhead",
    [5.0, 0.0, 300.0],
);

pub static SIGMAS: Parameter = Parameter::count(
    "sigmas",
    "Ellipses",
    "sigma",
    "Ellipses of the baseline up to this many SDs; they hold 39, 86 and 99 % of a Gaussian",
    [2, 1, 3],
);

pub static INFO: Info = Info {
    id: "trajectory",
    title: "Trajectory",
    summary: "The point (E, I) on its way through the balance plane, before, in and after the event",
    help: Help {
        shows: "The two ensembles of each bin as a point, joined in order of time; colour runs from the beginning of the window (dark) to its end (bright), and the event is drawn thicker. Grey ellipses show where the baseline lies. A ring marks the onset and a disc the end of the event. The dashed line is E = I. While time plays, a disc with a fading tail shows where the playhead is.",
        computed: "Bins of the chosen scale in the chosen normalisation, from the start of the window on. Where the window has more than 1500 bins, so many neighbouring ones are put together that no more are left; the note says how many. The ellipses are those of bins of the same width in the baseline, in the same units.",
        look_for: "In balance the path keeps to the ellipse and moves along its long axis: E and I rise and fall together. In a seizure it leaves the ellipse across that axis, and how it comes back is how balance returns.",
        fooled_by: "Single bins scatter, the more so the finer the scale: choose a scale at which the path is smooth. Points are joined by straight lines where nothing is known in between. Normalisations that depend on the window (share, z-score, maximum) move with it; rates do not. An ellipse of a short baseline is itself uncertain.",
        reconstructed: "The papers show clouds, not paths; drawing the path, its colours and the ellipse of the baseline are this program's own, and so is the baseline where none is chosen.",
        source: "After Dehghani, Symmetry's Edge in Cortical Dynamics (2023), Fig 2A and 4.",
    },
    parameters: &[&TAIL, &SIGMAS],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct TrajectoryView;

/// The path of the window, and the length of the tail behind the playhead.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub window: Interval,
    pub marked: MarkedEvent,
    pub path: Trajectory,
    pub tail_s: f64,
}

/// Pieces of the tail, each thinner than the one before it.
const FADES: usize = 4;

impl View for TrajectoryView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const USES: &'static [Dependency] = &[
        Dependency::Scale,
        Dependency::Normalisation,
        Dependency::Event,
    ];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let window = event::window(input)?;
        let marked = event::marked(input);
        let path = trajectory(
            input.recording,
            window,
            marked.baseline,
            input.settings,
            task,
        )?;
        if !path.points.iter().flatten().all(|v| v.is_finite()) {
            return Err(AnalysisError::NothingToShow(
                "A class is silent in the window, or does not vary: this normalisation is not defined. Choose the rate per neuron."
                    .to_owned(),
            ));
        }
        Ok(Outcome {
            window,
            marked,
            path,
            tail_s: input.values.number(&TAIL),
        })
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        size_of_val(&outcome.path.points[..])
    }

    /// The point at the playhead, or under the pointer elsewhere, with a tail that fades.
    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        let path = &outcome.path;
        let mut out = Vec::new();
        let ring = |j: usize, filled, radius_pt| Mark::Points {
            xy: [path.points[j]].into(),
            radius_pt,
            filled,
            ink: Ink::Accent,
            opacity: 1.0,
        };
        if let Some(here) = marks.playhead_s.and_then(|t| path.point_at(t)) {
            let length = (outcome.tail_s / path.width_s).ceil().max(1.0) as usize;
            let first = here.saturating_sub(length);
            for piece in 0..FADES {
                let at = |k: usize| first + (here - first) * k / FADES;
                let xy = &path.points[at(piece)..=at(piece + 1)];
                if xy.len() > 1 {
                    let stroke = Stroke::new(Ink::Accent, 0.6 * (piece + 1) as f32);
                    out.push(("path", Mark::line(xy, stroke)));
                }
            }
            out.push(("path", ring(here, true, 5.0)));
        }
        let pointed = marks
            .bin
            .and_then(|b| path.point_at(f64::midpoint(b.start_s, b.stop_s)));
        out.extend(pointed.map(|j| ("path", ring(j, false, 6.0))));
        out
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        reach: [f64; 2],
    ) -> Option<PickedPlace> {
        if plot != "path" {
            return None;
        }
        draw::pick(outcome, at, reach)
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let found = self.analyse(input, task);
        let found = found.map(|outcome| numbers::of_outcome(&outcome));
        Ok(vec![Numbers::or_missing("trajectory", found)?])
    }
}
