//! Simulated networks and synthetic recordings: they produce recordings.
