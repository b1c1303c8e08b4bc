//! Where no window can be opened.

use crate::common::{equipoise, run};
use std::process::Command;

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_the_message_names_the_way_out() {
    for args in [&[][..], &["example:night"], &["a.nwb", "b.csv"]] {
        let run = equipoise(args);
        assert_eq!((run.status, run.stdout.as_str()), (1, ""), "{run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
        assert!(run.stderr.contains("no display"), "{run:?}");
        assert!(run.stderr.contains("equipoise report"), "{run:?}");
    }
}

/// How a file is read can be said for the window too; what it cannot do is not taken in silence.
#[cfg(target_os = "linux")]
#[test]
fn ways_of_reading_are_taken_for_the_window() {
    let run = equipoise(["a.nwb", "--add", "states.csv@12.5"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.stderr.contains("no display"), "{run:?}");
    for (args, words) in [
        (&["--add", "states.csv"][..], "name the FILE"),
        (&["example:night", "--add", "states.csv"], "is whole"),
        (&["a.nwb", "--rate-classes", "5"], "Classes by rate"),
    ] {
        let run = equipoise(args);
        run.wrong_usage();
        assert!(run.stderr.contains(words), "{run:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_display_that_is_not_there_is_no_panic() {
    for (name, value) in [
        ("DISPLAY", ":59999"),
        ("DISPLAY", "nonsense"),
        ("WAYLAND_DISPLAY", "wayland-nowhere"),
    ] {
        let home = tempfile::tempdir().expect("a folder");
        // `run` takes the display away, so `env` puts another one there.
        let mut command = Command::new("env");
        command
            .arg(format!("{name}={value}"))
            .arg(format!("HOME={}", home.path().display()))
            .arg(format!("XDG_RUNTIME_DIR={}", home.path().display()))
            .arg(env!("CARGO_BIN_EXE_equipoise"));
        let run = run(&mut command);
        assert_eq!(run.status, 1, "{run:?}");
        assert_eq!(run.stderr.lines().count(), 1, "{run:?}");
        assert!(!run.stderr.contains("panicked"), "{run:?}");
        assert!(run.stderr.contains("equipoise report"), "{run:?}");
        assert!(
            run.stderr.contains("libegl1"),
            "packages are named: {run:?}"
        );
    }
}
