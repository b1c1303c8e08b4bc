//! By what a recording is known again when its files have moved.

use super::Progress;
use super::open::{hex_of, recognise};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// A file up to this size is read whole; of a larger one, this many blocks spread over it.
const WHOLE_BYTES: u64 = 16 << 20;
const BLOCKS: u64 = 16;
const BLOCK_BYTES: u64 = 1 << 16;

/// SHA-256 over size and contents of a recording's files, whatever they and their folder are
/// called. Of files beyond 16 MB only 16 blocks of 64 kB, from the first to the last, are read, so
/// that it takes milliseconds also for raw data.
///
/// # Errors
/// When a file cannot be read.
pub fn fingerprint(path: &Path) -> io::Result<String> {
    let (path, listed) = match recognise(path, &Progress::silent()) {
        Ok((format, path)) => {
            let files = format.files(&path);
            (path, files)
        }
        Err(_) => (path.to_owned(), Vec::new()),
    };
    let mut files: Vec<PathBuf> = listed.into_iter().map(|file| file.path).collect();
    files.sort();
    files.dedup();
    if files.is_empty() {
        files.push(path);
    }
    let mut contents: Box<dyn Read> = Box::new(io::empty());
    for file in files {
        contents = Box::new(contents.chain(sampled(&file)?));
    }
    hex_of(contents)
}

/// The size and the blocks of a file.
fn sampled(path: &Path) -> io::Result<impl Read + 'static> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut bytes = size.to_le_bytes().to_vec();
    if size <= WHOLE_BYTES {
        file.take(WHOLE_BYTES).read_to_end(&mut bytes)?;
    } else {
        for block in 0..BLOCKS {
            // The last block ends with the file.
            let at = (size - BLOCK_BYTES).saturating_mul(block) / (BLOCKS - 1);
            file.seek(SeekFrom::Start(at))?;
            (&mut file).take(BLOCK_BYTES).read_to_end(&mut bytes)?;
        }
    }
    Ok(io::Cursor::new(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_what_is_in_it_and_not_by_its_name() {
        let dir = tempfile::tempdir().expect("a folder");
        let write = |name: &str, bytes: &[u8]| {
            let path = dir.path().join(name);
            std::fs::write(&path, bytes).expect("written");
            fingerprint(&path).expect("readable")
        };
        let mut large = vec![7_u8; 3 << 20];
        let before = write("a.bin", &large);
        large[2_000_003] = 8;
        assert_ne!(write("a.bin", &large), before, "one byte in the middle");
        let mut large = vec![7_u8; 17 << 20];
        let first = write("a.bin", &large);
        assert_eq!(first, write("b.dat", &large));
        *large.last_mut().expect("not empty") = 8;
        assert_ne!(first, write("a.bin", &large));
        large.push(8);
        assert_ne!(write("a.bin", &large), first);
        assert_ne!(write("c", b"small"), write("d", b"smaller"));
        assert!(fingerprint(&dir.path().join("nowhere")).is_err());
    }
}
