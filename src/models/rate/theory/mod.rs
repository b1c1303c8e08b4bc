//! What is known of the rate network without running it, and what its linear stability and its
//! tangent space say. Pure functions of the parameters, of a matrix of connections, of a state.
//!
//! The equations are those of [`rate`](super); all of it is **reconstructed** from Angulo-Garcia and
//! Torcini (2025), whose own equations could not be read. Time is in membrane time constants, all
//! else has no unit.
//!
//! | file | what it answers |
//! |---|---|
//! | `leading` | the eigenvalues of the largest real parts of a large one |
//! | `limit` | rates and efficacy as N grows without bound, or which condition fails |
//! | `modes` | the fixed point at this N; its mean modes |
//! | `bulk` | where random-matrix theory has the eigenvalues; the critical J0 and its frequency |
//! | `static_branch` | rest at which units differ: Gaussian inputs, self-consistent |
//! | `mean_field` | the chaotic state of a large network: dynamic mean-field theory |
//! | `hermite` | nodes of averages over a Gaussian |
//! | `spectrum` | exact eigenvalues of one network |
//! | `exponents` | Lyapunov exponents along its way; the regime they name |
//! | `scan` | many networks at many parameters: regimes and onsets |
//! | `pairs` | how alike what several units receive is |
//! | `tangent` | state and tangents of a network, advanced together |

mod bulk;
mod exponents;
mod hermite;
mod leading;
mod limit;
mod mean_field;
mod modes;
mod pairs;
mod scan;
mod spectrum;
mod static_branch;
mod tangent;

pub use bulk::{Bulk, Critical};
pub use exponents::{Exponents, MOST as MOST_EXPONENTS, Regime, Run, mean_and_sd};
pub use leading::leading;
pub use mean_field::{MOST_STEPS, MeanField, MeanFieldState, MeanFields, QUANTITIES, Quantity};
pub use pairs::{PairCorrelation, pair_correlation};
pub use scan::{Length, Onset, Realisation, Scanned};
pub use spectrum::{homogeneous, jacobian, spectrum, spectrum_unless_cancelled};
pub use static_branch::StaticBranch;

use super::Parameters;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Number of units: some, or without bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Finite(usize),
    Infinite,
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finite(n) => n.fmt(f),
            Self::Infinite => f.write_str("inf"),
        }
    }
}

/// The rate network as theory sees it: a size and the parameters of its equations. In-degrees are
/// fixed, and whole numbers at a finite size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theory {
    pub size: Size,
    /// The other parameters; the numbers of units in it are those of `size` where that is finite.
    parameters: Parameters,
}

/// Why theory has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
pub enum NoAnswer {
    #[error(
        "w = g_ei g_ie / (g_ee g_ii) = {0:.4} is not between 0 and 1, so that depression cannot balance E \
         and I (raise g_ee or g_ii, or lower g_ei or g_ie)"
    )]
    Efficacy(f64),
    #[error("without depression (u tau_d = 0) nothing holds w at its balance (raise u)")]
    NoDepression,
    #[error(
        "the rate of {0} would have to be {1:.4}, and none is 1 or more (raise u or tau_d, or w by the g)"
    )]
    Saturated(char, f64),
    #[error("with J0 = 0 nothing is coupled, so that there is no balance (raise j0)")]
    Uncoupled,
    #[error("no fixed point could be followed from J0 = 0 to J0 = {0} (lower j0, or raise u)")]
    Lost(f64),
    #[error("the bulk does not reach the imaginary axis up to J0 = {0} (raise g or lower c)")]
    Stable(f64),
    #[error(
        "units rest alike below J0 = {birth:.5}, where the static branch begins, and J0 is {j0} (raise j0)"
    )]
    BelowBirth { birth: f64, j0: f64 },
    #[error("two of the mean modes go to minus infinity with sqrt N (give n a number)")]
    NoModes,
    #[error(
        "units of a class have different numbers of inputs, so that they do not rest alike (choose \
         in_degree=fixed)"
    )]
    Unlike,
    #[error(
        "the eigenvalues could not be found: the matrix holds what is no number, or the iteration does not end"
    )]
    NoEigenvalues,
    #[error(
        "the static branch could not be followed from its birth at J0 = {birth:.5} to J0 = {j0} (lower j0)"
    )]
    BranchLost { birth: f64, j0: f64 },
}

impl Theory {
    /// A network with these parameters, of this size and this share of excitatory units (above 0, below
    /// 1); those of `parameters` may be others.
    pub fn new(size: Size, f_e: f64, parameters: &Parameters) -> Self {
        let n = match size {
            Size::Finite(n) => n,
            Size::Infinite => parameters.n,
        };
        Self {
            size,
            parameters: Parameters {
                n,
                n_e: ((n as f64 * f_e).round() as usize).clamp(1, n.max(1)),
                f_e,
                ..*parameters
            },
        }
    }

    /// The parameters; in the limit the number of units among them means nothing.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// The same with another J0.
    #[must_use]
    pub fn with_j0(mut self, j0: f64) -> Self {
        self.parameters.j0 = j0;
        self
    }

    /// The same with another I0.
    #[must_use]
    pub fn with_i0(mut self, i0: f64) -> Self {
        self.parameters.i0 = i0;
        self
    }

    /// The same at another size.
    #[must_use]
    pub fn with_size(self, size: Size) -> Self {
        Self::new(size, self.parameters.f_e, &self.parameters)
    }

    /// Shares of the units that are E and I.
    fn shares(&self) -> [f64; 2] {
        let p = &self.parameters;
        match self.size {
            Size::Finite(n) => [p.n_e, p.n - p.n_e].map(|class| class as f64 / n as f64),
            Size::Infinite => [p.f_e, 1.0 - p.f_e],
        }
    }
}
