//! The table of electrodes and the electrode groups.

use super::reader::Reader;
use super::table::Table;
use crate::formats::hdf5::Fault;
use crate::formats::hdf5::{Dataset, Group};
use std::collections::HashMap;

const WHERE: [&str; 2] = ["general", "extracellular_ephys"];

/// Names and places of the electrodes, by row of the table.
#[derive(Debug, Default)]
pub(super) struct Electrodes {
    pub names: Vec<String>,
    groups: Vec<String>,
    ids: HashMap<String, usize>,
    /// In micrometres, where the file has them.
    pub positions_um: Option<Vec<[f64; 3]>>,
    /// Electrode groups by the address of their object header.
    group_of_address: HashMap<u64, String>,
}

impl Electrodes {
    pub fn read(reader: &mut Reader<'_>, root: &Group) -> Self {
        let mut found = Self::default();
        let mut place = Some(root.clone());
        for name in WHERE {
            let next = place.take().map_or(Ok(None), |g| g.group(name));
            place = reader.if_there(next, "electrodes stay unnamed");
        }
        let Some(place) = place else {
            return found;
        };
        let children = reader.or_warn(place.children(), "electrode groups stay unnamed");
        for name in children.map(|(groups, _)| groups).unwrap_or_default() {
            if let Ok(Some(group)) = place.group(&name) {
                found.group_of_address.insert(group.address(), name);
            }
        }
        let table = reader.if_there(place.group("electrodes"), "electrodes stay unnamed");
        if let Some(group) = table {
            let table = Table::open(reader, group);
            let read = found.read_table(&table);
            reader.or_warn(read, "electrodes stay unnamed");
        }
        found
    }

    fn read_table(&mut self, table: &Table) -> Result<(), Fault> {
        let Some(id) = table.column("id")? else {
            return Ok(());
        };
        let ids = id.texts()?;
        let rows = ids.len();
        let named = ["channel_name", "label", "name"]
            .iter()
            .find_map(|name| table.labels(name, rows).ok().flatten());
        self.names = named.unwrap_or_else(|| ids.clone());
        self.groups = match table.labels("group_name", rows) {
            Ok(Some(names)) => names,
            _ => self.groups_by_reference(table, rows).unwrap_or_default(),
        };
        self.positions_um = positions(table, rows);
        self.ids = ids.into_iter().zip(0..).collect();
        Ok(())
    }

    fn groups_by_reference(&self, table: &Table, rows: usize) -> Option<Vec<String>> {
        let column = table.column("group").ok()??;
        let names = self.group_names(&column).ok()?;
        (names.len() == rows).then(|| names.into_iter().map(Option::unwrap_or_default).collect())
    }
    /// Names of the groups that a column of object references points to.
    pub fn group_names(&self, column: &Dataset) -> Result<Vec<Option<String>>, Fault> {
        let name = |address: &u64| self.group_of_address.get(address).cloned();
        Ok(column.references()?.iter().map(name).collect())
    }
    /// Group of the electrode in `row`.
    pub fn group(&self, row: usize) -> Option<&String> {
        self.groups.get(row).filter(|g| !g.is_empty())
    }
    pub fn name(&self, row: usize) -> Option<&String> {
        self.names.get(row)
    }
    /// Row of the electrode with an id.
    pub fn row_of_id(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }
}

/// Positions relative to the probe where the file has them, otherwise in the brain.
fn positions(table: &Table, rows: usize) -> Option<Vec<[f64; 3]>> {
    let axis = |name: &str| -> Option<Vec<f64>> {
        let column = table.column(name).ok()??;
        let values = column.numbers().ok()?;
        (values.len() == rows && values.iter().any(|v| v.is_finite())).then_some(values)
    };
    let along = |names: [&str; 3]| -> Option<Vec<[f64; 3]>> {
        let [x, y, z] = names.map(axis);
        if y.is_none() && (x.is_none() || z.is_none()) {
            return None;
        }
        let value = |axis: &Option<Vec<f64>>, row: usize| {
            axis.as_ref()
                .and_then(|v| v.get(row).copied())
                .filter(|v| v.is_finite())
                .unwrap_or(0.0)
        };
        Some(
            (0..rows)
                .map(|row| [value(&x, row), value(&y, row), value(&z, row)])
                .collect(),
        )
    };
    along(["rel_x", "rel_y", "rel_z"]).or_else(|| along(["x", "y", "z"]))
}
