//! Dynamic mean-field theory of the chaotic state, beside one rate network.

mod draw;
mod numbers;
mod observed;

use super::model::{self, NETWORK_SEED, NETWORK_UNITS, TIME, TRANSIENT};
use super::simulated::Simulated;
use crate::analysis::{AnalysisError, Parameter, Task};
use crate::models::rate::parameters::{
    C, F_E, G_EE, G_EI, G_IE, G_II, I0, J0, START_SEED, TAU_D, U,
};
use crate::models::rate::theory::{MeanField, MeanFieldState, NoAnswer, Size, Theory};
use crate::plot::Sheet;
use crate::views::{About, Help, Info, Input, Numbers, View};
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
        &TIME,
        &TRANSIENT,
        &SETS,
    ],
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

/// Theory at one size, from several sets of random numbers.
#[derive(Clone)]
pub struct Field {
    pub size: Size,
    pub sets: Result<Vec<MeanField>, NoAnswer>,
}

impl Field {
    fn new(theory: &Theory, size: Size, sets: u64) -> Self {
        let theory = theory.with_size(size);
        Self {
            size,
            sets: (0..sets)
                .map(|seed| MeanField::new(&theory, seed))
                .collect(),
        }
    }

    fn sets(&self) -> &[MeanField] {
        self.sets.as_deref().unwrap_or_default()
    }

    fn is_over(&self) -> bool {
        self.sets().iter().all(MeanField::is_over)
    }

    fn step(&mut self, task: &Task<'_>) -> Result<(), AnalysisError> {
        for set in self.sets.iter_mut().flatten().filter(|set| !set.is_over()) {
            task.check()?;
            set.step();
        }
        Ok(())
    }

    fn states(&self) -> impl Iterator<Item = &MeanFieldState> {
        self.sets().iter().filter_map(MeanField::state)
    }

    /// Mean over the sets, and its standard error; NaN where there is none.
    pub fn mean(&self, of: impl Fn(&MeanFieldState) -> f64) -> [f64; 2] {
        let all: Vec<f64> = self.states().map(of).collect();
        let n = all.len() as f64;
        let mean = all.iter().sum::<f64>() / n;
        let squares: f64 = all.iter().map(|x| (x - mean) * (x - mean)).sum();
        [mean, (squares / ((n - 1.0) * n)).sqrt()]
    }

    /// Lags and the mean autocovariance of E or I, up to `most`.
    pub fn autocovariance(&self, class: usize, most: f64) -> Vec<[f64; 2]> {
        let of = |state: &MeanFieldState, lag: usize| match class {
            0 => state.autocovariance_e[lag],
            _ => state.autocovariance_i[lag],
        };
        let lags = self.states().next().map_or(0, |s| s.autocovariance_e.len());
        let lags = (0..lags).map(|lag| (lag, lag as f64 * MeanFieldState::lag()));
        let lags = lags.take_while(|(_, time)| *time <= most);
        lags.map(|(lag, time)| [time, self.mean(|state| of(state, lag))[0]])
            .collect()
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

impl Outcome {
    fn new(input: &Input<'_>) -> Result<Self, AnalysisError> {
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

    fn is_over(&self) -> bool {
        self.simulated.is_over() && self.fields.iter().all(Field::is_over)
    }

    fn advance(&mut self, task: &Task<'_>) -> Result<(), AnalysisError> {
        for field in &mut self.fields {
            field.step(task)?;
        }
        if !self.simulated.is_over() {
            let observed = &mut self.observed;
            self.simulated
                .advance(task, |network| observed.see(network))?;
        }
        Ok(())
    }
}

impl View for MeanFieldView {
    type Outcome = Outcome;
    const INFO: &'static Info = &INFO;
    const ABOUT: About = model::ABOUT;

    fn analyse(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Outcome, AnalysisError> {
        let mut first = Outcome::new(input)?;
        for field in &mut first.fields {
            field.step(task)?;
        }
        Ok(first)
    }

    fn is_complete(&self, _input: &Input<'_>, outcome: &Outcome) -> bool {
        outcome.is_over()
    }

    fn refine(
        &self,
        _input: &Input<'_>,
        outcome: &Outcome,
        task: &Task<'_>,
    ) -> Result<Option<Outcome>, AnalysisError> {
        if outcome.is_over() {
            return Ok(None);
        }
        let mut more = outcome.clone();
        more.advance(task)?;
        Ok(Some(more))
    }

    fn draw(&self, input: &Input<'_>, outcome: &Outcome) -> Sheet {
        draw::sheet(outcome, input)
    }

    fn bytes(&self, outcome: &Outcome) -> usize {
        let fields = outcome.fields.iter().flat_map(Field::sets);
        let fields: usize = fields.map(MeanField::bytes).sum();
        fields + outcome.simulated.network().bytes()
    }

    fn numbers(&self, input: &Input<'_>, task: &Task<'_>) -> Result<Vec<Numbers>, AnalysisError> {
        let mut found = Outcome::new(input)?;
        while !found.is_over() {
            found.advance(task)?;
        }
        Ok(vec![numbers::of_outcome(&found)])
    }
}
