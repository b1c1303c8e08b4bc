//! Field signals: traces, power, the synaptic current and its coherence with them.

pub(in crate::views) mod coherence;
pub(in crate::views) mod current;
pub mod field;
