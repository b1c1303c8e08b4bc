//! Methods against values worked out elsewhere.
mod browse;
