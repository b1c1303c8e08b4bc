//! Actions by chance on the window. A program of its own: panics of every thread are recorded, and
//! what is saved without a folder stays in a folder of its own.
//!
//! `EQUIPOISE_MONKEY_SEED` and `EQUIPOISE_MONKEY_STEPS` choose another walk; `cargo bench --bench
//! monkey` walks further.

#![cfg(feature = "window")]

#[path = "ui/monkey.rs"]
mod monkey;

use monkey::{Plan, record_panics, run};
use std::time::Duration;

const SEED: u64 = 1;
const STEPS: u64 = 2000;
/// On a busy machine it takes fewer steps rather than longer.
const PATIENCE: Duration = Duration::from_mins(5);

fn number(name: &str, default: u64) -> u64 {
    let said = std::env::var(name).ok();
    said.and_then(|s| s.parse().ok()).unwrap_or(default)
}

#[test]
fn whatever_is_done_to_the_window_it_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    std::env::set_current_dir(folder.path()).expect("a folder to work in");
    record_panics();
    let plan = Plan {
        seed: number("EQUIPOISE_MONKEY_SEED", SEED),
        steps: number("EQUIPOISE_MONKEY_STEPS", STEPS) as usize,
        outing: 250,
        life: 60,
        time: PATIENCE,
        demonstration: false,
        shrinking: Duration::from_mins(1),
        most_faults: 1,
    };
    let tally = run(plan, |_| {});
    println!(
        "{} actions, {} frames, {} restarts; slowest frame {} ms: {}",
        tally.steps,
        tally.frames,
        tally.restarts,
        tally.slowest.0.as_millis(),
        tally.slowest.1
    );
    if let Some(found) = tally.faults.first() {
        panic!("{found}");
    }
}
