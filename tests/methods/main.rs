//! Methods against values worked out elsewhere.
