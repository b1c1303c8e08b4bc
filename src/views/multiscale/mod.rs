//! The matrix of balance at all scales over time, and what is read from it.

pub(in crate::views) mod deviation;
pub(in crate::views) mod matrix;
pub(in crate::views) mod mncm;
