//! Filters of HDF5 that are not in its standard but in many files: LZF (h5py's own), LZ4, Zstd,
//! bzip2, bitshuffle, and Blosc with all of these inside.
//!
//! Nothing unpacks to more than the largest chunk that is read from this file. Sources: the filters
//! as registered with The HDF Group, h5py's lzf_filter.c, bitshuffle's bshuf_h5filter.c, c-blosc's
//! README_CHUNK_FORMAT.rst.

use crate::formats::zstd;
use hdf5_reader::FilterRegistry;
use hdf5_reader::error::Error;
use std::io::Read;

type FilterResult = Result<Vec<u8>, String>;

const BZIP2: u16 = 307;
const LZF: u16 = 32_000;
const BLOSC: u16 = 32_001;
const LZ4: u16 = 32_004;
const BITSHUFFLE: u16 = 32_008;
const ZSTD: u16 = 32_015;

/// Registered filters, for messages.
const NAMES: [(u16, &str); 33] = [
    (4, "SZIP"),
    (305, "LZO"),
    (BZIP2, "bzip2"),
    (LZF, "LZF"),
    (BLOSC, "Blosc"),
    (32_002, "MAFISC"),
    (32_003, "Snappy"),
    (LZ4, "LZ4"),
    (32_005, "APAX"),
    (32_006, "CBF"),
    (32_007, "JPEG-XR"),
    (BITSHUFFLE, "bitshuffle"),
    (32_009, "SPDP"),
    (32_010, "LPC-Rice"),
    (32_011, "CCSDS-123"),
    (32_012, "JPEG-LS"),
    (32_013, "ZFP"),
    (32_014, "Fpzip"),
    (ZSTD, "Zstd"),
    (32_016, "B3D"),
    (32_017, "SZ"),
    (32_018, "FCIDECOMP"),
    (32_019, "JPEG"),
    (32_020, "VBZ"),
    (32_021, "FAPEC"),
    (32_022, "BitGroom"),
    (32_023, "Granular BitRound"),
    (32_024, "SZ3"),
    (32_025, "Delta-Rice"),
    (32_026, "Blosc2"),
    (32_027, "FLAC"),
    (32_028, "SPERR"),
    (32_029, "TERSE/PROLIX"),
];

/// The standard filters and those of this module, none of which gives more than `limit` bytes.
pub(super) fn registry(limit: usize) -> FilterRegistry {
    let mut registry = FilterRegistry::new();
    let mut add = |id: u16, unpack: fn(&[u8], &[u32], usize) -> FilterResult| {
        let filter = move |told: &hdf5_reader::messages::filter_pipeline::FilterDescription,
                           packed: &[u8],
                           _size: usize| {
            let name = name(id).unwrap_or("a filter");
            unpack(packed, &told.client_data, limit)
                .map_err(|why| Error::DecompressionError(format!("{name}: {why}")))
        };
        registry.register(id, Box::new(filter));
    };
    add(BZIP2, |packed, _, limit| {
        read_up_to(bzip2::read::MultiBzDecoder::new(packed), limit)
    });
    add(LZF, |packed, _, limit| lzf(packed, limit));
    add(BLOSC, |packed, _, limit| blosc(packed, limit));
    add(LZ4, |packed, _, limit| lz4(packed, limit));
    add(BITSHUFFLE, bitshuffle);
    add(ZSTD, |packed, _, limit| {
        zstd::unpack(packed, limit).map_err(|e| e.to_string())
    });
    registry
}

fn name(id: u16) -> Option<&'static str> {
    NAMES.iter().find(|(n, _)| *n == id).map(|(_, name)| *name)
}

/// The words of the HDF5 crate, with the name of a filter in place of its number, and what to do.
pub(super) fn with_name(error: &str) -> String {
    const BEFORE: &str = "unsupported filter: filter id ";
    let Some((before, after)) = error.split_once(BEFORE) else {
        return error.to_owned();
    };
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    let rest = &after[digits.len()..];
    let filter = match digits.parse().ok().and_then(name) {
        Some(name) => format!("the filter {name} (number {digits})"),
        None => format!("a filter that is not registered (number {digits})"),
    };
    format!(
        "{before}data compressed with {filter}, which is not read here; write the file anew with \
         gzip: h5repack -f GZIP=4{rest}"
    )
}

fn read_up_to(from: impl Read, limit: usize) -> FilterResult {
    let mut out = Vec::new();
    let read = from.take(limit as u64 + 1).read_to_end(&mut out);
    read.map_err(|e| e.to_string())?;
    within(out, limit)
}

fn within(out: Vec<u8>, limit: usize) -> FilterResult {
    if out.len() > limit {
        return Err(format!("a chunk of more than {limit} bytes"));
    }
    Ok(out)
}

fn short() -> String {
    "a chunk that ends too early".to_owned()
}

/// Takes numbers and bytes off the front of a chunk.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn bytes(&mut self, count: usize) -> Result<&'a [u8], String> {
        let (own, rest) = self.0.split_at_checked(count).ok_or_else(short)?;
        self.0 = rest;
        Ok(own)
    }
    fn byte(&mut self) -> Result<usize, String> {
        Ok(usize::from(self.bytes(1)?[0]))
    }
    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        self.bytes(N)?.try_into().map_err(|_| short())
    }
    fn u32_be(&mut self) -> Result<usize, String> {
        Ok(u32::from_be_bytes(self.array()?) as usize)
    }
    fn u32_le(&mut self) -> Result<usize, String> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }
    /// A size of what is unpacked, in eight bytes.
    fn size(&mut self, limit: usize) -> Result<usize, String> {
        let size = u64::from_be_bytes(self.array()?);
        let size = usize::try_from(size).ok().filter(|s| *s <= limit);
        size.ok_or_else(|| format!("a chunk of more than {limit} bytes"))
    }
}

/// Repeats `count` of the bytes that begin `back` before the end.
fn repeat(out: &mut Vec<u8>, back: usize, count: usize, limit: usize) -> Result<(), String> {
    let from = out.len().checked_sub(back).filter(|_| back > 0);
    let from = from.ok_or("a repetition of what is not there")?;
    if out.len() + count > limit {
        return Err(format!("a chunk of more than {limit} bytes"));
    }
    if back >= count {
        out.extend_from_within(from..from + count);
    } else {
        for at in from..from + count {
            out.push(out[at]);
        }
    }
    Ok(())
}

/// Bytes as they are, or a repetition of up to 264 of the last 8 kB.
fn lzf(packed: &[u8], limit: usize) -> FilterResult {
    let (mut input, mut out) = (Input(packed), Vec::new());
    while !input.0.is_empty() {
        let control = input.byte()?;
        if control < 32 {
            out.extend_from_slice(input.bytes(control + 1)?);
        } else {
            let mut count = control >> 5;
            if count == 7 {
                count += input.byte()?;
            }
            let back = ((control & 31) << 8) + input.byte()? + 1;
            repeat(&mut out, back, count + 2, limit)?;
        }
    }
    within(out, limit)
}

/// As LZF, with longer and further repetitions.
fn blosclz(packed: &[u8], size: usize) -> FilterResult {
    const FAR: usize = 8191;
    let (mut input, mut out) = (Input(packed), Vec::new());
    let mut control = input.byte()? & 31;
    loop {
        if control < 32 {
            out.extend_from_slice(input.bytes(control + 1)?);
        } else {
            let mut count = (control >> 5) - 1;
            let mut back = (control & 31) << 8;
            if count == 6 {
                loop {
                    let more = input.byte()?;
                    count += more;
                    if more < 255 {
                        break;
                    }
                }
            }
            let low = input.byte()?;
            if low == 255 && back == 31 << 8 {
                back = (input.byte()? << 8) + input.byte()? + FAR;
            } else {
                back += low;
            }
            repeat(&mut out, back + 1, count + 3, size)?;
        }
        if input.0.is_empty() {
            return within(out, size);
        }
        control = input.byte()?;
    }
}

fn lz4_block(packed: &[u8], size: usize) -> FilterResult {
    let mut out = vec![0; size];
    let count = lz4_flex::block::decompress_into(packed, &mut out).map_err(|e| e.to_string())?;
    out.truncate(count);
    Ok(out)
}

/// Size of all and of a block; then the blocks, each with its size. One that did not become smaller
/// is as it was.
fn lz4(packed: &[u8], limit: usize) -> FilterResult {
    let mut input = Input(packed);
    let size = input.size(limit)?;
    let block = input.u32_be()?.min(size).max(1);
    let mut out = Vec::new();
    while out.len() < size {
        let own = block.min(size - out.len());
        let count = input.u32_be()?;
        let bytes = input.bytes(count)?;
        if count == own {
            out.extend_from_slice(bytes);
        } else {
            let part = lz4_block(bytes, own)?;
            if part.is_empty() {
                return Err(short());
            }
            out.extend(part);
        }
    }
    Ok(out)
}

/// Bits sorted by their place in an element, in blocks of elements, which may be packed.
fn bitshuffle(packed: &[u8], told: &[u32], limit: usize) -> FilterResult {
    let number = |at: usize| told.get(at).map_or(0, |v| *v as usize);
    let width = number(2).clamp(1, 1 << 16);
    let packing = number(4);
    let mut input = Input(packed);
    let (size, block) = if packing == 0 {
        (packed.len(), number(3).saturating_mul(width))
    } else {
        (input.size(limit)?, input.u32_be()?)
    };
    // What the library takes where the file does not say.
    let usual = ((8192 / width) & !7).max(128) * width;
    let block = if block == 0 { usual } else { block };
    if block % (8 * width) != 0 {
        return Err(format!("blocks of {block} bytes for elements of {width}"));
    }
    let mut out = Vec::new();
    while out.len() < size {
        // The last block holds as many eights of elements as there are; the rest is as it was.
        let own = block.min((size - out.len()) / (8 * width) * 8 * width);
        if own == 0 {
            out.extend_from_slice(input.bytes(size - out.len())?);
            break;
        }
        let part = match packing {
            0 => input.bytes(own)?.to_vec(),
            2 | 3 => {
                let count = input.u32_be()?;
                let bytes = input.bytes(count)?;
                if packing == 2 {
                    lz4_block(bytes, own)?
                } else {
                    zstd::unpack(bytes, own).map_err(|e| e.to_string())?
                }
            }
            other => return Err(format!("packing {other} inside")),
        };
        if part.len() != own {
            return Err(short());
        }
        out.extend(bits_back(&part, width));
    }
    within(out, limit)
}

/// Elements from their bits: of each byte of an element first the lowest bit of all, then the next.
/// `shuffled` holds a multiple of eight elements.
fn bits_back(shuffled: &[u8], width: usize) -> Vec<u8> {
    let eights = shuffled.len() / width / 8;
    let mut out = vec![0; shuffled.len()];
    for byte in 0..width {
        for eight in 0..eights {
            let mut bits = 0_u64;
            for bit in 0..8 {
                let row = shuffled[(byte * 8 + bit) * eights + eight];
                bits |= u64::from(row) << (8 * bit);
            }
            for (element, value) in transposed(bits).to_le_bytes().into_iter().enumerate() {
                out[(eight * 8 + element) * width + byte] = value;
            }
        }
    }
    out
}

/// Eight rows of eight bits turned into columns (Hacker's Delight, 7-3).
fn transposed(bits: u64) -> u64 {
    [
        (7, 0x00aa_00aa_00aa_00aa),
        (14, 0x0000_cccc_0000_cccc),
        (28, 0x0000_0000_f0f0_f0f0),
    ]
    .into_iter()
    .fold(bits, |bits, (by, mask)| {
        let moved = (bits ^ (bits >> by)) & mask;
        bits ^ moved ^ (moved << by)
    })
}

/// Elements from their bytes: first all first bytes, then all second ones. What is no whole element
/// stands at the end.
fn bytes_back(shuffled: &[u8], width: usize) -> Vec<u8> {
    let elements = shuffled.len() / width;
    let mut out = shuffled.to_vec();
    for (byte, row) in shuffled
        .chunks_exact(elements.max(1))
        .take(width)
        .enumerate()
    {
        for (element, value) in row.iter().enumerate() {
            out[element * width + byte] = *value;
        }
    }
    out
}

/// A header of 16 bytes, the starts of the blocks, then the blocks; each is one stream, or one for
/// every byte of an element.
fn blosc(packed: &[u8], limit: usize) -> FilterResult {
    const SHUFFLED: u8 = 1;
    const COPIED: u8 = 2;
    const BITS: u8 = 4;
    const IN_ONE: u8 = 16;
    let mut input = Input(packed);
    let [_, _, flags, width] = input.array::<4>()?;
    let (size, block) = (input.u32_le()?, input.u32_le()?);
    let _packed = input.u32_le()?;
    if size > limit {
        return Err(format!("a chunk of more than {limit} bytes"));
    }
    if flags & COPIED != 0 {
        return Ok(input.bytes(size)?.to_vec());
    }
    let width = usize::from(width).max(1);
    if block == 0 && size > 0 {
        return Err("blocks of no bytes".to_owned());
    }
    let mut out = Vec::new();
    while out.len() < size {
        let start = input.u32_le()?;
        let mut streams = Input(packed.get(start..).ok_or_else(short)?);
        let own = block.min(size - out.len());
        // As the library decides it: not the last block where it is shorter.
        let is_split = flags & IN_ONE == 0 && width <= 16 && block / width >= 128 && own == block;
        let count = if is_split { width } else { 1 };
        let each = own / count;
        let mut part = Vec::new();
        for _ in 0..count {
            let stored = streams.u32_le()?;
            let bytes = streams.bytes(stored)?;
            if stored == each {
                part.extend_from_slice(bytes);
                continue;
            }
            part.extend(match flags >> 5 {
                0 => blosclz(bytes, each)?,
                1 => lz4_block(bytes, each)?,
                3 => read_up_to(flate2::read::ZlibDecoder::new(bytes), each)?,
                4 => zstd::unpack(bytes, each).map_err(|e| e.to_string())?,
                2 => return Err("Snappy inside, which is not read here".to_owned()),
                other => return Err(format!("packing {other} inside")),
            });
        }
        if part.len() != own {
            return Err(short());
        }
        let eights = own / width;
        out.extend(if flags & SHUFFLED != 0 && width > 1 {
            bytes_back(&part, width)
        } else if flags & BITS != 0 && eights > 0 && eights.is_multiple_of(8) {
            let whole = eights * width;
            let mut back = bits_back(&part[..whole], width);
            back.extend_from_slice(&part[whole..]);
            back
        } else {
            part
        });
    }
    Ok(out)
}
