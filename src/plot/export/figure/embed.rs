//! The glyphs that a drawing uses, as a small OpenType font inside the SVG.
//!
//! `subsetter` reduces outlines and metrics for PDF; a browser further needs the tables `cmap`,
//! `hhea` and `OS/2`, which are put back here.

use super::text::Weight;
use base64::Engine as _;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// `@font-face` rules for the characters used in each weight; nothing where none is used.
pub fn style(used: &[BTreeSet<char>; 2]) -> String {
    let mut css = String::new();
    for (weight, letters) in Weight::ALL.into_iter().zip(used) {
        let Some(font) = (!letters.is_empty())
            .then(|| subset(weight.bytes(), letters))
            .flatten()
        else {
            continue;
        };
        // Writing to a string does not fail.
        let _ = write!(
            css,
            "@font-face{{font-family:Inter;font-weight:{};\
             src:url(data:font/otf;base64,{}) format(\"opentype\")}}",
            weight.css(),
            base64::engine::general_purpose::STANDARD.encode(font)
        );
    }
    css
}

/// A font with these letters alone; none when it cannot be read.
pub fn subset(font: &[u8], letters: &BTreeSet<char>) -> Option<Vec<u8>> {
    let face = ttf_parser::Face::parse(font, 0).ok()?;
    let mut mapper = subsetter::GlyphRemapper::new();
    let map: Vec<(u32, u16)> = letters
        .iter()
        .filter_map(|c| Some((u32::from(*c), mapper.remap(face.glyph_index(*c)?.0))))
        .collect();
    let reduced = subsetter::subset(font, 0, &mapper).ok()?;
    let mut tables = tables(&reduced)?;
    let original = self::tables(font)?;
    for tag in [*b"OS/2", *b"hhea"] {
        if !tables.iter().any(|t| t.0 == tag) {
            tables.push((tag, table(&original, tag)?));
        }
    }
    tables.push((*b"cmap", cmap(&map)));
    tables.sort_by_key(|t| t.0);
    assemble(font.get(..4)?, tables)
}

type Table = ([u8; 4], Vec<u8>);

fn table(tables: &[Table], tag: [u8; 4]) -> Option<Vec<u8>> {
    tables.iter().find(|t| t.0 == tag).map(|t| t.1.clone())
}

/// The tables of an OpenType font.
fn tables(font: &[u8]) -> Option<Vec<Table>> {
    let number = |at: usize| -> Option<u32> {
        Some(u32::from_be_bytes(font.get(at..at + 4)?.try_into().ok()?))
    };
    let count = u16::from_be_bytes(font.get(4..6)?.try_into().ok()?);
    (0..usize::from(count))
        .map(|j| {
            let at = 12 + 16 * j;
            let tag: [u8; 4] = font.get(at..at + 4)?.try_into().ok()?;
            let (start, length) = (number(at + 8)? as usize, number(at + 12)? as usize);
            Some((tag, font.get(start..start.checked_add(length)?)?.to_vec()))
        })
        .collect()
}

/// A character map of format 12: groups of one character each.
fn cmap(map: &[(u32, u16)]) -> Vec<u8> {
    let mut out = Vec::new();
    // Version 0; one table: platform 3 (Windows), encoding 10 (full Unicode), at byte 12.
    for number in [0u16, 1, 3, 10] {
        out.extend(number.to_be_bytes());
    }
    out.extend(12u32.to_be_bytes());
    out.extend(12u16.to_be_bytes());
    out.extend(0u16.to_be_bytes());
    let groups = map.len() as u32;
    for number in [16 + 12 * groups, 0, groups] {
        out.extend(number.to_be_bytes());
    }
    for (letter, glyph) in map {
        for number in [*letter, *letter, u32::from(*glyph)] {
            out.extend(number.to_be_bytes());
        }
    }
    out
}

/// The sum that font files carry, of big-endian words.
pub fn checksum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

/// Writes the tables, which must be sorted by tag, as one font.
fn assemble(flavour: &[u8], mut tables: Vec<Table>) -> Option<Vec<u8>> {
    let count = u16::try_from(tables.len()).ok()?;
    let power = count.checked_ilog2()? as u16;
    let mut out = flavour.to_vec();
    for number in [count, 16 << power, power, 16 * (count - (1 << power))] {
        out.extend(number.to_be_bytes());
    }
    let mut offset = 12 + 16 * tables.len();
    let mut adjustment = None;
    for (tag, data) in &mut tables {
        if tag == b"head" {
            data.get_mut(8..12)?.fill(0);
            adjustment = Some(offset + 8);
        }
        out.extend_from_slice(tag);
        for number in [checksum(data), offset as u32, data.len() as u32] {
            out.extend(number.to_be_bytes());
        }
        offset += data.len().next_multiple_of(4);
    }
    for (_, data) in &tables {
        out.extend_from_slice(data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    if let Some(at) = adjustment {
        let rest = 0xB1B0_AFBA_u32.wrapping_sub(checksum(&out));
        out.get_mut(at..at + 4)?
            .copy_from_slice(&rest.to_be_bytes());
    }
    Some(out)
}
