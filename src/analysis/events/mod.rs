//! What happens in time: an event such as a seizure, what comes before it and after it.

pub mod coordination;
pub mod detector;
pub mod event;
pub mod event_units;
pub mod own_variability;
pub mod seizure_map;
pub mod trajectory;
pub mod trend;
