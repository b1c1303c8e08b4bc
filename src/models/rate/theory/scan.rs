//! Many networks at many parameters: which regime each is in, and where each loses the rest that all
//! its units share.

use super::{
    Exponents, NoAnswer, Regime, Run, Size, Theory, homogeneous, jacobian, mean_and_sd,
    spectrum_unless_cancelled,
};
use crate::analysis::{AnalysisError, Task, Value, Values};
use crate::models::rate::{self, RateNetwork, phi};
use crate::models::{ModelError, Network};
use serde::{Deserialize, Serialize};

/// The J0 of an onset is looked for up to this one, and to within so much.
const MOST_J0: f64 = 5.0;
const PRECISION: f64 = 1e-3;
/// From one J0 to the next on the way up, and where it begins, as shares of the bulk's critical one.
const STEP: f64 = 1.12;
const FIRST: f64 = 0.6;
/// Most steps of the search between two J0.
const MOST_STEPS: usize = 20;

/// How a network at some parameters goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scanned {
    pub exponents: Exponents,
    /// Rates of E and I and efficacy, means over units and time.
    pub phi_e: f64,
    pub phi_i: f64,
    pub w: f64,
    /// SD of h over the E units at the end: how far they are apart.
    pub apart: f64,
}

impl Scanned {
    pub fn is_chaotic(&self) -> bool {
        self.exponents.regime == Regime::Chaos
    }
}

/// Where the homogeneous fixed point of one network becomes unstable.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Onset {
    pub j0: f64,
    /// Imaginary part of the eigenvalue that crosses: 0 for a real one, above 0 for a pair (Hopf).
    pub omega: f64,
}

/// Times in membrane time constants, and how many exponents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    /// What does not count.
    pub transient: f64,
    pub time: f64,
    /// 1 to 8.
    pub exponents: usize,
}

/// One random network, of which parameters but not connections are changed.
pub struct Realisation {
    network: RateNetwork,
}

impl Realisation {
    /// # Errors
    /// When it cannot be built.
    pub fn new(values: &Values, seed: u64) -> Result<Self, ModelError> {
        let network = rate::build(values, seed)?;
        Ok(Self { network })
    }

    /// The same connections and start with other values of parameters that can be changed while a
    /// network runs.
    ///
    /// # Errors
    /// When a parameter cannot be changed, or its value makes the step of integration too long.
    pub fn with(&self, changed: &[(&str, f64)]) -> Result<Self, ModelError> {
        let mut network = self.network.clone();
        for (name, value) in changed {
            network.set(name, &Value::Number(*value))?;
        }
        Ok(Self { network })
    }

    /// What it does from its start on.
    ///
    /// # Errors
    /// When `task` was cancelled, within a time constant of the network.
    pub fn scanned(&self, length: Length, task: &Task<'_>) -> Result<Scanned, AnalysisError> {
        let network = &self.network;
        let (h, w) = (network.h(), network.w());
        let (matrix, p) = (network.matrix(), network.parameters());
        let mut run = Run::new(matrix, p, [&h, &w], length.exponents);
        let [before, counted] = [length.transient, length.time].map(|time| run.pieces(time));
        for _ in 0..before {
            task.check()?;
            run.settle();
        }
        let counted = counted.max(1);
        let mut sums = [0.0; 3];
        for _ in 0..counted {
            task.check()?;
            run.advance();
            let [h, w] = run.state();
            let (e, i) = h.split_at(matrix.n_e());
            let mean = |of: &[f64], value: fn(f64) -> f64| {
                of.iter().map(|x| value(*x)).sum::<f64>() / of.len().max(1) as f64
            };
            let now = [mean(e, phi), mean(i, phi), mean(&w, |w| w)];
            for (sum, now) in sums.iter_mut().zip(now) {
                *sum += now / counted as f64;
            }
        }
        let [h, _] = run.state();
        let [_, apart] = mean_and_sd(&h[..matrix.n_e()]);
        let [phi_e, phi_i, w] = sums;
        Ok(Scanned {
            exponents: run.exponents(),
            phi_e,
            phi_i,
            w,
            apart,
        })
    }

    /// The eigenvalue with the largest real part at the homogeneous fixed point of a J0, of a pair the
    /// upper one.
    fn leading(&self, j0: f64, task: &Task<'_>) -> Result<[f64; 2], Stop> {
        let matrix = self.network.matrix();
        if !matrix.is_fixed() {
            return Err(NoAnswer::Unlike.into());
        }
        let p = rate::Parameters {
            j0,
            ..*self.network.parameters()
        };
        let rest = rate::mean::rest(&p, self.network.in_degrees()).ok_or(NoAnswer::Lost(j0))?;
        let [h, w] = homogeneous(matrix, &rest);
        let all = spectrum_unless_cancelled(jacobian(matrix, &p, &h, &w), task)??;
        let [re, im] = *all.first().ok_or(NoAnswer::NoEigenvalues)?;
        Ok([re, im.abs()])
    }

    /// The first J0, to 0.001, at which an eigenvalue of this network's Jacobian at its homogeneous
    /// fixed point crosses the imaginary axis. Each of some ten J0 takes a spectrum of N + N_E rows.
    ///
    /// # Errors
    /// When there is no fixed point or no crossing up to J0 = 5; when `task` was cancelled.
    pub fn onset(&self, task: &Task<'_>) -> Result<Result<Onset, NoAnswer>, AnalysisError> {
        match self.search(task) {
            Ok(onset) => Ok(Ok(onset)),
            Err(Stop::NoAnswer(reason)) => Ok(Err(reason)),
            Err(Stop::Task(error)) => Err(error),
        }
    }

    fn search(&self, task: &Task<'_>) -> Result<Onset, Stop> {
        let p = self.network.parameters();
        let critical = Theory::new(Size::Finite(p.n), p.f_e, p).critical()?;
        let at = |j0: f64| -> Result<(f64, [f64; 2]), Stop> {
            task.check()?;
            Ok((j0, self.leading(j0, task)?))
        };
        let mut below = at(FIRST * critical.j0)?;
        while below.1[0] >= 0.0 && below.0 > PRECISION {
            below = at(below.0 / 2.0)?;
        }
        let mut above = at(below.0 * STEP)?;
        while above.1[0] < 0.0 {
            if above.0 > MOST_J0 {
                return Err(NoAnswer::Stable(MOST_J0).into());
            }
            below = above;
            above = at(above.0 * STEP)?;
        }
        for _ in 0..MOST_STEPS {
            if above.0 - below.0 <= PRECISION {
                break;
            }
            // Real parts are nearly straight lines; a little within the ends, so that both move.
            let share = -below.1[0] / (above.1[0] - below.1[0]);
            let next = at(below.0 + share.clamp(0.05, 0.95) * (above.0 - below.0))?;
            if next.1[0] < 0.0 {
                below = next;
            } else {
                above = next;
            }
        }
        let (j0, [_, omega]) = above;
        Ok(Onset { j0, omega })
    }
}

/// What ends a search.
enum Stop {
    Task(AnalysisError),
    NoAnswer(NoAnswer),
}

impl From<AnalysisError> for Stop {
    fn from(error: AnalysisError) -> Self {
        Self::Task(error)
    }
}

impl From<NoAnswer> for Stop {
    fn from(reason: NoAnswer) -> Self {
        Self::NoAnswer(reason)
    }
}
