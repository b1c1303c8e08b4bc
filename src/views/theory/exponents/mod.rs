//! Lyapunov exponents of one rate network, as they settle, and the regime that they name.

mod draw;
mod numbers;

use super::model::{self, TIME, TRANSIENT, network_parameters};
use super::pieces::{Pieces, Piecewise};
use crate::analysis::{AnalysisError, Parameter, Task};
use crate::models::rate::build;
use crate::models::rate::parameters::START_SEED;
use crate::models::rate::theory::{Exponents, Run, Theory};
use crate::plot::Sheet;
use crate::views::{Help, Info, Input, Numbers};

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
    parameters: network_parameters![&START_SEED, &COUNT, &TIME, &TRANSIENT],
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

impl Outcome {
    /// How much is done, from 0 to 1.
    pub fn done(&self) -> f64 {
        let left = self.run.time_of(self.transient + self.left);
        1.0 - left / (self.asked[0] + self.asked[1]).max(1.0)
    }
}

impl Piecewise for ExponentsView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
}

impl Pieces for Outcome {
    fn begin(input: &Input<'_>) -> Result<Self, AnalysisError> {
        let values = model::of_network(input);
        let theory = model::theory_of(&values);
        let seed = model::seed(input);
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
        Ok(Self {
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

    fn advance(&mut self, _input: &Input<'_>, task: &Task<'_>) -> Result<(), AnalysisError> {
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

    fn is_over(&self) -> bool {
        self.left == 0
    }

    fn sheet(&self) -> Sheet {
        draw::sheet(self)
    }

    fn bytes(&self) -> usize {
        let one = self
            .history
            .first()
            .map_or(0, |(_, v)| size_of_val(&v[..]) + 32);
        self.history.len() * one + self.run.bytes()
    }

    fn numbers(&self) -> Numbers {
        numbers::of_outcome(self)
    }
}
