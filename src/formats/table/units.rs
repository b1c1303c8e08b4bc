//! The table of units.

use super::grid::Grid;
use super::names;
use super::number::canonical_id;
use crate::formats::OpenOptions;
use crate::recording::{
    Class, ClassSource, Column, ColumnValues, RecordingError, Unit, Warning, speaks_of_class,
};
use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

const ELECTRODE: [&str; 15] = [
    "electrode",
    "electrodeid",
    "electrodes",
    "channel",
    "channelid",
    "ch",
    "chan",
    "channels",
    "maxchannel",
    "peakchannel",
    "bestchannel",
    "mainchannel",
    "maxwaveformch",
    "tetrode",
    "tetrodeid",
];
const GROUP: [&str; 12] = [
    "group",
    "groupid",
    "shank",
    "shankid",
    "electrodegroup",
    "electrodegroupname",
    "area",
    "region",
    "brainregion",
    "location",
    "tetrode",
    "tetrodeid",
];
const QUALITY: [&str; 4] = ["quality", "unitquality", "kslabel", "sortingquality"];

/// The units of a recording, and how the units of the spikes map to them.
pub(super) struct UnitTable {
    pub units: Vec<Unit>,
    pub columns: Vec<Column>,
    pub class_column: Option<String>,
    /// New place of each unit of the spikes.
    pub order: Vec<usize>,
    pub warnings: Vec<Warning>,
}

/// The units of the spikes alone, in natural order of their names.
pub(super) fn without_table(ids: &[String]) -> UnitTable {
    let mut by_name: Vec<usize> = (0..ids.len()).collect();
    by_name.sort_by(|a, b| super::number::natural_order(&ids[*a], &ids[*b]));
    let mut order = vec![0; ids.len()];
    for (place, &unit) in by_name.iter().enumerate() {
        order[unit] = place;
    }
    UnitTable {
        units: by_name.iter().map(|u| Unit::new(ids[*u].clone())).collect(),
        columns: Vec::new(),
        class_column: None,
        order,
        warnings: Vec::new(),
    }
}

/// Units in the order of the table; those that only the spikes name follow, in natural order.
/// `spike_column` is the name of the unit column of the spikes. `None` when the table and the
/// spikes have no unit in common, so that it must be that of another recording.
pub(super) fn with_table(
    ids: &[String],
    grid: &Grid,
    spike_column: &str,
    options: &OpenOptions,
) -> Result<Option<UnitTable>, RecordingError> {
    let Some(id_column) = id_column(&grid.columns, spike_column) else {
        return Ok(None);
    };
    let mut warnings = Vec::new();
    let mut places = HashMap::<Cow<'_, str>, usize>::new();
    let mut rows = Vec::new();
    let (mut nameless, mut twice) = (0, 0);
    for row in 0..grid.len() {
        let id = canonical_id(grid.cell(row, id_column));
        if id.is_empty() {
            nameless += 1;
        } else if let Entry::Vacant(place) = places.entry(id) {
            place.insert(rows.len());
            rows.push(row);
        } else {
            twice += 1;
        }
    }
    if !ids.is_empty() && !ids.iter().any(|id| places.contains_key(id.as_str())) {
        return Ok(None);
    }
    for (count, message) in [
        (nameless, "rows have no name of a unit and are left out"),
        (twice, "rows name a unit a second time and are left out"),
    ] {
        if count > 0 {
            warnings.push(Warning::counted(count, message).at("units table"));
        }
    }
    let mut strangers: Vec<usize> = (0..ids.len())
        .filter(|u| !places.contains_key(ids[*u].as_str()))
        .collect();
    strangers.sort_by(|a, b| super::number::natural_order(&ids[*a], &ids[*b]));
    if !strangers.is_empty() {
        warnings.push(
            Warning::counted(
                strangers.len(),
                "units have spikes but are not in the units table; they follow its units, without class",
            )
            .at("units table"),
        );
    }
    let mut order: Vec<usize> = ids
        .iter()
        .map(|id| places.get(id.as_str()).copied().unwrap_or(0))
        .collect();
    for (place, &unit) in (rows.len()..).zip(&strangers) {
        order[unit] = place;
    }
    let mut units: Vec<Unit> = rows
        .iter()
        .map(|r| Unit::new(grid.cell(*r, id_column)))
        .collect();
    units.extend(strangers.iter().map(|u| Unit::new(ids[*u].clone())));

    let mut table = UnitsTable {
        grid,
        rows: &rows,
        units: &mut units,
        taken: vec![id_column],
    };
    table.places();
    let class_column = table.classes(options)?;
    let columns = table.others();
    Ok(Some(UnitTable {
        units,
        columns,
        class_column,
        order,
        warnings,
    }))
}

/// The column that names the unit: the one called as in the spikes, else a known name, else the
/// first.
pub(super) fn id_column(columns: &[String], spike_column: &str) -> Option<usize> {
    let same = columns
        .iter()
        .position(|c| names::bare(c) == names::bare(spike_column));
    let known = || {
        (0..columns.len())
            .filter_map(|c| Some((names::unit_rank(&columns[c])?, c)))
            .min()
    };
    same.or_else(|| known().map(|k| k.1))
        .or((!columns.is_empty()).then_some(0))
}

struct UnitsTable<'a> {
    grid: &'a Grid,
    rows: &'a [usize],
    units: &'a mut [Unit],
    /// Columns that have a place of their own in [`Unit`].
    taken: Vec<usize>,
}

impl UnitsTable<'_> {
    fn find(&self, known: &[&str]) -> Option<usize> {
        known.iter().find_map(|k| {
            (0..self.grid.columns.len())
                .find(|c| !self.taken.contains(c) && names::bare(&self.grid.columns[*c]) == *k)
        })
    }

    /// Puts the values of a column into the units.
    fn fill(&mut self, column: Option<usize>, put: impl Fn(&mut Unit, String)) {
        let Some(column) = column else { return };
        self.taken.push(column);
        for (unit, &row) in self.units.iter_mut().zip(self.rows) {
            let cell = self.grid.cell(row, column);
            if !cell.is_empty() {
                put(unit, cell.to_owned());
            }
        }
    }

    fn places(&mut self) {
        // Phy calls the verdict of the sorter "group".
        let verdict = self.find(&["group"]).filter(|c| {
            self.grid.column(*c).all(|v| {
                let known = ["good", "mua", "noise", "unsorted", ""];
                known.iter().any(|k| v.eq_ignore_ascii_case(k))
            })
        });
        self.fill(self.find(&QUALITY).or(verdict), |u, v| u.quality = Some(v));
        self.fill(self.find(&ELECTRODE), |u, v| u.electrode = Some(v));
        self.fill(self.find(&GROUP), |u, v| u.group = Some(v));
    }

    /// Classes from the named column, or the first that speaks of cell type.
    fn classes(&mut self, options: &OpenOptions) -> Result<Option<String>, RecordingError> {
        let columns = &self.grid.columns;
        let column = match &options.class_column {
            Some(wanted) => Some(names::by_name_or_number(columns, wanted).ok_or_else(|| {
                RecordingError::UnknownColumn {
                    column: wanted.clone(),
                    known: columns.join(", "),
                }
            })?),
            None => (0..columns.len())
                .find(|c| !self.taken.contains(c) && speaks_of_class(&columns[*c])),
        };
        let Some(column) = column else {
            return Ok(None);
        };
        // It stays among the columns, where classes can be taken from it anew.
        self.taken.retain(|c| *c != column);
        let name = columns[column].clone();
        for (unit, &row) in self.units.iter_mut().zip(self.rows) {
            unit.class = options.class_mapping.class_of(self.grid.cell(row, column));
            unit.class_source =
                (unit.class != Class::Unclassified).then(|| ClassSource::File(name.clone()));
        }
        Ok(Some(name))
    }

    fn others(&self) -> Vec<Column> {
        let missing = self.units.len() - self.rows.len();
        (0..self.grid.columns.len())
            .filter(|c| !self.taken.contains(c))
            .map(|c| {
                let cells = || self.rows.iter().map(|r| self.grid.cell(*r, c));
                let numeric = cells().any(|v| !v.is_empty())
                    && self.rows.iter().all(|r| {
                        let cell = self.grid.cell(*r, c);
                        is_missing(cell) || self.grid.number(*r, c).is_some()
                    });
                let values = if numeric {
                    let numbers = self
                        .rows
                        .iter()
                        .map(|r| self.grid.number(*r, c).unwrap_or(f64::NAN));
                    ColumnValues::Number(
                        numbers
                            .chain(std::iter::repeat_n(f64::NAN, missing))
                            .collect(),
                    )
                } else {
                    let texts = cells().map(str::to_owned);
                    ColumnValues::Text(
                        texts
                            .chain(std::iter::repeat_n(String::new(), missing))
                            .collect(),
                    )
                };
                Column {
                    name: self.grid.columns[c].clone(),
                    values,
                }
            })
            .collect()
    }
}

fn is_missing(cell: &str) -> bool {
    cell.is_empty()
        || ["nan", "na", "null", "none"]
            .iter()
            .any(|m| cell.eq_ignore_ascii_case(m))
}
