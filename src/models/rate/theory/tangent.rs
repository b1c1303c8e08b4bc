//! The state of a network and some tangents, advanced together by the network's own integrator: what
//! is read of a connection serves them all. Lane 0 is the state, each other lane a small difference
//! from it, which follows the linearised equations. In double precision.

use crate::models::rate::gain::Gain;
use crate::models::rate::{Integrator, Matrix, Parameters};
use fearless_simd::{Level, dispatch};
use rayon::prelude::*;
use std::sync::Arc;

/// Units that a thread takes at a time; fixed, so that no bit depends on the number of threads.
const BLOCK: usize = 64;
/// Below so many connections one thread is faster than two.
const WORTH_THREADS: usize = 20_000;
/// Inputs that are added side by side.
const AT_ONCE: usize = 4;

/// Whatever the number of lanes.
pub(super) trait Tangents: Send + Sync {
    fn boxed(&self) -> Box<dyn Tangents>;
    /// Bytes in memory.
    fn bytes(&self) -> usize;
    /// Makes so many steps of dt.
    fn advance(&mut self, steps: u64);
    /// Makes the tangents orthonormal, the first first; gives the logarithms of the lengths they had.
    fn orthonormalise(&mut self) -> Vec<f64>;
    fn h(&self) -> Vec<f64>;
    fn w(&self) -> Vec<f64>;
}

/// State and tangents, begun from unit vectors: the first in h of the first unit.
pub(super) fn tangents(
    matrix: &Matrix,
    p: &Parameters,
    state: [&[f64]; 2],
    count: usize,
) -> Box<dyn Tangents> {
    match count {
        0 | 1 => Box::new(Lanes::<2>::new(matrix, p, state, 1)),
        2 | 3 => Box::new(Lanes::<4>::new(matrix, p, state, count)),
        4..=7 => Box::new(Lanes::<8>::new(matrix, p, state, count)),
        _ => Box::new(Lanes::<9>::new(matrix, p, state, 8)),
    }
}

/// One unit: what it holds, the present stage, and the sum of the stages so far.
#[derive(Clone)]
struct Part<const L: usize> {
    now: [f64; L],
    stage: [f64; L],
    sum: [f64; L],
}

impl<const L: usize> Part<L> {
    fn new(now: [f64; L]) -> Self {
        Self {
            now,
            stage: now,
            sum: [0.0; L],
        }
    }
    fn take(&mut self, slope: [f64; L], dt: f64, stage: Stage) {
        for (lane, slope) in slope.into_iter().enumerate() {
            let sum = &mut self.sum[lane];
            *sum = if stage.is_first { 0.0 } else { *sum } + stage.weight * slope;
            self.stage[lane] = self.now[lane]
                + dt * if stage.is_last {
                    *sum
                } else {
                    stage.ahead * slope
                };
        }
        if stage.is_last {
            self.now = self.stage;
        }
    }
}

#[derive(Clone, Copy)]
struct Stage {
    weight: f64,
    ahead: f64,
    is_first: bool,
    is_last: bool,
}

#[derive(Clone)]
struct Lanes<const L: usize> {
    level: Level,
    parameters: Parameters,
    n_e: usize,
    /// Tangents in use; lanes beyond are 0.
    count: usize,
    sources: Arc<[u16]>,
    begins: Arc<[usize]>,
    h: Vec<Part<L>>,
    w: Vec<Part<L>>,
    to_e: Vec<[f64; L]>,
    to_i: Vec<[f64; L]>,
}

impl<const L: usize> Lanes<L> {
    fn new(matrix: &Matrix, p: &Parameters, [h, w]: [&[f64]; 2], count: usize) -> Self {
        let (n, n_e) = (matrix.n(), matrix.n_e());
        let mut begins = vec![0];
        let mut sources = Vec::new();
        for unit in 0..n {
            sources.extend(matrix.row(unit).map(|source| source as u16));
            begins.push(sources.len());
        }
        let mut place = 0;
        let mut part = |value: f64| {
            let mut lanes = [0.0; L];
            lanes[0] = value;
            if place < count {
                lanes[place + 1] = 1.0;
            }
            place += 1;
            Part::new(lanes)
        };
        Self {
            level: Level::new(),
            parameters: *p,
            n_e,
            count: count.min(n + n_e),
            h: h.iter().map(|&h| part(h)).collect(),
            w: w.iter().map(|&w| part(w)).collect(),
            to_e: vec![[0.0; L]; n],
            to_i: vec![[0.0; L]; n],
            sources: sources.into(),
            begins: begins.into(),
        }
    }

    /// What all units send at the present stage, and the new stage of w, which asks for nothing else.
    fn gather(&mut self, stage: Stage) {
        let (p, n_e) = (self.parameters, self.n_e);
        let a = p.scale();
        let (h_e, h_i) = self.h.split_at(n_e);
        let (e_to_e, i_to_e) = self.to_e.split_at_mut(n_e);
        let (e_to_i, i_to_i) = self.to_i.split_at_mut(n_e);
        let gain = Gain::get();
        // What a unit does depends on itself alone.
        let least = if self.sources.len() >= WORTH_THREADS {
            BLOCK
        } else {
            usize::MAX
        };
        let sent = e_to_e.par_iter_mut().zip(e_to_i);
        let units = h_e.par_iter().zip(&mut self.w).zip(sent);
        units
            .with_min_len(least)
            .for_each(|((h, w), (to_e, to_i))| {
                let [rate, slope] = gain.phi_and_slope(h.stage[0]);
                let now = w.stage;
                let mut dw = [0.0; L];
                for lane in 0..L {
                    let is_state = lane == 0;
                    let by_h = slope * h.stage[lane];
                    let sent = if is_state {
                        now[0] * rate
                    } else {
                        now[0] * by_h + rate * now[lane]
                    };
                    to_e[lane] = a * p.g_ee * sent;
                    to_i[lane] = a * p.g_ie * if is_state { rate } else { by_h };
                    let rest = if is_state { 1.0 } else { 0.0 };
                    dw[lane] = (rest - now[lane]) / p.tau_d - p.u * sent;
                }
                w.take(dw, p.dt, stage);
            });
        let sent = i_to_e.iter_mut().zip(i_to_i);
        for (h, (to_e, to_i)) in h_i.iter().zip(sent) {
            let [rate, slope] = gain.phi_and_slope(h.stage[0]);
            for lane in 0..L {
                let plain = if lane == 0 {
                    rate
                } else {
                    slope * h.stage[lane]
                };
                to_e[lane] = -a * p.g_ei * plain;
                to_i[lane] = -a * p.g_ii * plain;
            }
        }
    }

    fn stage(&mut self, stage: Stage) {
        self.gather(stage);
        let is_worth_threads = self.sources.len() >= WORTH_THREADS;
        let mut h = std::mem::take(&mut self.h);
        let Self {
            level,
            parameters: p,
            n_e,
            sources,
            begins,
            to_e,
            to_i,
            ..
        } = &*self;
        let (p, n_e) = (*p, *n_e);
        let block = |(number, units): (usize, &mut [Part<L>])| {
            for (at, h) in units.iter_mut().enumerate() {
                let unit = number * BLOCK + at;
                let sent = if unit < n_e { to_e } else { to_i };
                let row = &sources[begins[unit]..begins[unit + 1]];
                let mut slope = dispatch!(*level, _simd => sum(row, sent));
                slope[0] += p.i0;
                for (slope, now) in slope.iter_mut().zip(h.stage) {
                    *slope -= now;
                }
                h.take(slope, p.dt, stage);
            }
        };
        if is_worth_threads {
            h.par_chunks_mut(BLOCK).enumerate().for_each(block);
        } else {
            h.chunks_mut(BLOCK).enumerate().for_each(block);
        }
        self.h = h;
    }

    fn column(&self, lane: usize) -> impl Iterator<Item = f64> {
        self.h.iter().chain(&self.w).map(move |part| part.now[lane])
    }
}

/// The sum over some sources, always in the same order. For each kind of processor once, hence within
/// its caller.
#[expect(
    clippy::inline_always,
    reason = "in the caller it is worked out with the instructions that the caller may use"
)]
#[inline(always)]
fn sum<const L: usize>(sources: &[u16], of: &[[f64; L]]) -> [f64; L] {
    let mut sums = [[0.0; L]; AT_ONCE];
    let mut groups = sources.chunks_exact(AT_ONCE);
    for group in &mut groups {
        for (sum, &source) in sums.iter_mut().zip(group) {
            for (sum, sent) in sum.iter_mut().zip(&of[usize::from(source)]) {
                *sum += sent;
            }
        }
    }
    for &source in groups.remainder() {
        for (sum, sent) in sums[0].iter_mut().zip(&of[usize::from(source)]) {
            *sum += sent;
        }
    }
    let [a, b, c, d] = sums;
    std::array::from_fn(|lane| (a[lane] + b[lane]) + (c[lane] + d[lane]))
}

impl<const L: usize> Tangents for Lanes<L> {
    fn boxed(&self) -> Box<dyn Tangents> {
        Box::new(self.clone())
    }
    fn bytes(&self) -> usize {
        let parts = size_of_val(&self.h[..]) + size_of_val(&self.w[..]);
        parts + 2 * size_of_val(&self.to_e[..]) + size_of_val(&self.sources[..])
    }
    fn advance(&mut self, steps: u64) {
        let (sixth, third) = (1.0 / 6.0, 1.0 / 3.0);
        let stages: &[[f64; 2]] = match self.parameters.integrator {
            Integrator::Rk4 => &[[sixth, 0.5], [third, 0.5], [third, 1.0], [sixth, 0.0]],
            Integrator::Heun => &[[0.5, 1.0], [0.5, 0.0]],
        };
        for _ in 0..steps {
            for (number, &[weight, ahead]) in stages.iter().enumerate() {
                self.stage(Stage {
                    weight,
                    ahead,
                    is_first: number == 0,
                    is_last: number + 1 == stages.len(),
                });
            }
        }
    }

    fn orthonormalise(&mut self) -> Vec<f64> {
        let mut logs = Vec::with_capacity(self.count);
        for lane in 1..=self.count {
            // Modified Gram-Schmidt.
            for before in 1..lane {
                let along: f64 = self
                    .column(lane)
                    .zip(self.column(before))
                    .map(|(a, b)| a * b)
                    .sum();
                for part in self.h.iter_mut().chain(&mut self.w) {
                    part.now[lane] -= along * part.now[before];
                }
            }
            let length = self.column(lane).map(|x| x * x).sum::<f64>().sqrt();
            logs.push(length.ln());
            for part in self.h.iter_mut().chain(&mut self.w) {
                part.now[lane] /= length;
            }
        }
        for part in self.h.iter_mut().chain(&mut self.w) {
            part.stage = part.now;
        }
        logs
    }

    fn h(&self) -> Vec<f64> {
        self.h.iter().map(|part| part.now[0]).collect()
    }

    fn w(&self) -> Vec<f64> {
        self.w.iter().map(|part| part.now[0]).collect()
    }
}
