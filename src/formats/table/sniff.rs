//! Separator, header and decimal comma of a text table, from its first lines.

use super::number;
use super::plan::{Guess, TableChoices};

/// In the order in which they are preferred when all fit: a comma may be a decimal comma, a space
/// may stand inside a name.
pub(super) const SEPARATORS: [char; 5] = ['\t', ';', '|', ',', ' '];

/// Rows that are looked at.
const ROWS: usize = 2000;

/// The shape of a table.
pub(super) struct Shape {
    pub separator: Guess<char>,
    pub decimal_comma: Guess<bool>,
    pub has_header: Guess<bool>,
    pub columns: Vec<String>,
    /// Whether the names are the file's own.
    pub named: bool,
    /// Rows of data.
    pub rows: Vec<Vec<String>>,
}

impl Shape {
    pub(super) fn parquet(columns: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        let stated = "the file states it";
        Self {
            separator: Guess::certain(',', stated),
            decimal_comma: Guess::certain(false, stated),
            has_header: Guess::certain(true, stated),
            columns,
            named: true,
            rows,
        }
    }
}

/// A reader of records with the settings that all text tables share.
pub(super) fn reader<R: std::io::Read>(source: R, separator: char) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .buffer_capacity(1 << 17)
        .from_reader(source)
}

/// Cells of a record; runs of spaces separate only once.
pub(super) fn cells(record: &csv::ByteRecord, separator: char) -> impl Iterator<Item = &[u8]> {
    record
        .iter()
        .filter(move |cell| separator != ' ' || !cell.is_empty())
}

/// The separator that the first line states, as Excel has it ("sep=;"), and the lines after it.
fn stated(head: &str) -> (Option<char>, &str) {
    let (line, rest) = head.split_once('\n').unwrap_or((head, ""));
    let line = line.trim_end_matches('\r').trim_matches('"').as_bytes();
    match line.split_at_checked(4) {
        Some((word, &[separator])) if word.eq_ignore_ascii_case(b"sep=") => {
            let separator = char::from(separator);
            let known = SEPARATORS.contains(&separator);
            known
                .then_some(separator)
                .map_or((None, head), |s| (Some(s), rest))
        }
        _ => (None, head),
    }
}

/// True for the line that [`stated`] takes off, as a reader of records gives it.
pub(super) fn is_statement(record: &csv::ByteRecord) -> bool {
    let is_first = record.position().is_some_and(|p| p.line() == 1);
    let text = record.as_slice().trim_ascii();
    // The separator is within its cell, or has parted it.
    is_first
        && text
            .split_at_checked(4)
            .is_some_and(|(word, rest)| word.eq_ignore_ascii_case(b"sep=") && rest.len() <= 1)
}

fn split(head: &str, cut: bool, separator: char) -> Vec<Vec<String>> {
    let mut reader = reader(head.as_bytes(), separator);
    let mut record = csv::ByteRecord::new();
    let mut rows = Vec::new();
    while rows.len() <= ROWS && matches!(reader.read_byte_record(&mut record), Ok(true)) {
        let row: Vec<String> = cells(&record, separator).map(number::text).collect();
        if row.iter().any(|c| !c.is_empty()) {
            rows.push(row);
        }
    }
    // The last row of a head may be half a row.
    if cut && rows.len() <= ROWS && rows.len() > 1 {
        rows.pop();
    }
    rows
}

fn is_number(cell: &str) -> bool {
    number::parse(cell.as_bytes(), true).is_some()
}

/// The number of columns that most rows have, and the share of rows that have it.
fn width(rows: &[Vec<String>]) -> (usize, f64) {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    for row in rows {
        *counts.entry(row.len()).or_default() += 1;
    }
    let most = counts
        .iter()
        .max_by_key(|(width, count)| (**count, **width));
    most.map_or((0, 0.0), |(&width, &count)| {
        (width, count as f64 / rows.len().max(1) as f64)
    })
}

/// Share of cells below the first row that are numbers.
fn numeric_share(rows: &[Vec<String>]) -> f64 {
    let (mut all, mut numeric) = (0_usize, 0_usize);
    for cell in rows.iter().skip(usize::from(rows.len() > 1)).flatten() {
        all += 1;
        numeric += usize::from(is_number(cell));
    }
    numeric as f64 / all.max(1) as f64
}

pub(super) fn shape(head: &str, cut: bool, choices: &TableChoices) -> Shape {
    let chosen = choices.separator.filter(|s| SEPARATORS.contains(s));
    let (stated, head) = stated(head);
    let (separator, mut rows) = match (chosen, stated) {
        (Some(separator), _) => (Guess::chosen(separator), split(head, cut, separator)),
        (None, Some(separator)) => {
            let guess = Guess::certain(separator, "its first line says so");
            (guess, split(head, cut, separator))
        }
        (None, None) => guess_separator(head, cut),
    };
    let (width, _) = width(&rows);
    let has_header = guess_header(&rows, choices.header);
    let mut columns = None;
    if has_header.value {
        columns = (!rows.is_empty()).then(|| rows.remove(0));
    } else if choices.header.is_none() {
        columns = names_in_comment(head, separator.value, width);
    }
    let named = columns.is_some();
    let mut columns = columns.unwrap_or_default();
    for index in columns.len()..width {
        columns.push(format!("column {}", index + 1));
    }
    let decimal_comma = match choices.decimal_comma {
        Some(chosen) => Guess::chosen(chosen),
        None => guess_decimal_comma(&rows),
    };
    Shape {
        separator,
        decimal_comma,
        has_header,
        columns,
        named,
        rows,
    }
}

fn guess_separator(head: &str, cut: bool) -> (Guess<char>, Vec<Vec<String>>) {
    let mut fits: Vec<(char, f64, Vec<Vec<String>>)> = Vec::new();
    for separator in SEPARATORS {
        let rows = split(head, cut, separator);
        let (width, share) = width(&rows);
        if width >= 2 && share >= 0.8 {
            let score = share + numeric_share(&rows);
            fits.push((separator, score, rows));
        }
    }
    let many = fits.len() > 1;
    // The first of equals wins: the order of preference.
    let best = fits
        .into_iter()
        .reduce(|a, b| if b.1 > a.1 + 1e-9 { b } else { a });
    match best {
        Some((separator, score, rows)) => {
            let guess = if !many || score > 1.99 {
                Guess::certain(separator, "every line splits alike")
            } else {
                Guess::likely(separator, "most lines split alike, but others would do too")
            };
            (guess, rows)
        }
        None => (
            Guess::certain(',', "there is one column"),
            split(head, cut, ','),
        ),
    }
}

fn guess_header(rows: &[Vec<String>], choice: Option<bool>) -> Guess<bool> {
    if let Some(chosen) = choice {
        return Guess::chosen(chosen);
    }
    let Some((first, rest)) = rows.split_first() else {
        return Guess::likely(false, "there are no rows");
    };
    let mostly_numbers = |column: usize| {
        let cells = rest.iter().filter_map(|r| r.get(column));
        let numeric = cells.clone().filter(|c| is_number(c)).count();
        numeric * 2 > cells.count()
    };
    let above_numbers = first
        .iter()
        .enumerate()
        .any(|(c, cell)| !cell.is_empty() && !is_number(cell) && mostly_numbers(c));
    if above_numbers {
        Guess::certain(true, "the first row has words where others have numbers")
    } else if first.iter().all(|c| !is_number(c)) {
        Guess::likely(true, "the first row has no number")
    } else {
        Guess::certain(false, "the first row has numbers like the others")
    }
}

/// The names in a comment just above the data, as numpy.savetxt writes them.
fn names_in_comment(head: &str, separator: char, width: usize) -> Option<Vec<String>> {
    let comment = head.lines().take_while(|l| l.starts_with('#')).last()?;
    let names = split(comment.trim_start_matches('#').trim(), false, separator);
    let names = names.into_iter().next()?;
    (names.len() == width && names.iter().all(|n| !n.is_empty() && !is_number(n))).then_some(names)
}

fn guess_decimal_comma(rows: &[Vec<String>]) -> Guess<bool> {
    let (mut commas, mut points, mut thousands) = (0_usize, 0_usize, 0_usize);
    for cell in rows.iter().flatten() {
        if number::has_decimal_comma(cell) {
            commas += 1;
            let decimals = cell.rsplit(',').next().map_or(0, str::len);
            thousands += usize::from(decimals == 3);
        } else if cell.contains('.') && number::parse(cell.as_bytes(), false).is_some() {
            points += 1;
        }
    }
    match (commas, points) {
        (0, 0) => Guess::certain(false, "there are only whole numbers"),
        (0, _) => Guess::certain(false, "numbers have a decimal point"),
        (_, 0) if thousands < commas => Guess::certain(true, "numbers have a decimal comma"),
        (_, 0) => Guess::likely(true, "commas in numbers always stand before three digits"),
        _ => Guess::likely(commas > points, "some numbers have a comma, some a point"),
    }
}
