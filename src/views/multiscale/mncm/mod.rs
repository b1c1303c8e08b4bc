//! Co-occurrence: the features of the multiscale normalised co-occurrence matrix (methods A9).

mod draw;
mod info;
mod map;
mod measure;
mod notes;
mod numbers;
mod surrogate;

pub use measure::{Group, Outcome};
pub use surrogate::SurrogateFeatures;

use crate::analysis::{AnalysisError, Features, Task};
use crate::plot::{Ink, Mark, Sheet, Stroke, number_text};
use crate::recording::Interval;
use crate::views::shared::surrogate_progress::refine_surrogate;
use crate::views::shared::wording;
use crate::views::{Dependency, Info, Input, Marks, Numbers, PickedPlace, Realisations, View};
use info::DISPLAY;

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct Mncm;

/// Plots whose x axis is time.
const IN_TIME: [&str; 2] = ["course", "matrix"];

impl View for Mncm {
    type Outcome = Outcome;
    const INFO: &'static Info = &info::INFO;
    const USES: &'static [Dependency] = &[Dependency::Surrogate];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        measure::measure(input, task)
    }

    refine_surrogate!(surrogate, SurrogateFeatures::with_next_piece);

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.bytes()
    }

    fn overlay(&self, _outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        let k = marks.scale.k();
        let stroke = Stroke::new(Ink::Accent, 1.0);
        let mut overlay = vec![
            ("scale", Mark::VerticalLine { x: k, stroke }),
            ("matrix", Mark::HorizontalLine { y: k, stroke }),
        ];
        for id in IN_TIME {
            for (stretch, opacity) in [(marks.brush, 0.15), (marks.bin, 0.5)] {
                let Some(stretch) = stretch else { continue };
                let mark = Mark::spans(
                    vec![(stretch.start_s, stretch.stop_s, Ink::Accent)],
                    opacity,
                );
                overlay.push((id, mark));
            }
            if let Some(x) = marks.playhead_s {
                let stroke = Stroke::new(Ink::Accent, 1.0);
                overlay.push((id, Mark::VerticalLine { x, stroke }));
            }
        }
        overlay
    }

    fn pick(
        &self,
        outcome: &Outcome,
        plot: &str,
        at: [f64; 2],
        _: [f64; 2],
    ) -> Option<PickedPlace> {
        if plot != "course" {
            return None;
        }
        let feature = outcome.parameters.feature;
        let distance = |t_s: f64| (t_s - at[0]).abs();
        let (middle_s, features) = outcome
            .course
            .windows
            .iter()
            .min_by(|a, b| distance(a.0).total_cmp(&distance(b.0)))?;
        let half_s = 0.5 * outcome.course.width_s;
        if distance(*middle_s) > half_s {
            return None;
        }
        let value = number_text(feature.value_in(features), 3);
        Some(PickedPlace::new(
            Interval::new(middle_s - half_s, middle_s + half_s),
            format!(
                "{} {value} in {} s around {}",
                feature.name,
                number_text(outcome.course.width_s, 3),
                wording::clock(*middle_s)
            ),
        ))
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        wording::both_classes(input.recording)?;
        Ok(vec![numbers::numbers(&measure::measure(input, task)?)])
    }

    fn realisations(
        &self,
        input: &Input<'_>,
        _all: &Realisations,
        task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        let Some(mut surrogate) =
            SurrogateFeatures::for_parameters(input, &task.with_progress(&|_| ()))?
        else {
            let why = "surrogates: no mncm, because permuted bins have no matrix";
            return Ok(vec![Numbers::new("mncm").warn([why.to_owned()])]);
        };
        while let Some(more) = surrogate.with_next_piece(input, task)? {
            surrogate = more;
        }
        let of = |one: &Vec<Features>| numbers::of_realisation(one);
        Ok(surrogate.realised.all().map(of).collect())
    }
}
