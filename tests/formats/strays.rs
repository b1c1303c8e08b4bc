//! Spikes far outside of all others are named, and left out where that is asked for.

use crate::files::{folder, warnings};
use equipoise::formats::{self, OpenOptions, Progress};
use equipoise::recording::Recording;
use std::fmt::Write;

/// Two units that fire in turn for 100 s from `from_s` on, with these spikes besides.
fn opened(from_s: f64, more: &[(&str, f64)], epochs: &str, leaves_out: bool) -> Recording {
    let mut text = "unit,time_s\n".to_owned();
    for j in 0..1000 {
        let unit = ["a", "b"][j % 2];
        writeln!(text, "{unit},{}", from_s + j as f64 * 0.1).expect("to memory");
    }
    for (unit, t_s) in more {
        writeln!(text, "{unit},{t_s}").expect("to memory");
    }
    let folder = folder(&vec![("spikes.csv", text.into_bytes())]);
    if !epochs.is_empty() {
        std::fs::write(folder.path().join("epochs.csv"), epochs).expect("written");
    }
    let options = OpenOptions {
        leave_out_strays: leaves_out,
        ..OpenOptions::default()
    };
    formats::open(
        &folder.path().join("spikes.csv"),
        &options,
        &Progress::silent(),
    )
    .expect("opens")
}

fn said(recording: &Recording) -> Vec<String> {
    let mut all = warnings(recording);
    all.retain(|w| w.contains("far outside"));
    all
}

#[test]
fn a_glitch_of_the_clock_is_named_and_left_out_where_asked() {
    for (from_s, stray_s) in [(0.0, 1e12), (0.0, 5000.0), (1.6e9, 0.5), (7000.0, -3.0)] {
        let kept = opened(from_s, &[("b", stray_s)], "", false);
        let [words] = &said(&kept)[..] else {
            panic!("{:?}", warnings(&kept));
        };
        assert!(words.starts_with("1 "), "{words}");
        assert!(words.contains(&format!("unit b at {stray_s} s")), "{words}");
        assert!(words.contains("--leave-out-strays"), "{words}");
        assert_eq!(kept.trains().spike_count(), 1001);

        let without = opened(from_s, &[("b", stray_s)], "", true);
        assert_eq!(without.trains().spike_count(), 1000);
        assert!(without.span().duration_s() < 101.0);
        let [words] = &said(&without)[..] else {
            panic!("{:?}", warnings(&without));
        };
        assert!(words.contains("left out"), "{words}");
        assert!(words.contains(&format!("unit b at {stray_s} s")), "{words}");
    }
}

#[test]
fn strays_on_both_sides_are_counted_together() {
    let both = opened(1e6, &[("a", -1e9), ("b", 1e10)], "", true);
    // Two among a thousand are more than a glitch.
    assert_eq!((said(&both).len(), both.trains().spike_count()), (0, 1002));
}

#[test]
fn what_may_well_have_been_recorded_is_no_stray() {
    let epochs = "label,start_s,stop_s\nWake,0,20000\nSWS,20000,40000\nREM,40000,50000\n";
    for (more, epochs) in [
        // Not far enough: within ten lengths of the rest, and within an hour.
        (&[("b", 3500.0)][..], ""),
        // A second part of the recording.
        (
            &[
                ("a", 5e4),
                ("a", 5e4 + 1.0),
                ("b", 5e4 + 2.0),
                ("b", 5e4 + 3.0),
            ][..],
            "",
        ),
        // An epoch lasts until there.
        (&[("b", 49_000.0)][..], epochs),
        (&[][..], ""),
    ] {
        let found = opened(0.0, more, epochs, true);
        assert_eq!(said(&found), Vec::<String>::new());
        assert_eq!(found.trains().spike_count(), 1000 + more.len());
    }
}
