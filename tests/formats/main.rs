//! Readers of recordings, on files written by others and on damaged ones.

mod example;
mod mutate;
mod nwb;
mod tables;
