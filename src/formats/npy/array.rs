//! One array in a file of its own, read in pieces.

use super::header::{Header, LONGEST};
use crate::formats::positional_file::PositionalFile;
use crate::formats::{FormatError, Progress};
use std::path::Path;
use std::sync::Arc;

/// A `.npy` file whose header fits its length.
#[derive(Debug)]
pub(in crate::formats) struct Array {
    pub header: Header,
    pub input: Arc<PositionalFile>,
    format: &'static str,
}

impl Array {
    pub(in crate::formats) fn open(path: &Path, format: &'static str) -> Result<Self, FormatError> {
        let input = PositionalFile::open(path)?;
        let malformed = |expected: &str, found: String| {
            FormatError::malformed(path, format, input.name(), expected, found)
        };
        let head = input.up_to(0, LONGEST)?;
        let header = Header::parse(&head).map_err(|why| malformed("a NumPy array", why))?;
        let there = input.length().saturating_sub(header.start);
        if header.bytes().is_none_or(|bytes| bytes > there) {
            return Err(malformed(
                &format!("numbers of shape {:?}", header.shape),
                format!("{there} bytes, which are too few"),
            ));
        }
        Ok(Self {
            header,
            input: Arc::new(input),
            format,
        })
    }

    /// The error that something else was expected of the array.
    pub(in crate::formats) fn not(&self, expected: &str) -> FormatError {
        let kind = match self.header.number {
            n if n.is_text() => "texts",
            n if n.is_float() => "floating-point numbers",
            _ => "integers",
        };
        FormatError::malformed(
            self.input.path(),
            self.format,
            self.input.name(),
            expected,
            format!("{kind} of shape {:?}", self.header.shape),
        )
    }

    /// Numbers in the array.
    pub(in crate::formats) fn count(&self) -> u64 {
        self.header.count().unwrap_or(0)
    }

    /// The length of a list: shape (N,), (N, 1) or (1, N).
    pub(in crate::formats) fn list(&self) -> Option<usize> {
        let axes = self.header.shape.iter().filter(|n| **n != 1).count();
        let is_number = !self.header.number.is_text();
        (axes <= 1 && is_number && !self.header.shape.is_empty())
            .then(|| usize::try_from(self.count()).ok())
            .flatten()
    }

    /// Calls `each` with numbers `from..to` in the order of the file.
    pub(in crate::formats) fn each(
        &self,
        from: u64,
        to: u64,
        progress: &Progress<'_>,
        mut each: impl FnMut(f64),
    ) -> Result<(), FormatError> {
        let number = self.header.number;
        let at = |n: u64| self.header.start + n.min(self.count()) * number.size;
        self.input.pieces(at(from), at(to), number.size, |piece| {
            progress.check()?;
            number.decode(piece, &mut each);
            Ok(())
        })
    }

    /// Calls `each` with numbers `from..to` of this array and of another, side by side.
    pub(in crate::formats) fn each_with(
        &self,
        other: &Self,
        from: u64,
        to: u64,
        progress: &Progress<'_>,
        mut each: impl FnMut(f64, f64),
    ) -> Result<(), FormatError> {
        /// Numbers of the other array that are held.
        const HELD: u64 = 1 << 16;
        let mut held = Vec::with_capacity(HELD.min(to.saturating_sub(from)) as usize);
        let mut at = from;
        while at < to {
            let end = to.min(at + HELD);
            held.clear();
            other.each(at, end, progress, |v| held.push(v))?;
            let mut others = held.iter();
            self.each(at, end, progress, |v| {
                if let Some(&other) = others.next() {
                    each(v, other);
                }
            })?;
            at = end;
        }
        Ok(())
    }

    /// Every number, in the order of the file.
    pub(in crate::formats) fn numbers(
        &self,
        progress: &Progress<'_>,
    ) -> Result<Vec<f64>, FormatError> {
        let mut all = Vec::with_capacity(self.count() as usize);
        self.each(0, self.count(), progress, |v| all.push(v))?;
        Ok(all)
    }

    /// Every number in single precision, in the order of the file.
    pub(in crate::formats) fn numbers_f32(
        &self,
        progress: &Progress<'_>,
    ) -> Result<Vec<f32>, FormatError> {
        let mut all = Vec::with_capacity(self.count() as usize);
        self.each(0, self.count(), progress, |v| all.push(v as f32))?;
        Ok(all)
    }

    /// Every text; none of numbers. Meant for one entry a unit.
    pub(in crate::formats) fn texts(
        &self,
        progress: &Progress<'_>,
    ) -> Result<Vec<String>, FormatError> {
        let number = self.header.number;
        let from = self.header.start;
        let to = from + self.count() * number.size;
        let mut all = Vec::new();
        self.input.pieces(from, to, number.size, |piece| {
            progress.check()?;
            all.extend(number.texts(piece));
            Ok(())
        })?;
        Ok(all)
    }
}
