//! Collapse curves: sorted fluctuations, summed up, at all scales over one another.

mod draw;
mod info;
mod numbers;

pub use info::{BESIDE, CONTROLS, FROM_K, SCALED, SHOWN, TO_K};

use crate::analysis::statistics::{Statistics, collapse_quality, statistics};
use crate::analysis::{AnalysisError, Task};
use crate::plot::Sheet;
use crate::views::shared::by_state::{Shown, Split};
use crate::views::shared::surrogate_progress::{Realised, refined};
use crate::views::shared::wording;
use crate::views::{Dependency, Info, Input, Numbers, Recipe, View};
use std::sync::Arc;

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct CollapseView;

/// The data at all scales, and the surrogate as far as it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub data: Arc<Statistics>,
    /// Houdayer-Hartmann S of the data's curves.
    pub quality: Option<f64>,
    pub realised: Option<Realised>,
}

impl View for CollapseView {
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
        let (recording, selection) = (input.recording, input.selection);
        let normalisation = input.settings.normalisation;
        let data = statistics(recording, selection, normalisation, task)?;
        if data.curves().is_empty() {
            return Err(wording::too_short());
        }
        let quality = collapse_quality(recording, selection, normalisation, task)?;
        Ok(Outcome {
            data,
            quality: *quality,
            realised: Realised::begin(input),
        })
    }

    fn is_complete(&self, _input: &Input<'_>, outcome: &Outcome) -> bool {
        outcome.realised.as_ref().is_none_or(Realised::is_complete)
    }

    fn refine(
        &self,
        input: &Input<'_>,
        outcome: &Outcome,
        task: &Task<'_>,
    ) -> Result<Option<Outcome>, AnalysisError> {
        refined(outcome.realised.as_ref(), input, task, |realised| Outcome {
            realised: Some(realised),
            ..outcome.clone()
        })
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        outcome.data.bytes() + outcome.realised.as_ref().map_or(0, Realised::bytes)
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::numbers(input, task)?])
    }

    fn realisations(
        &self,
        input: &Input<'_>,
        all: &Realised,
        task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        numbers::realisations(input, all, task)
    }
}

impl Split for CollapseView {
    const COLUMN: &'static [usize] = &[0];

    fn overlaid(&self, input: &Input<'_>, shown: &[Shown<'_, Outcome>]) -> Option<Sheet> {
        Some(draw::overlaid(input, shown))
    }
}
