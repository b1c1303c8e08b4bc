//! The right-hand side, and Runge-Kutta steps over blocks of units.
//!
//! A block has everything of its own units, and reads of the others only what they send, which is
//! fixed while it works; what it sends at the next stage it writes elsewhere.

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
#[derive(Clone)]
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
    /// The places of each block.
    fn of_blocks(&mut self) -> [impl IndexedParallelIterator<Item = &mut [f64]>; 2] {
        [&mut self.to_e, &mut self.to_i].map(|to| to.par_chunks_mut(BLOCK))
    }
}

/// The right-hand side at (h, w): derivatives of h of all units and of w of the excitatory ones. For
/// whoever needs it at one state; steps use the same sums block by block.
pub fn derivative(matrix: &Matrix, p: &Parameters, h: &[f64], w: &[f64]) -> [Vec<f64>; 2] {
    let mut blocks = Blocks::new(matrix, h, w);
    blocks.send(p);
    let [sent, _] = &blocks.sent;
    let mut found = [Vec::with_capacity(h.len()), Vec::with_capacity(w.len())];
    for block in &mut blocks.all {
        block.receive(matrix, sent);
        for at in 0..block.h.len() {
            let (dh, dw) = block.derivative(at, p);
            found[0].push(dh);
            found[1].extend(dw);
        }
    }
    found
}

/// Some units next to one another.
#[derive(Clone)]
struct Block {
    first: usize,
    h: Vec<f64>,
    /// Of those that are excitatory, which come first.
    w: Vec<f64>,
    /// The state at the present stage, its rates, and the sum of the stages so far.
    h_stage: Vec<f64>,
    w_stage: Vec<f64>,
    phi: Vec<f64>,
    /// What comes in from all others.
    received: Vec<f64>,
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
            received: vec![0.0; h.len()],
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

    fn receive(&mut self, matrix: &Matrix, sent: &Sent) {
        let (first, all, e) = (self.first, self.h.len(), self.w.len());
        let (to_e, to_i) = self.received.split_at_mut(e);
        matrix.sums(first..first + e, &sent.to_e, to_e);
        matrix.sums(first + e..first + all, &sent.to_i, to_i);
    }

    #[inline]
    fn derivative(&self, at: usize, p: &Parameters) -> (f64, Option<f64>) {
        let (phi, w) = (self.phi[at], self.w_stage.get(at));
        let dh = self.received[at] + p.i0 - self.h_stage[at];
        (dh, w.map(|&w| (1.0 - w) / p.tau_d - p.u * w * phi))
    }

    /// What the units send at the present stage.
    fn send(&self, p: &Parameters, to_e: &mut [f64], to_i: &mut [f64]) {
        let scale = p.scale();
        let e = self.w_stage.len();
        let units = self.phi.iter().zip(to_e.iter_mut().zip(to_i));
        for (at, (&phi, (to_e, to_i))) in units.enumerate() {
            if at < e {
                *to_e = scale * p.g_ee * (self.w_stage[at] * phi);
                *to_i = scale * p.g_ie * phi;
            } else {
                *to_e = -(scale * p.g_ei * phi);
                *to_i = -(scale * p.g_ii * phi);
            }
        }
    }

    fn stage(&mut self, matrix: &Matrix, p: &Parameters, sent: &Sent, stage: &Stage) {
        self.receive(matrix, sent);
        for at in 0..self.h.len() {
            let (dh, dw) = self.derivative(at, p);
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

/// All units, what they send, and where they write what they send next.
#[derive(Clone)]
pub(super) struct Blocks {
    all: Vec<Block>,
    sent: [Sent; 2],
    /// The parameters with which what is sent was worked out, while the state is that of then.
    sent_with: Option<Parameters>,
}

impl Blocks {
    pub fn new(matrix: &Matrix, h: &[f64], w: &[f64]) -> Self {
        let n_e = matrix.n_e();
        let blocks = (0..matrix.n()).step_by(BLOCK).map(|first| {
            let last = (first + BLOCK).min(matrix.n());
            Block::new(first, &h[first..last], &w[first.min(n_e)..last.min(n_e)])
        });
        Self {
            all: blocks.collect(),
            sent: [Sent::new(), Sent::new()],
            sent_with: None,
        }
    }

    /// What all units send at the present stage.
    fn send(&mut self, p: &Parameters) {
        if self.sent_with.as_ref() == Some(p) {
            return;
        }
        let [sent, _] = &mut self.sent;
        let [to_e, to_i] = sent.of_blocks();
        let places = self.all.par_iter().zip(to_e).zip(to_i);
        places.for_each(|((block, to_e), to_i)| block.send(p, to_e, to_i));
        self.sent_with = Some(*p);
    }

    /// One step of dt.
    pub fn step(&mut self, matrix: &Matrix, p: &Parameters) {
        let (sixth, third) = (1.0 / 6.0, 1.0 / 3.0);
        let stages: &[[f64; 2]] = match p.integrator {
            Integrator::Rk4 => &[[sixth, 0.5], [third, 0.5], [third, 1.0], [sixth, 0.0]],
            Integrator::Heun => &[[0.5, 1.0], [0.5, 0.0]],
        };
        self.send(p);
        for (number, &[weight, ahead]) in stages.iter().enumerate() {
            let stage = Stage {
                weight,
                ahead,
                is_first: number == 0,
                is_last: number + 1 == stages.len(),
            };
            let [sent, next] = &mut self.sent;
            let [to_e, to_i] = next.of_blocks();
            let places = self.all.par_iter_mut().zip(to_e).zip(to_i);
            let places = if matrix.stored() < WORTH_THREADS {
                places.with_min_len(usize::MAX)
            } else {
                places.with_min_len(1)
            };
            // Each block also writes what it sends next, so that no thread waits for another in between.
            places.for_each(|((block, to_e), to_i)| {
                block.stage(matrix, p, sent, &stage);
                block.send(p, to_e, to_i);
            });
            self.sent.swap(0, 1);
        }
    }

    /// Adds to h of every unit, in order.
    pub fn push(&mut self, mut by: impl FnMut() -> f64) {
        self.sent_with = None;
        for block in &mut self.all {
            for h in &mut block.h {
                *h += by();
            }
            block.h_stage.clone_from(&block.h);
            block.rates();
        }
    }

    pub fn h(&self) -> Vec<f64> {
        self.joined(|block| &block.h)
    }
    pub fn phi(&self) -> Vec<f64> {
        self.joined(|block| &block.phi)
    }
    /// Of the excitatory units.
    pub fn w(&self) -> Vec<f64> {
        self.joined(|block| &block.w)
    }
    fn joined(&self, of: fn(&Block) -> &[f64]) -> Vec<f64> {
        self.all.iter().map(of).collect::<Vec<_>>().concat()
    }
    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        let units: usize = self.all.iter().map(|block| block.h.len()).sum();
        // As many lists as a block has, and both tables of what is sent.
        8 * units * size_of::<f64>() + 4 * size_of::<Sources>()
    }
    /// Rates of the units, block by block.
    pub fn phi_of_blocks(&self) -> impl Iterator<Item = &[f64]> {
        self.all.iter().map(|block| &block.phi[..])
    }
}
