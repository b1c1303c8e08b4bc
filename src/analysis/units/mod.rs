//! Single units: their firing, their waveforms, and the connections between them.

pub mod connections;
pub mod irregularity;
pub mod unit_stats;
pub mod waveforms;
