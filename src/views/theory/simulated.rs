//! A rate network that a view runs for itself, a piece at a time.

use super::model::{self, TIME, TRANSIENT};
use crate::analysis::{AnalysisError, Task, Values};
use crate::models::rate::{RateNetwork, build};
use crate::models::{Network, Silent};
use crate::plot::number_text;
use crate::views::Input;

/// Connections that one piece of the work reads: some tenths of a second.
const WORK: f64 = 3e8;

/// A network between its first step and its last.
#[derive(Clone)]
pub struct Simulated {
    network: RateNetwork,
    pub seed: u64,
    /// Steps that do not count, and all.
    transient: u64,
    all: u64,
    /// Steps of a piece.
    piece: u64,
}

impl Simulated {
    /// The network that the values of a view say, before its first step.
    ///
    /// # Errors
    /// When it cannot be built.
    pub fn new(input: &Input<'_>) -> Result<Self, AnalysisError> {
        let times = [&TRANSIENT, &TIME].map(|p| input.values.integer(p));
        Self::of(&model::of_network(input), model::seed(input), times)
    }

    /// The same, of which only the end is looked at.
    ///
    /// # Errors
    /// When it cannot be built.
    pub fn without_counting(input: &Input<'_>) -> Result<Self, AnalysisError> {
        let transient = input.values.integer(&TRANSIENT);
        Self::of(
            &model::of_network(input),
            model::seed(input),
            [transient, 0],
        )
    }

    /// Any network; times in time constants, that before what counts and that which counts.
    ///
    /// # Errors
    /// When it cannot be built.
    pub fn of(
        values: &Values,
        seed: u64,
        [transient, time]: [i64; 2],
    ) -> Result<Self, AnalysisError> {
        let network = build(values, seed)
            .map_err(|e| AnalysisError::NothingToShow(format!("There is nothing to draw: {e}.")))?;
        let p = network.parameters();
        let steps = |time: i64| (time.max(0) as f64 / p.dt).round() as u64;
        let connections = p.c * (p.n * p.n) as f64;
        Ok(Self {
            transient: steps(transient),
            all: steps(transient) + steps(time),
            piece: ((WORK / (4.0 * connections)) as u64).max(1),
            network,
            seed,
        })
    }

    pub fn network(&self) -> &RateNetwork {
        &self.network
    }
    /// Time that counted so far, in time constants.
    pub fn counted(&self) -> f64 {
        let steps = self.network.steps().saturating_sub(self.transient);
        steps as f64 * self.network.parameters().dt
    }
    /// The largest change of an h in the step that would come next.
    pub fn change_of_a_step(&self) -> f64 {
        let mut next = self.network.clone();
        next.advance_steps(1, &mut Silent);
        let (before, after) = (self.network.h(), next.h());
        let changes = before.iter().zip(after).map(|(a, b)| (a - b).abs());
        changes.fold(0.0, f64::max)
    }
    pub fn is_over(&self) -> bool {
        self.network.steps() >= self.all
    }

    /// One piece of the way; `each` sees the network before every step that counts.
    ///
    /// # Errors
    /// When it was cancelled.
    pub fn advance(
        &mut self,
        task: &Task<'_>,
        mut each: impl FnMut(&RateNetwork),
    ) -> Result<(), AnalysisError> {
        let end = (self.network.steps() + self.piece).min(self.all);
        while self.network.steps() < end {
            task.check()?;
            if self.network.steps() >= self.transient {
                each(&self.network);
            }
            self.network.advance_steps(1, &mut Silent);
        }
        task.progress(self.network.steps() as f32 / self.all.max(1) as f32);
        Ok(())
    }

    /// How far it is, how long it runs, from which seed.
    pub fn note(&self) -> String {
        let p = self.network.parameters();
        let done = self.network.steps() as f64 / self.all.max(1) as f64;
        let done = if done < 1.0 {
            format!("{:.0} % done. ", 100.0 * done)
        } else {
            String::new()
        };
        let [transient, all] = [self.transient, self.all].map(|steps| steps as f64 * p.dt);
        let time = if all > transient {
            let [time, transient] = [all - transient, transient].map(|t| number_text(t, 4));
            format!("{time} tau_m after a transient of {transient}")
        } else {
            format!("After {} tau_m", number_text(all, 4))
        };
        format!(
            "{done}{time}; {} of step {}; one network, seed {}.",
            p.integrator.name(),
            number_text(p.dt, 3),
            self.seed
        )
    }
}
