//! A file that any thread may read at any position, and the numbers in its bytes.

use super::{FormatError, plain_file};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Texts that describe a recording are never longer than this.
const LONGEST_TEXT: u64 = 64 << 20;
/// Bytes that [`PositionalFile::pieces`] reads at a time.
const PIECE: u64 = 1 << 20;

/// An open file. Each read says where, so that threads do not disturb each other.
#[derive(Debug)]
pub(super) struct PositionalFile {
    path: PathBuf,
    length: u64,
    #[cfg(unix)]
    file: File,
    #[cfg(not(unix))]
    file: std::sync::Mutex<File>,
}

pub(super) fn io_error(path: &Path, source: io::Error) -> FormatError {
    FormatError::Io {
        path: path.to_owned(),
        source,
    }
}

impl PositionalFile {
    pub(super) fn open(path: &Path) -> Result<Self, FormatError> {
        let file = plain_file::open(path).map_err(|e| io_error(path, e))?;
        let length = file.metadata().map_err(|e| io_error(path, e))?.len();
        Ok(Self {
            path: path.to_owned(),
            length,
            #[cfg(unix)]
            file,
            #[cfg(not(unix))]
            file: std::sync::Mutex::new(file),
        })
    }
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
    /// The name of the file without its folder.
    pub(super) fn name(&self) -> String {
        name_of(&self.path)
    }
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Fills the buffer from `at` on.
    #[cfg(unix)]
    pub(super) fn fill(&self, at: u64, buffer: &mut [u8]) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, buffer, at)
    }
    /// Fills the buffer from `at` on.
    #[cfg(not(unix))]
    pub(super) fn fill(&self, at: u64, buffer: &mut [u8]) -> io::Result<()> {
        use std::io::{Read, Seek, SeekFrom};
        let mut file = self
            .file
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(buffer)
    }

    /// `count` bytes from `at` on, or as many as the file has.
    pub(super) fn up_to(&self, at: u64, count: u64) -> Result<Vec<u8>, FormatError> {
        let there = count.min(self.length.saturating_sub(at));
        let mut bytes = vec![0; there as usize];
        self.fill(at, &mut bytes)
            .map_err(|e| io_error(&self.path, e))?;
        Ok(bytes)
    }

    /// Calls `each` with the bytes from `from` to `to` (clipped to the file) in pieces of whole
    /// items of `item` bytes; what is left over at the end is not given.
    pub(super) fn pieces(
        &self,
        from: u64,
        to: u64,
        item: u64,
        mut each: impl FnMut(&[u8]) -> Result<(), FormatError>,
    ) -> Result<(), FormatError> {
        let item = item.max(1);
        let whole = to.min(self.length).saturating_sub(from) / item;
        let most = (PIECE / item).max(1);
        let mut buffer = vec![0; (most.min(whole) * item) as usize];
        let mut done = 0;
        while done < whole {
            let items = most.min(whole - done);
            let bytes = (items * item) as usize;
            let Some(part) = buffer.get_mut(..bytes) else {
                break;
            };
            self.fill(from + done * item, part)
                .map_err(|e| io_error(&self.path, e))?;
            each(part)?;
            done += items;
        }
        Ok(())
    }
}

pub(super) fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The name of a file without its folder and ending.
pub(super) fn stem_of(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}

/// A short text file; what is not UTF-8 is read as Latin-1.
pub(super) fn text(path: &Path, format: &'static str) -> Result<String, FormatError> {
    let file = plain_file::open(path).map_err(|e| io_error(path, e))?;
    let length = file.metadata().map_err(|e| io_error(path, e))?.len();
    if length > LONGEST_TEXT {
        return Err(FormatError::malformed(
            path,
            format,
            name_of(path),
            "a text of at most 64 MB",
            format!("{length} bytes"),
        ));
    }
    let mut bytes = Vec::new();
    file.take(LONGEST_TEXT)
        .read_to_end(&mut bytes)
        .map_err(|e| io_error(path, e))?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&b| char::from(b)).collect(),
    })
}

/// The bytes of a header, as little-endian numbers and texts at known places. What lies past the
/// end is `None`.
#[derive(Clone, Copy)]
pub(super) struct Header<'a>(pub &'a [u8]);

impl<'a> Header<'a> {
    pub(super) fn bytes(&self, at: usize, count: usize) -> Option<&'a [u8]> {
        self.0.get(at..at.checked_add(count)?)
    }
    fn array<const N: usize>(&self, at: usize) -> Option<[u8; N]> {
        self.bytes(at, N)?.try_into().ok()
    }
    pub(super) fn u8(&self, at: usize) -> Option<u8> {
        self.array::<1>(at).map(u8::from_le_bytes)
    }
    pub(super) fn u16(&self, at: usize) -> Option<u16> {
        self.array(at).map(u16::from_le_bytes)
    }
    pub(super) fn i16(&self, at: usize) -> Option<i16> {
        self.array(at).map(i16::from_le_bytes)
    }
    pub(super) fn u32(&self, at: usize) -> Option<u32> {
        self.array(at).map(u32::from_le_bytes)
    }
    pub(super) fn i32(&self, at: usize) -> Option<i32> {
        self.array(at).map(i32::from_le_bytes)
    }
    pub(super) fn u64(&self, at: usize) -> Option<u64> {
        self.array(at).map(u64::from_le_bytes)
    }
    pub(super) fn f64(&self, at: usize) -> Option<f64> {
        self.array(at).map(f64::from_le_bytes)
    }
    /// Up to the first NUL, without blanks around it; bytes are Latin-1 where they are not UTF-8.
    pub(super) fn text(&self, at: usize, count: usize) -> Option<String> {
        let bytes = self.bytes(at, count)?;
        let end = bytes.iter().position(|&b| b == 0).unwrap_or(count);
        let used = bytes.get(..end)?;
        if let Ok(text) = std::str::from_utf8(used) {
            return Some(text.trim().to_owned());
        }
        let latin: String = used.iter().map(|&b| char::from(b)).collect();
        Some(latin.trim().to_owned())
    }
}
