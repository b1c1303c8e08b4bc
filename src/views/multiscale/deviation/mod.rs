//! Deviation: how far E and I are from balance in each state, and whether their magnitudes have
//! one distribution (methods B4).

mod draw;
mod info;
mod measured;
mod numbers;
mod static_balance;
mod table;

pub use info::RULER;
pub use measured::{AtScale, Group};

use crate::analysis::{AnalysisError, Scale, Task};
use crate::plot::Sheet;
use crate::views::shared::states::{EQUAL, EQUAL_SEED};
use crate::views::shared::surrogate_progress::{Realised, refined};
use crate::views::shared::wording;
use crate::views::{Dependency, Info, Input, Numbers, Recipe, View};
use std::sync::Arc;

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct DeviationView;

/// What is measured at all 32 scales, and at the chosen one, which may lie between two of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Everything that is analysed, then each state in it.
    pub groups: Vec<Group>,
    pub scales: Arc<Vec<AtScale>>,
    pub chosen: AtScale,
    /// The surrogate of all that is analysed, as far as it is there.
    pub realised: Option<Realised>,
}

/// Realisations are z-scored over what is analysed: they can stand beside data that are too.
fn realised(input: &Input<'_>) -> Option<Realised> {
    let alike = input.selection.states.is_empty() || input.values.choice(&RULER) == "selection";
    Realised::begin(input).filter(|_| alike)
}

fn all_scales(
    input: &Input<'_>,
    groups: &[Group],
    task: &Task<'_>,
) -> Result<Arc<Vec<AtScale>>, AnalysisError> {
    task.shared(
        || {
            let (ruler, selection) = (input.values.choice(&RULER), input.selection);
            let equal = input
                .values
                .switch(&EQUAL)
                .then(|| input.values.integer(&EQUAL_SEED));
            let recording = input.recording.id();
            format!("deviation {recording} {ruler} {selection:?} {equal:?}")
        },
        |all: &Vec<AtScale>| all.iter().map(AtScale::bytes).sum(),
        || {
            let scales: Vec<Scale> = Scale::all().collect();
            measured::measure(input, groups, &scales, task)
        },
    )
}

impl View for DeviationView {
    type Outcome = Outcome;

    fn info(&self) -> &'static Info {
        &info::INFO
    }

    fn depends(&self, recipe: &Recipe) -> Recipe {
        recipe.keep(&info::INFO, &[Dependency::Scale, Dependency::Surrogate])
    }

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let groups = measured::groups(input);
        let scale = input.settings.scale;
        let scales = all_scales(input, &groups, task)?;
        if scales.iter().all(|at| at.static_balance.n_e == 0) {
            return Err(AnalysisError::NothingToShow(
                "The selection is shorter than one bin at every scale. Choose a longer window or more states."
                    .to_owned(),
            ));
        }
        let chosen = match scales.iter().find(|at| at.scale == scale) {
            Some(whole) => whole.clone(),
            None => measured::measure(input, &groups, &[scale], task)?
                .pop()
                .ok_or_else(|| AnalysisError::Failed("no scale was measured".to_owned()))?,
        };
        Ok(Outcome {
            groups,
            scales,
            chosen,
            realised: realised(input),
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
        let scales: usize = outcome.scales.iter().map(AtScale::bytes).sum();
        let realised = outcome.realised.as_ref().map_or(0, Realised::bytes);
        scales + outcome.chosen.bytes() + realised
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let groups = measured::groups(input);
        let scales = all_scales(input, &groups, task)?;
        Ok(numbers::numbers(&groups, &scales, input))
    }

    fn realisations(
        &self,
        input: &Input<'_>,
        all: &Realised,
        _task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        let mut numbers: Vec<Numbers> = all.all().flat_map(numbers::of_realisation).collect();
        if let (Some(first), false) = (numbers.first_mut(), input.selection.states.is_empty()) {
            first.warnings.push(
                "surrogates: z-scores of deviation are over the selection, not all time in the window"
                    .to_owned(),
            );
        }
        Ok(numbers)
    }
}
