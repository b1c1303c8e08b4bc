//! Zstandard, unpacked under a bound.

use std::io::{self, Read};

/// What a frame holds, which must not be more than `limit` bytes.
pub(super) fn unpack(packed: &[u8], limit: usize) -> io::Result<Vec<u8>> {
    let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidData, format!("zstd: {what}"));
    // A window is kept in memory, and a short frame may state any.
    let most = (limit as u64).max(1 << 20);
    if zstd_window(packed).is_none_or(|w| w > most) {
        return Err(wrong("asks for too large a window".into()));
    }
    let decoder = ruzstd::decoding::StreamingDecoder::new(packed);
    let decoder = decoder.map_err(|e| wrong(e.to_string()))?;
    let mut out = Vec::new();
    decoder.take(limit as u64 + 1).read_to_end(&mut out)?;
    if out.len() > limit {
        return Err(wrong(format!("holds more than {limit} bytes")));
    }
    Ok(out)
}

/// Bytes that a zstd frame asks its reader to keep (RFC 8878, 3.1.1.1).
fn zstd_window(frame: &[u8]) -> Option<u64> {
    let descriptor = *frame.get(4)?;
    if descriptor & 0x20 == 0 {
        let window = *frame.get(5)?;
        let base = 1_u64 << (10 + (window >> 3));
        return Some(base + base / 8 * u64::from(window & 7));
    }
    // A single segment: the window is the whole content, whose size follows.
    let from = 5 + [0, 1, 2, 4][usize::from(descriptor & 3)];
    let width = [1, 2, 4, 8][usize::from(descriptor >> 6)];
    let field = frame.get(from..from + width)?;
    let size = field
        .iter()
        .rev()
        .fold(0_u64, |all, b| (all << 8) | u64::from(*b));
    Some(if width == 2 { size + 256 } else { size })
}
