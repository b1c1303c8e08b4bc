//! MAT-files of version 4 (`save -v4`, Octave, older programs): matrices one after the other, each
//! behind 20 bytes of header and its name. Source: "MAT-File Format", The `MathWorks`, R2024b.

use super::load::{Load, NODE};
use super::numbers::{Data, NumberType};
use super::v5::text;
use super::value::{MatValue, Numbers, OmittedValue, Text, too_large};
use super::{NAME, Variables};
use crate::formats::{FormatError, plain_file};
use std::io::{self, BufReader, Read, Seek, SeekFrom};

const HEADER: usize = 20;
/// Bytes of a name with its end, at most.
const LONGEST_NAME: u32 = 256;

/// The header of one matrix.
#[derive(Clone, Copy)]
struct Head {
    big_endian: bool,
    stored: NumberType,
    class: &'static str,
    kind: u32,
    rows: u64,
    columns: u64,
    is_complex: bool,
    name_bytes: u32,
}

fn head(bytes: &[u8]) -> Option<Head> {
    let (words, _) = bytes.get(..HEADER)?.as_chunks::<4>();
    // Little-endian files have 0 thousands, big-endian ones 1; others are of machines long gone.
    let big_endian = u32::from_le_bytes(*words.first()?) >= 1000;
    let word = |at: usize| {
        let bytes = words.get(at).copied().unwrap_or_default();
        if big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        }
    };
    let code = word(0).checked_sub(if big_endian { 1000 } else { 0 })?;
    let (stored, class) = match code / 10 {
        0 => (NumberType::F64, "double"),
        1 => (NumberType::F32, "single"),
        2 => (NumberType::I32, "int32"),
        3 => (NumberType::I16, "int16"),
        4 => (NumberType::U16, "uint16"),
        5 => (NumberType::U8, "uint8"),
        _ => return None,
    };
    let is_head = code % 10 <= 2 && word(3) <= 1 && (2..=LONGEST_NAME).contains(&word(4));
    let fits = |n: u32| i32::try_from(n).is_ok();
    (is_head && fits(word(1)) && fits(word(2))).then(|| Head {
        big_endian,
        stored,
        class,
        kind: code % 10,
        rows: word(1).into(),
        columns: word(2).into(),
        is_complex: word(3) == 1,
        name_bytes: word(4),
    })
}

fn name(bytes: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(bytes.strip_suffix(&[0])?).ok()?;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let begins = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (begins && name.chars().all(is_word)).then(|| name.to_owned())
}

/// True for the beginning of a v4 file: a header that can be, and the name of a variable.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    let own = head(bytes).and_then(|h| name(bytes.get(HEADER..HEADER + h.name_bytes as usize)?));
    own.is_some()
}

/// Every variable of the file.
pub(super) fn read(load: &mut Load<'_>) -> Result<Variables, FormatError> {
    let path = load.file;
    let io = |source: io::Error| FormatError::Io {
        path: path.to_owned(),
        source,
    };
    let file = plain_file::open(path).map_err(io)?;
    let bytes = file.metadata().map_err(io)?.len();
    let mut input = BufReader::with_capacity(1 << 16, file);
    let mut variables = Variables::default();
    let mut at = 0_u64;
    while at.saturating_add(HEADER as u64) <= bytes {
        load.check()?;
        load.progress
            .report(0.8 * at as f32 / bytes as f32, "variables");
        input.seek(SeekFrom::Start(at)).map_err(io)?;
        let mut first = [0; HEADER];
        input.read_exact(&mut first).map_err(io)?;
        let head = head(&first);
        let mut own = vec![0; head.map_or(0, |h| h.name_bytes as usize)];
        let whole = input.read_exact(&mut own).is_ok();
        let (Some(head), Some(name)) = (head, name(&own).filter(|_| whole)) else {
            let object = format!("the variable at byte {at}");
            load.warn(
                &object,
                "expected the header of a matrix, found none; the rest is left out",
            );
            break;
        };
        at += HEADER as u64 + u64::from(head.name_bytes);
        let count = head.rows * head.columns;
        let size = count.saturating_mul(head.stored.size());
        let next = at.saturating_add(size.saturating_mul(1 + u64::from(head.is_complex)));
        if next > bytes {
            let found = format!("expected {} bytes, found {}", next - at, bytes - at);
            load.warn(&name, format!("{found}; it is left out"));
            break;
        }
        let value = value(load, &mut input, head, count, &name).map_err(io)?;
        variables.list.push((name, value));
        at = next;
    }
    if variables.list.is_empty() {
        let expected = "a matrix with a name";
        return Err(FormatError::malformed(
            path, NAME, "the file", expected, "none",
        ));
    }
    Ok(variables)
}

fn value(
    load: &mut Load<'_>,
    input: &mut impl Read,
    head: Head,
    count: u64,
    name: &str,
) -> io::Result<MatValue> {
    let dims = vec![head.rows, head.columns];
    let omitted = |class: &str, why: &str| {
        MatValue::Omitted(OmittedValue {
            dims: dims.clone(),
            class: class.to_owned().into(),
            why: why.to_owned().into(),
            bytes: None,
        })
    };
    if head.kind == 2 {
        let why = "sparse matrices cannot be read; save it as full(...)";
        load.warn(name, format!("{why}; it is left out"));
        return Ok(omitted("sparse", why));
    }
    let is_text = head.kind == 1;
    // Of text, characters of four bytes, their texts, and a place for each row.
    let rows = head.rows.min(count).saturating_mul(48);
    let cost = count * head.stored.size() + if is_text { count * 8 + rows } else { 0 };
    if !load.charge(NODE + cost) {
        let (omitted, what) = too_large(cost, dims, head.class, load.bound);
        load.warn(name, what);
        return Ok(omitted);
    }
    let data = Data::read(head.stored, head.big_endian, count as usize, |piece| {
        input.read_exact(piece)
    })?;
    if is_text {
        let characters: Vec<char> = data.iter().map(|c| char::from(c as u8)).collect();
        let rows = text::rows(&characters, head.rows as usize);
        return Ok(MatValue::Text(Text { dims, rows }));
    }
    if head.is_complex {
        load.warn(name, "holds complex numbers; their real parts are read");
    }
    Ok(MatValue::Numbers(Numbers {
        dims,
        class: head.class,
        data,
    }))
}
