//! Reading Parquet tables, column by column, without Arrow.

use super::constant::Constants;
use super::grid::Grid;
use super::pages::{self, Pages};
use super::plan::Plan;
use super::spikes::{Collector, Spikes};
use super::text::io_error;
use super::time_unit::TimeUnit;
use crate::formats::{FormatError, Progress, plain_file};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit as StoredUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_column_reader};
use parquet::data_type::{ByteArray, DataType};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::schema::types::ColumnDescriptor;
use std::collections::HashMap;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) const MAGIC: &[u8; 4] = b"PAR1";
const FORMAT: &str = "Parquet table";
const BATCH: usize = 1 << 16;

/// One value of any column.
#[derive(Clone, Debug)]
enum Cell {
    Missing,
    Whole(i64),
    Number(f64),
    Text(ByteArray),
}

impl Cell {
    fn text(&self) -> String {
        match self {
            Self::Missing => String::new(),
            Self::Whole(v) => v.to_string(),
            Self::Number(v) => v.to_string(),
            Self::Text(v) => super::number::text(v.data()),
        }
    }
    fn number(&self) -> Option<f64> {
        match self {
            Self::Missing => None,
            Self::Whole(v) => Some(*v as f64),
            Self::Number(v) => v.is_finite().then_some(*v),
            Self::Text(v) => super::number::parse(v.data(), false),
        }
    }
}

/// An open Parquet file whose metadata has been checked against its length.
pub(super) struct Table {
    path: PathBuf,
    file: Arc<File>,
    meta: ParquetMetaData,
    length: u64,
    /// Flat columns: their index in the file.
    leaves: Vec<usize>,
    pub columns: Vec<String>,
    /// Unit of time that the type of each column states.
    pub stated: Vec<Option<TimeUnit>>,
    pub rows: usize,
}

/// The `parquet` crate may panic on damaged data that the checks let through.
fn guarded<T>(
    path: &Path,
    work: impl FnOnce() -> Result<T, FormatError>,
) -> Result<T, FormatError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let why = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("inconsistent data");
        Err(damaged(path, "the data", why))
    })
}

fn damaged(path: &Path, object: impl Into<String>, why: impl std::fmt::Display) -> FormatError {
    FormatError::malformed(
        path,
        FORMAT,
        object,
        "an undamaged Parquet file",
        format!("damage ({why}); write the file again"),
    )
}

impl Table {
    pub(super) fn open(path: &Path) -> Result<Self, FormatError> {
        let file = plain_file::open(path).map_err(|e| io_error(path, e))?;
        let length = file.metadata().map_err(|e| io_error(path, e))?.len();
        guarded(path, || Self::plan(path, file, length))
    }

    fn plan(path: &Path, file: File, length: u64) -> Result<Self, FormatError> {
        let meta = ParquetMetaDataReader::new()
            .parse_and_finish(&file)
            .map_err(|e| damaged(path, "the footer", e))?;
        let mut rows = 0_u64;
        for (g, group) in meta.row_groups().iter().enumerate() {
            let count = u64::try_from(group.num_rows())
                .map_err(|_| damaged(path, format!("row group {g}"), "fewer than no rows"))?;
            rows = rows.saturating_add(count);
            for chunk in group.columns() {
                let start = chunk
                    .dictionary_page_offset()
                    .unwrap_or(chunk.data_page_offset());
                let end = u64::try_from(start)
                    .ok()
                    .zip(u64::try_from(chunk.compressed_size()).ok())
                    .and_then(|(start, size)| start.checked_add(size));
                if end.is_none_or(|end| end > length) {
                    let object = format!("row group {g}, column {}", chunk.column_path().string());
                    return Err(damaged(path, object, "it runs past the end of the file"));
                }
            }
        }
        // No column of times takes less than a byte a row, however well it is packed.
        if rows > length + BATCH as u64 {
            return Err(damaged(
                path,
                "the footer",
                format!("{rows} rows in {length} bytes"),
            ));
        }
        let schema = meta.file_metadata().schema_descr();
        let leaves: Vec<usize> = (0..schema.num_columns())
            .filter(|c| schema.column(*c).max_rep_level() == 0)
            .filter(|c| {
                !schema
                    .column(*c)
                    .path()
                    .string()
                    .starts_with("__index_level_")
            })
            .collect();
        if leaves.is_empty() {
            return Err(FormatError::malformed(
                path,
                FORMAT,
                "the schema",
                "columns with one value a row (unit, time)",
                "none, or only lists",
            ));
        }
        let columns = leaves
            .iter()
            .map(|c| schema.column(*c).path().string())
            .collect();
        let stated = leaves
            .iter()
            .map(|c| stated_unit(&schema.column(*c)))
            .collect();
        Ok(Self {
            path: path.to_owned(),
            file: Arc::new(file),
            length,
            leaves,
            columns,
            stated,
            rows: rows as usize,
            meta,
        })
    }

    /// Calls `each` with batches of rows of the chosen columns (indices into `columns`) until it
    /// returns false; every batch has one list of cells a column, all of one length.
    fn scan(
        &self,
        chosen: &[usize],
        batch: usize,
        mut each: impl FnMut(u64, &[Vec<Cell>]) -> Result<bool, FormatError>,
    ) -> Result<(), FormatError> {
        let schema = self.meta.file_metadata().schema_descr();
        let limit =
            usize::try_from(self.length.saturating_mul(4)).unwrap_or(usize::MAX) / 2 + (1 << 23);
        let mut row = 0_u64;
        for (g, group) in self.meta.row_groups().iter().enumerate() {
            let expected = usize::try_from(group.num_rows()).unwrap_or(0);
            let mut readers = Vec::with_capacity(chosen.len());
            for &column in chosen {
                let leaf = self.leaves.get(column).copied().unwrap_or(usize::MAX);
                let Some(chunk) = group.columns().get(leaf) else {
                    return Err(damaged(
                        &self.path,
                        format!("row group {g}"),
                        "a column is missing",
                    ));
                };
                let object = self.object(g, column);
                if !pages::is_known(chunk.compression()) {
                    return Err(FormatError::malformed(
                        &self.path,
                        FORMAT,
                        object,
                        pages::CODECS,
                        format!(
                            "compression {}; write the file with another",
                            chunk.compression()
                        ),
                    ));
                }
                let descriptor = schema.column(leaf);
                if chunk.column_type() != descriptor.physical_type() {
                    return Err(damaged(
                        &self.path,
                        object,
                        "its type is not that of the schema",
                    ));
                }
                let pages = Pages::new(Arc::clone(&self.file), chunk, expected, limit)
                    .map_err(|e| damaged(&self.path, object, e))?;
                let unsigned = is_unsigned(&descriptor);
                let most = descriptor.max_def_level();
                readers.push((
                    get_column_reader(descriptor, Box::new(pages)),
                    most,
                    unsigned,
                ));
            }
            let mut cells: Vec<Vec<Cell>> = vec![Vec::new(); chosen.len()];
            let mut left = expected;
            while left > 0 {
                let wanted = left.min(batch);
                for (((reader, most, unsigned), out), &column) in
                    readers.iter_mut().zip(&mut cells).zip(chosen)
                {
                    out.clear();
                    while out.len() < wanted {
                        let before = out.len();
                        fill(reader, *most, *unsigned, wanted - before, out)
                            .map_err(|e| damaged(&self.path, self.object(g, column), e))?;
                        if out.len() == before {
                            let why = format!("it ends {} rows early", left - before);
                            return Err(damaged(&self.path, self.object(g, column), why));
                        }
                    }
                }
                if !each(row, &cells)? {
                    return Ok(());
                }
                left -= wanted;
                row += wanted as u64;
            }
        }
        Ok(())
    }

    fn object(&self, group: usize, column: usize) -> String {
        let name = self.columns.get(column).map_or("", String::as_str);
        format!("row group {group}, column {name}")
    }

    /// The first rows as text.
    pub(super) fn sample(&self, rows: usize) -> Result<Vec<Vec<String>>, FormatError> {
        let chosen: Vec<usize> = (0..self.columns.len().min(256)).collect();
        let mut sample: Vec<Vec<String>> = Vec::new();
        guarded(&self.path, || {
            self.scan(&chosen, rows.max(1), |_, cells| {
                let count = cells.first().map_or(0, Vec::len).min(rows);
                sample = (0..count)
                    .map(|r| {
                        cells
                            .iter()
                            .map(|c| c.get(r).map_or_else(String::new, Cell::text))
                            .collect()
                    })
                    .collect();
                Ok(false)
            })
        })?;
        Ok(sample)
    }

    pub(super) fn grid(&self, progress: &Progress<'_>) -> Result<Grid, FormatError> {
        let chosen: Vec<usize> = (0..self.columns.len()).collect();
        let mut grid = Grid::new(self.columns.clone(), false);
        guarded(&self.path, || {
            self.scan(&chosen, 1024, |from, cells| {
                progress.check()?;
                for r in 0..cells.first().map_or(0, Vec::len) {
                    let row = cells
                        .iter()
                        .map(|c| c.get(r).map_or_else(String::new, Cell::text));
                    grid.push(&self.path, from + r as u64 + 1, row)?;
                }
                Ok(true)
            })
        })?;
        Ok(grid)
    }
}

/// Reads up to `rows` more rows.
fn fill(
    reader: &mut ColumnReader,
    most: i16,
    unsigned: bool,
    rows: usize,
    out: &mut Vec<Cell>,
) -> Result<(), ParquetError> {
    match reader {
        ColumnReader::BoolColumnReader(r) => {
            typed(r, most, rows, out, |v| Cell::Whole((*v).into()))
        }
        ColumnReader::Int32ColumnReader(r) => typed(r, most, rows, out, |v| {
            Cell::Whole(if unsigned {
                v.cast_unsigned().into()
            } else {
                (*v).into()
            })
        }),
        ColumnReader::Int64ColumnReader(r) => typed(r, most, rows, out, |v| Cell::Whole(*v)),
        ColumnReader::FloatColumnReader(r) => {
            typed(r, most, rows, out, |v| Cell::Number((*v).into()))
        }
        ColumnReader::DoubleColumnReader(r) => typed(r, most, rows, out, |v| Cell::Number(*v)),
        ColumnReader::ByteArrayColumnReader(r) => {
            typed(r, most, rows, out, |v| Cell::Text(v.clone()))
        }
        ColumnReader::Int96ColumnReader(r) => typed(r, most, rows, out, |_| Cell::Missing),
        ColumnReader::FixedLenByteArrayColumnReader(r) => {
            typed(r, most, rows, out, |_| Cell::Missing)
        }
    }
}

fn typed<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    most: i16,
    rows: usize,
    out: &mut Vec<Cell>,
    cell: impl Fn(&T::T) -> Cell,
) -> Result<(), ParquetError> {
    let (mut levels, mut values) = (Vec::new(), Vec::new());
    let wanted = (most > 0).then_some(&mut levels);
    let (records, _, _) = reader.read_records(rows, wanted, None, &mut values)?;
    if most == 0 {
        out.extend(values.iter().map(cell));
        return Ok(());
    }
    let mut values = values.iter();
    for level in levels.iter().take(records) {
        out.push(if *level == most {
            values.next().map_or(Cell::Missing, &cell)
        } else {
            Cell::Missing
        });
    }
    Ok(())
}

fn is_unsigned(column: &ColumnDescriptor) -> bool {
    matches!(
        column.converted_type(),
        ConvertedType::UINT_8
            | ConvertedType::UINT_16
            | ConvertedType::UINT_32
            | ConvertedType::UINT_64
    )
}

/// Time types carry their unit; nanoseconds are samples of a clock of 1 GHz.
fn stated_unit(column: &ColumnDescriptor) -> Option<TimeUnit> {
    let unit = match column.logical_type_ref()? {
        LogicalType::Timestamp(time) | LogicalType::Time(time) => time.unit,
        _ => return None,
    };
    Some(match unit {
        StoredUnit::MILLIS => TimeUnit::Milliseconds,
        StoredUnit::MICROS => TimeUnit::Microseconds,
        StoredUnit::NANOS => TimeUnit::Samples { rate_hz: Some(1e9) },
    })
}

/// Reads the spikes table of a plan.
pub(super) fn spikes(
    plan: &Plan,
    per_second: f64,
    progress: &Progress<'_>,
) -> Result<Spikes, FormatError> {
    let table = Table::open(&plan.spikes_path)?;
    let path = table.path.as_path();
    let constants = Constants::new(plan, table.length);
    let mut collector = Collector::new(path, FORMAT, per_second, table.rows, constants);
    let time = plan.time_column.value;
    let mut chosen = vec![time];
    chosen.extend(plan.unit_column.value);
    chosen.extend(plan.place_column());
    let first_other = chosen.len();
    chosen.extend(collector.constant_columns());
    let single = match plan.unit_column.value {
        Some(_) => None,
        None => Some(collector.unit(b"1")?),
    };
    let name = |column: usize| plan.columns.get(column).map_or("", String::as_str);
    let mut known = HashMap::<i64, u32>::new();
    guarded(path, || {
        table.scan(&chosen, BATCH, |from, cells| {
            progress.check()?;
            progress.report(from as f32 / table.rows.max(1) as f32, "spikes");
            let (Some(times), units) = (cells.first(), cells.get(1)) else {
                return Ok(false);
            };
            // Only what is the same within a unit so far is made into text.
            let wanted = collector.constant_columns();
            for (r, cell) in times.iter().enumerate() {
                let place =
                    |column| format!("row {}, column {}", from + r as u64 + 1, name(column));
                let Some(t) = cell.number() else {
                    collector.fail(|| place(time), "a number", || shown(cell))?;
                    continue;
                };
                let unit = match (single, units.and_then(|u| u.get(r))) {
                    (Some(single), _) => single,
                    (None, Some(Cell::Whole(id))) => {
                        if let Some(unit) = known.get(id) {
                            *unit
                        } else {
                            let unit = collector.unit(id.to_string().as_bytes())?;
                            known.insert(*id, unit);
                            unit
                        }
                    }
                    (None, Some(Cell::Text(id))) if !id.data().is_empty() => {
                        collector.unit(id.data())?
                    }
                    (None, Some(Cell::Number(id))) if id.is_finite() => {
                        collector.unit(id.to_string().as_bytes())?
                    }
                    (None, other) => {
                        let found = other.map_or_else(String::new, shown);
                        let column = plan.unit_column.value.unwrap_or(0);
                        collector.fail(|| place(column), "the name of a unit", || found)?;
                        continue;
                    }
                };
                let at = plan.place_column().and_then(|_| cells.get(2)?.get(r));
                let place = at.map(Cell::text);
                let texts: Vec<(usize, String)> = chosen
                    .iter()
                    .zip(cells)
                    .skip(first_other)
                    .filter(|(column, _)| wanted.contains(column))
                    .filter_map(|(column, cells)| Some((*column, cells.get(r)?.text())))
                    .collect();
                let cell = |column: usize| {
                    let own = texts.iter().find(|(c, _)| *c == column);
                    own.map(|(_, text)| text.as_bytes())
                };
                collector.push(unit, place.as_ref().map(String::as_bytes), t, cell);
            }
            Ok(true)
        })
    })?;
    collector.finish(plan)
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Missing => "nothing".to_owned(),
        other => format!("\"{}\"", other.text().chars().take(40).collect::<String>()),
    }
}
