//! The parameters of the rate network, each defined once.

use crate::analysis::{Parameter, Values};
use crate::models::Preset;
use crate::models::model::{DURATION, ParameterGroup};

pub static N: Parameter = Parameter::whole(
    "n",
    "Units",
    "Number of units, excitatory and inhibitory. The paper's figures have 10,000",
    [2000, 100, 20_000],
);
pub static J0: Parameter = Parameter::number(
    "j0",
    "Coupling J0",
    "",
    "Strength of all couplings, which are J0 g / sqrt(c N). Paper: 0.1 rests, 0.87 is on the way, 1.5 \
     is chaotic",
    [1.5, 0.0, 5.0],
);
pub static I0: Parameter = Parameter::number(
    "i0",
    "Current I0",
    "",
    "Current from outside, the same for all units. Paper: 0 and 0.3",
    [0.0, -1.0, 2.0],
);
pub static C: Parameter = Parameter::number(
    "c",
    "Connectivity",
    "",
    "Share of the units that project to one unit. Reconstructed",
    [0.1, 0.02, 0.5],
);
pub static F_E: Parameter = Parameter::number(
    "f_e",
    "Excitatory share",
    "",
    "Share of the units that are excitatory. Reconstructed",
    [0.8, 0.5, 0.9],
);
pub static G_EE: Parameter = Parameter::number(
    "g_ee",
    "E to E",
    "",
    "Coupling of excitatory units to excitatory ones, which depresses. Reconstructed",
    [3.0, 0.0, 20.0],
);
pub static G_EI: Parameter = Parameter::number(
    "g_ei",
    "I to E",
    "",
    "Coupling of inhibitory units to excitatory ones. Reconstructed",
    [5.4, 0.0, 20.0],
);
pub static G_IE: Parameter = Parameter::number(
    "g_ie",
    "E to I",
    "",
    "Coupling of excitatory units to inhibitory ones. Reconstructed",
    [3.0, 0.0, 20.0],
);
pub static G_II: Parameter = Parameter::number(
    "g_ii",
    "I to I",
    "",
    "Coupling of inhibitory units to inhibitory ones. Reconstructed",
    [9.0, 0.0, 20.0],
);
pub static U: Parameter = Parameter::number(
    "u",
    "Depression u",
    "",
    "Share of the efficacy w that a unit of rate uses up in a time constant; 0 switches depression \
     off. Reconstructed",
    [0.5, 0.0, 1.0],
);
pub static TAU_D: Parameter = Parameter::number(
    "tau_d",
    "Recovery tau_D",
    "tau_m",
    "Time constant with which the efficacy w recovers. Reconstructed",
    [10.0, 1.0, 100.0],
);
static IN_DEGREE: Parameter = Parameter::choice(
    "in_degree",
    "In-degree",
    "Whether every unit has the same number of excitatory and of inhibitory inputs, or each \
     connection exists by chance; a homogeneous fixed point exists only for the first. Reconstructed",
    "fixed",
    &[("fixed", "Fixed"), ("bernoulli", "Bernoulli")],
);
static INTEGRATOR: Parameter = Parameter::choice(
    "integrator",
    "Integrator",
    "Runge-Kutta of fourth order, or Heun's of second. Reconstructed",
    "rk4",
    &[("rk4", "RK4"), ("heun", "Heun")],
);
static DT: Parameter = Parameter::number(
    "dt",
    "Step",
    "tau_m",
    "Step of integration. One that the fastest mean mode does not bear is refused",
    [0.1, 0.01, 0.2],
);
static START: Parameter = Parameter::choice(
    "start",
    "Start",
    "Random inputs h (standard normal) and efficacies w (0.3 to 1), or the homogeneous fixed point \
     with a small perturbation of h (SD 0.01)",
    "random",
    &[("random", "Random"), ("rest", "Near the fixed point")],
);
pub static START_SEED: Parameter = Parameter::whole(
    "start_seed",
    "Another start",
    "Each number is another start of the same network: several attractors may be there",
    [0, 0, 1_000_000],
);
static SHOWN: Parameter = Parameter::whole(
    "shown",
    "Units with fields",
    "So many excitatory and as many inhibitory units, the first ones, give h, phi, w and their inputs as \
     fields",
    [4, 0, 32],
);

pub(super) static ALL: [&Parameter; 18] = [
    &DURATION,
    &N,
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
    &IN_DEGREE,
    &INTEGRATOR,
    &DT,
    &START,
    &START_SEED,
    &SHOWN,
];
/// What theory reads.
pub static THEORY: [&Parameter; 11] = [
    &N, &J0, &I0, &C, &F_E, &G_EE, &G_EI, &G_IE, &G_II, &U, &TAU_D,
];
/// What can be changed while the network runs; the rest makes another network.
pub static LIVE: [&Parameter; 8] = [&J0, &I0, &U, &TAU_D, &G_EE, &G_EI, &G_IE, &G_II];

/// All but the duration, as they belong together.
pub(super) static GROUPS: [ParameterGroup; 5] = [
    ParameterGroup {
        title: "Coupling",
        parameters: &[&J0, &G_EE, &G_EI, &G_IE, &G_II],
    },
    ParameterGroup {
        title: "Drive",
        parameters: &[&I0],
    },
    ParameterGroup {
        title: "Depression",
        parameters: &[&U, &TAU_D],
    },
    ParameterGroup {
        title: "Wiring",
        parameters: &[&N, &F_E, &C, &IN_DEGREE],
    },
    ParameterGroup {
        title: "Start and integration",
        parameters: &[&START, &START_SEED, &INTEGRATOR, &DT, &SHOWN],
    },
];

pub(super) static PRESETS: [Preset; 4] = [
    Preset {
        id: "chaos",
        title: "Chaos",
        help: "Balanced by depression alone, with rates that wander without end",
        values: &[],
    },
    Preset {
        id: "transition",
        title: "On the way to chaos",
        help: "Patterned or oscillating rest; which of them, this network's connections decide",
        values: &[("j0", "0.87")],
    },
    Preset {
        id: "rest",
        title: "Rest",
        help: "All units of a class come to the same rate",
        values: &[("j0", "0.1")],
    },
    Preset {
        id: "no-depression",
        title: "Without depression",
        help: "Nothing balances: the rates run to saturation",
        values: &[("u", "0")],
    },
];

/// Which units a unit has as inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InDegree {
    Fixed,
    Bernoulli,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integrator {
    Rk4,
    Heun,
}

impl Integrator {
    /// As notes name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rk4 => "RK4",
            Self::Heun => "Heun",
        }
    }
}

/// In which state the network begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    Random,
    Rest,
}

/// The parameters as numbers; see the help of each. Time is in membrane time constants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameters {
    pub n: usize,
    pub n_e: usize,
    /// Share of the units that was to be excitatory; n_e is a whole number near it.
    pub f_e: f64,
    pub j0: f64,
    pub i0: f64,
    pub c: f64,
    pub g_ee: f64,
    pub g_ei: f64,
    pub g_ie: f64,
    pub g_ii: f64,
    pub u: f64,
    pub tau_d: f64,
    pub in_degree: InDegree,
    pub integrator: Integrator,
    pub dt: f64,
    pub start: Start,
    pub start_seed: u64,
    /// Units of each class with fields.
    pub shown: usize,
}

impl Default for Parameters {
    fn default() -> Self {
        Self::from_values(&Values::default())
    }
}

impl Parameters {
    pub fn from_values(values: &Values) -> Self {
        let number = |parameter| values.number(parameter);
        let whole = |parameter| values.integer(parameter).max(0) as usize;
        let n = whole(&N).max(1);
        Self {
            n,
            n_e: ((n as f64 * number(&F_E)).round() as usize).clamp(1, n),
            f_e: number(&F_E),
            j0: number(&J0),
            i0: number(&I0),
            c: number(&C),
            g_ee: number(&G_EE),
            g_ei: number(&G_EI),
            g_ie: number(&G_IE),
            g_ii: number(&G_II),
            u: number(&U),
            tau_d: number(&TAU_D),
            in_degree: if values.choice(&IN_DEGREE) == "bernoulli" {
                InDegree::Bernoulli
            } else {
                InDegree::Fixed
            },
            integrator: if values.choice(&INTEGRATOR) == "heun" {
                Integrator::Heun
            } else {
                Integrator::Rk4
            },
            dt: number(&DT),
            start: if values.choice(&START) == "rest" {
                Start::Rest
            } else {
                Start::Random
            },
            start_seed: whole(&START_SEED) as u64,
            shown: whole(&SHOWN),
        }
    }

    /// The factor a = J0 / sqrt(c N) on every coupling.
    pub fn scale(&self) -> f64 {
        self.j0 / (self.c * self.n as f64).sqrt()
    }
}
