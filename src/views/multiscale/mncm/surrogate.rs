//! The surrogate beside the data: the features of the selection as a whole.

use super::info::{Feature, Parameters};
use super::measure;
use crate::analysis::statistics::Spread;
use crate::analysis::{AnalysisError, Features, Measure, SurrogateKind, Task, mncm_batch};
use crate::plot::{Ink, Mark, Stroke};
use crate::views::Input;
use crate::views::shared::surrogate_progress::Realisations;

/// Realisations, and how they are measured.
#[derive(Clone, Debug, PartialEq)]
pub struct SurrogateFeatures {
    measure: Measure,
    /// The features at each offset.
    pub realised: Realisations<Vec<Features>>,
}

impl SurrogateFeatures {
    /// Of the chosen surrogate, where it has a multiscale matrix.
    pub fn empty(input: &Input<'_>, measure: Measure) -> Option<Self> {
        let realised = Realisations::empty(input)?;
        let has_matrix = realised.surrogate.kind != SurrogateKind::BinPermutation;
        has_matrix.then_some(Self { measure, realised })
    }

    /// The same as [`empty`](Self::empty), for the parameters of the view.
    pub fn for_parameters(
        input: &Input<'_>,
        task: &Task<'_>,
    ) -> Result<Option<Self>, AnalysisError> {
        let how = measure::how(input, &Parameters::new(input), task)?;
        Ok(Self::empty(input, how))
    }

    pub fn is_complete(&self) -> bool {
        self.realised.is_complete()
    }

    /// A batch of realisations more.
    pub fn with_next_piece(
        &self,
        input: &Input<'_>,
        task: &Task<'_>,
    ) -> Result<Option<Self>, AnalysisError> {
        let more = self.realised.with_next_batch(task, |next| {
            mncm_batch(
                input.recording,
                input.selection,
                &self.realised.surrogate,
                &self.measure,
                next,
                task,
            )
        })?;
        Ok(more.map(|realised| Self {
            measure: self.measure.clone(),
            realised,
        }))
    }

    /// A feature at an offset over the realisations; `None` before the first.
    pub fn spread(&self, feature: &Feature, offset: usize) -> Option<Spread> {
        self.realised.spread(|one| feature_at(one, feature, offset))
    }

    /// 95 % of a feature at each offset; none before the first realisation.
    pub fn bars(&self, feature: &Feature) -> Vec<[[f64; 2]; 2]> {
        (1..=self.measure.offsets)
            .filter_map(|offset| {
                let s = self.spread(feature, offset)?;
                Some([s.low, s.high].map(|y| [offset as f64, y]))
            })
            .collect()
    }

    pub fn bytes(&self) -> usize {
        let all = self.realised.all();
        all.map(|one| size_of_val(&one[..])).sum()
    }
}

fn feature_at(one: &[Features], feature: &Feature, offset: usize) -> f64 {
    one.get(offset - 1)
        .map_or(f64::NAN, |f| feature.value_in(f))
}

/// Upright bars with feet, so that they are seen however short they are.
pub fn mark(bars: &[[[f64; 2]; 2]]) -> Mark {
    const FOOT: f64 = 0.12;
    let gap = [f64::NAN; 2];
    let xy = bars.iter().flat_map(|&[low, high]| {
        let foot = |[x, y]: [f64; 2]| [[x - FOOT, y], [x + FOOT, y], gap];
        [foot(low), [low, high, gap], foot(high)].concat()
    });
    Mark::line(xy.collect::<Vec<_>>(), Stroke::new(Ink::Surrogate, 2.5))
}

/// What is shown of a surrogate that is chosen, or why nothing is.
pub fn notes(surrogate: Option<&SurrogateFeatures>, input: &Input<'_>) -> Vec<String> {
    match surrogate {
        Some(surrogate) => vec![
            surrogate.realised.note(),
            "The surrogate is that of the selection as a whole, in the feature map (rings and bars, \"su\"), against the offset and in the table."
                .to_owned(),
        ],
        None if input.settings.surrogate.is_some() => vec![
            "Permuted bins have no windows that overlap, and so no multiscale matrix: choose another surrogate."
                .to_owned(),
        ],
        None => Vec::new(),
    }
}
