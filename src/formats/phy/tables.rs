//! `cluster_*.tsv`: what is known of each cluster.

use super::NAME;
use crate::formats::positional_file::{name_of, text};
use crate::formats::{FormatError, Progress};
use crate::recording::Warning;
use std::path::PathBuf;

/// Columns of one table that are read.
const MOST_COLUMNS: usize = 256;
/// Memory for cells that does not depend on the size of the tables.
const SMALL_CHANGE: usize = 4 << 20;

/// The columns of all tables together, one cell a cluster.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub names: Vec<String>,
    /// One list a column, one cell for each cluster that has spikes.
    pub cells: Vec<Vec<String>>,
}

impl Table {
    /// Takes out a column by its name, without regard to case.
    pub(super) fn take_column(&mut self, name: &str) -> Option<Vec<String>> {
        let at = self
            .names
            .iter()
            .position(|n| n.eq_ignore_ascii_case(name))?;
        self.names.remove(at);
        Some(self.cells.remove(at))
    }
    pub(super) fn get(&self, name: &str) -> Option<&[String]> {
        let at = self
            .names
            .iter()
            .position(|n| n.eq_ignore_ascii_case(name))?;
        self.cells.get(at).map(Vec::as_slice)
    }
}

/// Reads the tables; where two have a column of the same name, the first cell that is not empty
/// counts, and `cluster_info`, which phy sums up from the others, comes last.
pub(super) fn read(
    mut paths: Vec<PathBuf>,
    ids: &[u32],
    progress: &Progress<'_>,
    warnings: &mut Vec<Warning>,
) -> Result<Table, FormatError> {
    paths.sort_by_key(|p| name_of(p).starts_with("cluster_info"));
    let mut table = Table::default();
    let mut allowance = SMALL_CHANGE;
    let mut strangers = Vec::new();
    for path in paths {
        progress.check()?;
        let object = name_of(&path);
        let text = match text(&path, NAME) {
            Ok(text) => text,
            Err(why) => {
                warnings.push(Warning::new(format!("left out: {why}")).at(object));
                continue;
            }
        };
        allowance = allowance.saturating_add(4 * text.len());
        if let Some(warning) = add(&mut table, &text, ids, &mut allowance, &mut strangers) {
            warnings.push(warning.at(object));
        }
    }
    strangers.sort_unstable();
    strangers.dedup();
    if !strangers.is_empty() {
        let what =
            "clusters stand in the tables but have no spikes (merged or split) and are left out";
        warnings.push(Warning::counted(strangers.len(), what));
    }
    Ok(table)
}

/// Adds one table.
fn add(
    table: &mut Table,
    text: &str,
    ids: &[u32],
    allowance: &mut usize,
    strangers: &mut Vec<u32>,
) -> Option<Warning> {
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default();
    let separator = if header.contains('\t') { '\t' } else { ',' };
    let mut names: Vec<&str> = header
        .split(separator)
        .map(str::trim)
        .take(MOST_COLUMNS)
        .collect();
    let key = names
        .iter()
        .position(|n| ["cluster_id", "id", "cluster", "unit_id"].contains(n));
    let Some(key) = key else {
        return Some(Warning::new("has no column cluster_id and is left out"));
    };
    let mut left_out = 0;
    // Where the cells of each column go.
    let mut places = Vec::with_capacity(names.len());
    for (at, name) in names.iter_mut().enumerate() {
        let known = table
            .names
            .iter()
            .position(|n| n.eq_ignore_ascii_case(name));
        let cost = ids.len().saturating_mul(size_of::<String>());
        places.push(match known {
            _ if at == key || name.is_empty() => None,
            Some(known) => Some(known),
            None if cost > *allowance => {
                left_out += 1;
                None
            }
            None => {
                *allowance -= cost;
                table.names.push((*name).to_owned());
                table.cells.push(vec![String::new(); ids.len()]);
                Some(table.names.len() - 1)
            }
        });
    }
    let mut unreadable = 0;
    for line in lines.filter(|l| !l.trim().is_empty()) {
        let id = line.split(separator).nth(key).map(str::trim);
        let id = id.and_then(|id| id.strip_suffix(".0").unwrap_or(id).parse::<u32>().ok());
        let Some(id) = id else {
            unreadable += 1;
            continue;
        };
        let Ok(row) = ids.binary_search(&id) else {
            if strangers.len() < ids.len().saturating_add(SMALL_CHANGE / 8) {
                strangers.push(id);
            }
            continue;
        };
        for (cell, place) in line.split(separator).zip(&places) {
            let cell = cell.trim().trim_matches('"');
            let slot = place.and_then(|p| table.cells.get_mut(p)?.get_mut(row));
            if let Some(slot) = slot
                && slot.is_empty()
            {
                cell.clone_into(slot);
            }
        }
    }
    if left_out > 0 {
        let what = "columns are too many for a table of this size and are left out";
        return Some(Warning::counted(left_out, what));
    }
    let what = "lines name no cluster and are left out";
    (unreadable > 0).then(|| Warning::counted(unreadable, what))
}
