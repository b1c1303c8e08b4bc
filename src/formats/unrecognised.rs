//! What a file of no known format seems to be, in words.

use std::path::Path;

use super::{FormatError, all};

/// First bytes, and what begins with them.
const SIGNATURES: [(&[u8], &str); 31] = [
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"%PDF", "a PDF document"),
    (
        b"PK\x03\x04",
        "a ZIP archive (also Excel, Word and npz files)",
    ),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ\0", "an xz archive; unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"MATLAB 5.0 MAT-file", "a MATLAB v5 file"),
    (
        b"MATLAB 7.3 MAT-file",
        "a MATLAB 7.3 file (HDF5) without NWB contents",
    ),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file without NWB contents"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"0       ", "an EDF file"),
    (b"\xffBIOSEMI", "a BDF file"),
    (b"BRSMPGRP", "a Blackrock file"),
    (b"NEURALEV", "a Blackrock NEV file"),
    (b"NEURALCD", "a Blackrock NSx file"),
    (b"PLEX", "a Plexon file"),
    (b"PAR1", "a damaged Parquet file"),
    (b"ARROW1", "an Arrow file; write it as Parquet"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "an executable program"),
    (b"MZ", "an executable program"),
    (b"RIFF", "a sound or video file"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document"),
];

/// What a file that begins with `head` seems to be.
pub(super) fn describe(head: &[u8]) -> String {
    if head.is_empty() {
        return "an empty file (0 bytes)".into();
    }
    // MATLAB 7.3 is HDF5 behind 512 bytes of text, which comes first.
    if let Some((_, words)) = SIGNATURES.iter().find(|(bytes, _)| head.starts_with(bytes)) {
        return (*words).to_owned();
    }
    let begins = |text: &[u8]| head.trim_ascii_start().starts_with(text);
    if begins(b"<!DOCTYPE html") || begins(b"<html") {
        return "a web page".into();
    }
    if begins(b"<?xml") {
        return "an XML document".into();
    }
    if head.iter().all(|&b| b == 0) {
        return "nothing but zeros; perhaps the file was never copied whole".into();
    }
    let shown: Vec<String> = head.iter().take(8).map(|b| format!("{b:02x}")).collect();
    format!("binary data that begins with {}", shown.join(" "))
}

/// Files that are text, or begin like it, and are no tables; `None` for other text.
pub(super) fn text_but_no_table(head: &[u8]) -> Option<String> {
    let begins = |bytes: &[u8]| head.trim_ascii_start().starts_with(bytes);
    // An EDF header is 256 characters without a line end; a table in columns may begin alike.
    let edf = head.starts_with(b"0       ")
        && head
            .get(..256)
            .is_some_and(|h| !h.iter().any(|b| matches!(b, b'\n' | b'\r')));
    let document = [
        "%PDF",
        "<?xml",
        "<!DOCTYPE html",
        "<html",
        "MATLAB 5.0",
        "MATLAB 7.3",
    ]
    .iter()
    .any(|d| begins(d.as_bytes()));
    (edf || document).then(|| describe(head))
}

/// The error for a file of no known format.
pub(super) fn error(path: &Path, found: impl Into<String>) -> FormatError {
    let known: Vec<&str> = all().iter().map(|f| f.name()).collect();
    FormatError::Unrecognised {
        path: path.to_owned(),
        found: found.into(),
        known: known.join("; "),
    }
}
