//! Readers of recordings, on files written by others and on damaged ones.

mod example;
mod mat;
mod mutate;
mod nwb;
mod nwb_written;
mod tables;
