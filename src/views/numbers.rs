//! The numbers of a view, given once: named columns, from which JSON, CSV and the statistics of
//! surrogates are made.

use crate::analysis::{AnalysisError, Scale};
use serde_json::{Map, Value as Json, json};

/// The numbers of a view under one key of `analysis.json`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// Key in `analysis.json` and stem of the CSV file.
    pub key: &'static str,
    /// Columns that have a single value.
    pub facts: Vec<Column>,
    pub tables: Vec<Table>,
    /// Why numbers are missing.
    pub warnings: Vec<String>,
}

/// Columns of equal length. The first table that goes to CSV is the one in the CSV file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// Its key in the JSON, a list of rows; with an empty name that list is all the JSON there is.
    pub name: &'static str,
    pub output: Output,
    /// The column that tells rows apart, and the letter before it in the name of a scalar: `k`
    /// makes `depth.k20`.
    pub label: Option<(&'static str, char)>,
    /// The column that says how many bins or samples a row rests on.
    pub n: Option<&'static str>,
    pub columns: Vec<Column>,
}

/// A named list of values of one type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Ends in the unit, where there is one: `dt_s`. Dots part the names of nested JSON objects.
    pub name: String,
    /// Its name in the header of the CSV file, if that is another.
    pub header: Option<String>,
    pub output: Output,
    /// A number that is also worked out for realisations of a surrogate, in the same way.
    pub is_statistic: bool,
    /// The 95 % interval of each value.
    pub interval: Option<Vec<Option<[f64; 2]>>>,
    /// Null where a value is missing, or is not finite.
    pub values: Vec<Json>,
}

/// Where a table or a column is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    #[default]
    Both,
    Json,
    Csv,
}

impl Column {
    fn new(name: impl Into<String>, output: Output, values: Vec<Json>) -> Self {
        Self {
            name: name.into(),
            output,
            values,
            ..Self::default()
        }
    }
    /// The unit that its name ends in; empty for what has none, and for values in the unit of the
    /// normalisation.
    pub fn unit(&self) -> &'static str {
        let unit = self.name.rsplit('_').next().filter(|end| *end != self.name);
        match unit {
            Some("s") => "s",
            Some("ms") => "ms",
            Some("hz") => "Hz",
            Some("deg") => "°",
            Some("rad") => "rad",
            _ => "",
        }
    }
    pub(super) fn text(&self, row: usize) -> String {
        match &self.values[row] {
            Json::Null => String::new(),
            Json::String(text) => text.clone(),
            Json::Number(x) if x.is_f64() => x.as_f64().unwrap_or(f64::NAN).to_string(),
            other => other.to_string(),
        }
    }
    fn header(&self) -> String {
        let header = self.header.clone();
        header.unwrap_or_else(|| self.name.replace('.', "_"))
    }
}

/// A row of columns as an object.
fn object(columns: &[Column], row: usize) -> Map<String, Json> {
    let mut all = Map::new();
    for column in columns.iter().filter(|c| c.output != Output::Csv) {
        insert(&mut all, &column.name, column.values[row].clone());
    }
    all
}

fn insert(into: &mut Map<String, Json>, name: &str, value: Json) {
    let Some((outer, inner)) = name.split_once('.') else {
        into.insert(name.to_owned(), value);
        return;
    };
    if let Json::Object(nested) = into.entry(outer).or_insert_with(|| json!({})) {
        insert(nested, inner, value);
    }
}

impl Table {
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |c| c.values.len())
    }
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }
    /// Each row as an object.
    pub fn json(&self) -> Vec<Json> {
        let row = |row| Json::Object(object(&self.columns, row));
        (0..self.rows()).map(row).collect()
    }
    /// Header and rows.
    fn csv(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let columns = || self.columns.iter().filter(|c| c.output != Output::Json);
        let row = |row| columns().map(|c| c.text(row)).collect();
        let header = columns().map(Column::header).collect();
        (header, (0..self.rows()).map(row).collect())
    }
    /// Adds the rows of a table of the same columns, with a first column that says what they are of.
    pub fn append(&mut self, name: &'static str, of: &str, other: Self) {
        let texts = vec![Json::from(of); other.rows()];
        let first = Column::new(name, Output::Both, texts);
        let columns = std::iter::once(first).chain(other.columns);
        if self.columns.is_empty() {
            self.columns = columns.collect();
            return;
        }
        for (column, more) in self.columns.iter_mut().zip(columns) {
            column.values.extend(more.values);
        }
    }
}

/// Builds a [`Table`] of which each item is a row.
#[derive(Debug)]
pub struct Rows<T> {
    items: Vec<T>,
    table: Table,
}

impl<T> Rows<T> {
    pub fn new(name: &'static str, items: impl IntoIterator<Item = T>) -> Self {
        Self {
            items: items.into_iter().collect(),
            table: Table {
                name,
                ..Table::default()
            },
        }
    }
    fn add<V: Into<Json>>(
        mut self,
        name: impl Into<String>,
        output: Output,
        value: impl Fn(&T) -> V,
    ) -> Self {
        let values = self.items.iter().map(|row| value(row).into()).collect();
        self.table.columns.push(Column::new(name, output, values));
        self
    }
    #[must_use]
    pub fn column<V: Into<Json>>(self, name: impl Into<String>, value: impl Fn(&T) -> V) -> Self {
        self.add(name, Output::Both, value)
    }
    /// A column of the JSON only.
    #[must_use]
    pub fn json<V: Into<Json>>(self, name: impl Into<String>, value: impl Fn(&T) -> V) -> Self {
        self.add(name, Output::Json, value)
    }
    /// A column of the CSV only.
    #[must_use]
    pub fn csv<V: Into<Json>>(self, name: impl Into<String>, value: impl Fn(&T) -> V) -> Self {
        self.add(name, Output::Csv, value)
    }
    /// How many bins or samples a row rests on.
    #[must_use]
    pub fn n<V: Into<Json>>(mut self, name: &'static str, value: impl Fn(&T) -> V) -> Self {
        self.table.n = Some(name);
        self.column(name, value)
    }
    /// A column that is also worked out for realisations of a surrogate.
    #[must_use]
    pub fn statistic<V: Into<Json>>(
        self,
        name: impl Into<String>,
        value: impl Fn(&T) -> V,
    ) -> Self {
        self.column(name, value).change(|c| c.is_statistic = true)
    }
    /// Number and bin width of the scale that each row is about.
    #[must_use]
    pub fn scale(mut self, scale: impl Fn(&T) -> Scale) -> Self {
        self.table.label = Some(("k", 'k'));
        self.column("k", |row| scale(row).k().round() as u64)
            .column("dt_s", |row| scale(row).width_s())
    }
    #[must_use]
    pub fn label(mut self, column: &'static str, letter: char) -> Self {
        self.table.label = Some((column, letter));
        self
    }
    /// What the column before it is called in the CSV file.
    #[must_use]
    pub fn header(self, header: impl Into<String>) -> Self {
        self.change(|c| c.header = Some(header.into()))
    }
    /// The 95 % intervals of the column before it.
    #[must_use]
    pub fn interval(self, interval: impl Fn(&T) -> Option<[f64; 2]>) -> Self {
        let intervals = self.items.iter().map(interval).collect();
        self.change(|c| c.interval = Some(intervals))
    }
    fn change(mut self, change: impl FnOnce(&mut Column)) -> Self {
        self.table.columns.last_mut().map(change);
        self
    }
}

impl<T> From<Rows<T>> for Table {
    fn from(rows: Rows<T>) -> Self {
        rows.table
    }
}

/// One number of a view, by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// Key, column and row: `collapse.depth.k20`.
    pub name: String,
    /// Without the row: what the rows of one column have in common.
    pub column: String,
    pub unit: &'static str,
    pub value: f64,
    /// Bins or samples that it rests on.
    pub n: Option<u64>,
    /// 95 %.
    pub interval: Option<[f64; 2]>,
    /// It is also worked out for realisations of a surrogate.
    pub is_statistic: bool,
}

impl Numbers {
    pub fn new(key: &'static str) -> Self {
        Self {
            key,
            ..Self::default()
        }
    }
    /// What stands in the place of numbers that cannot be had, and why: the key is there.
    pub fn missing(key: &'static str, why: &AnalysisError) -> Self {
        Self::new(key).warn([format!("{key}: null, because {why}")])
    }
    /// What an outcome gives, or what stands in its place where there is nothing to show.
    pub fn or_missing(
        key: &'static str,
        found: Result<Self, AnalysisError>,
    ) -> Result<Self, AnalysisError> {
        match found {
            Err(why @ AnalysisError::NothingToShow(_)) => Ok(Self::missing(key, &why)),
            other => other,
        }
    }
    #[must_use]
    pub fn fact(mut self, name: impl Into<String>, value: impl Into<Json>) -> Self {
        let values = vec![value.into()];
        self.facts.push(Column::new(name, Output::Both, values));
        self
    }
    /// A number that is also worked out for realisations of a surrogate.
    #[must_use]
    pub fn statistic(self, name: &'static str, value: Option<f64>) -> Self {
        let mut more = self.fact(name, value);
        if let Some(last) = more.facts.last_mut() {
            last.is_statistic = true;
        }
        more
    }
    /// The 95 % interval of the fact before it.
    #[must_use]
    pub fn interval(mut self, name: &'static str, interval: Option<[f64; 2]>) -> Self {
        if let Some(last) = self.facts.last_mut() {
            last.interval = Some(vec![interval]);
        }
        self.fact(name, interval)
    }
    #[must_use]
    pub fn table(mut self, table: impl Into<Table>) -> Self {
        self.tables.push(table.into());
        self
    }
    /// A table of the JSON only.
    #[must_use]
    pub fn json_table(self, table: impl Into<Table>) -> Self {
        let output = Output::Json;
        self.table(Table {
            output,
            ..table.into()
        })
    }
    /// A table of the CSV only.
    #[must_use]
    pub fn csv_table(self, table: impl Into<Table>) -> Self {
        let output = Output::Csv;
        self.table(Table {
            output,
            ..table.into()
        })
    }
    #[must_use]
    pub fn warn(mut self, warnings: impl IntoIterator<Item = String>) -> Self {
        self.warnings.extend(warnings);
        self
    }
    /// As `analysis.json` has them.
    pub fn json(&self) -> Json {
        let tables = || self.tables.iter().filter(|t| t.output != Output::Csv);
        if let Some(all) = tables().find(|t| t.name.is_empty()) {
            return Json::Array(all.json());
        }
        let mut all = object(&self.facts, 0);
        for table in tables() {
            insert(&mut all, table.name, Json::Array(table.json()));
        }
        if all.is_empty() {
            Json::Null
        } else {
            Json::Object(all)
        }
    }
    /// Header and rows of the CSV file, where there is one.
    pub fn csv(&self) -> Option<(Vec<String>, Vec<Vec<String>>)> {
        let table = self.tables.iter().find(|t| t.output != Output::Json);
        table.map(Table::csv)
    }
    /// Every single number that has a name of its own.
    pub fn scalars(&self) -> Vec<Scalar> {
        let mut all = Vec::new();
        let mut add = |columns: &[Column], row: usize, n: Option<u64>, end: &str| {
            for column in columns {
                let value = &column.values[row];
                if value.is_f64() || (column.is_statistic && value.is_null()) {
                    let name = format!("{}.{}", self.key, column.name);
                    all.push(Scalar {
                        name: format!("{name}{end}"),
                        column: name,
                        unit: column.unit(),
                        value: value.as_f64().unwrap_or(f64::NAN),
                        n,
                        interval: column.interval.as_ref().and_then(|all| all[row]),
                        is_statistic: column.is_statistic,
                    });
                }
            }
        };
        add(&self.facts, 0, None, "");
        for table in &self.tables {
            let Some((label, letter)) = table.label else {
                continue;
            };
            let column = |name: &str| table.column(name);
            for row in 0..table.rows() {
                let n = table
                    .n
                    .and_then(column)
                    .and_then(|c| c.values[row].as_u64());
                let label = column(label).map_or_else(String::new, |c| c.text(row));
                add(&table.columns, row, n, &format!(".{letter}{label}"));
            }
        }
        all
    }
}
