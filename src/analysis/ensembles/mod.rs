//! What is measured: pooled spikes of E and of I, counted in bins of each scale.
//!
//! `bins` counts, `moments`, `joint` and `columns` add counts up without holding them, `series`
//! and `multiscale` hold them, `autocovariance` says how long they remember.

pub mod autocovariance;
pub mod bins;
pub mod columns;
pub mod joint;
pub mod moments;
pub mod multiscale;
pub mod normalisation;
pub mod scale;
pub mod series;
