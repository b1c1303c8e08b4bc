//! The right-hand side, and Runge-Kutta steps over blocks of units.
//!
//! A block has everything of its own units, and reads of the others only what they send, which is
//! fixed while it works. Between two stages what all send is gathered anew.

use super::gain::Gain;
use super::matrix::{Matrix, Sources, no_sources};
use super::parameters::{Integrator, Parameters};
use rayon::prelude::*;

/// Units of a block; fixed, so that no result depends on the number of threads.
const BLOCK: usize = 128;
/// Below so many connections one thread is faster than two.
const WORTH_THREADS: usize = 20_000;

/// What each unit sends to E units and to I units: its rate, times the efficacy where it depresses,
/// times the coupling.
pub(super) struct Sent {
    to_e: Box<Sources>,
    to_i: Box<Sources>,
}

impl Sent {
    pub fn new() -> Self {
        Self {
            to_e: no_sources(),
            to_i: no_sources(),
        }
    }
    fn excitatory(&mut self, unit: usize, p: &Parameters, scale: f64, phi: f64, w: f64) {
        self.to_e[unit] = scale * p.g_ee * (w * phi);
        self.to_i[unit] = scale * p.g_ie * phi;
    }
    fn inhibitory(&mut self, unit: usize, p: &Parameters, scale: f64, phi: f64) {
        self.to_e[unit] = -(scale * p.g_ei * phi);
        self.to_i[unit] = -(scale * p.g_ii * phi);
    }
}

/// The right-hand side at (h, w): derivatives of h of all units and of w of the excitatory ones. For
/// whoever needs it at one state; steps use the same sums block by block.
pub fn derivative(matrix: &Matrix, p: &Parameters, h: &[f64], w: &[f64]) -> [Vec<f64>; 2] {
    let mut blocks = Blocks::new(matrix, h, w);
    blocks.gather(p);
    let sent = &blocks.sent;
    let mut found = [Vec::with_capacity(h.len()), Vec::with_capacity(w.len())];
    for block in &mut blocks.blocks {
        for at in 0..block.h.len() {
            let (dh, dw) = block.derivative(at, matrix, p, sent);
            found[0].push(dh);
            found[1].extend(dw);
        }
    }
    found
}

/// Some units next to one another.
struct Block {
    first: usize,
    h: Vec<f64>,
    /// Of those that are excitatory, which come first.
    w: Vec<f64>,
    /// The state at the present stage, its rates, and the sum of the stages so far.
    h_stage: Vec<f64>,
    w_stage: Vec<f64>,
    phi: Vec<f64>,
    h_sum: Vec<f64>,
    w_sum: Vec<f64>,
}

/// One stage: what its slope weighs in the sum, and how far along it the next stage is.
struct Stage {
    weight: f64,
    ahead: f64,
    is_first: bool,
    is_last: bool,
}

impl Block {
    fn new(first: usize, h: &[f64], w: &[f64]) -> Self {
        let mut block = Self {
            first,
            h: h.to_vec(),
            w: w.to_vec(),
            h_stage: h.to_vec(),
            w_stage: w.to_vec(),
            phi: vec![0.0; h.len()],
            h_sum: vec![0.0; h.len()],
            w_sum: vec![0.0; w.len()],
        };
        block.rates();
        block
    }

    fn rates(&mut self) {
        let gain = Gain::get();
        for (phi, &h) in self.phi.iter_mut().zip(&self.h_stage) {
            *phi = gain.phi(h);
        }
    }

    #[inline]
    fn derivative(
        &self,
        at: usize,
        matrix: &Matrix,
        p: &Parameters,
        sent: &Sent,
    ) -> (f64, Option<f64>) {
        let (phi, w) = (self.phi[at], self.w_stage.get(at));
        let sent = if w.is_some() { &sent.to_e } else { &sent.to_i };
        let dh = matrix.sum(self.first + at, sent) + p.i0 - self.h_stage[at];
        (dh, w.map(|&w| (1.0 - w) / p.tau_d - p.u * w * phi))
    }

    fn stage(&mut self, matrix: &Matrix, p: &Parameters, sent: &Sent, stage: &Stage) {
        for at in 0..self.h.len() {
            let (dh, dw) = self.derivative(at, matrix, p, sent);
            let sum = &mut self.h_sum[at];
            *sum = if stage.is_first { 0.0 } else { *sum } + stage.weight * dh;
            if stage.is_last {
                self.h[at] += p.dt * *sum;
                self.h_stage[at] = self.h[at];
            } else {
                self.h_stage[at] = self.h[at] + stage.ahead * p.dt * dh;
            }
            if let Some(dw) = dw {
                let sum = &mut self.w_sum[at];
                *sum = if stage.is_first { 0.0 } else { *sum } + stage.weight * dw;
                if stage.is_last {
                    self.w[at] += p.dt * *sum;
                    self.w_stage[at] = self.w[at];
                } else {
                    self.w_stage[at] = self.w[at] + stage.ahead * p.dt * dw;
                }
            }
        }
        self.rates();
    }
}

/// All units, and what they send.
pub(super) struct Blocks {
    blocks: Vec<Block>,
    sent: Sent,
}

impl Blocks {
    pub fn new(matrix: &Matrix, h: &[f64], w: &[f64]) -> Self {
        let n_e = matrix.n_e();
        let blocks = (0..matrix.n()).step_by(BLOCK).map(|first| {
            let last = (first + BLOCK).min(matrix.n());
            Block::new(first, &h[first..last], &w[first.min(n_e)..last.min(n_e)])
        });
        Self {
            blocks: blocks.collect(),
            sent: Sent::new(),
        }
    }

    /// What all units send at the present stage.
    fn gather(&mut self, p: &Parameters) {
        let scale = p.scale();
        for block in &self.blocks {
            let excitatory = block.w_stage.len();
            for (at, &phi) in block.phi.iter().enumerate() {
                let unit = block.first + at;
                if at < excitatory {
                    let w = block.w_stage[at];
                    self.sent.excitatory(unit, p, scale, phi, w);
                } else {
                    self.sent.inhibitory(unit, p, scale, phi);
                }
            }
        }
    }

    /// One step of dt.
    pub fn step(&mut self, matrix: &Matrix, p: &Parameters) {
        let (sixth, third) = (1.0 / 6.0, 1.0 / 3.0);
        let stages: &[[f64; 2]] = match p.integrator {
            Integrator::Rk4 => &[[sixth, 0.5], [third, 0.5], [third, 1.0], [sixth, 0.0]],
            Integrator::Heun => &[[0.5, 1.0], [0.5, 0.0]],
        };
        for (number, &[weight, ahead]) in stages.iter().enumerate() {
            let stage = Stage {
                weight,
                ahead,
                is_first: number == 0,
                is_last: number + 1 == stages.len(),
            };
            self.gather(p);
            let sent = &self.sent;
            let work = |block: &mut Block| block.stage(matrix, p, sent, &stage);
            if matrix.stored() < WORTH_THREADS {
                self.blocks.iter_mut().for_each(work);
            } else {
                self.blocks.par_iter_mut().for_each(work);
            }
        }
    }

    /// Adds to h of every unit, in order.
    pub fn push(&mut self, mut by: impl FnMut() -> f64) {
        for block in &mut self.blocks {
            for h in &mut block.h {
                *h += by();
            }
            block.h_stage.clone_from(&block.h);
            block.rates();
        }
    }

    pub fn h(&self) -> impl Iterator<Item = f64> {
        self.blocks.iter().flat_map(|b| b.h.iter().copied())
    }
    pub fn phi(&self) -> impl Iterator<Item = f64> {
        self.blocks.iter().flat_map(|b| b.phi.iter().copied())
    }
    /// Of the excitatory units.
    pub fn w(&self) -> impl Iterator<Item = f64> {
        self.blocks.iter().flat_map(|b| b.w.iter().copied())
    }
}
