//! Readers of recordings, on files written by others and on damaged ones.

mod added;
mod alf;
mod blackrock;
mod edf;
mod example;
mod files;
mod folders;
mod growing;
mod identity;
mod kinds;
mod mat;
mod mutate;
mod neuroscope;
mod nex;
mod npy;
mod nwb;
mod nwb_clocks;
mod nwb_written;
mod observed;
mod phy;
mod spikeinterface;
mod strays;
mod tables;
mod unit;
