//! What stands beside each spike and is the same for all spikes of its unit: cell type, shank.

use super::grid::Grid;
use super::number;
use super::plan::Plan;
use crate::formats::FormatError;
use crate::recording::Warning;
use std::path::Path;

/// Columns that are looked at.
const MOST: usize = 64;
/// Memory for cells that does not depend on the size of the file.
const SMALL_CHANGE: usize = 4 << 20;

/// The other columns of a table of spikes, as long as they are the same within a unit.
#[derive(Default)]
pub(super) struct Constants {
    columns: Vec<Constant>,
    allowance: usize,
    /// Names of those that vary within a unit.
    varying: Vec<String>,
    unread: usize,
}

struct Constant {
    column: usize,
    name: String,
    /// The cell of each unit, as written.
    cells: Vec<Option<Box<[u8]>>>,
}

impl Constants {
    /// Of a table of so many bytes: all columns but those of unit and time.
    pub(super) fn new(plan: &Plan, bytes: u64) -> Self {
        let is_other =
            |c: &usize| plan.unit_column.value != Some(*c) && plan.time_column.value != *c;
        // Without a column of units, or without names, nothing says what the others are.
        let is_known = plan.unit_column.value.is_some() && plan.has_names();
        let others = (0..plan.columns.len()).filter(|c| is_known && is_other(c));
        let columns: Vec<usize> = others.collect();
        let constant = |&column: &usize| Constant {
            column,
            name: plan.columns.get(column).cloned().unwrap_or_default(),
            cells: Vec::new(),
        };
        Self {
            columns: columns.iter().take(MOST).map(constant).collect(),
            allowance: SMALL_CHANGE.saturating_add(usize::try_from(bytes).unwrap_or(usize::MAX)),
            varying: Vec::new(),
            unread: columns.len().saturating_sub(MOST),
        }
    }

    /// The columns that are looked at.
    #[cfg(feature = "parquet")]
    pub(super) fn wanted(&self) -> Vec<usize> {
        self.columns.iter().map(|c| c.column).collect()
    }

    /// What stands beside a spike of a unit.
    pub(super) fn note<'c>(&mut self, unit: u32, cell: impl Fn(usize) -> Option<&'c [u8]>) {
        let unit = unit as usize;
        let (allowance, unread) = (&mut self.allowance, &mut self.unread);
        let varying = &mut self.varying;
        self.columns.retain_mut(|constant| {
            let written = cell(constant.column).unwrap_or_default().trim_ascii();
            if let Some(Some(known)) = constant.cells.get(unit) {
                let is_same = **known == *written;
                if !is_same {
                    varying.push(std::mem::take(&mut constant.name));
                }
                return is_same;
            }
            let more = (unit + 1).saturating_sub(constant.cells.len());
            let cost = 2 * more * size_of::<Option<Box<[u8]>>>() + written.len() + 32;
            let Some(left) = allowance.checked_sub(cost) else {
                *unread += 1;
                return false;
            };
            *allowance = left;
            if more > 0 {
                constant.cells.resize(unit + 1, None);
            }
            if let Some(slot) = constant.cells.get_mut(unit) {
                *slot = Some(written.into());
            }
            true
        });
    }

    /// The units are others now, each made of some of those before.
    pub(super) fn fold(&mut self, unit_of: impl Fn(u32) -> u32) {
        let before = std::mem::take(&mut self.columns);
        let varying = &mut self.varying;
        self.columns = before
            .into_iter()
            .filter_map(|mut constant| {
                let mut cells: Vec<Option<Box<[u8]>>> = Vec::new();
                for (pair, cell) in (0..).zip(constant.cells) {
                    let unit = unit_of(pair) as usize;
                    cells.resize(cells.len().max(unit + 1), None);
                    let slot = cells.get_mut(unit)?;
                    if slot.is_some() && cell.is_some() && *slot != cell {
                        varying.push(constant.name);
                        return None;
                    }
                    *slot = slot.take().or(cell);
                }
                constant.cells = cells;
                Some(constant)
            })
            .collect();
    }

    /// What is said of the columns that are not used.
    pub(super) fn warning(&self) -> Option<Warning> {
        let named = self.varying.iter().filter(|n| !n.is_empty());
        let names: Vec<&str> = named.map(String::as_str).collect();
        let count = names.len() + self.unread;
        let what = format!(
            "columns differ within a unit, or are too many, and are not used ({})",
            names.join(", ")
        );
        (count > 0).then(|| Warning::counted(count, what).at("spikes table"))
    }

    /// A table of the units with what is known of each; nothing where no column is the same within
    /// each unit.
    pub(super) fn table(
        &self,
        path: &Path,
        unit_column: &str,
        ids: &[String],
        decimal_comma: bool,
    ) -> Result<Option<Grid>, FormatError> {
        if self.columns.is_empty() {
            return Ok(None);
        }
        let names = self.columns.iter().map(|c| c.name.clone());
        let names = std::iter::once(unit_column.to_owned()).chain(names);
        let mut grid = Grid::new(names.collect(), decimal_comma);
        let mut order: Vec<usize> = (0..ids.len()).collect();
        order.sort_by(|a, b| number::natural_order(&ids[*a], &ids[*b]));
        for unit in order {
            let own = self.columns.iter().map(|c| c.text_of(unit));
            let id = ids.get(unit).cloned().unwrap_or_default();
            grid.push(path, unit as u64 + 1, std::iter::once(id).chain(own))?;
        }
        Ok(Some(grid))
    }

    /// The table of units, with these columns beside its own; the first is the name of the unit.
    pub(super) fn beside(
        &self,
        path: &Path,
        table: Grid,
        id_column: usize,
        ids: &[String],
    ) -> Result<Grid, FormatError> {
        let is_new = |c: &&Constant| {
            !table
                .columns
                .iter()
                .any(|n| n.eq_ignore_ascii_case(&c.name))
        };
        let new: Vec<&Constant> = self.columns.iter().filter(is_new).collect();
        if new.is_empty() {
            return Ok(table);
        }
        let place: std::collections::HashMap<&str, usize> = ids
            .iter()
            .enumerate()
            .map(|(at, id)| (id.as_str(), at))
            .collect();
        let names = table.columns.iter().cloned();
        let names = names.chain(new.iter().map(|c| c.name.clone()));
        let mut grid = Grid::new(names.collect(), table.decimal_comma);
        for row in 0..table.len() {
            let id = number::canonical_id(table.cell(row, id_column));
            let unit = place.get(id.as_ref()).copied().unwrap_or(usize::MAX);
            let own = (0..table.columns.len()).map(|c| table.cell(row, c).to_owned());
            let more = new.iter().map(|c| c.text_of(unit));
            grid.push(path, table.line(row).into(), own.chain(more))?;
        }
        Ok(grid)
    }
}

impl Constant {
    /// What is known of a unit, as text.
    fn text_of(&self, unit: usize) -> String {
        let cell = self.cells.get(unit).and_then(Option::as_deref);
        cell.map(number::text).unwrap_or_default()
    }
}
