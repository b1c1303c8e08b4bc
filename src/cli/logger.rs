//! What the program and its libraries report while they work, on standard error. Off unless
//! `--verbose` or the variable `RUST_LOG` asks for it.

use log::{LevelFilter, Log, Metadata, Record};
use std::io::Write;
use std::sync::OnceLock;

/// What `--verbose` shows, in the words of `RUST_LOG`.
const VERBOSE: &str = "warn,equipoise=debug";

/// Levels by the beginning of the module's path; the longest beginning decides, the empty one
/// stands for all modules.
pub struct Logger(Vec<(String, LevelFilter)>);

static LOGGER: OnceLock<Logger> = OnceLock::new();

impl Logger {
    /// From `warn` or `warn,equipoise=debug,winit=off`; what is no level is left out.
    pub fn parse(levels: &str) -> Self {
        let one = |part: &str| {
            let (module, level) = part.trim().split_once('=').unwrap_or(("", part.trim()));
            Some((module.to_owned(), level.parse().ok()?))
        };
        let mut levels: Vec<_> = levels.split(',').filter_map(one).collect();
        levels.sort_by_key(|(module, _)| std::cmp::Reverse(module.len()));
        Self(levels)
    }
    /// The least level that is printed of what `target` says.
    pub fn level(&self, target: &str) -> LevelFilter {
        let of_module = |(module, _): &&(String, LevelFilter)| target.starts_with(module.as_str());
        self.0
            .iter()
            .find(of_module)
            .map_or(LevelFilter::Off, |m| m.1)
    }
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= self.level(metadata.target())
    }
    fn log(&self, record: &Record<'_>) {
        if self.enabled(record.metadata()) {
            let (level, target) = (record.level(), record.target());
            // Nobody is left to be told that standard error is closed.
            let _ = writeln!(std::io::stderr(), "{level} {target}: {}", record.args());
        }
    }
    fn flush(&self) {}
}

/// Begins to report, once a program.
pub(super) fn start(verbose: bool) {
    let levels = std::env::var("RUST_LOG").ok();
    let levels = levels.as_deref().or(verbose.then_some(VERBOSE));
    let logger = LOGGER.get_or_init(|| Logger::parse(levels.unwrap_or_default()));
    // An error means that a logger is there already.
    if log::set_logger(logger).is_ok() {
        let most = logger.0.iter().map(|m| m.1).max();
        log::set_max_level(most.unwrap_or(LevelFilter::Off));
    }
}
