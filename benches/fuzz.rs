//! Damages every file of the test data again and again and opens it: `cargo bench --bench fuzz`, or
//! `cargo bench --bench fuzz -- SECONDS [SEED]` for longer. Each format gets the same time. A reader
//! that panics, or takes longer than a damaged file may, is named with the seed that does it.

#[path = "../tests/formats/mutate.rs"]
mod mutate;

use equipoise::formats::{OpenOptions, Progress, open};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// What is no recording.
const NO_RECORDINGS: [&str; 3] = ["py", "md", "txt"];
/// A damaged file is given up within this time.
const PATIENCE: Duration = Duration::from_secs(5);

/// Files of the test data, each with the folder that it is opened in.
fn corpus(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            corpus(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|e| !NO_RECORDINGS.iter().any(|n| e == *n))
        {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}

/// Copies what lies beside a file: sessions of many files are opened whole.
fn copy_beside(file: &Path, to: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(file.parent().unwrap_or(file))? {
        let path = entry?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name()) {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

fn main() -> std::io::Result<ExitCode> {
    let mut numbers = std::env::args().filter_map(|a| a.parse::<u64>().ok());
    let whole = Duration::from_secs(numbers.next().unwrap_or(60));
    let first_seed = numbers.next().unwrap_or(1);
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/data");
    let mut files = Vec::new();
    corpus(&data, &mut files)?;
    let each = whole / u32::try_from(files.len().max(1)).unwrap_or(1);
    let (mut opened, mut read, mut faults) = (0_u64, 0_u64, 0_u64);
    let mut slowest = (Duration::ZERO, String::new());
    std::panic::set_hook(Box::new(|_| ()));
    for file in &files {
        let dir = tempfile::tempdir()?;
        copy_beside(file, dir.path())?;
        let damaged = dir.path().join(file.file_name().unwrap_or_default());
        let base = std::fs::read(file)?;
        let name = file.strip_prefix(&data).unwrap_or(file).display();
        let began = Instant::now();
        let mut seed = first_seed;
        while began.elapsed() < each {
            for bytes in mutate::mutations(&base, 1, seed) {
                std::fs::write(&damaged, bytes)?;
                let start = Instant::now();
                let result = catch_unwind(AssertUnwindSafe(|| {
                    open(&damaged, &OpenOptions::default(), &Progress::silent()).is_ok()
                }));
                let took = start.elapsed();
                opened += 1;
                read += u64::from(*result.as_ref().unwrap_or(&false));
                if took > slowest.0 {
                    slowest = (took, format!("{name}, seed {seed}"));
                }
                if result.is_err() || took > PATIENCE {
                    faults += 1;
                    let what = if result.is_err() { "panics" } else { "is slow" };
                    println!("{what}: {name}, seed {seed}, {} ms", took.as_millis());
                }
            }
            seed += 1;
        }
    }
    println!(
        "{opened} damaged copies of {} files: {read} gave a recording, {faults} faults; slowest {} ms ({})",
        files.len(),
        slowest.0.as_millis(),
        slowest.1
    );
    Ok(if faults == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
