//! The window, headless.

mod channels;
mod classes;
#[path = "../methods/few.rs"]
mod few;
mod files;
mod gallery;
mod gallery_maps;
mod growing;
mod marking;
mod networks;
mod panels;
mod plots;
mod raster;
mod scans;
mod session;
mod unit;
mod units_table;
mod variables;
mod views;
mod window;
