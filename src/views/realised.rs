//! Realisations of the chosen surrogate, as far as they are worked out, for the views that show
//! them beside the data.

use super::Input;
use crate::analysis::statistics::{Spread, Statistics, batches, surrogate_batch};
use crate::analysis::{AnalysisError, Surrogate, Task};
use std::sync::Arc;

/// Batches in the order of their numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Realised {
    pub surrogate: Surrogate,
    batches: Vec<Arc<Vec<Statistics>>>,
}

impl Realised {
    /// None yet, of the surrogate that is chosen.
    pub fn begin(input: &Input<'_>) -> Option<Self> {
        input.settings.surrogate.map(|surrogate| Self {
            surrogate,
            batches: Vec::new(),
        })
    }
    /// A batch more; `None` when all are there.
    pub fn more(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Option<Self>, AnalysisError> {
        let (next, all) = (self.batches.len() as u32, batches(&self.surrogate));
        if next >= all {
            return Ok(None);
        }
        let mut more = self.clone();
        more.batches.push(surrogate_batch(
            input.recording,
            input.selection,
            input.settings.normalisation,
            &self.surrogate,
            next,
            task,
        )?);
        task.progress((next + 1) as f32 / all as f32);
        Ok(Some(more))
    }
    /// Every realisation there is.
    pub fn all(&self) -> impl Iterator<Item = &Statistics> + Clone {
        self.batches.iter().flat_map(|batch| batch.iter())
    }
    pub fn count(&self) -> usize {
        self.all().count()
    }
    /// A number over the realisations; `None` before the first.
    pub fn spread(&self, number: impl Fn(&Statistics) -> f64) -> Option<Spread> {
        Spread::new(self.all().map(number))
    }
    /// What is shown of it, in words; what is still to come is said.
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
    pub fn bytes(&self) -> usize {
        self.all().map(Statistics::bytes).sum()
    }
}

/// One more batch of what a view holds, as its next outcome.
pub fn refined<T>(
    realised: Option<&Realised>,
    input: &Input<'_>,
    task: &Task<'_>,
    with: impl FnOnce(Realised) -> T,
) -> Result<Option<T>, AnalysisError> {
    let more = realised.map(|r| r.more(input, task)).transpose()?.flatten();
    Ok(more.map(with))
}
