//! Signals over time: samples of a field, and the synaptic current that spikes would cause.

pub mod current;
pub mod current_trace;
pub mod samples;
