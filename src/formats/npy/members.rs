//! The arrays of an archive.

use super::NAME;
use super::header::{self, Header, LONGEST};
use crate::formats::positional_file::{self, PositionalFile};
use crate::formats::{FormatError, Progress, plain_file};
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use zip::ZipArchive;
use zip::read::ZipFile;

/// Memory for arrays that does not depend on the size of the file: small ones may be compressed
/// well.
const SMALL_CHANGE: u64 = 16 << 20;
/// Bytes read at a time; divides into whole numbers of any type.
const PIECE: usize = 1 << 16;
/// More members than this are no units.
const MOST_MEMBERS: u64 = 200_000;
/// A member takes at least so many bytes: two headers, its entry in the list, its name twice.
const LEAST_MEMBER: u64 = 128;
/// Deflate makes at most so many bytes of one.
const MOST_INFLATED: u64 = 1032;
/// The list of members ends within so many bytes of the end of the file.
const END_WITHIN: u64 = 22 + 65_535;

/// The only member of Python objects that is looked at: what pynapple knows of units or intervals.
pub(super) const METADATA: &str = "_metadata";

/// An array in an archive.
#[derive(Debug)]
pub(super) struct ArrayEntry {
    pub name: String,
    pub header: Header,
    /// Its place in the archive.
    member: usize,
}

/// An open archive.
#[derive(Debug)]
pub(super) struct Archive {
    path: PathBuf,
    zip: ZipArchive<BufReader<File>>,
    pub arrays: Vec<ArrayEntry>,
    /// Members that are no arrays of numbers or texts.
    pub skipped: usize,
    /// Name and place of those of them that may hold Python objects.
    pickles: Vec<(String, usize)>,
    allowance: u64,
}

pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// How many members an archive says it has: the library makes room for them all.
fn members_listed(file: &PositionalFile) -> Option<u64> {
    let tail_at = file.length().saturating_sub(END_WITHIN);
    let tail = file.up_to(tail_at, END_WITHIN).ok()?;
    let end = tail.windows(4).rposition(|w| w == b"PK\x05\x06")?;
    let count = positional_file::Header(tail.get(end..)?).u16(10)?;
    if count < u16::MAX {
        return Some(count.into());
    }
    // Beyond 65,534 members, or 4 GB, the number stands in another place.
    let locator = file
        .up_to((tail_at + end as u64).checked_sub(20)?, 20)
        .ok()?;
    let at = positional_file::Header(&locator).u64(8)?;
    positional_file::Header(&file.up_to(at, 56).ok()?).u64(32)
}

/// The header of a member that is an array and may be as large as it says.
fn array_in(mut member: ZipFile<'_, BufReader<File>>, file_bytes: u64) -> Option<Header> {
    let header = head(&mut member).ok()?;
    let (stored, bytes) = (member.compressed_size(), member.size());
    let most = match member.compression() {
        zip::CompressionMethod::Stored => stored,
        _ => stored.saturating_mul(MOST_INFLATED),
    };
    let is_whole = header.bytes()?.checked_add(header.start)? <= bytes;
    (is_whole && stored <= file_bytes && bytes <= most).then_some(header)
}

impl Archive {
    pub(super) fn open(path: &Path, progress: &Progress<'_>) -> Result<Self, FormatError> {
        let file = PositionalFile::open(path)?;
        let fault = |expected: &str, found: String| {
            FormatError::malformed(path, NAME, "the archive", expected, found)
        };
        let most = MOST_MEMBERS.min(file.length() / LEAST_MEMBER);
        if let Some(count) = members_listed(&file).filter(|n| *n > most) {
            let expected = format!("at most {most} members in a file of its size");
            return Err(fault(&expected, count.to_string()));
        }
        let read = plain_file::open(path).map_err(|e| positional_file::io_error(path, e))?;
        let mut zip = ZipArchive::new(BufReader::with_capacity(PIECE, read)).map_err(|why| {
            let found = format!("{why}; perhaps it was not copied whole");
            fault("a list of members at its end", found)
        })?;
        // Members that lie on one another would be unpacked again and again.
        let mut stored = 0_u64;
        for member in 0..zip.len() {
            let bytes = zip.by_index_raw(member).map_or(0, |e| e.compressed_size());
            stored = stored.saturating_add(bytes).saturating_add(30);
        }
        if stored > file.length() {
            let found = format!("{stored} bytes of members in a file of {}", file.length());
            return Err(fault("members that do not overlap", found));
        }
        let mut arrays = Vec::new();
        let mut skipped = 0;
        let mut pickles = Vec::new();
        for member in 0..zip.len() {
            progress.check()?;
            let Ok(entry) = zip.by_index(member) else {
                skipped += 1;
                continue;
            };
            let (Ok(name), false) = (entry.name(), entry.is_dir()) else {
                continue;
            };
            let name = name.trim_end_matches(".npy").to_owned();
            if let Some(header) = array_in(entry, file.length()) {
                arrays.push(ArrayEntry {
                    name,
                    header,
                    member,
                });
            } else {
                skipped += 1;
                if name == METADATA {
                    pickles.push((name, member));
                }
            }
        }
        Ok(Self {
            path: path.to_owned(),
            zip,
            arrays,
            skipped,
            pickles,
            allowance: SMALL_CHANGE.saturating_add(file.length().saturating_mul(4)),
        })
    }

    pub(super) fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|n| {
            self.arrays
                .iter()
                .position(|a| a.name.eq_ignore_ascii_case(n))
        })
    }

    /// Charges the memory for an array to the allowance of the file.
    pub(super) fn charge(&mut self, bytes: u64, name: &str) -> Result<(), FormatError> {
        let Some(left) = self.allowance.checked_sub(bytes) else {
            return Err(self.fault(
                name,
                &format!("at most {} bytes more", self.allowance),
                format!("{bytes} (write it with numpy.savez, not compressed)"),
            ));
        };
        self.allowance = left;
        Ok(())
    }

    pub(super) fn fault(&self, name: &str, expected: &str, found: String) -> FormatError {
        FormatError::malformed(&self.path, NAME, name, expected, found)
    }

    /// Calls `each` with the bytes of an array, in whole numbers.
    fn bytes(
        &mut self,
        at: usize,
        progress: &Progress<'_>,
        mut each: impl FnMut(&[u8]),
    ) -> Result<(), FormatError> {
        let Some(stored) = self.arrays.get(at) else {
            return Ok(());
        };
        let path = &self.path;
        let wrong =
            |why: String| FormatError::malformed(path, NAME, &stored.name, "readable numbers", why);
        let member = self.zip.by_index(stored.member);
        let mut member = member.map_err(|e| wrong(e.to_string()))?;
        head(&mut member).map_err(wrong)?;
        let size = stored.header.number.size as usize;
        let mut left = stored.header.bytes().unwrap_or(0);
        let mut buffer = vec![0; (PIECE / size).max(1) * size];
        while left > 0 {
            progress.check()?;
            let count = left.min(buffer.len() as u64) as usize;
            let piece = buffer.get_mut(..count).unwrap_or_default();
            member.read_exact(piece).map_err(|e| wrong(e.to_string()))?;
            each(piece);
            left -= count as u64;
        }
        Ok(())
    }

    /// Calls `each` with every number of an array.
    pub(super) fn each(
        &mut self,
        at: usize,
        progress: &Progress<'_>,
        mut each: impl FnMut(f64),
    ) -> Result<(), FormatError> {
        let Some(number) = self.arrays.get(at).map(|a| a.header.number) else {
            return Ok(());
        };
        self.bytes(at, progress, |piece| number.decode(piece, &mut each))
    }

    /// Calls `each` with every entry as a text; whole numbers have no decimals.
    pub(super) fn each_label(
        &mut self,
        at: usize,
        progress: &Progress<'_>,
        mut each: impl FnMut(Cow<'_, str>),
    ) -> Result<(), FormatError> {
        let Some(number) = self.arrays.get(at).map(|a| a.header.number) else {
            return Ok(());
        };
        if number.is_text() {
            return self.bytes(at, progress, |piece| {
                number.texts(piece).into_iter().for_each(|t| each(t.into()));
            });
        }
        // Spikes of one unit often follow one another.
        let mut last = (f64::NAN, String::new());
        self.each(at, progress, |v| {
            if v != last.0 {
                last = (v, v.to_string());
            }
            each(Cow::Borrowed(&last.1));
        })
    }

    /// Every entry of an array as a text.
    pub(super) fn labels(
        &mut self,
        at: usize,
        progress: &Progress<'_>,
    ) -> Result<Vec<String>, FormatError> {
        let Some(entry) = self.arrays.get(at) else {
            return Ok(Vec::new());
        };
        let name = entry.name.clone();
        let each = entry.header.number.size + 2 * size_of::<String>() as u64;
        let bytes = entry.header.count().unwrap_or(0).saturating_mul(each);
        self.charge(bytes, &name)?;
        let mut all = Vec::new();
        self.each_label(at, progress, |label| all.push(label.into_owned()))?;
        Ok(all)
    }

    /// The bytes of a member of Python objects after its header; `None` where there is none of this
    /// name.
    pub(super) fn pickled(&mut self, name: &str) -> Result<Option<Vec<u8>>, FormatError> {
        let Some(member) = self.pickles.iter().find(|(n, _)| n == name).map(|p| p.1) else {
            return Ok(None);
        };
        let wrong = |why: String| FormatError::malformed(&self.path, NAME, name, "a pickle", why);
        let size = match self.zip.by_index(member) {
            Ok(entry) => entry.size(),
            Err(why) => return Err(wrong(why.to_string())),
        };
        self.charge(size.saturating_mul(12), name)?;
        let wrong = |why: String| FormatError::malformed(&self.path, NAME, name, "a pickle", why);
        let entry = self
            .zip
            .by_index(member)
            .map_err(|e| wrong(e.to_string()))?;
        let mut bytes = Vec::new();
        let read = entry.take(size).read_to_end(&mut bytes);
        read.map_err(|e| wrong(e.to_string()))?;
        Ok(header::objects(&bytes).and_then(|start| bytes.get(start..).map(<[u8]>::to_vec)))
    }

    /// Every text of an array.
    pub(super) fn texts(
        &mut self,
        at: usize,
        progress: &Progress<'_>,
    ) -> Result<Vec<String>, FormatError> {
        let mut all = Vec::new();
        if let Some(number) = self.arrays.get(at).map(|a| a.header.number) {
            self.bytes(at, progress, |piece| all.extend(number.texts(piece)))?;
        }
        Ok(all)
    }
}

impl ArrayEntry {
    /// The length of a list: shape (N,), (N, 1) or (1, N).
    pub(super) fn list(&self) -> Option<usize> {
        let shape = &self.header.shape;
        let is_list = shape.iter().filter(|n| **n != 1).count() <= 1 && !shape.is_empty();
        is_list
            .then(|| self.header.count().and_then(|n| n.try_into().ok()))
            .flatten()
    }
}

/// Reads the header of an array, and no more.
fn head(from: &mut impl Read) -> Result<Header, String> {
    let mut bytes = vec![0; 10];
    from.read_exact(&mut bytes).map_err(|e| e.to_string())?;
    let length = match bytes.as_slice() {
        [.., 1, _, a, b] => u64::from(u16::from_le_bytes([*a, *b])),
        [.., a, b] => {
            let low = u32::from(u16::from_le_bytes([*a, *b]));
            let mut high = [0; 2];
            from.read_exact(&mut high).map_err(|e| e.to_string())?;
            bytes.extend(high);
            u64::from(low | u32::from(u16::from_le_bytes(high)) << 16)
        }
        _ => 0,
    };
    if length > LONGEST {
        return Err(format!("a header of {length} bytes"));
    }
    let start = bytes.len();
    bytes.resize(start + length as usize, 0);
    let rest = bytes.get_mut(start..).unwrap_or_default();
    from.read_exact(rest).map_err(|e| e.to_string())?;
    Header::parse(&bytes)
}
