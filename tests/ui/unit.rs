//! What the window is made of, without a window.

mod command;
mod layout;
mod marking;
mod session;
mod theme;
mod time_control;
mod workspace;
