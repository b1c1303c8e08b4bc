//! Readers of recordings, on files written by others and on damaged ones.

mod mutate;
mod tables;
