//! Balance plane: the cloud of (E, I) over bins, its ellipses and its numbers (methods A4).

mod beside;
mod cloud;
mod density;
mod draw;
mod info;
mod marginals;
mod numbers;
mod table;

pub use beside::Beside;
pub use cloud::Cloud;
pub use info::{MARGINALS, MAX_POINTS, SCALES, SIGMAS, STATES};

use crate::analysis::statistics::Statistics;
use crate::analysis::{AnalysisError, Scale, Task};
use crate::plot::{Ink, Mark, Sheet};
use crate::views::shared::wording;
use crate::views::{Dependency, Info, Input, Marks, Numbers, Picked, Realised, Recipe, View};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct BalancePlane;

/// One cloud a scale, fine to coarse, which of them is the chosen scale's, and the surrogate as far
/// as it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub clouds: Vec<Cloud>,
    pub chosen: usize,
    pub beside: Option<Beside>,
}

impl Outcome {
    fn chosen(&self) -> Option<&Cloud> {
        self.clouds.get(self.chosen)
    }
}

/// The scales that are drawn: the chosen one, or four in steps of 5 (a factor of 4.5 in width, as
/// in Fig 2A), of which the chosen one is the finest that leaves room for the others.
fn scales(chosen: Scale, four: bool) -> (Vec<Scale>, usize) {
    if !four {
        return (vec![chosen], 0);
    }
    let place = ((chosen.k() - 17.0) / 5.0).ceil().clamp(0.0, 3.0);
    let all = (0..4u8)
        .map(|step| Scale::new(chosen.k() + 5.0 * (f64::from(step) - place)))
        .collect();
    (all, place as usize)
}

impl View for BalancePlane {
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
                Dependency::Surrogate,
            ],
        )
    }

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let four = input.values.choice(&SCALES) == "four";
        let (scales, chosen) = scales(input.settings.scale, four);
        let most = u64::try_from(input.values.integer(&MAX_POINTS)).unwrap_or(0);
        let clouds = scales
            .iter()
            .enumerate()
            .map(|(place, &scale)| Cloud::new(input, scale, place == chosen, most, task))
            .collect::<Result<Vec<_>, _>>()?;
        if clouds[chosen].joint.is_empty() {
            return Err(AnalysisError::NothingToShow(format!(
                "The selection is shorter than one bin of {}. Choose a finer scale, a longer window or more states.",
                input.settings.scale.width_text()
            )));
        }
        Ok(Outcome {
            clouds,
            chosen,
            beside: Beside::begin(input),
        })
    }

    fn is_complete(&self, _input: &Input<'_>, outcome: &Outcome) -> bool {
        let surrogate = outcome
            .beside
            .as_ref()
            .filter(|_| outcome.chosen().is_some());
        surrogate.is_none_or(|b| b.one.is_some() && b.realised.is_complete())
    }

    fn refine(
        &self,
        input: &Input<'_>,
        outcome: &Outcome,
        task: &Task<'_>,
    ) -> Result<Option<Outcome>, AnalysisError> {
        let (Some(beside), Some(chosen)) = (&outcome.beside, outcome.chosen()) else {
            return Ok(None);
        };
        let more = beside.more(input, chosen, task)?;
        Ok(more.map(|beside| Outcome {
            beside: Some(beside),
            ..outcome.clone()
        }))
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.beside.as_ref().map_or(0, Beside::bytes)
    }

    fn overlay(&self, outcome: &Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        let Some(cloud) = outcome.chosen() else {
            return Vec::new();
        };
        let rings = |xy: Vec<[f64; 2]>, radius_pt| {
            let mark = Mark::Points {
                xy: xy.into(),
                radius_pt,
                filled: false,
                ink: Ink::Accent,
                opacity: 1.0,
            };
            ("cloud", mark)
        };
        let brushed = marks.brush.map(|brush| rings(cloud.dots_in(brush), 3.0));
        let pointed = marks
            .bin
            .and_then(|bin| cloud.dot_at(f64::midpoint(bin.start_s, bin.stop_s)))
            .map(|dot| rings(vec![dot], 5.5));
        brushed
            .into_iter()
            .chain(pointed)
            .filter(|(_, mark)| mark.count() > 0)
            .collect()
    }

    fn pick(&self, outcome: &Outcome, plot: &str, at: [f64; 2], reach: [f64; 2]) -> Option<Picked> {
        if plot != "cloud" {
            return None;
        }
        outcome.chosen()?.pick(at, reach)
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::numbers(input, task)?])
    }

    fn realisations(
        &self,
        _input: &Input<'_>,
        all: &Realised,
        _task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        let ensemble = |one: &Statistics| {
            numbers::ensemble(one.scales.iter().map(|at| (at.scale, &at.balance)))
        };
        Ok(all.all().map(ensemble).collect())
    }
}
