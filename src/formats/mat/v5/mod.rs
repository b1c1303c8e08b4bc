//! MAT-files of version 5 (`save -v6` and `-v7`).
//!
//! 128 bytes of header, then one element a variable, each perhaps compressed. Source: "MAT-File
//! Format", The `MathWorks`, R2024b.

mod matrix;
mod stream;
pub(super) mod text;

use super::load::Load;
use super::value::MatValue;
use super::{NAME, Variables};
use crate::formats::{FormatError, plain_file, size_text};
use flate2::read::ZlibDecoder;
use matrix::{MATRIX, Values};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use stream::{Stream, Trouble};

const HEADER: usize = 128;
const COMPRESSED: u32 = 15;

/// True for the header of a v5 file.
pub(super) fn recognises(head: &[u8]) -> bool {
    matches!(
        head.get(124..128),
        Some([0, 1, b'I', b'M'] | [1, 0, b'M', b'I'])
    )
}

/// Every variable of the file. One that cannot be read is a warning, and the next is read.
pub(super) fn read(load: &mut Load<'_>) -> Result<Variables, FormatError> {
    let path = load.file;
    let io = |source| FormatError::Io {
        path: path.to_owned(),
        source,
    };
    let file = plain_file::open(path).map_err(io)?;
    let bytes = file.metadata().map_err(io)?.len();
    let mut input = BufReader::with_capacity(1 << 16, file);
    let mut header = [0; HEADER];
    let short = |_| FormatError::malformed(path, NAME, "the header", "128 bytes", "fewer");
    input.read_exact(&mut header).map_err(short)?;
    if !recognises(&header) {
        let found = format!("{:02x?}", header.get(124..128).unwrap_or_default());
        let expected = "a version and byte order of MAT-files";
        return Err(FormatError::malformed(
            path,
            NAME,
            "the header",
            expected,
            found,
        ));
    }
    let big_endian = header.get(126) == Some(&b'M');
    let mut variables = Variables::default();
    let mut at = HEADER as u64;
    while at.saturating_add(8) <= bytes {
        load.check()?;
        load.progress
            .report(0.8 * at as f32 / bytes as f32, "variables");
        input.seek(SeekFrom::Start(at)).map_err(io)?;
        let mut stream = Stream::new(&mut input, big_endian);
        let tag = match stream.tag(bytes - at) {
            Ok(tag) => tag,
            Err(trouble) => {
                // The rest of a file that was cut is still read as far as it goes.
                said(load, &format!("the variable at byte {at}"), trouble)?;
                break;
            }
        };
        let length = tag.bytes;
        let mut path = String::new();
        let read = match tag.kind {
            MATRIX => {
                let end = stream.at + length;
                let mut values = Values {
                    stream: &mut stream,
                    load,
                };
                values.value(end, &mut path, 0).map(Some)
            }
            COMPRESSED => compressed(load, &mut input, length, big_endian, &mut path),
            // Elements of other kinds hold no variables.
            _ => Ok(None),
        };
        match read {
            // The nameless one holds the methods of objects.
            Ok(Some((name, value))) if !name.is_empty() => variables.list.push((name, value)),
            Ok(_) => {}
            Err(trouble) => said(load, &format!("the variable at byte {at}"), trouble)?,
        }
        // Variables stand at multiples of eight bytes, except compressed ones.
        at = at.saturating_add(8).saturating_add(length);
        if tag.kind != COMPRESSED {
            at = at.saturating_add((8 - length % 8) % 8);
        }
    }
    Ok(variables)
}

fn compressed(
    load: &mut Load<'_>,
    input: &mut BufReader<File>,
    length: u64,
    big_endian: bool,
    path: &mut String,
) -> Result<Option<(String, MatValue)>, Trouble> {
    let mut inflated = ZlibDecoder::new(input.take(length));
    let mut stream = Stream::new(&mut inflated, big_endian);
    let tag = stream.tag(u64::MAX)?;
    if tag.kind != MATRIX {
        return Ok(None);
    }
    let end = stream.at + tag.bytes;
    let mut values = Values {
        stream: &mut stream,
        load,
    };
    values.value(end, path, 0).map(Some)
}

/// A variable that cannot be read is left out, and that is said.
fn said(load: &mut Load<'_>, object: &str, trouble: Trouble) -> Result<(), FormatError> {
    let what = match trouble {
        Trouble::Cancelled => return Err(FormatError::Cancelled),
        Trouble::Io(error) => format!("cannot be read ({error})"),
        Trouble::TooLarge(bytes) => format!(
            "{} more are to be unpacked than this file may take",
            size_text(bytes)
        ),
        Trouble::Odd(expected, found) => format!("expected {expected}, found {found}"),
    };
    load.warn(object, format!("{what}; it is left out"));
    Ok(())
}
