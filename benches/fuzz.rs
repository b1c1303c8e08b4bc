//! Damages every file of the test data again and again and opens it: `cargo bench --bench fuzz`, or
//! `cargo bench --bench fuzz -- [FORMAT] [SECONDS [SEED]]`, where FORMAT is part of a file's path
//! such as `nwb`, `phy` or `.nev`. Each file gets the same time. What a damaged file gave that no
//! other gave is kept and damaged further. A reader that panics, takes longer than a damaged file
//! may, or allocates more than the file pays for, is named, and the file is kept in `target/fuzz`.

#[path = "../tests/formats/corpus.rs"]
mod corpus;
#[path = "../tests/formats/mutate.rs"]
mod mutate;

use equipoise::formats::{OpenOptions, Progress, open};
use equipoise::recording::Recording;
use peak_alloc::PeakAlloc;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// A damaged file is given up within this time.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes beside four times the file: pieces that are read at a time, and what the HDF5 library
/// reserves for a damaged header.
const SMALL_CHANGE: usize = 24 << 20;
/// Damaged files that are damaged further, of each file.
const MOST_KEPT: usize = 64;

/// What a recording is, roughly: what no other damaged file gave is worth going on from.
fn signature(recording: &Recording) -> u64 {
    let mut hash = DefaultHasher::new();
    let size = |n: usize| n.checked_ilog2();
    size(recording.trains().spike_count()).hash(&mut hash);
    size(recording.units().len()).hash(&mut hash);
    size(recording.epochs().len()).hash(&mut hash);
    size(recording.fields().len()).hash(&mut hash);
    for warning in recording.warnings() {
        // Without the numbers in it.
        let words = warning.message.split(|c: char| !c.is_alphabetic());
        words.for_each(|w| w.hash(&mut hash));
    }
    hash.finish()
}

#[derive(Default)]
struct Tally {
    opened: u64,
    recordings: u64,
    faults: u64,
    slowest: (Duration, String),
    /// Bytes beside the file's own, at most.
    largest: (usize, String),
}

/// Damages a file for a while.
fn fuzz(
    file: &Path,
    name: &str,
    time: Duration,
    seed: u64,
    tally: &mut Tally,
) -> std::io::Result<()> {
    let (_folder, damaged) = corpus::beside(file)?;
    let mut bases = vec![std::fs::read(file)?];
    let mut seen = BTreeSet::new();
    let beside: u64 = std::fs::read_dir(file.parent().unwrap_or(file))?
        .filter_map(|e| Some(e.ok()?.metadata().ok()?.len()))
        .sum();
    let began = Instant::now();
    let mut seed = seed;
    while began.elapsed() < time {
        let base = &bases[seed as usize % bases.len()];
        let Some(bytes) = mutate::mutations(base, 1, seed).next() else {
            break;
        };
        std::fs::write(&damaged, &bytes)?;
        HEAP.reset_peak_usage();
        let (before, start) = (HEAP.current_usage(), Instant::now());
        let result = catch_unwind(AssertUnwindSafe(|| {
            let opened = open(&damaged, &OpenOptions::default(), &Progress::silent());
            opened.ok().map(|r| signature(&r))
        }));
        let (took, heap) = (start.elapsed(), HEAP.peak_usage().saturating_sub(before));
        let what = || format!("{name}, seed {seed}");
        tally.opened += 1;
        if took > tally.slowest.0 {
            tally.slowest = (took, what());
        }
        let more = heap.saturating_sub(4 * beside as usize);
        if more > tally.largest.0 {
            tally.largest = (more, what());
        }
        let fault = match &result {
            Err(_) => Some("panics"),
            _ if took > PATIENCE => Some("is slow"),
            _ if more > SMALL_CHANGE => Some("allocates too much"),
            _ => None,
        };
        if let Some(fault) = fault {
            tally.faults += 1;
            let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/fuzz");
            std::fs::create_dir_all(&kept)?;
            let copy = kept.join(format!("{seed}-{}", name.replace(['/', '\\'], "-")));
            std::fs::write(&copy, &bytes)?;
            println!(
                "{fault}: {}, {} ms, {heap} bytes: {}",
                what(),
                took.as_millis(),
                copy.display()
            );
        }
        if let Ok(Some(signature)) = result {
            tally.recordings += 1;
            if seen.insert(signature) && bases.len() < MOST_KEPT {
                bases.push(bytes);
            }
        }
        seed += 1;
    }
    Ok(())
}

fn main() -> std::io::Result<ExitCode> {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--"))
        .collect();
    let mut numbers = asked.iter().filter_map(|a| a.parse::<u64>().ok());
    let whole = Duration::from_secs(numbers.next().unwrap_or(60));
    let seed = numbers.next().unwrap_or(1);
    let format = asked.iter().find(|a| a.parse::<u64>().is_err());
    let data = corpus::folder();
    let named = |file: &Path| {
        file.strip_prefix(&data)
            .unwrap_or(file)
            .display()
            .to_string()
    };
    let mut files = corpus::files(&data)?;
    files.retain(|f| format.is_none_or(|format| named(f).contains(format)));
    let each = whole / u32::try_from(files.len().max(1)).unwrap_or(1);
    let mut tally = Tally::default();
    std::panic::set_hook(Box::new(|_| ()));
    for file in &files {
        fuzz(file, &named(file), each, seed, &mut tally)?;
    }
    let (opened, recordings, faults) = (tally.opened, tally.recordings, tally.faults);
    println!(
        "{opened} damaged copies of {} files: {recordings} gave a recording, {faults} faults",
        files.len()
    );
    let (took, name) = tally.slowest;
    println!("slowest {} ms ({name})", took.as_millis());
    let (heap, name) = tally.largest;
    println!("at most 4 times the files and {} kB ({name})", heap / 1000);
    Ok(if faults == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
