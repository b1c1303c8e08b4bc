//! A panic in a part becomes an error of that part; the rest goes on, and nobody reads a backtrace.

use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::{Arc, Mutex};

/// Runs `work`; a panic in it is returned as its message and place.
///
/// The panic hook belongs to the whole process, so this is for the main thread, one call at a time.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let said = Arc::new(Mutex::new(String::new()));
    let note = Arc::clone(&said);
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if let Ok(mut said) = note.lock() {
            *said = describe(info);
        }
    }));
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    panic::set_hook(before);
    result.map_err(|_| said.lock().map_or_else(|_| String::new(), |s| s.clone()))
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let message = info.payload_as_str().unwrap_or("a panic without a message");
    match info.location() {
        Some(place) => format!("{message} ({}:{})", place.file(), place.line()),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_message() {
        assert_eq!(caught(|| 3), Ok(3));
        let said = caught(|| panic!("no such {}", "thing")).expect_err("it panicked");
        assert!(
            said.starts_with("no such thing (src/cli/guard.rs:"),
            "{said}"
        );
    }
}
