//! Methods against values worked out elsewhere.

mod figures;
mod balance;
mod bins;
mod common;
mod synthetic;
