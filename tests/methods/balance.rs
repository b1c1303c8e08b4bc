//! The ellipse and its numbers.
