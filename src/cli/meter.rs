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
        self.line(format!("{what} {:.0} %", done.clamp(0.0, 1.0) * 100.0));
    }
    /// The same in things that are counted: "Surrogates 12 of 100".
    pub(super) fn count(&self, what: &str, done: f32, of: u32) {
        self.line(counted(what, done, of));
    }
    fn line(&self, line: String) {
        if !self.terminal {
            return;
        }
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

/// How many of so many are done, in words.
pub fn counted(what: &str, done: f32, of: u32) -> String {
    // The last is done only when all is: rounded down, but for what single precision loses.
    let count = f64::from(done.clamp(0.0, 1.0)) * f64::from(of) + 1e-3;
    format!("{what} {count:.0} of {of}", count = count.floor())
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.clear();
    }
}
