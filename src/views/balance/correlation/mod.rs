//! Correlation: E against I over lags and scales (methods B5).

mod beside;
mod curve;
mod draw;
mod info;
mod numbers;

use crate::analysis::{AnalysisError, Lagged, Scale, ScaleCorrelation, Task, correlation};
use crate::plot::Sheet;
use crate::views::shared::by_state::{Shown, Split};
use crate::views::shared::surrogate_progress::Realised;
use crate::views::shared::wording;
use crate::views::{Dependency, Info, Input, Numbers, Recipe, View};
use std::sync::Arc;

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct CorrelationView;

/// The correlation at all 32 scales, and at the chosen one, which may lie between two of them; and
/// the surrogate as far as it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub scales: Arc<Vec<ScaleCorrelation>>,
    pub chosen: ScaleCorrelation,
    pub realised: Option<Realised<Lagged>>,
}

/// What does not depend on the scale: worked out once for all steps of the slider.
fn all_scales(
    input: &Input<'_>,
    task: &Task<'_>,
) -> Result<Arc<Vec<ScaleCorrelation>>, AnalysisError> {
    let recording = input.recording;
    let intervals = input.selection.intervals(recording);
    let lags = info::lags(input);
    task.shared(
        || format!("correlation {} {lags} {intervals:?}", recording.id()),
        |all: &Vec<ScaleCorrelation>| all.iter().map(|c| size_of_val(c) + 8 * c.r.len()).sum(),
        || {
            let scales: Vec<Scale> = Scale::all().collect();
            let trains = recording.ensembles().times_s();
            correlation(trains, &intervals, &scales, lags, task)
        },
    )
}

impl View for CorrelationView {
    type Outcome = Outcome;

    fn info(&self) -> &'static Info {
        &info::INFO
    }

    fn depends(&self, recipe: &Recipe) -> Recipe {
        recipe.keep(&info::INFO, &[Dependency::Scale, Dependency::Surrogate])
    }

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let scale = input.settings.scale;
        let scales = all_scales(input, task)?;
        let chosen = match scales.iter().find(|c| c.scale == scale) {
            Some(whole) => whole.clone(),
            None => correlation(
                input.recording.ensembles().times_s(),
                &input.selection.intervals(input.recording),
                &[scale],
                info::lags(input),
                task,
            )?
            .pop()
            .ok_or_else(|| AnalysisError::Failed("no scale was correlated".to_owned()))?,
        };
        if let (true, Some(reason)) = (scales.iter().all(|c| c.peak.is_none()), &chosen.reason) {
            return Err(AnalysisError::NothingToShow(format!(
                "There is no correlation at any scale: {reason}. Choose a longer window, more states or more units."
            )));
        }
        Ok(Outcome {
            scales,
            chosen,
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
        let Some(realised) = &outcome.realised else {
            return Ok(None);
        };
        let more = realised.more_by(task, |next| {
            beside::batch(&realised.surrogate, next, input, task)
        })?;
        Ok(more.map(|realised| Outcome {
            realised: Some(realised),
            ..outcome.clone()
        }))
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        let one = size_of::<ScaleCorrelation>() + 8 * outcome.chosen.r.len();
        let realised = outcome.realised.iter().flat_map(Realised::all);
        (outcome.scales.len() + 1) * one + realised.map(Lagged::bytes).sum::<usize>()
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(vec![numbers::numbers(&all_scales(input, task)?)])
    }

    fn realisations(
        &self,
        input: &Input<'_>,
        all: &Realised,
        task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        let all = Realised::whole(all.surrogate, task, |surrogate, batch| {
            beside::batch(surrogate, batch, input, task)
        })?;
        Ok(all.all().map(numbers::of_realisation).collect())
    }
}

impl Split for CorrelationView {
    const COLUMN: &'static [usize] = &[0, 2];

    fn overlaid(&self, input: &Input<'_>, shown: &[Shown<'_, Outcome>]) -> Option<Sheet> {
        Some(curve::overlaid(input, shown))
    }
}
