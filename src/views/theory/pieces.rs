//! Views about the rate network whose outcome comes a piece at a time: eigenvalues, networks that run,
//! theory that settles.

use super::model;
use crate::analysis::{AnalysisError, Task};
use crate::plot::Sheet;
use crate::views::{About, Info, Input, Numbers, PickedPlace, View};

/// A view that draws what is there at once, and then whatever has come.
pub trait Piecewise: Send + Sync + 'static {
    type Outcome: Clone + Send + Sync + 'static;
    const INFO: &'static Info;

    /// What is there before the first piece.
    fn begin(&self, input: &Input<'_>) -> Result<Self::Outcome, AnalysisError>;
    /// The next piece: some tenths of a second.
    fn advance(
        &self,
        outcome: &mut Self::Outcome,
        input: &Input<'_>,
        task: &Task<'_>,
    ) -> Result<(), AnalysisError>;
    fn is_over(&self, outcome: &Self::Outcome) -> bool;
    fn draw(&self, outcome: &Self::Outcome) -> Sheet;
    /// See [`View::bytes`].
    fn bytes(&self, outcome: &Self::Outcome) -> usize;
    fn numbers(&self, outcome: &Self::Outcome) -> Numbers;
    /// See [`View::pick`].
    fn pick(&self, _: &Self::Outcome, _at: [f64; 2], _reach: [f64; 2]) -> Option<PickedPlace> {
        None
    }
}

impl<V: Piecewise> View for V {
    type Outcome = V::Outcome;
    const INFO: &'static Info = V::INFO;
    const ABOUT: About = model::ABOUT;

    fn analyse(&self, input: &Input<'_>, _task: &Task<'_>) -> Result<V::Outcome, AnalysisError> {
        self.begin(input)
    }

    fn is_complete(&self, _input: &Input<'_>, outcome: &V::Outcome) -> bool {
        self.is_over(outcome)
    }

    fn refine(
        &self,
        input: &Input<'_>,
        outcome: &V::Outcome,
        task: &Task<'_>,
    ) -> Result<Option<V::Outcome>, AnalysisError> {
        if self.is_over(outcome) {
            return Ok(None);
        }
        let mut more = outcome.clone();
        self.advance(&mut more, input, task)?;
        Ok(Some(more))
    }

    fn draw(&self, _input: &Input<'_>, outcome: &V::Outcome) -> Sheet {
        Piecewise::draw(self, outcome)
    }

    fn bytes(&self, outcome: &V::Outcome) -> usize {
        Piecewise::bytes(self, outcome)
    }

    fn pick(
        &self,
        outcome: &V::Outcome,
        _plot: &str,
        at: [f64; 2],
        reach: [f64; 2],
    ) -> Option<PickedPlace> {
        Piecewise::pick(self, outcome, at, reach)
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let mut outcome = self.begin(input)?;
        while !self.is_over(&outcome) {
            self.advance(&mut outcome, input, task)?;
        }
        Ok(vec![Piecewise::numbers(self, &outcome)])
    }
}
