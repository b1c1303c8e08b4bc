//! Actions by chance on the window. A program of its own: panics of every thread are recorded, and
//! what is saved without a folder stays in a folder of its own.
//!
//! `EQUIPOISE_MONKEY_SEED` and `EQUIPOISE_MONKEY_STEPS` choose another walk; `cargo bench --bench
//! monkey` walks further.

#![cfg(feature = "window")]

#[path = "ui/monkey.rs"]
mod monkey;

use eframe::egui::{Key, Modifiers, PointerButton};
use monkey::actions::{Act, Control};
use monkey::{Plan, Tally, record_panics, replay, run};
use std::time::Duration;

const SEED: u64 = 1;
const STEPS: u64 = 2000;
/// On a busy machine it takes fewer steps rather than longer.
const PATIENCE: Duration = Duration::from_mins(5);

fn number(name: &str, default: u64) -> u64 {
    let said = std::env::var(name).ok();
    said.and_then(|s| s.parse().ok()).unwrap_or(default)
}

fn click(name: &str, times: usize) -> Act {
    Act::Click {
        control: Control {
            role: "Button".to_owned(),
            name: name.to_owned(),
            nth: 0,
        },
        button: PointerButton::Primary,
        times,
        modifiers: Modifiers::NONE,
    }
}

/// Walks that failed once: a time that was typed for a mark went to that of another tab; two tabs that
/// show the same contents forgot what could be undone.
fn failed_once() -> [(bool, Vec<Act>); 2] {
    let mark = Act::Press(Modifiers::NONE, Key::M);
    let end = Control {
        role: "SpinButton".to_owned(),
        name: "s".to_owned(),
        nth: 1,
    };
    let typed = vec![
        Act::Drop(7),
        Act::Drop(8),
        mark.clone(),
        click("pynapple.npz", 1),
        click("Epochs 0", 1),
        Act::Type("out.csv"),
        click("Mark seizure", 2),
        Act::Fill(end, "1e308"),
        click("Collapse: export", 2),
        Act::Restart,
    ];
    let same = vec![Act::Drop(14), Act::Drop(5), mark, Act::Restart];
    [(false, typed), (true, same)]
}

/// One test, as panics are heard of from all threads: first what failed once, then a walk by chance.
#[test]
fn whatever_is_done_to_the_window_it_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    std::env::set_current_dir(folder.path()).expect("a folder to work in");
    record_panics();
    for (example, acts) in failed_once() {
        let fault = replay(1, &acts, example, &mut Tally::default());
        assert!(fault.is_none(), "{fault:?}: {acts:?}");
    }
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
    let tally = run(plan, |_| {}, |_| {});
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
