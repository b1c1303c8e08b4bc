//! The window, headless.

mod gallery;
mod plots;
mod raster;
