//! Dynamic mean-field theory of the chaotic state, beside one rate network.

mod draw;
mod numbers;
mod observed;

use super::model::{self, TIME, TRANSIENT, network_parameters};
use super::pieces::{Pieces, Piecewise};
use super::simulated::Simulated;
use crate::analysis::{AnalysisError, Parameter, Task};
use crate::models::rate::parameters::START_SEED;
use crate::models::rate::theory::{MeanField, MeanFieldState, MeanFields, NoAnswer, Size, Theory};
use crate::plot::Sheet;
use crate::views::{Help, Info, Input, Numbers};
use observed::Observed;

pub static INFO: Info = Info {
    id: "mean-field",
    title: "Mean field",
    summary: "Dynamic mean-field theory of the chaotic rate network beside a simulation: distributions of inputs and rates, autocovariance",
    help: Help {
        shows: "Left: the autocovariance of the inputs h of E (blue) and I units (red) against lag: full lines by theory at the network's size, dashed lines in the limit of a large network, dots of one network. Right: how inputs (top) and rates (bottom) are distributed over units and time, bars of the network, lines by theory. The table has means, variances and decorrelation times with the standard errors of theory over its sets of random numbers.",
        computed: "One E and one I unit are driven by Gaussian noise whose autocovariance is that of what many units like them send: J0^2 (1 - c) times the sum over both classes of f g^2 and the autocovariance of what is sent (w phi from E to E). Solved by iteration on periodic paths of 204.8 tau_m, 600 a class, spectra mixed half and half, a step of Newton's method for the two means; several sets of random numbers, until the relative change is below 2e-4 or for 150 steps. Decorrelation time: half width at half maximum above the value at the longest lag. The network is sampled every half tau_m.",
        look_for: "In chaos the autocovariance falls to 0: with fixed in-degrees all units of a class share one mean over time. Lines at the network's size and its dots agree within their scatter, the limit lies apart: rates of large networks are lower. Below the critical J0 nothing fluctuates.",
        fooled_by: "Theory is of many units: a network of some hundred may rest or swing where theory fluctuates. Just above the onset the iteration is slow and its widths uncertain. One network for some hundred time constants has errors of its own, which are not shown.",
        reconstructed: "The equations, all parameters but J0 and I0, the iteration, and the decorrelation time (the paper fits a function that could not be read).",
        source: "Angulo-Garcia and Torcini (2025), Fig. 8 and its mean-field theory.",
    },
    parameters: network_parameters![&START_SEED, &TIME, &TRANSIENT, &SETS],
};

/// The view.
#[derive(Clone, Copy, Debug)]
pub struct MeanFieldView;

pub static SETS: Parameter = Parameter::whole(
    "sets",
    "Sets of random numbers",
    "Theory is solved with each of them; the errors are from how they differ",
    [3, 1, 8],
);

/// Theory at one size.
#[derive(Clone)]
pub struct Field {
    pub size: Size,
    pub solved: Result<MeanFields, NoAnswer>,
}

impl Field {
    fn new(theory: &Theory, size: Size, sets: u64) -> Self {
        Self {
            size,
            solved: MeanFields::new(&theory.with_size(size), 0..sets),
        }
    }

    fn is_over(&self) -> bool {
        self.solved.as_ref().map_or(true, MeanFields::is_over)
    }

    /// See [`MeanFields::mean`]; NaN where there is no theory.
    pub fn mean(&self, of: impl Fn(&MeanFieldState) -> f64) -> [f64; 2] {
        let solved = self.solved.as_ref();
        solved.map_or([f64::NAN; 2], |solved| solved.mean(of))
    }

    /// See [`MeanFields::autocovariances`].
    pub fn autocovariances(&self) -> Vec<(f64, [f64; 2])> {
        let solved = self.solved.as_ref();
        solved.map_or_else(|_| Vec::new(), MeanFields::autocovariances)
    }
}

/// Theory and a network on their way.
#[derive(Clone)]
pub struct Outcome {
    pub theory: Theory,
    /// At the network's size, and in the limit.
    pub fields: [Field; 2],
    pub simulated: Simulated,
    pub observed: Observed,
}

impl Piecewise for MeanFieldView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
}

impl Pieces for Outcome {
    fn begin(input: &Input<'_>) -> Result<Self, AnalysisError> {
        let theory = model::theory_of(&model::of_network(input));
        let simulated = Simulated::new(input)?;
        let sets = input.values.integer(&SETS).max(1) as u64;
        Ok(Self {
            fields: [theory.size, Size::Infinite].map(|size| Field::new(&theory, size, sets)),
            observed: Observed::new(simulated.network()),
            theory,
            simulated,
        })
    }

    fn advance(&mut self, _input: &Input<'_>, task: &Task<'_>) -> Result<(), AnalysisError> {
        for field in &mut self.fields {
            task.check()?;
            if let Ok(solved) = &mut field.solved {
                solved.step();
            }
        }
        if !self.simulated.is_over() {
            let observed = &mut self.observed;
            self.simulated
                .advance(task, |network| observed.see(network))?;
        }
        Ok(())
    }

    fn is_over(&self) -> bool {
        self.simulated.is_over() && self.fields.iter().all(Field::is_over)
    }

    fn sheet(&self) -> Sheet {
        draw::sheet(self)
    }

    fn bytes(&self) -> usize {
        let fields = self
            .fields
            .iter()
            .filter_map(|field| field.solved.as_ref().ok());
        let fields: usize = fields
            .flat_map(MeanFields::sets)
            .map(MeanField::bytes)
            .sum();
        fields + self.simulated.network().bytes()
    }

    fn numbers(&self) -> Numbers {
        numbers::of_outcome(self)
    }
}
