//! A network of rate units whose excitatory synapses onto excitatory units depress, which is enough
//! to balance it without any input from outside.
//!
//! ```text
//! E: dh_i/dt = -h_i + a [g_EE sum_j w_j phi(h_j) - g_EI sum_j phi(h_j)] + I0     sums over the inputs
//! I: dh_i/dt = -h_i + a [g_IE sum_j phi(h_j)     - g_II sum_j phi(h_j)] + I0     of i, E and I
//! dw_j/dt = (1 - w_j) / tau_D - u w_j phi(h_j)       for E units j
//! phi(x) = (1 + erf(x / sqrt 2)) / 2,   a = J0 / sqrt(c N),   time in membrane time constants
//! ```
//!
//! Angulo-Garcia and Torcini (2025) show that such depression alone balances a network, and the way
//! from a fixed point to rate chaos as J0 grows. **All of the equations and of the parameters but J0
//! and I0 are reconstructed**: the paper's own could not be read. Depression is off with u = 0; then
//! w = 1, nothing balances, and the rates run to saturation.
//!
//! | file | what is in it |
//! |---|---|
//! | `parameters` | the parameters, each defined once |
//! | `gain` | phi and its slope |
//! | `matrix` | who is connected to whom, and sums over the inputs of a unit |
//! | `mean` | the homogeneous fixed point at this N, and its mean modes |
//! | `blocks` | the right-hand side, and Runge-Kutta steps over blocks of units |
//! | `network` | the network that runs |
//! | `given` | a network that a file gives |
//! | `theory` | what is known without running it: limit, stability, spectrum, exponents |
//!
//! # Spikes
//!
//! As a recording the network has spikes: those of unit i are a Poisson process of rate
//! `phi(h_i) / tau_m` with tau_m = 20 ms, independent of all others. They are this program's own, not
//! the paper's: phi = 0.133 is shown as 6.7 Hz.
//!
//! # How it is integrated
//!
//! In double precision. The matrix holds zeros and ones; the 16-bit numbers of the inputs of each
//! unit are stored, which at c = 0.1 is read more than ten times as fast as a dense matrix. Units are
//! worked out in blocks of a fixed size, each by one thread, so that no bit depends on how many there
//! are.

mod blocks;
mod gain;
mod given;
mod matrix;
pub mod mean;
mod model;
mod network;
pub mod parameters;
pub mod theory;

pub use blocks::derivative;
pub use gain::{phi, slope};
pub use given::GivenNetwork;
pub use matrix::{InDegrees, Matrix};
pub use model::{ID, RateModel, record_given};
pub use network::{RateNetwork, build, build_given};
pub use parameters::{InDegree, Integrator, Parameters, Start};

/// Membrane time constant, for display: the model itself counts time in it.
pub const TAU_M_S: f64 = 0.02;
