//! The header of an array, and its numbers. Source: NumPy Enhancement Proposal 1 and the
//! documentation of `numpy.lib.format`, versions 1.0 to 3.0.

use crate::formats::hdf5::half;

/// Longest header that is looked at; NumPy writes about 100 bytes.
pub(in crate::formats) const LONGEST: u64 = 1 << 16;
const MAGIC: &[u8] = b"\x93NUMPY";

/// How a number is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    kind: Kind,
    /// Bytes: 1, 2, 4 or 8.
    pub size: u64,
    is_big_endian: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Signed,
    Unsigned,
    Float,
    /// Text of UTF-32 characters (`U`) or bytes (`S`): how many.
    Wide,
    Bytes,
}

impl Number {
    pub(in crate::formats) fn is_float(self) -> bool {
        self.kind == Kind::Float
    }
    /// Whether it has no fraction.
    pub fn is_integer(self) -> bool {
        matches!(self.kind, Kind::Signed | Kind::Unsigned)
    }
    pub(in crate::formats) fn is_text(self) -> bool {
        matches!(self.kind, Kind::Wide | Kind::Bytes)
    }

    /// From "<i8", "|b1", ">f4".
    pub fn parse(text: &str) -> Option<Self> {
        let (order, rest) = match text.chars().next()? {
            order @ ('<' | '>' | '|' | '=') => (order, text.get(1..)?),
            _ => ('<', text),
        };
        let mut letters = rest.chars();
        let letter = letters.next()?;
        let count: u64 = letters.as_str().parse().ok()?;
        let (kind, size) = match (letter, count) {
            ('i', 1 | 2 | 4 | 8) => (Kind::Signed, count),
            ('u', 1 | 2 | 4 | 8) | ('b', 1) => (Kind::Unsigned, count),
            ('f', 2 | 4 | 8) => (Kind::Float, count),
            ('U', 1..=4096) => (Kind::Wide, count * 4),
            ('S', 1..=4096) => (Kind::Bytes, count),
            _ => return None,
        };
        Some(Self {
            kind,
            size,
            is_big_endian: order == '>',
        })
    }

    /// Calls `each` with every number in `bytes`; text gives none.
    pub fn decode(self, bytes: &[u8], each: &mut impl FnMut(f64)) {
        /// One loop for each type, which the compiler makes fast.
        fn all<const N: usize>(
            bytes: &[u8],
            is_big_endian: bool,
            value: impl Fn([u8; N]) -> f64,
            each: &mut impl FnMut(f64),
        ) {
            let (whole, _) = bytes.as_chunks::<N>();
            for stored in whole {
                let mut stored = *stored;
                if is_big_endian {
                    stored.reverse();
                }
                each(value(stored));
            }
        }
        let big = self.is_big_endian;
        match (self.kind, self.size) {
            (Kind::Signed, 1) => all(bytes, big, |b| i8::from_le_bytes(b).into(), each),
            (Kind::Signed, 2) => all(bytes, big, |b| i16::from_le_bytes(b).into(), each),
            (Kind::Signed, 4) => all(bytes, big, |b| i32::from_le_bytes(b).into(), each),
            (Kind::Signed, 8) => all(bytes, big, |b| i64::from_le_bytes(b) as f64, each),
            (Kind::Unsigned, 1) => all(bytes, big, |b| u8::from_le_bytes(b).into(), each),
            (Kind::Unsigned, 2) => all(bytes, big, |b| u16::from_le_bytes(b).into(), each),
            (Kind::Unsigned, 4) => all(bytes, big, |b| u32::from_le_bytes(b).into(), each),
            (Kind::Unsigned, 8) => all(bytes, big, |b| u64::from_le_bytes(b) as f64, each),
            (Kind::Float, 2) => all(bytes, big, |b| half(u16::from_le_bytes(b).into()), each),
            (Kind::Float, 4) => all(bytes, big, |b| f32::from_le_bytes(b).into(), each),
            (Kind::Float, 8) => all(bytes, big, f64::from_le_bytes, each),
            _ => {}
        }
    }

    /// Every text in `bytes`, without padding; numbers give none.
    pub fn texts(self, bytes: &[u8]) -> Vec<String> {
        let text = |item: &[u8]| -> String {
            let characters: String = match self.kind {
                Kind::Wide => {
                    let (whole, _) = item.as_chunks::<4>();
                    let code = |b: &[u8; 4]| {
                        if self.is_big_endian {
                            u32::from_be_bytes(*b)
                        } else {
                            u32::from_le_bytes(*b)
                        }
                    };
                    whole
                        .iter()
                        .map(|b| char::from_u32(code(b)).unwrap_or('\u{fffd}'))
                        .collect()
                }
                _ => item.iter().map(|&b| char::from(b)).collect(),
            };
            characters.trim_end_matches('\0').trim().to_owned()
        };
        if !self.is_text() {
            return Vec::new();
        }
        bytes.chunks_exact(self.size as usize).map(text).collect()
    }
}

/// What the header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub number: Number,
    /// First axis fastest.
    pub is_fortran: bool,
    pub shape: Vec<u64>,
    /// Byte where the numbers begin.
    pub start: u64,
}

impl Header {
    /// Numbers in the array.
    pub fn count(&self) -> Option<u64> {
        self.shape
            .iter()
            .try_fold(1_u64, |all, &n| all.checked_mul(n))
    }
    /// Bytes of all numbers.
    pub fn bytes(&self) -> Option<u64> {
        self.count()?.checked_mul(self.number.size)
    }

    /// Where in the order of the file the number with this index stands, one entry an axis.
    pub fn place(&self, index: &[u64]) -> u64 {
        let axes = || self.shape.iter().zip(index);
        let step = |place: u64, (n, at): (&u64, &u64)| place.saturating_mul(*n).saturating_add(*at);
        if self.is_fortran {
            axes().rev().fold(0, step)
        } else {
            axes().fold(0, step)
        }
    }

    /// From the beginning of a file; the error says in words what is wrong.
    pub fn parse(head: &[u8]) -> Result<Self, String> {
        let dict = dictionary(head)?;
        let quoted = dict
            .descr
            .strip_prefix(['\'', '"'])
            .and_then(|d| d.split(['\'', '"']).next());
        let number = quoted.and_then(Number::parse).ok_or_else(|| {
            format!(
                "the type {}",
                dict.descr.chars().take(40).collect::<String>()
            )
        })?;
        Ok(Self {
            number,
            is_fortran: dict.is_fortran,
            shape: dict.shape,
            start: dict.start,
        })
    }
}

/// What the text of a header says.
pub(super) struct Dictionary {
    pub descr: String,
    is_fortran: bool,
    pub shape: Vec<u64>,
    pub start: u64,
}

/// The dictionary at the beginning of a file.
pub(super) fn dictionary(head: &[u8]) -> Result<Dictionary, String> {
    if !head.starts_with(MAGIC) {
        return Err("other bytes at its beginning".into());
    }
    let [major, _, rest @ ..] = head.get(MAGIC.len()..).unwrap_or_default() else {
        return Err("a header that breaks off".into());
    };
    let (length, before) = match (major, rest) {
        (1, [a, b, ..]) => (u64::from(u16::from_le_bytes([*a, *b])), 10),
        (2 | 3, [a, b, c, d, ..]) => (u64::from(u32::from_le_bytes([*a, *b, *c, *d])), 12),
        (1..=3, _) => return Err("a header that breaks off".into()),
        _ => return Err(format!("version {major} of the format")),
    };
    let start = before + length;
    let text = (start <= LONGEST)
        .then(|| head.get(before as usize..start as usize))
        .flatten()
        .ok_or("a header that breaks off or is too long")?;
    let text = String::from_utf8_lossy(text);
    let descr = value(&text, "descr").ok_or("a header without the type of the numbers")?;
    let order = value(&text, "fortran_order").ok_or("a header without the order")?;
    let shape = value(&text, "shape")
        .and_then(|s| s.strip_prefix('(')?.split_once(')'))
        .ok_or("a header without the shape")?;
    let axes = shape.0.split(',').map(str::trim).filter(|a| !a.is_empty());
    let shape: Option<Vec<u64>> = axes
        .map(|a| a.trim_end_matches('L').parse().ok())
        .take(33)
        .collect();
    Ok(Dictionary {
        descr: descr.to_owned(),
        is_fortran: order.starts_with("True"),
        shape: shape.ok_or("a shape that is no list of numbers")?,
        start,
    })
}

/// Where an array of Python objects begins; `None` for any other.
pub(super) fn objects(head: &[u8]) -> Option<usize> {
    let dict = dictionary(head).ok()?;
    let is_objects = dict.descr.starts_with("'|O") || dict.descr.starts_with("'O");
    is_objects.then_some(dict.start as usize)
}

/// The text after a key of the dictionary.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = [format!("'{key}'"), format!("\"{key}\"")]
        .iter()
        .find_map(|k| text.split_once(k.as_str()))?;
    Some(rest.trim_start().strip_prefix(':')?.trim_start())
}
