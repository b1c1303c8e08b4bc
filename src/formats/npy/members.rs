//! The arrays of an archive.

use super::NAME;
use super::header::{Header, LONGEST};
use super::zip::{self, Member};
use crate::formats::positional_file::PositionalFile;
use crate::formats::{FormatError, Progress};
use std::io::Read;
use std::sync::Arc;

/// Memory for arrays that does not depend on the size of the file: small ones may be compressed
/// well.
const SMALL_CHANGE: u64 = 16 << 20;
/// Bytes read at a time; divides into whole numbers of any type.
const PIECE: usize = 1 << 16;

/// An array in an archive.
#[derive(Debug)]
pub(super) struct Stored {
    pub name: String,
    pub header: Header,
    member: Member,
}

/// An open archive.
#[derive(Debug)]
pub(super) struct Archive {
    input: Arc<PositionalFile>,
    pub arrays: Vec<Stored>,
    /// Members that are no arrays of numbers or texts.
    pub skipped: usize,
    allowance: u64,
}

impl Archive {
    pub(super) fn open(
        input: Arc<PositionalFile>,
        progress: &Progress<'_>,
    ) -> Result<Self, FormatError> {
        let members = zip::members(&input).map_err(|why| {
            FormatError::malformed(input.path(), NAME, "the archive", "a list of members", why)
        })?;
        let mut arrays = Vec::new();
        let mut skipped = 0;
        for member in members {
            progress.check()?;
            let header = member.open(&input).and_then(|mut m| head(&mut m));
            let header = header.ok().filter(|h| {
                let fits = h.bytes().and_then(|b| b.checked_add(h.start));
                member.is_possible(&input) && fits.is_some_and(|b| b <= member.bytes)
            });
            match header {
                Some(header) => arrays.push(Stored {
                    name: member.name.trim_end_matches(".npy").to_owned(),
                    header,
                    member,
                }),
                None => skipped += 1,
            }
        }
        let allowance = SMALL_CHANGE.saturating_add(input.length().saturating_mul(4));
        Ok(Self {
            input,
            arrays,
            skipped,
            allowance,
        })
    }

    pub(super) fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|n| {
            self.arrays
                .iter()
                .position(|a| a.name.eq_ignore_ascii_case(n))
        })
    }

    /// Takes what an array comes to in memory from what the file may cost.
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
        FormatError::malformed(self.input.path(), NAME, name, expected, found)
    }

    /// Calls `each` with the bytes of an array, in whole numbers.
    fn bytes(
        &self,
        at: usize,
        progress: &Progress<'_>,
        mut each: impl FnMut(&[u8]),
    ) -> Result<(), FormatError> {
        let Some(stored) = self.arrays.get(at) else {
            return Ok(());
        };
        let wrong = |why: String| self.fault(&stored.name, "readable numbers", why);
        let mut member = stored.member.open(&self.input).map_err(wrong)?;
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
        &self,
        at: usize,
        progress: &Progress<'_>,
        mut each: impl FnMut(f64),
    ) -> Result<(), FormatError> {
        let Some(stored) = self.arrays.get(at) else {
            return Ok(());
        };
        let number = stored.header.number;
        self.bytes(at, progress, |piece| number.decode(piece, &mut each))
    }

    /// Every text of an array.
    pub(super) fn texts(
        &self,
        at: usize,
        progress: &Progress<'_>,
    ) -> Result<Vec<String>, FormatError> {
        let Some(stored) = self.arrays.get(at) else {
            return Ok(Vec::new());
        };
        let number = stored.header.number;
        let mut all = Vec::new();
        self.bytes(at, progress, |piece| all.extend(number.texts(piece)))?;
        Ok(all)
    }
}

impl Stored {
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
