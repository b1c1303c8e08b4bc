//! Single items of the command line, without running the program.

mod args;
mod catch_panic;
mod error;
mod folder_names;
mod html;
mod logger;
mod meter;
mod npz;
mod output;
mod section;
mod source;
mod window;
