//! One value of a v5 file, with everything inside it.

use super::stream::{Stream, Tag, Trouble};
use super::text;
use crate::formats::mat::load::{DEEPEST, Load, NODE, product, within, without_indices};
use crate::formats::mat::numbers::{Data, NumberType};
use crate::formats::mat::value::{Cell, MatValue, Numbers, OmittedValue, Struct, Text, too_large};

/// The kind of element that holds a value.
pub(super) const MATRIX: u32 = 14;
/// Dimensions of an array, length of a name and bytes of all names of a struct, at most.
const MOST_DIMS: u64 = 32;
const LONGEST_NAME: u64 = 4096;
const MOST_NAMES: u64 = 1 << 20;

/// What stands at the head of a value.
struct Head {
    class: u32,
    logical: bool,
    complex: bool,
    dims: Vec<u64>,
    count: u64,
}

/// Reads values out of a stream.
pub(super) struct Values<'s, 'r, 'l, 'a> {
    pub stream: &'s mut Stream<'r>,
    pub load: &'l mut Load<'a>,
}

fn stored(kind: u32) -> Option<NumberType> {
    Some(match kind {
        1 => NumberType::I8,
        2 => NumberType::U8,
        3 => NumberType::I16,
        4 => NumberType::U16,
        5 => NumberType::I32,
        6 => NumberType::U32,
        7 => NumberType::F32,
        9 => NumberType::F64,
        12 => NumberType::I64,
        13 => NumberType::U64,
        _ => return None,
    })
}

fn class_name(class: u32, logical: bool) -> Option<&'static str> {
    Some(match class {
        _ if logical => "logical",
        6 => "double",
        7 => "single",
        8 => "int8",
        9 => "uint8",
        10 => "int16",
        11 => "uint16",
        12 => "int32",
        13 => "uint32",
        14 => "int64",
        15 => "uint64",
        _ => return None,
    })
}

impl Values<'_, '_, '_, '_> {
    /// The value that begins here and ends at `end`, with its name (empty inside structs and
    /// cells). `path` is where it stands; for a variable it is empty, and its name is added.
    pub fn value(
        &mut self,
        end: u64,
        path: &mut String,
        depth: usize,
    ) -> Result<(String, MatValue), Trouble> {
        if self.load.check().is_err() {
            return Err(Trouble::Cancelled);
        }
        // An empty cell takes its place, too.
        if !self.load.charge(NODE) {
            return Err(Trouble::TooLarge(NODE));
        }
        if self.stream.at == end {
            return Ok((String::new(), MatValue::empty()));
        }
        if depth > DEEPEST {
            let found = format!("{depth} structs and cells within each other");
            return Err(Trouble::odd("at most 32", found));
        }
        let tag = self.stream.tag(end)?;
        let flags = self.short(tag, 8, end)?;
        let flags = flags.first().copied().unwrap_or(0);
        let class = flags & 0xff;
        if class == 17 {
            // A class of MATLAB's own (table, string, datetime): no dimensions follow.
            let tag = self.stream.tag(end)?;
            let name = self.name(tag, end)?;
            let omitted = self.omit(end, depth, Vec::new(), "object", "objects cannot be read")?;
            return Ok((name, omitted));
        }
        let tag = self.stream.tag(end)?;
        let dims = self.short(tag, 4 * MOST_DIMS, end)?;
        let dims: Vec<u64> = dims.into_iter().map(u64::from).collect();
        let tag = self.stream.tag(end)?;
        let name = self.name(tag, end)?;
        let count = product(&dims)
            .ok_or_else(|| Trouble::odd("an array that can be", format!("dimensions {dims:?}")))?;
        let head = Head {
            class,
            logical: flags & 0x200 != 0,
            complex: flags & 0x800 != 0,
            dims,
            count,
        };
        let result = within(path, &name, |path| {
            if depth == 0 && !(self.load.wanted)(path) {
                return self.omit(end, depth, head.dims, "unread", "it was not asked for");
            }
            let dims = head.dims.clone();
            let class = match class {
                1 => "cell",
                2 | 3 => "struct",
                4 => "char",
                other => class_name(other, false).unwrap_or("value"),
            };
            let before = self.load.left();
            match self.body(head, end, path, depth) {
                // The next variable is found from the file, wherever this one was left.
                Err(Trouble::TooLarge(_)) if depth == 0 => {
                    // What was read of it is let go.
                    self.load.refund(before);
                    Ok(self.left_out(end.saturating_sub(self.stream.at), dims, class, path))
                }
                other => other,
            }
        })?;
        if depth > 0 {
            self.skip_to(end)?;
        }
        Ok((name, result))
    }

    fn body(
        &mut self,
        head: Head,
        end: u64,
        path: &mut String,
        depth: usize,
    ) -> Result<MatValue, Trouble> {
        match head.class {
            1 => self.cell(head, end, path, depth),
            2 | 3 => self.structure(head, end, path, depth),
            4 => self.text(head, end, path, depth),
            5 => {
                let why = "sparse matrices cannot be read; save it as full(...)";
                self.load.warn(path, format!("{why}; it is left out"));
                self.omit(end, depth, head.dims, "sparse", why)
            }
            16 => self.omit(
                end,
                depth,
                head.dims,
                "function handle",
                "it holds no numbers",
            ),
            class => match class_name(class, head.logical) {
                Some(class) => self.numbers(head, class, end, path, depth),
                None => Err(Trouble::odd(
                    "a class of value between 1 and 17",
                    class.to_string(),
                )),
            },
        }
    }

    fn numbers(
        &mut self,
        head: Head,
        class: &'static str,
        end: u64,
        path: &str,
        depth: usize,
    ) -> Result<MatValue, Trouble> {
        if head.count == 0 {
            let data = Data::F64(Vec::new());
            return Ok(MatValue::Numbers(Numbers {
                dims: head.dims,
                class,
                data,
            }));
        }
        let tag = self.stream.tag(end)?;
        let kind = stored(tag.kind)
            .ok_or_else(|| Trouble::odd("numbers", format!("elements of kind {}", tag.kind)))?;
        if tag.bytes != head.count.saturating_mul(kind.size()) {
            let found = format!("{} bytes for {} numbers", tag.bytes, head.count);
            return Err(Trouble::odd("as many numbers as the dimensions say", found));
        }
        let count = head.count;
        if !self.load.charge(count * kind.size()) {
            return self.too_large(end, depth, head.dims, class, path);
        }
        let progress = self.load.progress;
        let big_endian = self.stream.big_endian;
        let data = self.stream.contents(
            tag,
            end,
            || progress.check().is_ok(),
            |fill| Data::read(kind, big_endian, count as usize, fill),
        )?;
        if head.complex {
            let what = "holds complex numbers; their real parts are read";
            self.load.warn(path, what);
        }
        Ok(MatValue::Numbers(Numbers {
            dims: head.dims,
            class,
            data,
        }))
    }

    fn text(
        &mut self,
        head: Head,
        end: u64,
        path: &str,
        depth: usize,
    ) -> Result<MatValue, Trouble> {
        let mut rows = Vec::new();
        if head.count > 0 {
            let tag = self.stream.tag(end)?;
            // Bytes, characters of four bytes each, the text, and a place for each row of it.
            let height = head.dims.first().copied().unwrap_or(1).min(tag.bytes);
            let cost = tag
                .bytes
                .saturating_mul(6)
                .saturating_add(height.saturating_mul(48));
            if !self.load.charge(cost) {
                return self.too_large(end, depth, head.dims, "char", path);
            }
            let bytes = self.stream.bytes(tag, end)?;
            let characters = text::decode(&bytes, tag.kind, self.stream.big_endian)
                .ok_or_else(|| Trouble::odd("text", format!("elements of kind {}", tag.kind)))?;
            let height = head.dims.first().copied().unwrap_or(1);
            rows = text::rows(&characters, height as usize);
        }
        Ok(MatValue::Text(Text {
            dims: head.dims,
            rows,
        }))
    }

    fn cell(
        &mut self,
        head: Head,
        end: u64,
        path: &mut String,
        depth: usize,
    ) -> Result<MatValue, Trouble> {
        self.check_count(head.count, end)?;
        let mut items = Vec::with_capacity(self.room(head.count));
        for item in 0..head.count {
            let value = within(path, &format!("{{{}}}", item + 1), |path| {
                self.inner(end, path, depth)
            })?;
            items.push(value);
        }
        self.skip_to(end)?;
        Ok(MatValue::Cell(Cell {
            dims: head.dims,
            items,
        }))
    }

    fn structure(
        &mut self,
        head: Head,
        end: u64,
        path: &mut String,
        depth: usize,
    ) -> Result<MatValue, Trouble> {
        if head.class == 3 {
            let tag = self.stream.tag(end)?;
            self.name(tag, end)?;
        }
        let tag = self.stream.tag(end)?;
        let width = self.short(tag, 8, end)?.first().copied().unwrap_or(0);
        let tag = self.stream.tag(end)?;
        if tag.bytes > MOST_NAMES || !self.load.charge(tag.bytes.saturating_mul(4)) {
            let found = format!("{} bytes of names", tag.bytes);
            return Err(Trouble::odd("names of fields", found));
        }
        let names = self.stream.bytes(tag, end)?;
        let names: Vec<String> = if width == 0 {
            Vec::new()
        } else {
            names.chunks(width as usize).map(text::name).collect()
        };
        let plain = without_indices(path);
        let wanted: Vec<bool> = names
            .iter()
            .map(|name| (self.load.wanted)(&format!("{plain}.{name}")))
            .collect();
        self.check_count(head.count.saturating_mul(names.len() as u64), end)?;
        let width = wanted.iter().filter(|w| **w).count() as u64;
        let room = self.room(head.count.saturating_mul(width));
        let mut values = Vec::with_capacity(room);
        let single = head.count == 1;
        // Structs without fields have no values, however many they say they are.
        let elements = if names.is_empty() { 0 } else { head.count };
        for element in 0..elements {
            for (name, wanted) in names.iter().zip(&wanted) {
                if !wanted {
                    let tag = self.stream.tag(end)?;
                    self.skip_to((self.stream.at + tag.bytes).min(end))?;
                    continue;
                }
                let part = if single {
                    format!(".{name}")
                } else {
                    format!("({}).{name}", element + 1)
                };
                let value = within(path, &part, |path| self.inner(end, path, depth))?;
                values.push(value);
            }
        }
        self.skip_to(end)?;
        let kept = names.into_iter().zip(wanted);
        Ok(MatValue::Struct(Struct {
            dims: head.dims,
            fields: kept.filter(|(_, w)| *w).map(|(name, _)| name).collect(),
            values,
        }))
    }

    /// A value inside a struct or cell.
    fn inner(&mut self, end: u64, path: &mut String, depth: usize) -> Result<MatValue, Trouble> {
        let tag = self.stream.tag(end)?;
        if tag.kind != MATRIX {
            let found = format!("an element of kind {}", tag.kind);
            return Err(Trouble::odd("a value", found));
        }
        let stop = self.stream.at + tag.bytes;
        let (_, value) = self.value(stop, path, depth + 1)?;
        Ok(value)
    }

    /// Places for so many values, or for as many as may be paid for.
    fn room(&self, count: u64) -> usize {
        count.min(self.load.left() / NODE) as usize
    }

    /// Each value has a tag of eight bytes: more than fit are not there.
    fn check_count(&self, count: u64, end: u64) -> Result<(), Trouble> {
        if count.saturating_mul(8) <= end - self.stream.at {
            return Ok(());
        }
        let found = format!("{count} in {} bytes", end - self.stream.at);
        Err(Trouble::odd("as many values as the dimensions say", found))
    }

    /// The words of an element of at most `most` bytes.
    fn short(&mut self, tag: Tag, most: u64, end: u64) -> Result<Vec<u32>, Trouble> {
        if tag.bytes > most {
            let found = format!("an element of {} bytes", tag.bytes);
            return Err(Trouble::odd("the head of a value", found));
        }
        self.stream.words(tag, end)
    }

    fn name(&mut self, tag: Tag, end: u64) -> Result<String, Trouble> {
        if tag.bytes > LONGEST_NAME {
            let found = format!("one of {} bytes", tag.bytes);
            return Err(Trouble::odd("a name", found));
        }
        Ok(text::name(&self.stream.bytes(tag, end)?))
    }

    fn skip_to(&mut self, end: u64) -> Result<(), Trouble> {
        let bytes = end.saturating_sub(self.stream.at);
        if !self.load.unpack(bytes) {
            return Err(Trouble::TooLarge(bytes));
        }
        let progress = self.load.progress;
        self.stream.skip_to(end, || progress.check().is_ok())
    }

    /// Nothing in the place of a value. What stands in a struct or cell is passed over; the next
    /// variable is found from the file.
    fn omit(
        &mut self,
        end: u64,
        depth: usize,
        dims: Vec<u64>,
        class: &'static str,
        why: &'static str,
    ) -> Result<MatValue, Trouble> {
        if depth > 0 {
            self.skip_to(end)?;
        }
        Ok(MatValue::Omitted(OmittedValue {
            dims,
            class: class.into(),
            why: why.into(),
            bytes: None,
        }))
    }

    fn too_large(
        &mut self,
        end: u64,
        depth: usize,
        dims: Vec<u64>,
        class: &'static str,
        path: &str,
    ) -> Result<MatValue, Trouble> {
        let bytes = end.saturating_sub(self.stream.at);
        if depth > 0 {
            self.skip_to(end)?;
        }
        Ok(self.left_out(bytes, dims, class, path))
    }

    /// A value that is left out for its size, which is said.
    fn left_out(
        &mut self,
        bytes: u64,
        dims: Vec<u64>,
        class: &'static str,
        path: &str,
    ) -> MatValue {
        let (omitted, what) = too_large(bytes, dims, class, self.load.bound);
        self.load.warn(path, what);
        omitted
    }
}
