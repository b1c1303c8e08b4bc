//! Characters of a v5 file, in the encodings it knows.

/// The characters of an element of this kind; `None` where it holds no text.
pub(super) fn decode(bytes: &[u8], kind: u32, big_endian: bool) -> Option<Vec<char>> {
    match kind {
        // One byte a character (1, 2), or UTF-8 (16), of which the first 128 are the same.
        1 | 2 | 16 => Some(String::from_utf8_lossy(bytes).chars().collect()),
        4 | 17 => {
            let (units, _) = bytes.as_chunks::<2>();
            let units = units.iter().map(|b| {
                if big_endian {
                    u16::from_be_bytes(*b)
                } else {
                    u16::from_le_bytes(*b)
                }
            });
            Some(utf16(units))
        }
        18 => {
            let (units, _) = bytes.as_chunks::<4>();
            let unit = |b: &[u8; 4]| {
                if big_endian {
                    u32::from_be_bytes(*b)
                } else {
                    u32::from_le_bytes(*b)
                }
            };
            let all = units.iter().map(unit);
            Some(
                all.map(|u| char::from_u32(u).unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect(),
            )
        }
        _ => None,
    }
}

pub(in crate::formats::mat) fn utf16(units: impl Iterator<Item = u16>) -> Vec<char> {
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// The rows of an array of characters in column order, without padding.
pub(in crate::formats::mat) fn rows(characters: &[char], height: usize) -> Vec<String> {
    if height <= 1 {
        return vec![trimmed(characters.iter().copied())];
    }
    // No row is without characters: a height beyond them is not believed.
    (0..height.min(characters.len()))
        .map(|row| trimmed(characters.iter().copied().skip(row).step_by(height)))
        .collect()
}

fn trimmed(characters: impl Iterator<Item = char>) -> String {
    let all: String = characters.filter(|c| *c != '\0').collect();
    all.trim_end().to_owned()
}

/// A name of fixed length, up to its end.
pub(super) fn name(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or(bytes)).into_owned()
}
