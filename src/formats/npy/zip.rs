//! As much of ZIP as `.npz` needs: the list of members, stored or deflated, beyond 4 GB as well.
//! Source: PKWARE's APPNOTE.TXT.

use crate::formats::positional_file::{Header, PositionalFile};
use flate2::read::DeflateDecoder;
use std::io::{self, Read};
use std::sync::Arc;

/// The end of the archive lies within so many bytes of the end of the file.
const END_WITHIN: u64 = 22 + 65_535;
/// More members than this are no units.
const MOST_MEMBERS: usize = 200_000;

/// One member.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub name: String,
    /// Bytes before compression, as the archive says.
    pub bytes: u64,
    stored: u64,
    at: u64,
    is_deflated: bool,
}

pub(super) fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// The members, or what is wrong.
pub(super) fn members(input: &PositionalFile) -> Result<Vec<Member>, String> {
    let tail_at = input.length().saturating_sub(END_WITHIN);
    let read = |at: u64, count: u64| input.up_to(at, count).map_err(|e| e.to_string());
    let tail = read(tail_at, END_WITHIN)?;
    let end = tail
        .windows(4)
        .rposition(|w| w == b"PK\x05\x06")
        .ok_or("no list of members at its end; perhaps it was not copied whole")?;
    let header = Header(tail.get(end..).unwrap_or_default());
    let list = header
        .u32(12)
        .zip(header.u32(16))
        .ok_or("a list of members that breaks off")?;
    let (mut size, mut at) = (u64::from(list.0), u64::from(list.1));
    if list.0 == u32::MAX || list.1 == u32::MAX {
        let locator = (tail_at + end as u64)
            .checked_sub(20)
            .ok_or("no list of members")?;
        let far = Header(&read(locator, 20)?)
            .u64(8)
            .ok_or("no list of members")?;
        let bytes = read(far, 56)?;
        let far = Header(&bytes);
        (size, at) = far.u64(40).zip(far.u64(48)).ok_or("no list of members")?;
    }
    let bytes = read(at, size.min(input.length()))?;
    let mut all = Vec::new();
    let mut rest = &bytes[..];
    while rest.starts_with(b"PK\x01\x02") && all.len() < MOST_MEMBERS {
        let Some((member, next)) = member(Header(rest)) else {
            return Err("a list of members that breaks off".into());
        };
        all.extend(member);
        rest = rest.get(next..).unwrap_or_default();
    }
    Ok(all)
}

/// An entry of the list (`None` for a folder or an unknown compression), and where the next begins.
fn member(header: Header<'_>) -> Option<(Option<Member>, usize)> {
    let (method, flags) = (header.u16(10)?, header.u16(8)?);
    let sizes = (header.u32(20)?, header.u32(24)?, header.u32(42)?);
    let lengths = [header.u16(28)?, header.u16(30)?, header.u16(32)?].map(usize::from);
    let name = header.text(46, lengths[0])?;
    let extra = Header(header.bytes(46 + lengths[0], lengths[1])?);
    let next = 46 + lengths.iter().sum::<usize>();
    // Numbers that do not fit four bytes follow in the order of the entry.
    let mut large = large(extra);
    let mut wide = |v: u32| match v {
        u32::MAX => large.next().unwrap_or(u64::MAX),
        v => v.into(),
    };
    let (bytes, stored, at) = (wide(sizes.1), wide(sizes.0), wide(sizes.2));
    let is_readable = matches!(method, 0 | 8) && flags & 1 == 0 && !name.ends_with('/');
    let member = is_readable.then_some(Member {
        name,
        bytes,
        stored,
        at,
        is_deflated: method == 8,
    });
    Some((member, next))
}

/// The numbers of eight bytes in the extra field of an entry.
fn large(extra: Header<'_>) -> impl Iterator<Item = u64> {
    let mut at = 0;
    let mut found = Vec::new();
    while let Some((id, size)) = extra.u16(at).zip(extra.u16(at + 2)) {
        if id == 1 {
            found.extend((0..usize::from(size) / 8).filter_map(|n| extra.u64(at + 4 + 8 * n)));
        }
        at += 4 + usize::from(size);
    }
    found.into_iter()
}

/// A stretch of a file as a stream.
struct Stretch {
    input: Arc<PositionalFile>,
    at: u64,
    end: u64,
}

impl Read for Stretch {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = (buffer.len() as u64).min(self.end.saturating_sub(self.at)) as usize;
        let part = buffer.get_mut(..count).unwrap_or_default();
        self.input.fill(self.at, part)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Member {
    /// What it can come to at most: deflate does not make more than 1032 times as much.
    pub(super) fn is_possible(&self, input: &PositionalFile) -> bool {
        let most = if self.is_deflated { 1032 } else { 1 };
        self.stored <= input.length() && self.bytes <= self.stored.saturating_mul(most)
    }

    /// Its contents.
    pub(super) fn open(&self, input: &Arc<PositionalFile>) -> Result<Box<dyn Read>, String> {
        let local = input.up_to(self.at, 30).map_err(|e| e.to_string())?;
        let header = Header(&local);
        let lengths = header.u16(26).zip(header.u16(28));
        let (name, extra) = lengths
            .filter(|_| local.starts_with(b"PK\x03\x04"))
            .ok_or("no header where the list says")?;
        let start = self
            .at
            .saturating_add(30 + u64::from(name) + u64::from(extra));
        let end = start.saturating_add(self.stored);
        if end > input.length() {
            return Err("it does not lie in the file".into());
        }
        let stretch = Stretch {
            input: Arc::clone(input),
            at: start,
            end,
        };
        Ok(if self.is_deflated {
            Box::new(DeflateDecoder::new(io::BufReader::with_capacity(
                1 << 16,
                stretch,
            )))
        } else {
            Box::new(stretch)
        })
    }
}
