//! The same J0 in several rate networks side by side: which way each has gone.

mod draw;
mod numbers;

use super::model::{self, TIME, TRANSIENT, network_parameters};
use super::pieces::{Pieces, Piecewise};
use crate::analysis::{AnalysisError, Task};
use crate::models::rate::parameters::START_SEED;
use crate::models::rate::theory::{Exponents, Run, Theory};
use crate::models::rate::{build, phi};
use crate::plot::Sheet;
use crate::views::{Help, Info, Input, Numbers};

pub static INFO: Info = Info {
    id: "routes",
    title: "Routes to chaos",
    summary: "Four rate networks at the same J0 side by side: rest, pattern, oscillation or chaos, with their exponents",
    help: Help {
        shows: "Four networks that differ only in their seed, each with the rates of four excitatory (blue) and two inhibitory units (red) over the last 120 time constants of its run. Over each stand its seed, the regime that its exponents name, and the largest exponent with its standard error.",
        computed: "Each network has fixed in-degrees from its seed, begins at random and runs for the transient and the time with two tangents (see Lyapunov exponents). Rates are drawn once every time constant.",
        look_for: "Take J0 between 0.7 and 1.3 and small networks: at the same J0 one rests with all units alike, another in a pattern, a third swings, a fourth is chaotic. With J0 at 2 nearly all are chaotic, the more surely the larger they are.",
        fooled_by: "Four networks are no statistic: for shares over many see `equipoise scan rate`. Near a border exponents settle slowly, and the regime may change with more time. Attractors coexist: another start of the same network may lead elsewhere.",
        reconstructed: "The equations, and all parameters but J0 and I0.",
        source: "Angulo-Garcia and Torcini (2025), routes to rate chaos.",
    },
    parameters: network_parameters![&START_SEED, &TIME, &TRANSIENT],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct RoutesView;

/// Networks side by side.
pub const NETWORKS: usize = 4;
/// Time that is drawn, and units of each class.
pub const DRAWN: u64 = 120;
const SHOWN: [usize; 2] = [4, 2];
/// Connections that a piece of the work reads: some tenths of a second.
const WORK: f64 = 3e8;
/// Exponents of each.
const COUNT: usize = 2;

/// One network on its way.
#[derive(Clone)]
struct OnItsWay {
    run: Run,
    n_e: usize,
    transient: u64,
    left: u64,
}

/// What one network has come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    pub seed: u64,
    /// Times and rates of each unit that is drawn, excitatory ones first.
    pub rates: Vec<Vec<[f64; 2]>>,
    pub found: Option<Exponents>,
}

/// The networks so far; one at a time runs.
#[derive(Clone)]
pub struct Outcome {
    pub theory: Theory,
    pub routes: Vec<Route>,
    running: Option<OnItsWay>,
    /// Those that have come to their end.
    over: usize,
    piece: u64,
    pub asked: [f64; 2],
}

impl Outcome {
    fn start(&mut self, input: &Input<'_>) -> Result<(), AnalysisError> {
        let network = build(&model::of_network(input), self.routes[self.over].seed)
            .map_err(|e| AnalysisError::NothingToShow(format!("There is nothing to draw: {e}.")))?;
        let (h, w) = (network.h(), network.w());
        let run = Run::new(network.matrix(), network.parameters(), [&h, &w], COUNT);
        let [transient, left] = self.asked.map(|time| run.pieces(time));
        self.running = Some(OnItsWay {
            run,
            n_e: w.len(),
            transient,
            left: left.max(1),
        });
        Ok(())
    }
}

impl Piecewise for RoutesView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
}

impl Pieces for Outcome {
    fn begin(input: &Input<'_>) -> Result<Self, AnalysisError> {
        let values = model::of_network(input);
        let theory = model::theory_of(&values);
        let p = theory.parameters();
        let first = model::seed(input);
        let connections = p.c * (p.n * p.n) as f64 * 4.0 / p.dt * (COUNT + 1) as f64;
        let mut found = Self {
            theory,
            routes: (0..NETWORKS as u64)
                .map(|nth| Route {
                    seed: first + nth,
                    rates: vec![Vec::new(); SHOWN.iter().sum()],
                    found: None,
                })
                .collect(),
            running: None,
            over: 0,
            piece: ((WORK / connections) as u64).max(1),
            asked: [&TRANSIENT, &TIME].map(|p| input.values.integer(p).max(0) as f64),
        };
        found.start(input)?;
        Ok(found)
    }

    fn advance(&mut self, input: &Input<'_>, task: &Task<'_>) -> Result<(), AnalysisError> {
        let (Some(at), Some(route)) = (&mut self.running, self.routes.get_mut(self.over)) else {
            return Ok(());
        };
        for _ in 0..self.piece {
            task.check()?;
            if at.transient > 0 {
                at.run.settle();
                at.transient -= 1;
                continue;
            }
            if at.left == 0 {
                break;
            }
            at.run.advance();
            at.left -= 1;
            if at.left < DRAWN {
                let [h, _] = at.run.state();
                let units = [
                    0..SHOWN[0].min(at.n_e),
                    at.n_e..(at.n_e + SHOWN[1]).min(h.len()),
                ];
                let units = units.into_iter().flatten();
                for (line, unit) in route.rates.iter_mut().zip(units) {
                    line.push([(DRAWN - at.left) as f64, phi(h[unit])]);
                }
            }
        }
        if at.left == 0 {
            route.found = Some(at.run.exponents());
            self.running = None;
            self.over += 1;
            if self.over < NETWORKS {
                self.start(input)?;
            }
        }
        task.progress(self.over as f32 / NETWORKS as f32);
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.over == NETWORKS
    }

    fn sheet(&self) -> Sheet {
        draw::sheet(self)
    }

    fn bytes(&self) -> usize {
        let lines = self.routes.iter().flat_map(|route| &route.rates);
        let lines: usize = lines.map(|line| size_of_val(&line[..])).sum();
        lines + self.running.as_ref().map_or(0, |at| at.run.bytes())
    }

    fn numbers(&self) -> Numbers {
        numbers::of_outcome(self)
    }
}
