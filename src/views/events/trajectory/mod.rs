//! Trajectory: the point (E, I) moving through the balance plane as time goes by.

mod draw;
mod info;

pub use info::{SIGMAS, TAIL};

use crate::analysis::{AnalysisError, Marked, Task, Trajectory, trajectory};
use crate::plot::{Ink, Mark, Sheet, Stroke};
use crate::recording::Interval;
use crate::views::shared::{event, wording};
use crate::views::{Dependency, Info, Input, Marks, Picked, Recipe, View};

/// The view; its numbers are those of the balance plane.
#[derive(Clone, Copy, Debug)]
pub struct TrajectoryView;

/// The path of the window, and the length of the tail behind the playhead.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub window: Interval,
    pub marked: Marked,
    pub path: Trajectory,
    pub tail_s: f64,
}

/// Pieces of the tail, each thinner than the one before it.
const FADES: usize = 4;

impl View for TrajectoryView {
    type Outcome = Outcome;

    fn info(&self) -> &'static Info {
        &info::INFO
    }

    fn depends(&self, recipe: &Recipe) -> Recipe {
        recipe.keep(
            &info::INFO,
            &[
                Dependency::Scale,
                Dependency::Normalisation,
                Dependency::Event,
            ],
        )
    }

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
        if let Some(here) = marks.playhead_s.and_then(|t| path.at(t)) {
            let length = (outcome.tail_s / path.width_s).ceil().max(1.0) as usize;
            let first = here.saturating_sub(length);
            for piece in 0..FADES {
                let at = |k: usize| first + (here - first) * k / FADES;
                let xy = &path.points[at(piece)..=at(piece + 1)];
                if xy.len() > 1 {
                    let stroke = Stroke::new(Ink::Accent, 0.6 * (piece + 1) as f32);
                    let xy = xy.into();
                    out.push(("path", Mark::Line { xy, stroke }));
                }
            }
            out.push(("path", ring(here, true, 5.0)));
        }
        let pointed = marks
            .bin
            .and_then(|b| path.at(f64::midpoint(b.start_s, b.stop_s)));
        out.extend(pointed.map(|j| ("path", ring(j, false, 6.0))));
        out
    }

    fn pick(&self, outcome: &Outcome, plot: &str, at: [f64; 2], reach: [f64; 2]) -> Option<Picked> {
        if plot != "path" {
            return None;
        }
        draw::pick(outcome, at, reach)
    }
}
