//! Statistics of the balance of E and I over a whole selection.

pub mod collapse;
pub mod cooccurrence;
pub mod correlation;
pub mod deviation;
pub mod ellipse;
pub mod mncm;
pub mod partition;
pub mod static_balance;
pub mod statistics;
pub mod variance;
