//! Realisations of the chosen surrogate, as far as they have been computed, for the views that show
//! them beside the data.

use crate::analysis::statistics::{Spread, Statistics, batches, surrogate_batch};
use crate::analysis::{AnalysisError, Surrogate, Task};
use crate::views::Input;
use std::sync::Arc;

/// Realisations in batches, in order; a `T` is kept of each realisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Realisations<T = Statistics> {
    pub surrogate: Surrogate,
    batches: Vec<Arc<Vec<T>>>,
}

impl<T: Clone> Realisations<T> {
    /// None yet, of the surrogate that is chosen.
    pub fn empty(input: &Input<'_>) -> Option<Self> {
        input.settings.surrogate.map(|surrogate| Self {
            surrogate,
            batches: Vec::new(),
        })
    }
    /// All of them.
    pub fn whole(
        surrogate: Surrogate,
        task: &Task<'_>,
        make: impl Fn(&Surrogate, u32) -> Result<Arc<Vec<T>>, AnalysisError>,
    ) -> Result<Self, AnalysisError> {
        let count = batches(&surrogate);
        let batches = (0..count).map(|next| {
            let batch = make(&surrogate, next)?;
            task.progress((next + 1) as f32 / count as f32);
            Ok(batch)
        });
        Ok(Self {
            batches: batches.collect::<Result<_, AnalysisError>>()?,
            surrogate,
        })
    }
    /// A batch more, that `make` works out from its number; `None` when all are there.
    pub fn with_next_batch(
        &self,
        task: &Task<'_>,
        make: impl FnOnce(u32) -> Result<Arc<Vec<T>>, AnalysisError>,
    ) -> Result<Option<Self>, AnalysisError> {
        let (next, all) = (self.batches.len() as u32, batches(&self.surrogate));
        if next >= all {
            return Ok(None);
        }
        let mut more = self.clone();
        more.batches.push(make(next)?);
        task.progress((next + 1) as f32 / all as f32);
        Ok(Some(more))
    }
    /// Whether all that were asked for are there.
    pub fn is_complete(&self) -> bool {
        self.batches.len() as u32 >= batches(&self.surrogate)
    }
    /// Every realisation there is.
    pub fn all(&self) -> impl Iterator<Item = &T> + Clone {
        self.batches.iter().flat_map(|batch| batch.iter())
    }
    pub fn count(&self) -> usize {
        self.all().count()
    }
    /// A number over the realisations; `None` before the first.
    pub fn spread(&self, number: impl Fn(&T) -> f64) -> Option<Spread> {
        Spread::new(self.all().map(number))
    }
    /// What is shown of it, and how much is still to come, in words.
    pub fn note(&self) -> String {
        let (count, asked) = (self.count(), self.surrogate.realisations);
        let so_far = if count < asked as usize {
            format!("{count} of {asked} realisations so far")
        } else {
            format!("{count} realisations")
        };
        format!(
            "Grey: surrogate ({}), {so_far}, seed {}; bands hold 95 %.",
            self.surrogate.kind.name().to_lowercase(),
            self.surrogate.seed
        )
    }
}

impl Realisations {
    /// A batch more; `None` when all are there.
    pub fn with_next_piece(
        &self,
        input: &Input<'_>,
        task: &Task<'_>,
    ) -> Result<Option<Self>, AnalysisError> {
        self.with_next_batch(task, |next| {
            surrogate_batch(
                input.recording,
                input.selection,
                input.settings.normalisation,
                &self.surrogate,
                next,
                task,
            )
        })
    }
    pub fn bytes(&self) -> usize {
        self.all().map(Statistics::bytes).sum()
    }
}

/// The methods of a [`View`](crate::views::View) that compute the surrogate of an outcome piece by
/// piece: the field that holds it, and the function that gives the next piece.
macro_rules! refine_surrogate {
    ($field:ident, $more:path) => {
        fn is_complete(&self, _input: &Input<'_>, outcome: &Outcome) -> bool {
            outcome.$field.as_ref().is_none_or(|it| it.is_complete())
        }

        fn refine(
            &self,
            input: &Input<'_>,
            outcome: &Outcome,
            task: &Task<'_>,
        ) -> Result<Option<Outcome>, AnalysisError> {
            let Some(before) = &outcome.$field else {
                return Ok(None);
            };
            let more = $more(before, input, task)?;
            Ok(more.map(|more| Outcome {
                $field: Some(more),
                ..outcome.clone()
            }))
        }
    };
}
pub(crate) use refine_surrogate;
