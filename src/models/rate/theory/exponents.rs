//! Lyapunov exponents by tangent dynamics (Benettin): tangents follow the linearised equations along
//! the network's way and are made orthonormal again every membrane time constant; the exponents are
//! the mean rates at which they grew.

use super::tangent::{Tangents, tangents};
use crate::models::rate::{Matrix, Parameters};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Most exponents of one run.
pub const MOST: usize = 8;
/// Blocks that the error is from.
const BLOCKS: usize = 16;
/// Where h differs among the E or the I units by more than this (SD), units rest apart.
const APART: f64 = 0.01;

/// A network on its way, with tangents; it can go on at any time.
pub struct Run {
    tangents: Box<dyn Tangents>,
    n_e: usize,
    steps_a_tau: u64,
    /// Length of one piece, a time constant or as near to it as whole steps are.
    piece: f64,
    /// What each tangent's length grew by (logarithm) in each piece.
    growth: Vec<Vec<f64>>,
}

/// What the largest exponents say that the network does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Regime {
    HomogeneousRest,
    HeterogeneousRest,
    Cycle,
    Torus,
    /// The largest is zero, and the second was not asked for.
    CycleOrTorus,
    Chaos,
}

impl fmt::Display for Regime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HomogeneousRest => "homogeneous fixed point",
            Self::HeterogeneousRest => "heterogeneous fixed point",
            Self::Cycle => "limit cycle",
            Self::Torus => "quasi-periodic",
            Self::CycleOrTorus => "limit cycle or quasi-periodic",
            Self::Chaos => "chaos",
        })
    }
}

/// Exponents so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exponents {
    /// In the order of the tangents, per membrane time constant.
    pub values: Vec<f64>,
    /// Standard error of each from means of blocks of the run; NaN before there are two.
    pub errors: Vec<f64>,
    /// Time they are from, in time constants.
    pub time: f64,
    /// A value is zero to within max(0.004, 3 / time).
    pub tolerance: f64,
    pub regime: Regime,
}

impl Clone for Run {
    fn clone(&self) -> Self {
        Self {
            tangents: self.tangents.boxed(),
            growth: self.growth.clone(),
            ..*self
        }
    }
}

impl Run {
    /// From this state, with so many tangents (1 to [`MOST`]) that begin as unit vectors.
    pub fn new(matrix: &Matrix, p: &Parameters, state: [&[f64]; 2], count: usize) -> Self {
        let steps_a_tau = ((1.0 / p.dt).round() as u64).max(1);
        Self {
            tangents: tangents(matrix, p, state, count.clamp(1, MOST)),
            n_e: matrix.n_e(),
            steps_a_tau,
            piece: steps_a_tau as f64 * p.dt,
            growth: Vec::new(),
        }
    }

    /// Pieces of a time constant in so long a time.
    pub fn pieces(&self, time: f64) -> u64 {
        (time / self.piece).round().max(0.0) as u64
    }

    /// The time that so many pieces take.
    pub fn time_of(&self, pieces: u64) -> f64 {
        pieces as f64 * self.piece
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        let one = self.growth.first().map_or(0, |g| 24 + size_of_val(&g[..]));
        self.tangents.bytes() + one * self.growth.len()
    }

    /// One time constant on, which counts.
    pub fn advance(&mut self) {
        self.tangents.advance(self.steps_a_tau);
        self.growth.push(self.tangents.orthonormalise());
    }

    /// One time constant on, which does not count.
    pub fn settle(&mut self) {
        self.tangents.advance(self.steps_a_tau);
        self.tangents.orthonormalise();
    }

    /// h of all units, and w of the excitatory ones, now.
    pub fn state(&self) -> [Vec<f64>; 2] {
        [self.tangents.h(), self.tangents.w()]
    }

    /// The estimate from what counted so far.
    pub fn exponents(&self) -> Exponents {
        let pieces = self.growth.len();
        let count = self.growth.first().map_or(0, Vec::len);
        let time = pieces as f64 * self.piece;
        let mean = |of: &[Vec<f64>], k: usize| {
            of.iter().map(|growth| growth[k]).sum::<f64>() / (of.len() as f64 * self.piece)
        };
        let values: Vec<f64> = (0..count).map(|k| mean(&self.growth, k)).collect();
        let length = (pieces / BLOCKS).max(1);
        let error = |k: usize| {
            let blocks = self.growth.chunks_exact(length).map(|block| mean(block, k));
            let blocks: Vec<f64> = blocks.collect();
            let n = blocks.len() as f64;
            let centre = blocks.iter().sum::<f64>() / n;
            let squares: f64 = blocks.iter().map(|b| (b - centre) * (b - centre)).sum();
            (squares / ((n - 1.0) * n)).sqrt()
        };
        let tolerance = f64::max(0.004, 3.0 / time);
        Exponents {
            errors: (0..count).map(error).collect(),
            time,
            tolerance,
            regime: self.regime(&values, tolerance),
            values,
        }
    }

    fn regime(&self, values: &[f64], tolerance: f64) -> Regime {
        let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if largest > tolerance {
            return Regime::Chaos;
        }
        if largest < -tolerance {
            let h = self.tangents.h();
            let (e, i) = h.split_at(self.n_e);
            let [[_, e], [_, i]] = [e, i].map(mean_and_sd);
            return if e.max(i) > APART {
                Regime::HeterogeneousRest
            } else {
                Regime::HomogeneousRest
            };
        }
        match values.iter().filter(|v| v.abs() <= tolerance).count() {
            _ if values.len() < 2 => Regime::CycleOrTorus,
            1 => Regime::Cycle,
            _ => Regime::Torus,
        }
    }
}

/// Mean and SD over units.
pub fn mean_and_sd(of: &[f64]) -> [f64; 2] {
    let n = of.len().max(1) as f64;
    let mean = of.iter().sum::<f64>() / n;
    let squares: f64 = of.iter().map(|x| (x - mean) * (x - mean)).sum();
    [mean, (squares / n).sqrt()]
}
