//! From stored bytes to numbers, text and references, whatever the stored type.

use hdf5_reader::error::{ByteOrder, Error};
use hdf5_reader::{Datatype, H5Type, StringSize, dtype_element_size};

/// Any stored integer, truth value or floating-point number, widened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wide(pub f64);

/// How the elements of a dataset are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Layout {
    Unsigned(usize),
    Signed(usize),
    Float(usize),
}

/// Layout and byte order of a number; `None` for anything else.
pub(super) fn layout(dtype: &Datatype) -> Option<(Layout, bool)> {
    let big = |order: &ByteOrder| *order == ByteOrder::BigEndian;
    match dtype {
        Datatype::FixedPoint {
            size,
            signed,
            byte_order,
        } if (1..=8).contains(size) => {
            let size = usize::from(*size);
            let layout = if *signed {
                Layout::Signed(size)
            } else {
                Layout::Unsigned(size)
            };
            Some((layout, big(byte_order)))
        }
        Datatype::FloatingPoint { size, byte_order } if matches!(size, 2 | 4 | 8) => {
            Some((Layout::Float(usize::from(*size)), big(byte_order)))
        }
        Datatype::Bitfield { size, byte_order } if (1..=8).contains(size) => {
            Some((Layout::Unsigned(usize::from(*size)), big(byte_order)))
        }
        Datatype::Enum { base, .. } => layout(base),
        _ => None,
    }
}

pub(super) fn is_number(dtype: &Datatype) -> bool {
    layout(dtype).is_some()
}

pub(super) fn is_integer(dtype: &Datatype) -> bool {
    layout(dtype).is_some_and(|(l, _)| !matches!(l, Layout::Float(_)))
}

pub(super) fn is_text(dtype: &Datatype) -> bool {
    matches!(dtype, Datatype::String { .. })
        || matches!(dtype, Datatype::VarLen { base, .. } if base.is_vlen_string_base())
}

/// The bytes of one element as an unsigned integer.
fn bits(bytes: &[u8], big_endian: bool) -> u64 {
    let join = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
    if big_endian {
        bytes.iter().fold(0, join)
    } else {
        bytes.iter().rev().fold(0, join)
    }
}

fn signed(bits: u64, size: usize) -> i64 {
    let unused = 64 - 8 * size as u32;
    ((bits << unused) as i64) >> unused
}

/// IEEE half precision.
pub fn half(bits: u64) -> f64 {
    let fraction = (bits & 0x3ff) as f64 / 1024.0;
    let size = match (bits >> 10) & 0x1f {
        0 => fraction * 2f64.powi(-14),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        e => (1.0 + fraction) * 2f64.powi(e as i32 - 15),
    };
    if bits & 0x8000 == 0 { size } else { -size }
}

fn widen(bytes: &[u8], layout: Layout, big_endian: bool) -> f64 {
    let bits = bits(bytes, big_endian);
    match layout {
        Layout::Unsigned(_) => bits as f64,
        Layout::Signed(size) => signed(bits, size) as f64,
        Layout::Float(2) => half(bits),
        Layout::Float(4) => f64::from(f32::from_bits(bits as u32)),
        Layout::Float(_) => f64::from_bits(bits),
    }
}

fn size_of_layout(layout: Layout) -> usize {
    match layout {
        Layout::Unsigned(size) | Layout::Signed(size) | Layout::Float(size) => size,
    }
}

/// All numbers in `raw`; `None` when `dtype` is no number.
pub fn numbers(raw: &[u8], dtype: &Datatype) -> Option<Vec<f64>> {
    let (layout, big) = layout(dtype)?;
    // As nearly all files store them: nothing but a copy.
    if (layout, big) == (Layout::Float(8), false) {
        let (whole, _) = raw.as_chunks::<8>();
        return Some(
            whole
                .iter()
                .map(|bytes| f64::from_le_bytes(*bytes))
                .collect(),
        );
    }
    Some(
        raw.chunks_exact(size_of_layout(layout))
            .map(|bytes| widen(bytes, layout, big))
            .collect(),
    )
}

/// All integers in `raw`, written out in full.
pub fn integers_as_text(raw: &[u8], dtype: &Datatype) -> Option<Vec<String>> {
    let (layout, big) = layout(dtype)?;
    raw.chunks_exact(size_of_layout(layout))
        .map(|bytes| match layout {
            Layout::Unsigned(_) => Some(bits(bytes, big).to_string()),
            Layout::Signed(size) => Some(signed(bits(bytes, big), size).to_string()),
            Layout::Float(_) => None,
        })
        .collect()
}

/// All object references in `raw`, as addresses of object headers.
pub(super) fn references(raw: &[u8], dtype: &Datatype) -> Option<Vec<u64>> {
    match dtype {
        Datatype::Reference { size, .. } if matches!(size, 4 | 8) => Some(
            raw.chunks_exact(usize::from(*size))
                .map(|bytes| bits(bytes, false))
                .collect(),
        ),
        _ => None,
    }
}

/// All texts in `raw`. `resolve` gives the bytes of a variable-length text from its reference of
/// `reference_size` bytes.
pub(super) fn texts<E>(
    raw: &[u8],
    dtype: &Datatype,
    reference_size: usize,
    mut resolve: impl FnMut(&[u8]) -> Result<Vec<u8>, E>,
) -> Option<Result<Vec<String>, E>> {
    match dtype {
        Datatype::String {
            size: StringSize::Fixed(length),
            ..
        } if *length > 0 => Some(Ok(raw.chunks_exact(*length as usize).map(text).collect())),
        _ if is_text(dtype) && reference_size > 0 => Some(
            raw.chunks_exact(reference_size)
                .map(|reference| resolve(reference).map(|bytes| text(&bytes)))
                .collect(),
        ),
        _ => None,
    }
}

/// Up to the first NUL, without padding; bytes that are no UTF-8 become U+FFFD.
fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
    let used = bytes.get(..end).unwrap_or(bytes);
    String::from_utf8_lossy(used).trim_end().to_owned()
}

impl H5Type for Wide {
    fn hdf5_type() -> Datatype {
        f64::hdf5_type()
    }
    fn from_bytes(bytes: &[u8], dtype: &Datatype) -> Result<Self, Error> {
        let mismatch = || Error::TypeMismatch {
            expected: "a number".into(),
            actual: name(dtype).into(),
        };
        let (layout, big) = layout(dtype).ok_or_else(mismatch)?;
        let bytes = bytes.get(..size_of_layout(layout)).ok_or_else(mismatch)?;
        Ok(Self(widen(bytes, layout, big)))
    }
    fn element_size(dtype: &Datatype) -> usize {
        dtype_element_size(dtype).unwrap_or(1)
    }
    fn decode_vec(raw: &[u8], dtype: &Datatype, count: usize) -> Option<Result<Vec<Self>, Error>> {
        let (layout, big) = layout(dtype)?;
        let size = size_of_layout(layout);
        let raw = raw.get(..count.checked_mul(size)?)?;
        Some(Ok(raw
            .chunks_exact(size)
            .map(|bytes| Self(widen(bytes, layout, big)))
            .collect()))
    }
}

/// A type in a person's words.
pub(super) fn name(dtype: &Datatype) -> &'static str {
    match dtype {
        Datatype::FixedPoint { .. } => "integers",
        Datatype::FloatingPoint { .. } => "floating-point numbers",
        Datatype::String { .. } => "text",
        Datatype::Compound { .. } => "compound values",
        Datatype::Array { .. } => "arrays",
        Datatype::Enum { .. } => "enumerated values",
        Datatype::VarLen { base, .. } if base.is_vlen_string_base() => "text",
        Datatype::VarLen { .. } => "lists of varying length",
        Datatype::Opaque { .. } => "opaque bytes",
        Datatype::Reference { .. } => "object references",
        Datatype::Bitfield { .. } => "bit fields",
    }
}
