//! Methods against values worked out elsewhere.

mod balance;
mod balance_views;
mod bins;
mod browse;
mod common;
mod figures;
mod mncm;
mod night;
mod synthetic;
