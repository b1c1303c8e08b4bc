//! The network that runs.

use super::TAU_M_S;
use super::blocks::Blocks;
use super::given::GivenNetwork;
use super::matrix::{InDegrees, Matrix};
use super::mean::{self, Rest};
use super::parameters::{ALL, LIVE, Parameters, Start};
use crate::analysis::{Value, Values};
use crate::models::network::{Network, Sink, Trace};
use crate::models::random::{Purpose, Stream};
use crate::models::{ModelError, parameter};
use crate::recording::Class;
use std::sync::Arc;

/// Samples of the fields come at this distance, or at every step where that is longer.
const SAMPLE_TAU: f64 = 0.1;
/// SD of a kick to h.
const KICK: f64 = 0.01;

/// The network in some state.
#[derive(Clone)]
pub struct RateNetwork {
    values: Values,
    parameters: Parameters,
    matrix: Arc<Matrix>,
    in_degrees: InDegrees,
    /// The homogeneous fixed point with the present parameters, where there is one.
    rest: Option<Rest>,
    blocks: Blocks,
    steps: u64,
    spikes: Spikes,
    kicks: Stream,
}

/// Spikes drawn from the rates: each unit has one when what is expected of it since the last has
/// reached an exponential number. At most one a millisecond is expected, so loops are short.
#[derive(Clone)]
struct Spikes {
    stream: Stream,
    left: Vec<f64>,
}

impl Spikes {
    fn new(n: usize, seed: u64) -> Self {
        let mut stream = Stream::new(seed, Purpose::Spikes, 0);
        let left = (0..n).map(|_| stream.exponential()).collect();
        Self { stream, left }
    }

    /// Those of a step of dt that begins at `from` (time constants) with these rates.
    fn step<'a>(
        &mut self,
        from: f64,
        dt: f64,
        blocks: impl Iterator<Item = &'a [f64]>,
        sink: &mut dyn Sink,
    ) {
        let mut first = 0;
        for block in blocks {
            let units = self.left[first..].iter_mut().zip(block);
            for (unit, (left, phi)) in (first..).zip(units) {
                let mut expected = phi * dt;
                let mut at = from;
                while *left < expected {
                    at += *left / phi;
                    expected -= *left;
                    *left = self.stream.exponential();
                    sink.spike(at * TAU_M_S, unit);
                }
                *left -= expected;
            }
            first += block.len();
        }
    }
}

/// The network before its first step.
///
/// # Errors
/// When the step of integration is too long for the network's fastest mean mode.
pub fn build(values: &Values, seed: u64) -> Result<RateNetwork, ModelError> {
    let p = Parameters::from_values(values);
    check(&p, &InDegrees::fixed(&p))?;
    let matrix = Matrix::random(&p, seed);
    let in_degrees = matrix.in_degrees();
    let mut stream = Stream::new(seed, Purpose::Start, p.start_seed as usize);
    let at = match p.start {
        Start::Random => None,
        Start::Rest => Some(mean::rest(&p, &in_degrees).ok_or_else(|| {
            ModelError::Failed(
                "with these parameters no homogeneous fixed point was found to start from (choose \
                 start=random)"
                    .into(),
            )
        })?),
    };
    let h: Vec<f64> = (0..p.n)
        .map(|unit| match &at {
            None => stream.normal(),
            Some(rest) => {
                let h = if unit < p.n_e { rest.h_e } else { rest.h_i };
                h + KICK * stream.normal()
            }
        })
        .collect();
    let w: Vec<f64> = (0..p.n_e)
        .map(|_| at.map_or_else(|| 0.3 + 0.7 * stream.uniform(), |rest| rest.w))
        .collect();
    Ok(RateNetwork::new(values, p, matrix, [&h, &w], seed))
}

/// A given network before its first step, with the file's parameters where `values` has none.
///
/// # Errors
/// When the step of integration is too long for the network's fastest mean mode.
pub fn build_given(
    given: &GivenNetwork,
    values: &Values,
    seed: u64,
) -> Result<RateNetwork, ModelError> {
    let (all, p) = given.with_values(values);
    check(&p, &given.matrix.in_degrees())?;
    let state = [&given.h[..], &given.w];
    Ok(RateNetwork::new(&all, p, given.matrix.clone(), state, seed))
}

fn check(p: &Parameters, in_degrees: &InDegrees) -> Result<(), ModelError> {
    mean::check_step(p, in_degrees).map_err(|expected| ModelError::Parameter {
        name: "dt",
        expected,
        found: p.dt.to_string(),
    })
}

/// The fixed point that all units of a class share: there is one only where they have as many inputs.
fn rest_of_all(p: &Parameters, matrix: &Matrix, in_degrees: &InDegrees) -> Option<Rest> {
    matrix.is_fixed().then(|| mean::rest(p, in_degrees))?
}

impl RateNetwork {
    fn new(values: &Values, p: Parameters, matrix: Matrix, [h, w]: [&[f64]; 2], seed: u64) -> Self {
        let in_degrees = matrix.in_degrees();
        Self {
            values: values.complete(&ALL),
            rest: rest_of_all(&p, &matrix, &in_degrees),
            in_degrees,
            blocks: Blocks::new(&matrix, h, w),
            steps: 0,
            spikes: Spikes::new(p.n, seed),
            kicks: Stream::new(seed, Purpose::Kick, 0),
            matrix: Arc::new(matrix),
            parameters: p,
        }
    }

    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }
    pub fn matrix(&self) -> &Matrix {
        &self.matrix
    }
    /// Bytes in memory of a copy that shares its matrix.
    pub fn bytes(&self) -> usize {
        self.blocks.bytes() + size_of_val(&self.spikes.left[..])
    }
    pub fn in_degrees(&self) -> &InDegrees {
        &self.in_degrees
    }
    /// Inputs h of all units now.
    pub fn h(&self) -> Vec<f64> {
        self.blocks.h()
    }
    /// Rates phi(h) of all units now.
    pub fn phi(&self) -> Vec<f64> {
        self.blocks.phi()
    }
    /// Efficacies w of the excitatory units now.
    pub fn w(&self) -> Vec<f64> {
        self.blocks.w()
    }
    /// The excitatory and the inhibitory part of what a unit, counted from 0, receives now from the
    /// others; what is left of h when both and I0 are taken off is how far it lags behind.
    pub fn inputs(&self, unit: usize) -> Option<[f64; 2]> {
        (unit < self.parameters.n).then(|| self.inputs_of(unit, &self.phi(), &self.w()))
    }
    /// The same, where the rates and efficacies of now are at hand.
    pub fn inputs_of(&self, unit: usize, phi: &[f64], w: &[f64]) -> [f64; 2] {
        let p = &self.parameters;
        let (e, i) = if unit < p.n_e {
            (p.g_ee, p.g_ei)
        } else {
            (p.g_ie, p.g_ii)
        };
        let mut sums = [0.0; 2];
        for source in self.matrix.row(unit) {
            match w.get(source) {
                Some(w) if unit < p.n_e => sums[0] += w * phi[source],
                Some(_) => sums[0] += phi[source],
                None => sums[1] += phi[source],
            }
        }
        [p.scale() * e * sums[0], -p.scale() * i * sums[1]]
    }
    /// The homogeneous fixed point of the mean in-degrees with the present parameters, where it can be
    /// followed to them.
    pub fn rest(&self) -> Option<mean::Rest> {
        mean::rest(&self.parameters, &self.in_degrees)
    }

    /// The units with fields: so many of each class.
    fn shown(&self) -> [std::ops::Range<usize>; 2] {
        let (p, n) = (&self.parameters, self.parameters.n);
        [0..p.shown.min(p.n_e), p.n_e..(p.n_e + p.shown).min(n)]
    }

    fn sample(&self, sink: &mut dyn Sink) {
        let n_e = self.parameters.n_e;
        let (h, phi, w) = (self.h(), self.phi(), self.w());
        let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len().max(1) as f64;
        let shown: Vec<usize> = self.shown().into_iter().flatten().collect();
        let inputs = shown.iter().map(|&unit| self.inputs_of(unit, &phi, &w));
        let inputs: Vec<[f64; 2]> = inputs.collect();
        let mut values = Vec::with_capacity(5 * shown.len() + 8);
        values.extend(shown.iter().map(|&unit| h[unit]));
        values.extend(shown.iter().map(|&unit| phi[unit]));
        values.extend(shown.iter().filter_map(|&unit| w.get(unit)));
        values.extend([&h[..n_e], &h[n_e..], &phi[..n_e], &phi[n_e..], &w].map(mean));
        let none = [f64::NAN; 3];
        values.extend(self.rest.map_or(none, |at| [at.phi_e, at.phi_i, at.w]));
        values.extend(inputs.iter().map(|parts| parts[0]));
        values.extend(inputs.iter().map(|parts| parts[1]));
        let values: Vec<f32> = values.into_iter().map(|v| v as f32).collect();
        sink.sample(&values);
    }
}

impl Network for RateNetwork {
    fn step_s(&self) -> f64 {
        self.parameters.dt * TAU_M_S
    }
    fn steps(&self) -> u64 {
        self.steps
    }
    fn classes(&self) -> Vec<Class> {
        let p = &self.parameters;
        let mut classes = vec![Class::Excitatory; p.n_e];
        classes.resize(p.n, Class::Inhibitory);
        classes
    }
    fn traces(&self) -> Vec<Trace> {
        let [e, i] = self.shown().map(|units| units.len());
        let e: Vec<String> = (1..=e).map(|k| format!("E{k}")).collect();
        let i: Vec<String> = (1..=i).map(|k| format!("I{k}")).collect();
        let both = [e.clone(), i].concat();
        let means = ["h of E", "h of I", "phi of E", "phi of I", "w"].map(str::to_owned);
        [
            ("h", both.clone()),
            ("phi", both.clone()),
            ("w", e),
            ("mean", means.to_vec()),
            ("fixed point", means[2..].to_vec()),
            ("excitatory input", both.clone()),
            ("inhibitory input", both),
        ]
        .into_iter()
        .map(|(name, channels)| Trace {
            name: name.to_owned(),
            unit: "",
            channels,
        })
        .collect()
    }
    fn steps_a_sample(&self) -> u64 {
        ((SAMPLE_TAU / self.parameters.dt).round() as u64).max(1)
    }
    fn values(&self) -> &Values {
        &self.values
    }
    fn set(&mut self, name: &str, value: &Value) -> Result<Value, ModelError> {
        let parameter = parameter(&LIVE, name).map_err(ModelError::Change)?;
        let mut values = self.values.clone();
        values.set(parameter, value);
        let (n, n_e) = (self.matrix.n(), self.matrix.n_e());
        let p = Parameters {
            n,
            n_e,
            ..Parameters::from_values(&values)
        };
        check(&p, &self.in_degrees)?;
        let old = self.values.get(parameter);
        self.rest = rest_of_all(&p, &self.matrix, &self.in_degrees);
        self.values = values;
        self.parameters = p;
        Ok(old)
    }
    /// h of every unit moves by a random number of SD 0.01.
    fn kick(&mut self) {
        self.blocks.push(|| KICK * self.kicks.normal());
    }
    fn advance_steps(&mut self, steps: u64, sink: &mut dyn Sink) {
        // On a thread of the pool its other threads are found awake.
        if rayon::current_thread_index().is_none() && rayon::current_num_threads() > 1 {
            rayon::scope(|_| self.run(steps, sink));
        } else {
            self.run(steps, sink);
        }
    }
}

impl RateNetwork {
    fn run(&mut self, steps: u64, sink: &mut dyn Sink) {
        let each = self.steps_a_sample();
        for _ in 0..steps {
            if self.steps.is_multiple_of(each) {
                self.sample(sink);
            }
            let dt = self.parameters.dt;
            let from = self.steps as f64 * dt;
            let blocks = self.blocks.phi_of_blocks();
            self.spikes.step(from, dt, blocks, sink);
            self.blocks.step(&self.matrix, &self.parameters);
            self.steps += 1;
        }
    }
}
