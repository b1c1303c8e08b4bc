//! Co-occurrence: the features of the multiscale normalised co-occurrence matrix (methods A9).

mod beside;
mod draw;
mod info;
mod map;
mod measure;
mod notes;
mod numbers;
mod pictures;
mod recipe;
mod table;

pub use beside::Beside;
use info::DISPLAY;
pub use measure::{Group, Outcome};

use crate::analysis::{AnalysisError, Features, Task};
use crate::plot::{Ink, Mark, Sheet, Stroke, number_text};
use crate::recording::Interval;
use crate::views::shared::wording;
use crate::views::{Dependency, Info, Input, Marks, Numbers, Picked, Realised, Recipe, View};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct Mncm;

/// Plots whose x axis is time.
const IN_TIME: [&str; 2] = ["course", "matrix"];

impl View for Mncm {
    type Outcome = Outcome;

    fn info(&self) -> &'static Info {
        &info::INFO
    }

    fn depends(&self, recipe: &Recipe) -> Recipe {
        recipe.keep(&info::INFO, &[Dependency::Surrogate])
    }

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        measure::measure(input, task)
    }

    fn is_complete(&self, _input: &Input<'_>, outcome: &Outcome) -> bool {
        outcome
            .beside
            .as_ref()
            .is_none_or(|b| b.realised.is_complete())
    }

    fn refine(
        &self,
        input: &Input<'_>,
        outcome: &Outcome,
        task: &Task<'_>,
    ) -> Result<Option<Outcome>, AnalysisError> {
        let Some(beside) = &outcome.beside else {
            return Ok(None);
        };
        let more = beside.more(input, task)?;
        Ok(more.map(|beside| Outcome {
            beside: Some(beside),
            ..outcome.clone()
        }))
    }

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
                let mark = Mark::Spans {
                    spans: vec![(stretch.start_s, stretch.stop_s, Ink::Accent)].into(),
                    y: None,
                    opacity,
                };
                overlay.push((id, mark));
            }
            if let Some(x) = marks.playhead_s {
                let stroke = Stroke::new(Ink::Accent, 1.0);
                overlay.push((id, Mark::VerticalLine { x, stroke }));
            }
        }
        overlay
    }

    fn pick(&self, outcome: &Outcome, plot: &str, at: [f64; 2], _: [f64; 2]) -> Option<Picked> {
        if plot != "course" {
            return None;
        }
        let feature = outcome.recipe.feature;
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
        let value = number_text(feature.of(features), 3);
        Some(Picked {
            unit: None,
            interval: Some(Interval::new(middle_s - half_s, middle_s + half_s)),
            text: format!(
                "{} {value} in {} s around {}",
                feature.name,
                number_text(outcome.course.width_s, 3),
                wording::clock(*middle_s)
            ),
        })
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        wording::both_classes(input.recording)?;
        Ok(vec![numbers::numbers(&measure::measure(input, task)?)])
    }

    fn realisations(
        &self,
        input: &Input<'_>,
        _all: &Realised,
        task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        let Some(mut beside) = Beside::of(input, &task.with_progress(&|_| ()))? else {
            let why = "surrogates: no mncm, because permuted bins have no matrix";
            return Ok(vec![Numbers::new("mncm").warn([why.to_owned()])]);
        };
        while let Some(more) = beside.more(input, task)? {
            beside = more;
        }
        let numbers = |one: &Vec<Features>| Numbers::new("mncm").table(numbers::offsets(one));
        Ok(beside.realised.all().map(numbers).collect())
    }
}
