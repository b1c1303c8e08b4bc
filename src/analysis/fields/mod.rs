//! Signals over time: samples of a field, the input to a cell, and the synaptic current that spikes
//! would cause.

pub mod cell_input;
mod columns;
mod correlation;
pub mod current;
pub mod current_trace;
pub mod field_traces;
pub mod samples;

pub use columns::SignalTrace;
pub use correlation::FieldCorrelation;
