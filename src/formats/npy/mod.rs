//! NumPy arrays.

mod array;
mod header;

pub(super) use array::Array;
