//! Seizures: the map, coordination in time, units, candidates and their views (methods A10, B7).

mod aligned;
mod coordination;
mod current_trace;
mod detector;
mod map;
mod units;
mod views;
