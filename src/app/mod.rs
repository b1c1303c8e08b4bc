//! The window: workspace, commands, timeline, panels, theme, settings, sessions.

pub mod theme;
