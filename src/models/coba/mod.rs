//! A network of integrate-and-fire cells with conductance-based synapses, which can keep itself
//! active without any input.
//!
//! ```text
//! tau_m dv/dt = (E_L - v) + g_e (E_e - v) + g_i (E_i - v)      g in units of the leak g_L = 10 nS
//! tau_e dg_e/dt = -g_e,   tau_i dg_i/dt = -g_i
//! ```
//!
//! A cell whose v passes the threshold spikes, is reset to `E_L` and rests; after the delay g_e (or
//! g_i, for an inhibitory cell) of each of its targets rises by `dg_e` (`dg_i`). Any cell is the
//! target of any other, and of itself, with probability p.
//!
//! The network is that of Vogels and Abbott (J Neurosci 25:10786, 2005; ModelDB 83319). Dehghani et
//! al. (Sci Rep 6:23176, 2016) compare one that sustains itself, whose E-I correlation peaks at lag 0,
//! with one of weakened recurrence that is driven from outside, whose peak moves away from 0.
//!
//! **Reconstructed**, since neither paper's own numbers could be read: the weights in nS (published
//! relative to the leak), and all of the driven preset: the share of recurrence and of E-to-E that is
//! left, the delay, the rate and weight of the drive, and the form of its modulation, which here is
//! `max(0, 1 + sd x)` with x a standardised Ornstein-Uhlenbeck process common to all driven cells.
//! The help of each such parameter says so.
//!
//! # How it is integrated
//!
//! In steps of `dt`: v by exponential Euler with the conductances at the beginning of the step, which
//! decay exactly; then spikes, and what is due arrives. In single precision, so that all cells stay in
//! the second-level cache, and without a branch, so that four cells or more are worked out at once.
//! One thread: a step takes about ten microseconds, less than it takes to wake another.

mod connections;
mod drive;
mod model;
mod network;
mod parameters;

pub use model::CobaModel;
pub use network::{Cell, CobaNetwork, build};
pub use parameters::{Parameters, Start, towards_driven};
