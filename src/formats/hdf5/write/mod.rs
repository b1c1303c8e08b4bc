//! A small writer of HDF5: groups, arrays in one piece, attributes, text, object references.
//!
//! The crate that reads HDF5 does not write it, and those that write bring a second reader along;
//! NWB needs little. Children are written before their group, so that their addresses are known;
//! arrays stream to the file and are never held in memory. Text goes to pages of the
//! global heap, which are filled in when the file is finished.

pub(in crate::formats) mod encode;

use encode::{Kind, NOWHERE, kind};
use std::io::{self, Seek, SeekFrom, Write};

/// Bytes of a heap page; longer texts get one of their own.
const PAGE: usize = 1 << 16;
/// Bytes before the objects of a page, and before the text of each.
const PAGE_HEAD: usize = 16;
const OBJECT_HEAD: usize = 16;

/// The place of an object in the file, which links and references hold.
pub(in crate::formats) type Address = u64;

/// The value of an attribute.
pub(in crate::formats) enum Value<'v> {
    Text(&'v str),
    Texts(&'v [String]),
    Number(f64),
    Whole(i64),
    Object(Address),
}

/// Attributes by name.
pub(in crate::formats) type Attributes<'v> = Vec<(&'v str, Value<'v>)>;

struct Page {
    address: Address,
    bytes: Vec<u8>,
    /// Bytes reserved in the file.
    room: usize,
    objects: u16,
}

/// Writes one file from its beginning to its end.
pub(in crate::formats) struct Writer<W> {
    out: W,
    /// The end of the file so far.
    at: u64,
    pages: Vec<Page>,
}

fn too_long(what: &str) -> io::Error {
    let text = format!("{what} is longer than HDF5 can hold in one piece");
    io::Error::new(io::ErrorKind::InvalidInput, text)
}

impl<W: Write + Seek> Writer<W> {
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(&[0; encode::SUPERBLOCK as usize])?;
        Ok(Self {
            out,
            at: encode::SUPERBLOCK,
            pages: Vec::new(),
        })
    }

    fn write_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    fn align(&mut self) -> io::Result<()> {
        let gap = (8 - self.at % 8) % 8;
        self.write_bytes(&[0; 8][..gap as usize])
    }

    /// Puts a text into the heap; gives the reference to it.
    fn text(&mut self, text: &str) -> io::Result<[u8; 16]> {
        let mut reference = [0; 16];
        if text.is_empty() {
            return Ok(reference);
        }
        let length = u32::try_from(text.len()).map_err(|_| too_long("a text"))?;
        let needed = OBJECT_HEAD + text.len().next_multiple_of(8);
        let fits = |page: &Page| {
            // The rest of a page is an object, too: it needs a head.
            page.bytes.len() + needed + OBJECT_HEAD <= page.room && page.objects < u16::MAX - 1
        };
        if !self.pages.last().is_some_and(fits) {
            self.align()?;
            let room = PAGE.max(PAGE_HEAD + needed + OBJECT_HEAD);
            let mut bytes = b"GCOL\x01\0\0\0".to_vec();
            bytes.extend((room as u64).to_le_bytes());
            self.pages.push(Page {
                address: self.at,
                bytes,
                room,
                objects: 0,
            });
            self.write_bytes(&vec![0; room])?;
        }
        let Some(page) = self.pages.last_mut() else {
            return Ok(reference);
        };
        page.objects += 1;
        page.bytes.extend(page.objects.to_le_bytes());
        page.bytes.extend([1, 0, 0, 0, 0, 0]);
        page.bytes.extend((text.len() as u64).to_le_bytes());
        page.bytes.extend(text.as_bytes());
        let end = page.bytes.len().next_multiple_of(8);
        page.bytes.resize(end, 0);
        reference[..4].copy_from_slice(&length.to_le_bytes());
        reference[4..12].copy_from_slice(&page.address.to_le_bytes());
        reference[12..].copy_from_slice(&u32::from(page.objects).to_le_bytes());
        Ok(reference)
    }

    fn object(
        &mut self,
        mut messages: Vec<(u16, Vec<u8>)>,
        attributes: Attributes<'_>,
    ) -> io::Result<Address> {
        for (name, value) in attributes {
            let message = match value {
                Value::Text(text) => {
                    let reference = self.text(text)?;
                    encode::attribute(name, Kind::Text, None, &reference)
                }
                Value::Texts(texts) => {
                    let mut data = Vec::with_capacity(16 * texts.len());
                    for text in texts {
                        data.extend(self.text(text)?);
                    }
                    encode::attribute(name, Kind::Text, Some(&[texts.len() as u64]), &data)
                }
                Value::Number(number) => {
                    encode::attribute(name, Kind::F64, None, &number.to_le_bytes())
                }
                Value::Whole(number) => {
                    encode::attribute(name, Kind::I64, None, &number.to_le_bytes())
                }
                Value::Object(address) => {
                    encode::attribute(name, Kind::Reference, None, &address.to_le_bytes())
                }
            };
            messages.push((kind::ATTRIBUTE, message));
        }
        let header = encode::header(&messages).ok_or_else(|| too_long("a header"))?;
        self.align()?;
        let address = self.at;
        self.write_bytes(&header)?;
        Ok(address)
    }

    /// A group of these children, which are written already.
    pub fn group(
        &mut self,
        children: &[(String, Address)],
        attributes: Attributes<'_>,
    ) -> io::Result<Address> {
        self.group_with_paths(children, &[], attributes)
    }

    /// A group of children, and of links to objects elsewhere: name, path.
    pub fn group_with_paths(
        &mut self,
        children: &[(String, Address)],
        paths: &[(&str, &str)],
        attributes: Attributes<'_>,
    ) -> io::Result<Address> {
        let mut messages = vec![
            (kind::LINK_INFO, encode::link_info()),
            (kind::GROUP_INFO, vec![0, 0]),
        ];
        let links = children
            .iter()
            .map(|(name, address)| encode::link(name, *address));
        messages.extend(links.map(|message| (kind::LINK, message)));
        let links = paths
            .iter()
            .map(|(name, path)| encode::soft_link(name, path));
        messages.extend(links.map(|message| (kind::LINK, message)));
        self.object(messages, attributes)
    }

    /// An array; `data` gives its bytes, in pieces, and must give as many as the shape asks for.
    /// `dims` is `None` for a single value.
    pub fn array(
        &mut self,
        kind_of: Kind,
        dims: Option<&[u64]>,
        attributes: Attributes<'_>,
        mut data: impl FnMut(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()>,
    ) -> io::Result<Address> {
        self.align()?;
        let count: u64 = dims.map_or(1, |d| d.iter().product());
        let bytes = count * kind_of.size();
        let start = self.at;
        data(&mut |piece: &[u8]| self.write_bytes(piece))?;
        if self.at - start != bytes {
            return Err(io::Error::other(
                "an array gave fewer or more bytes than its shape",
            ));
        }
        let address = if bytes == 0 { NOWHERE } else { start };
        let messages = vec![
            (kind::SHAPE, encode::shape(dims)),
            (kind::TYPE, kind_of.message()),
            (kind::FILL, encode::FILL.to_vec()),
            (kind::LAYOUT, encode::layout(address, bytes)),
        ];
        self.object(messages, attributes)
    }

    /// A list of numbers.
    pub fn f64s(&mut self, numbers: &[f64], attributes: Attributes<'_>) -> io::Result<Address> {
        let dims = [numbers.len() as u64];
        self.array(Kind::F64, Some(&dims), attributes, |put| {
            put_f64s(put, numbers)
        })
    }

    /// A list of whole numbers.
    pub fn i64s(
        &mut self,
        numbers: impl ExactSizeIterator<Item = i64>,
        attributes: Attributes<'_>,
    ) -> io::Result<Address> {
        let dims = [numbers.len() as u64];
        let mut bytes: Vec<u8> = Vec::with_capacity(8 * numbers.len());
        bytes.extend(numbers.flat_map(i64::to_le_bytes));
        self.array(Kind::I64, Some(&dims), attributes, |put| put(&bytes))
    }

    /// A list of counts.
    pub fn u64s(&mut self, numbers: &[u64], attributes: Attributes<'_>) -> io::Result<Address> {
        let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
        let dims = [numbers.len() as u64];
        self.array(Kind::U64, Some(&dims), attributes, |put| put(&bytes))
    }

    /// A list of texts.
    pub fn texts(&mut self, texts: &[String], attributes: Attributes<'_>) -> io::Result<Address> {
        let mut bytes = Vec::with_capacity(16 * texts.len());
        for text in texts {
            bytes.extend(self.text(text)?);
        }
        let dims = [texts.len() as u64];
        self.array(Kind::Text, Some(&dims), attributes, |put| put(&bytes))
    }

    /// One text.
    pub fn one_text(&mut self, text: &str) -> io::Result<Address> {
        let reference = self.text(text)?;
        self.array(Kind::Text, None, Vec::new(), |put| put(&reference))
    }

    /// A list of references.
    pub fn references(
        &mut self,
        addresses: &[Address],
        attributes: Attributes<'_>,
    ) -> io::Result<Address> {
        let bytes: Vec<u8> = addresses.iter().flat_map(|a| a.to_le_bytes()).collect();
        let dims = [addresses.len() as u64];
        self.array(Kind::Reference, Some(&dims), attributes, |put| put(&bytes))
    }

    /// Completes the file, whose root group is `root`.
    pub fn finish(mut self, root: Address) -> io::Result<()> {
        for page in &mut self.pages {
            let rest = (page.room - page.bytes.len()) as u64;
            page.bytes.extend([0; 8]);
            page.bytes.extend(rest.to_le_bytes());
            self.out.seek(SeekFrom::Start(page.address))?;
            self.out.write_all(&page.bytes)?;
        }
        self.out.seek(SeekFrom::Start(0))?;
        self.out.write_all(&encode::superblock(self.at, root))?;
        self.out.flush()
    }
}

/// Numbers as bytes, in pieces.
pub(in crate::formats) fn put_f64s(
    put: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    numbers: &[f64],
) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(8 << 12);
    for piece in numbers.chunks(1 << 12) {
        bytes.clear();
        bytes.extend(piece.iter().flat_map(|n| n.to_le_bytes()));
        put(&bytes)?;
    }
    Ok(())
}
