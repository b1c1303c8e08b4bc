//! The elements of a v5 file: a tag that says kind and length, then the data.

use std::io::{self, Read};

/// Why an element cannot be read.
#[derive(Debug)]
pub(in crate::formats::mat) enum Trouble {
    /// The file or its compressed part ends or cannot be read.
    Io(io::Error),
    /// Expected, found.
    Odd(&'static str, String),
    /// Nobody wants it any more.
    Cancelled,
    /// It takes at least so many bytes, which are not there.
    TooLarge(u64),
}

impl Trouble {
    pub fn odd(expected: &'static str, found: impl Into<String>) -> Self {
        Self::Odd(expected, found.into())
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Kind and length of an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag {
    pub kind: u32,
    pub bytes: u64,
    /// Up to four bytes may stand in the tag itself.
    small: Option<[u8; 4]>,
}

/// Bytes in order, and how many there were.
pub(super) struct Stream<'a> {
    inner: &'a mut dyn Read,
    pub at: u64,
    pub big_endian: bool,
}

impl<'a> Stream<'a> {
    pub fn new(inner: &'a mut dyn Read, big_endian: bool) -> Self {
        Self {
            inner,
            at: 0,
            big_endian,
        }
    }
    fn word(&self, bytes: [u8; 4]) -> u32 {
        if self.big_endian {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        }
    }
    /// Fills `out` with the next bytes, which must end before `end`.
    pub fn fill(&mut self, out: &mut [u8], end: u64) -> Result<(), Trouble> {
        let after = self.at.saturating_add(out.len() as u64);
        if after > end {
            let found = format!("{} bytes more", after - end);
            return Err(Trouble::odd("an element within the one around it", found));
        }
        self.inner.read_exact(out)?;
        self.at = after;
        Ok(())
    }
    /// The next tag.
    pub fn tag(&mut self, end: u64) -> Result<Tag, Trouble> {
        let mut first = [0; 4];
        let mut second = [0; 4];
        self.fill(&mut first, end)?;
        self.fill(&mut second, end)?;
        let word = self.word(first);
        // A small element has its length in the upper half of the first word.
        if word >> 16 != 0 {
            let bytes = u64::from(word >> 16);
            if bytes > 4 {
                let found = format!("a small element of {bytes} bytes");
                return Err(Trouble::odd("at most 4 bytes", found));
            }
            return Ok(Tag {
                kind: word & 0xffff,
                bytes,
                small: Some(second),
            });
        }
        let bytes = u64::from(self.word(second));
        if self.at.saturating_add(bytes) > end {
            let found = format!("one of {bytes} bytes where {} are left", end - self.at);
            return Err(Trouble::odd("an element within the one around it", found));
        }
        Ok(Tag {
            kind: word,
            bytes,
            small: None,
        })
    }
    /// Reads on to `to`.
    pub fn skip_to(&mut self, to: u64, alive: impl Fn() -> bool) -> Result<(), Trouble> {
        let mut scratch = [0; 1 << 14];
        let mut rounds = 0_u32;
        while self.at < to {
            let wanted = (to - self.at).min(scratch.len() as u64) as usize;
            let part = scratch.get_mut(..wanted).unwrap_or_default();
            self.fill(part, to)?;
            rounds = rounds.wrapping_add(1);
            if rounds.is_multiple_of(64) && !alive() {
                return Err(Trouble::Cancelled);
            }
        }
        Ok(())
    }
    /// Calls `read` with a function that fills pieces of the element, then goes to its end.
    pub fn contents<T>(
        &mut self,
        tag: Tag,
        end: u64,
        alive: impl Fn() -> bool,
        read: impl FnOnce(&mut dyn FnMut(&mut [u8]) -> Result<(), Trouble>) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        if let Some(small) = tag.small {
            let mut rest = small.get(..tag.bytes as usize).unwrap_or_default();
            return read(&mut |out: &mut [u8]| Ok(rest.read_exact(out)?));
        }
        let stop = self.at + tag.bytes;
        let result = read(&mut |out: &mut [u8]| {
            if alive() {
                self.fill(out, stop)
            } else {
                Err(Trouble::Cancelled)
            }
        })?;
        self.skip_to(stop.next_multiple_of(8).min(end), alive)?;
        Ok(result)
    }
    /// The bytes of an element that is known to be short.
    pub fn bytes(&mut self, tag: Tag, end: u64) -> Result<Vec<u8>, Trouble> {
        self.contents(
            tag,
            end,
            || true,
            |fill| {
                let mut bytes = vec![0; tag.bytes as usize];
                fill(&mut bytes)?;
                Ok(bytes)
            },
        )
    }
    /// The words of a short element.
    pub fn words(&mut self, tag: Tag, end: u64) -> Result<Vec<u32>, Trouble> {
        let bytes = self.bytes(tag, end)?;
        let (words, _) = bytes.as_chunks::<4>();
        Ok(words.iter().map(|w| self.word(*w)).collect())
    }
}
