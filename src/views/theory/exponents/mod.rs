//! Lyapunov exponents of one rate network, as they settle, and the regime that they name.

mod draw;
mod numbers;

use super::model::{self, NETWORK_SEED, NETWORK_UNITS, TIME, TRANSIENT};
use crate::analysis::{AnalysisError, Parameter, Task};
use crate::models::rate::build;
use crate::models::rate::parameters::{
    C, F_E, G_EE, G_EI, G_IE, G_II, I0, J0, START_SEED, TAU_D, U,
};
use crate::models::rate::theory::{Exponents, Run, Theory};
use crate::plot::Sheet;
use crate::views::{About, Dependency, Help, Info, Input, Numbers, View};

pub static COUNT: Parameter = Parameter::whole(
    "exponents",
    "Exponents",
    "How many of the largest exponents",
    [3, 1, 8],
);
pub static INFO: Info = Info {
    id: "lyapunov-exponents",
    title: "Lyapunov exponents",
    summary: "The largest Lyapunov exponents of a rate network, as they settle, and the regime that they name",
    help: Help {
        shows: "The estimate of each exponent from the time so far, against that time, the largest in the colour of what is marked; at the end the standard error of each. The band about the heavy line at 0 is what counts as zero.",
        computed: "Beside the network run as many tangents, small differences that follow the linearised equations with the same integrator; after every membrane time constant they are made orthonormal again (Benettin), and an exponent is the mean rate at which its tangent grew. The error is from the means of 16 blocks. Zero is within max(0.004, 3 / time). Largest above zero: chaos; one zero: a limit cycle; two: quasi-periodic; below: a fixed point, heterogeneous where h differs within a class by more than 0.01 (SD). The network has fixed in-degrees and begins at random; double precision.",
        look_for: "Turn J0: rest, with the exponents of the leading eigenvalues; then, network by network another way, patterned rest, a cycle, and at last chaos. At patterned rest with silent cells the largest is -1 / tau_D exactly: their efficacies recover.",
        fooled_by: "Near the transition exponents settle slowly, and a transient that is too short counts. Attractors coexist: another start of the same network may lead elsewhere. Small networks are chaotic only far beyond the critical J0, some not at all. The network is one of as many units as the view's parameter says, not the one that runs.",
        reconstructed: "The equations, all parameters but J0 and I0, and the integrator (Runge-Kutta, step 0.1).",
        source: "Angulo-Garcia and Torcini (2025), transition to rate chaos.",
    },
    parameters: &[
        &J0,
        &I0,
        &C,
        &F_E,
        &G_EE,
        &G_EI,
        &G_IE,
        &G_II,
        &U,
        &TAU_D,
        &NETWORK_UNITS,
        &NETWORK_SEED,
        &START_SEED,
        &COUNT,
        &TIME,
        &TRANSIENT,
    ],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct ExponentsView;

/// Connections times lanes that one piece of the work reads: some tenths of a second.
const WORK: f64 = 6e8;

/// A network on its way.
#[derive(Clone)]
pub struct Outcome {
    pub theory: Theory,
    pub seed: u64,
    run: Run,
    /// Pieces of a time constant that are left before it counts, and those that are left then.
    transient: u64,
    left: u64,
    /// Pieces at a time.
    piece: u64,
    pub asked: [f64; 2],
    /// Times and the estimates from them.
    pub history: Vec<(f64, Vec<f64>)>,
    pub found: Option<Exponents>,
}

fn outcome(input: &Input<'_>) -> Result<Outcome, AnalysisError> {
    let values = model::of_network(input);
    let theory = model::theory_of(&values);
    let seed = input.values.integer(&NETWORK_SEED).max(0) as u64;
    let network = build(&values, seed)
        .map_err(|e| AnalysisError::NothingToShow(format!("There is nothing to draw: {e}.")))?;
    let (h, w) = (network.h(), network.w());
    let count = input.values.integer(&COUNT).max(1) as usize;
    let p = network.parameters();
    let run = Run::new(network.matrix(), p, [&h, &w], count);
    let asked = [&TRANSIENT, &TIME].map(|p| input.values.integer(p).max(0) as f64);
    let [transient, left] = asked.map(|time| run.pieces(time));
    let connections = p.c * (p.n * p.n) as f64;
    let a_tau = 4.0 / p.dt * connections * (count + 1) as f64;
    Ok(Outcome {
        theory,
        seed,
        transient,
        left: left.max(1),
        piece: ((WORK / a_tau) as u64).max(1),
        run,
        asked,
        history: Vec::new(),
        found: None,
    })
}

impl Outcome {
    fn is_complete(&self) -> bool {
        self.left == 0
    }
    fn advance(&mut self, task: &Task<'_>) -> Result<(), AnalysisError> {
        for _ in 0..self.piece {
            task.check()?;
            if self.transient > 0 {
                self.run.settle();
                self.transient -= 1;
            } else if self.left > 0 {
                self.run.advance();
                self.left -= 1;
                let found = self.run.exponents();
                self.history.push((found.time, found.values.clone()));
                self.found = Some(found);
            }
        }
        Ok(())
    }
    /// How much is done, from 0 to 1.
    pub fn done(&self) -> f64 {
        let left = self.run.time_of(self.transient + self.left);
        1.0 - left / (self.asked[0] + self.asked[1]).max(1.0)
    }
}

impl View for ExponentsView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const ABOUT: About = model::ABOUT;
    const USES: &'static [Dependency] = &[];

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        let mut first = outcome(input)?;
        first.advance(task)?;
        Ok(first)
    }

    fn is_complete(&self, _input: &Input<'_>, outcome: &Outcome) -> bool {
        outcome.is_complete()
    }

    fn refine(
        &self,
        _input: &Input<'_>,
        outcome: &Outcome,
        task: &Task<'_>,
    ) -> Result<Option<Outcome>, AnalysisError> {
        if outcome.is_complete() {
            return Ok(None);
        }
        let mut more = outcome.clone();
        more.advance(task)?;
        Ok(Some(more))
    }

    fn draw(&self, _input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        let one = outcome
            .history
            .first()
            .map_or(0, |(_, v)| size_of_val(&v[..]) + 32);
        outcome.history.len() * one + outcome.run.bytes()
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let mut found = outcome(input)?;
        while !found.is_complete() {
            task.progress(found.done() as f32);
            found.advance(task)?;
        }
        Ok(vec![numbers::of_outcome(&found)])
    }
}
