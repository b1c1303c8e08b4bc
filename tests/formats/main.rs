//! Readers of recordings, on files written by others and on damaged ones.

mod blackrock;
mod edf;
mod example;
mod files;
mod mutate;
mod neuroscope;
mod nex;
mod npy;
mod nwb;
mod phy;
mod tables;
