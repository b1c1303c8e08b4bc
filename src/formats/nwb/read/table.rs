//! A DynamicTable: columns as datasets of one group, ragged ones with an index beside them.

use super::reader::Reader;
use crate::formats::hdf5::Fault;
use crate::formats::hdf5::{AttributeOwner, Dataset, Group};
use crate::recording::ColumnValues;

pub(super) struct Table {
    pub group: Group,
    /// Columns in the order of the file, without `id`.
    pub names: Vec<String>,
}

impl Table {
    pub fn open(reader: &mut Reader<'_>, group: Group) -> Self {
        let mut names = group.text_attributes("colnames");
        let listed = reader.or_warn(group.children(), "only the columns it names are read");
        for name in listed.map(|(_, datasets)| datasets).unwrap_or_default() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.retain(|n| n != "id");
        for (name, file) in group.external_links() {
            let object = group.child_path(&name);
            reader.warn(super::not_followed(&object, &file));
        }
        Self { group, names }
    }
    pub fn column(&self, name: &str) -> Result<Option<Dataset>, Fault> {
        self.group.dataset(name)
    }
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }
    /// The index that makes `name` a ragged column.
    pub fn index_of(&self, name: &str) -> Result<Option<Dataset>, Fault> {
        self.group.dataset(&format!("{name}_index"))
    }
    /// One text a row from a column of text or numbers; enumerated data get their words.
    pub fn labels(&self, name: &str, rows: usize) -> Result<Option<Vec<String>>, Fault> {
        let Some(column) = self.column(name)? else {
            return Ok(None);
        };
        check_rows(&column, rows)?;
        match self.column(&format!("{name}_elements"))? {
            Some(elements) if column.is_number() && elements.is_text() => {
                let words = elements.texts()?;
                let codes = column.numbers()?;
                let word = |code: &f64| words.get(*code as usize).cloned().unwrap_or_default();
                Ok(Some(codes.iter().map(word).collect()))
            }
            _ => column.texts().map(Some),
        }
    }
    /// One value a row.
    pub fn values(&self, name: &str, rows: usize) -> Result<Option<ColumnValues>, Fault> {
        let Some(column) = self.column(name)? else {
            return Ok(None);
        };
        if column.is_number() && !self.has(&format!("{name}_elements")) {
            check_rows(&column, rows)?;
            return Ok(Some(ColumnValues::Number(column.numbers()?)));
        }
        Ok(self.labels(name, rows)?.map(ColumnValues::Text))
    }
}

/// A column must have one value a row.
pub(super) fn check_rows(column: &Dataset, rows: usize) -> Result<(), Fault> {
    let shape = column.shape();
    let flat = shape.iter().skip(1).all(|&n| n == 1);
    if flat && column.count()? == rows as u64 {
        return Ok(());
    }
    Err(Fault::new(
        column.path(),
        format!("one value for each of {rows} rows"),
        format!("shape {shape:?}"),
    ))
}
