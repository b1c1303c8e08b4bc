//! What the window is made of, without a window.

mod action;
mod command;
mod journal;
mod layout;
mod marking;
mod memory;
mod outcomes;
mod palette;
mod path;
mod role;
mod scale_slider;
mod session;
mod text;
mod theme;
mod time_control;
mod unit_stats;
mod workspace;
mod plot {
    mod area;
    mod cache;
    mod common;
    mod dots;
    mod frame;
    mod image;
    mod layout;
    mod ranges;
    mod raster;
    mod stroke;
    mod visible;
}
