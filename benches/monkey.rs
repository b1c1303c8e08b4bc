//! Actions by chance on the window, for long: `cargo bench --bench monkey -- [STEPS [SEED]]`. Says
//! what it found, each fault with its seed and the few actions that lead to it, and how the memory
//! held goes on. Every second outing is on the demonstration.

#[path = "../tests/ui/monkey.rs"]
mod monkey;

use monkey::{Plan, record_panics, run};
use peak_alloc::PeakAlloc;
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Actions from one line on memory to the next.
const LINE: usize = 1000;

fn main() -> std::io::Result<ExitCode> {
    let asked = std::env::args().skip(1).filter(|a| !a.starts_with("--"));
    let mut numbers = asked.filter_map(|a| a.parse::<u64>().ok());
    let steps = numbers.next().unwrap_or(100_000) as usize;
    let seed = numbers.next().unwrap_or(1);
    // What is saved without a folder stays in this one.
    let folder = tempfile::tempdir()?;
    std::env::set_current_dir(folder.path())?;
    record_panics();
    let began = Instant::now();
    // Windows that live long show whether one gathers memory; short ones are led back by undo.
    let halves = [("short lives", 80, 500), ("long lives", 10_000, 10_000)];
    let mut faults = 0;
    for (name, life, outing) in halves {
        let plan = Plan {
            seed,
            steps: steps / halves.len(),
            outing,
            life,
            time: Duration::MAX,
            demonstration: true,
            shrinking: Duration::from_mins(2),
            most_faults: 20,
        };
        let each = |steps: usize| {
            if steps.is_multiple_of(LINE) {
                let (s, heap) = (began.elapsed().as_secs(), HEAP.current_usage_as_mb());
                println!("{name}: {steps} actions, {s} s, {heap:.0} MB");
            }
        };
        let tally = run(plan, each, |found| println!("{found}"));
        println!(
            "{name}: {} actions, {} frames, {} restarts, {} frames of 100 ms or more, the slowest {} ms: {}",
            tally.steps,
            tally.frames,
            tally.restarts,
            tally.slow_frames,
            tally.slowest.0.as_millis(),
            tally.slowest.1
        );
        faults += tally.faults.len();
    }
    println!("{faults} faults, at most {:.0} MB", HEAP.peak_usage_as_mb());
    Ok(if faults == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
