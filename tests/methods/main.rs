//! Methods against values worked out elsewhere.

mod balance;
mod balance_views;
mod bins;
mod browse;
mod by_state;
mod coherence_view;
mod collapse;
mod common;
mod connections;
mod correlation;
mod current;
mod deviation;
mod figures;
mod filter;
mod mncm;
mod night;
mod partition;
mod pieces;
mod ridges;
mod seizure;
mod surrogates;
mod synthetic;
mod trend;
mod unit_stats;
mod waveforms;
mod wavelet;
