//! No damaged file makes a reader allocate more than four times what is on the disk, beside pieces of
//! a fixed size. A program of its own: the allocator is counted as a whole.

#[path = "formats/corpus.rs"]
mod corpus;
#[path = "formats/mutate.rs"]
mod mutate;

use equipoise::formats::{OpenOptions, Progress, open};
use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Pieces that are read at a time by each thread, and the 9.4 MB that the HDF5 library may reserve
/// for a damaged header.
const SMALL_CHANGE: usize = 24 << 20;
/// Damaged copies of each file; `cargo bench --bench fuzz` makes as many as one likes.
const COPIES: usize = 60;

#[test]
fn a_damaged_file_does_not_make_a_reader_allocate_what_it_has_not() {
    let mut opened = 0;
    for file in corpus::files(&corpus::folder()).expect("the test data") {
        let (folder, damaged) = corpus::beside(&file).expect("a copy");
        let there = std::fs::read_dir(folder.path()).expect("a folder");
        let bytes: u64 = there
            .filter_map(|e| Some(e.ok()?.metadata().ok()?.len()))
            .sum();
        let base = std::fs::read(&file).expect("a file");
        for (seed, copy) in mutate::mutations(&base, COPIES, 0x0a11_0c8e).enumerate() {
            std::fs::write(&damaged, copy).expect("a damaged copy");
            HEAP.reset_peak_usage();
            let before = HEAP.current_usage();
            opened +=
                usize::from(open(&damaged, &OpenOptions::default(), &Progress::silent()).is_ok());
            let heap = HEAP.peak_usage().saturating_sub(before);
            let most = 4 * bytes as usize + SMALL_CHANGE;
            assert!(
                heap <= most,
                "{}, copy {seed}: {heap} bytes, at most {most}",
                file.display()
            );
        }
    }
    assert!(opened > 100, "{opened} copies were recordings");
}
