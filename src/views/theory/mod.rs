//! Views about the rate network and its parameters: no recording is looked at.

pub mod cancellation;
pub mod cloud;
pub mod efficacy;
pub mod exponents;
pub mod heterogeneous;
pub mod limit;
pub mod mean_field;
pub mod mean_field_scan;
mod model;
pub mod modes;
pub mod phase;
mod pieces;
pub mod routes;
mod simulated;
