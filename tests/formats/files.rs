//! Recordings of several files: written, damaged, opened.

use crate::mutate::mutations;
use equipoise::formats::{self, FormatError, OpenOptions, Progress};
use equipoise::recording::Recording;
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;
use tempfile::{TempDir, tempdir};

/// Names and contents.
pub type Files = Vec<(&'static str, Vec<u8>)>;

/// A folder that holds the files.
pub fn folder(files: &Files) -> TempDir {
    let folder = tempdir().expect("a folder");
    for (name, contents) in files {
        std::fs::write(folder.path().join(name), contents).expect("a file");
    }
    folder
}

pub fn open(path: &Path) -> Result<Recording, FormatError> {
    formats::open(path, &OpenOptions::default(), &Progress::silent())
}

pub fn open_at_rate(path: &Path, rate_hz: f64) -> Result<Recording, FormatError> {
    let options = OpenOptions {
        sample_rate_hz: Some(rate_hz),
        ..OpenOptions::default()
    };
    formats::open(path, &options, &Progress::silent())
}

pub fn warnings(recording: &Recording) -> Vec<String> {
    let all = recording.warnings().iter();
    all.map(ToString::to_string).collect()
}

/// Whether a warning holds these words.
pub fn warns(recording: &Recording, words: &str) -> bool {
    warnings(recording).iter().any(|w| w.contains(words))
}

/// Opens `count` folders in each of which one file is damaged (those that end in `spared` never),
/// through the file `opened` (or the folder, when empty); what opens must keep the invariants and
/// be readable. How many could be opened.
pub fn survivors(files: &Files, opened: &str, spared: &[&str], count: usize, seed: u64) -> usize {
    let is_spared = |name: &str| spared.iter().any(|s| name.ends_with(s));
    let damaged: Vec<usize> = (0..files.len())
        .filter(|f| !is_spared(files[*f].0))
        .collect();
    let each = count.div_ceil(damaged.len());
    let jobs: Vec<(usize, Vec<u8>)> = damaged
        .iter()
        .flat_map(|&f| mutations(&files[f].1, each, seed + f as u64).map(move |m| (f, m)))
        .take(count)
        .collect();
    let at_once = rayon::current_num_threads().max(1);
    jobs.par_chunks(jobs.len().div_ceil(at_once))
        .map(|jobs| {
            let folder = folder(files);
            let mut read = 0;
            for (file, contents) in jobs {
                let (name, whole) = &files[*file];
                std::fs::write(folder.path().join(name), contents).expect("a file");
                let path = match opened {
                    "" => folder.path().to_owned(),
                    name => folder.path().join(name),
                };
                if let Ok(recording) = open(&path) {
                    read += 1;
                    check(&recording);
                }
                std::fs::write(folder.path().join(name), whole).expect("a file");
            }
            read
        })
        .sum()
}

fn check(recording: &Recording) {
    let all = recording.trains();
    for unit in 0..all.len() {
        assert!(all.unit(unit).is_sorted() && all.unit(unit).iter().all(|t| t.is_finite()));
    }
    for field in recording.fields() {
        assert!(field.rate_hz > 0.0 && field.rate_hz.is_finite() && field.start_s.is_finite());
        let last = field.channels.len() - 1;
        // An error is fine here.
        let _ = field.source.read(&[last, 0], 0..field.samples.min(50));
        let _ = field
            .source
            .read(&[last], field.samples.saturating_sub(50)..field.samples);
    }
}

/// Samples of a field, channel by channel for each of them.
pub fn values(
    recording: &Recording,
    field: usize,
    channels: &[usize],
    samples: Range<u64>,
) -> Vec<f32> {
    let read = recording.fields()[field]
        .source
        .read(channels, samples)
        .expect("samples");
    read.iter().copied().collect()
}

/// Label, start and stop of every epoch.
pub fn epochs(recording: &Recording) -> Vec<(&str, f64, f64)> {
    let all = recording.epochs().iter();
    all.map(|e| (e.label.as_str(), e.start_s, e.stop_s))
        .collect()
}

/// A NumPy file.
pub fn npy(descr: &str, shape: &str, numbers: &[u8]) -> Vec<u8> {
    let mut dict =
        format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}").into_bytes();
    while (dict.len() + 11) % 64 != 0 {
        dict.push(b' ');
    }
    dict.push(b'\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((dict.len() as u16).to_le_bytes());
    bytes.extend(dict);
    bytes.extend(numbers);
    bytes
}
