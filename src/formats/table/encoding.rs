//! Text encodings: what a file begins with, and its bytes as UTF-8.

use crate::formats::plain_file;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// How the characters of a text file are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Utf8,
    /// UTF-8 that begins with a byte-order mark.
    Utf8Mark,
    Utf16Le,
    Utf16Be,
    /// Not valid UTF-8: read byte by byte as Latin-1.
    Latin1,
}

impl Encoding {
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Mark => "UTF-8 with byte-order mark",
            Self::Utf16Le => "UTF-16, little end first",
            Self::Utf16Be => "UTF-16, big end first",
            Self::Latin1 => "Latin-1",
        }
    }
    /// Bytes a character of plain text takes.
    pub(super) fn width(self) -> u64 {
        match self {
            Self::Utf16Le | Self::Utf16Be => 2,
            _ => 1,
        }
    }
}

/// The encoding of a file that begins with `head`, and whether a mark says so; `None` when it is
/// not text.
pub(super) fn detect(head: &[u8]) -> Option<(Encoding, bool)> {
    if head.starts_with(&[0xef, 0xbb, 0xbf]) {
        return is_text(&head[3..]).then_some((Encoding::Utf8Mark, true));
    }
    for (mark, encoding) in [
        ([0xff, 0xfe], Encoding::Utf16Le),
        ([0xfe, 0xff], Encoding::Utf16Be),
    ] {
        if head.starts_with(&mark) {
            return is_text(decode_utf16(&head[2..], encoding).as_bytes())
                .then_some((encoding, true));
        }
    }
    // UTF-16 without a mark: nearly every second byte of plain text is zero.
    let zeros = |from: usize| {
        head.iter()
            .skip(from)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let half = head.len() / 2;
    if half >= 4 {
        for (from, encoding) in [(1, Encoding::Utf16Le), (0, Encoding::Utf16Be)] {
            if zeros(from) * 10 >= half * 9 && zeros(1 - from) == 0 {
                return is_text(decode_utf16(head, encoding).as_bytes())
                    .then_some((encoding, false));
            }
        }
    }
    if !is_text(head) {
        return None;
    }
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        // A character cut by the end of the head.
        Err(e) => e.error_len().is_none(),
    };
    Some(if valid {
        (Encoding::Utf8, true)
    } else {
        (Encoding::Latin1, false)
    })
}

/// No zeros and hardly any control characters.
fn is_text(bytes: &[u8]) -> bool {
    let controls = bytes
        .iter()
        .filter(|&&b| (b < 32 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c)) || b == 127)
        .count();
    !bytes.contains(&0) && controls * 100 <= bytes.len()
}

/// The head as text, without its mark.
pub(super) fn decode(head: &[u8], encoding: Encoding) -> String {
    match encoding {
        Encoding::Utf8 => String::from_utf8_lossy(head).into_owned(),
        Encoding::Utf8Mark => String::from_utf8_lossy(head.get(3..).unwrap_or(&[])).into_owned(),
        Encoding::Latin1 => head.iter().map(|&b| char::from(b)).collect(),
        Encoding::Utf16Le | Encoding::Utf16Be => {
            let marked = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
            decode_utf16(if marked { &head[2..] } else { head }, encoding)
        }
    }
}

fn decode_utf16(bytes: &[u8], encoding: Encoding) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|&pair| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes(pair),
        _ => u16::from_le_bytes(pair),
    });
    char::decode_utf16(units)
        .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// The file's bytes as UTF-8 (or as they are, for Latin-1), without a byte-order mark.
pub(super) fn open(path: &Path, encoding: Encoding) -> io::Result<Box<dyn Read>> {
    let mut file = plain_file::open(path)?;
    let mut mark = [0_u8; 2];
    let skip = match encoding {
        Encoding::Utf8 | Encoding::Latin1 => 0,
        Encoding::Utf8Mark => 3,
        Encoding::Utf16Le | Encoding::Utf16Be => {
            let marked = file.read_exact(&mut mark).is_ok()
                && (mark == [0xff, 0xfe] || mark == [0xfe, 0xff]);
            if marked { 2 } else { 0 }
        }
    };
    file.seek(SeekFrom::Start(skip))?;
    Ok(match encoding {
        Encoding::Utf16Le | Encoding::Utf16Be => Box::new(Utf16Reader {
            inner: BufReader::with_capacity(1 << 16, file),
            encoding,
            carry: Vec::new(),
            ready: Vec::new(),
            given: 0,
        }),
        _ => Box::new(file),
    })
}

/// Turns UTF-16 into UTF-8 piece by piece.
struct Utf16Reader<R> {
    inner: R,
    encoding: Encoding,
    /// Bytes of a character whose rest is still to come.
    carry: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
}

impl<R: Read> Read for Utf16Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            let mut piece = std::mem::take(&mut self.carry);
            let kept = piece.len();
            piece.resize(kept + (1 << 14), 0);
            let got = self.inner.read(&mut piece[kept..])?;
            piece.truncate(kept + got);
            if got == 0 {
                return Ok(0);
            }
            let mut whole = piece.len() & !1;
            // A high surrogate at the end waits for its partner.
            let high = match self.encoding {
                Encoding::Utf16Be => whole.checked_sub(2),
                _ => whole.checked_sub(1),
            };
            if high
                .and_then(|at| piece.get(at))
                .is_some_and(|b| (0xd8..0xdc).contains(b))
            {
                whole -= 2;
            }
            self.carry = piece.split_off(whole);
            self.ready = decode_utf16(&piece, self.encoding).into_bytes();
            self.given = 0;
        }
        let count = out.len().min(self.ready.len() - self.given);
        out[..count].copy_from_slice(&self.ready[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}
