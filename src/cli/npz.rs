//! Arrays as NumPy's `.npz`: a ZIP archive of `.npy` files (NumPy's format 1.0).

use super::error::Error;
use super::output::io_message;
use crate::formats::atomic_write;
use crate::views::{Array, Arrays};
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Writes them as they come: they may be large. The file is complete or absent.
pub(super) fn write(path: &Path, arrays: &Arrays) -> Result<(), Error> {
    let cannot =
        |e: &io::Error| Error::with_path(path, format_args!("cannot write: {}", io_message(e)));
    let file = atomic_write::temporary(path).map_err(|e| cannot(&e))?;
    let file = archive(BufWriter::new(file), arrays)
        .and_then(|buffer| buffer.into_inner().map_err(io::IntoInnerError::into_error))
        .map_err(|e| cannot(&e))?;
    atomic_write::persist(file, path).map_err(|e| cannot(&e))
}

fn archive<W: Write + Seek>(to: W, arrays: &Arrays) -> io::Result<W> {
    let mut zip = ZipWriter::new(to);
    // Pictures of noise hardly compress.
    let stored = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .large_file(true);
    for (name, array) in &arrays.arrays {
        zip.start_file(format!("{name}.npy"), stored)?;
        match array {
            Array::F32(values) => {
                zip.write_all(&header("<f4", values.shape()))?;
                for value in values {
                    zip.write_all(&value.to_le_bytes())?;
                }
            }
            Array::F64(values) => {
                zip.write_all(&header("<f8", values.shape()))?;
                for value in values {
                    zip.write_all(&value.to_le_bytes())?;
                }
            }
        }
    }
    Ok(zip.finish()?)
}

/// Version 1.0: magic, length, a dictionary in Python's words, padded so that the values begin at a
/// multiple of 64 bytes.
pub fn header(kind: &str, shape: &[usize]) -> Vec<u8> {
    let sides = format!("{shape:?}");
    let sides = sides.trim_matches(['[', ']']);
    let mut words = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({sides},), }}")
        .into_bytes();
    let before = 10;
    let whole = (before + words.len() + 1).next_multiple_of(64);
    words.resize(whole - before - 1, b' ');
    words.push(b'\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((words.len() as u16).to_le_bytes());
    bytes.extend(words);
    bytes
}
