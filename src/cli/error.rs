//! What can go wrong, and how it is printed: once, in one line.

use std::fmt::Display;
use std::io::Write;
use std::path::Path;

/// Why a command did not do its work.
#[derive(Debug)]
pub enum Error {
    /// The words on the command line make no sense together: status 2.
    Usage(String),
    /// The work failed: status 1.
    Failed(anyhow::Error),
    /// Some of the work failed and every reason has been printed: status 1.
    Reported,
}

impl<E: Into<anyhow::Error>> From<E> for Error {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Error {
    /// A failure with a path, which comes last.
    pub(super) fn with_path(path: &Path, reason: impl Display) -> Self {
        Self::Failed(anyhow::anyhow!("{reason}: {}", path.display()))
    }
}

/// Writes one line to standard error, whatever the message holds.
pub(super) fn print_message(message: impl Display) {
    // Nobody is left to be told that standard error is closed.
    let _ = writeln!(std::io::stderr(), "equipoise: {}", one_line(message));
}

/// Line breaks and runs of blanks become one blank; other control characters are shown.
pub fn one_line(message: impl Display) -> String {
    let text = message.to_string();
    shown(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Text from files for a terminal: what would steer it, or turn letters round, is written out.
pub(super) fn shown(text: &str) -> String {
    let steers = |c: char| {
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        turns || c.is_control() && !matches!(c, '\n' | '\t')
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if steers(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}
