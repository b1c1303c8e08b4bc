//! The window: workspace, commands, timeline, panels, theme, settings, sessions.

use std::path::PathBuf;

// merge: replaced
/// Opens the window.
pub fn run(_files: Vec<PathBuf>) -> anyhow::Result<()> {
    anyhow::bail!("window not built yet")
}
