//! A seizure or another event against a baseline.

pub(in crate::views) mod coordination;
pub(in crate::views) mod event_raster;
pub(in crate::views) mod seizure_map;
pub(in crate::views) mod trajectory;
pub(in crate::views) mod trend;
