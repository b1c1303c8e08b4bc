//! What several views are made of.

pub mod by_state;
pub mod colour_bar;
pub mod event;
pub mod field_choice;
pub mod scale_plot;
pub mod signal;
pub mod states;
pub mod surrogate_progress;
pub mod time_overlay;
pub mod wording;
