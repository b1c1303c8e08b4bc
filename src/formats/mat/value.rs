//! What is in a .mat file, whichever version wrote it: one tree of values.

use super::numbers::Data;
use std::borrow::Cow;

/// A value of a .mat file.
///
/// Arrays are in column order, as MATLAB has them: the first dimension varies fastest.
#[derive(Clone, Debug, PartialEq)]
pub enum MatValue {
    Numbers(Numbers),
    Text(Text),
    Cell(Cell),
    Struct(Struct),
    Omitted(OmittedValue),
}

/// An array of numbers or truth values.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers {
    pub dims: Vec<u64>,
    /// "double", "int16", "logical".
    pub class: &'static str,
    /// All of them, or the first of them where only those were asked for.
    pub data: Data,
}

/// An array of characters, one text a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub dims: Vec<u64>,
    pub rows: Vec<String>,
}

/// A cell array.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    pub dims: Vec<u64>,
    pub items: Vec<MatValue>,
}

/// A struct array; one struct is an array of 1 x 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Struct {
    pub dims: Vec<u64>,
    pub fields: Vec<String>,
    /// The fields of the first element, then those of the second, and so on.
    pub values: Vec<MatValue>,
}

/// Something that is there and was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OmittedValue {
    pub dims: Vec<u64>,
    /// "sparse", "function handle".
    pub class: Cow<'static, str>,
    /// Why it was not read.
    pub why: Cow<'static, str>,
    /// Bytes that it takes, where that is why: it is read when it is chosen.
    pub bytes: Option<u64>,
}

/// A value left out for its size, and what is said of it.
pub(super) fn too_large(
    bytes: u64,
    dims: Vec<u64>,
    class: impl Into<Cow<'static, str>>,
    bound: &str,
) -> (MatValue, String) {
    let size = crate::formats::size_text(bytes);
    let omitted = MatValue::Omitted(OmittedValue {
        dims,
        class: class.into(),
        why: format!("{size}, not read as yet: choose it to read it").into(),
        bytes: Some(bytes),
    });
    let what = format!(
        "it and what stands before it take {bound} ({size} for it alone); it is left out, and read when it is chosen"
    );
    (omitted, what)
}

impl Numbers {
    /// A list: at most one dimension is longer than 1.
    pub fn is_list(&self) -> bool {
        self.dims.iter().filter(|&&n| n != 1).count() <= 1
    }
    /// Rows and columns; `None` for what has more dimensions.
    pub fn matrix(&self) -> Option<(usize, usize)> {
        let [rows, columns] = *self.dims.as_slice() else {
            return None;
        };
        let (rows, columns) = (rows as usize, columns as usize);
        (rows.checked_mul(columns)? == self.data.len()).then_some((rows, columns))
    }
    /// The numbers of a column of a matrix of `rows` rows.
    pub fn column(&self, rows: usize, column: usize) -> impl Iterator<Item = f64> + '_ {
        (rows * column..rows * (column + 1)).map_while(|at| self.data.get(at))
    }
    /// The one number.
    pub fn scalar(&self) -> Option<f64> {
        (self.data.len() == 1).then(|| self.data.get(0)).flatten()
    }
}

impl Struct {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.values
            .len()
            .checked_div(self.fields.len())
            .unwrap_or(0)
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Field `name` of the first element.
    pub fn get(&self, name: &str) -> Option<&MatValue> {
        self.get_at(0, name)
    }
    /// Field `name` of element `at`.
    pub fn get_at(&self, at: usize, name: &str) -> Option<&MatValue> {
        let field = self.fields.iter().position(|f| f == name)?;
        self.values.get(at.checked_mul(self.fields.len())? + field)
    }
    /// Takes field `name` of element `at` out, leaving nothing.
    pub fn take_at(&mut self, at: usize, name: &str) -> Option<MatValue> {
        let field = self.fields.iter().position(|f| f == name)?;
        let at = at.checked_mul(self.fields.len())? + field;
        self.values.get_mut(at).map(std::mem::take)
    }
}

impl Default for MatValue {
    /// `[]`.
    fn default() -> Self {
        Self::empty()
    }
}

impl MatValue {
    /// `[]`.
    pub fn empty() -> Self {
        Self::Numbers(Numbers {
            dims: vec![0, 0],
            class: "double",
            data: Data::F64(Vec::new()),
        })
    }
    pub fn dims(&self) -> &[u64] {
        match self {
            Self::Numbers(v) => &v.dims,
            Self::Text(v) => &v.dims,
            Self::Cell(v) => &v.dims,
            Self::Struct(v) => &v.dims,
            Self::Omitted(v) => &v.dims,
        }
    }
    /// Its class, as MATLAB names it.
    pub fn class(&self) -> &str {
        match self {
            Self::Numbers(v) => v.class,
            Self::Text(_) => "char",
            Self::Cell(_) => "cell",
            Self::Struct(_) => "struct",
            Self::Omitted(v) => &v.class,
        }
    }
    pub fn is_empty(&self) -> bool {
        self.dims().contains(&0)
    }
    /// Bytes of everything in it that was left out for its size.
    pub fn left_out_bytes(&self) -> u64 {
        let all = |values: &[Self]| {
            values
                .iter()
                .map(Self::left_out_bytes)
                .fold(0, u64::saturating_add)
        };
        match self {
            Self::Omitted(omitted) => omitted.bytes.unwrap_or(0),
            Self::Cell(cell) => all(&cell.items),
            Self::Struct(s) => all(&s.values),
            Self::Numbers(_) | Self::Text(_) => 0,
        }
    }
    /// "1 x 16 cell", "sparse matrix 5 x 5".
    pub fn describe(&self) -> String {
        let dims: Vec<String> = self.dims().iter().map(u64::to_string).collect();
        format!("{} {}", dims.join(" x "), self.class())
    }
    pub fn numbers(&self) -> Option<&Numbers> {
        match self {
            Self::Numbers(v) => Some(v),
            _ => None,
        }
    }
    pub fn structure(&self) -> Option<&Struct> {
        match self {
            Self::Struct(v) => Some(v),
            _ => None,
        }
    }
    /// Field `name` of the first element of a struct.
    pub fn get(&self, name: &str) -> Option<&MatValue> {
        self.structure()?.get(name)
    }
    /// The text of a char array of one row; the empty text of an empty one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(v) if v.rows.len() <= 1 => Some(v.rows.first().map_or("", |r| r)),
            _ => None,
        }
    }
}
