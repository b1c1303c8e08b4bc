//! The state of the network and its step.

use super::connections::Connections;
use super::drive::{Events, Modulation};
use super::parameters::{ALL, LEAK_NS, LIVE, Parameters, Start};
use crate::analysis::{Value, Values};
use crate::models::network::{Network, Sink, Trace};
use crate::models::random::{Purpose, Stream};
use crate::models::{ModelError, parameter};
use crate::recording::Class;
use fearless_simd::{Level, dispatch};
use std::collections::VecDeque;
use std::ops::Range;

/// Cells that are worked out together; the arrays are filled up to a whole number of them.
const LANES: usize = 16;
const KICK_MS: f64 = 50.0;
const KICK_HZ: f64 = 200.0;
/// What conductances do not fall below: far from mattering, and far from numbers so small that the
/// processor is slow with them.
const TINY: f32 = 1e-20;
/// Samples of the fields.
const SAMPLE_MS: f64 = 1.0;

/// The state of one cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    pub v_mv: f64,
    pub g_e_ns: f64,
    pub g_i_ns: f64,
    /// Synaptic currents g (E - v), positive inwards: what they do to the potential.
    pub i_e_pa: f64,
    pub i_i_pa: f64,
}

/// State of all cells: potential above rest in mV, conductances in units of the leak, and the steps
/// for which a cell still rests.
struct Cells {
    v: Vec<[f32; LANES]>,
    g_e: Vec<[f32; LANES]>,
    g_i: Vec<[f32; LANES]>,
    rests: Vec<[f32; LANES]>,
}

/// What a step needs of the parameters.
struct Coefficients {
    /// A quarter of dt / tau_m.
    quarter: f32,
    kept_e: f32,
    kept_i: f32,
    above_e: f32,
    above_i: f32,
    threshold: f32,
    rest_steps: f32,
    delay_steps: u64,
    weight_ee: f32,
    weight_e: f32,
    weight_i: f32,
    kick_weight: f32,
    kick_expected: f64,
    drive_weight: f32,
    drive_expected: f64,
    drive_kept: f64,
}

impl Coefficients {
    fn from_parameters(p: &Parameters) -> Self {
        let dt = p.dt_ms;
        let weight = |ns: f64| (ns / LEAK_NS) as f32;
        Self {
            quarter: (0.25 * dt / p.tau_m_ms) as f32,
            kept_e: (-dt / p.tau_e_ms).exp() as f32,
            kept_i: (-dt / p.tau_i_ms).exp() as f32,
            above_e: (p.e_e_mv - p.e_l_mv) as f32,
            above_i: (p.e_i_mv - p.e_l_mv) as f32,
            threshold: (p.v_th_mv - p.e_l_mv) as f32,
            rest_steps: (p.refractory_ms / dt).round() as f32,
            delay_steps: (p.delay_ms / dt).round() as u64,
            weight_ee: weight(p.dg_e * p.recurrence * p.ee_factor),
            weight_e: weight(p.dg_e * p.recurrence),
            weight_i: weight(p.dg_i * p.recurrence),
            kick_weight: weight(p.dg_e),
            kick_expected: KICK_HZ * dt * 1e-3,
            drive_weight: weight(p.drive_ns),
            drive_expected: p.drive_hz * dt * 1e-3,
            drive_kept: (-dt / p.drive_tau_ms).exp(),
        }
    }
}

/// The network in some state.
pub struct CobaNetwork {
    values: Values,
    parameters: Parameters,
    coefficients: Coefficients,
    connections: Connections,
    cells: Cells,
    /// Spikes on their way: those of the last steps, the newest last.
    under_way: VecDeque<Vec<u16>>,
    /// Lists to be filled again.
    spare: Vec<Vec<u16>>,
    steps: u64,
    kick: Events,
    kick_until: u64,
    drive: Events,
    modulation: Modulation,
    /// The widest instructions that this processor has.
    level: Level,
}

/// The network before its first step.
pub fn build(values: &Values, seed: u64) -> CobaNetwork {
    let parameters = Parameters::from_values(values);
    let Parameters { n, n_e, p, .. } = parameters;
    let blocks = n.div_ceil(LANES);
    let zero = || vec![[0.0; LANES]; blocks];
    let mut network = CobaNetwork {
        values: values.complete(&ALL),
        coefficients: Coefficients::from_parameters(&parameters),
        connections: Connections::random(n, n_e, p, seed),
        cells: Cells {
            v: zero(),
            g_e: zero(),
            g_i: zero(),
            rests: zero(),
        },
        under_way: VecDeque::new(),
        spare: Vec::new(),
        steps: 0,
        kick: Events::new(seed, Purpose::Kick),
        kick_until: 0,
        drive: Events::new(seed, Purpose::Drive),
        modulation: Modulation::new(seed),
        level: Level::new(),
        parameters,
    };
    match parameters.start {
        Start::Kick => network.kick(),
        Start::Conductances => network.cells.scatter(n, seed),
        Start::Silence => (),
    }
    network
}

impl Cells {
    /// Random potentials and conductances of the first `n`, as the example COBAHH of Brian has them.
    fn scatter(&mut self, n: usize, seed: u64) {
        let mut stream = Stream::new(seed, Purpose::Start, 0);
        for cell in 0..n {
            let mut draw = |mean: f64, sd: f64| (mean + sd * stream.normal()) as f32;
            self.v.as_flattened_mut()[cell] = draw(-5.0, 5.0);
            self.g_e.as_flattened_mut()[cell] = draw(4.0, 1.5).max(0.0);
            self.g_i.as_flattened_mut()[cell] = draw(20.0, 12.0).max(0.0);
        }
    }

    /// One step of v, g_e and g_i; the cells that spike are added to `fired`.
    ///
    /// With constant conductances over a step of dt, G = 1 + g_e + g_i and
    /// A = g_e (E_e - E_L) + g_i (E_i - E_L), the potential above rest goes to
    /// A / G + (v - A / G) exp(-G dt / tau_m). With exp(x) = 1 + q this is (A q + v G) / (G (1 + q)):
    /// one division. q comes from four terms of the series at x / 4; its relative error stays below
    /// 1e-6 up to x = 0.3, three times what a strong volley brings.
    #[expect(
        clippy::inline_always,
        reason = "in the caller it is worked out with the instructions that the caller may use"
    )]
    #[inline(always)]
    fn step(&mut self, k: &Coefficients, fired: &mut Vec<u16>) {
        let lists = self.v.iter_mut().zip(&mut self.g_e);
        let lists = lists.zip(&mut self.g_i).zip(&mut self.rests);
        for (block, (((v, g_e), g_i), rests)) in lists.enumerate() {
            let mut crossed = 0u32;
            for lane in 0..LANES {
                let (potential, excitation, inhibition) = (v[lane], g_e[lane], g_i[lane]);
                let left = rests[lane];
                // A resting cell is at its reset, 0, and stays there when no time passes.
                let quarter = if left > 0.0 { 0.0 } else { k.quarter };
                let total = 1.0 + excitation + inhibition;
                let x = total * quarter;
                let x = if x < 20.0 { x } else { 20.0 };
                let s = x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0))));
                let s = s * (2.0 + s);
                let q = s * (2.0 + s);
                let drawn = excitation * k.above_e + inhibition * k.above_i;
                let next = (drawn * q + potential * total) / (total + total * q);
                v[lane] = next;
                rests[lane] = if left > 1.0 { left - 1.0 } else { 0.0 };
                g_e[lane] = excitation * k.kept_e + TINY;
                g_i[lane] = inhibition * k.kept_i + TINY;
                crossed += u32::from(next > k.threshold);
            }
            if crossed > 0 {
                for lane in 0..LANES {
                    if v[lane] > k.threshold {
                        v[lane] = 0.0;
                        rests[lane] = k.rest_steps;
                        fired.push((block * LANES + lane) as u16);
                    }
                }
            }
        }
    }
}

impl CobaNetwork {
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Number of connections.
    pub fn connections(&self) -> usize {
        self.connections.len()
    }

    /// The state of a cell, counted from 0; `None` for one that is not there.
    pub fn cell(&self, cell: usize) -> Option<Cell> {
        let p = &self.parameters;
        (cell < p.n).then(|| {
            let v_mv = f64::from(self.cells.v.as_flattened()[cell]) + p.e_l_mv;
            let g_e_ns = f64::from(self.cells.g_e.as_flattened()[cell]) * LEAK_NS;
            let g_i_ns = f64::from(self.cells.g_i.as_flattened()[cell]) * LEAK_NS;
            Cell {
                v_mv,
                g_e_ns,
                g_i_ns,
                i_e_pa: g_e_ns * (p.e_e_mv - v_mv),
                i_i_pa: g_i_ns * (p.e_i_mv - v_mv),
            }
        })
    }

    fn step(&mut self, sink: &mut dyn Sink) {
        let mut fired = self.spare.pop().unwrap_or_default();
        // Eight cells at a time instead of four take half as long, with the same bits.
        let (cells, k) = (&mut self.cells, &self.coefficients);
        dispatch!(self.level, _simd => cells.step(k, &mut fired));
        self.steps += 1;
        let time_s = self.time_s();
        for &cell in &fired {
            sink.spike(time_s, usize::from(cell));
        }
        self.under_way.push_back(fired);
        while self.under_way.len() as u64 > self.coefficients.delay_steps {
            let Some(mut due) = self.under_way.pop_front() else {
                break;
            };
            self.deliver(&due);
            due.clear();
            self.spare.push(due);
        }
        self.outside();
    }

    /// Spikes arrive at their targets.
    fn deliver(&mut self, spikes: &[u16]) {
        let k = &self.coefficients;
        let g_e = self.cells.g_e.as_flattened_mut();
        let g_i = self.cells.g_i.as_flattened_mut();
        for &cell in spikes {
            let [to_e, to_i] = self.connections.targets(cell);
            let is_excitatory = usize::from(cell) < self.parameters.n_e;
            let (g, weight_e, weight_i) = if is_excitatory {
                (&mut *g_e, k.weight_ee, k.weight_e)
            } else {
                (&mut *g_i, k.weight_i, k.weight_i)
            };
            for &target in to_e {
                g[usize::from(target)] += weight_e;
            }
            for &target in to_i {
                g[usize::from(target)] += weight_i;
            }
        }
    }

    /// Events of the kick and of the external drive.
    fn outside(&mut self) {
        let (p, k) = (&self.parameters, &self.coefficients);
        let g_e = self.cells.g_e.as_flattened_mut();
        if self.steps <= self.kick_until {
            self.kick
                .step(&(0..p.n), k.kick_expected, k.kick_weight, g_e);
        }
        if k.drive_expected > 0.0 {
            let level = if p.drive_sd > 0.0 {
                (1.0 + p.drive_sd * self.modulation.step(k.drive_kept)).max(0.0)
            } else {
                1.0
            };
            let from = if p.drives_e { 0 } else { p.n_e };
            let to = if p.drives_i { p.n } else { p.n_e };
            if from < to {
                let expected = k.drive_expected * level;
                self.drive.step(&(from..to), expected, k.drive_weight, g_e);
            }
        }
    }

    /// The cells with fields: so many of each class, the first ones.
    fn shown(&self) -> [Range<usize>; 2] {
        let Parameters { n, n_e, shown, .. } = self.parameters;
        [0..shown.min(n_e), n_e..(n_e + shown).min(n)]
    }

    fn sample(&self, sink: &mut dyn Sink) {
        let cells = self.shown().into_iter().flatten();
        let cells: Vec<Cell> = cells.filter_map(|cell| self.cell(cell)).collect();
        let of: [fn(&Cell) -> f64; 5] = [
            |cell| cell.v_mv,
            |cell| cell.g_e_ns,
            |cell| cell.g_i_ns,
            |cell| cell.i_e_pa,
            |cell| cell.i_i_pa,
        ];
        let values = of.iter().flat_map(|of| cells.iter().map(|c| of(c) as f32));
        sink.sample(&values.collect::<Vec<_>>());
    }
}

impl Network for CobaNetwork {
    fn step_s(&self) -> f64 {
        self.parameters.dt_ms * 1e-3
    }
    fn steps(&self) -> u64 {
        self.steps
    }
    /// By division, which gives the times of spikes their few digits.
    fn time_s(&self) -> f64 {
        self.steps as f64 / (1e3 / self.parameters.dt_ms)
    }
    fn classes(&self) -> Vec<Class> {
        let p = &self.parameters;
        let mut classes = vec![Class::Excitatory; p.n_e];
        classes.resize(p.n, Class::Inhibitory);
        classes
    }
    fn traces(&self) -> Vec<Trace> {
        let [e, i] = self.shown().map(|cells| cells.len());
        let e = (1..=e).map(|k| format!("E{k}"));
        let channels: Vec<String> = e.chain((1..=i).map(|k| format!("I{k}"))).collect();
        let traces = [
            ("potential", "mV"),
            ("excitatory conductance", "nS"),
            ("inhibitory conductance", "nS"),
            ("excitatory current", "pA"),
            ("inhibitory current", "pA"),
        ];
        let trace = |(name, unit): (&str, &'static str)| Trace {
            name: name.to_owned(),
            unit,
            channels: channels.clone(),
        };
        traces.into_iter().map(trace).collect()
    }
    fn steps_a_sample(&self) -> u64 {
        ((SAMPLE_MS / self.parameters.dt_ms).round() as u64).max(1)
    }
    fn values(&self) -> &Values {
        &self.values
    }
    fn set(&mut self, name: &str, value: &Value) -> Result<Value, ModelError> {
        let parameter = parameter(&LIVE, name).map_err(ModelError::Change)?;
        let old = self.values.get(parameter);
        self.values.set(parameter, value);
        let before = self.parameters.e_l_mv;
        self.parameters = Parameters::from_values(&self.values);
        self.coefficients = Coefficients::from_parameters(&self.parameters);
        // Potentials stay where they are when the level they are counted from moves.
        let moved = (before - self.parameters.e_l_mv) as f32;
        if moved != 0.0 {
            let resting = self.cells.rests.as_flattened();
            for (v, left) in self.cells.v.as_flattened_mut().iter_mut().zip(resting) {
                *v += if *left > 0.0 { 0.0 } else { moved };
            }
        }
        Ok(old)
    }
    /// 50 ms of Poisson events, 200 a second for each cell, of the excitatory weight.
    fn kick(&mut self) {
        self.kick_until = self.steps + (KICK_MS / self.parameters.dt_ms).round() as u64;
    }
    fn advance_steps(&mut self, steps: u64, sink: &mut dyn Sink) {
        let each = self.steps_a_sample();
        for _ in 0..steps {
            if self.steps.is_multiple_of(each) {
                self.sample(sink);
            }
            self.step(sink);
        }
    }
}
