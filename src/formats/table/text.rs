//! Reading text tables in a stream.

use super::constant::Constants;
use super::encoding;
use super::grid::Grid;
use super::number;
use super::plan::{Plan, TableChoices};
use super::sniff;
use super::spikes::{Collector, Spikes};
use super::whole_lines::WholeLines;
use crate::formats::{FormatError, Progress, plain_file};
use std::io::Read;
use std::path::Path;

/// Bytes at the beginning that are looked at.
pub(super) const HEAD: u64 = 1 << 16;
/// A record longer than this is a quotation mark that nothing closes.
const LONGEST_RECORD: usize = 1 << 20;
/// Rows between two reports of progress.
const ROWS_A_CHECK: u64 = 1 << 16;

pub(super) fn io_error(path: &Path, source: std::io::Error) -> FormatError {
    FormatError::Io {
        path: path.to_owned(),
        source,
    }
}

/// The first bytes, and the length of the file.
pub(super) fn head(path: &Path) -> Result<(Vec<u8>, u64), FormatError> {
    let file = plain_file::open(path).map_err(|e| io_error(path, e))?;
    let length = file.metadata().map_err(|e| io_error(path, e))?.len();
    let mut head = Vec::new();
    file.take(HEAD)
        .read_to_end(&mut head)
        .map_err(|e| io_error(path, e))?;
    Ok((head, length))
}

fn csv_error(path: &Path, error: csv::Error) -> FormatError {
    let place = error
        .position()
        .map_or_else(|| "the table".to_owned(), |p| format!("line {}", p.line()));
    let text = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => io_error(path, source),
        _ => FormatError::malformed(path, "text table", place, "a row of cells", text),
    }
}

fn check_record(path: &Path, record: &csv::ByteRecord) -> Result<(), FormatError> {
    if record.as_slice().len() <= LONGEST_RECORD {
        return Ok(());
    }
    let line = record.position().map_or(0, csv::Position::line);
    Err(FormatError::malformed(
        path,
        "text table",
        format!("line {line}"),
        "a row of at most a million characters",
        "a longer one; perhaps a quotation mark is never closed",
    ))
}

/// The text of a file; of one that is being written, its whole lines.
fn open(
    path: &Path,
    encoding: encoding::Encoding,
    is_growing: bool,
) -> Result<Box<dyn Read>, FormatError> {
    let text = encoding::open(path, encoding).map_err(|e| io_error(path, e))?;
    Ok(if is_growing {
        Box::new(WholeLines::new(text))
    } else {
        text
    })
}

/// Reads the spikes table of a plan.
pub(super) fn spikes(
    plan: &Plan,
    per_second: f64,
    is_growing: bool,
    progress: &Progress<'_>,
) -> Result<Spikes, FormatError> {
    let path = plan.spikes_path.as_path();
    let encoding = plan.encoding.value;
    let length = std::fs::metadata(path)
        .map_err(|e| io_error(path, e))?
        .len();
    let source = open(path, encoding, is_growing)?;
    let (separator, decimal_comma) = (plan.separator.value, plan.decimal_comma.value);
    let mut reader = sniff::reader(source, separator);
    let rows = expected_rows(plan, length);
    let constants = Constants::new(plan, length);
    let mut collector = Collector::new(path, "text table", per_second, rows, constants);
    let mut record = csv::ByteRecord::new();
    let single = match plan.unit_column.value {
        Some(_) => 0,
        None => collector.unit(b"1")?,
    };
    let mut header = plan.has_header.value;
    let place_column = plan.place_column();
    let mut count = 0_u64;
    loop {
        count += 1;
        if count.is_multiple_of(ROWS_A_CHECK) {
            progress.check()?;
            let done = reader.position().byte() * encoding.width();
            progress.report((done as f32 / length.max(1) as f32).min(1.0), "spikes");
        }
        if !reader
            .read_byte_record(&mut record)
            .map_err(|e| csv_error(path, e))?
        {
            break;
        }
        check_record(path, &record)?;
        if record.iter().all(|c| c.trim_ascii().is_empty()) || sniff::is_statement(&record) {
            continue;
        }
        if std::mem::take(&mut header) {
            continue;
        }
        let cell = |column: usize| sniff::cells(&record, separator).nth(column);
        let time = plan.time_column.value;
        let written = cell(time);
        let number = written.and_then(|c| number::parse(c, decimal_comma));
        let unit = match plan.unit_column.value {
            Some(column) => cell(column).filter(|c| !c.trim_ascii().is_empty()),
            None => Some(&b"1"[..]),
        };
        match (number, unit) {
            (Some(time), Some(written)) => {
                let unit = match plan.unit_column.value {
                    Some(_) => collector.unit(written)?,
                    None => single,
                };
                let place = place_column.map(|column| cell(column).unwrap_or_default());
                collector.push(unit, place, time, cell);
            }
            (None, _) => {
                collector.fail(|| place(plan, &record, time), "a number", || shown(written))?;
            }
            (_, None) => collector.fail(
                || place(plan, &record, plan.unit_column.value.unwrap_or(0)),
                "the name of a unit",
                || "nothing".to_owned(),
            )?,
        }
    }
    collector.finish(plan)
}

fn place(plan: &Plan, record: &csv::ByteRecord, column: usize) -> String {
    let line = record.position().map_or(0, csv::Position::line);
    match plan.columns.get(column) {
        Some(name) => format!("line {line}, column {name}"),
        None => format!("line {line}, column {}", column + 1),
    }
}

fn shown(cell: Option<&[u8]>) -> String {
    match cell.map(number::text) {
        None => "a row without it".to_owned(),
        Some(text) if text.is_empty() => "nothing".to_owned(),
        Some(text) => format!("\"{}\"", text.chars().take(40).collect::<String>()),
    }
}

/// Rows to make room for, from the length of the first ones; bounded by the length of the file.
fn expected_rows(plan: &Plan, length: u64) -> usize {
    let super::plan::Sample::Text { head, .. } = &plan.sample else {
        return 0;
    };
    let lines = head
        .bytes()
        .filter(|b| *b == b'\n' || *b == b'\r')
        .count()
        .max(1);
    let characters = length / plan.encoding.value.width();
    let rows = characters as f64 / (head.len().max(1) as f64 / lines as f64);
    // Lines may get a little shorter; CRLF counts twice, which errs on the side of room.
    (rows * 1.02).min(characters as f64 / 4.0 + 16.0) as usize
}

/// Reads a small table, such as that of the units, whole.
pub(super) fn grid(
    path: &Path,
    is_growing: bool,
    progress: &Progress<'_>,
) -> Result<Grid, FormatError> {
    let (head, length) = head(path)?;
    let Some((encoding, _)) = encoding::detect(&head) else {
        return Err(FormatError::malformed(
            path,
            "text table",
            "the file",
            "text",
            "binary data",
        ));
    };
    let cut = length > head.len() as u64;
    let shape = sniff::shape(
        &encoding::decode(&head, encoding),
        cut,
        &TableChoices::default(),
    );
    let source = open(path, encoding, is_growing)?;
    let separator = shape.separator.value;
    let mut reader = sniff::reader(source, separator);
    let mut record = csv::ByteRecord::new();
    let mut grid = Grid::new(shape.columns, shape.decimal_comma.value);
    let mut header = shape.has_header.value;
    let mut count = 0_u64;
    while reader
        .read_byte_record(&mut record)
        .map_err(|e| csv_error(path, e))?
    {
        count += 1;
        if count.is_multiple_of(ROWS_A_CHECK) {
            progress.check()?;
        }
        check_record(path, &record)?;
        let is_empty = record.iter().all(|c| c.trim_ascii().is_empty());
        if is_empty || sniff::is_statement(&record) || std::mem::take(&mut header) {
            continue;
        }
        let line = record.position().map_or(0, csv::Position::line);
        grid.push(
            path,
            line,
            sniff::cells(&record, separator).map(number::text),
        )?;
    }
    Ok(grid)
}
