//! Views about the rate network whose outcome comes a piece at a time: eigenvalues, networks that run,
//! theory that settles.

use super::model;
use crate::analysis::{AnalysisError, Task};
use crate::plot::Sheet;
use crate::views::{About, Info, Input, Numbers, PickedPlace, View};

/// What is there at once, and becomes more.
pub trait Pieces: Clone + Send + Sync + 'static {
    /// What is there before the first piece.
    fn begin(input: &Input<'_>) -> Result<Self, AnalysisError>;
    /// The next piece: some tenths of a second.
    fn advance(&mut self, input: &Input<'_>, task: &Task<'_>) -> Result<(), AnalysisError>;
    fn is_over(&self) -> bool;
    fn sheet(&self) -> Sheet;
    /// See [`View::bytes`].
    fn bytes(&self) -> usize;
    fn numbers(&self) -> Numbers;
    /// See [`View::pick`].
    fn pick(&self, _at: [f64; 2], _reach: [f64; 2]) -> Option<PickedPlace> {
        None
    }
    /// See [`View::kept`].
    fn kept(&self) -> Option<String> {
        None
    }
    /// Takes up what was kept of an outcome of the same parameters; nothing where it is not such.
    fn take_up(&mut self, _kept: &str) -> Option<()> {
        None
    }
}

/// A view that draws what is there at once, and then whatever has come.
pub trait Piecewise: Send + Sync + 'static {
    type Outcome: Pieces;
    const INFO: &'static Info;
}

impl<V: Piecewise> View for V {
    type Outcome = V::Outcome;
    const INFO: &'static Info = V::INFO;
    const ABOUT: About = model::ABOUT;

    fn analyse(&self, input: &Input<'_>, _task: &Task<'_>) -> Result<V::Outcome, AnalysisError> {
        V::Outcome::begin(input)
    }

    fn is_complete(&self, _input: &Input<'_>, outcome: &V::Outcome) -> bool {
        outcome.is_over()
    }

    fn refine(
        &self,
        input: &Input<'_>,
        outcome: &V::Outcome,
        task: &Task<'_>,
    ) -> Result<Option<V::Outcome>, AnalysisError> {
        if outcome.is_over() {
            return Ok(None);
        }
        let mut more = outcome.clone();
        more.advance(input, task)?;
        Ok(Some(more))
    }

    fn draw(&self, _input: &Input<'_>, outcome: &V::Outcome) -> Sheet {
        outcome.sheet()
    }

    fn bytes(&self, outcome: &V::Outcome) -> usize {
        outcome.bytes()
    }

    fn pick(
        &self,
        outcome: &V::Outcome,
        _plot: &str,
        at: [f64; 2],
        reach: [f64; 2],
    ) -> Option<PickedPlace> {
        outcome.pick(at, reach)
    }

    fn kept(&self, outcome: &V::Outcome) -> Option<String> {
        outcome.kept()
    }

    fn take_up(&self, input: &Input<'_>, kept: &str) -> Option<V::Outcome> {
        let mut outcome = V::Outcome::begin(input).ok()?;
        outcome.take_up(kept)?;
        Some(outcome)
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let mut outcome = V::Outcome::begin(input)?;
        while !outcome.is_over() {
            outcome.advance(input, task)?;
        }
        Ok(vec![outcome.numbers()])
    }
}
