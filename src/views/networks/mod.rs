//! Simulated networks, by the fields that they give: what a cell receives, and how rates go.

pub(in crate::views) mod cell_input;
pub(in crate::views) mod rate_units;
