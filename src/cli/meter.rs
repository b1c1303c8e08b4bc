//! Progress, on standard error and only to a terminal.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// One line that is written over again and again.
#[derive(Debug)]
pub(super) struct Meter {
    terminal: bool,
    last: Mutex<String>,
    shown: AtomicBool,
}

impl Meter {
    pub(super) fn new() -> Self {
        Self {
            terminal: std::io::stderr().is_terminal(),
            last: Mutex::new(String::new()),
            shown: AtomicBool::new(false),
        }
    }
    /// What is being done, and the fraction of it that is done (0..=1).
    pub(super) fn show(&self, what: &str, done: f32) {
        if !self.terminal {
            return;
        }
        let line = format!("{what} {:.0} %", done.clamp(0.0, 1.0) * 100.0);
        // A poisoned lock only means that a report was cut short.
        let Ok(mut last) = self.last.lock() else {
            return;
        };
        if *last != line {
            let _ = write!(std::io::stderr(), "\r\x1b[K{line}");
            self.shown.store(true, Ordering::Relaxed);
            *last = line;
        }
    }
    /// Leaves a line that stays, such as the name of a file that is ready.
    pub(super) fn done(&self, line: &str) {
        self.clear();
        if self.terminal {
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }
    /// Takes the line away, so that something else can be said.
    pub(super) fn clear(&self) {
        if self.shown.swap(false, Ordering::Relaxed) {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
        if let Ok(mut last) = self.last.lock() {
            last.clear();
        }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.clear();
    }
}
