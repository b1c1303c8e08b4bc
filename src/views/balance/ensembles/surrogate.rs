//! One realisation of the surrogate, drawn as the data are.

use super::Outcome;
use crate::analysis::{
    AnalysisError, Bins, ColumnBreaks, Realisation, Surrogate, SurrogateKind, Task, columns,
    columns_of_counts,
};
use crate::views::Input;

/// Realisation 0 of the chosen surrogate.
#[derive(Clone, Debug, PartialEq)]
pub struct SurrogateTraces {
    pub surrogate: Surrogate,
    pub state: TraceState,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
pub enum TraceState {
    NotYet,
    Ready(Box<Outcome>),
    /// It cannot be had, and why.
    Without(String),
}

impl SurrogateTraces {
    pub fn empty(input: &Input<'_>) -> Option<Self> {
        input.settings.surrogate.map(|surrogate| Self {
            surrogate,
            state: TraceState::NotYet,
        })
    }
    /// The realisation; `None` when it is there.
    pub fn with_next_piece(
        &self,
        input: &Input<'_>,
        task: &Task<'_>,
    ) -> Result<Option<Self>, AnalysisError> {
        if self.state != TraceState::NotYet {
            return Ok(None);
        }
        let state = match realised(input, &self.surrogate, task) {
            Ok(outcome) => TraceState::Ready(Box::new(outcome)),
            Err(AnalysisError::NothingToShow(why)) => TraceState::Without(why),
            Err(error) => return Err(error),
        };
        Ok(Some(Self {
            surrogate: self.surrogate,
            state,
        }))
    }
    pub fn is_complete(&self) -> bool {
        self.state != TraceState::NotYet
    }
    pub fn shown(&self) -> Option<&Outcome> {
        match &self.state {
            TraceState::Ready(outcome) => Some(outcome),
            TraceState::NotYet | TraceState::Without(_) => None,
        }
    }
    /// What is shown of it, in words.
    pub fn note(&self) -> String {
        let name = self.surrogate.kind.name().to_lowercase();
        match &self.state {
            TraceState::NotYet => format!("The surrogate ({name}) is being worked out."),
            TraceState::Ready(_) => format!(
                "Below: realisation 0 of the surrogate ({name}), seed {}.",
                self.surrogate.seed
            ),
            TraceState::Without(why) => format!("No surrogate: {why}"),
        }
    }
    pub fn bytes(&self) -> usize {
        self.shown().map_or(0, Outcome::bytes)
    }
}

fn realised(
    input: &Input<'_>,
    surrogate: &Surrogate,
    task: &Task<'_>,
) -> Result<Outcome, AnalysisError> {
    let intervals = input.selection.intervals(input.recording);
    let spikes = Realisation::new(input.recording, &intervals, surrogate, 0, task)?;
    let most = super::most_columns(input);
    let (scale, across) = (input.settings.scale, ColumnBreaks::Never);
    let thinned = if surrogate.kind == SurrogateKind::BinPermutation {
        let counts = spikes.counts(&Bins::new(&intervals, scale), task)?;
        columns_of_counts(counts, &intervals, scale, most, across)
    } else {
        columns(spikes.trains(), &intervals, scale, most, across, task)?
    };
    Ok(Outcome::of_columns(thinned, input))
}
