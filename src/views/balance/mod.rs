//! The balance of the two ensembles: in the plane, sorted, over scales and over lags.

pub(in crate::views) mod balance_plane;
pub(in crate::views) mod collapse;
pub(in crate::views) mod correlation;
pub(in crate::views) mod cross_correlogram;
pub(in crate::views) mod ensembles;
pub(in crate::views) mod partition;
pub(in crate::views) mod variance;
