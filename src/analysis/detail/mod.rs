//! Level of detail: what a drawing of a stretch of time needs, however much there is in it.

pub mod ensemble_trace;
pub mod envelope;
pub mod overview;
pub mod raster;
pub mod row_order;
