//! Numbers in a text, one after the other, however long the text.

use super::session::Times;
use crate::formats::positional_file::PositionalFile;
use crate::formats::{FormatError, Progress};
use std::path::Path;

/// No number is written with more characters.
const LONGEST: usize = 32;

/// Calls `each` with every number of the text, while it is written without one that nothing follows;
/// what is no number is NaN.
pub(super) fn each(
    path: &Path,
    is_growing: bool,
    progress: &Progress<'_>,
    mut each: impl FnMut(f64),
) -> Result<(), FormatError> {
    let input = PositionalFile::open(path)?;
    let mut word = [0_u8; LONGEST];
    let mut length = 0;
    input.pieces(0, input.length(), 1, |piece| {
        progress.check()?;
        for &byte in piece {
            if byte.is_ascii_whitespace() || byte == b',' {
                if length > 0 {
                    each(parse(word.get(..length).unwrap_or_default(), length));
                }
                length = 0;
                continue;
            }
            if let Some(slot) = word.get_mut(length) {
                *slot = byte;
            }
            length = (length + 1).min(LONGEST + 1);
        }
        Ok(())
    })?;
    if length > 0 && !is_growing {
        each(parse(word.get(..length).unwrap_or_default(), length));
    }
    Ok(())
}

/// How many there are.
pub(super) fn count(
    path: &Path,
    is_growing: bool,
    progress: &Progress<'_>,
) -> Result<usize, FormatError> {
    let input = PositionalFile::open(path)?;
    let (mut count, mut is_inside) = (0, false);
    input.pieces(0, input.length(), 1, |piece| {
        progress.check()?;
        for &byte in piece {
            let inside = !(byte.is_ascii_whitespace() || byte == b',');
            count += usize::from(inside && !is_inside);
            is_inside = inside;
        }
        Ok(())
    })?;
    Ok(count - usize::from(is_inside && is_growing))
}

/// Calls `each` with the sample of every spike.
pub(super) fn each_time(
    times: &Times,
    is_growing: bool,
    progress: &Progress<'_>,
    mut call: impl FnMut(f64),
) -> Result<(), FormatError> {
    let path = match times {
        Times::List(path) => return each(path, is_growing, progress, call),
        Times::Features(path) => path,
    };
    let (mut features, mut at) = (None, 0_usize);
    each(path, is_growing, progress, |v| {
        let Some(features) = features else {
            // More than a spike can have: then there are none.
            features = Some(if (1.0..65_536.0).contains(&v) {
                v as usize
            } else {
                usize::MAX
            });
            return;
        };
        at += 1;
        if at == features {
            at = 0;
            call(v);
        }
    })
}

/// How many spikes have a time.
pub(super) fn count_times(
    times: &Times,
    is_growing: bool,
    progress: &Progress<'_>,
) -> Result<usize, FormatError> {
    if let Times::List(path) = times {
        return count(path, is_growing, progress);
    }
    let mut spikes = 0;
    each_time(times, is_growing, progress, |_| spikes += 1)?;
    Ok(spikes)
}

fn parse(word: &[u8], length: usize) -> f64 {
    if length > LONGEST {
        return f64::NAN;
    }
    // Nearly all are whole numbers, and there may be a hundred million.
    if length <= 15 && word.iter().all(u8::is_ascii_digit) {
        let whole = word.iter().fold(0_u64, |n, b| n * 10 + u64::from(b - b'0'));
        return whole as f64;
    }
    let text = std::str::from_utf8(word).unwrap_or("");
    text.parse().unwrap_or(f64::NAN)
}
