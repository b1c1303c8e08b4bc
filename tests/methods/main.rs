//! Methods against values worked out elsewhere.

mod balance;
mod balance_views;
mod bins;
mod browse;
mod common;
mod correlation;
mod deviation;
mod figures;
mod night;
mod synthetic;
