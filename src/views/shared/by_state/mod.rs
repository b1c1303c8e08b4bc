//! A view split by state: as columns with common axes, or overlaid in the states' colours.

mod columns;
mod notes;
mod numbers;

use crate::analysis::{AnalysisError, Parameter, Task, Value};
use crate::plot::{Mark, Sheet};
use crate::views::shared::states::{StateSelection, parts};
use crate::views::{Info, Input, Marks, Numbers, PickedPlace, Realisations, Recipe, View};

pub static SPLIT: Parameter = Parameter::choice(
    "split",
    "States",
    "All selected time together, each state in a column of its own with common axes, or the states over one another in their colours",
    "together",
    &[
        ("together", "Together"),
        ("columns", "Side by side"),
        ("overlaid", "Overlaid"),
    ],
);

/// A view that can show several states side by side.
pub trait Split: View {
    /// Panels that make up the column of a state from the top: places in its sheet. A place that
    /// the sheet does not have is left out.
    const COLUMN: &'static [usize];
    /// Columns show a short stretch of each state, with a time axis of its own.
    const STRETCHES: bool = false;

    /// The states of a selection. Each is analysed by itself.
    fn parts(&self, input: &Input<'_>) -> Vec<StateSelection> {
        parts(input)
    }
    /// States over one another: a sheet without tables and notes; `None` where that shows nothing.
    fn overlaid(
        &self,
        _input: &Input<'_>,
        _shown: &[StateOutcome<'_, Self::Outcome>],
    ) -> Option<Sheet> {
        None
    }
}

/// A state, and what was found in it.
#[derive(Clone, Copy)]
pub struct StateOutcome<'a, T> {
    pub part: &'a StateSelection,
    pub outcome: &'a T,
}

/// A view, and the same by states.
#[derive(Clone, Copy, Debug)]
pub struct ByState<V>(pub V);

/// Of all selected time, or of each state.
#[derive(Clone, Debug)]
pub enum Outcome<T> {
    AllTime(T),
    /// A state without an outcome has the reason.
    EachState(Vec<(StateSelection, Result<T, String>)>),
}

/// The states that have an outcome.
fn shown<T>(all: &[(StateSelection, Result<T, String>)]) -> Vec<StateOutcome<'_, T>> {
    all.iter()
        .filter_map(|(part, outcome)| {
            let outcome = outcome.as_ref().ok()?;
            Some(StateOutcome { part, outcome })
        })
        .collect()
}

/// What a view is given for one state.
fn of_part<'a>(input: &Input<'a>, part: &'a StateSelection) -> Input<'a> {
    Input {
        selection: &part.selection,
        ..*input
    }
}

/// The reason why a state has nothing to show; an overtaken analysis has nothing to say.
fn reason(error: AnalysisError) -> Result<String, AnalysisError> {
    match error {
        AnalysisError::Cancelled => Err(error),
        other => Ok(other.to_string()),
    }
}

fn is_apart(input: &Input<'_>) -> bool {
    input.values.choice(&SPLIT) != "together"
}

impl<V: Split> View for ByState<V>
where
    V::Outcome: Clone,
{
    type Outcome = Outcome<V::Outcome>;
    const INFO: &'static Info = V::INFO;

    fn depends(&self, recipe: &Recipe) -> Recipe {
        View::depends(&self.0, recipe)
    }

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Self::Outcome, AnalysisError> {
        if !is_apart(input) {
            return View::analyse(&self.0, input, task).map(Outcome::AllTime);
        }
        let parts = self.0.parts(input);
        let count = parts.len() as f32;
        if parts.is_empty() {
            return Err(AnalysisError::NothingToShow(
                "There is no state in the window. Choose \"Together\" in the settings of this view, or a window with states."
                    .to_owned(),
            ));
        }
        let mut apart = Vec::new();
        for (part, done) in parts.into_iter().zip(1u8..) {
            let outcome = match View::analyse(&self.0, &of_part(input, &part), task) {
                Ok(outcome) => Ok(outcome),
                Err(error) => Err(reason(error)?),
            };
            apart.push((part, outcome));
            task.progress(f32::from(done) / count);
        }
        match apart.first() {
            Some((_, Err(why))) if shown(&apart).is_empty() => {
                Err(AnalysisError::NothingToShow(why.clone()))
            }
            _ => Ok(Outcome::EachState(apart)),
        }
    }

    fn is_complete(&self, input: &Input<'_>, outcome: &Self::Outcome) -> bool {
        match outcome {
            Outcome::AllTime(one) => View::is_complete(&self.0, input, one),
            Outcome::EachState(apart) => shown(apart)
                .iter()
                .all(|s| View::is_complete(&self.0, &of_part(input, s.part), s.outcome)),
        }
    }

    fn refine(
        &self,
        input: &Input<'_>,
        outcome: &Self::Outcome,
        task: &Task<'_>,
    ) -> Result<Option<Self::Outcome>, AnalysisError> {
        let apart = match outcome {
            Outcome::AllTime(one) => {
                let more = View::refine(&self.0, input, one, task)?;
                return Ok(more.map(Outcome::AllTime));
            }
            Outcome::EachState(apart) => apart,
        };
        // A piece more of each, so that all states are equally far.
        let mut next = apart.clone();
        let mut any = false;
        for (part, outcome) in &mut next {
            let Ok(before) = outcome else { continue };
            if let Some(more) = View::refine(&self.0, &of_part(input, part), before, task)? {
                *before = more;
                any = true;
            }
        }
        Ok(any.then_some(Outcome::EachState(next)))
    }

    fn draw(&self, input: &Input<'_>, outcome: &Self::Outcome) -> Sheet {
        let apart = match outcome {
            Outcome::AllTime(one) => return View::draw(&self.0, input, one),
            Outcome::EachState(apart) => apart,
        };
        let shown = shown(apart);
        let sheets: Vec<Sheet> = shown
            .iter()
            .map(|s| View::draw(&self.0, &of_part(input, s.part), s.outcome))
            .collect();
        let overlaid = input.values.choice(&SPLIT) == "overlaid";
        let mut sheet = overlaid
            .then(|| self.0.overlaid(input, &shown))
            .flatten()
            .unwrap_or_else(|| columns::sheet::<V>(&shown, &sheets));
        sheet.tables = notes::table(&shown, &sheets, input);
        let colours = std::mem::take(&mut sheet.notes);
        sheet.notes = notes::notes(apart, &sheets, input);
        sheet.notes.extend(colours);
        sheet
    }

    fn bytes(&self, outcome: &Self::Outcome) -> usize {
        match outcome {
            Outcome::AllTime(one) => View::bytes(&self.0, one),
            Outcome::EachState(apart) => shown(apart)
                .iter()
                .map(|s| View::bytes(&self.0, s.outcome))
                .sum(),
        }
    }

    fn overlay(&self, outcome: &Self::Outcome, marks: &Marks) -> Vec<(&'static str, Mark)> {
        match outcome {
            Outcome::AllTime(one) => View::overlay(&self.0, one, marks),
            Outcome::EachState(_) => Vec::new(),
        }
    }

    fn pick(
        &self,
        outcome: &Self::Outcome,
        plot: &str,
        at: [f64; 2],
        reach: [f64; 2],
    ) -> Option<PickedPlace> {
        match outcome {
            Outcome::AllTime(one) => View::pick(&self.0, one, plot, at, reach),
            Outcome::EachState(_) => None,
        }
    }

    fn brushed(&self, plot: &str, range: [f64; 2]) -> Vec<(&'static str, Value)> {
        View::brushed(&self.0, plot, range)
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        if !is_apart(input) {
            return View::numbers(&self.0, input, task);
        }
        numbers::apart(&self.0, input, task)
    }

    fn realisations(
        &self,
        input: &Input<'_>,
        all: &Realisations,
        task: &Task<'_>,
    ) -> Result<Vec<Numbers>, AnalysisError> {
        View::realisations(&self.0, input, all, task)
    }
}
