//! Damaged tables: a recording or an error, with the program alive.

use super::super::mutate::mutations;
use super::{data, read};
use rayon::prelude::*;
use tempfile::tempdir;

/// Every damaged copy gives a recording or an error, with the program alive.
fn survives(bases: &[(&str, Vec<u8>)], count: usize, seed: u64) -> (usize, usize) {
    let folder = tempdir().expect("a folder");
    let each = count / bases.len();
    let jobs: Vec<(usize, usize, Vec<u8>)> = bases
        .iter()
        .enumerate()
        .flat_map(|(b, (_, base))| {
            mutations(base, each, seed + b as u64)
                .enumerate()
                .map(move |(n, m)| (b, n, m))
        })
        .collect();
    let read_one = |(b, n, contents): (usize, usize, Vec<u8>)| {
        let path = folder.path().join(format!("{b}-{n}-{}", bases[b].0));
        std::fs::write(&path, contents).expect("a file");
        let result = read(&path);
        std::fs::remove_file(&path).expect("removed");
        if let Ok(recording) = &result {
            let all = recording.trains();
            for unit in 0..all.len() {
                assert!(all.unit(unit).is_sorted() && all.unit(unit).iter().all(|t| t.is_finite()));
            }
        }
        usize::from(result.is_ok())
    };
    let total = jobs.len();
    (jobs.into_par_iter().map(read_one).sum(), total)
}

fn base(name: &str) -> Vec<u8> {
    std::fs::read(data(name)).expect("a base")
}

#[test]
fn damaged_text_tables_never_bring_it_down() {
    let plain = base("wmaze.csv");
    let text = String::from_utf8(plain.clone()).expect("text");
    let utf16: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let semicolons = text.replace(',', ";").replace('.', ",");
    let bases = [
        ("spikes.csv", plain),
        ("utf16.csv", utf16),
        ("semicolons.csv", semicolons.into_bytes()),
        (
            "quoted.tsv",
            "\"unit\"\t\"t_ms\"\n\"a\"\t\"1.5\"\n\"b\"\t\"2.5\"\n"
                .repeat(8)
                .into_bytes(),
        ),
    ];
    let (read, total) = survives(&bases, 10_000, 1);
    assert_eq!(total, 10_000);
    assert!(
        read > 1000 && read < total,
        "{read} of {total} could be read"
    );
}

#[test]
fn damaged_parquet_tables_never_bring_it_down() {
    let names = [
        "wmaze_snappy.parquet",
        "wmaze_zstd.parquet",
        "wmaze_gzip_v2.parquet",
        "wmaze_samples.parquet",
        "wmaze_text_ids.parquet",
    ];
    let bases = names.map(|n| (n, base(n)));
    let (read, total) = survives(&bases, 10_000, 2);
    assert_eq!(total, 10_000);
    assert!(
        read > 500 && read < total,
        "{read} of {total} could be read"
    );
}

/// Damage to the tables beside the spikes is a warning, not an error.
#[test]
fn damaged_tables_beside_never_bring_it_down() {
    let spikes = base("wmaze.csv");
    let bases = [
        ("wmaze_units.csv", 0),
        ("wmaze_units.parquet", 1),
        ("wmaze_epochs.csv", 2),
    ];
    bases.par_iter().for_each(|(name, seed)| {
        let folder = tempdir().expect("a folder");
        let path = folder.path().join("wmaze.csv");
        std::fs::write(&path, &spikes).expect("spikes");
        for contents in mutations(&base(name), 400, *seed) {
            std::fs::write(folder.path().join(name), contents).expect("a table");
            let recording = read(&path).expect("the spikes can be read");
            assert_eq!(recording.trains().spike_count(), 300);
        }
    });
}
