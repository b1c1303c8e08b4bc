//! The command line, by running the built program.

mod analyze;
mod common;
mod edges;
mod kill;
mod observed;
mod recipe;
mod render;
mod report;
mod seizure;
mod simulate;
mod spans;
mod tables;
mod theory;
mod unit;
mod usage;
mod window;
