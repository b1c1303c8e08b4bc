//! Numbers as they are stored: a file of bytes stays bytes in memory.

/// How numbers are stored in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberType {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    U64,
    I64,
    F32,
    F64,
}

impl NumberType {
    /// Bytes of one number.
    pub fn size(self) -> u64 {
        match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 | Self::F32 => 4,
            Self::U64 | Self::I64 | Self::F64 => 8,
        }
    }
}

/// A list of numbers, in the width in which the file has them.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    U8(Vec<u8>),
    I8(Vec<i8>),
    U16(Vec<u16>),
    I16(Vec<i16>),
    U32(Vec<u32>),
    I32(Vec<i32>),
    U64(Vec<u64>),
    I64(Vec<i64>),
    F32(Vec<f32>),
    F64(Vec<f64>),
}

/// Bytes that are turned into numbers at a time.
const PIECE: usize = 1 << 16;

/// The same expression for whichever list it is.
macro_rules! each {
    ($data:expr, $list:ident => $what:expr) => {
        match $data {
            Data::U8($list) => $what,
            Data::I8($list) => $what,
            Data::U16($list) => $what,
            Data::I16($list) => $what,
            Data::U32($list) => $what,
            Data::I32($list) => $what,
            Data::U64($list) => $what,
            Data::I64($list) => $what,
            Data::F32($list) => $what,
            Data::F64($list) => $what,
        }
    };
}

/// Reads `count` numbers, in pieces that `fill` fills, into the variant of their own width.
macro_rules! read_as {
    ($variant:ident, $type:ty, $big:expr, $count:expr, $fill:expr) => {{
        const SIZE: usize = size_of::<$type>();
        let mut list: Vec<$type> = Vec::with_capacity($count);
        let mut piece = vec![0_u8; PIECE.min($count.saturating_mul(SIZE))];
        while list.len() < $count {
            let wanted = ($count - list.len()).saturating_mul(SIZE).min(PIECE);
            let Some(part) = piece.get_mut(..wanted) else {
                break;
            };
            $fill(part)?;
            let (numbers, _) = part.as_chunks::<SIZE>();
            if $big {
                list.extend(numbers.iter().map(|b| <$type>::from_be_bytes(*b)));
            } else {
                list.extend(numbers.iter().map(|b| <$type>::from_le_bytes(*b)));
            }
        }
        Data::$variant(list)
    }};
}

// One expression for ten types: for some of them the cast is more than is needed.
#[allow(clippy::cast_lossless, clippy::unnecessary_cast)]
impl Data {
    /// Reads `count` numbers; `fill` fills each piece it is given. The caller has paid for them.
    pub fn read<E>(
        stored: NumberType,
        big_endian: bool,
        count: usize,
        mut fill: impl FnMut(&mut [u8]) -> Result<(), E>,
    ) -> Result<Self, E> {
        Ok(match stored {
            NumberType::U8 => read_as!(U8, u8, big_endian, count, fill),
            NumberType::I8 => read_as!(I8, i8, big_endian, count, fill),
            NumberType::U16 => read_as!(U16, u16, big_endian, count, fill),
            NumberType::I16 => read_as!(I16, i16, big_endian, count, fill),
            NumberType::U32 => read_as!(U32, u32, big_endian, count, fill),
            NumberType::I32 => read_as!(I32, i32, big_endian, count, fill),
            NumberType::U64 => read_as!(U64, u64, big_endian, count, fill),
            NumberType::I64 => read_as!(I64, i64, big_endian, count, fill),
            NumberType::F32 => read_as!(F32, f32, big_endian, count, fill),
            NumberType::F64 => read_as!(F64, f64, big_endian, count, fill),
        })
    }
    pub fn len(&self) -> usize {
        each!(self, list => list.len())
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Number `at`, widened.
    pub fn get(&self, at: usize) -> Option<f64> {
        each!(self, list => list.get(at).map(|&v| v as f64))
    }
    /// All numbers, widened one by one.
    pub fn iter(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.len()).map_while(|at| self.get(at))
    }
    /// All numbers, widened; without a copy where they are wide already.
    pub fn into_f64(self) -> Vec<f64> {
        match self {
            Self::F64(list) => list,
            other => each!(other, list => list.iter().map(|&v| v as f64).collect()),
        }
    }
}
