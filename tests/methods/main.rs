//! Methods against values worked out elsewhere.

mod balance;
mod bins;
mod common;
mod figures;
mod synthetic;
mod browse;
