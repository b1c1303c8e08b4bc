//! An array of records: several numbers a row, each with a name.

use super::header::{LONGEST, Number, dictionary};
use crate::formats::positional_file::PositionalFile;
use crate::formats::{FormatError, Progress};
use std::path::Path;

/// A `.npy` file whose numbers have names, as structured arrays of NumPy do.
#[derive(Debug)]
pub(in crate::formats) struct Records {
    pub count: u64,
    input: PositionalFile,
    start: u64,
    /// Bytes of a record.
    size: u64,
    /// Name, type and first byte of each number of a record.
    fields: Vec<(String, Number, usize)>,
    format: &'static str,
}

impl Records {
    pub(in crate::formats) fn open(path: &Path, format: &'static str) -> Result<Self, FormatError> {
        let input = PositionalFile::open(path)?;
        let wrong = |found: String| {
            let expected = "a NumPy array of records";
            FormatError::malformed(path, format, input.name(), expected, found)
        };
        let head = input.up_to(0, LONGEST)?;
        let dict = dictionary(&head).map_err(wrong)?;
        let fields = fields(&dict.descr).ok_or_else(|| {
            wrong(format!(
                "the type {}",
                dict.descr.chars().take(60).collect::<String>()
            ))
        })?;
        let size = fields.iter().map(|(_, number, _)| number.size).sum::<u64>();
        let &[count] = dict.shape.as_slice() else {
            return Err(wrong(format!("shape {:?}", dict.shape)));
        };
        let there = input.length().saturating_sub(dict.start);
        if count.checked_mul(size).is_none_or(|bytes| bytes > there) {
            return Err(wrong(format!(
                "{count} records in {there} bytes, which are too few"
            )));
        }
        Ok(Self {
            count,
            start: dict.start,
            size,
            fields,
            format,
            input,
        })
    }

    /// Calls `each` with the numbers of these names of every record.
    pub(in crate::formats) fn each<const N: usize>(
        &self,
        names: [&str; N],
        progress: &Progress<'_>,
        mut each: impl FnMut([f64; N]),
    ) -> Result<(), FormatError> {
        let mut places = Vec::with_capacity(N);
        for name in names {
            let field = self
                .fields
                .iter()
                .find(|(n, ..)| n == name)
                .ok_or_else(|| {
                    let known: Vec<&str> = self.fields.iter().map(|(n, ..)| n.as_str()).collect();
                    let expected = format!("records with {name}");
                    FormatError::malformed(
                        self.input.path(),
                        self.format,
                        self.input.name(),
                        expected,
                        known.join(", "),
                    )
                })?;
            places.push((field.1, field.2));
        }
        let end = self.start + self.count * self.size;
        self.input.pieces(self.start, end, self.size, |piece| {
            progress.check()?;
            for record in piece.chunks_exact(self.size as usize) {
                let mut values = [f64::NAN; N];
                for (value, (number, from)) in values.iter_mut().zip(&places) {
                    let bytes = record.get(*from..from + number.size as usize);
                    number.decode(bytes.unwrap_or_default(), &mut |v| *value = v);
                }
                each(values);
            }
            Ok(())
        })
    }
}

/// Of "[('a', '<i8'), ('b', '<f4')]"; `None` where a number has axes of its own.
fn fields(descr: &str) -> Option<Vec<(String, Number, usize)>> {
    let list = descr.strip_prefix('[')?.split(']').next()?;
    let mut fields = Vec::new();
    let mut from = 0;
    for record in list.split_inclusive(')').filter(|r| r.contains('(')) {
        let texts: Vec<&str> = record.split(['\'', '"']).skip(1).step_by(2).collect();
        let &[name, kind] = texts.as_slice() else {
            return None;
        };
        let after = record.rsplit(['\'', '"']).next()?;
        if after.chars().any(|c| c.is_ascii_digit()) {
            return None;
        }
        let number = Number::parse(kind).filter(|n| !n.is_text())?;
        fields.push((name.to_owned(), number, from));
        from += number.size as usize;
    }
    (!fields.is_empty()).then_some(fields)
}
