//! Mathematics that knows nothing of neurons.

pub mod distribution;
pub mod filter;
pub mod normal;
pub mod poisson;
pub mod random;
pub mod ridges;
pub mod sorted;
pub mod spectrogram;
pub mod spline;
pub mod two_rates;
pub mod wavelet;
