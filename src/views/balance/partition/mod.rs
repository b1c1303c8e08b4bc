//! Partition curves: how unequally the spikes of E and of I are spread over bins, at all scales.

mod draw;
mod info;
mod numbers;

pub use info::CURVE;

use crate::analysis::partition::{Definition, Shares};
use crate::analysis::statistics::{Statistics, measured, statistics};
use crate::analysis::{AnalysisError, Task};
use crate::plot::Sheet;
use crate::views::shared::by_state::{Shown, Split};
use crate::views::shared::surrogate_progress::{Realised, refined};
use crate::views::shared::wording;
use crate::views::{Dependency, Info, Input, Numbers, Recipe, View};
use std::sync::Arc;

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct PartitionView;

/// Curves of both classes at all scales, and the surrogate as far as it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub data: Arc<Statistics>,
    pub definition: Definition,
    /// E and I at each of the 32 scales; `None` without spikes.
    pub curves: Arc<Vec<[Option<Shares>; 2]>>,
    pub realised: Option<Realised>,
}

fn definition(input: &Input<'_>) -> Definition {
    match input.values.choice(&CURVE).as_str() {
        "paper" => Definition::PaperLevel,
        "weighted" => Definition::PaperLevelWeighted,
        _ => Definition::ClassicLorenz,
    }
}

/// Curves with at most a few hundred vertices: what a person can see.
fn thinned(shares: Shares) -> Shares {
    const MOST: usize = 400;
    let n = shares.xy.len();
    if n <= MOST {
        return shares;
    }
    let kept = (0..MOST).map(|j| shares.xy[j * (n - 1) / (MOST - 1)]);
    Shares { xy: kept.collect() }
}

impl View for PartitionView {
    type Outcome = Outcome;

    fn info(&self) -> &'static Info {
        &info::INFO
    }

    fn depends(&self, recipe: &Recipe) -> Recipe {
        recipe.keep(&info::INFO, &[Dependency::Scale, Dependency::Surrogate])
    }

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        wording::both_classes(input.recording)?;
        let (recording, selection) = (input.recording, input.selection);
        let data = statistics(recording, selection, input.settings.normalisation, task)?;
        let definition = definition(input);
        let curves = task.shared(
            || format!("partition {} {selection:?} {definition:?}", recording.id()),
            |all: &Vec<[Option<Shares>; 2]>| {
                let points = |s: &Option<Shares>| s.as_ref().map_or(0, |s| size_of_val(&s.xy[..]));
                all.iter().flatten().map(points).sum()
            },
            || {
                let measured = measured(recording, selection, task)?;
                let of = |occupancy: &[(u32, u64)]| Shares::new(occupancy, definition).map(thinned);
                Ok(measured
                    .iter()
                    .map(|m| [of(&m.joint.marginal_e()), of(&m.joint.marginal_i())])
                    .collect())
            },
        )?;
        if curves.iter().flatten().all(Option::is_none) {
            return Err(AnalysisError::NothingToShow(
                "There are no spikes in bins of the selection. Choose a longer window or more states."
                    .to_owned(),
            ));
        }
        Ok(Outcome {
            data,
            definition,
            curves,
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
        _input: &Input<'_>,
        all: &Realised,
        _task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        Ok(all.all().map(numbers::partition).collect())
    }
}

impl Split for PartitionView {
    const COLUMN: &'static [usize] = &[0, 1];

    fn overlaid(&self, input: &Input<'_>, shown: &[Shown<'_, Outcome>]) -> Option<Sheet> {
        Some(draw::overlaid(input, shown))
    }
}
