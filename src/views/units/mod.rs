//! Single units: their firing, their connections and their waveforms.

pub(in crate::views) mod connections;
pub(in crate::views) mod irregularity;
pub(in crate::views) mod waveforms;
