//! Regular- and fast-spiking cells by the shape of their mean waveforms (methods B1).
//!
//! Two features of each unit, [`Features`], are measured on a cubic spline through the waveform;
//! [`two_means`] and [`two_gaussians`] divide the units in the plane of both, each standardised. The
//! group with the shorter time from trough to peak is fast spiking, and taken as inhibitory.
//! Source: Dehghani et al. (2016), Fig 1 and Peyrache et al. (2012), Fig 2.

mod classify;
mod features;
mod gaussians;
mod means;

pub use crate::analysis::numerics::spline::Spline;
pub(crate) use classify::way_out;
pub use classify::{
    CERTAIN, FEWEST, HALF_WIDTH, METHOD, Measurement, Method, Options, SEED, SHIFT,
    WaveformClasses, classify,
};
pub use features::{Fault, Features, HalfWidth, has_trough, measure};
pub use gaussians::{Gaussian, TwoGaussians, two_gaussians};
pub use means::{TwoMeans, two_means};
