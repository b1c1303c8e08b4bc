//! MAT-files of version 7.3: HDF5, in MATLAB's manner.
//!
//! Arrays have their dimensions reversed; text is a list of UTF-16 units; the items of cells and
//! the elements of struct arrays are references to objects of the group `#refs#`; an empty array
//! is a list of its dimensions. Source: files written by MATLAB R2016b to R2024b.

use super::load::{DEEPEST, Load, NODE, product, within, without_indices};
use super::numbers::{Data, NumberType};
use super::v5::text;
use super::value::{Cell, MatValue, Numbers, OmittedValue, Struct, Text, too_large};
use super::{NAME, Variables};
use crate::formats::FormatError;
use crate::formats::hdf5::Fault;
use crate::formats::hdf5::{AttributeOwner, Dataset, File, Group, Layout, Members};
use std::convert::Infallible;

/// Where MATLAB keeps what references point to, and what belongs to objects.
const OF_MATLAB: &str = "#";

/// Why a value is not read.
enum Trouble {
    Fault(Fault),
    Cancelled,
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

struct Tree<'l, 'a> {
    load: &'l mut Load<'a>,
    file: File,
    root: Group,
    /// Opened when the first reference is met.
    targets: Option<Members>,
}

/// Every variable of the file. One that cannot be read is a warning, and the next is read.
pub(super) fn read(load: &mut Load<'_>) -> Result<Variables, FormatError> {
    let path = load.file;
    let file = File::open_for(path, 0, load.chosen_memory())
        .map_err(|e| FormatError::malformed(path, NAME, "the file", "HDF5", e.to_string()))?;
    let fail = |fault: Fault| fault.into_error(path, NAME);
    let root = file.root().map_err(fail)?;
    let (groups, datasets) = root.children().map_err(fail)?;
    let mut tree = Tree {
        load,
        file,
        root,
        targets: None,
    };
    let mut variables = Variables::default();
    let mut names: Vec<String> = groups.into_iter().chain(datasets).collect();
    names.retain(|name| !name.starts_with(OF_MATLAB));
    names.sort_unstable();
    let all = names.len() as f32;
    for (done, name) in names.into_iter().enumerate() {
        tree.load.check()?;
        tree.load
            .progress
            .report(0.8 * done as f32 / all, "variables");
        let root = tree.root.clone();
        let mut at = name.clone();
        match tree.child(&root, &name, &mut at, 0) {
            Ok(Some(value)) => variables.list.push((name, value)),
            Ok(None) => {}
            Err(Trouble::Cancelled) => return Err(FormatError::Cancelled),
            Err(Trouble::Fault(fault)) => {
                let warning = fault.into_warning("it is left out");
                tree.load.warnings.push(warning);
            }
        }
    }
    Ok(variables)
}

fn omitted(dims: Vec<u64>, class: &str, why: &str) -> MatValue {
    MatValue::Omitted(OmittedValue {
        dims,
        class: class.to_owned().into(),
        why: why.to_owned().into(),
        bytes: None,
    })
}

/// Dimensions as MATLAB has them.
fn dims(dataset: &Dataset) -> Vec<u64> {
    let mut dims: Vec<u64> = dataset.shape().iter().rev().copied().collect();
    if dims.len() == 1 {
        dims.push(1);
    }
    dims
}

fn stored(dataset: &Dataset) -> Option<(NumberType, bool)> {
    let (layout, big_endian) = dataset.stored()?;
    let stored = match layout {
        Layout::Unsigned(1) => NumberType::U8,
        Layout::Signed(1) => NumberType::I8,
        Layout::Unsigned(2) => NumberType::U16,
        Layout::Signed(2) => NumberType::I16,
        Layout::Unsigned(4) => NumberType::U32,
        Layout::Signed(4) => NumberType::I32,
        Layout::Unsigned(8) => NumberType::U64,
        Layout::Signed(8) => NumberType::I64,
        Layout::Float(4) => NumberType::F32,
        Layout::Float(8) => NumberType::F64,
        _ => return None,
    };
    Some((stored, big_endian))
}

fn class_name(class: &str) -> &'static str {
    const ALL: [&str; 10] = [
        "single", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
        "logical",
    ];
    ALL.into_iter().find(|c| *c == class).unwrap_or("double")
}

impl Tree<'_, '_> {
    /// The value of a child of `group`; `None` where there is none.
    fn child(
        &mut self,
        group: &Group,
        name: &str,
        path: &mut String,
        depth: usize,
    ) -> Result<Option<MatValue>, Trouble> {
        if !(self.load.wanted)(&without_indices(path)) {
            return Ok(None);
        }
        if let Some(dataset) = group.dataset(name)? {
            return self.dataset(&dataset, path, depth).map(Some);
        }
        match group.group(name)? {
            Some(group) => self.group(&group, path, depth).map(Some),
            None => Ok(None),
        }
    }

    fn enter(&mut self, path: &str, depth: usize) -> Result<(), Trouble> {
        if self.load.check().is_err() {
            return Err(Trouble::Cancelled);
        }
        if depth > DEEPEST {
            let found = format!("{depth} structs and cells within each other");
            return Err(Fault::new(path, "at most 32", found).into());
        }
        Ok(self.file.charge(NODE, path)?)
    }

    fn group(
        &mut self,
        group: &Group,
        path: &mut String,
        depth: usize,
    ) -> Result<MatValue, Trouble> {
        self.enter(path, depth)?;
        if group.attribute("MATLAB_sparse").is_some() {
            let why = "sparse matrices cannot be read; save it as full(...)";
            self.load.warn(path, format!("{why}; it is left out"));
            return Ok(omitted(Vec::new(), "sparse", why));
        }
        let (groups, datasets) = group.children()?;
        let mut names: Vec<String> = groups.into_iter().chain(datasets).collect();
        names.sort_unstable();
        if let Some(array) = self.struct_array(group, &names, path, depth)? {
            return Ok(array);
        }
        let mut fields = Vec::new();
        let mut values = Vec::new();
        for name in names {
            let part = format!(".{name}");
            let value = within(path, &part, |path| {
                self.child(group, &name, path, depth + 1)
            })?;
            if let Some(value) = value {
                fields.push(name);
                values.push(value);
            }
        }
        Ok(MatValue::Struct(Struct {
            dims: vec![1, 1],
            fields,
            values,
        }))
    }

    /// A struct array keeps a list of references for each field; one struct keeps its values.
    fn struct_array(
        &mut self,
        group: &Group,
        names: &[String],
        path: &mut String,
        depth: usize,
    ) -> Result<Option<MatValue>, Trouble> {
        let mut columns: Vec<(String, Vec<MatValue>)> = Vec::new();
        let mut shape: Option<Vec<u64>> = None;
        for name in names {
            let Some(dataset) = group.dataset(name)? else {
                return Ok(None);
            };
            if !dataset.is_reference() || dataset.attribute("MATLAB_class").is_some() {
                return Ok(None);
            }
            let own = dims(&dataset);
            if shape.get_or_insert_with(|| own.clone()) != &own {
                let expected = "as many elements as the other fields have";
                return Err(Fault::new(dataset.path(), expected, format!("{own:?}")).into());
            }
            let plain = format!("{}.{name}", without_indices(path));
            if (self.load.wanted)(&plain) {
                let part = |item: usize| format!("({}).{name}", item + 1);
                let values = self.items(&dataset, path, depth, part)?;
                columns.push((name.clone(), values));
            }
        }
        let Some(dims) = shape else {
            return Ok(None);
        };
        let elements = columns.iter().map(|(_, v)| v.len()).min().unwrap_or(0);
        let mut lists: Vec<_> = columns
            .iter_mut()
            .map(|(_, values)| std::mem::take(values).into_iter())
            .collect();
        let mut values = Vec::with_capacity(elements * lists.len());
        for _ in 0..elements {
            values.extend(lists.iter_mut().filter_map(Iterator::next));
        }
        Ok(Some(MatValue::Struct(Struct {
            dims,
            fields: columns.into_iter().map(|(name, _)| name).collect(),
            values,
        })))
    }

    /// What the references of a dataset point to.
    fn items(
        &mut self,
        dataset: &Dataset,
        path: &mut String,
        depth: usize,
        part: impl Fn(usize) -> String,
    ) -> Result<Vec<MatValue>, Trouble> {
        let addresses = dataset.references()?;
        let room = (self.file.left() / NODE).min(addresses.len() as u64);
        let mut items = Vec::with_capacity(room as usize);
        for (item, address) in addresses.into_iter().enumerate() {
            let value = within(path, &part(item), |path| {
                self.target(address, path, depth + 1)
            })?;
            items.push(value);
        }
        Ok(items)
    }

    fn target(
        &mut self,
        address: u64,
        path: &mut String,
        depth: usize,
    ) -> Result<MatValue, Trouble> {
        if self.targets.is_none() {
            let members = self.root.group("#refs#")?.map(|g| g.members());
            self.targets = Some(members.transpose()?.unwrap_or_default());
        }
        let targets = self.targets.get_or_insert_default();
        if let Some(dataset) = targets.datasets.get(&address).cloned() {
            return self.dataset(&dataset, path, depth);
        }
        if let Some(group) = targets.groups.get(&address).cloned() {
            return self.group(&group, path, depth);
        }
        // An item that was never set refers to nothing.
        if address != 0 && address != u64::MAX {
            let what = "refers to an object that is not there; read as empty";
            self.load.warn(path, what);
        }
        self.file.charge(NODE, path)?;
        Ok(MatValue::empty())
    }

    fn dataset(
        &mut self,
        dataset: &Dataset,
        path: &mut String,
        depth: usize,
    ) -> Result<MatValue, Trouble> {
        self.enter(path, depth)?;
        let class = dataset.text_attribute("MATLAB_class").unwrap_or_default();
        if dataset.number_attribute("MATLAB_empty").unwrap_or(0.0) != 0.0 {
            return Ok(empty(dataset, &class));
        }
        let dims = dims(dataset);
        if dataset.is_reference() {
            let items = self.items(dataset, path, depth, |i| format!("{{{}}}", i + 1))?;
            return Ok(MatValue::Cell(Cell { dims, items }));
        }
        match class.as_str() {
            "char" => return Ok(self.text(dataset, dims)?),
            "function_handle" => {
                return Ok(omitted(dims, "function handle", "it holds no numbers"));
            }
            _ => {}
        }
        if dataset.is_text() {
            let rows = dataset.texts()?;
            return Ok(MatValue::Text(Text { dims, rows }));
        }
        if !dataset.is_number() {
            let why = "neither numbers nor text (complex numbers are not read in version 7.3)";
            self.load.warn(path, format!("{why}; it is left out"));
            let class = if class.is_empty() { "object" } else { &class };
            return Ok(omitted(dims, class, why));
        }
        // An object of a class of MATLAB's own, such as a table or a string.
        if dataset.attribute("MATLAB_object_decode").is_some() {
            return Ok(omitted(dims, &class, "objects cannot be read"));
        }
        let bytes = dataset.declared_bytes()?;
        if self.file.left() < bytes {
            let (omitted, what) = too_large(bytes, dims, class_name(&class), self.load.bound);
            self.load.warn(path, what);
            return Ok(omitted);
        }
        let data = self.numbers(dataset)?;
        Ok(MatValue::Numbers(Numbers {
            dims,
            class: class_name(&class),
            data,
        }))
    }

    fn numbers(&mut self, dataset: &Dataset) -> Result<Data, Fault> {
        let count = dataset.count()?;
        let bytes = dataset.declared_bytes()?;
        let Some((stored, big_endian)) = stored(dataset) else {
            return Ok(Data::F64(dataset.numbers()?));
        };
        self.file.charge(bytes, dataset.path())?;
        if stored == NumberType::F64
            && let Some(numbers) = dataset.in_one_piece()
        {
            return Ok(Data::F64(numbers?));
        }
        let raw = dataset.raw()?;
        let mut rest = raw.as_slice();
        let read = Data::read(stored, big_endian, count as usize, |piece| {
            let taken = piece.len().min(rest.len());
            let (now, later) = rest.split_at(taken);
            piece.iter_mut().zip(now).for_each(|(to, from)| *to = *from);
            rest = later;
            Ok::<(), Infallible>(())
        });
        match read {
            Ok(data) => Ok(data),
            Err(never) => match never {},
        }
    }

    fn text(&mut self, dataset: &Dataset, dims: Vec<u64>) -> Result<MatValue, Fault> {
        let bytes = dataset.declared_bytes()?;
        self.file.charge(bytes.saturating_mul(6), dataset.path())?;
        // A place for each row, of which none is empty.
        let rows = dims.first().copied().unwrap_or(1).min(bytes);
        let file = &self.file;
        file.charge(rows.saturating_mul(48), dataset.path())?;
        let units = self.numbers(dataset)?;
        let characters = text::utf16(units.iter().map(|u| u as u16));
        let height = dims.first().copied().unwrap_or(1);
        let rows = text::rows(&characters, height as usize);
        Ok(MatValue::Text(Text { dims, rows }))
    }
}

/// An empty value; its data are its dimensions.
fn empty(dataset: &Dataset, class: &str) -> MatValue {
    const MOST_DIMS: u64 = 32;
    let dims = match dataset.count() {
        Ok(1..=MOST_DIMS) => dataset.numbers().unwrap_or_default(),
        _ => Vec::new(),
    };
    let mut dims: Vec<u64> = dims.into_iter().map(|n| n as u64).collect();
    if product(&dims) != Some(0) {
        dims = vec![0, 0];
    }
    match class {
        "char" => MatValue::Text(Text {
            dims,
            rows: Vec::new(),
        }),
        "cell" => MatValue::Cell(Cell {
            dims,
            items: Vec::new(),
        }),
        "struct" => MatValue::Struct(Struct {
            dims,
            fields: Vec::new(),
            values: Vec::new(),
        }),
        _ => MatValue::Numbers(Numbers {
            dims,
            class: class_name(class),
            data: Data::F64(Vec::new()),
        }),
    }
}
